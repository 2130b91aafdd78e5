//! Reading a file as one library does: which files it takes, which reader it has for them, and how its errors are called.

use super::found::{Format, Found, foreign};
use super::needed::needed;
use super::{Fault, PixelOp, bmp, gif_file, jpeg, orientation, other, png_file, tiff_file, webp_file};
use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::engines::capability::{
    BmpRuns, Chroma, Color, Dct, Decode, DecodeRequest, FrameBeyond, GifGround, JpegReader, ReadFunction, Recipe,
    Refused, Smaller, SmallerBy,
};
use crate::engines::kernel::decode::Picture;
use crate::engines::kernel::orient;
use crate::value::{ChannelOrder, Samples, Value};
use std::borrow::Cow;
use std::fmt::Write;

/// Reads a file's pixels, grey only where the file's own reader makes it.
pub struct ReadFile {
    /// The library.
    pub rules: &'static Decode,
    /// What is asked of it.
    pub request: DecodeRequest,
    /// The channels that are asked for, else its own.
    pub color: Color,
}

/// What is done to one file.
enum Work {
    /// The orientation may be the name of the error that looking for it gives.
    Read {
        found: Found,
        recipe: Recipe,
        orientation: Result<u8, &'static str>,
    },
    Reject(Value),
    Fail(Box<Diagnostic>),
}

impl ReadFile {
    fn work(&self, bytes: &[u8]) -> Work {
        let errors = self.rules.errors;
        if bytes.is_empty() {
            let name = self.request.function.map_or(errors.empty, |function| function.empty);
            return Work::Reject(Value::rejected(name, "the file is empty"));
        }
        let Some(format) = Format::sniff(bytes) else {
            return match foreign(bytes) {
                Some(name) => Work::Fail(Box::new(unread(&format!("{name} files are not read here")))),
                None => Work::Reject(Value::rejected(errors.unidentified, "not an image file of a known format")),
            };
        };
        if !self.rules.formats.contains(&format) {
            let message = format!("{} files are not read", format.name());
            return Work::Reject(Value::rejected(errors.unsupported, message));
        }
        let head = if self.rules.checks_head && format == Format::Png { png_file::check_head(bytes) } else { Ok(()) };
        let mut found = match Found::read(format, bytes, self.libjpeg().is_none(), self.rules.bmp_runs) {
            Ok(found) => found,
            Err(fault) => return self.without_header(head.err().unwrap_or(fault), bytes),
        };
        let reaches_out = found.reach.0 > found.width || found.reach.1 > found.height;
        if reaches_out && self.rules.gif_frame == FrameBeyond::Rejected {
            return Work::Reject(Value::rejected(errors.broken, "the first frame reaches beyond the picture"));
        }
        if reaches_out && self.rules.gif_frame == FrameBeyond::Enlarges {
            (found.width, found.height) = (found.width.max(found.reach.0), found.height.max(found.reach.1));
        }
        if found.width as u64 * found.height as u64 > self.request.max_pixels {
            return Work::Fail(Box::new(too_large(&found, self.request.max_pixels)));
        }
        if let Err(fault) = head {
            return self.without_header(fault, bytes);
        }
        if self.rules.checks_head && !found.head_sound {
            let message = "a checksum before the pixels does not hold";
            return Work::Reject(Value::rejected(errors.unidentified, message));
        }
        if let Some(ReadFunction { stills_only: true, .. }) = self.request.function
            && format == Format::Png
        {
            (found.animated, found.begins_elsewhere) = (false, false);
        }
        if self.rules.by_libpng && format == Format::Png {
            found.transparency &= found.transparency_fits;
        }
        let turned = || orientation::of(self.rules.turning, &found, bytes);
        if self.loses_turned(format) && found.width != found.height && turned().is_ok_and(|orientation| orientation > 4)
        {
            return Work::Reject(Value::rejected(errors.broken, "a TIFF that is to be turned onto its side"));
        }
        let is_smaller = self.request.smaller.is_some_and(|smaller| smaller != Smaller::Ratio(1));
        if is_smaller && format != Format::Jpeg && self.rules.smaller == SmallerBy::RatioOfAll {
            let error = unread("only JPEG files are read at a part of their size");
            return Work::Fail(Box::new(error.hint("leave `ratio` out and add a `resize` step")));
        }
        let color = if self.color == Color::Bgr { Color::Rgb } else { self.color };
        match (self.rules.recipe)(&found, color) {
            Ok(mut recipe) => {
                let deferred = self.rules.gray.map(PixelOp::ToGray);
                if deferred.is_some() && recipe.pixels.last() == deferred.as_ref() {
                    recipe.pixels.pop();
                }
                let order = match (format, self.rules.jpeg) {
                    (Format::Jpeg, JpegReader::Libjpeg(_)) => recipe.jpeg,
                    (Format::Jpeg, JpegReader::ImageCrate) if found.order == ChannelOrder::Cmyk => ChannelOrder::Rgb,
                    (Format::Gif, _) if self.rules.gif != GifGround::Index => ChannelOrder::Rgba,
                    _ => found.order,
                };
                recipe.pixels = needed(&recipe.pixels, order, found.bits);
                let by_reader = self.rules.turns_tiff && format == Format::Tiff;
                let applied = by_reader || self.request.exif.unwrap_or(self.rules.exif && color != Color::AsIs);
                let orientation = if applied { turned() } else { Ok(1) };
                Work::Read { found, recipe, orientation }
            }
            Err(Refused::Raises(message)) => Work::Reject(Value::rejected(errors.unsupported, message)),
            Err(Refused::Unknown(message)) => Work::Reject(Value::rejected(errors.unidentified, message)),
            Err(Refused::Unread(message)) => {
                let error = unread(&format!("{message} is not done here"));
                Work::Fail(Box::new(error.hint("decode to `color: rgb` and add a `color` step")))
            }
            Err(Refused::Undefined(message)) => Work::Fail(Box::new(undefined(message).hint("ask for `color: rgb`"))),
        }
    }

