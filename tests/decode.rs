//! Decoding of the files in `cases/engines/decode/files` by the crate `image`, and of damaged and enormous files. What other
//! libraries make of the files are ordinary cases, in `cases/engines/decode`.

use preparity::diagnostic::{Diagnostic, Span};
use preparity::pipeline::Pipeline;
use preparity::steps::{Argument, Runtime, Settings};
use preparity::value::{Image, Samples, Value};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn files() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/engines/decode/files")
}

fn step(name: &str, parameters: &[(&str, &str)]) -> Settings {
    let mut settings = Settings::new(name, Span::default(), None, PathBuf::new());
    for (key, value) in parameters {
        settings.set(key, Argument::Text((*value).to_owned()));
    }
    settings
}

fn run(steps: &[Settings], bytes: &[u8]) -> Result<Value, Diagnostic> {
    let pipeline = Pipeline::bind(steps, &Runtime::default())?;
    let value = pipeline.run(Arc::new(Value::Bytes(bytes.into()))).map_err(|failure| failure.error)?;
    Ok(Arc::unwrap_or_clone(value))
}

/// Shape, element type and digest as the recorder writes them.
fn answer(image: &Image) -> String {
    let mut hash = Sha256::new();
    match &image.samples {
        Samples::U8(data) => hash.update(data),
        Samples::U16(data) => data.iter().for_each(|v| hash.update(v.to_le_bytes())),
        Samples::F32(data) => data.iter().for_each(|v| hash.update(v.to_le_bytes())),
    }
    let digest = hash.finalize().iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    format!("{}x{}x{} {} {digest}", image.height, image.width, image.channels(), image.samples.dtype().name())
}

/// What the crate `image` itself makes of a file.
fn by_the_crate(bytes: &[u8], color: &str) -> String {
    let image = match image::load_from_memory(bytes) {
        Ok(image) => image,
        // `Decoding(...)` and the like.
        Err(error) => {
            let kind = format!("{error:?}");
            return format!("rejected ImageError::{}", kind.split('(').next().unwrap_or_default());
        }
    };
    let image = match color {
        "rgb" => image.to_rgb8().into(),
        "gray" => image.to_luma8().into(),
        "rgba" => image.to_rgba8().into(),
        _ => image,
    };
    let dtype = match image.color().bytes_per_pixel() / image.color().channel_count() {
        1 => "uint8",
        2 => "uint16",
        _ => "float32",
    };
    let channels = image.color().channel_count();
    let digest = Sha256::digest(image.as_bytes());
    let digest = digest.iter().take(8).fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    format!("{}x{}x{channels} {dtype} {digest}", image.height(), image.width())
}

/// How many answers of the engine are the crate's own, and what differs.
pub fn by_the_crate_itself() -> (usize, Vec<String>) {
    let mut exact = 0;
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(files()).expect("the folder of files") {
        let path = entry.expect("an entry").path();
        let bytes = std::fs::read(&path).expect("a file of the set");
        for color in ["as_is", "rgb", "gray", "rgba"] {
            let want = by_the_crate(&bytes, color);
            let got = match run(&[step("decode", &[("engine", "image-rs"), ("color", color)])], &bytes) {
                Ok(Value::Image(image)) => answer(&image),
                Ok(Value::Rejected(rejected)) => format!("rejected {}", rejected.error),
                Ok(other) => other.describe(),
                Err(error) => error.message,
            };
            if got == want {
                exact += 1;
            } else {
                wrong.push(format!("{} {color}: wanted {want}, got {got}", path.display()));
            }
        }
    }
    (exact, wrong)
}

#[test]
fn the_engine_of_the_crate_image_is_the_crate() {
    let (exact, wrong) = by_the_crate_itself();
    println!("{exact} exact, {} not", wrong.len());
    assert!(wrong.is_empty(), "{} answers differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// No file, however it is damaged, may bring the process down, and none may print.
#[test]
fn files_damaged_at_random_are_answered() {
    let mut state = 1u64;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % below
    };
    for entry in std::fs::read_dir(files()).expect("the folder of files") {
        let whole = std::fs::read(entry.expect("an entry").path()).expect("a file of the set");
        let engines = ["pillow", "opencv", "torchvision", "tensorflow", "image-rs"];
        for engine in engines.iter().cycle().take(engines.len() * 4) {
            let mut bytes = whole.clone();
            for _ in 0..random(6).min(bytes.len()) {
                let at = random(bytes.len());
                bytes[at] = random(256) as u8;
            }
            bytes.truncate(bytes.len() - random(bytes.len().min(9) + 1));
            let _ = run(&[step("decode", &[("engine", engine)])], &bytes);
        }
    }
}

#[test]
fn an_enormous_header_is_refused_before_anything_is_decoded() {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend([0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60, 8, 2, 0, 0, 0, 0, 0, 0, 0]);
    for engine in ["pillow", "opencv", "torchvision", "tensorflow", "image-rs"] {
        let error = run(&[step("decode", &[("engine", engine)])], &png).expect_err("a refusal");
        assert!(error.message.contains("60000 x 60000") && error.message.contains("178000000"), "{error}");
        assert!(error.hint.as_deref().unwrap_or("").contains("--max-pixels"), "{error}");
    }
}

#[test]
fn equal_work_has_equal_keys() {
    let bytes: Value = Value::Bytes(std::fs::read(files().join("420-q90.jpg")).expect("a file").into());
    let keys = |engine: &str, more: &[(&str, &str)]| -> Vec<String> {
        let settings = step("decode", &[&[("engine", engine)], more].concat());
        let bound = preparity::steps::bind(&settings, &Runtime::default()).expect("a bound step");
        bound.operations.iter().map(|operation| operation.key(&bytes).into_owned()).collect()
    };
    assert_eq!(keys("pillow", &[])[0], keys("opencv", &[])[0]);
    assert_eq!(keys("pillow", &[])[0], keys("torchvision", &[])[0]);
    assert_eq!(keys("pillow", &[])[0], keys("tensorflow", &[("dct", "islow")])[0]);
    assert_ne!(keys("pillow", &[])[0], keys("tensorflow", &[])[0]);
    assert_ne!(keys("pillow", &[])[0], keys("image-rs", &[])[0]);
}
