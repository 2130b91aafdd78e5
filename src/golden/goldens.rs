use super::atomic::unreadable;
use super::commit::Commit;
use super::index::{Blessed, Entry, Index};
use super::lines::{Line, Lines};
use super::writer::Kept;
use crate::diagnostic::Diagnostic;
use crate::value::digest::sha256;
use crate::value::{ChannelOrder, Image, Samples, Value, format, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Whether a golden still belongs to its input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// There is no golden.
    Missing,
    /// The golden was made from this very input.
    Fresh,
    /// The input has changed since.
    InputChanged,
}

/// The goldens of one case.
pub struct Goldens {
    folder: PathBuf,
    pub(super) index: Index,
    /// A change that was decided and not yet done: the index is the new one already.
    commit: Commit,
    lines: HashMap<String, Arc<Lines>>,
}

impl Goldens {
    /// Reads what is known of a case's goldens; their values are read when they are asked for.
    ///
    /// # Errors
    /// A `golden.yaml` or `.jsonl` that cannot be read.
    pub(super) fn open(folder: &Path) -> Result<Self, Diagnostic> {
        let waiting = Commit::read(folder)?;
        let path = folder.join("golden.yaml");
        let index: Index = match std::fs::read(&path) {
            _ if waiting.is_some() => waiting.as_ref().map(|commit| commit.index.clone()).unwrap_or_default(),
            Ok(text) => serde_yaml::from_slice(&text).map_err(|error| {
                unreadable(&path, &error)
                    .hint("restore it from version control, or write it again with `preparity bless`")
            })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Index::default(),
            Err(error) => return Err(unreadable(&path, &error)),
        };
        let commit = waiting.unwrap_or_default();
        let mut lines = HashMap::new();
        for (source, entry) in &index.sources {
            contained(folder, &entry.file)?;
            lines.insert(source.clone(), Arc::new(Lines::open(&commit.place(folder, &entry.file))?));
        }
        Ok(Self { folder: folder.to_owned(), index, commit, lines })
    }

    /// True without any golden.
    pub fn is_empty(&self) -> bool {
        self.index.inputs.is_empty() && self.lines.values().all(|lines| lines.len() == 0)
    }

    /// How the goldens came about, unless one says otherwise.
    pub fn blessed(&self) -> &Blessed {
        &self.index.blessed
    }

    /// Ids of the inputs whose goldens have a file of their own.
    pub fn own_files(&self) -> impl Iterator<Item = &str> {
        self.index.inputs.keys().map(String::as_str)
    }

    /// Names of the tables and text files whose goldens share a file, with the number of lines.
    pub fn shared_files(&self) -> impl Iterator<Item = (&str, usize)> {
        self.index.sources.iter().map(|(name, entry)| (name.as_str(), entry.inputs))
    }

    /// Whether the golden of an input still belongs to it.
    ///
    /// # Errors
    /// A line that cannot be read.
    pub fn freshness(&self, input: &str, input_sha256: &str) -> Result<Freshness, Diagnostic> {
        let known = match self.index.inputs.get(input) {
            Some(entry) => Some(entry.sha256.clone()),
            None => self.line(input)?.map(|line| line.sha256),
        };
        Ok(match known {
            None => Freshness::Missing,
            Some(known) if known.is_empty() || known == input_sha256 => Freshness::Fresh,
            Some(_) => Freshness::InputChanged,
        })
    }

    /// The golden of an input with all that is known of it.
    ///
    /// # Errors
    /// A file that is missing, unreadable, or is not what `golden.yaml` says.
    pub fn get(&self, input: &str) -> Result<Option<Kept>, Diagnostic> {
        if let Some(entry) = self.index.inputs.get(input) {
            return self.own_file(input, entry).map(Some);
        }
        let Some((source, line)) = self.sourced_line(input)? else {
            return Ok(None);
        };
        Ok(Some(Kept {
            input: input.to_owned(),
            file_name: String::new(),
            source: Some(source),
            value: line.value(),
            sha256: line.sha256,
            steps: line.steps,
            blessed: line.blessed.unwrap_or_else(|| self.index.blessed.clone()),
        }))
    }

    /// The golden value of an input.
    ///
    /// # Errors
    /// As [`Goldens::get`].
    pub fn value(&self, input: &str) -> Result<Option<Value>, Diagnostic> {
        Ok(self.get(input)?.map(|kept| kept.value))
    }

    pub(super) fn lines_of(&self, source: &str) -> Option<&Arc<Lines>> {
        self.lines.get(source)
    }

    fn line(&self, input: &str) -> Result<Option<Line>, Diagnostic> {
        Ok(self.sourced_line(input)?.map(|(_, line)| line))
    }

    /// The line of an input, in the file of its source if the id tells it, else wherever it is.
    fn sourced_line(&self, input: &str) -> Result<Option<(String, Line)>, Diagnostic> {
        let source = input.rsplit_once(':').map(|(source, _)| source);
        let first = source.and_then(|source| self.lines.get_key_value(source));
        let others = self.lines.iter().filter(|(name, _)| Some(name.as_str()) != source);
        for (name, lines) in first.into_iter().chain(others) {
            if let Some(line) = lines.get(input)? {
                return Ok(Some((name.clone(), line)));
            }
        }
        Ok(None)
    }

