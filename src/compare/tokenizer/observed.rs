//! On how many inputs each finding shows: the first tokenizer is built with one part exchanged at a time.

use super::{Finding, Kind, Part, Scope, TokenizerFiles, chat, used};
use crate::diagnostic::Diagnostic;
use crate::engines;
use crate::engines::capability::{Encoder, Limits, SpecialInText, TokenizeRequest, Truncation};
use crate::engines::kernel::token_pipeline::encode_all;
use crate::engines::kernel::wire::{Field, Fields};
use crate::value::Value;
use rayon::prelude::*;
use serde_json::Value as Json;
use std::path::Path;
use std::sync::Arc;

/// What the inputs show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// How many texts were tokenized.
    pub inputs: usize,
    /// How many get other ids from the second tokenizer.
    pub differ: usize,
    /// What had to be assumed, in words.
    pub notes: Vec<String>,
}

/// Ids of each text; `None` where the library refuses it.
pub(super) type Answers = Vec<Option<Vec<i64>>>;

/// Runs both tokenizers over texts, and counts for each finding the texts on which it shows.
///
/// # Errors
/// A tokenizer that the library does not load.
pub fn observe(
    first: &TokenizerFiles,
    second: &TokenizerFiles,
    findings: &mut [Finding],
    texts: &[String],
) -> Result<Observed, Diagnostic> {
    let mut notes = Vec::new();
    for files in [first, second] {
        if files.kind == Kind::Ranks {
            let note = format!("{} is split by the pattern of {}", files.path.display(), pattern(files));
            notes.push(note + ", which the file does not state");
        }
    }
    let (a, b) = rayon::join(|| answers(&*encoder(first, false)?, texts), || answers(&*encoder(second, false)?, texts));
    let (a, b) = (a?, b?);
    let differ = count(&a, &b);
    for finding in findings {
        finding.shows = shows(first, second, finding, texts, (&a, &b))?;
    }
    Ok(Observed { inputs: texts.len(), differ, notes })
}

fn count(a: &Answers, b: &Answers) -> usize {
    a.iter().zip(b).filter(|(x, y)| x != y).count()
}

fn shows(
    first: &TokenizerFiles,
    second: &TokenizerFiles,
    finding: &Finding,
    texts: &[String],
    (own, others): (&Answers, &Answers),
) -> Result<Option<usize>, Diagnostic> {
    let differ = count(own, others);
    Ok(match finding.part {
        Part::Lacking => Some(used::lacking(first, second, own, others)),
        Part::Moved => Some(used::moved(first, second, own)),
        Part::Nothing => (!finding.changes_ids).then_some(0),
        Part::Longer(limit) => {
            let files = if finding.scope == Scope::Second { second } else { first };
            let whole = answers(&*encoder(files, true)?, texts)?;
            Some(whole.iter().flatten().filter(|ids| ids.len() as u64 > limit).count())
        }
        Part::Contains => Some(texts.iter().filter(|text| finding.about.iter().any(|t| text.contains(t))).count()),
        Part::Template => chat::template(first)
            .zip(chat::template(second))
            .map(|(a, b)| texts.iter().filter(|text| chat::differ_on(a, b, text)).count()),
        part => exchanged(first, second, part, &finding.about, texts, differ)?.map(|exchanged| match exchanged {
            Exchanged::Answers(answers) => count(own, &answers),
            Exchanged::All(count) => count,
        }),
    })
}

enum Exchanged {
    /// What the first tokenizer answers with one part of the second.
    Answers(Answers),
    /// The part is the whole difference.
    All(usize),
}

