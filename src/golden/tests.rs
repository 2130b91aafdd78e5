use super::*;
use crate::value::*;
use std::path::{Path, PathBuf};

fn blessed() -> Blessed {
    Blessed { side: "train".into(), version: "0.1.0".into(), definition: "d1".into(), date: now(), recorded: None }
}

fn kept(input: &str, source: Option<&str>, value: Value) -> Kept {
    Kept {
        input: input.into(),
        file_name: input.replace('/', "_"),
        source: source.map(str::to_owned),
        value,
        sha256: format!("sha of {input}"),
        steps: vec!["s1".into(), "s2".into()],
        blessed: blessed(),
    }
}

fn int(value: i64) -> Value {
    Value::Number(Number::Int(value))
}

fn image(order: ChannelOrder) -> Value {
    Value::Image(Image::new(2, 1, order, Samples::U8((0..2 * order.channels() as u8).collect())))
}

fn put(store: &Store, case: &str, scope: Scope, values: &[Kept]) {
    let mut writer = store.begin(case, blessed(), scope).expect("writable");
    for kept in values {
        writer.put(kept).expect("a value that a format holds");
    }
    writer.finish().expect("writable");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    found.sort();
    found
}

#[test]
fn every_kind_of_value_comes_back() {
    let root = tempfile::tempdir().expect("a folder");
    let store = Store::new(root.path(), Mode::Writable);
    let tensor = Value::Tensor(Tensor::new(vec![1, 2], Elements::F32(vec![0.5, f32::NAN]), Some(Layout::Hwc)));
    let record: Record = [("b".to_owned(), int(1)), ("a".to_owned(), Value::Null)].into_iter().collect();
    let values = [
        kept("images/a.png", None, image(ChannelOrder::Rgb)),
        kept("images/b.png", None, image(ChannelOrder::Bgr)),
        kept("gray", None, image(ChannelOrder::Gray)),
        kept("t", None, tensor),
        kept("text-1", None, Value::Text("caf\u{e9}".into())),
        kept("trips.csv:1", Some("trips.csv"), Value::Record(record)),
        kept("trips.csv:2", Some("trips.csv"), Value::rejected("ValueError", "")),
    ];
    put(&store, "vision/a", Scope::Whole, &values);
    let goldens = store.open("vision/a").expect("readable");
    for kept in &values {
        let read = goldens.get(&kept.input).expect("readable").expect("there");
        let same = match (&read.value, &kept.value) {
            (Value::Tensor(a), Value::Tensor(b)) => a.describe() == b.describe(),
            (a, b) => a == b,
        };
        assert!(same, "{}: {:?}", kept.input, read.value);
        assert_eq!((&read.sha256, &read.steps, &read.blessed), (&kept.sha256, &kept.steps, &kept.blessed));
        assert_eq!(goldens.freshness(&kept.input, &kept.sha256), Ok(Freshness::Fresh));
        assert_eq!(goldens.freshness(&kept.input, "other"), Ok(Freshness::InputChanged));
    }
    assert_eq!(goldens.freshness("unknown", "x"), Ok(Freshness::Missing));
    let names: Vec<String> = files(&root.path().join("vision/a"))
        .iter()
        .map(|p| p.file_name().expect("named").to_string_lossy().into())
        .collect();
    let wanted = [
        "golden.yaml",
        "gray.png",
        "images_a.png.png",
        "images_b.png.png",
        "t.safetensors",
        "text-1.json",
        "trips.csv.jsonl",
    ];
    assert_eq!(names, wanted);
}

#[test]
fn writing_some_keeps_the_others_and_writing_all_removes_them() {
    let root = tempfile::tempdir().expect("a folder");
    let store = Store::new(root.path(), Mode::Writable);
    let rows: Vec<Kept> = (1..=5).map(|n| kept(&format!("t.csv:{n}"), Some("t.csv"), int(n))).collect();
    let text = kept("text-1", None, Value::Text("a".into()));
    put(&store, "c", Scope::Whole, &[rows.clone(), vec![text.clone()]].concat());
    put(&store, "c", Scope::Some, &[kept("t.csv:3", Some("t.csv"), int(30)), kept("t.csv:6", Some("t.csv"), int(6))]);
    let goldens = store.open("c").expect("readable");
    let values: Vec<Option<Value>> = (1..=6).map(|n| goldens.value(&format!("t.csv:{n}")).expect("readable")).collect();
    assert_eq!(values, [1, 2, 30, 4, 5, 6].map(|n| Some(int(n))));
    assert_eq!(goldens.value("text-1"), Ok(Some(text.value)));
    put(&store, "c", Scope::Whole, &rows[..1]);
    assert_eq!(files(&root.path().join("c")).len(), 2, "golden.yaml and t.csv.jsonl");
}

