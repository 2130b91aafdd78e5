//! Sides that are not run in process: recorded outputs, commands that behave and commands that do not.

use preparity::diagnostic::Diagnostic;
use preparity::side::{Command, Input, Recorded};
use preparity::value::{Elements, Number, Record, Tensor, Value};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

fn input(id: &str, value: Value) -> Input {
    Input { id: id.to_owned(), value: Arc::new(value), path: None }
}

fn text(id: &str) -> Input {
    input(id, Value::Text("naïve café\n".into()))
}

fn shell(script: &str, timeout: f64) -> Command {
    let arguments = ["sh", "-c", script, "{input}", "{output}"].map(str::to_owned).to_vec();
    let timeout = Duration::from_secs_f64(timeout);
    Command { arguments, format: None, timeout, environment: Vec::new(), folder: PathBuf::new() }
}

/// `$0` is the input and `$1` the output.
fn failure(script: &str, timeout: f64) -> Diagnostic {
    shell(script, timeout).answer(&text("text-1")).expect_err("the command should fail")
}

#[test]
fn a_command_is_given_the_input_as_a_file_and_its_output_is_read() {
    let copied = |input: Input, format| {
        let command = Command { format, ..shell("cp \"$0\" \"$1\"", 20.0) };
        command.answer(&input).expect("answer")
    };
    assert_eq!(copied(text("text-1"), Some("txt")), Value::Text("naïve café\n".into()));
    let record: Record = [("fare".to_owned(), Value::Number(Number::Float(12.5)))].into_iter().collect();
    assert_eq!(copied(input("record-1", Value::Record(record.clone())), Some("json")), Value::Record(record));
    let array = Value::Tensor(Tensor::new(vec![1, 2], Elements::F32(vec![1.5, f32::NAN]), None));
    let Value::Tensor(back) = copied(input("a.npy", array), None) else { panic!("tensor") };
    assert!(matches!(&back.elements, Elements::F32(data) if data[0] == 1.5 && data[1].is_nan()));
    let command = Command {
        environment: vec![("LEVEL".into(), "3".into())],
        folder: std::env::temp_dir(),
        ..shell("test \"$PWD\" != / && printf '{\"level\": %s}' $LEVEL > \"$1\"", 20.0)
    };
    let Value::Record(answer) = command.answer(&text("text-1")).expect("answer") else { panic!("record") };
    assert_eq!(answer.get("level"), Some(&Value::Number(Number::Int(3))));
}

#[test]
fn a_failing_command_is_told_with_its_status_and_the_end_of_its_stderr() {
    let error = failure("seq 1 30 >&2; echo no model >&2; exit 3", 20.0);
    assert_eq!(error.message, "the command ended with exit status 3");
    assert!(error.notes.iter().any(|note| note.trim() == "no model") && error.notes.len() < 15);
    assert_eq!(failure("kill -9 $$", 20.0).message, "the command ended with signal 9");
    assert!(failure("true", 20.0).message.contains("it wrote nothing to {output}"));
    assert!(failure("mkdir \"$1\"", 20.0).message.contains("is not a file"));
    assert!(failure(": > \"$1\"", 20.0).message.contains("no format that can be told"));
    assert!(failure("head -c 100000 /dev/urandom > \"$1\"", 20.0).message.contains("no format that can be told"));
    let garbage = Command { format: Some("npy"), ..shell("echo garbage > \"$1\"", 20.0) };
    let error = garbage.answer(&text("text-1")).expect_err("garbage");
    assert!(error.message.contains("bad .npy file"), "{error}");
    let missing = Command { arguments: vec!["no-such-program".into()], ..shell("", 1.0) };
    assert!(missing.answer(&text("text-1")).expect_err("missing").message.contains("there is no such program"));
}

