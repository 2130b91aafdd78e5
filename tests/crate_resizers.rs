//! The engines that are Rust crates, against the crates themselves through other doors: pixel types of their own, alpha
//! and crop by the crate's options, and the crate `image`'s `DynamicImage`.

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{F32, F32x2, F32x3, F32x4, U8, U8x2, U8x3, U8x4, U16, U16x2, U16x3, U16x4};
use fast_image_resize::{FilterType, PixelTrait, ResizeAlg, ResizeOptions, Resizer};
use image::DynamicImage;
use preparity::diagnostic::Span;
use preparity::steps::{self, Argument, Runtime, Settings};
use preparity::value::{ChannelOrder, Image, Samples, Value};
use std::collections::BTreeMap;

/// Numbers that look random and are the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % end
    }

    /// Sides from 1 to 60, a quarter of them tiny.
    fn side(&mut self) -> usize {
        if self.below(4) == 0 { self.below(4) + 1 } else { self.below(60) + 1 }
    }

    /// Noise, with alpha at both ends and in the middle.
    fn shares(&mut self, pixels: usize, channels: usize) -> Vec<f32> {
        let mut all = Vec::new();
        for index in 0..pixels * channels {
            let is_alpha = channels.is_multiple_of(2) && index % channels == channels - 1;
            let noise = self.below(256) as f32 / 255.0;
            all.push(if is_alpha { [0.0, 1.0, 1.0 / 255.0, 0.5, noise][self.below(5)] } else { noise });
        }
        all
    }
}

const ORDERS: [ChannelOrder; 4] = [ChannelOrder::Gray, ChannelOrder::GrayAlpha, ChannelOrder::Rgb, ChannelOrder::Rgba];

fn samples(shares: &[f32], dtype: usize) -> Samples {
    match dtype {
        0 => Samples::U8(shares.iter().map(|share| (share * 255.0).round() as u8).collect()),
        1 => Samples::U16(shares.iter().map(|share| (share * 65535.0).round() as u16).collect()),
        _ => Samples::F32(shares.to_vec()),
    }
}

/// What a step makes of an image.
fn by_engine(image: &Image, engine: &str, more: &[(&str, Argument)]) -> Image {
    let mut settings = Settings::new("resize", Span::default(), None, ".".into());
    settings.set("engine", Argument::Text(engine.to_owned()));
    for (name, value) in more {
        settings.set(name, value.clone());
    }
    let bound = steps::bind(&settings, &Runtime::default()).expect("a bound step");
    let value = bound.operations.iter().try_fold(Value::Image(image.clone()), |value, step| step.apply(value));
    match value.expect("an answer") {
        Value::Image(image) => image,
        other => panic!("{}", other.describe()),
    }
}

/// Exact answers and all answers, by what was asked.
pub type Counts = BTreeMap<String, (usize, usize)>;

fn count(counts: &mut Counts, what: String, ours: &Samples, theirs: &Samples) {
    let bits = |samples: &Samples| match samples {
        Samples::F32(data) => data.iter().map(|value| value.to_bits()).collect(),
        Samples::U16(data) => data.iter().map(|value| u32::from(*value)).collect(),
        Samples::U8(data) => data.iter().map(|value| u32::from(*value)).collect::<Vec<u32>>(),
    };
    let row = counts.entry(what).or_default();
    row.0 += usize::from(bits(ours) == bits(theirs));
    row.1 += 1;
}

fn all_exact(counts: &Counts, least: usize) {
    for (what, (exact, all)) in counts {
        println!("{what}: {exact} exact of {all}");
    }
    let (exact, all) = counts.values().fold((0, 0), |sum, row| (sum.0 + row.0, sum.1 + row.1));
    println!("{exact} exact of {all}");
    assert!(all >= least && exact == all, "{exact} exact of {all}");
}

fn resized<P: PixelTrait>(
    pixels: &[P],
    from: (usize, usize),
    to: (usize, usize),
    options: &ResizeOptions,
    empty: P,
) -> Vec<P> {
    let mut output = vec![empty; to.0 * to.1];
    let source = TypedImageRef::new(from.0 as u32, from.1 as u32, pixels).expect("a source");
    let mut target = TypedImage::from_pixels_slice(to.0 as u32, to.1 as u32, &mut output).expect("a target");
    Resizer::new().resize_typed(&source, &mut target, options).expect("a resize");
    output
}

