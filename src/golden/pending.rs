//! Values that differ from their goldens, kept until somebody accepts or rejects them.

use super::atomic::{unreadable, unwritable};
use super::writer::{Kept, Scope};
use super::{Blessed, Freshness, Mode, Store, write_atomically};
use crate::diagnostic::Diagnostic;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The folder of pending values and of what can be undone, `.preparity`: for this machine only, ignored by git.
#[derive(Debug, Clone)]
pub struct Pending {
    root: PathBuf,
    store: Store,
}

/// One pending value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingEntry {
    /// The case.
    pub case: String,
    /// The input.
    pub input: String,
}

/// What was decided on a pending value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It became the golden.
    Accepted,
    /// It was thrown away.
    Rejected,
}

/// A decision as it is kept for undoing.
#[derive(Debug, Serialize, Deserialize)]
struct Done {
    decision: Decision,
    case: String,
    input: String,
    /// Whether there was a golden before.
    golden: bool,
}

impl Pending {
    /// The pending values below this folder, which need not exist.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        let root = root.into();
        let store = Store::new(root.join("pending"), Mode::Writable);
        Self { root, store }
    }

    /// Keeps values of a case, in place of the older pending ones of the same inputs.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn keep(&self, case: &str, values: &[Kept]) -> Result<(), Diagnostic> {
        let Some(first) = values.first() else {
            return Ok(());
        };
        let ignore = self.root.join(".gitignore");
        if !ignore.exists() {
            write_atomically(&ignore, b"*\n")?;
        }
        let mut writer = self.store.begin(case, first.blessed.clone(), Scope::Some)?;
        values.iter().try_for_each(|kept| writer.put(kept))?;
        writer.finish()
    }

    /// Forgets all pending values of a case: a run in which the case was checked anew begins so.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn clear(&self, case: &str) -> Result<(), Diagnostic> {
        let folder = self.store.folder(case)?;
        if !folder.join("golden.yaml").exists() {
            return Ok(());
        }
        self.store.begin(case, Blessed::default(), Scope::Whole)?.finish()
    }

    /// All pending values, by case and input.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn list(&self) -> Result<Vec<PendingEntry>, Diagnostic> {
        let mut found = Vec::new();
        let mut cases = Vec::new();
        cases_below(self.store.root(), "", &mut cases)?;
        cases.sort();
        for case in cases {
            let goldens = self.store.open(&case)?;
            let mut inputs: Vec<String> = goldens.own_files().map(str::to_owned).collect();
            let sources: Vec<String> = goldens.shared_files().map(|(source, _)| source.to_owned()).collect();
            for lines in sources.iter().filter_map(|source| goldens.lines_of(source)) {
                for line in lines.iter() {
                    inputs.push(line?.id);
                }
            }
            found.extend(inputs.into_iter().map(|input| PendingEntry { case: case.clone(), input }));
        }
        Ok(found)
    }

    /// A pending value with all that is known of it.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn get(&self, case: &str, input: &str) -> Result<Option<Kept>, Diagnostic> {
        self.store.open(case)?.get(input)
    }

    /// Makes a pending value the golden.
    ///
    /// # Errors
    /// No such pending value; a store that is read-only or cannot be written.
    pub fn accept(&self, golden: &Store, case: &str, input: &str) -> Result<(), Diagnostic> {
        golden.writable()?;
        let kept = self.existing(case, input)?;
        let old = golden.open(case)?.get(input)?;
        self.remember(Decision::Accepted, case, &kept, old.as_ref())?;
        let mut writer = golden.begin(case, kept.blessed.clone(), Scope::Some)?;
        writer.put(&kept)?;
        writer.finish()?;
        self.forget(case, input)
    }

    /// Throws a pending value away; the golden stays.
    ///
    /// # Errors
    /// No such pending value; a folder that cannot be written.
    pub fn reject(&self, case: &str, input: &str) -> Result<(), Diagnostic> {
        let kept = self.existing(case, input)?;
        self.remember(Decision::Rejected, case, &kept, None)?;
        self.forget(case, input)
    }

    /// Takes the last decision back: the value is pending again, and the golden what it was.
    ///
    /// # Errors
    /// A store that is read-only or cannot be written.
    pub fn undo(&self, golden: &Store) -> Result<Option<(Decision, PendingEntry)>, Diagnostic> {
        let Some(folder) = self.decisions()?.pop() else {
            return Ok(None);
        };
        let path = folder.join("decision.yaml");
        let text = std::fs::read(&path).map_err(|error| unreadable(&path, &error))?;
        let done: Done = serde_yaml::from_slice(&text).map_err(|error| unreadable(&path, &error))?;
        let Done { decision, case, input, .. } = done;
        if decision == Decision::Accepted {
            let old = Store::new(folder.join("golden"), Mode::ReadOnly).open(&case)?.get(&input)?;
            let blessed = old.as_ref().map(|kept| kept.blessed.clone()).unwrap_or_default();
            let mut writer = golden.begin(&case, blessed, Scope::Some)?;
            match &old {
                Some(kept) => writer.put(kept)?,
                None => writer.remove(&input),
            }
            writer.finish()?;
        }
        if let Some(kept) = Store::new(folder.join("pending"), Mode::ReadOnly).open(&case)?.get(&input)? {
            self.keep(&case, &[kept])?;
        }
        std::fs::remove_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
        Ok(Some((decision, PendingEntry { case, input })))
    }

    /// Forgets pending values that no longer mean anything: `current` gives an input's present SHA-256, or `None` if no
    /// case has it any longer.
    ///
    /// # Errors
    /// A folder that cannot be read or written.
    pub fn prune(&self, current: &dyn Fn(&PendingEntry) -> Option<String>) -> Result<Vec<PendingEntry>, Diagnostic> {
        let mut pruned = Vec::new();
        for entry in self.list()? {
            let goldens = self.store.open(&entry.case)?;
            let fresh = match current(&entry) {
                Some(sha256) => goldens.freshness(&entry.input, &sha256)? == Freshness::Fresh,
                None => false,
            };
            if !fresh {
                self.forget(&entry.case, &entry.input)?;
                pruned.push(entry);
            }
        }
        Ok(pruned)
    }

    fn existing(&self, case: &str, input: &str) -> Result<Kept, Diagnostic> {
        self.get(case, input)?.ok_or_else(|| {
            Diagnostic::error("golden.not_pending", format!("nothing is pending for {input} of {case}"))
                .hint("`preparity review --list` shows what is pending")
        })
    }

    fn forget(&self, case: &str, input: &str) -> Result<(), Diagnostic> {
        let mut writer = self.store.begin(case, Blessed::default(), Scope::Some)?;
        writer.remove(input);
        writer.finish()
    }

    fn remember(&self, decision: Decision, case: &str, kept: &Kept, old: Option<&Kept>) -> Result<(), Diagnostic> {
        let number = self.decisions()?.last().and_then(|folder| number_of(folder)).unwrap_or(0) + 1;
        let folder = self.root.join("undo").join(format!("{number:06}"));
        for (name, kept) in [("pending", Some(kept)), ("golden", old)] {
            if let Some(kept) = kept {
                let store = Store::new(folder.join(name), Mode::Writable);
                let mut writer = store.begin(case, kept.blessed.clone(), Scope::Some)?;
                writer.put(kept)?;
                writer.finish()?;
            }
        }
        let done = Done { decision, case: case.to_owned(), input: kept.input.clone(), golden: old.is_some() };
        let path = folder.join("decision.yaml");
        let text = serde_yaml::to_string(&done).map_err(|error| unreadable(&path, &error))?;
        // The decision counts from the moment at which this file is there.
        write_atomically(&path, text.as_bytes())
    }

    /// Folders of decisions that can be undone, oldest first.
    fn decisions(&self) -> Result<Vec<PathBuf>, Diagnostic> {
        let folder = self.root.join("undo");
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let entries = std::fs::read_dir(&folder).map_err(|error| unreadable(&folder, &error))?;
        let mut found: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        found.retain(|folder| number_of(folder).is_some() && folder.join("decision.yaml").exists());
        found.sort();
        Ok(found)
    }
}

fn number_of(folder: &Path) -> Option<u32> {
    folder.file_name()?.to_str()?.parse().ok()
}

/// Ids of all cases that have a `golden.yaml` below a folder.
fn cases_below(folder: &Path, case: &str, found: &mut Vec<String>) -> Result<(), Diagnostic> {
    if !folder.is_dir() {
        return Ok(());
    }
    if !case.is_empty() && folder.join("golden.yaml").exists() {
        found.push(case.to_owned());
    }
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))? {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        if path.is_dir() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let inner = if case.is_empty() { name } else { format!("{case}/{name}") };
            cases_below(&path, &inner, found)?;
        }
    }
    Ok(())
}