    /// What becomes of a file whose header cannot be read.
    fn without_header(&self, fault: Fault, bytes: &[u8]) -> Work {
        let errors = self.rules.errors;
        let by_crate = self.libjpeg().is_none();
        Work::Reject(match fault {
            Fault::Cut => Value::rejected(self.broken(bytes), "the header is cut off"),
            Fault::Broken(message) if by_crate => Value::rejected(self.broken(bytes), message),
            Fault::Broken(message) => Value::rejected(errors.unidentified, message),
            Fault::Unread(message) if by_crate => Value::rejected(errors.unsupported, message),
            Fault::Unread(message) => return Work::Fail(Box::new(unread(&message))),
            Fault::Raised(name) => Value::rejected(name, "the file is broken"),
            Fault::Undefined(message) => return Work::Fail(Box::new(undefined(message))),
        })
    }

    /// The name of the error for a file that is broken.
    fn broken(&self, bytes: &[u8]) -> &'static str {
        match Format::sniff(bytes) {
            Some(format) if self.libjpeg().is_none() => {
                other::error_name(format, bytes).unwrap_or(self.rules.errors.broken)
            }
            _ => self.rules.errors.broken,
        }
    }

    /// What the sides of a picture are divided by while it is read.
    fn ratio(&self, found: &Found) -> u8 {
        let smaller = self.request.smaller.filter(|_| found.format == Format::Jpeg);
        smaller.map_or(1, |smaller| smaller.ratio(found.width, found.height))
    }

    fn fills_jpeg(&self) -> bool {
        self.request.function.is_some_and(|function| function.fills_jpeg)
    }

    fn loses_turned(&self, format: Format) -> bool {
        format == Format::Tiff && self.request.function.is_some_and(|function| function.loses_turned_tiff)
    }

    fn libjpeg(&self) -> Option<(Dct, Chroma)> {
        match self.rules.jpeg {
            JpegReader::Libjpeg(dct) => {
                Some((self.request.dct.unwrap_or(dct), self.request.chroma.unwrap_or(Chroma::Fancy)))
            }
            JpegReader::ImageCrate => None,
        }
    }

    fn picture(&self, found: &Found, recipe: &Recipe, bytes: &[u8]) -> Result<Picture, Fault> {
        match (found.format, self.libjpeg()) {
            (Format::Jpeg, Some((dct, chroma))) => {
                let (fill, ratio) = (self.fills_jpeg(), self.ratio(found));
                let samples = jpeg::read(bytes, jpeg::Manner { space: recipe.jpeg, dct, chroma, fill, ratio })?;
                let [width, height] = [found.width, found.height].map(|side| side.div_ceil(ratio.into()));
                Ok(Picture::plain(width, height, recipe.jpeg, Samples::U8(samples)))
            }
            (Format::Png, _) => png_file::read(bytes, self.rules.png_end),
            (Format::Gif, _) => gif_file::read(bytes, found, self.rules),
            (Format::Bmp, Some(_)) if self.rules.bmp_runs != BmpRuns::Crate && bmp::has_runs(bytes) => {
                bmp::read_runs(bytes, found, self.rules.bmp_runs)
            }
            (Format::Bmp, Some(_)) if bmp::is_plain(bytes) => {
                bmp::read(bytes, found, self.rules.png_end, self.rules.bmp_sixteen)
            }
            (Format::WebP, Some(_)) if !found.complete => Err(Fault::Broken("the file ends too early".to_owned())),
            (Format::WebP, Some(_)) => webp_file::read(bytes, found),
            (Format::Tiff, Some(_)) => {
                let forgiving = self.rules.by_libtiff && (self.color != Color::AsIs || found.bits <= 8);
                tiff_file::read(bytes, found, self.rules.by_libtiff, forgiving)
            }
            (format, _) => other::read(format, bytes),
        }
    }
}

