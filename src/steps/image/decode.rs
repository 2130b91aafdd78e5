//! `decode`: an image file's bytes become an image.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::{Chroma, Color, Dct, DecodeRequest, JpegReader, ReadFunction, Smaller, SmallerBy};
use crate::engines::kernel::decode;
use crate::engines::{self, Engine};
use crate::meta::Meta;
use crate::steps::{Argument, Bound, Kind, Levels, Param, Runtime, Settings, Step, Variation};

/// The step.
pub struct Decode;

const MANUAL: &str = "\
Reads an image file's bytes. JPEG, PNG, GIF (the first frame), BMP, WebP and TIFF are read; what a library does with \
them that others do not is part of its engine.

Where libraries differ:
JPEG. Pillow, OpenCV, torchvision and TensorFlow all use libjpeg-turbo, and agree bit for bit with the accurate integer \
transform (`dct: islow`) and smooth colour planes (`chroma: fancy`). TensorFlow's default is the fast transform \
(`ifast`): up to 18 levels on most pixels. The Rust crate image has its own decoder, up to 4 levels away.
Channels. OpenCV puts blue first. `color: as_is` is what a library gives when asked for nothing: Pillow's own mode \
(indices for a palette), OpenCV's IMREAD_UNCHANGED, torchvision's ImageReadMode.UNCHANGED, TensorFlow's channels=0.
Orientation. OpenCV turns the image as EXIF says, except with as_is; no other library does unless told to \
(`exif: apply` is ImageOps.exif_transpose, or apply_exif_orientation=True).
16 bits. OpenCV and TensorFlow keep the high byte; Pillow does so for colour, but cuts grey off at 255, which makes \
most of the picture white; the crate image divides by 257 and rounds; torchvision keeps 16 bits.
Grey. `color: gray` takes libjpeg's luma plane in OpenCV, torchvision and TensorFlow; Pillow's is convert('L').
Damaged files. Where the real library raises or returns nothing, the value is `rejected`. Some libraries have several \
functions that part here: OpenCV's imdecode, the default, gives nothing for a JPEG that ends too early, `function: \
imread` fills the rest.
Smaller pictures. libjpeg makes a half, a quarter or an eighth of a JPEG out of its low frequencies, which is neither what `resize` makes nor what the whole file shows. `ratio` is decode_jpeg(ratio=2) of TensorFlow and IMREAD_REDUCED_COLOR_2 of OpenCV; `draft: [width, height]` is Image.draft(None, (width, height)) of Pillow, which takes the smallest of them that is not smaller than that. Image.thumbnail((w, h)) drafts by itself: to reproduce it, say `draft: [2 * w, 2 * h]` here, and `resize` with bicubic and `reducing_gap: 2`. That is exact where both sides of the file are multiples of the ratio; for others thumbnail takes a box that ends within the last pixel.

The default of `pillow` is `color: rgb`, that is convert('RGB'), because the loaders of training pipelines (torchvision's \
pil_loader, Hugging Face's convert_rgb) call it; `as_is` leaves it out.

A file whose header announces more pixels than --max-pixels (178 million) is refused before it is decoded.";

