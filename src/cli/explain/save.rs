//! Writes a case that keeps a bug from coming back: the input, what was observed, the golden of the training side.

use crate::check::{self, Examination};
use crate::cli::{Global, Stop, Terminal};
use crate::compare::Verdict;
use crate::definition::{Case, InputChunk, InputKind, Inputs};
use crate::diagnostic::Diagnostic;
use crate::golden::{Mode, Scope, Store, now, write_atomically};
use crate::side::{Input, input_file_name};
use crate::value::{Value, format, json};
use std::path::{Component, Path, PathBuf};

/// Writes `cases/NAME.yaml`, a folder beside it with the input and the recorded output, and the golden.
pub fn save(name: &str, case: &Case, found: &Examination, global: &Global, terminal: &Terminal) -> Result<(), Stop> {
    let store = Store::new(&global.golden, Mode::from_environment());
    store.writable()?;
    let place = Place::new(name, &global.cases)?;
    let written = inputs(case, &place)?;
    let observed = record(case, &written, &place)?;
    write_atomically(&place.file, yaml(case, found, &place, &written, &observed).as_bytes())?;
    let saved = Case::load(&place.file, &place.id)?;
    let side = saved.train.open()?;
    let blessed = check::blessed("train", &saved.train);
    let mut writer = store.begin(&saved.id, blessed.clone(), Scope::Whole)?;
    for input in Inputs::open(&saved.inputs)?.flat_map(InputChunk::load) {
        writer.put(&check::kept(&side, &input.map_err(|error| *error.error)?, &blessed)?)?;
    }
    writer.finish()?;
    terminal.say(&format!("saved {}   (preparity check {name})", place.file.display()));
    Ok(())
}

/// Where the parts of the case go.
struct Place {
    id: String,
    file: PathBuf,
    /// The folder of the case file.
    base: PathBuf,
    /// The folder of its inputs and outputs, below `base`.
    folder: String,
}

impl Place {
    fn new(name: &str, cases: &Path) -> Result<Self, Diagnostic> {
        let plain = !name.is_empty() && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        if !plain || Path::new(name).extension().is_some_and(|extension| extension == "yaml") {
            let error = Diagnostic::error("cli.save_case", format!("\"{name}\" is no case id"));
            return Err(error.hint("as in --save-case incidents/photo: a path below the cases folder, without .yaml"));
        }
        let file = cases.join(format!("{name}.yaml"));
        if file.exists() {
            return Err(Diagnostic::error("cli.save_case", format!("{} exists already", file.display())));
        }
        let base = file.parent().unwrap_or(cases).to_owned();
        let folder = name.rsplit('/').next().unwrap_or(name).to_owned();
        Ok(Self { id: name.to_owned(), file, base, folder })
    }

    /// A path below the case's own folder, as the case file has it.
    fn inside(&self, name: &str) -> String {
        format!("{}/{name}", self.folder)
    }
}

/// The lines under `inputs`, with the ids that the inputs have in the new case beside those that they had.
struct Written {
    lines: Vec<String>,
    renamed: Vec<(Input, String)>,
}