#[test]
fn a_command_that_hangs_is_ended_with_its_children() {
    let room = tempfile::tempdir().expect("room");
    let pids = room.path().join("pids");
    let started = Instant::now();
    let script = format!("sleep 100 & echo $! $$ > {}; echo started >&2; wait", pids.display());
    let error = failure(&script, 0.5);
    assert!(started.elapsed() < Duration::from_secs(10));
    assert!(error.message.contains("time limit of 0.5 s"), "{error}");
    assert!(error.notes.iter().any(|note| note.contains("started")));
    let listed = std::fs::read_to_string(&pids).expect("pids");
    assert!(listed.split_whitespace().all(gone), "{listed}");
}

/// True once a process has ended; a zombie that nobody has collected yet counts.
fn gone(pid: &str) -> bool {
    (0..100).any(|_| {
        let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let ended = state.rsplit(") ").next().is_none_or(|rest| rest.is_empty() || rest.starts_with('Z'));
        if !ended {
            std::thread::sleep(Duration::from_millis(20));
        }
        ended
    })
}

#[test]
fn a_command_that_floods_or_leaves_children_behind_neither_blocks_nor_fills_memory() {
    let started = Instant::now();
    let flood = shell("head -c 30000000 /dev/zero; head -c 30000000 /dev/zero >&2; echo 1 > \"$1\"", 60.0);
    assert_eq!(flood.answer(&text("text-1")).expect("answer"), Value::Number(Number::Int(1)));
    let behind = shell("sleep 50 & echo 2 > \"$1\"", 60.0);
    assert_eq!(behind.answer(&text("text-1")).expect("answer"), Value::Number(Number::Int(2)));
    assert!(started.elapsed() < Duration::from_secs(30));
}

fn recorded(folder: &Path, template: &str, input: &Input) -> Result<Value, String> {
    let recorded = Recorded::new(folder, template).map_err(|error| error.to_string())?;
    recorded.answer(input).map(|value| (*value).clone()).map_err(|error| error.to_string())
}

#[test]
fn recorded_outputs_are_found_by_input_name_and_stem_and_by_id() {
    let room = tempfile::tempdir().expect("room");
    let write = |name: &str, content: &str| std::fs::write(room.path().join(name), content).expect("file");
    write("images_a.jpg.json", "1");
    write("a.jpg.json", "2");
    write("a.json", "3");
    write("all.jsonl", "{\"id\": \"images/a.jpg\", \"value\": 4}\n\n{\"id\": \"text-1\", \"value\": {\"ids\": [5]}}\n");
    write("twice.jsonl", "{\"id\": \"a\", \"value\": 4}\n{\"id\": \"a\", \"value\": 5}\n");
    write("broken.jsonl", "{\"id\": \"a\", \"value\": 4}\n{\"id\": \n");
    let file = Input { path: Some("cases/images/a.jpg".into()), ..input("images/a.jpg", Value::Null) };
    let answer = |template: &str| recorded(room.path(), template, &file);
    let number = |value| Ok(Value::Number(Number::Int(value)));
    assert_eq!(answer("{input}.json"), number(1));
    assert_eq!(answer("{name}.json"), number(2));
    assert_eq!(answer("{stem}.json"), number(3));
    assert_eq!(answer("all.jsonl"), number(4));
    assert_eq!(answer("a.json"), number(3));
    assert!(matches!(recorded(room.path(), "all.jsonl", &text("text-1")), Ok(Value::Tokens(_))));
    assert!(recorded(room.path(), "all.jsonl", &text("text-2")).expect_err("id").contains("among them text-1"));
    assert!(answer("sub/{stem}.json").expect_err("missing").contains("there is no such file"));
    assert!(answer("twice.jsonl").expect_err("twice").contains("line 2: the id \"a\" comes twice"));
    assert!(answer("broken.jsonl").expect_err("broken").contains("line 2: bad JSON"));
    let one = Recorded::new(room.path(), "a.json").expect("recorded");
    assert!(one.answer(&file).is_ok());
    assert!(one.answer(&text("text-1")).expect_err("several").message.contains("the case has several inputs"));
}
