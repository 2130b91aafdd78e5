//! What the files of one tokenizer say, read without building it.

use super::table::{Merges, Vocabulary};
use super::{read_json, read_lines, read_model};
use crate::diagnostic::Diagnostic;
use serde_json::{Map, Value as Json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The kinds of files that hold a tokenizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// `tokenizer.json`.
    #[default]
    TokenizerJson,
    /// `vocab.json`, with `merges.txt` or without.
    VocabJson,
    /// `vocab.txt`: a token on each line.
    VocabTxt,
    /// A `SentencePiece` `.model`.
    SentencePiece,
    /// A tiktoken file of ranks.
    Ranks,
}

impl Kind {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::TokenizerJson => "tokenizer.json",
            Self::VocabJson => "vocab.json",
            Self::VocabTxt => "vocab.txt",
            Self::SentencePiece => "SentencePiece model",
            Self::Ranks => "tiktoken ranks",
        }
    }
}

/// What the files of one tokenizer say.
#[derive(Debug, Default)]
pub struct TokenizerFiles {
    /// The path as given.
    pub path: PathBuf,
    /// The file that holds the tokenizer.
    pub file: PathBuf,
    /// Its kind.
    pub kind: Kind,
    /// Tokens and ids of the model.
    pub vocabulary: Vocabulary,
    /// Scores of a Unigram model, or of a `SentencePiece` model, in the order of the vocabulary.
    pub scores: Vec<f64>,
    /// Merges in order.
    pub merges: Merges,
    /// What each piece of a `SentencePiece` model stands for: `normal`, `control`, `user defined` ...
    pub piece_kinds: Vec<&'static str>,
    /// The model's other fields; for a `SentencePiece` model, what its trainer and normalizer noted.
    pub model: Map<String, Json>,
    /// All of tokenizer.json but the model.
    pub tokenizer: Map<String, Json>,
    /// Ids of `added_tokens` by their texts.
    added_ids: HashMap<String, u32>,
    /// The folder's other files of JSON, by name.
    pub beside: Vec<(&'static str, Json)>,
    /// `chat_template.jinja`, which wins over the one in the configuration.
    pub template_file: Option<String>,
    /// Other vocabularies of the folder, by the name of their file.
    pub others: Vec<(&'static str, Vocabulary)>,
}

const BESIDE: [&str; 6] = [
    "tokenizer_config.json",
    "special_tokens_map.json",
    "sentence_bert_config.json",
    "config.json",
    "generation_config.json",
    "added_tokens.json",
];

/// Larger files are no tokenizers.
const LARGEST: u64 = 1 << 30;

impl TokenizerFiles {
    /// Reads a tokenizer's file, or a folder that holds one.
    ///
    /// # Errors
    /// A path without a tokenizer, or a file that cannot be read.
    pub fn read(path: &Path) -> Result<Self, Diagnostic> {
        let metadata =
            std::fs::metadata(path).map_err(|error| unreadable(format!("cannot read {}: {error}", path.display())))?;
        if !metadata.is_dir() {
            let mut files = Self { path: path.to_owned(), ..Self::default() };
            files.read_tokenizer(path)?;
            return Ok(files);
        }
        let found = tokenizers_of(path)?;
        let Some(file) = found.first() else {
            return Err(unreadable(format!("{} holds no tokenizer", path.display())).note(
                "looked for tokenizer.json, tokenizer.model, spiece.model, vocab.json, vocab.txt, *.model, *.tiktoken",
            ));
        };
        let mut files = Self { path: path.to_owned(), ..Self::default() };
        files.read_tokenizer(file)?;
        for name in BESIDE {
            if let Some(value) = json(&path.join(name))? {
                files.beside.push((name, value));
            }
        }
        let template = path.join("chat_template.jinja");
        files.template_file = template.is_file().then(|| read_text(&template)).transpose()?;
        files.read_others(path)?;
        Ok(files)
    }

    fn read_tokenizer(&mut self, path: &Path) -> Result<(), Diagnostic> {
        path.clone_into(&mut self.file);
        let bytes = read_bytes(path)?;
        if !read_model::is_text(&bytes) {
            self.kind = Kind::SentencePiece;
            read_model::read(&bytes, self).map_err(|what| unreadable(format!("{} {what}", path.display())))?;
            self.vocabulary.index();
            return Ok(());
        }
        let text = utf8(path, &bytes)?;
        if text.starts_with("version https://git-lfs") {
            let message = format!("{} is a Git LFS pointer, not the file itself", path.display());
            return Err(unreadable(message).hint("fetch it: git lfs pull"));
        }
        if text.trim_start().starts_with('{') {
            read_json::read(path, text, self)?;
            if self.kind == Kind::VocabJson {
                read_lines::merges(&path.with_file_name("merges.txt"), &mut self.merges)?;
            }
        } else if read_lines::is_ranks(text) {
            self.kind = Kind::Ranks;
            read_lines::ranks(path, text, self)?;
        } else {
            self.kind = Kind::VocabTxt;
            read_lines::vocabulary(path, text, &mut self.vocabulary)?;
        }
        self.vocabulary.index();
        self.merges.settle(&self.vocabulary);
        let mut ids = HashMap::new();
        for (id, text, _) in self.added() {
            ids.entry(text.to_owned()).or_insert(id);
        }
        self.added_ids = ids;
        Ok(())
    }

    /// Vocabularies beside the one of tokenizer.json.
    fn read_others(&mut self, folder: &Path) -> Result<(), Diagnostic> {
        if self.kind != Kind::TokenizerJson {
            return Ok(());
        }
        for name in ["vocab.txt", "vocab.json", "tokenizer.model", "spiece.model"] {
            let path = folder.join(name);
            if path.is_file() {
                let mut other = Self::default();
                other.read_tokenizer(&path)?;
                self.others.push((name, other.vocabulary));
            }
        }
        Ok(())
    }

    /// One of the folder's other files of JSON.
    pub(super) fn beside(&self, name: &str) -> Option<&Json> {
        self.beside.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// `tokenizer_config.json`.
    pub(super) fn config(&self) -> Option<&Json> {
        self.beside("tokenizer_config.json")
    }

    /// A field of tokenizer.json that is there and not null.
    pub(super) fn part(&self, name: &str) -> Option<&Json> {
        self.tokenizer.get(name).filter(|value| !value.is_null())
    }

    /// The entries of `added_tokens`: id, text, and the whole entry.
    pub(super) fn added(&self) -> impl Iterator<Item = (u32, &str, &Json)> {
        let entries = self.part("added_tokens").and_then(Json::as_array).into_iter().flatten();
        entries.filter_map(|entry| {
            let id = u32::try_from(entry.get("id")?.as_u64()?).ok()?;
            Some((id, entry.get("content")?.as_str()?, entry))
        })
    }

    /// The id of a token: an added one, or one of the vocabulary.
    pub(super) fn id(&self, token: &str) -> Option<u32> {
        self.added_ids.get(token).copied().or_else(|| self.vocabulary.id(token))
    }
}

/// The tokenizers in a folder, the one that libraries prefer first.
fn tokenizers_of(folder: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let named = ["tokenizer.json", "tokenizer.model", "spiece.model", "vocab.json", "vocab.txt"];
    let mut found: Vec<PathBuf> = named.iter().map(|name| folder.join(name)).filter(|path| path.is_file()).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let listing =
        std::fs::read_dir(folder).map_err(|error| unreadable(format!("cannot read {}: {error}", folder.display())))?;
    for entry in listing.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "model" || extension == "tiktoken") && path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    if found.len() > 1 {
        let names: Vec<_> = found.iter().filter_map(|path| path.file_name()?.to_str()).collect();
        let message = format!("{} holds {} tokenizers: {}", folder.display(), found.len(), names.join(", "));
        return Err(unreadable(message).hint("name one of them instead of the folder"));
    }
    Ok(found)
}

pub(super) fn unreadable(message: String) -> Diagnostic {
    Diagnostic::error("tokenizer.unreadable", message)
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let cannot = |error: std::io::Error| unreadable(format!("cannot read {}: {error}", path.display()));
    if std::fs::metadata(path).map_err(cannot)?.len() > LARGEST {
        return Err(unreadable(format!("{} is larger than 1 GiB: no tokenizer", path.display())));
    }
    std::fs::read(path).map_err(cannot)
}

pub(super) fn read_text(path: &Path) -> Result<String, Diagnostic> {
    let bytes = read_bytes(path)?;
    Ok(utf8(path, &bytes)?.to_owned())
}

fn utf8<'a>(path: &Path, bytes: &'a [u8]) -> Result<&'a str, Diagnostic> {
    // The standard library's check is fast on ASCII alone; tokens are full of letters that are not.
    simdutf8::compat::from_utf8(bytes)
        .map_err(|error| unreadable(format!("{} is not UTF-8 text: {error}", path.display())))
}

fn json(path: &Path) -> Result<Option<Json>, Diagnostic> {
    if !path.is_file() {
        return Ok(None);
    }
    let bad = |error: serde_json::Error| unreadable(format!("{} is not JSON: {error}", path.display()));
    serde_json::from_str(&read_text(path)?).map(Some).map_err(bad)
}
