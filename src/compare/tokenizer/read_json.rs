//! `tokenizer.json` and `vocab.json`, read in one pass: the large lists go straight into tables.

use super::files::{Kind, TokenizerFiles, unreadable};
use super::table::{Merges, Vocabulary};
use crate::diagnostic::Diagnostic;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;
use std::fmt;
use std::path::Path;

pub(super) fn read(path: &Path, text: &str, out: &mut TokenizerFiles) -> Result<(), Diagnostic> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = Seed(Top(out)).deserialize(&mut reader).and_then(|()| reader.end());
    read.map_err(|error| bad(path, text, &error))?;
    if out.model.is_empty() && out.vocabulary.is_empty() {
        // A bare vocab.json: tokens and ids at the top.
        for (token, id) in std::mem::take(&mut out.tokenizer) {
            if let Some(id) = id.as_u64().and_then(|id| u32::try_from(id).ok()) {
                out.vocabulary.push(&token, id);
            }
        }
        out.kind = Kind::VocabJson;
    }
    if out.vocabulary.is_empty() {
        let message = format!("{} is JSON, but no tokenizer: it holds no vocabulary", path.display());
        return Err(unreadable(message).hint("a tokenizer.json has \"model\": {\"vocab\": ...}"));
    }
    Ok(())
}

fn bad(path: &Path, text: &str, error: &serde_json::Error) -> Diagnostic {
    if error.is_eof() {
        let message = format!("{} is cut short: {error}", path.display());
        return unreadable(message).hint("the file ends in the middle: fetch it again");
    }
    if error.is_syntax() {
        return unreadable(format!("{} is not JSON: {error}", path.display()));
    }
    let found = unreadable(format!("{} is no tokenizer that can be read: {error}", path.display()));
    let head: String = text.chars().take(200).filter(|c| !c.is_whitespace()).collect();
    if head.contains("\"version\":\"") && !head.contains("\"version\":\"1.0\"") {
        return found.note("it was written by tokenizers 1.0 or later, whose format is another");
    }
    found
}

/// A visitor that takes whatever comes.
struct Seed<V>(V);

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Seed<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        deserializer.deserialize_any(self.0)
    }
}

struct Top<'a>(&'a mut TokenizerFiles);

impl<'de> Visitor<'de> for Top<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "model" {
                map.next_value_seed(Seed(Model(self.0)))?;
            } else {
                let value = map.next_value::<Json>()?;
                self.0.tokenizer.insert(key, value);
            }
        }
        Ok(())
    }
}

struct Model<'a>(&'a mut TokenizerFiles);

impl<'de> Visitor<'de> for Model<'_> {
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
        let files = self.0;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "vocab" => {
                    let Vocabularies { vocabulary, scores } = map.next_value_seed(Seed(Vocabularies {
                        vocabulary: Vocabulary::default(),
                        scores: Vec::new(),
                    }))?;
                    (files.vocabulary, files.scores) = (vocabulary, scores);
                    files.vocabulary.index();
                }
                "merges" => map.next_value_seed(Seed(MergeList(&mut files.merges, &files.vocabulary)))?,
                _ => {
                    let value = map.next_value::<Json>()?;
                    files.model.insert(key, value);
                }
            }
        }
        Ok(())
    }
}

/// A map of tokens to ids, or a list of tokens with scores.
struct Vocabularies {
    vocabulary: Vocabulary,
    scores: Vec<f64>,
}

impl<'de> Visitor<'de> for Vocabularies {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of tokens to ids, or a list of tokens with scores")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self, A::Error> {
        let mut token = String::new();
        while map.next_key_seed(Seed(Text(&mut token)))?.is_some() {
            let id = map.next_value::<u32>()?;
            self.vocabulary.push(&token, id);
        }
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Self, A::Error> {
        let mut token = String::new();
        while let Some(score) = list.next_element_seed(Seed(Scored(&mut token)))? {
            let id = self.vocabulary.len() as u32;
            self.vocabulary.push(&token, id);
            self.scores.push(score);
        }
        Ok(self)
    }
}

/// Puts a text into a buffer that is used again.
struct Text<'a>(&'a mut String);

impl Visitor<'_> for Text<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a token")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.clear();
        self.0.push_str(text);
        Ok(())
    }
}

/// A token and its score.
struct Scored<'a>(&'a mut String);

impl<'de> Visitor<'de> for Scored<'_> {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a token and its score")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<f64, A::Error> {
        let short = || A::Error::custom("a token without its score");
        list.next_element_seed(Seed(Text(self.0)))?.ok_or_else(short)?;
        let score = list.next_element::<f64>()?.ok_or_else(short)?;
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(score)
    }
}

struct MergeList<'a>(&'a mut Merges, &'a Vocabulary);

impl<'de> Visitor<'de> for MergeList<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of merges")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Seed(Merge(self.0, self.1)))?.is_some() {}
        Ok(())
    }
}

/// `"a b"`, or `["a", "b"]`, which alone can hold a part with a space.
struct Merge<'a>(&'a mut Merges, &'a Vocabulary);

impl<'de> Visitor<'de> for Merge<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a pair of tokens")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        // Parts are short: looking at each byte is faster than a search made for long texts.
        let space = text.bytes().position(|byte| byte == b' ');
        let space = space.ok_or_else(|| E::custom(format!("no pair of tokens: {text:?}")))?;
        self.0.push(&text[..space], &text[space + 1..]);
        self.0.settle_block(self.1);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let short = || A::Error::custom("a merge of less than two tokens");
        for _ in 0..2 {
            list.next_element_seed(Seed(MergePart(self.0)))?.ok_or_else(short)?;
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        self.0.settle_block(self.1);
        Ok(())
    }
}

/// One of the two parts of a merge.
struct MergePart<'a>(&'a mut Merges);

impl Visitor<'_> for MergePart<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a token")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.push_part(text);
        Ok(())
    }
}
