//! Case files: what is read, and what is said of every kind of mistake.

use preparity::definition::{Case, InputChunk, InputKind, Inputs, find_cases, load_side, select};
use preparity::value::Value;
use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

const HEAD: &str = "inputs:\n  - text: hello\n";

struct Room(tempfile::TempDir);

impl Room {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("temporary folder"))
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> std::path::PathBuf {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
        std::fs::write(&path, content).expect("file");
        path
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// What is said about a case file, without the temporary folder's name.
    fn mistake(&self, content: &str) -> String {
        let file = self.write("case.yaml", content);
        let found = match Case::load(&file, "case") {
            Err(error) => error.to_string(),
            Ok(case) => {
                let mut sides = [Some(&case.train), case.serve.as_ref()].into_iter().flatten();
                let bound = sides.try_for_each(|side| side.open().map(drop));
                let opened = bound.and_then(|()| Inputs::open(&case.inputs));
                let loaded = opened.map(|inputs| inputs.flat_map(InputChunk::load).find_map(Result::err));
                match loaded {
                    Err(error) => error.to_string(),
                    Ok(Some(failed)) => format!("{}: {}", failed.id, failed.error),
                    Ok(None) => "no mistake found".to_owned(),
                }
            }
        };
        found.replace(&*self.path().to_string_lossy(), "DIR")
    }

    fn all(&self, mistakes: &[(&str, String)]) -> String {
        let mut shown = String::new();
        for (name, content) in mistakes {
            let _ = writeln!(shown, "## {name}\n{}\n", self.mistake(content));
        }
        shown
    }
}

fn train(rest: &str) -> String {
    format!("{HEAD}train:\n{rest}")
}

#[test]
fn mistakes_in_keys_and_types_are_told_with_their_place() {
    let room = Room::new();
    let steps = "  steps: []\n";
    let shown = room.all(&[
        ("unknown key of a case", format!("{}\nexpects: {{verdict: skew}}\n", train(steps))),
        ("unknown key of a side", train("  step: []\n")),
        ("unknown key of expect", format!("{}expect: {{verdct: skew}}\n", train(steps))),
        ("unknown key of runtime", train("  steps: []\n  runtime: {zoen: UTC}\n")),
        ("unknown key of an input", "inputs:\n  - flie: a.jpg\ntrain: {steps: []}\n".into()),
        ("unknown key of accept", format!("{}accept:\n  - {{cause: a.b, reasn: \"x\"}}\n", train(steps))),
        ("unknown step", train("  steps:\n    - rezise: {width: 3}\n")),
        ("missing inputs", "train: {steps: []}\n".into()),
        ("missing train", HEAD.into()),
        ("inputs without a value", "inputs:\ntrain: {steps: []}\n".into()),
        ("empty list of inputs", "inputs: []\ntrain: {steps: []}\n".into()),
        ("no reason", format!("{}accept:\n  - {{cause: a.b}}\n", train(steps))),
        ("wrong type: case", "- a\n".into()),
        ("wrong type: steps", train("  steps: {decode: {}}\n")),
        ("wrong type: step", train("  steps:\n    - 5\n")),
        ("wrong type: parameters", train("  steps:\n    - resize: 224\n")),
        ("wrong type: tags", format!("tags: vision\n{}", train(steps))),
        ("wrong type: text", "inputs:\n  - text: 5\ntrain: {steps: []}\n".into()),
        ("wrong type: tolerance", format!("{}compare: {{max_abs: tiny}}\n", train(steps))),
        ("wrong type: file", "inputs:\n  - file: [a, b]\ntrain: {steps: []}\n".into()),
        ("negative tolerance", format!("{}compare: {{max_abs: -1}}\n", train(steps))),
        ("two keys on a side", train("  steps: []\n  recorded: out/{stem}.npy\n")),
        ("no key on a side", train("  runtime: {zone: UTC}\n")),
        ("command's key without a command", train("  steps: []\n  timeout: 5\n")),
        ("two kinds in one input", "inputs:\n  - file: a\n    text: b\ntrain: {steps: []}\n".into()),
        ("parameters beside the step", train("  steps:\n    - resize:\n      width: 3\n")),
        ("bad until date", format!("{}accept:\n  - {{cause: a.b, reason: x, until: 2027-02-30}}\n", train(steps))),
        ("command without output", train("  command: [cp, \"{input}\", out]\n")),
        ("command as text", train("  command: cp {input} {output}\n")),
        ("unknown format", train("  command: [cp, \"{input}\", \"{output}\"]\n  format: nyp\n")),
        ("endless timeout", train("  command: [cp, \"{input}\", \"{output}\"]\n  timeout: 0\n")),
        ("unknown placeholder", train("  recorded: out/{id}.npy\n")),
        ("unknown recorded format", train("  recorded: out/{stem}.bin\n")),
    ]);
    insta::assert_snapshot!("keys_and_types", shown);
}

