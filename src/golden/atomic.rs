use crate::diagnostic::Diagnostic;
use std::io::{self, Write};
use std::path::Path;
use tempfile::{NamedTempFile, TempPath};

/// Replaces a file as a whole: whoever reads it, or kills this process, finds the old or the new content.
///
/// # Errors
/// A folder or file that cannot be written.
pub fn write_atomically(path: &Path, content: &[u8]) -> Result<(), Diagnostic> {
    let mut file = begin(path)?;
    file.write_all(content).map_err(|error| unwritable(path, &error))?;
    finish(file, path)
}

/// A temporary file beside `path`, whose folder is made if need be.
pub fn begin(path: &Path) -> Result<NamedTempFile, Diagnostic> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    tempfile::Builder::new().prefix(".new-").tempfile_in(folder).map_err(|error| unwritable(path, &error))
}

/// Puts a temporary file in the place of `path`, once its content is on the disk.
fn finish(file: NamedTempFile, path: &Path) -> Result<(), Diagnostic> {
    settle(file, path)?.persist(path).map_err(|error| unwritable(path, &error.error))
}

/// Brings a temporary file's content to the disk and closes it: goldens are many, and open files are not.
pub fn settle(file: NamedTempFile, path: &Path) -> Result<TempPath, Diagnostic> {
    readable_by_all(&file).and_then(|()| file.as_file().sync_all()).map_err(|error| unwritable(path, &error))?;
    Ok(file.into_temp_path())
}

/// Temporary files are private to their owner; goldens are ordinary files.
#[cfg(unix)]
fn readable_by_all(file: &NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_file: &NamedTempFile) -> io::Result<()> {
    Ok(())
}

/// What cannot be written, and why.
pub fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error("golden.unwritable", format!("cannot write {}: {error}", path.display()))
}

/// What cannot be read, and why.
pub fn unreadable(path: &Path, error: &impl std::fmt::Display) -> Diagnostic {
    Diagnostic::error("golden.unreadable", format!("cannot read {}: {error}", path.display()))
}
