use super::Format;
use super::format::cannot_hold;
use crate::diagnostic::Diagnostic;
use crate::meta::Meta;
use crate::value::{Elements, Samples, Tensor, Value};
use npyz::{DType, NpyHeader, Order, TypeChar, WriterBuilder};

/// numpy's file format for one array.
pub struct Npy;

impl Format for Npy {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "npy",
            summary: "one array as numpy.save writes it",
            manual: "Boolean, integer and floating-point arrays of 8 to 64 bits are read, float16 included, in either \
                     byte order, in C and in Fortran order; the array that steps see is always in C order. numpy has no \
                     bfloat16 of its own: use safetensors for that. Pickled objects, strings, dates and structured \
                     arrays are refused.",
            example: "recorded: outputs/{stem}.npy",
        }
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["npy"]
    }

    fn keeps(&self, value: &Value) -> bool {
        matches!(value, Value::Tensor(Tensor { elements, .. }) if !matches!(elements, Elements::Bf16(_)))
    }

    fn read(&self, content: &[u8]) -> Result<Value, Diagnostic> {
        let bad = |what: String| Diagnostic::error("value.npy", format!("bad .npy file: {what}"));
        if content.is_empty() {
            return Err(bad("it is empty".into()));
        }
        if !content.starts_with(b"\x93NUMPY") {
            return Err(bad("it does not start as numpy.save begins a file".into()));
        }
        if !shape_fits(content) {
            return Err(bad("its shape is beyond this machine's memory".into()));
        }
        let mut data = content;
        let header = NpyHeader::from_reader(&mut data).map_err(|error| bad(format!("its header: {error}")))?;
        let (count, shape) = size(&header, data.len()).map_err(bad)?;
        let elements = read_elements(header.clone(), data, count)?;
        let elements = match header.order() {
            Order::C => elements,
            Order::Fortran => in_c_order(&shape, elements),
        };
        Ok(Value::Tensor(Tensor::new(shape, elements, None)))
    }

    fn write(&self, value: &Value) -> Result<Vec<u8>, Diagnostic> {
        let holds = "one array of any type but bfloat16";
        let (shape, elements) = match value {
            Value::Tensor(tensor) => (tensor.shape.clone(), tensor.elements.clone()),
            Value::Image(image) => {
                let elements = match &image.samples {
                    Samples::U8(data) => Elements::U8(data.clone()),
                    Samples::U16(data) => Elements::U16(data.clone()),
                    Samples::F32(data) => Elements::F32(data.clone()),
                };
                (vec![image.height, image.width, image.channels()], elements)
            }
            other => return Err(cannot_hold("npy", holds, other)),
        };
        write_elements(&shape, &elements).ok_or_else(|| cannot_hold("npy", holds, value))
    }
}

/// False if the shape in the header multiplies to more than a count can hold: the header's parser does not look.
fn shape_fits(content: &[u8]) -> bool {
    let header = String::from_utf8_lossy(&content[..content.len().min(1 << 16)]);
    let shape = header.split_once("'shape'").and_then(|(_, rest)| rest.split_once('(')?.1.split_once(')'));
    let Some((axes, _)) = shape else { return true };
    let mut lengths = axes.split(',').filter_map(|axis| axis.trim().trim_end_matches('L').parse::<u64>().ok());
    let product = lengths.try_fold(16u64, |product, axis| product.checked_mul(axis.max(1)));
    product.is_some_and(|bytes| bytes < i64::MAX as u64)
        && axes.split(',').all(|axis| axis.trim().len() < 20 || axis.trim().is_empty())
}

/// Elements and shape that the header promises, if the file is long enough for them.
fn size(header: &NpyHeader, available: usize) -> Result<(usize, Vec<usize>), String> {
    let axes: Option<Vec<usize>> = header.shape().iter().map(|axis| usize::try_from(*axis).ok()).collect();
    let axes = axes.ok_or("its shape is beyond this machine's memory")?;
    let count = axes.iter().try_fold(1usize, |product, axis| product.checked_mul(*axis));
    let width = header.dtype().num_bytes().unwrap_or(0);
    let wanted = count.and_then(|count| count.checked_mul(width));
    match (count, wanted) {
        (Some(count), Some(wanted)) if wanted == available || width == 0 => Ok((count, axes)),
        (_, wanted) => {
            let wanted = wanted.map_or("more than memory can hold".to_owned(), |bytes| format!("{bytes} bytes"));
            Err(format!("its header promises {wanted} of data, the file has {available}"))
        }
    }
}

