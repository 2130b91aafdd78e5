use super::fields::{self, File};
use super::yaml::{self, Content, Entry, Node};
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::pipeline::Pipeline;
use crate::side::{Command, Recorded, Side, command};
use crate::steps::{Runtime, Setting, Settings};
use crate::value::{digest, format};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How a side gets its outputs, with includes followed.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Steps, in process.
    Steps(Vec<Settings>),
    /// The path of outputs that were computed elsewhere, with its placeholders.
    Recorded(String),
    /// A program.
    Command(Command),
}

/// One side as it was written.
#[derive(Debug, Clone)]
pub struct SideDefinition {
    /// How it gets its outputs.
    pub answer: Answer,
    /// What its host provides.
    pub runtime: Runtime,
    /// The file that the answer stands in: the case's own, or an included one.
    pub source: Arc<Source>,
    /// The folder that its paths are relative to.
    pub base: PathBuf,
    /// The place of `steps`, `recorded` or `command`.
    pub span: Span,
    /// Included files, outermost first; empty for an inline side.
    pub included: Vec<PathBuf>,
}

impl SideDefinition {
    /// The steps, if the side runs in process.
    pub fn steps(&self) -> Option<&[Settings]> {
        if let Answer::Steps(steps) = &self.answer { Some(steps) } else { None }
    }

    /// Binds steps, checks paths: the side, ready to answer.
    ///
    /// # Errors
    /// The first step or path that cannot be used, with its place.
    pub fn open(&self) -> Result<Side, Diagnostic> {
        Ok(match &self.answer {
            Answer::Steps(steps) => Side::Steps(Pipeline::bind(steps, &self.runtime)?),
            Answer::Recorded(path) => {
                Side::Recorded(Recorded::new(&self.base, path).map_err(|error| error.at(&self.source, self.span, ""))?)
            }
            Answer::Command(command) => Side::Command(command.clone()),
        })
    }

    /// SHA-256 of what the definition says: equal for definitions that differ only in layout and comments.
    pub fn digest(&self) -> String {
        let answer = match &self.answer {
            Answer::Steps(steps) => steps.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
            Answer::Recorded(path) => format!("recorded: {path}\n"),
            Answer::Command(command) => format!("{:?} {:?}\n", command.arguments, command.environment),
        };
        let text = format!("{:?}\n{answer}", self.runtime);
        digest::sha256(text.as_bytes())
    }
}

/// A definition file, for `run` and `diff`.
///
/// # Errors
/// A file that cannot be read, or what it says.
pub fn load_side(path: &Path) -> Result<SideDefinition, Diagnostic> {
    let mut chain = Vec::new();
    let mut side = load_file(path, &mut chain)?;
    side.included = vec![path.to_owned()];
    Ok(side)
}

/// The four keys of which a side has exactly one.
const KINDS: [&str; 4] = ["steps", "definition", "recorded", "command"];
const KEYS: [&str; 8] = ["steps", "definition", "recorded", "command", "runtime", "format", "timeout", "env"];
/// Longest chain of includes.
const MAX_INCLUDES: usize = 16;

fn load_file(path: &Path, chain: &mut Vec<PathBuf>) -> Result<SideDefinition, Diagnostic> {
    let file = File::read(path)?;
    chain.push(identity(path));
    let root = yaml::parse(&file.source)?;
    parse_side(&file, "a definition", &root, chain)
}

