//! A `SentencePiece` `.model`: its pieces, and what its trainer and its normalizer noted.

use super::files::TokenizerFiles;
use crate::engines::kernel::wire::{Field, Fields};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

/// Whether a file begins as text does.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let cut = std::str::from_utf8(head).err().is_none_or(|error| error.error_len().is_none());
    cut && !head.iter().any(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31))
}

/// # Errors
/// What is wrong, as a fragment after the file's name.
pub(super) fn read(bytes: &[u8], out: &mut TokenizerFiles) -> Result<(), String> {
    read_fields(bytes, out)
        .ok_or_else(|| "is no SentencePiece model, and no text: its content is broken".to_owned())?;
    if out.vocabulary.is_empty() {
        return Err("is no SentencePiece model: it has no pieces".to_owned());
    }
    Ok(())
}

fn read_fields(bytes: &[u8], out: &mut TokenizerFiles) -> Option<()> {
    for (name, value) in DEFAULTS {
        out.model.insert((*name).to_owned(), Json::Bool(*value));
    }
    out.model.insert("type".to_owned(), "Unigram".into());
    let mut fields = Fields::new(bytes);
    while !fields.is_empty() {
        match fields.field()? {
            (1, Field::Bytes(message)) => piece(message, out)?,
            (2, Field::Bytes(message)) => trainer(message, out)?,
            (3, Field::Bytes(message)) => normalizer(message, out)?,
            _ => {}
        }
    }
    Some(())
}

const DEFAULTS: &[(&str, bool)] = &[
    ("byte_fallback", false),
    ("treat_whitespace_as_suffix", false),
    ("add_dummy_prefix", true),
    ("remove_extra_whitespaces", true),
    ("escape_whitespaces", true),
];

fn piece(message: &[u8], out: &mut TokenizerFiles) -> Option<()> {
    let (mut text, mut score, mut kind) = ("", 0.0, 1);
    let mut fields = Fields::new(message);
    while !fields.is_empty() {
        match fields.field()? {
            (1, Field::Bytes(bytes)) => text = std::str::from_utf8(bytes).ok()?,
            (2, Field::Fixed32(bits)) => score = f32::from_bits(bits),
            (3, Field::Varint(number)) => kind = number,
            _ => {}
        }
    }
    let id = out.vocabulary.len() as u32;
    out.vocabulary.push(text, id);
    out.scores.push(f64::from(score));
    out.piece_kinds.push(match kind {
        2 => "unknown",
        3 => "control",
        4 => "user defined",
        5 => "unused",
        6 => "byte",
        _ => "normal",
    });
    Some(())
}

fn trainer(message: &[u8], out: &mut TokenizerFiles) -> Option<()> {
    let mut fields = Fields::new(message);
    while !fields.is_empty() {
        let (name, value): (&str, Json) = match fields.field()? {
            (3, Field::Varint(kind)) => {
                let name = ["", "Unigram", "BPE", "Word", "Char"].get(kind as usize).copied().unwrap_or("unknown");
                ("type", name.into())
            }
            (24, Field::Varint(value)) => ("treat_whitespace_as_suffix", (value != 0).into()),
            (35, Field::Varint(value)) => ("byte_fallback", (value != 0).into()),
            _ => continue,
        };
        out.model.insert(name.to_owned(), value);
    }
    Some(())
}

fn normalizer(message: &[u8], out: &mut TokenizerFiles) -> Option<()> {
    let mut fields = Fields::new(message);
    while !fields.is_empty() {
        let (name, value): (&str, Json) = match fields.field()? {
            (1, Field::Bytes(name)) => ("normalizer", String::from_utf8_lossy(name).into()),
            (2, Field::Bytes(blob)) if !blob.is_empty() => ("charsmap", digest(blob).into()),
            (3, Field::Varint(value)) => ("add_dummy_prefix", (value != 0).into()),
            (4, Field::Varint(value)) => ("remove_extra_whitespaces", (value != 0).into()),
            (5, Field::Varint(value)) => ("escape_whitespaces", (value != 0).into()),
            _ => continue,
        };
        out.model.insert(name.to_owned(), value);
    }
    Some(())
}

/// The size and the first digits of the digest of a map of characters.
fn digest(blob: &[u8]) -> String {
    let hex: String = Sha256::digest(blob).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("{} bytes, sha256 {hex}...", blob.len())
}
