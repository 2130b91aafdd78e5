use super::goldens::Goldens;
use super::index::Blessed;
use super::writer::{Scope, Writer};
use crate::diagnostic::Diagnostic;
use std::path::{Component, Path, PathBuf};

/// Whether a store may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Every write is refused: what a run under `CI=true` opens.
    ReadOnly,
    /// Writes are allowed.
    Writable,
}

impl Mode {
    /// [`Mode::ReadOnly`] if the environment says that this is continuous integration.
    pub fn from_environment() -> Self {
        let ci = std::env::var("CI").unwrap_or_default();
        if ci.is_empty() || ci == "false" || ci == "0" { Self::Writable } else { Self::ReadOnly }
    }
}

/// A folder of goldens, a subfolder for every case.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
    mode: Mode,
}

impl Store {
    /// The store in this folder, which need not exist.
    pub fn new(root: impl Into<PathBuf>, mode: Mode) -> Self {
        Self { root: root.into(), mode }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether it may be written.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The goldens of a case; none if there is no folder for it.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn open(&self, case: &str) -> Result<Goldens, Diagnostic> {
        Goldens::open(&self.folder(case)?)
    }

    /// Begins to write goldens of a case. Nothing changes on the disk before [`Writer::finish`].
    ///
    /// # Errors
    /// A store that is read-only; what is there and cannot be read.
    pub fn begin(&self, case: &str, blessed: Blessed, scope: Scope) -> Result<Writer, Diagnostic> {
        self.writable()?;
        let folder = self.folder(case)?;
        super::commit::complete(&folder)?;
        Ok(Writer::new(folder.clone(), Goldens::open(&folder)?, blessed, scope))
    }

    /// Refuses where nothing may be written.
    ///
    /// # Errors
    /// A store that is read-only.
    pub fn writable(&self) -> Result<(), Diagnostic> {
        if self.mode == Mode::Writable {
            return Ok(());
        }
        let message = format!("nothing is written below {} where CI is set", self.root.display());
        Err(Diagnostic::error("golden.read_only", message).hint("bless on your own machine and commit the files"))
    }

    /// The folder of a case; an id that leads out of the store is refused.
    pub(super) fn folder(&self, case: &str) -> Result<PathBuf, Diagnostic> {
        let plain = !case.is_empty() && Path::new(case).components().all(|part| matches!(part, Component::Normal(_)));
        if plain {
            return Ok(self.root.join(case));
        }
        Err(Diagnostic::error("golden.bad_case", format!("\"{case}\" is no case id")))
    }
}
