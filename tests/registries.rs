//! The registries police themselves: ids, manuals, and every file of a folder registered.

use preparity::meta::{Meta, is_well_formed_id};
use preparity::{engines, steps};
use std::collections::HashSet;
use std::fs;

fn check(what: &str, metas: &[&Meta]) {
    let mut seen = HashSet::new();
    for meta in metas {
        let Meta { id, summary, manual, .. } = meta;
        assert!(is_well_formed_id(id), "{what}: id {id:?} is not well formed");
        assert!(seen.insert(id), "{what}: id {id} is registered twice");
        assert!(!summary.is_empty() && !summary.ends_with('.'), "{what} {id}: a summary without a full stop is wanted");
        assert!(summary.chars().count() <= 90, "{what} {id}: the summary does not fit a line");
        assert!(manual.split_whitespace().count() >= 20, "{what} {id}: the manual says too little");
    }
}

/// Every file or folder beside `mod.rs` must be named in it as a module and, unless shared, in its slice.
fn check_folder(folder: &str, shared: &[&str]) {
    let listing = fs::read_to_string(format!("{folder}/mod.rs")).expect("the registry's mod.rs");
    for entry in fs::read_dir(folder).expect("the registry's folder") {
        let name = entry.expect("an entry").file_name().to_string_lossy().trim_end_matches(".rs").to_owned();
        if name == "mod" {
            continue;
        }
        assert!(listing.contains(&format!("mod {name};")), "{folder}: {name} is not a module of it");
        if !shared.contains(&name.as_str()) {
            assert!(listing.contains(&format!("&{name}::")), "{folder}: {name} is not registered");
        }
    }
}

#[test]
fn engines_are_complete() {
    check("engine", &engines::ALL.iter().map(|engine| engine.meta()).collect::<Vec<_>>());
    check_folder("src/engines", &["capability", "engine", "evidence", "kernel", "operation"]);
}

#[test]
fn steps_are_complete() {
    check("step", &steps::all().map(preparity::steps::Step::meta).collect::<Vec<_>>());
    for folder in ["image", "text", "time", "table"] {
        check_folder(&format!("src/steps/{folder}"), &[]);
    }
    for step in steps::all() {
        let id = step.meta().id;
        assert!(step.meta().example.contains(&format!("{id}:")), "step {id}: the example does not show it");
        for param in step.params() {
            assert!(!param.summary.is_empty(), "step {id}: parameter {} has no summary", param.name);
        }
    }
}
