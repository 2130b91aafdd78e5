use super::Format;
use super::format::cannot_hold;
use crate::diagnostic::Diagnostic;
use crate::meta::Meta;
use crate::value::{ChannelOrder, Dtype, Elements, Image, Layout, Record, Samples, Tensor, Value};
use half::{bf16, f16};
use safetensors::tensor::{Dtype as Stored, SafeTensors, TensorView};
use std::collections::HashMap;

/// Named arrays in one file.
pub struct Safetensors;

/// The name of the only array of a file that holds one value.
const ONLY: &str = "value";

impl Format for Safetensors {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "safetensors",
            summary: "named arrays of any element type, bfloat16 included",
            manual: "A file holds arrays by name. As a path with {stem} or {name} in it, every file holds one array \
                     under any name; as one file for all inputs, the names are the input ids. Boolean, integer and \
                     floating-point arrays of 8 to 64 bits are read, float16 and bfloat16 included; 4, 6 and 8 bit \
                     floats and complex numbers are refused.",
            example: "recorded: outputs.safetensors",
        }
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["safetensors"]
    }

    fn keeps(&self, value: &Value) -> bool {
        matches!(value, Value::Tensor(_) | Value::Image(_))
    }

    fn read(&self, content: &[u8]) -> Result<Value, Diagnostic> {
        let mut named = self.read_named(content)?.unwrap_or_default();
        match named.len() {
            1 => Ok(named.remove(0).1),
            0 => Err(bad("it holds no array")),
            _ => Ok(Value::Record(named.into_iter().collect::<Record>())),
        }
    }

    fn write(&self, value: &Value) -> Result<Vec<u8>, Diagnostic> {
        let (mut parts, mut notes) = (Vec::new(), HashMap::new());
        match value {
            Value::Record(record) if !record.is_empty() => {
                for (name, field) in record.iter() {
                    parts.push(part(name, field, &mut notes)?);
                }
            }
            other => parts.push(part(ONLY, other, &mut notes)?),
        }
        let mut views = Vec::with_capacity(parts.len());
        for part in &parts {
            let view = TensorView::new(part.stored, part.shape.clone(), &part.data);
            views.push((part.name.as_str(), view.map_err(|error| bad(&error.to_string()))?));
        }
        let notes = (!notes.is_empty()).then_some(notes);
        safetensors::serialize(views, notes).map_err(|error| bad(&error.to_string()))
    }

    fn read_named(&self, content: &[u8]) -> Result<Option<Vec<(String, Value)>>, Diagnostic> {
        if content.is_empty() {
            return Err(bad("it is empty"));
        }
        let (_, header) = SafeTensors::read_metadata(content).map_err(|error| bad(&error.to_string()))?;
        let file = SafeTensors::deserialize(content).map_err(|error| bad(&error.to_string()))?;
        let notes = header.metadata().clone().unwrap_or_default();
        let mut named = Vec::with_capacity(file.len());
        for name in header.offset_keys() {
            let view = file.tensor(&name).map_err(|error| bad(&error.to_string()))?;
            let elements = elements(&view)
                .ok_or_else(|| bad(&format!("array \"{name}\" has the element type {}", view.dtype())))?;
            let tensor = Tensor::new(view.shape().to_vec(), elements, None);
            let value = with_note(tensor, notes.get(&note_key(&name)).map(String::as_str));
            named.push((name, value));
        }
        Ok(Some(named))
    }
}

fn bad(what: &str) -> Diagnostic {
    Diagnostic::error("value.safetensors", format!("bad .safetensors file: {what}"))
}

/// One array as it is stored.
struct Part {
    name: String,
    stored: Stored,
    shape: Vec<usize>,
    data: Vec<u8>,
}

/// Where the file's own notes keep what an array's type and shape do not say: the channel order, the layout.
fn note_key(name: &str) -> String {
    format!("preparity.{name}")
}

fn part(name: &str, value: &Value, notes: &mut HashMap<String, String>) -> Result<Part, Diagnostic> {
    let (shape, (stored, data)) = match value {
        Value::Tensor(tensor) => {
            if let Some(layout) = tensor.layout {
                notes.insert(note_key(name), format!("layout {}", layout.name()));
            }
            (tensor.shape.clone(), stored(&tensor.elements))
        }
        Value::Image(image) => {
            notes.insert(note_key(name), format!("image {}", image.order.name()));
            let data = match &image.samples {
                Samples::U8(data) => (Stored::U8, data.clone()),
                Samples::U16(data) => (Stored::U16, data.iter().flat_map(|v| v.to_le_bytes()).collect()),
                Samples::F32(data) => (Stored::F32, data.iter().flat_map(|v| v.to_le_bytes()).collect()),
            };
            (vec![image.height, image.width, image.channels()], data)
        }
        other => return Err(cannot_hold("safetensors", "arrays", other)),
    };
    Ok(Part { name: name.to_owned(), stored, shape, data })
}

