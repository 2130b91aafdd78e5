//! Which case files there are, and which of them were asked for.

use crate::diagnostic::Diagnostic;
use crate::meta::nearest;
use std::path::{Component, Path, PathBuf};

/// A case file before it is read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CaseFile {
    /// The path below the cases folder without `.yaml`, with `/` between folders.
    pub id: String,
    /// The file.
    pub path: PathBuf,
}

/// Deepest folder: a link that leads upwards must not be followed for ever.
const MAX_DEPTH: usize = 32;

/// All case files below a folder, sorted by id. Definition files and hidden folders are passed over.
///
/// # Errors
/// A folder that is missing or cannot be read.
pub fn find_cases(folder: &Path) -> Result<Vec<CaseFile>, Diagnostic> {
    if !folder.is_dir() {
        let what = if folder.exists() { "it is not a folder" } else { "there is no such folder" };
        let error = Diagnostic::error("suite.folder", format!("{}: {what}", folder.display()));
        return Err(error.hint("`--cases DIR` names another folder; `preparity init` makes a starter"));
    }
    let mut found = Vec::new();
    walk(folder, &mut Vec::new(), &mut found)?;
    found.sort();
    Ok(found)
}

fn walk(folder: &Path, names: &mut Vec<String>, found: &mut Vec<CaseFile>) -> Result<(), Diagnostic> {
    let io = |error| Diagnostic::file("suite.folder", folder, &error);
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let entry = entry.map_err(io)?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            if names.len() < MAX_DEPTH {
                names.push(name);
                walk(&path, names, found)?;
                names.pop();
            }
        } else if let Some(stem) = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"))
            && !is_definition(&path)
        {
            let id = names.iter().map(String::as_str).chain([stem]).collect::<Vec<_>>().join("/");
            found.push(CaseFile { id, path });
        }
    }
    Ok(())
}

/// True for a file with the keys of a side and none of a case: one that cases share.
fn is_definition(path: &Path) -> bool {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let has = |keys: &[&str]| {
        text.lines().any(|line| line.split_once(':').is_some_and(|(key, _)| keys.contains(&key.trim_end())))
    };
    has(&["steps", "recorded", "command", "definition"]) && !has(&["inputs", "train", "serve", "compare", "expect"])
}

/// The cases that were asked for, by id, by a folder of ids, or by path; all of them if nothing was asked for.
///
/// # Errors
/// A name that fits no case, with what may have been meant.
pub fn select(all: Vec<CaseFile>, folder: &Path, asked: &[String]) -> Result<Vec<CaseFile>, Diagnostic> {
    if asked.is_empty() {
        return Ok(all);
    }
    let mut chosen = Vec::new();
    for typed in asked {
        let below = Path::new(typed).strip_prefix(folder).ok().or_else(|| below_current(typed, folder));
        let as_id = below.map_or_else(|| typed.clone(), |path| path.to_string_lossy().replace('\\', "/"));
        let as_id = as_id.trim_start_matches("./").trim_end_matches('/');
        let as_id = as_id.strip_suffix(".yaml").or_else(|| as_id.strip_suffix(".yml")).unwrap_or(as_id);
        let fits = |case: &&CaseFile| {
            as_id.is_empty() || case.id == as_id || case.id.strip_prefix(as_id).is_some_and(|r| r.starts_with('/'))
        };
        let before = chosen.len();
        chosen.extend(all.iter().filter(fits).cloned());
        if chosen.len() > before {
            continue;
        }
        let path = Path::new(typed);
        if path.is_file() {
            let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            chosen.push(CaseFile { id: stem, path: path.to_owned() });
        } else {
            return Err(unknown(&all, folder, typed));
        }
    }
    chosen.sort();
    chosen.dedup();
    Ok(chosen)
}

/// The part below the cases folder of a path that spells the folder in another way.
fn below_current<'a>(typed: &'a str, folder: &Path) -> Option<&'a Path> {
    let plain = |path: &'a Path| path.strip_prefix(Component::CurDir).unwrap_or(path);
    let folder: PathBuf = folder.components().filter(|c| *c != Component::CurDir).collect();
    plain(Path::new(typed)).strip_prefix(folder).ok()
}

fn unknown(all: &[CaseFile], folder: &Path, typed: &str) -> Diagnostic {
    let error = Diagnostic::error("suite.unknown_case", format!("no case \"{typed}\" in {}", folder.display()));
    let last = |id: &str| id.rsplit('/').next().unwrap_or_default().to_owned();
    let named = all.iter().find(|case| last(&case.id) == last(typed)).map(|case| case.id.as_str());
    match named.or_else(|| nearest(typed, all.iter().map(|case| case.id.as_str()))) {
        Some(id) => error.hint(format!("did you mean `{id}`?")),
        None => error.hint("`preparity check` without a name runs every case"),
    }
}