#[test]
fn mistakes_in_yaml_are_told_with_their_place() {
    let room = Room::new();
    room.write("nothing.txt", "");
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, last) in ('b'..='j').zip('a'..) {
        let _ = writeln!(bomb, "{name}: &{name} [{}]", vec![format!("*{last}"); 10].join(", "));
    }
    let started = Instant::now();
    let shown = room.all(&[
        ("open brace", train("  steps: [decode: {engine: pillow\n")),
        ("tab", "inputs:\n\t- text: a\n".into()),
        ("open quote", "inputs:\n  - text: \"hello\n".into()),
        ("colon in text", "description: a: b\n".into()),
        ("bad indentation", "inputs:\n  - text: a\n train: {}\n".into()),
        ("key that comes twice", "description: a\ninputs: []\ndescription: b\n".into()),
        ("second document", "a: 1\n---\nb: 2\n".into()),
        ("nothing", String::new()),
        ("only a remark", "# nothing\n".into()),
        ("alias of nothing", "inputs: *a\n".into()),
        ("alias inside of itself", "inputs: &a [*a]\n".into()),
        ("tag", "inputs: !Path a\n".into()),
        ("key that is no text", "? [a, b]\n: c\n".into()),
        ("alias bomb", bomb),
        ("deep nesting", deep),
    ]);
    assert!(started.elapsed() < Duration::from_secs(2));
    insta::assert_snapshot!("yaml", shown);
    let file = room.write("bytes.yaml", b"inputs: \xff\xfe\n");
    assert!(Case::load(&file, "bytes").expect_err("not UTF-8").message.contains("not valid UTF-8 at byte 8"));
    assert!(Case::load(room.path(), "dir").expect_err("directory").message.contains("is a directory"));
    let missing = Case::load(&room.path().join("none.yaml"), "none").expect_err("missing");
    assert!(missing.message.contains("there is no such file"));
    let large = room.write("large.yaml", "#".repeat(2 << 20));
    assert!(Case::load(&large, "large").expect_err("large").message.contains("bytes long"));
}

#[test]
fn mistakes_in_includes_are_told_with_their_place() {
    let room = Room::new();
    room.write("self.yaml", "definition: self.yaml\n");
    room.write("one.yaml", "definition: sub/two.yaml\n");
    room.write("sub/two.yaml", "definition: ../one.yaml\n");
    room.write("wrong.yaml", "steps:\n  - decode: {}\nstep: 1\n");
    let shown = room.all(&[
        ("a definition that includes itself", train("  definition: self.yaml\n")),
        ("two that include each other", train("  definition: one.yaml\n")),
        ("a case that includes itself", train("  definition: case.yaml\n")),
        ("missing", train("  definition: none.yaml\n")),
        ("a mistake inside", train("  definition: wrong.yaml\n")),
    ]);
    insta::assert_snapshot!("includes", shown);
}

#[test]
fn mistakes_in_inputs_are_told_with_their_place() {
    let room = Room::new();
    room.write("empty.txt", "");
    room.write("bad.txt", b"good\nb\xffd\nagain\n");
    room.write("bad.npy", b"\x93NUMPY\x01\x00");
    room.write("text.npy", "hello");
    room.write("bad.safetensors", b"\xff\xff\xff\xff\xff\xff\xff\xff{}");
    room.write("dir/a b.txt", "x");
    room.write("dir/a_b.txt", "x");
    let inputs = |list: &str| format!("inputs:\n{list}train: {{steps: []}}\n");
    let shown = room.all(&[
        ("missing file", inputs("  - text: a\n  - file: none.jpg\n")),
        ("directory", inputs("  - file: dir\n")),
        ("no match", inputs("  - files: dir/*.jpg\n")),
        ("bad pattern", inputs("  - files: \"dir/[\"\n")),
        ("empty lines", inputs("  - lines: empty.txt\n")),
        ("missing lines", inputs("  - lines: none.txt\n")),
        ("invalid UTF-8", inputs("  - lines: bad.txt\n")),
        ("cut array", inputs("  - tensor: bad.npy\n")),
        ("no array", inputs("  - tensor: text.npy\n")),
        ("bad safetensors", inputs("  - tensor: bad.safetensors\n")),
        ("array of an unknown kind", inputs("  - tensor: bad.txt\n")),
        ("missing table", inputs("  - table: none.csv\n")),
        ("two names that collide", inputs("  - files: dir/*.txt\n")),
        ("one input twice", inputs("  - file: empty.txt\n  - file: empty.txt\n")),
        ("a row that collides with a file", inputs("  - lines: bad.txt\n  - file: bad.txt_1\n")),
    ]);
    insta::assert_snapshot!("inputs", shown);
}