/// The crate's own types for pixels of all channels.
fn by_pixels(image: &Image, to: (usize, usize), options: &ResizeOptions) -> Samples {
    let from = (image.width, image.height);
    macro_rules! whole {
        ($data:expr, $one:ident, $two:ident, $three:ident, $four:ident, $zero:expr) => {
            match image.channels() {
                1 => {
                    let pixels: Vec<$one> = $data.iter().map(|sample| $one::new(*sample)).collect();
                    resized(&pixels, from, to, options, $one::new($zero)).iter().map(|pixel| pixel.0).collect()
                }
                2 => whole!(@ $data, $two, 2, $zero),
                3 => whole!(@ $data, $three, 3, $zero),
                _ => whole!(@ $data, $four, 4, $zero),
            }
        };
        (@ $data:expr, $pixel:ident, $channels:literal, $zero:expr) => {{
            let pixels: Vec<$pixel> =
                $data.as_chunks::<$channels>().0.iter().map(|pixel| $pixel::new(*pixel)).collect();
            resized(&pixels, from, to, options, $pixel::new([$zero; $channels])).iter().flat_map(|pixel| pixel.0).collect()
        }};
    }
    match &image.samples {
        Samples::U8(data) => Samples::U8(whole!(data, U8, U8x2, U8x3, U8x4, 0)),
        Samples::U16(data) => Samples::U16(whole!(data, U16, U16x2, U16x3, U16x4, 0)),
        Samples::F32(data) => Samples::F32(whole!(data, F32, F32x2, F32x3, F32x4, 0.0)),
    }
}

const FILTERS: [(&str, FilterType); 7] = [
    ("box", FilterType::Box),
    ("bilinear", FilterType::Bilinear),
    ("hamming", FilterType::Hamming),
    ("bicubic", FilterType::CatmullRom),
    ("mitchell", FilterType::Mitchell),
    ("gaussian", FilterType::Gaussian),
    ("lanczos", FilterType::Lanczos3),
];

/// The engine `fast_image_resize` against the crate with pixels of its own.
pub fn fast_image_resize() -> Counts {
    let mut random = Random(2026);
    let mut counts = Counts::new();
    for dtype in 0..3 {
        for order in ORDERS {
            for turn in 0..60 {
                let (from, mut to) = ((random.side(), random.side()), (random.side(), random.side()));
                to = if turn % 9 == 0 { from } else { to };
                let shares = random.shares(from.0 * from.1, order.channels());
                let image = Image::new(from.0, from.1, order, samples(&shares, dtype));
                let (name, filter) = FILTERS[random.below(FILTERS.len())];
                let (name, algorithm) = match turn % 5 {
                    0 => ("nearest", ResizeAlg::Nearest),
                    1 => (name, ResizeAlg::Interpolation(filter)),
                    _ => (name, ResizeAlg::Convolution(filter)),
                };
                let mut options = ResizeOptions::new().resize_alg(algorithm);
                let number = |value: usize| Argument::Integer(value as i64);
                let mut settings = vec![
                    ("width", number(to.0)),
                    ("height", number(to.1)),
                    ("filter", Argument::Text(name.to_owned())),
                    ("antialias", Argument::Boolean(turn % 5 != 1)),
                ];
                if turn % 4 == 0 {
                    let scale = if turn % 8 == 0 { 1.0 } else { 0.37 };
                    let (left, top) = (random.below(from.0) as f64 * scale, random.below(from.1) as f64 * scale);
                    let (right, bottom) = (from.0 as f64, from.1 as f64);
                    options = options.crop(left, top, right - left, bottom - top);
                    settings.push(("box", Argument::List([left, top, right, bottom].map(Argument::Float).to_vec())));
                }
                let ours = by_engine(&image, "fast_image_resize", &settings);
                let what = format!("{} {}", image.samples.dtype().name(), order.name());
                count(&mut counts, what, &ours.samples, &by_pixels(&image, to, &options));
            }
        }
    }
    counts
}

