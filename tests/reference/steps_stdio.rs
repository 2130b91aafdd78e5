//! Applies steps to arrays that come on standard input, for `compare.py`: one process for thousands of comparisons.
//!
//! A request is a line of JSON, `{"step": "resize", "settings": {...}, "dtype": "uint8", "shape": [h, w, c], "layout":
//! "image"}`, and the array's bytes. The answer is a line with `dtype` and `shape`, and bytes; or a line with `error`.
//! `bound` is how far off the engine promises to be at most: 0 for equality. With the layout `bytes` the array is a file;
//! the error `rejected NAME` stands for what the library would raise. With `"repeat": n` the step is done n times on one thread,
//! and the answer is `seconds`, the time of the processor for one of them.

use preparity::diagnostic::Span;
use preparity::engines::{Bits, Operation};
use preparity::steps::{self, Argument, Bound, Runtime, Settings};
use preparity::value::{ChannelOrder, Elements, Image, Layout, Samples, Tensor, Value};
use serde_json::{Value as Json, json};
use std::io::{self, BufRead, Read, Write};

fn main() -> io::Result<()> {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    let mut line = String::new();
    while input.read_line(&mut line)? > 0 {
        let request: Json = serde_json::from_str(&line)?;
        let shape: Vec<usize> = serde_json::from_value(request["shape"].clone())?;
        let dtype = request["dtype"].as_str().unwrap_or("uint8").to_owned();
        let width = match dtype.as_str() {
            "uint16" => 2,
            "float32" => 4,
            _ => 1,
        };
        let mut bytes = vec![0; shape.iter().product::<usize>() * width];
        input.read_exact(&mut bytes)?;
        if let Some(times) = request["repeat"].as_u64() {
            let answer = timed(&request, &shape, &dtype, &bytes, times)
                .map_or_else(|error| json!({ "error": error }), |seconds| json!({ "seconds": seconds }));
            writeln!(output, "{answer}")?;
            output.flush()?;
            line.clear();
            continue;
        }
        match answer(&request, &shape, &dtype, &bytes) {
            Ok((shape, dtype, bytes, bound)) => {
                writeln!(output, "{}", json!({"shape": shape, "dtype": dtype, "bound": bound}))?;
                output.write_all(&bytes)?;
            }
            Err(error) => writeln!(output, "{}", json!({ "error": error }))?,
        }
        output.flush()?;
        line.clear();
    }
    Ok(())
}

/// Shape, element type, bytes, and how far off they may be.
type Array = (Vec<usize>, &'static str, Vec<u8>, f64);

fn bound(request: &Json) -> Result<Bound, String> {
    let step = request["step"].as_str().unwrap_or("resize");
    let mut settings = Settings::new(step, Span::default(), None, ".".into());
    for (name, value) in request["settings"].as_object().into_iter().flatten() {
        settings.set(name, argument(value));
    }
    steps::bind(&settings, &Runtime::default()).map_err(|error| error.to_string())
}

/// Nanoseconds that this thread has been on a processor.
fn on_processor() -> Result<f64, String> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").map_err(|error| error.to_string())?;
    text.split(' ').next().and_then(|number| number.parse().ok()).ok_or_else(|| "no number".to_owned())
}

fn timed(request: &Json, shape: &[usize], dtype: &str, bytes: &[u8], times: u64) -> Result<f64, String> {
    let bound = bound(request)?;
    let input = value(request["layout"].as_str().unwrap_or("image"), shape, dtype, bytes)?;
    let Some((first, rest)) = bound.operations.split_first() else { return Err("no operation".to_owned()) };
    let start = on_processor()?;
    for _ in 0..times {
        let value = first.apply_shared(&input).map_err(|error| error.to_string())?;
        let done = rest.iter().try_fold(value, |value, operation| operation.apply(value));
        std::hint::black_box(done.map_err(|error| error.to_string())?);
    }
    Ok((on_processor()? - start) / 1e9 / times as f64)
}

fn answer(request: &Json, shape: &[usize], dtype: &str, bytes: &[u8]) -> Result<Array, String> {
    let bound = bound(request)?;
    let mut value = value(request["layout"].as_str().unwrap_or("image"), shape, dtype, bytes)?;
    let mut off = 0.0_f64;
    for operation in &bound.operations {
        if let Bits::Within(bound) = operation.bits(&value) {
            off = off.max(bound);
        }
        value = Operation::apply(operation.as_ref(), value).map_err(|error| error.to_string())?;
    }
    match value {
        Value::Image(image) => {
            let shape = vec![image.height, image.width, image.channels()];
            Ok((shape, image.samples.dtype().name(), samples_bytes(&image.samples), off))
        }
        Value::Tensor(tensor) => {
            let bytes = match &tensor.elements {
                Elements::U8(data) => data.clone(),
                Elements::U16(data) => data.iter().flat_map(|v| v.to_le_bytes()).collect(),
                Elements::F32(data) => data.iter().flat_map(|v| v.to_le_bytes()).collect(),
                other => return Err(format!("no bytes for {}", other.dtype().name())),
            };
            Ok((tensor.shape.clone(), tensor.elements.dtype().name(), bytes, off))
        }
        Value::Rejected(rejected) => Err(format!("rejected {}", rejected.error)),
        other => Err(other.describe()),
    }
}

fn argument(value: &Json) -> Argument {
    match value {
        Json::Null | Json::Object(_) => Argument::Null,
        Json::Bool(value) => Argument::Boolean(*value),
        Json::Number(number) => {
            number.as_i64().map_or_else(|| Argument::Float(number.as_f64().unwrap_or(f64::NAN)), Argument::Integer)
        }
        Json::String(text) => Argument::Text(text.clone()),
        Json::Array(items) => Argument::List(items.iter().map(argument).collect()),
    }
}

fn value(layout: &str, shape: &[usize], dtype: &str, bytes: &[u8]) -> Result<Value, String> {
    if layout == "bytes" {
        return Ok(Value::Bytes(bytes.into()));
    }
    let samples = match dtype {
        "uint8" => Samples::U8(bytes.to_vec()),
        "uint16" => Samples::U16(bytes.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect()),
        "float32" => {
            Samples::F32(bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
        }
        other => return Err(format!("no samples of {other}")),
    };
    if layout == "image" {
        let order = match shape.get(2).copied().unwrap_or(1) {
            1 => ChannelOrder::Gray,
            2 => ChannelOrder::GrayAlpha,
            3 => ChannelOrder::Rgb,
            _ => ChannelOrder::Rgba,
        };
        return Ok(Value::Image(Image::new(shape[1], shape[0], order, samples)));
    }
    let layout = match layout {
        "chw" => Layout::Chw,
        "nchw" => Layout::Nchw,
        "nhwc" => Layout::Nhwc,
        _ => Layout::Hwc,
    };
    let elements = match samples {
        Samples::U8(data) => Elements::U8(data),
        Samples::U16(data) => Elements::U16(data),
        Samples::F32(data) => Elements::F32(data),
    };
    Ok(Value::Tensor(Tensor::new(shape.to_vec(), elements, Some(layout))))
}

fn samples_bytes(samples: &Samples) -> Vec<u8> {
    match samples {
        Samples::U8(data) => data.clone(),
        Samples::U16(data) => data.iter().flat_map(|v| v.to_le_bytes()).collect(),
        Samples::F32(data) => data.iter().flat_map(|v| v.to_le_bytes()).collect(),
    }
}
