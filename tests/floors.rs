//! Walks `src/` and fails on an import that goes up a floor, on siblings of a registry that import each other, and on
//! paths that climb twice.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms from the lowest floor up; rooms of one floor do not import each other.
const FLOORS: &[&[&str]] = &[
    &["meta", "diagnostic"],
    &["value"],
    &["engines"],
    &["steps"],
    &["pipeline"],
    &["side"],
    &["definition", "compare", "golden"],
    &["diagnose"],
    &["check"],
    &["report"],
    &["cli"],
];

/// Registries: folders whose entries are files or folders that never import each other, with the modules that all
/// entries share.
const REGISTRIES: &[(&str, &[&str])] = &[
    ("engines", &["capability", "engine", "evidence", "kernel", "operation"]),
    ("steps/image", &[]),
    ("steps/text", &[]),
    ("steps/time", &[]),
    ("steps/table", &[]),
];

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder below src") {
        let path = entry.expect("an entry of it").path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The first path segment after every `crate::prefix` in a text, with grouped imports taken apart.
fn imported(text: &str, prefix: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(prefix) {
        let rest = &text[at + prefix.len()..];
        let word =
            |s: &str| s.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut start = 0;
            for (index, c) in group.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => {
                        found.push(word(&group[start..index]));
                        break;
                    }
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        found.push(word(&group[start..index]));
                        start = index + 1;
                    }
                    _ => {}
                }
            }
        } else {
            found.push(word(rest));
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

/// Every breach in one file, as a line for the failure message.
fn breaches(path: &str, text: &str) -> Vec<String> {
    let room = path.split(['/', '.']).next().unwrap_or_default();
    let mut found = Vec::new();
    if text.contains("super::super") {
        found.push(format!("{path}: super::super"));
    }
    if let Some(own) = floor(room) {
        for name in imported(text, "crate::") {
            if floor(&name).is_some_and(|other| name != room && other >= own) {
                found.push(format!("{path}: imports {name}, which is not below {room}"));
            }
        }
    }
    for (registry, shared) in REGISTRIES {
        let Some(entry) = path.strip_prefix(&format!("{registry}/")) else { continue };
        let entry = entry.split(['/', '.']).next().unwrap_or_default();
        if entry == "mod" || shared.contains(&entry) {
            continue;
        }
        let absolute = imported(text, &format!("crate::{}::", registry.replace('/', "::")));
        // A file directly in the registry reaches siblings through `super`; files of an entry's own folder do not.
        let nested = path.matches('/').count() > registry.matches('/').count() + 1;
        let relative = if nested { Vec::new() } else { imported(text, "super::") };
        for name in absolute.into_iter().chain(relative) {
            let is_module = Path::new("src").join(registry).join(&name).is_dir()
                || Path::new("src").join(registry).join(format!("{name}.rs")).is_file();
            if is_module && name != entry && !shared.contains(&name.as_str()) {
                found.push(format!("{path}: imports its sibling {name}"));
            }
        }
    }
    found
}

#[test]
fn imports_go_down_only() {
    let mut files = Vec::new();
    rust_files(Path::new("src"), &mut files);
    let mut found = Vec::new();
    for file in files {
        let path = file.strip_prefix("src").expect("below src").to_string_lossy().replace('\\', "/");
        found.extend(breaches(&path, &fs::read_to_string(&file).expect("a source file")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn breaches_are_seen() {
    assert_eq!(breaches("value/image.rs", "use crate::steps::Step;").len(), 1);
    assert_eq!(breaches("compare/mod.rs", "use crate::{golden::Store, value::Value};").len(), 1);
    assert_eq!(breaches("engines/numpy.rs", "use super::pillow;").len(), 1);
    assert_eq!(breaches("steps/image/decode.rs", "use super::super::Step;").len(), 1);
    assert!(
        breaches("engines/pillow/resize.rs", "use crate::engines::capability::Resize;\nuse super::Pillow;").is_empty()
    );
}
