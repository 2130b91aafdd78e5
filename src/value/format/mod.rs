//! File formats of values: what recorded outputs, tensors and goldens are read from and written to.

#[allow(clippy::module_inception, reason = "the trait's file is named after the trait, as in every registry")]
mod format;

pub use format::Format;

mod json;
mod jsonl;
mod npy;
mod png;
mod safetensors;
mod txt;

pub use jsonl::line as jsonl_line;

use std::path::Path;

/// All formats, in alphabetic order.
pub static ALL: &[&dyn Format] =
    &[&json::Json, &jsonl::JsonLines, &npy::Npy, &png::Png, &safetensors::Safetensors, &txt::Txt];

/// The format with this id.
pub fn find(id: &str) -> Option<&'static dyn Format> {
    ALL.iter().copied().find(|format| format.meta().id == id)
}

/// The format of a file by its extension.
pub fn of_path(path: &Path) -> Option<&'static dyn Format> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    ALL.iter().copied().find(|format| format.extensions().contains(&extension.as_str()))
}

/// The format that keeps a value best: text as text, 8-bit pictures as PNG, arrays as .npy, all else as JSON.
pub fn suited(value: &super::Value) -> &'static dyn Format {
    let preferred = ["txt", "png", "npy", "safetensors"];
    let fits = preferred.iter().filter_map(|id| find(id)).find(|format| format.keeps(value));
    fits.unwrap_or(&json::Json)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{ChannelOrder, Elements, Image, Layout, Samples, Tensor, Value};
    use half::{bf16, f16};

    fn arrays() -> Vec<Value> {
        let elements = [
            Elements::Bool(vec![true, false, true, false, true, true]),
            Elements::U8(vec![0, 1, 2, 3, 4, 255]),
            Elements::I8(vec![-128, 1, 2, 3, 4, 127]),
            Elements::U16(vec![0, 1, 2, 3, 4, 65535]),
            Elements::I16(vec![i16::MIN, 1, 2, 3, 4, 5]),
            Elements::U32(vec![0, 1, 2, 3, 4, u32::MAX]),
            Elements::I32(vec![i32::MIN, 1, 2, 3, 4, 5]),
            Elements::U64(vec![0, 1, 2, 3, 4, u64::MAX]),
            Elements::I64(vec![i64::MIN, 1, 2, 3, 4, 5]),
            Elements::F16([0.5, -1.0, 2.0, 65504.0, 0.1, 3.0].map(f16::from_f64).to_vec()),
            Elements::Bf16([0.5, -1.0, 2.0, 1e30, 0.1, 3.0].map(bf16::from_f64).to_vec()),
            Elements::F32(vec![0.1, f32::MIN_POSITIVE, -0.0, 3.0, 4.0, f32::INFINITY]),
            Elements::F64(vec![0.1, f64::MIN_POSITIVE, -0.0, 3.0, 4.0, f64::INFINITY]),
        ];
        elements.into_iter().map(|e| Value::Tensor(Tensor::new(vec![2, 3], e, None))).collect()
    }

    fn images() -> Vec<Value> {
        use ChannelOrder::{Gray, GrayAlpha, Rgb, Rgba};
        let image = |order: ChannelOrder| {
            let data = |top: u32| (0..(6 * order.channels()) as u32).map(move |i| i * top / 24);
            let bytes = Samples::U8(data(255).map(|v| v as u8).collect());
            let words = Samples::U16(data(65535).map(|v| v as u16).collect());
            [bytes, words].map(|samples| Value::Image(Image::new(3, 2, order, samples)))
        };
        [Gray, GrayAlpha, Rgb, Rgba].into_iter().flat_map(image).collect()
    }

    #[test]
    fn what_a_format_keeps_comes_back_equal() {
        let zero = Value::Tensor(Tensor::new(vec![0, 3], Elements::F32(vec![]), None));
        let scalar = Value::Tensor(Tensor::new(vec![], Elements::F32(vec![1.5]), None));
        let laid_out = Value::Tensor(Tensor::new(vec![1, 1, 1], Elements::U8(vec![7]), Some(Layout::Chw)));
        let values = [arrays(), images(), vec![zero, scalar, Value::Text("a\n".into()), Value::Null]].concat();
        for format in ALL {
            let mut kept = 0;
            for value in values.iter().filter(|value| format.keeps(value)) {
                let content = format.write(value).expect("written");
                assert_eq!(&format.read(&content).expect("read"), value, "{}", format.meta().id);
                kept += 1;
            }
            assert!(kept > 0 || format.meta().id == "jsonl", "{}", format.meta().id);
        }
        let content = find("safetensors").expect("format").write(&laid_out).expect("written");
        assert_eq!(find("safetensors").expect("format").read(&content).expect("read"), laid_out);
    }

    #[test]
    fn fortran_order_and_big_endian_are_read() {
        let mut file = b"\x93NUMPY\x01\x00\x46\x00".to_vec();
        let header = "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }";
        file.extend(format!("{header:<69}\n").bytes());
        for value in [1i16, 4, 2, 5, 3, 6] {
            file.extend(value.to_be_bytes());
        }
        let wanted = Tensor::new(vec![2, 3], Elements::I16(vec![1, 2, 3, 4, 5, 6]), None);
        assert_eq!(find("npy").expect("format").read(&file).expect("read"), Value::Tensor(wanted));
    }

    #[test]
    fn damaged_files_are_errors() {
        let values = [arrays(), images()].concat();
        for format in ["npy", "png", "safetensors"].map(|id| find(id).expect("format")) {
            for value in values.iter().filter(|value| format.keeps(value)) {
                let content = format.write(value).expect("written");
                for length in [0, 1, content.len() / 2] {
                    assert!(format.read(&content[..length]).is_err(), "{} cut to {length}", format.meta().id);
                }
            }
        }
        let huge = b"{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296, 8), }";
        let mut file = b"\x93NUMPY\x01\x00\x5a\x00".to_vec();
        file.extend(format!("{:<89}\n", String::from_utf8_lossy(huge)).bytes());
        assert!(find("npy").expect("format").read(&file).is_err());
    }

    #[test]
    fn every_format_is_documented_and_found_by_its_extension() {
        for format in ALL {
            let meta = format.meta();
            assert!(crate::meta::is_well_formed_id(meta.id) && !meta.summary.is_empty() && !meta.manual.is_empty());
            let path = std::path::PathBuf::from(format!("x.{}", format.extensions()[0].to_uppercase()));
            assert_eq!(of_path(&path).map(|found| found.meta().id), Some(meta.id));
        }
    }
}