/// Copies the inputs that are files; the others stand in the case file.
fn inputs(case: &Case, place: &Place) -> Result<Written, Diagnostic> {
    let mut lines = Vec::new();
    for source in &case.inputs {
        let copy = |key: &str, path: &str| -> Result<String, Diagnostic> {
            let from = source.base.join(path);
            let name = from.file_name().map_or_else(|| input_file_name(path), |n| n.to_string_lossy().into_owned());
            let content = std::fs::read(&from).map_err(|error| Diagnostic::file("cli.save_case", &from, &error))?;
            let to = place.inside(&name);
            write_atomically(&place.base.join(&to), &content)?;
            Ok(format!("{key}: {}", quoted(&to)))
        };
        lines.push(match &source.kind {
            InputKind::File(path) => copy("file", path)?,
            InputKind::Tensor(path) => copy("tensor", path)?,
            InputKind::Lines(path) => copy("lines", path)?,
            InputKind::Table(path) => copy("table", path)?,
            InputKind::Text(text) => format!("text: {}", quoted(text)),
            InputKind::Record(record) => format!("record: {}", json::encode(&Value::Record(record.clone()))),
            InputKind::Files(pattern) => {
                let error =
                    Diagnostic::error("cli.save_case", format!("a case is saved with single files, not {pattern}"));
                return Err(error.hint("name every file with an --input of its own"));
            }
        });
    }
    let mut renamed = Vec::new();
    for input in Inputs::open(&case.inputs)?.flat_map(InputChunk::load) {
        let input = input.map_err(|error| *error.error)?;
        let name = |path: &str| {
            let (path, row) = match path.rsplit_once(':') {
                Some((path, row)) if input.path.is_none() => (path, format!(":{row}")),
                _ => (path, String::new()),
            };
            let file = Path::new(path).file_name().map_or(path.to_owned(), |n| n.to_string_lossy().into_owned());
            place.inside(&format!("{file}{row}"))
        };
        let inline = input.id.starts_with("text-") || input.id.starts_with("record-");
        let id = if inline { input.id.clone() } else { name(&input.id) };
        renamed.push((input, id));
    }
    Ok(Written { lines, renamed })
}

/// Writes what was observed for every input, and gives the path with its placeholder.
fn record(case: &Case, written: &Written, place: &Place) -> Result<String, Diagnostic> {
    let Some(serve) = &case.serve else { return Ok(String::new()) };
    let serve = serve.open()?;
    let mut extension = "json";
    for (input, id) in &written.renamed {
        let value = serve.answer(input)?;
        let format = format::suited(&value);
        extension = format.extensions()[0];
        let name = place.inside(&format!("observed-{}.{extension}", input_file_name(id)));
        write_atomically(&place.base.join(name), &format.write(&value)?)?;
    }
    Ok(place.inside(&format!("observed-{{input}}.{extension}")))
}

fn yaml(case: &Case, found: &Examination, place: &Place, written: &Written, observed: &str) -> String {
    let diagnosis = found.outcome.diagnosis.as_ref();
    let causes: Vec<&str> = diagnosis.iter().flat_map(|diagnosis| &diagnosis.causes).map(|cause| cause.id).collect();
    let mut lines = vec![format!("# Written by preparity explain on {}.", &now()[..10])];
    for cause in diagnosis.iter().flat_map(|diagnosis| &diagnosis.causes) {
        lines.push(format!("# {}: {}", cause.id, cause.change));
    }
    let differs = found.outcome.verdict != Verdict::Parity;
    if differs {
        lines.push("# Once the service is mended, record its output again and take `expect` out: the case then".into());
        lines.push("# fails as soon as the difference is back.".into());
    }
    lines.push(format!("description: {}", quoted(&format!("A service's output, against {}.", case.file.display()))));
    lines.push("tags: [observed]".to_owned());
    lines.push("inputs:".to_owned());
    lines.extend(written.lines.iter().map(|line| format!("  - {line}")));
    let definition = relative(&case.file, &place.base);
    lines.push(format!("train:\n  definition: {}", quoted(&definition)));
    lines.push(format!("serve:\n  recorded: {}", quoted(observed)));
    if differs {
        let listed = if causes.is_empty() { String::new() } else { format!(", causes: [{}]", causes.join(", ")) };
        lines.push(format!("expect: {{verdict: serving_moved{listed}}}"));
    }
    lines.join("\n") + "\n"
}

/// Text in double quotes, as YAML and JSON both read it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The path of a file as seen from a folder; absolute where there is no other way.
fn relative(file: &Path, folder: &Path) -> String {
    let absolute = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (file, folder) = (absolute(file), absolute(folder));
    let shared = file.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return file.to_string_lossy().into_owned();
    }
    let up = folder.components().skip(shared).map(|_| "..".to_owned());
    let down = file.components().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}