impl Operation for ReadFile {
    fn key(&self, input: &Value) -> Cow<'_, str> {
        let Value::Bytes(bytes) = input else {
            return Cow::Borrowed("decode what is no file");
        };
        Cow::Owned(match self.work(bytes) {
            Work::Read { found, recipe, orientation } => {
                let mut key = format!("read {}", found.format.name());
                if let (Format::Jpeg, Some((dct, chroma))) = (found.format, self.libjpeg()) {
                    let _ = write!(key, " libjpeg {} {dct:?} {chroma:?} {}", recipe.jpeg.name(), self.ratio(&found));
                }
                if let (Format::Bmp, Some(_)) = (found.format, self.libjpeg()) {
                    let _ = write!(key, " by fields {:?} {:?}", self.rules.bmp_sixteen, self.rules.bmp_runs);
                }
                if let (Format::WebP, Some(_)) = (found.format, self.libjpeg()) {
                    key += " libwebp";
                }
                if found.format == Format::Gif {
                    let _ = write!(key, " {:?} {:?} {:?}", self.rules.gif, self.rules.gif_codes, self.rules.gif_colour);
                }
                if let (Format::Tiff, Some(_)) = (found.format, self.libjpeg()) {
                    let _ = write!(key, " libtiff {} {}", self.rules.by_libtiff, self.color == Color::AsIs);
                }
                // A file whose end is missing is answered in each library's own way.
                if !found.complete {
                    let Decode { png_end, gif_end, errors, .. } = self.rules;
                    let _ = write!(key, " {png_end:?} {gif_end:?} {} {}", errors.broken, self.fills_jpeg());
                }
                let _ = write!(key, " {:?} orientation {orientation:?}", recipe.pixels);
                key
            }
            Work::Reject(value) => format!("reject {value:?}"),
            Work::Fail(error) => format!("fail {}", error.message),
        })
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        let Value::Bytes(bytes) = input else {
            return Err(wrong_kind(&input));
        };
        let (found, recipe, orientation) = match self.work(&bytes) {
            Work::Read { found, recipe, orientation } => (found, recipe, orientation),
            Work::Reject(value) => return Ok(value),
            Work::Fail(error) => return Err(*error),
        };
        match self.picture(&found, &recipe, &bytes) {
            Ok(_) if let Err(name) = orientation => Ok(Value::rejected(name, "its orientation cannot be read")),
            Ok(picture) => Ok(Value::Image(orient::oriented(picture.image(&recipe.pixels), orientation.unwrap_or(1)))),
            Err(Fault::Broken(message)) => Ok(Value::rejected(self.broken(&bytes), message)),
            Err(Fault::Cut) => Ok(Value::rejected(self.broken(&bytes), "the file ends too early")),
            Err(Fault::Unread(message)) => Err(unread(&message)),
            Err(Fault::Raised(name)) => Ok(Value::rejected(name, "the file is broken")),
            Err(Fault::Undefined(message)) => Err(undefined(message)),
        }
    }
}

fn wrong_kind(found: &Value) -> Diagnostic {
    let message = format!("decode takes a file's bytes, found {}", found.describe());
    let error = Diagnostic::error("step.wrong_kind", message);
    match found {
        Value::Image(_) | Value::Tensor(_) => error.hint("the value is decoded already: leave `decode` out"),
        Value::Text(_) => error.hint("name the image as an input of kind `file`"),
        _ => error,
    }
}

fn unread(message: &str) -> Diagnostic {
    Diagnostic::error("input.unreadable_image", format!("this image file cannot be read: {message}"))
        .note("read here: JPEG, PNG, GIF (first frame), BMP, WebP and TIFF")
        .hint("decode it elsewhere and give the array as an input of kind `tensor`")
}

fn undefined(message: &str) -> Diagnostic {
    let message = format!("the real library's answer is undefined: {message}");
    Diagnostic::error("engine.undefined", message)
}

fn too_large(found: &Found, limit: u64) -> Diagnostic {
    let (width, height) = (found.width, found.height);
    let message =
        format!("the {} file announces {width} x {height} pixels, over the limit of {limit}", found.format.name());
    Diagnostic::error("input.too_large", message).hint("if that is meant, raise the limit with --max-pixels")
}
