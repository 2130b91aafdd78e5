//! What a case's outcome depends on beside the program: its file, definitions, inputs, parameters that are files, recorded
//! outputs, programs.

use super::{Answer, Case, InputKind, SideDefinition};
use crate::steps::{self, Kind};
use std::path::{Component, Path, PathBuf};

/// Something on the disk that a case depends on. Paths are absolute and without `..`, whether or not they exist.
#[derive(Debug, Clone)]
pub enum Dependency {
    /// A file, or a folder with all that is in it.
    Path(PathBuf),
    /// Every file that fits.
    Pattern(glob::Pattern),
}

impl Dependency {
    /// A path that may have wildcards.
    fn glob(path: &Path) -> Self {
        match glob::Pattern::new(&absolute(path).to_string_lossy()) {
            Ok(pattern) => Self::Pattern(pattern),
            Err(_) => Self::Path(absolute(path)),
        }
    }

    /// True if a file, by its absolute path, is or belongs to it.
    pub fn covers(&self, file: &Path) -> bool {
        match self {
            Self::Path(path) => file.starts_with(path),
            Self::Pattern(pattern) => pattern.matches_path(file),
        }
    }
}

/// A path from the root, with `.` and `..` resolved in the text of it: the file may be gone.
pub fn absolute(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    // Links in the folders are followed, so that two ways to one file have one name.
    let (mut known, mut rest) = (plain.clone(), PathBuf::new());
    while !known.as_os_str().is_empty() {
        if let Ok(real) = known.canonicalize() {
            return if rest.as_os_str().is_empty() { real } else { real.join(rest) };
        }
        let Some(name) = known.file_name().map(PathBuf::from) else { break };
        rest = if rest.as_os_str().is_empty() { name } else { name.join(rest) };
        known.pop();
    }
    plain
}

impl Case {
    /// Everything on the disk that its outcome depends on, but for its goldens.
    pub fn dependencies(&self) -> Vec<Dependency> {
        let mut found = vec![Dependency::Path(absolute(&self.file))];
        for input in &self.inputs {
            match (&input.kind, input.path()) {
                (InputKind::Files(pattern), _) => found.push(Dependency::glob(&input.base.join(pattern))),
                (_, Some(path)) => found.push(Dependency::Path(absolute(&input.base.join(path)))),
                _ => {}
            }
        }
        for side in std::iter::once(&self.train).chain(&self.serve) {
            side.dependencies(&mut found);
        }
        found
    }
}

impl SideDefinition {
    fn dependencies(&self, found: &mut Vec<Dependency>) {
        found.extend(self.included.iter().map(|path| Dependency::Path(absolute(path))));
        if let Some(folder) = self.runtime.tzdata.as_deref().filter(|tzdata| tzdata.contains('/')) {
            found.push(Dependency::Path(absolute(Path::new(folder))));
        }
        match &self.answer {
            Answer::Recorded(template) => {
                let mut pattern = template.clone();
                for name in ["{input}", "{name}", "{stem}"] {
                    pattern = pattern.replace(name, "*");
                }
                found.push(Dependency::glob(&self.base.join(pattern)));
            }
            Answer::Command(command) => {
                // The program, and every argument that is a file of its folder: scripts, models.
                let files = command.arguments.iter().map(|argument| command.folder.join(argument));
                found.extend(files.filter(|path| path.exists()).map(|path| Dependency::Path(absolute(&path))));
            }
            Answer::Steps(steps) => {
                for settings in steps {
                    let Some(step) = steps::find(settings.step()) else { continue };
                    let paths = step.params().iter().filter(|param| matches!(param.kind, Kind::Path));
                    let named = paths.filter_map(|param| settings.get(param.name)?.as_text());
                    found.extend(named.map(|path| Dependency::Path(absolute(&settings.base().join(path)))));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_depends_on_what_it_names_even_if_it_is_gone() {
        let room = tempfile::tempdir().expect("folder");
        let write = |name: &str, text: &str| {
            let path = room.path().join(name);
            std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
            std::fs::write(path, text).expect("file");
        };
        write("side.yaml", "steps: [{tokenize: {engine: wordpiece, file: vocab/vocab.txt}}]\n");
        let case = "inputs:\n  - files: ../in/*.txt\n  - lines: lines.txt\ntrain: {definition: ../side.yaml}\nserve: \
                    {recorded: '../out/{stem}.npy'}\n";
        write("cases/a.yaml", case);
        write("cases/run.sh", "");
        let found = Case::load(&room.path().join("cases/a.yaml"), "a").expect("case").dependencies();
        let root = room.path().canonicalize().expect("folder");
        let covered = |name: &str| found.iter().any(|dependency| dependency.covers(&root.join(name)));
        for name in ["cases/a.yaml", "side.yaml", "vocab/vocab.txt", "in/gone.txt", "cases/lines.txt", "out/x.npy"] {
            assert!(covered(name), "{name}: {found:?}");
        }
        for name in ["cases/b.yaml", "in/a.jpg", "out/x.png", "cases/run.sh", "vocab/other.txt"] {
            assert!(!covered(name), "{name}");
        }
    }
}
