//! What flows between steps: bytes, text, images, tensors, tokens, times, numbers, records.
//!
//! Values know shapes, element types and their own file formats. They know no library's behaviour.

mod columns;
pub mod digest;
pub mod format;
mod image;
pub mod json;
mod number;
mod record;
mod rejected;
mod table;
mod tensor;
mod time;
mod tokens;

pub use columns::{Column, ColumnTable};
pub use image::{ChannelOrder, Image, Samples};
pub use number::Number;
pub use record::{Header, Record};
pub use rejected::Rejected;
pub use table::{TableChunk, TableReader, TableRows};
pub use tensor::{Dtype, Elements, Layout, Tensor};
pub use time::{Instant, Time};
pub use tokens::{TokenStages, Tokens};

use std::sync::Arc;

/// One value between two steps.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A file's content, not yet decoded.
    Bytes(Arc<[u8]>),
    /// Unicode text.
    Text(String),
    /// A picture, height x width x channels.
    Image(Image),
    /// An array of any shape and element type.
    Tensor(Tensor),
    /// What a tokenizer made of a text. Boxed: by far the largest variant.
    Tokens(Box<Tokens>),
    /// An instant, or a local date-time.
    Time(Time),
    /// A number of a table.
    Number(Number),
    /// True or false.
    Boolean(bool),
    /// Missing: null, None, `NaT`.
    Null,
    /// Ordered fields.
    Record(Record),
    /// Several values.
    List(Vec<Value>),
    /// The real library would raise on this input.
    Rejected(Rejected),
}

impl Value {
    /// The name of the kind as the contract and messages write it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Bytes(_) => "bytes",
            Self::Text(_) => "text",
            Self::Image(_) => "image",
            Self::Tensor(_) => "tensor",
            Self::Tokens(_) => "tokens",
            Self::Time(_) => "time",
            Self::Number(_) => "number",
            Self::Boolean(_) => "boolean",
            Self::Null => "null",
            Self::Record(_) => "record",
            Self::List(_) => "list",
            Self::Rejected(_) => "rejected",
        }
    }

    /// A rejection with the library's error name and what it said.
    pub fn rejected(error: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Rejected(Rejected { error: error.into(), message: message.into() })
    }

    /// A short description for messages: `image 427x640x3 uint8 (rgb)`, `tensor (3, 224, 224) float32`, `text, 12 characters`.
    pub fn describe(&self) -> String {
        match self {
            Self::Bytes(bytes) => format!("bytes, {} long", bytes.len()),
            Self::Text(text) => format!("text, {} characters", text.chars().count()),
            Self::Image(image) => image.describe(),
            Self::Tensor(tensor) => tensor.describe(),
            Self::Tokens(tokens) => format!("{} tokens", tokens.ids.len()),
            Self::Time(time) => format!("time {time}"),
            Self::Number(number) => format!("number {number}"),
            Self::Boolean(value) => format!("boolean {value}"),
            Self::Null => "null".to_owned(),
            Self::Record(record) => format!("record of {} fields", record.len()),
            Self::List(values) => format!("list of {}", values.len()),
            Self::Rejected(rejected) => format!("rejected ({})", rejected.error),
        }
    }
}
