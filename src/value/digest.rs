//! Digests of values: equal digests mean equal kind, element type, shape and content.

use super::{Elements, Number, Samples, Time, Value};
use sha2::{Digest as _, Sha256};

impl Value {
    /// SHA-256, in hexadecimal, over kind, element type, shape and content. What is never compared (a rejection's
    /// message, the source text of tokens, the layout's name) is left out; every NaN counts as the same.
    pub fn digest(&self) -> String {
        let mut hash = Hash(Sha256::new());
        hash.value(self);
        hex(&hash.0.finalize())
    }
}

/// SHA-256 of bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|b| [b >> 4, b & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// Bytes from hexadecimal digits, if they are that.
pub fn unhex(digits: &str) -> Option<Vec<u8>> {
    let digit = |c: u8| char::from(c).to_digit(16).map(|d| d as u8);
    let pairs = digits.as_bytes().chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    pairs.map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

struct Hash(Sha256);

impl Hash {
    /// A length before every part of variable size keeps neighbours apart.
    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    fn list(&mut self, list: Option<&[i64]>) {
        self.0.update([u8::from(list.is_some())]);
        let list = list.unwrap_or_default();
        self.0.update((list.len() as u64).to_le_bytes());
        for item in list {
            self.0.update(item.to_le_bytes());
        }
    }

    fn shape(&mut self, dtype: &str, shape: &[usize]) {
        self.bytes(dtype.as_bytes());
        self.0.update((shape.len() as u64).to_le_bytes());
        for axis in shape {
            self.0.update((*axis as u64).to_le_bytes());
        }
    }

    /// Elements in little-endian order, through a buffer so that the hash sees long stretches.
    fn elements<T, const N: usize>(&mut self, data: &[T], to_bytes: impl Fn(&T) -> [u8; N]) {
        let mut buffer = Vec::with_capacity(4096 * N);
        for chunk in data.chunks(4096) {
            buffer.clear();
            for element in chunk {
                buffer.extend_from_slice(&to_bytes(element));
            }
            self.0.update(&buffer);
        }
    }

    fn tensor_elements(&mut self, elements: &Elements) {
        match elements {
            Elements::Bool(data) => self.elements(data, |v| [u8::from(*v)]),
            Elements::U8(data) => self.0.update(data),
            Elements::I8(data) => self.elements(data, |v| v.to_le_bytes()),
            Elements::U16(data) => self.elements(data, |v| v.to_le_bytes()),
            Elements::I16(data) => self.elements(data, |v| v.to_le_bytes()),
            Elements::U32(data) => self.elements(data, |v| v.to_le_bytes()),
            Elements::I32(data) => self.elements(data, |v| v.to_le_bytes()),
            Elements::U64(data) => self.elements(data, |v| v.to_le_bytes()),
            Elements::I64(data) => self.elements(data, |v| v.to_le_bytes()),
            Elements::F16(data) => self.elements(data, |v| if v.is_nan() { half::f16::NAN } else { *v }.to_le_bytes()),
            Elements::Bf16(data) => {
                self.elements(data, |v| if v.is_nan() { half::bf16::NAN } else { *v }.to_le_bytes());
            }
            Elements::F32(data) => self.elements(data, |v| if v.is_nan() { f32::NAN } else { *v }.to_le_bytes()),
            Elements::F64(data) => self.elements(data, |v| if v.is_nan() { f64::NAN } else { *v }.to_le_bytes()),
        }
    }

    fn value(&mut self, value: &Value) {
        self.bytes(value.kind().as_bytes());
        match value {
            Value::Bytes(bytes) => self.bytes(bytes),
            Value::Text(text) => self.bytes(text.as_bytes()),
            Value::Image(image) => {
                self.shape(image.samples.dtype().name(), &[image.height, image.width, image.channels()]);
                self.bytes(image.order.name().as_bytes());
                match &image.samples {
                    Samples::U8(data) => self.0.update(data),
                    Samples::U16(data) => self.elements(data, |v| v.to_le_bytes()),
                    Samples::F32(data) => {
                        self.elements(data, |v| if v.is_nan() { f32::NAN } else { *v }.to_le_bytes());
                    }
                }
            }
            Value::Tensor(tensor) => {
                self.shape(tensor.elements.dtype().name(), &tensor.shape);
                self.tensor_elements(&tensor.elements);
            }
            Value::Tokens(tokens) => self.tokens(tokens),
            Value::Time(Time::Local(local)) => self.bytes(format!("local {local:?}").as_bytes()),
            Value::Time(Time::Instant(instant)) => {
                self.bytes(format!("{:?} {} {:?}", instant.utc, instant.offset, instant.zone).as_bytes());
            }
            Value::Number(Number::Int(value)) => self.bytes(format!("int {value}").as_bytes()),
            Value::Number(Number::Float(value)) => self.bytes(format!("float {value:?}").as_bytes()),
            Value::Number(Number::Float32(value)) => self.bytes(format!("float32 {value:?}").as_bytes()),
            Value::Boolean(value) => self.0.update([u8::from(*value)]),
            Value::Null => {}
            Value::Record(record) => {
                self.0.update((record.len() as u64).to_le_bytes());
                for (name, field) in record.iter() {
                    self.bytes(name.as_bytes());
                    self.value(field);
                }
            }
            Value::List(values) => {
                self.0.update((values.len() as u64).to_le_bytes());
                for item in values {
                    self.value(item);
                }
            }
            Value::Rejected(rejected) => self.bytes(rejected.error.as_bytes()),
        }
    }

    fn tokens(&mut self, tokens: &super::Tokens) {
        self.list(Some(&tokens.ids));
        self.0.update([u8::from(tokens.tokens.is_some())]);
        for text in tokens.tokens.iter().flatten() {
            self.bytes(text.as_bytes());
        }
        self.0.update([u8::from(tokens.offsets.is_some())]);
        for range in tokens.offsets.iter().flatten() {
            self.0.update((range.start as u64).to_le_bytes());
            self.0.update((range.end as u64).to_le_bytes());
        }
        for list in [&tokens.type_ids, &tokens.attention_mask, &tokens.special_mask] {
            self.list(list.as_deref());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Tensor;

    #[test]
    fn digests_tell_type_shape_and_content_apart() {
        let tensor = |shape: &[usize], elements| Value::Tensor(Tensor::new(shape.to_vec(), elements, None)).digest();
        let digests = [
            tensor(&[2, 1], Elements::F32(vec![1.0, 2.0])),
            tensor(&[2], Elements::F32(vec![1.0, 2.0])),
            tensor(&[2], Elements::F64(vec![1.0, 2.0])),
            tensor(&[2], Elements::F32(vec![2.0, 1.0])),
            Value::Text("1".into()).digest(),
            Value::Number(Number::Int(1)).digest(),
        ];
        for (index, digest) in digests.iter().enumerate() {
            assert_eq!(digest.len(), 64);
            assert!(!digests[..index].contains(digest));
        }
        assert_eq!(unhex(&hex(&[0, 171, 255])), Some(vec![0, 171, 255]));
        assert_eq!(unhex("0"), None);
    }
}