#[test]
fn nothing_is_written_under_ci_and_nothing_before_finish() {
    let root = tempfile::tempdir().expect("a folder");
    let store = Store::new(root.path(), Mode::ReadOnly);
    assert!(store.begin("c", blessed(), Scope::Whole).is_err_and(|error| error.id == "golden.read_only"));
    let store = Store::new(root.path(), Mode::Writable);
    put(&store, "c", Scope::Whole, &[kept("text-1", None, Value::Text("old".into()))]);
    let mut writer = store.begin("c", blessed(), Scope::Whole).expect("writable");
    writer.put(&kept("text-1", None, Value::Text("new".into()))).expect("a text");
    drop(writer);
    assert_eq!(store.open("c").expect("readable").value("text-1"), Ok(Some(Value::Text("old".into()))));
    assert_eq!(files(&root.path().join("c")).len(), 2, "no half file is left");
}

#[test]
fn a_file_that_was_changed_is_told() {
    let root = tempfile::tempdir().expect("a folder");
    let store = Store::new(root.path(), Mode::Writable);
    put(&store, "c", Scope::Whole, &[kept("text-1", None, Value::Text("old".into()))]);
    std::fs::write(root.path().join("c/text-1.json"), "\"edited\"").expect("writable");
    let error = store.open("c").expect("readable").value("text-1").expect_err("it was changed");
    assert!(error.to_string().contains("golden.yaml says"), "{error}");
    assert!(store.open("../c").is_err());
}

#[test]
fn orphans_are_found_and_pruned() {
    let root = tempfile::tempdir().expect("a folder");
    let store = Store::new(root.path(), Mode::Writable);
    let text = |n: &str| kept(n, None, Value::Text(n.into()));
    put(&store, "a", Scope::Whole, &[text("text-1"), text("text-2")]);
    put(&store, "a/b", Scope::Whole, &[text("text-1")]);
    std::fs::write(root.path().join("stray.bin"), "x").expect("writable");
    let owns = |case: &str, input: Option<&str>| case == "a" && input.is_none_or(|input| input == "text-1");
    let orphans = store.orphans(&owns).expect("readable");
    let names: Vec<String> = orphans
        .iter()
        .map(|orphan| orphan.path.strip_prefix(root.path()).expect("below").display().to_string())
        .collect();
    assert_eq!(names, ["a/b/golden.yaml", "a/b/text-1.json", "a/text-2.json", "stray.bin"]);
    store.prune(&orphans).expect("writable");
    assert!(store.orphans(&owns).expect("readable").is_empty() && !root.path().join("a/b").exists());
    assert!(store.open("a").expect("readable").value("text-1").expect("readable").is_some());
}

#[test]
fn pending_values_are_accepted_rejected_and_taken_back() {
    let root = tempfile::tempdir().expect("a folder");
    let golden = Store::new(root.path().join("golden"), Mode::Writable);
    let pending = Pending::new(root.path().join(".preparity"));
    put(&golden, "c", Scope::Whole, &[kept("text-1", None, Value::Text("old".into()))]);
    let new = |n: &str| kept(n, None, Value::Text("new".into()));
    pending.keep("c", &[new("text-1"), new("text-2")]).expect("writable");
    pending.keep("c", &[kept("t.csv:1", Some("t.csv"), int(1))]).expect("writable");
    assert_eq!(pending.list().expect("readable").len(), 3);
    let value = |input: &str| golden.open("c").expect("readable").value(input).expect("readable");
    pending.accept(&golden, "c", "text-1").expect("writable");
    pending.accept(&golden, "c", "text-2").expect("writable");
    pending.reject("c", "t.csv:1").expect("writable");
    assert_eq!((value("text-1"), pending.list().expect("readable").len()), (Some(Value::Text("new".into())), 0));
    assert!(pending.accept(&golden, "c", "text-1").is_err());
    let undone: Vec<Decision> =
        std::iter::from_fn(|| pending.undo(&golden).expect("writable")).map(|(decision, _)| decision).collect();
    assert_eq!(undone, [Decision::Rejected, Decision::Accepted, Decision::Accepted]);
    assert_eq!((value("text-1"), value("text-2")), (Some(Value::Text("old".into())), None));
    assert_eq!(pending.list().expect("readable").len(), 3);
    let pruned = pending.prune(&|entry| (entry.input == "text-1").then(|| "sha of text-1".to_owned()));
    assert_eq!(pruned.expect("writable").len(), 2);
    pending.clear("c").expect("writable");
    assert!(pending.list().expect("readable").is_empty());
    // Several at once are one decision.
    pending.keep("c", &[new("text-1"), new("text-2")]).expect("writable");
    let both = ["text-1".to_owned(), "text-2".to_owned()];
    pending.accept_all(&golden, "c", &both).expect("writable");
    assert_eq!((value("text-2"), pending.list().expect("readable").len()), (Some(Value::Text("new".into())), 0));
    let (decision, entries) = pending.undo(&golden).expect("writable").expect("a decision");
    assert_eq!((decision, entries.len()), (Decision::Accepted, 2));
    assert_eq!((value("text-1"), value("text-2")), (Some(Value::Text("old".into())), None));
    pending.reject_all("c", &both).expect("writable");
    assert!(pending.list().expect("readable").is_empty());
}
