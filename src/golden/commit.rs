//! A change of a case's goldens that is decided and not yet done: `.commit.yaml`. It is written as a whole when all new
//! files lie ready beside the old ones. Killed before that moment, a run leaves the old goldens; killed after it, the new
//! ones: whoever reads meets them through this file, and whoever writes next ends what was begun.

use super::atomic::{unreadable, unwritable, write_atomically};
use super::index::Index;
use crate::diagnostic::Diagnostic;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};

/// The file's name.
const FILE: &str = ".commit.yaml";

/// A change that is decided.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commit {
    /// What `golden.yaml` will say.
    pub index: Index,
    /// Files that wait under another name: by the name that they will have.
    pub moves: IndexMap<String, String>,
    /// Files that will go.
    pub removed: Vec<String>,
}

impl Commit {
    /// The change that waits in a folder, if there is one.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn read(folder: &Path) -> Result<Option<Self>, Diagnostic> {
        let path = folder.join(FILE);
        match std::fs::read(&path) {
            Ok(text) => serde_yaml::from_slice(&text).map(Some).map_err(|error| unreadable(&path, &error)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unreadable(&path, &error)),
        }
    }

    /// Where the content of a file lies now.
    pub fn place(&self, folder: &Path, file: &str) -> PathBuf {
        let waiting = self.moves.get(file).filter(|name| is_waiting_name(name)).map(|name| folder.join(name));
        waiting.filter(|path| path.exists()).unwrap_or_else(|| folder.join(file))
    }

    /// Decides the change, and does it.
    ///
    /// # Errors
    /// A file that cannot be written. What is there then reads as the old or as the new goldens.
    pub fn carry_out(&self, folder: &Path) -> Result<(), Diagnostic> {
        let path = folder.join(FILE);
        let text = serde_yaml::to_string(self).map_err(|error| unreadable(&path, &error))?;
        write_atomically(&path, text.as_bytes())?;
        self.complete(folder)
    }

    fn complete(&self, folder: &Path) -> Result<(), Diagnostic> {
        for (file, waiting) in self.moves.iter().filter(|(_, name)| is_waiting_name(name)) {
            let (from, to) = (folder.join(waiting), super::goldens::contained(folder, file)?);
            match std::fs::rename(&from, &to) {
                // It was moved before.
                Err(error) if error.kind() == io::ErrorKind::NotFound && to.exists() => {}
                result => result.map_err(|error| unwritable(&to, &error))?,
            }
        }
        let path = folder.join("golden.yaml");
        let empty = self.index.inputs.is_empty() && self.index.sources.is_empty();
        if empty {
            remove(&path)?;
        } else {
            let text = serde_yaml::to_string(&self.index).map_err(|error| unreadable(&path, &error))?;
            write_atomically(&path, text.as_bytes())?;
        }
        for file in &self.removed {
            remove(&super::goldens::contained(folder, file)?)?;
        }
        remove(&folder.join(FILE))?;
        if empty {
            // Fails where something else lies there, and then the folder stays.
            let _ = std::fs::remove_dir(folder);
        }
        Ok(())
    }
}

/// Ends a change that was decided and interrupted.
///
/// # Errors
/// A file that cannot be read or written.
pub fn complete(folder: &Path) -> Result<(), Diagnostic> {
    Commit::read(folder)?.map_or(Ok(()), |commit| commit.complete(folder))
}

/// True for the names of files that wait: nothing else is ever moved.
fn is_waiting_name(name: &str) -> bool {
    name.starts_with(".new-") && !name.contains(['/', '\\'])
}

fn remove(path: &Path) -> Result<(), Diagnostic> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unwritable(path, &error)),
        _ => Ok(()),
    }
}