#[test]
fn fast_image_resize_is_the_crate_with_pixels_of_its_own() {
    all_exact(&fast_image_resize(), 700);
}

/// The image as the crate `image` holds it, where it has such a kind.
fn dynamic(image: &Image) -> Option<DynamicImage> {
    let (width, height) = (image.width as u32, image.height as u32);
    macro_rules! of {
        ($data:expr, $kind:ident) => {
            image::ImageBuffer::from_raw(width, height, $data.clone()).map(DynamicImage::$kind)
        };
    }
    match (&image.samples, image.channels()) {
        (Samples::U8(data), 1) => of!(data, ImageLuma8),
        (Samples::U8(data), 2) => of!(data, ImageLumaA8),
        (Samples::U8(data), 3) => of!(data, ImageRgb8),
        (Samples::U8(data), _) => of!(data, ImageRgba8),
        (Samples::U16(data), 1) => of!(data, ImageLuma16),
        (Samples::U16(data), 2) => of!(data, ImageLumaA16),
        (Samples::U16(data), 3) => of!(data, ImageRgb16),
        (Samples::U16(data), _) => of!(data, ImageRgba16),
        (Samples::F32(data), 3) => of!(data, ImageRgb32F),
        (Samples::F32(data), 4) => of!(data, ImageRgba32F),
        (Samples::F32(_), _) => None,
    }
}

fn undone(image: DynamicImage) -> Samples {
    match image {
        DynamicImage::ImageLuma8(image) => Samples::U8(image.into_raw()),
        DynamicImage::ImageLumaA8(image) => Samples::U8(image.into_raw()),
        DynamicImage::ImageRgb8(image) => Samples::U8(image.into_raw()),
        DynamicImage::ImageRgba8(image) => Samples::U8(image.into_raw()),
        DynamicImage::ImageLuma16(image) => Samples::U16(image.into_raw()),
        DynamicImage::ImageLumaA16(image) => Samples::U16(image.into_raw()),
        DynamicImage::ImageRgb16(image) => Samples::U16(image.into_raw()),
        DynamicImage::ImageRgba16(image) => Samples::U16(image.into_raw()),
        DynamicImage::ImageRgb32F(image) => Samples::F32(image.into_raw()),
        DynamicImage::ImageRgba32F(image) => Samples::F32(image.into_raw()),
        other => panic!("{:?}", other.color()),
    }
}

/// The engine `image-rs` against the crate's `DynamicImage`.
pub fn image_rs() -> Counts {
    use image::imageops::FilterType;
    let filters = [
        ("nearest", FilterType::Nearest),
        ("bilinear", FilterType::Triangle),
        ("bicubic", FilterType::CatmullRom),
        ("gaussian", FilterType::Gaussian),
        ("lanczos", FilterType::Lanczos3),
    ];
    let mut random = Random(11);
    let mut counts = Counts::new();
    for dtype in 0..3 {
        for order in ORDERS {
            for (name, filter) in filters {
                for turn in 0..10 {
                    let from = (random.side(), random.side());
                    let to = if turn == 0 { from } else { (random.side(), random.side()) };
                    let shares = random.shares(from.0 * from.1, order.channels());
                    let image = Image::new(from.0, from.1, order, samples(&shares, dtype));
                    let Some(theirs) = dynamic(&image) else { continue };
                    let theirs = undone(theirs.resize_exact(to.0 as u32, to.1 as u32, filter));
                    let settings = [
                        ("width", Argument::Integer(to.0 as i64)),
                        ("height", Argument::Integer(to.1 as i64)),
                        ("filter", Argument::Text(name.to_owned())),
                    ];
                    let ours = by_engine(&image, "image-rs", &settings);
                    let what = format!("{name} {} {}", image.samples.dtype().name(), order.name());
                    count(&mut counts, what, &ours.samples, &theirs);
                }
            }
        }
    }
    counts
}

#[test]
fn image_rs_is_the_crate_by_its_dynamic_images() {
    all_exact(&image_rs(), 500);
}