/// A name that two spellings of one path share.
fn identity(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// A side at a node, with its includes.
///
/// # Errors
/// Everything that may be wrong with a side.
pub(super) fn parse_side(
    file: &File,
    what: &str,
    node: &Node,
    chain: &mut Vec<PathBuf>,
) -> Result<SideDefinition, Diagnostic> {
    let map = file.map(what, node, &KEYS)?;
    let given: Vec<&Entry> = KINDS.iter().filter_map(|key| map.entry(key)).collect();
    let one = "a side has exactly one of: steps, definition, recorded, command";
    let kind = match given[..] {
        [kind] => kind,
        [] => return Err(file.fail("definition.missing_key", format!("{what} has no steps"), node.span).note(one)),
        [first, second, ..] => {
            let message = format!("{what} has both `{}` and `{}`", first.key, second.key);
            return Err(file.fail("definition.two_kinds", message, second.key_span).note(one));
        }
    };
    if kind.key != "command"
        && let Some(entry) = ["format", "timeout", "env"].iter().find_map(|key| map.entry(key))
    {
        let message = format!("`{}` goes with `command`, and {what} has `{}`", entry.key, kind.key);
        return Err(file.fail("definition.unknown_key", message, entry.key_span));
    }
    let needed = map.need(&kind.key)?;
    let answer = match kind.key.as_str() {
        "definition" => {
            let mut side = include(file, kind, chain)?;
            if let Some(runtime) = map.get("runtime") {
                add_runtime(file, runtime, &mut side.runtime)?;
            }
            return Ok(side);
        }
        "steps" => Answer::Steps(parse_steps(file, needed)?),
        "recorded" => Answer::Recorded(file.text("`recorded`", needed)?.to_owned()),
        _ => Answer::Command(parse_command(file, needed, &map)?),
    };
    let mut runtime = Runtime::default();
    if let Some(node) = map.get("runtime") {
        add_runtime(file, node, &mut runtime)?;
    }
    let (source, base) = (Arc::clone(&file.source), file.base.clone());
    Ok(SideDefinition { answer, runtime, source, base, span: kind.value.span, included: Vec::new() })
}

fn include(file: &File, entry: &Entry, chain: &mut Vec<PathBuf>) -> Result<SideDefinition, Diagnostic> {
    let path = file.base.join(file.text("`definition`", &entry.value)?);
    let place = |error: Diagnostic| error.at(&file.source, entry.value.span, "");
    let known = identity(&path);
    if chain.contains(&known) || identity(&file.source.path) == known {
        let error = Diagnostic::error("definition.include_cycle", "the definition includes itself");
        return Err(place(error).note(format!("{} is being read already", path.display())));
    }
    if chain.len() >= MAX_INCLUDES {
        let message = format!("more than {MAX_INCLUDES} definitions include each other");
        return Err(place(Diagnostic::error("definition.include_cycle", message)));
    }
    let mut side = load_file(&path, chain).map_err(|error| match &error.place {
        None => place(error),
        Some(_) => error.note(format!(
            "included by {}:{}:{}",
            file.source.path.display(),
            entry.value.span.line,
            entry.value.span.column
        )),
    })?;
    side.included.insert(0, path);
    Ok(side)
}

fn add_runtime(file: &File, node: &Node, runtime: &mut Runtime) -> Result<(), Diagnostic> {
    let map = file.map("runtime", node, &["zone", "tzdata"])?;
    if let Some(zone) = map.text("zone")? {
        runtime.zone = Some(zone);
    }
    if let Some(tzdata) = map.text("tzdata")? {
        let folder = tzdata.contains(['/', '\\']) || tzdata.starts_with('.');
        let path = || file.base.join(&tzdata).to_string_lossy().into_owned();
        runtime.tzdata = Some(if folder { path() } else { tzdata });
    }
    Ok(())
}

fn parse_steps(file: &File, node: &Node) -> Result<Vec<Settings>, Diagnostic> {
    file.list("`steps`", node)?.iter().map(|item| parse_step(file, item)).collect()
}

fn parse_step(file: &File, node: &Node) -> Result<Settings, Diagnostic> {
    let settings = |name: &str, span| Settings::new(name, span, Some(Arc::clone(&file.source)), file.base.clone());
    let entries = match &node.content {
        Content::Text(name) => return Ok(settings(name, node.span)),
        Content::Map(entries) => entries,
        _ => return Err(file.wanted("a step", "a name with parameters", node)),
    };
    let [step] = &entries[..] else {
        let keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
        let message = format!("a step has one key, its name; found {}: {}", keys.len(), keys.join(", "));
        let span = entries.get(1).map_or(node.span, |entry| entry.key_span);
        return Err(file
            .fail("definition.bad_step", message, span)
            .hint("begin every step with `- `, and indent parameters below its name"));
    };
    let mut made = settings(&step.key, step.key_span);
    let parameters = match &step.value.content {
        Content::Null => return Ok(made),
        Content::Map(parameters) => parameters,
        _ => {
            let error = file.wanted(&format!("the step `{}`", step.key), "parameters by name", &step.value);
            return Err(error.hint(format!("`{}: {{parameter: value}}`", step.key)));
        }
    };
    for Entry { key, key_span, value } in parameters {
        let setting = Setting { argument: fields::argument(value), key_span: *key_span, span: value.span };
        made.insert(key.clone(), setting);
    }
    Ok(made)
}

fn parse_command(file: &File, node: &Node, map: &fields::Fields<'_>) -> Result<Command, Diagnostic> {
    let wrong = || {
        file.wanted("`command`", "a list of arguments", node).hint("`[python, serve.py, \"{input}\", \"{output}\"]`")
    };
    let Content::List(items) = &node.content else {
        return Err(wrong());
    };
    let mut arguments = Vec::with_capacity(items.len());
    for item in items {
        arguments.push(scalar_text(item).ok_or_else(|| file.wanted("an argument of `command`", "text", item))?);
    }
    if arguments.is_empty() {
        return Err(wrong());
    }
    for (placeholder, what) in [("{input}", "a file that holds the input"), ("{output}", "the file it must write")] {
        if !arguments.iter().any(|argument| argument.contains(placeholder)) {
            let message = format!("the command has no argument with \"{placeholder}\", {what}");
            return Err(file.fail("definition.bad_command", message, node.span));
        }
    }
    let mut command = Command {
        arguments,
        format: None,
        timeout: command::DEFAULT_TIMEOUT,
        environment: Vec::new(),
        folder: file.base.clone(),
    };
    if let Some(node) = map.get("format") {
        command.format = Some(parse_format(file, node)?);
    }
    if let Some(node) = map.get("timeout") {
        let seconds = file.number("`timeout`", node)?;
        if !(seconds > 0.0 && seconds <= 86_400.0) {
            let message = format!("`timeout` is in seconds, above 0 and at most a day; found {seconds}");
            return Err(file.fail("definition.bad_command", message, node.span));
        }
        command.timeout = Duration::from_secs_f64(seconds);
    }
    if let Some(node) = map.get("env") {
        for entry in file.entries("`env`", node)? {
            let text =
                scalar_text(&entry.value).ok_or_else(|| file.wanted("a variable of `env`", "text", &entry.value))?;
            command.environment.push((entry.key.clone(), text));
        }
    }
    Ok(command)
}

fn parse_format(file: &File, node: &Node) -> Result<&'static str, Diagnostic> {
    let typed = file.text("`format`", node)?;
    if let Some(format) = format::find(typed) {
        return Ok(format.meta().id);
    }
    let known: Vec<&str> = format::ALL.iter().map(|format| format.meta().id).collect();
    let label =
        crate::meta::nearest(typed, known.iter().copied()).map_or(String::new(), |n| format!("did you mean `{n}`?"));
    Err(Diagnostic::error("definition.unknown_value", format!("unknown format \"{typed}\""))
        .at(&file.source, node.span, label)
        .note(format!("known: {}", known.join(", "))))
}

/// An argument or a variable, which may look like a number.
fn scalar_text(node: &Node) -> Option<String> {
    match &node.content {
        Content::Text(text) => Some(text.clone()),
        Content::Integer(value) => Some(value.to_string()),
        Content::Float(value) => Some(value.to_string()),
        Content::Boolean(value) => Some(value.to_string()),
        _ => None,
    }
}