impl Step for Decode {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "decode",
            summary: "read an image file as a library does",
            manual: MANUAL,
            example: "decode: {engine: pillow}",
        }
    }

    fn params(&self) -> &'static [Param] {
        &[
            Param {
                name: "engine",
                kind: Kind::Engine(|engine| engine.decode().is_some()),
                summary: "the library that reads the file; required",
            },
            Param { name: "version", kind: Kind::Any, summary: "the library's version, where versions differ" },
            Param {
                name: "color",
                kind: Kind::Choice(&["rgb", "bgr", "gray", "rgba", "as_is"]),
                summary: "the channels to make of the file; default: the library's",
            },
            Param {
                name: "exif",
                kind: Kind::Choice(&["apply", "ignore"]),
                summary: "whether the EXIF orientation turns the image; default: the library's",
            },
            Param {
                name: "dct",
                kind: Kind::Choice(&["islow", "ifast", "float"]),
                summary: "libjpeg's inverse transform; default: the library's",
            },
            Param {
                name: "chroma",
                kind: Kind::Choice(&["fancy", "merged", "nearest"]),
                summary: "how JPEG's colour planes are enlarged; default: fancy",
            },
            Param {
                name: "function",
                kind: Kind::Choice(&["imdecode", "imread"]),
                summary: "the library's function, where it has several that differ; default: its first",
            },
            Param {
                name: "ratio",
                kind: Kind::Positive,
                summary: "1, 2, 4 or 8: what libjpeg divides the sides of a JPEG by (tensorflow, opencv); default: 1",
            },
            Param {
                name: "draft",
                kind: Kind::Numbers,
                summary: "[width, height]: a JPEG may be read smaller, but not below this (pillow); default: in full",
            },
        ]
    }

    fn bind(&self, settings: &Settings, runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let engine = settings.required_engine(|engine| engine.decode().is_some())?;
        let Some(rules) = engine.decode() else {
            return Err(settings.fail("engine", "this engine does not read image files"));
        };
        let request = DecodeRequest {
            color: settings.choice("color", &Color::ALL)?,
            exif: settings.choice("exif", &[("apply", true), ("ignore", false)])?,
            dct: settings.choice("dct", &Dct::ALL)?,
            chroma: settings.choice("chroma", &Chroma::ALL)?,
            function: function(settings, engine.meta().id, rules)?,
            smaller: smaller(settings, engine.meta().id, rules.smaller)?,
            max_pixels: runtime.pixel_limit(),
        };
        let name = match settings.version()?.as_deref().or(engine.versions().last().copied()) {
            Some(version) => format!("{} {version}", engine.meta().id),
            None => engine.meta().id.to_owned(),
        };
        let mut defaults = Vec::new();
        if request.color.is_none() {
            defaults.push(format!("color left to the default of {name}: {}", rules.color.name()));
        }
        if request.exif.is_none() {
            let word = if rules.exif { "apply" } else { "ignore" };
            defaults.push(format!("exif left to the default of {name}: {word}"));
        }
        if let (None, JpegReader::Libjpeg(dct)) = (request.dct, rules.jpeg) {
            defaults.push(format!("dct left to the default of {name}: {}", dct.name()));
        }
        let operations = decode::bind(rules, request).map_err(|error| {
            let at = settings.get("color").map_or("engine", |_| "color");
            let Diagnostic { message, notes, hint, .. } = error;
            Diagnostic { notes, hint, ..settings.fail(at, message) }
        })?;
        Ok(Bound { operations, levels: Levels::Kept, defaults })
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let now = |name: &str| settings.get(name).and_then(Argument::as_text);
        let set = |name, value: &str| (name, Some(Argument::Text(value.to_owned())));
        let mut found = Vec::new();
        let mut offer = |cause, changes: Vec<(&'static str, Option<Argument>)>| {
            if changes.iter().any(|(name, value)| settings.get(name) != value.as_ref()) {
                found.push(Variation { cause, changes });
            }
        };
        for value in ["apply", "ignore"] {
            offer("image.decode.exif", vec![set("exif", value)]);
        }
        for value in ["islow", "ifast"] {
            offer("image.decode.idct", vec![set("dct", value)]);
        }
        for value in ["fancy", "nearest"] {
            offer("image.decode.chroma_upsampling", vec![set("chroma", value)]);
        }
        for value in ["rgb", "bgr"] {
            if matches!(now("color"), None | Some("rgb" | "bgr")) {
                offer("image.layout.channel_order", vec![set("color", value)]);
            }
        }
        let current = settings.engine(|engine| engine.decode().is_some()).ok().flatten();
        let Some(rules) = current.and_then(<dyn Engine>::decode) else {
            return found;
        };
        for function in rules.functions {
            offer("image.decode.cut_file", vec![set("function", function.name)]);
        }
        let color = now("color").unwrap_or(rules.color.name());
        let exif = now("exif").unwrap_or(if rules.exif { "apply" } else { "ignore" });
        for (id, other) in engines::ALL.iter().filter_map(|engine| Some((engine.meta().id, engine.decode()?))) {
            if Some(id) == now("engine") || !other.colors.iter().any(|offered| offered.name() == color) {
                continue;
            }
            // Everything but the reader itself is kept.
            let mut kept = vec![set("engine", id), set("color", color), set("exif", exif)];
            kept.extend(["dct", "chroma", "function", "ratio", "draft"].map(|name| (name, None)));
            let cause = match color {
                "gray" => "image.decode.gray_weights",
                _ if other.jpeg == rules.jpeg => "image.decode.bitdepth",
                _ => "image.decode.idct",
            };
            offer(cause, kept);
        }
        found
    }
}

/// The library's function that is named, else its first.
fn function(
    settings: &Settings,
    engine: &str,
    rules: &'static engines::capability::Decode,
) -> Result<Option<&'static ReadFunction>, Diagnostic> {
    let Some(typed) = settings.text("function")? else {
        return Ok(rules.functions.first());
    };
    let found = rules.functions.iter().find(|function| function.name == typed);
    found.map(Some).ok_or_else(|| {
        let names: Vec<&str> = rules.functions.iter().map(|function| function.name).collect();
        let offered = match names.as_slice() {
            [] => format!("{engine} reads files in one way: leave `function` out"),
            names => format!("{engine} offers: {}", names.join(", ")),
        };
        settings.fail("function", format!("{engine} does not offer the function {typed}")).note(offered)
    })
}

/// How much smaller a JPEG is read, if the library offers it in these words.
fn smaller(settings: &Settings, engine: &str, offered: SmallerBy) -> Result<Option<Smaller>, Diagnostic> {
    let refuse = |name: &str| {
        let error = settings.fail(name, format!("{engine} does not offer {name}"));
        match offered {
            SmallerBy::Nothing => error.note(format!("{engine} reads files in full size only")),
            SmallerBy::Ratio | SmallerBy::RatioOfAll => error.hint("say `ratio: 2`, 4 or 8"),
            SmallerBy::Draft => error.hint("say `draft: [width, height]`"),
        }
    };
    let ratio = settings.positive("ratio")?;
    let draft = settings.numbers("draft")?;
    match (ratio, draft.as_deref()) {
        (None, None) => Ok(None),
        (Some(_), _) if !matches!(offered, SmallerBy::Ratio | SmallerBy::RatioOfAll) => Err(refuse("ratio")),
        (Some(ratio @ (1 | 2 | 4 | 8)), None) => Ok(Some(Smaller::Ratio(ratio as u8))),
        (Some(_), None) => Err(settings.fail("ratio", "ratio is 1, 2, 4 or 8")),
        (_, Some(_)) if offered != SmallerBy::Draft => Err(refuse("draft")),
        (_, Some(&[width, height])) if [width, height].iter().all(|side| *side >= 1.0 && side.fract() == 0.0) => {
            Ok(Some(Smaller::Draft(width as usize, height as usize)))
        }
        (_, Some(_)) => Err(settings.fail("draft", "draft takes two whole numbers from 1: [width, height]")),
    }
}
