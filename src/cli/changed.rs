//! Which files changed since a revision, as git tells.

use crate::definition::{Case, Dependency, absolute};
use crate::diagnostic::Diagnostic;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Files that changed since a revision: committed, in the working tree, or new and untracked.
pub(crate) struct Changed(Vec<PathBuf>);

impl Changed {
    /// Asks git, in the repository that holds `folder`.
    ///
    /// # Errors
    /// No git, no repository, an unknown revision.
    pub(crate) fn since(revision: &str, folder: &Path) -> Result<Self, Diagnostic> {
        let top = git(folder, &["rev-parse", "--show-toplevel"]).map_err(|told| {
            let message = format!("--changed-since needs a git repository: {told}");
            Diagnostic::error("cli.changed", message).hint("run it inside the repository that holds the cases")
        })?;
        let top = PathBuf::from(String::from_utf8_lossy(&top).trim_end_matches(['\n', '\r']));
        let commit = format!("{revision}^{{commit}}");
        let known = git(&top, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]).map_err(|_| {
            Diagnostic::error("cli.changed", format!("git knows no revision \"{revision}\""))
                .hint("in CI, check out with enough history (fetch-depth: 0), or fetch the branch first")
        })?;
        let commit = String::from_utf8_lossy(&known).trim().to_owned();
        let failed = |told: String| Diagnostic::error("cli.changed", format!("git could not list changes: {told}"));
        let tracked = ["diff", "--name-only", "--no-relative", "--no-renames", "--no-ext-diff", "-z", &commit, "--"];
        let tracked = git(&top, &tracked).map_err(failed)?;
        let new = git(&top, &["ls-files", "--others", "--exclude-standard", "-z"]).map_err(failed)?;
        let root = absolute(&top);
        let names = tracked.split(|byte| *byte == 0).chain(new.split(|byte| *byte == 0));
        Ok(Self(names.filter(|name| !name.is_empty()).map(|name| root.join(path(name))).collect()))
    }

    /// True if anything that a case depends on is among them.
    pub(crate) fn touches(&self, case: &Case, golden: &Path) -> bool {
        let mut wanted = case.dependencies();
        wanted.push(Dependency::Path(absolute(&golden.join(&case.id))));
        self.0.iter().any(|file| wanted.iter().any(|dependency| dependency.covers(file)))
    }
}

#[cfg(unix)]
fn path(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(name))
}

#[cfg(not(unix))]
fn path(name: &[u8]) -> PathBuf {
    PathBuf::from(AsRef::<OsStr>::as_ref(&*String::from_utf8_lossy(name)))
}

/// What git prints, or what it complains of.
fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let ran = Command::new("git").arg("-C").arg(folder).args(arguments).output();
    let output = ran.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "git is not installed".to_owned(),
        _ => error.to_string(),
    })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let told = String::from_utf8_lossy(&output.stderr);
    let line = told.lines().find(|line| !line.trim().is_empty()).unwrap_or("it failed");
    Err(line.trim_start_matches("fatal: ").to_owned())
}
