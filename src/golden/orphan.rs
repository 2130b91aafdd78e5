//! Files below the goldens' folder that no case owns.

use super::Store;
use super::atomic::{unreadable, unwritable};
use super::commit::Commit;
use super::goldens::Goldens;
use super::index::Blessed;
use super::writer::Scope;
use crate::diagnostic::Diagnostic;
use std::path::{Path, PathBuf};

/// A file or an entry that belongs to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orphan {
    /// The file.
    pub path: PathBuf,
    /// The case and the input whose golden it was, if that is known.
    pub entry: Option<(String, String)>,
}

impl Store {
    /// All files that no case owns, sorted by path. `owns` answers for a case id, and an input id if one is known.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn orphans(&self, owns: &dyn Fn(&str, Option<&str>) -> bool) -> Result<Vec<Orphan>, Diagnostic> {
        let mut found = Vec::new();
        if self.root().is_dir() {
            search(self.root(), "", owns, &mut found)?;
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    /// Removes orphans and their entries.
    ///
    /// # Errors
    /// A store that is read-only; a file that cannot be removed.
    pub fn prune(&self, orphans: &[Orphan]) -> Result<(), Diagnostic> {
        self.writable()?;
        // Entries first: they are found through the `golden.yaml` that may be an orphan itself.
        for (case, input) in orphans.iter().filter_map(|orphan| orphan.entry.as_ref()) {
            let mut writer = self.begin(case, Blessed::default(), Scope::Some)?;
            writer.remove(input);
            writer.finish()?;
        }
        for orphan in orphans.iter().filter(|orphan| orphan.path.exists()) {
            std::fs::remove_file(&orphan.path).map_err(|error| unwritable(&orphan.path, &error))?;
        }
        for orphan in orphans {
            let folders = orphan.path.ancestors().skip(1).take_while(|folder| *folder != self.root());
            // Folders that are not empty stay.
            folders.take_while(|folder| std::fs::remove_dir(folder).is_ok()).for_each(drop);
        }
        Ok(())
    }
}

fn search(
    folder: &Path,
    case: &str,
    owns: &dyn Fn(&str, Option<&str>) -> bool,
    found: &mut Vec<Orphan>,
) -> Result<(), Diagnostic> {
    // What cannot be read is reported where its case is run; here it hides no orphan of other cases.
    let goldens = Goldens::open(folder).ok();
    let waiting = Commit::read(folder).ok().flatten().unwrap_or_default();
    let owned = !case.is_empty() && owns(case, None);
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !name.starts_with('.') {
                let inner = if case.is_empty() { name } else { format!("{case}/{name}") };
                search(&path, &inner, owns, found)?;
            }
            continue;
        }
        let hidden = name.starts_with('.') && !name.starts_with(".new-");
        if hidden || (owned && name == "golden.yaml") || waiting.moves.values().any(|file| *file == name) {
            continue;
        }
        let index = goldens.as_ref().map(|goldens| &goldens.index);
        let mut inputs = index.into_iter().flat_map(|index| &index.inputs).filter(|(_, e)| e.file == name);
        // A file that holds several goldens is an orphan when the last of its inputs is gone.
        let kept = |(input, _): &(&String, _)| owned && owns(case, Some(input));
        let input = inputs.clone().find(kept).or_else(|| inputs.next());
        let shared = index.is_some_and(|index| index.sources.values().any(|entry| entry.file == name));
        match input {
            Some((input, _)) if owned && owns(case, Some(input)) => {}
            Some((input, _)) => {
                found.push(Orphan { path, entry: Some((case.to_owned(), input.clone())) });
            }
            None if owned && (shared || goldens.is_none()) => {}
            None => found.push(Orphan { path, entry: None }),
        }
    }
    Ok(())
}