fn read_elements(header: NpyHeader, data: &[u8], count: usize) -> Result<Elements, Diagnostic> {
    macro_rules! read {
        ($variant:ident) => {{
            let file = npyz::NpyFile::with_header(header, data);
            let mut elements = Vec::with_capacity(count);
            for element in file.data().map_err(|error| unsupported(&error.to_string()))? {
                elements
                    .push(element.map_err(|error| Diagnostic::error("value.npy", format!("bad .npy file: {error}")))?);
            }
            Ok(Elements::$variant(elements))
        }};
    }
    let dtype = header.dtype();
    let DType::Plain(plain) = &dtype else {
        return Err(unsupported(&dtype.descr()));
    };
    match (plain.type_char(), plain.size_field()) {
        (TypeChar::Bool, 1) => read!(Bool),
        (TypeChar::Uint, 1) => read!(U8),
        (TypeChar::Uint, 2) => read!(U16),
        (TypeChar::Uint, 4) => read!(U32),
        (TypeChar::Uint, 8) => read!(U64),
        (TypeChar::Int, 1) => read!(I8),
        (TypeChar::Int, 2) => read!(I16),
        (TypeChar::Int, 4) => read!(I32),
        (TypeChar::Int, 8) => read!(I64),
        (TypeChar::Float, 2) => read!(F16),
        (TypeChar::Float, 4) => read!(F32),
        (TypeChar::Float, 8) => read!(F64),
        _ => Err(unsupported(&dtype.descr())),
    }
}

fn unsupported(descr: &str) -> Diagnostic {
    Diagnostic::error("value.npy", format!("the array's element type {descr} is not supported"))
        .note("supported: bool, integers of 8 to 64 bits, float16, float32, float64")
        .hint("convert it with numpy's astype; bfloat16 travels in .safetensors")
}

/// Elements that stand in Fortran order, moved to C order.
fn in_c_order(shape: &[usize], elements: Elements) -> Elements {
    fn moved<T: Copy>(shape: &[usize], data: &[T]) -> Vec<T> {
        let mut strides = Vec::with_capacity(shape.len());
        let mut stride = 1;
        for axis in shape {
            strides.push(stride);
            stride *= axis;
        }
        let mut index = vec![0usize; shape.len()];
        let mut out = Vec::with_capacity(data.len());
        for _ in 0..data.len() {
            out.push(data[index.iter().zip(&strides).map(|(i, s)| i * s).sum::<usize>()]);
            for axis in (0..shape.len()).rev() {
                index[axis] += 1;
                if index[axis] < shape[axis] {
                    break;
                }
                index[axis] = 0;
            }
        }
        out
    }
    match elements {
        Elements::Bool(data) => Elements::Bool(moved(shape, &data)),
        Elements::U8(data) => Elements::U8(moved(shape, &data)),
        Elements::I8(data) => Elements::I8(moved(shape, &data)),
        Elements::U16(data) => Elements::U16(moved(shape, &data)),
        Elements::I16(data) => Elements::I16(moved(shape, &data)),
        Elements::U32(data) => Elements::U32(moved(shape, &data)),
        Elements::I32(data) => Elements::I32(moved(shape, &data)),
        Elements::U64(data) => Elements::U64(moved(shape, &data)),
        Elements::I64(data) => Elements::I64(moved(shape, &data)),
        Elements::F16(data) => Elements::F16(moved(shape, &data)),
        Elements::Bf16(data) => Elements::Bf16(moved(shape, &data)),
        Elements::F32(data) => Elements::F32(moved(shape, &data)),
        Elements::F64(data) => Elements::F64(moved(shape, &data)),
    }
}

/// `None` for bfloat16, which the format has no name for.
fn write_elements(shape: &[usize], elements: &Elements) -> Option<Vec<u8>> {
    fn write<T: npyz::AutoSerialize + Copy>(shape: &[u64], data: &[T]) -> Option<Vec<u8>> {
        let mut content = Vec::with_capacity(std::mem::size_of_val(data) + 128);
        let options = npyz::WriteOptions::<T>::new().default_dtype().shape(shape).writer(&mut content);
        let mut writer = options.begin_nd().ok()?;
        writer.extend(data.iter().copied()).ok()?;
        writer.finish().ok()?;
        Some(content)
    }
    let shape: Vec<u64> = shape.iter().map(|axis| *axis as u64).collect();
    match elements {
        Elements::Bool(data) => write(&shape, data),
        Elements::U8(data) => write(&shape, data),
        Elements::I8(data) => write(&shape, data),
        Elements::U16(data) => write(&shape, data),
        Elements::I16(data) => write(&shape, data),
        Elements::U32(data) => write(&shape, data),
        Elements::I32(data) => write(&shape, data),
        Elements::U64(data) => write(&shape, data),
        Elements::I64(data) => write(&shape, data),
        Elements::F16(data) => write(&shape, data),
        Elements::Bf16(_) => None,
        Elements::F32(data) => write(&shape, data),
        Elements::F64(data) => write(&shape, data),
    }
}