#[test]
fn a_case_is_read_with_ids_in_order() {
    let room = Room::new();
    room.write("cases/a/images/b.jpg", b"2");
    room.write("cases/a/images/a.jpg", b"1");
    room.write("cases/a/prompts.txt", "one\r\ntwo\nthree");
    room.write("cases/a/trips.csv", "fare,zone\n1,\n2,UTC\n");
    room.write("cases/definitions/server.yaml", "steps: []\nruntime: {zone: UTC, tzdata: 2024a}\n");
    let file = room.write(
        "cases/a/case.yaml",
        "# remark\ndescription: One\ntags: [x, y]\nsource: https://example.org\ninputs:\n  - files: images/*.jpg\n  - \
         text: a\n  - text: b\n  - lines: prompts.txt\n  - record: {at: 2024-03-10, n: 1, f: 1.5, no: null}\n  - table: \
         trips.csv\n  - file: images/../prompts.txt\ntrain:\n  steps: []\nserve:\n  definition: \
         ../definitions/server.yaml\n  runtime: {zone: Europe/Berlin}\ncompare: {max_abs: 1e-3}\nexpect: {verdict: skew, \
         causes: [a.b]}\naccept:\n  - {cause: a.b, max_levels: 1, reason: \"ok\", until: 2027-06-30}\n",
    );
    let case = Case::load(&file, "a/case").expect("case");
    let serve = case.serve.as_ref().expect("serve");
    assert_eq!(serve.runtime.zone.as_deref(), Some("Europe/Berlin"));
    assert_eq!(serve.runtime.tzdata.as_deref(), Some("2024a"));
    assert_eq!(case.tolerances[0].limit, 1e-3);
    assert_eq!(case.accept[0].limits[0].metric, "max_levels");
    let loaded: Vec<_> = Inputs::open(&case.inputs).expect("inputs").flat_map(InputChunk::load).collect();
    let ids: Vec<&str> = loaded.iter().map(|input| input.as_ref().map_or("error", |input| &input.id)).collect();
    let wanted = [
        "images/a.jpg",
        "images/b.jpg",
        "text-1",
        "text-2",
        "prompts.txt:1",
        "prompts.txt:2",
        "prompts.txt:3",
        "record-1",
        "trips.csv:1",
        "trips.csv:2",
        "images/../prompts.txt",
    ];
    assert_eq!(ids, wanted);
    assert_eq!(*loaded[4].as_ref().expect("line").value, Value::Text("one".into()));
    assert_eq!(loaded[0].as_ref().expect("file").stem(), "a");
    let InputKind::Record(record) = &case.inputs[4].kind else { panic!("record") };
    assert_eq!(record.get("at"), Some(&Value::Text("2024-03-10".into())));
    let cases = find_cases(&room.path().join("cases")).expect("cases");
    assert_eq!(cases.iter().map(|case| case.id.as_str()).collect::<Vec<_>>(), ["a/case"]);
    let side = load_side(&room.path().join("cases/definitions/server.yaml")).expect("definition");
    assert_eq!(side.digest().len(), 64);
}

#[test]
fn steps_may_stand_in_one_line() {
    let room = Room::new();
    let file = room.write(
        "case.yaml",
        "inputs: [text: a, text: b]\ntrain:\n  steps: [lowercase: {engine: python}, replace: {find: a, with: b}, trim: {}]\n",
    );
    let case = Case::load(&file, "case").expect("case");
    assert_eq!(case.inputs.len(), 2);
    let side = case.train.clone().open().expect("a side");
    assert_eq!(side.pipeline().expect("steps").steps.len(), 3);
}

#[test]
fn an_unreadable_line_does_not_stop_the_others() {
    let room = Room::new();
    room.write("bad.txt", b"good\nb\xffd\nagain\n");
    let file =
        room.write("case.yaml", "inputs:\n  - lines: bad.txt\n  - file: none\n  - text: a\ntrain: {steps: []}\n");
    let case = Case::load(&file, "case").expect("case");
    let loaded: Vec<_> = Inputs::open(&case.inputs).expect("inputs").flat_map(InputChunk::load).collect();
    assert_eq!(loaded.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true, false, true]);
}

#[test]
fn cases_are_chosen_by_id_folder_and_path() {
    let room = Room::new();
    for name in ["vision/a.yaml", "vision/b.yaml", "time.yaml", ".hidden/c.yaml"] {
        room.write(&format!("cases/{name}"), "inputs: []\n");
    }
    let folder = room.path().join("cases");
    let outside = room.write("outside.yaml", "inputs: []\n");
    let all = find_cases(&folder).expect("cases");
    let chosen = |asked: &str| -> Result<Vec<String>, String> {
        let found = select(all.clone(), &folder, &[asked.to_owned()]).map_err(|error| error.to_string())?;
        Ok(found.into_iter().map(|case| case.id).collect())
    };
    assert_eq!(chosen("vision").expect("folder"), ["vision/a", "vision/b"]);
    assert_eq!(chosen("vision/").expect("folder"), ["vision/a", "vision/b"]);
    assert_eq!(chosen("vision/b").expect("id"), ["vision/b"]);
    assert_eq!(chosen("time.yaml").expect("file"), ["time"]);
    assert_eq!(chosen(&folder.join("vision/a.yaml").to_string_lossy()).expect("path"), ["vision/a"]);
    assert_eq!(chosen(&folder.to_string_lossy()).expect("path").len(), 3);
    assert_eq!(chosen(&outside.to_string_lossy()).expect("path"), ["outside"]);
    assert!(chosen("visoin/a").expect_err("unknown").contains("did you mean `vision/a`?"));
    assert!(chosen("b").expect_err("unknown").contains("did you mean `vision/b`?"));
    assert!(find_cases(&room.path().join("none")).is_err());
}
