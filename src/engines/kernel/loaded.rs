//! Large files that are read and built once per process, by their content.

use crate::diagnostic::Diagnostic;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::SystemTime;

/// A file's content with its digest.
#[derive(Debug, Clone)]
pub struct Content {
    /// Where it was read.
    pub path: PathBuf,
    /// The bytes.
    pub bytes: Arc<[u8]>,
    /// SHA-256 in hexadecimal digits.
    pub digest: String,
}

type Known = HashMap<(PathBuf, u64, Option<SystemTime>), Content>;

/// The files read so far, until their content is built and no longer needed.
static READ: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);

/// Contents of more bytes than this are not kept after they are built; their digest is.
const KEPT: usize = 64;

impl Content {
    /// Reads a file, or remembers what it held if it has not changed since.
    ///
    /// # Errors
    /// A file that is missing or cannot be read.
    pub fn read(path: &Path) -> Result<Self, Diagnostic> {
        let cannot = |error: std::io::Error| {
            let message = format!("cannot read {}: {error}", path.display());
            Diagnostic::error("tokenize.unreadable_file", message)
        };
        let meta = std::fs::metadata(path).map_err(cannot)?;
        if meta.is_dir() {
            let message = format!("{} is a folder, not a file", path.display());
            return Err(Diagnostic::error("tokenize.unreadable_file", message));
        }
        let key = (path.to_owned(), meta.len(), meta.modified().ok());
        let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(content) = read.get(&key) {
            return Ok(content.clone());
        }
        let bytes: Arc<[u8]> = std::fs::read(path).map_err(cannot)?.into();
        let digest = Sha256::digest(&bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        let content = Self { path: path.to_owned(), bytes, digest };
        if read.len() >= KEPT {
            read.clear();
        }
        read.insert(key, content.clone());
        Ok(content)
    }

    /// The content as text.
    ///
    /// # Errors
    /// Bytes that are no UTF-8.
    pub fn text(&self) -> Result<&str, Diagnostic> {
        std::str::from_utf8(&self.bytes).map_err(|error| self.fault(&format!("is not UTF-8 text: {error}")))
    }

    /// An error about this file: `vocab.json is not JSON`.
    pub fn fault(&self, what: &str) -> Diagnostic {
        Diagnostic::error("tokenize.bad_file", format!("{} {what}", self.path.display()))
    }
}

type Built<T> = LazyLock<Result<T, Diagnostic>, Box<dyn FnOnce() -> Result<T, Diagnostic> + Send>>;

/// Something built from a file, shared by all that use the same content, and built by whoever needs it first.
pub struct Loading<T: 'static>(Arc<Built<T>>);

impl<T> Clone for Loading<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: Send + Sync> Loading<T> {
    /// The built value; waits until it is there.
    ///
    /// # Errors
    /// What building it raised.
    pub fn get(&self) -> Result<&T, Diagnostic> {
        LazyLock::force(&self.0).as_ref().map_err(Clone::clone)
    }
}

/// Values of one type by a key that names their content.
pub struct Shelf<T: 'static>(Mutex<HashMap<String, Loading<T>>>);

impl<T: Send + Sync> Default for Shelf<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Send + Sync> Shelf<T> {
    /// What stands under this key; begins to build it in the background if nothing does. A builder that panics has
    /// failed on a file that it does not understand.
    pub fn get(&self, key: &str, build: impl FnOnce() -> Result<T, Diagnostic> + Send + 'static) -> Loading<T> {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(loading) = shelf.get(key) {
            return loading.clone();
        }
        let build: Box<dyn FnOnce() -> Result<T, Diagnostic> + Send> =
            Box::new(move || catch_unwind(AssertUnwindSafe(build)).unwrap_or_else(|_| Err(broken())));
        let loading = Loading(Arc::new(LazyLock::new(build)));
        shelf.insert(key.to_owned(), loading.clone());
        let early = loading.clone();
        build_early(move || drop(early.get()));
        loading
    }
}

/// How many threads build something at the moment.
static BUILDING: AtomicUsize = AtomicUsize::new(0);

/// Begins to build on a thread of its own, as long as there are fewer than cores: a worker of the pool that waits for one
/// file would keep the other side's from being begun.
fn build_early(build: impl FnOnce() + Send + 'static) {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    if BUILDING.fetch_add(1, Ordering::Relaxed) < cores {
        let thread = std::thread::Builder::new().name("build".to_owned());
        let counted = move || {
            build();
            BUILDING.fetch_sub(1, Ordering::Relaxed);
        };
        // Without a thread, whoever needs it first builds it.
        if thread.spawn(counted).is_err() {
            BUILDING.fetch_sub(1, Ordering::Relaxed);
        }
    } else {
        BUILDING.fetch_sub(1, Ordering::Relaxed);
        rayon::spawn(build);
    }
}

fn broken() -> Diagnostic {
    Diagnostic::error("tokenize.bad_file", "the library breaks on this tokenizer file")
}