fn with_note(tensor: Tensor, note: Option<&str>) -> Value {
    let Some((kind, name)) = note.and_then(|note| note.split_once(' ')) else {
        return Value::Tensor(tensor);
    };
    if kind == "image" {
        return to_image(tensor, name);
    }
    let layouts = [Layout::Hwc, Layout::Chw, Layout::Nhwc, Layout::Nchw];
    let layout = layouts.into_iter().find(|layout| layout.name() == name);
    Value::Tensor(Tensor { layout, ..tensor })
}

/// The image that was written; an array whose note does not fit it stays an array.
fn to_image(tensor: Tensor, order: &str) -> Value {
    use ChannelOrder::{Bgr, Bgra, Cmyk, Gray, GrayAlpha, Indexed, Rgb, Rgba};
    let orders = [Gray, GrayAlpha, Rgb, Bgr, Rgba, Bgra, Indexed, Cmyk];
    let order = orders.into_iter().find(|known| known.name() == order);
    let (Some(order), &[height, width, channels]) = (order, tensor.shape.as_slice()) else {
        return Value::Tensor(tensor);
    };
    if channels != order.channels() {
        return Value::Tensor(tensor);
    }
    let samples = match tensor.elements {
        Elements::U8(data) => Samples::U8(data),
        Elements::U16(data) => Samples::U16(data),
        Elements::F32(data) => Samples::F32(data),
        elements => return Value::Tensor(Tensor { elements, ..tensor }),
    };
    Value::Image(Image::new(width, height, order, samples))
}

macro_rules! little_endian {
    ($data:expr) => {
        $data.iter().flat_map(|v| v.to_le_bytes()).collect()
    };
}

fn stored(elements: &Elements) -> (Stored, Vec<u8>) {
    match elements {
        Elements::Bool(data) => (Stored::BOOL, data.iter().map(|v| u8::from(*v)).collect()),
        Elements::U8(data) => (Stored::U8, data.clone()),
        Elements::I8(data) => (Stored::I8, little_endian!(data)),
        Elements::U16(data) => (Stored::U16, little_endian!(data)),
        Elements::I16(data) => (Stored::I16, little_endian!(data)),
        Elements::U32(data) => (Stored::U32, little_endian!(data)),
        Elements::I32(data) => (Stored::I32, little_endian!(data)),
        Elements::U64(data) => (Stored::U64, little_endian!(data)),
        Elements::I64(data) => (Stored::I64, little_endian!(data)),
        Elements::F16(data) => (Stored::F16, little_endian!(data)),
        Elements::Bf16(data) => (Stored::BF16, little_endian!(data)),
        Elements::F32(data) => (Stored::F32, little_endian!(data)),
        Elements::F64(data) => (Stored::F64, little_endian!(data)),
    }
}

/// `None` for element types that values do not have.
fn elements(view: &TensorView<'_>) -> Option<Elements> {
    fn read<T, const N: usize>(data: &[u8], one: impl Fn([u8; N]) -> T) -> Vec<T> {
        data.as_chunks::<N>().0.iter().map(|bytes| one(*bytes)).collect()
    }
    let data = view.data();
    let dtype = dtype(view.dtype())?;
    Some(match dtype {
        Dtype::Bool => Elements::Bool(data.iter().map(|v| *v != 0).collect()),
        Dtype::U8 => Elements::U8(data.to_vec()),
        Dtype::I8 => Elements::I8(read(data, i8::from_le_bytes)),
        Dtype::U16 => Elements::U16(read(data, u16::from_le_bytes)),
        Dtype::I16 => Elements::I16(read(data, i16::from_le_bytes)),
        Dtype::U32 => Elements::U32(read(data, u32::from_le_bytes)),
        Dtype::I32 => Elements::I32(read(data, i32::from_le_bytes)),
        Dtype::U64 => Elements::U64(read(data, u64::from_le_bytes)),
        Dtype::I64 => Elements::I64(read(data, i64::from_le_bytes)),
        Dtype::F16 => Elements::F16(read(data, f16::from_le_bytes)),
        Dtype::Bf16 => Elements::Bf16(read(data, bf16::from_le_bytes)),
        Dtype::F32 => Elements::F32(read(data, f32::from_le_bytes)),
        Dtype::F64 => Elements::F64(read(data, f64::from_le_bytes)),
    })
}

fn dtype(stored: Stored) -> Option<Dtype> {
    Some(match stored {
        Stored::BOOL => Dtype::Bool,
        Stored::U8 => Dtype::U8,
        Stored::I8 => Dtype::I8,
        Stored::U16 => Dtype::U16,
        Stored::I16 => Dtype::I16,
        Stored::U32 => Dtype::U32,
        Stored::I32 => Dtype::I32,
        Stored::U64 => Dtype::U64,
        Stored::I64 => Dtype::I64,
        Stored::F16 => Dtype::F16,
        Stored::BF16 => Dtype::Bf16,
        Stored::F32 => Dtype::F32,
        Stored::F64 => Dtype::F64,
        _ => return None,
    })
}