fn exchanged(
    first: &TokenizerFiles,
    second: &TokenizerFiles,
    part: Part,
    about: &[String],
    texts: &[String],
    differ: usize,
) -> Result<Option<Exchanged>, Diagnostic> {
    Ok(match (first.kind, second.kind) {
        (Kind::TokenizerJson, Kind::TokenizerJson) => {
            let (mut changed, other) = (parsed(&first.file)?, parsed(&second.file)?);
            exchange_json(&mut changed, &other, part, about);
            encode_all(changed.to_string().as_bytes(), texts).map(Exchanged::Answers)
        }
        (Kind::SentencePiece, Kind::SentencePiece) => {
            let (a, b) = (bytes(&first.file)?, bytes(&second.file)?);
            let Some(changed) = exchange_model(&a, &b, part, about) else { return Ok(None) };
            with_file("changed.model", &changed, |folder| {
                let request =
                    TokenizeRequest { file: Some(folder.join("changed.model")), ..TokenizeRequest::default() };
                answers(&*prepare("sentencepiece", &request)?, texts)
            })
            .ok()
            .map(Exchanged::Answers)
        }
        (Kind::VocabJson, Kind::VocabJson) => {
            let merges = |files: &TokenizerFiles| files.file.with_file_name("merges.txt");
            let (vocab, merges) = match part {
                Part::Ids => (&second.file, merges(first)),
                Part::ModelField => (&first.file, merges(second)),
                _ => (&second.file, merges(second)),
            };
            let request =
                TokenizeRequest { vocab: Some(vocab.clone()), merges: Some(merges), ..TokenizeRequest::default() };
            let answers = prepare("huggingface", &request).and_then(|encoder| answers(&*encoder, texts));
            answers.ok().map(Exchanged::Answers)
        }
        (Kind::VocabTxt, Kind::VocabTxt) | (Kind::Ranks, Kind::Ranks) => Some(Exchanged::All(differ)),
        _ => None,
    })
}

fn exchange_json(changed: &mut Json, other: &Json, part: Part, about: &[String]) {
    match part {
        Part::Field(name) => changed[name] = other[name].clone(),
        Part::Model => changed["model"] = other["model"].clone(),
        Part::Ids => changed["model"]["vocab"] = other["model"]["vocab"].clone(),
        Part::ModelField => {
            for name in about {
                changed["model"][name] = other["model"][name].clone();
            }
        }
        _ => {}
    }
}

/// The first model's bytes with some of the second's fields.
fn exchange_model(a: &[u8], b: &[u8], part: Part, about: &[String]) -> Option<Vec<u8>> {
    let pieces = matches!(part, Part::Model | Part::Ids);
    let trainer = about.iter().any(|n| matches!(n.as_str(), "type" | "byte_fallback" | "treat_whitespace_as_suffix"));
    let exchanged: u64 = match part {
        _ if pieces => 1,
        Part::ModelNormalizer if trainer => 2,
        Part::ModelNormalizer => 3,
        _ => return None,
    };
    let mut out = messages(a, |number| number != exchanged)?;
    out.extend(messages(b, |number| number == exchanged)?);
    if exchanged == 3 && about.iter().all(|name| name.starts_with("add_") || name.ends_with("whitespaces")) {
        // One flag of the second's, all else of the first's: fields of a later message replace those of an earlier.
        let flag = flag_of(b, about.first()?)?;
        out = a.to_vec();
        out.extend([3 << 3 | 2, flag.len() as u8]);
        out.extend(flag);
    }
    Some(out)
}

/// A flag of the normalizer as a message of its own.
fn flag_of(model: &[u8], name: &str) -> Option<[u8; 2]> {
    let wanted = match name {
        "add_dummy_prefix" => 3,
        "remove_extra_whitespaces" => 4,
        "escape_whitespaces" => 5,
        _ => return None,
    };
    let mut value = 1;
    let mut fields = Fields::new(model);
    while !fields.is_empty() {
        if let (3, Field::Bytes(message)) = fields.field()? {
            let mut inner = Fields::new(message);
            while !inner.is_empty() {
                if let (number, Field::Varint(found)) = inner.field()?
                    && number == wanted
                {
                    value = u8::from(found != 0);
                }
            }
        }
    }
    Some([(wanted as u8) << 3, value])
}

