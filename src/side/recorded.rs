use super::{Input, input_file_name};
use crate::diagnostic::Diagnostic;
use crate::meta::nearest;
use crate::value::{Value, format};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// Outputs that were computed elsewhere, found by the input's name.
#[derive(Debug)]
pub struct Recorded {
    base: PathBuf,
    template: String,
    /// The one file that holds all outputs, read when the first is asked for.
    named: OnceLock<Result<HashMap<String, Arc<Value>>, Diagnostic>>,
    /// The only input that a path without a placeholder answers for.
    only: OnceLock<String>,
}

impl Recorded {
    /// Outputs at a path below `base`, with `{input}`, `{name}` or `{stem}` in it, or in one file by input id.
    ///
    /// # Errors
    /// An unknown placeholder; a file format that is not known.
    pub fn new(base: &Path, template: &str) -> Result<Self, Diagnostic> {
        let fail = |message: String| Diagnostic::error("side.recorded", message);
        let mut rest = template;
        while let Some((_, behind)) = rest.split_once('{') {
            let Some((name, after)) = behind.split_once('}') else { break };
            if !["input", "name", "stem"].contains(&name) {
                let error = fail(format!("unknown placeholder {{{name}}} in the path of recorded outputs"));
                return Err(error.note("known: {input}, {name}, {stem}"));
            }
            rest = after;
        }
        if format::of_path(Path::new(template)).is_none() {
            let known: Vec<String> = format::ALL.iter().map(|f| format!(".{}", f.extensions()[0])).collect();
            let error = fail(format!("recorded outputs in a format that is not known: {template}"));
            return Err(error.note(format!("known: {}", known.join(", "))));
        }
        let (base, template) = (base.to_owned(), template.to_owned());
        Ok(Self { base, template, named: OnceLock::new(), only: OnceLock::new() })
    }

    /// The recorded output for an input.
    ///
    /// # Errors
    /// A file that is missing or damaged, an id that the file does not hold.
    pub fn answer(&self, input: &Input) -> Result<Arc<Value>, Diagnostic> {
        if self.template.contains('{') {
            return read(&self.base.join(self.file_for(input))).map(Arc::new);
        }
        let path = self.base.join(&self.template);
        if matches!(format::of_path(&path).map(|format| format.meta().id), Some("safetensors" | "jsonl")) {
            return self.by_id(&path, input);
        }
        if self.only.get_or_init(|| input.id.clone()) != &input.id {
            let message = format!("{} is one output, and the case has several inputs", self.template);
            return Err(Diagnostic::error("side.recorded", message)
                .hint("put {input}, {name} or {stem} into the path: a file per input"));
        }
        read(&path).map(Arc::new)
    }

    fn file_for(&self, input: &Input) -> String {
        let names = [("{input}", input_file_name(&input.id)), ("{name}", input.name()), ("{stem}", input.stem())];
        names.iter().fold(self.template.clone(), |path, (placeholder, name)| path.replace(placeholder, name))
    }

    fn by_id(&self, path: &Path, input: &Input) -> Result<Arc<Value>, Diagnostic> {
        let named = self.named.get_or_init(|| read_named(path)).as_ref().map_err(Clone::clone)?;
        if let Some(value) = named.get(&input.id) {
            return Ok(Arc::clone(value));
        }
        let message = format!("{} holds no output for the input {}", path.display(), input.id);
        let error = Diagnostic::error("side.recorded", message);
        let mut ids: Vec<&str> = named.keys().map(String::as_str).collect();
        ids.sort_unstable();
        Err(match nearest(&input.id, ids.iter().copied()) {
            Some(id) => error.note(format!("it holds {} outputs, among them {id}", ids.len())),
            None => error.note(format!("it holds {} outputs: {} ..", ids.len(), ids[..ids.len().min(3)].join(", "))),
        })
    }
}

/// Largest file of recorded outputs.
const MAX_BYTES: u64 = 8 << 30;

fn content(path: &Path) -> Result<(Vec<u8>, &'static dyn format::Format), Diagnostic> {
    let unknown = || Diagnostic::error("side.recorded", format!("{}: a format that is not known", path.display()));
    let format = format::of_path(path).ok_or_else(unknown)?;
    let io = |error| Diagnostic::file("side.recorded", path, &error);
    let facts = std::fs::metadata(path).map_err(io)?;
    if facts.is_dir() || facts.len() > MAX_BYTES {
        let what = if facts.is_dir() { "it is a directory" } else { "it is larger than 8 GiB" };
        return Err(Diagnostic::error("side.recorded", format!("{}: {what}", path.display())));
    }
    Ok((std::fs::read(path).map_err(io)?, format))
}

fn in_file(path: &Path) -> impl Fn(Diagnostic) -> Diagnostic {
    move |error| Diagnostic { message: format!("{}: {}", path.display(), error.message), ..error }
}

fn read(path: &Path) -> Result<Value, Diagnostic> {
    let (content, format) = content(path)?;
    format.read(&content).map_err(in_file(path))
}

fn read_named(path: &Path) -> Result<HashMap<String, Arc<Value>>, Diagnostic> {
    let (content, format) = content(path)?;
    let named = format.read_named(&content).map_err(in_file(path))?.unwrap_or_default();
    Ok(named.into_iter().map(|(id, value)| (id, Arc::new(value))).collect())
}
