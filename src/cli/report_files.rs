//! Reports that go to files: opened before the run, so that a path that cannot be written is told at once, and put in
//! place as a whole after it.

use super::Stop;
use super::check::find_report;
use crate::check::Outcome;
use crate::diagnostic::Diagnostic;
use crate::report::{Report, ReportStyle};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A report and the file that it goes to.
pub(crate) struct ReportFile {
    report: &'static dyn Report,
    path: PathBuf,
    file: NamedTempFile,
}

/// Opens the files of `--report FORMAT=FILE`. Nothing is written below the folder of the goldens.
///
/// # Errors
/// An unknown format, another form, a path that cannot be written, one path twice.
pub(crate) fn open(arguments: &[String], golden: &Path) -> Result<Vec<ReportFile>, Diagnostic> {
    let mut files: Vec<ReportFile> = Vec::new();
    for text in arguments {
        let file = ReportFile::open(text, golden)?;
        if files.iter().any(|other| other.path == file.path) {
            let message = format!("two reports go to {}", file.path.display());
            return Err(Diagnostic::error("cli.report", message).hint("give each a file of its own"));
        }
        files.push(file);
    }
    Ok(files)
}

impl ReportFile {
    fn open(text: &str, golden: &Path) -> Result<Self, Diagnostic> {
        let Some((format, path)) = text.split_once('=').filter(|(_, path)| !path.is_empty()) else {
            let message = format!("--report takes FORMAT=FILE, found \"{text}\"");
            return Err(Diagnostic::error("cli.report", message).hint("--report json=report.json"));
        };
        let (report, path) = (find_report(format)?, PathBuf::from(path));
        refuse_below(&path, golden)?;
        let file = beside(&path).map_err(|error| unwritable(&path, &error))?;
        Ok(Self { report, path, file })
    }

    /// True if the report shows values of inputs.
    pub(crate) fn needs_previews(&self) -> bool {
        self.report.needs_previews()
    }

    /// Writes the report and puts it in its place.
    pub(crate) fn write(self, outcome: &Outcome) -> Result<(), Stop> {
        let report = self.report;
        self.write_with(&|out| report.write(outcome, &ReportStyle::default(), out))
    }

    /// Writes the report of merged reports: as JSON everything that they said is kept.
    pub(crate) fn write_merged(self, outcome: &Outcome, merged: &serde_json::Value) -> Result<(), Stop> {
        if self.report.meta().id == "json" {
            return self.write_with(&|out| writeln!(out, "{merged:#}"));
        }
        self.write(outcome)
    }

    fn write_with(self, content: &dyn Fn(&mut dyn Write) -> std::io::Result<()>) -> Result<(), Stop> {
        let Self { path, file, .. } = self;
        let mut buffer = BufWriter::new(file);
        let written = content(&mut buffer)
            .and_then(|()| buffer.into_inner().map_err(std::io::IntoInnerError::into_error))
            .and_then(|mut file| file.flush().map(|()| file))
            .and_then(|file| file.persist(&path).map_err(|error| error.error));
        written.map(drop).map_err(|error| unwritable(&path, &error).into())
    }
}

/// Refuses a path below the folder of the goldens, where nothing but goldens belongs.
pub(crate) fn refuse_below(path: &Path, golden: &Path) -> Result<(), Diagnostic> {
    use crate::definition::absolute;
    if !absolute(path).starts_with(absolute(golden)) {
        return Ok(());
    }
    let message = format!("{} lies below {}, where only goldens belong", path.display(), golden.display());
    Err(Diagnostic::error("cli.below_golden", message).hint("write it somewhere else"))
}

/// A temporary file beside a path that can take its place.
fn beside(path: &Path) -> std::io::Result<NamedTempFile> {
    if path.is_dir() {
        return Err(std::io::ErrorKind::IsADirectory.into());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".report-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Readable as any other file; the user's mask applies.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

fn unwritable(path: &Path, error: &std::io::Error) -> Diagnostic {
    let reason = match error.kind() {
        std::io::ErrorKind::NotFound => "its folder does not exist".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    };
    Diagnostic::error("cli.report", format!("cannot write the report {}: {reason}", path.display()))
}