/// The messages of a model whose field numbers are wanted, as they are.
fn messages(model: &[u8], wanted: impl Fn(u64) -> bool) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut fields = Fields::new(model);
    while !fields.is_empty() {
        let (number, field) = fields.field()?;
        let Field::Bytes(message) = field else { continue };
        if wanted(number) {
            out.push((number << 3 | 2) as u8);
            let mut length = message.len();
            while length >= 0x80 {
                out.push(length as u8 | 0x80);
                length >>= 7;
            }
            out.push(length as u8);
            out.extend(message);
        }
    }
    Some(out)
}

/// Runs something on a folder that holds one file, and is deleted then.
fn with_file<T>(name: &str, content: &[u8], run: impl FnOnce(&Path) -> Result<T, Diagnostic>) -> Result<T, Diagnostic> {
    let failed = |error: std::io::Error| {
        Diagnostic::error("tokenizer.exchange", format!("cannot write a temporary file: {error}"))
    };
    let folder = tempfile::tempdir().map_err(failed)?;
    std::fs::write(folder.path().join(name), content).map_err(failed)?;
    run(folder.path())
}

fn bytes(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    std::fs::read(path).map_err(|error| super::files::unreadable(format!("cannot read {}: {error}", path.display())))
}

fn parsed(path: &Path) -> Result<Json, Diagnostic> {
    let bad = |error: serde_json::Error| super::files::unreadable(format!("{} is not JSON: {error}", path.display()));
    serde_json::from_slice(&bytes(path)?).map_err(bad)
}

fn prepare(engine: &str, request: &TokenizeRequest) -> Result<Arc<dyn Encoder>, Diagnostic> {
    let tokenize = engines::find(engine).and_then(engines::Engine::tokenize);
    let missing = || Diagnostic::error("tokenizer.engine", format!("engine {engine} does not tokenize"));
    tokenize.ok_or_else(missing)?.prepare(request)
}

/// The name of the pattern that usually goes with some ranks.
fn pattern(files: &TokenizerFiles) -> &'static str {
    match files.vocabulary.len() {
        0..60_000 => "gpt2",
        60_000..120_000 => "cl100k",
        120_000..140_000 => "llama3",
        140_000..160_000 => "qwen2",
        _ => "o200k",
    }
}

/// The tokenizer as its library loads it; `whole` leaves out the file's own truncation and padding.
fn encoder(files: &TokenizerFiles, whole: bool) -> Result<Arc<dyn Encoder>, Diagnostic> {
    let file = Some(files.file.clone());
    let limits = Limits { truncation: whole.then_some(Truncation::None), ..Limits::default() };
    let base = TokenizeRequest { limits, own_limits: whole.then_some(false), ..TokenizeRequest::default() };
    let text = Some(SpecialInText::Text);
    let lowercase = files.config().and_then(|config| config.get("do_lower_case")?.as_bool());
    match files.kind {
        Kind::TokenizerJson => prepare("huggingface", &TokenizeRequest { file, ..base }),
        Kind::VocabJson => {
            let merges = Some(files.file.with_file_name("merges.txt"));
            prepare("huggingface", &TokenizeRequest { vocab: file, merges, ..base })
        }
        Kind::VocabTxt => prepare("wordpiece", &TokenizeRequest { vocab: file, lowercase, ..base }),
        Kind::SentencePiece => prepare("sentencepiece", &TokenizeRequest { file, ..base }),
        Kind::Ranks => {
            let pattern = Some(pattern(files).to_owned());
            prepare("tiktoken", &TokenizeRequest { file, pattern, special_in_text: text, ..base })
        }
    }
}

fn answers(encoder: &dyn Encoder, texts: &[String]) -> Result<Answers, Diagnostic> {
    let one = |text: &String| {
        Ok(match encoder.encode(text, None)? {
            Value::Tokens(tokens) => Some(tokens.ids),
            _ => None,
        })
    };
    texts.par_iter().map(one).collect()
}