    fn own_file(&self, input: &str, entry: &Entry) -> Result<Kept, Diagnostic> {
        let path = contained(&self.folder, &entry.file)?;
        let content = std::fs::read(self.commit.place(&self.folder, &entry.file));
        let content = content.map_err(|error| unreadable(&path, &error))?;
        if !entry.content.is_empty() && sha256(&content) != entry.content {
            return Err(unreadable(&path, &"its content is not what golden.yaml says")
                .note("it was edited by hand, or writing it was interrupted")
                .hint("restore it from version control, or write it again with `preparity bless`"));
        }
        let value = match &entry.name {
            Some(name) => named(&path, &content, name)?,
            None => decode(&path, &content, entry.order.as_deref())?,
        };
        Ok(Kept {
            input: input.to_owned(),
            // A golden that shared a file is written to one of its own.
            file_name: if entry.name.is_some() { String::new() } else { stem(&entry.file) },
            source: None,
            value,
            sha256: entry.sha256.clone(),
            steps: entry.steps.clone(),
            blessed: entry.blessed.clone().unwrap_or_else(|| self.index.blessed.clone()),
        })
    }
}

/// A file of the folder; a name that leads elsewhere is refused.
pub(super) fn contained(folder: &Path, file: &str) -> Result<PathBuf, Diagnostic> {
    let plain = !file.is_empty() && !file.contains(['/', '\\']) && file != ".." && file != ".";
    if plain {
        Ok(folder.join(file))
    } else {
        Err(unreadable(&folder.join("golden.yaml"), &format!("bad name \"{file}\"")))
    }
}

/// A file's name without what says its format.
fn stem(file: &str) -> String {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_owned()
}

/// A golden's file: its content, what it is called after, and the channel order that the file does not tell.
pub(super) struct Encoded {
    pub extension: &'static str,
    pub content: Vec<u8>,
    pub order: Option<String>,
}

/// Text-like values are pretty JSON, 8-bit images PNG, other arrays safetensors.
pub(super) fn encode(value: &Value) -> Result<Encoded, Diagnostic> {
    let by = |id: &'static str, value: &Value, order: Option<String>| {
        let format = format::find(id).ok_or_else(|| Diagnostic::error("golden.format", format!("no format {id}")))?;
        Ok(Encoded { extension: id, content: format.write(value)?, order })
    };
    match value {
        Value::Image(image) if matches!(image.samples, Samples::U8(_)) && image.width * image.height > 0 => {
            match image.order {
                ChannelOrder::Bgr | ChannelOrder::Bgra => {
                    by("png", &Value::Image(swapped(image.clone())), Some(image.order.name().to_owned()))
                }
                ChannelOrder::Indexed | ChannelOrder::Cmyk => by("safetensors", value, None),
                _ => by("png", value, None),
            }
        }
        Value::Image(_) | Value::Tensor(_) => by("safetensors", value, None),
        other => {
            let mut content = serde_json::to_vec_pretty(&json::encode(other))
                .map_err(|error| Diagnostic::error("golden.format", error.to_string()))?;
            content.push(b'\n');
            Ok(Encoded { extension: "json", content, order: None })
        }
    }
}

fn decode(path: &Path, content: &[u8], order: Option<&str>) -> Result<Value, Diagnostic> {
    let format = format::of_path(path).ok_or_else(|| unreadable(path, &"no format has this extension"))?;
    let named = |error: Diagnostic| error.note(format!("in {}", path.display()));
    let value = format.read(content).map_err(named)?;
    Ok(match (value, order) {
        (Value::Image(image), Some("bgr" | "bgra")) => Value::Image(swapped(image)),
        (value, _) => value,
    })
}

/// One of the arrays that a file holds.
fn named(path: &Path, content: &[u8], name: &str) -> Result<Value, Diagnostic> {
    let arrays = format::of_path(path).map_or(Ok(None), |format| format.read_named(content));
    let arrays = arrays.map_err(|error| error.note(format!("in {}", path.display())))?;
    let found = arrays.into_iter().flatten().find(|(known, _)| known == name);
    found.map(|(_, value)| value).ok_or_else(|| unreadable(path, &format!("it holds no array \"{name}\"")))
}

/// Red and blue exchanged, in the samples and in the name.
fn swapped(mut image: Image) -> Image {
    let channels = image.channels();
    image.order = match image.order {
        ChannelOrder::Rgb => ChannelOrder::Bgr,
        ChannelOrder::Bgr => ChannelOrder::Rgb,
        ChannelOrder::Rgba => ChannelOrder::Bgra,
        ChannelOrder::Bgra => ChannelOrder::Rgba,
        other => return Image { order: other, ..image },
    };
    if let Samples::U8(data) = &mut image.samples {
        data.chunks_exact_mut(channels).for_each(|pixel| pixel.swap(0, 2));
    }
    image
}
