//! A tokenizer's files, read without building it.

use crate::diagnostic::Diagnostic;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};
use std::fmt;
use std::path::{Path, PathBuf};

/// What the files of one tokenizer say.
#[derive(Debug, Default)]
pub struct Folder {
    /// The path as given.
    pub path: PathBuf,
    /// Tokens and ids of the model, in the file's order.
    pub vocabulary: Vec<(String, u32)>,
    /// Scores of a Unigram model, by id.
    pub scores: Vec<f64>,
    /// Merges, each as its two parts joined by a space.
    pub merges: Vec<String>,
    /// The model's other fields.
    pub model: Map<String, Json>,
    /// All of tokenizer.json but the model.
    pub tokenizer: Map<String, Json>,
    /// `tokenizer_config.json`.
    pub config: Option<Json>,
    /// `special_tokens_map.json`.
    pub special_map: Option<Json>,
    /// `sentence_bert_config.json`.
    pub sentence_bert: Option<Json>,
    /// `config.json` of the model.
    pub model_config: Option<Json>,
    /// `chat_template.jinja`, which wins over the one in the configuration.
    pub template_file: Option<String>,
}

impl Folder {
    /// Reads a tokenizer.json, a vocab.txt, or a folder that holds one of them.
    ///
    /// # Errors
    /// A path without a tokenizer, or a file that cannot be read.
    pub fn read(path: &Path) -> Result<Self, Diagnostic> {
        let mut folder = Self { path: path.to_owned(), ..Self::default() };
        let metadata =
            std::fs::metadata(path).map_err(|error| unreadable(format!("cannot read {}: {error}", path.display())))?;
        if !metadata.is_dir() {
            folder.read_tokenizer(path)?;
            return Ok(folder);
        }
        let file =
            ["tokenizer.json", "vocab.txt", "vocab.json"].into_iter().map(|name| path.join(name)).find(|p| p.is_file());
        let Some(file) = file else {
            let message = format!("{} holds no tokenizer.json, vocab.txt or vocab.json", path.display());
            return Err(unreadable(message));
        };
        folder.read_tokenizer(&file)?;
        let merges = path.join("merges.txt");
        if folder.merges.is_empty() && merges.is_file() {
            let text = read_text(&merges)?;
            let lines = text.lines().filter(|line| !line.starts_with("#version") && !line.is_empty());
            folder.merges = lines.map(str::to_owned).collect();
        }
        folder.config = json(&path.join("tokenizer_config.json"))?;
        folder.special_map = json(&path.join("special_tokens_map.json"))?;
        folder.sentence_bert = json(&path.join("sentence_bert_config.json"))?;
        folder.model_config = json(&path.join("config.json"))?;
        let template = path.join("chat_template.jinja");
        folder.template_file = template.is_file().then(|| read_text(&template)).transpose()?;
        Ok(folder)
    }

    fn read_tokenizer(&mut self, path: &Path) -> Result<(), Diagnostic> {
        let text = read_text(path)?;
        if !text.trim_start().starts_with('{') {
            self.vocabulary = text.lines().enumerate().map(|(id, line)| (line.to_owned(), id as u32)).collect();
            return Ok(());
        }
        let bad = |error: serde_json::Error| unreadable(format!("{} is no tokenizer: {error}", path.display()));
        let mut reader = serde_json::Deserializer::from_str(&text);
        Top(self).deserialize(&mut reader).map_err(bad)?;
        if self.vocabulary.is_empty() && self.model.is_empty() {
            // A bare vocab.json: tokens and ids at the top.
            let entries = std::mem::take(&mut self.tokenizer);
            let token = |(token, id): (String, Json)| Some((token, u32::try_from(id.as_u64()?).ok()?));
            self.vocabulary = entries.into_iter().filter_map(token).collect();
        }
        if self.vocabulary.is_empty() {
            return Err(unreadable(format!("{} holds no vocabulary", path.display())));
        }
        Ok(())
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
}

fn unreadable(message: String) -> Diagnostic {
    Diagnostic::error("tokenizer.unreadable", message)
}

fn read_text(path: &Path) -> Result<String, Diagnostic> {
    std::fs::read_to_string(path).map_err(|error| unreadable(format!("cannot read {}: {error}", path.display())))
}

fn json(path: &Path) -> Result<Option<Json>, Diagnostic> {
    if !path.is_file() {
        return Ok(None);
    }
    let bad = |error: serde_json::Error| unreadable(format!("{} is not JSON: {error}", path.display()));
    serde_json::from_str(&read_text(path)?).map(Some).map_err(bad)
}

/// Reads the top of tokenizer.json, with the model's large lists as plain vectors.
struct Top<'a>(&'a mut Folder);

impl<'de> DeserializeSeed<'de> for Top<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "model" {
                map.next_value_seed(ModelSeed(self.0))?;
            } else {
                let value = map.next_value::<Json>()?;
                self.0.tokenizer.insert(key, value);
            }
        }
        Ok(())
    }
}

struct ModelSeed<'a>(&'a mut Folder);

impl<'de> DeserializeSeed<'de> for ModelSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ModelSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a model, or an id")
    }

    /// `model` is a token of a bare vocabulary.
    fn visit_u64<E>(self, id: u64) -> Result<(), E> {
        self.0.tokenizer.insert("model".to_owned(), Json::from(id));
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let folder = self.0;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "vocab" => map.next_value_seed(Vocab(folder))?,
                "merges" => map.next_value_seed(Merges(&mut folder.merges))?,
                _ => {
                    let value = map.next_value::<Json>()?;
                    folder.model.insert(key, value);
                }
            }
        }
        Ok(())
    }
}

struct Vocab<'a>(&'a mut Folder);

impl<'de> DeserializeSeed<'de> for Vocab<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Vocab<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of tokens to ids, or a list of tokens with scores")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(entry) = map.next_entry::<String, u32>()? {
            self.0.vocabulary.push(entry);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some((token, score)) = list.next_element::<(String, f64)>()? {
            let id = self.0.vocabulary.len() as u32;
            self.0.vocabulary.push((token, id));
            self.0.scores.push(score);
        }
        Ok(())
    }
}

struct Merges<'a>(&'a mut Vec<String>);

impl<'de> DeserializeSeed<'de> for Merges<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Merges<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of merges")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(Merge(merge)) = list.next_element::<Merge>()? {
            self.0.push(merge);
        }
        Ok(())
    }
}

/// `"a b"`, or `["a", "b"]`, which alone can hold a part with a space.
struct Merge(String);

impl<'de> serde::Deserialize<'de> for Merge {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Merge;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a pair of tokens")
            }

            fn visit_str<E>(self, text: &str) -> Result<Merge, E> {
                Ok(Merge(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Merge, A::Error> {
                let mut merge = list.next_element::<String>()?.unwrap_or_default();
                merge.push(' ');
                merge.push_str(&list.next_element::<String>()?.unwrap_or_default());
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Merge(merge))
            }
        }
        deserializer.deserialize_any(Either)
    }
}
