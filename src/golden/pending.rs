//! Values that differ from their goldens, kept until somebody accepts or rejects them.

use super::atomic::{unreadable, unwritable};
use super::writer::{Kept, Scope, Writer};
use super::{Blessed, Freshness, Goldens, Mode, Store, write_atomically};
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

/// A decision as it is kept for undoing: on one value, or on several of a case at once.
#[derive(Debug, Serialize, Deserialize)]
struct Done {
    decision: Decision,
    case: String,
    inputs: Vec<String>,
}

/// What is needed to take a decision back: the values that were pending, and the goldens that they replaced.
struct Remembered {
    folder: PathBuf,
    pending: Writer,
    golden: Writer,
}

impl Remembered {
    fn begin(folder: PathBuf, case: &str) -> Result<Self, Diagnostic> {
        let begin =
            |name: &str| Store::new(folder.join(name), Mode::Writable).begin(case, Blessed::default(), Scope::Some);
        let (pending, golden) = (begin("pending")?, begin("golden")?);
        Ok(Self { folder, pending, golden })
    }

    /// The decision counts from the moment at which its file is there.
    fn finish(self, done: &Done) -> Result<(), Diagnostic> {
        self.pending.finish()?;
        self.golden.finish()?;
        let path = self.folder.join("decision.yaml");
        let text = serde_yaml::to_string(done).map_err(|error| unreadable(&path, &error))?;
        write_atomically(&path, text.as_bytes())
    }
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
        self.accept_all(golden, case, &[input.to_owned()])
    }

    /// Makes several pending values of a case the goldens: one decision, that is taken back as one.
    ///
    /// # Errors
    /// As [`Pending::accept`]; nothing is written then.
    pub fn accept_all(&self, golden: &Store, case: &str, inputs: &[String]) -> Result<(), Diagnostic> {
        golden.writable()?;
        let (waiting, old) = (self.store.open(case)?, golden.open(case)?);
        let mut remembered = Remembered::begin(self.next_decision()?, case)?;
        let mut writer = None;
        for input in inputs {
            let kept = existing(&waiting, case, input)?;
            remembered.pending.put(&kept)?;
            old.get(input)?.map(|kept| remembered.golden.put(&kept)).transpose()?;
            let writer = match &mut writer {
                Some(writer) => writer,
                none => none.insert(golden.begin(case, kept.blessed.clone(), Scope::Some)?),
            };
            writer.put(&kept)?;
        }
        let done = Done { decision: Decision::Accepted, case: case.to_owned(), inputs: inputs.to_vec() };
        remembered.finish(&done)?;
        writer.map(Writer::finish).transpose()?;
        self.forget(case, inputs)
    }

    /// Throws a pending value away; the golden stays.
    ///
    /// # Errors
    /// No such pending value; a folder that cannot be written.
    pub fn reject(&self, case: &str, input: &str) -> Result<(), Diagnostic> {
        self.reject_all(case, &[input.to_owned()])
    }

    /// Throws several pending values of a case away: one decision, that is taken back as one.
    ///
    /// # Errors
    /// As [`Pending::reject`].
    pub fn reject_all(&self, case: &str, inputs: &[String]) -> Result<(), Diagnostic> {
        let waiting = self.store.open(case)?;
        let mut remembered = Remembered::begin(self.next_decision()?, case)?;
        for input in inputs {
            remembered.pending.put(&existing(&waiting, case, input)?)?;
        }
        remembered.finish(&Done { decision: Decision::Rejected, case: case.to_owned(), inputs: inputs.to_vec() })?;
        self.forget(case, inputs)
    }

    /// Takes the last decision back: its values are pending again, and the goldens what they were.
    ///
    /// # Errors
    /// A store that is read-only or cannot be written.
    pub fn undo(&self, golden: &Store) -> Result<Option<(Decision, Vec<PendingEntry>)>, Diagnostic> {
        let Some(folder) = self.decisions()?.pop() else {
            return Ok(None);
        };
        let path = folder.join("decision.yaml");
        let text = std::fs::read(&path).map_err(|error| unreadable(&path, &error))?;
        let done: Done = serde_yaml::from_slice(&text).map_err(|error| unreadable(&path, &error))?;
        let Done { decision, case, inputs } = done;
        if decision == Decision::Accepted {
            let before = Store::new(folder.join("golden"), Mode::ReadOnly).open(&case)?;
            let mut writer = golden.begin(&case, before.blessed().clone(), Scope::Some)?;
            for input in &inputs {
                match before.get(input)? {
                    Some(kept) => writer.put(&kept)?,
                    None => writer.remove(input),
                }
            }
            writer.finish()?;
        }
        let waited = Store::new(folder.join("pending"), Mode::ReadOnly).open(&case)?;
        let mut writer = self.store.begin(&case, Blessed::default(), Scope::Some)?;
        for input in &inputs {
            waited.get(input)?.map(|kept| writer.put(&kept)).transpose()?;
        }
        writer.finish()?;
        std::fs::remove_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
        let entry = |input| PendingEntry { case: case.clone(), input };
        Ok(Some((decision, inputs.into_iter().map(entry).collect())))
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
                self.forget(&entry.case, std::slice::from_ref(&entry.input))?;
                pruned.push(entry);
            }
        }
        Ok(pruned)
    }

    fn forget(&self, case: &str, inputs: &[String]) -> Result<(), Diagnostic> {
        let mut writer = self.store.begin(case, Blessed::default(), Scope::Some)?;
        for input in inputs {
            writer.remove(input);
        }
        writer.finish()
    }

    /// The folder of the decision that is being made.
    fn next_decision(&self) -> Result<PathBuf, Diagnostic> {
        let number = self.decisions()?.last().and_then(|folder| number_of(folder)).unwrap_or(0) + 1;
        let folder = self.root.join("undo").join(format!("{number:06}"));
        // What an interrupted decision left there.
        match std::fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(unwritable(&folder, &error)),
            _ => Ok(folder),
        }
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

fn existing(waiting: &Goldens, case: &str, input: &str) -> Result<Kept, Diagnostic> {
    waiting.get(input)?.ok_or_else(|| {
        Diagnostic::error("golden.not_pending", format!("nothing is pending for {input} of {case}"))
            .hint("`preparity review --list` shows what is pending")
    })
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
