//! `Image.resize`: filters, eras, boxes, and the two detours of images with alpha and of `reducing_gap`.

use super::reduce::reduce;
use super::resample::{self, Kernel};
use crate::diagnostic::Diagnostic;
use crate::engines::capability::{
    Antialias, CubicA, Filter, FilterOffer, Resize, ResizeOffer, ResizeRequest, unsupported,
};
use crate::engines::kernel::nearest;
use crate::value::{ChannelOrder, Image, Samples};

/// The engine's kernels.
pub struct PillowResize;

/// Versions whose results differ, oldest first.
pub const VERSIONS: &[&str] = &["12.1", "12.2", "12.3", "13.0"];

/// Beside Pillow's own names those that transformers (`PILImageResampling`) and torchvision (`InterpolationMode`, on PIL
/// images) give them, and the number of the constant, which configuration files hold.
macro_rules! filter {
    ($filter:ident, $name:literal, $code:literal $(, $older:literal)?) => {
        FilterOffer {
            filter: Filter::$filter,
            own: &[
                $name,
                concat!("Image.", $name),
                concat!("Image.Resampling.", $name),
                concat!("Resampling.", $name),
                concat!("PIL.Image.", $name),
                concat!("PIL.Image.Resampling.", $name),
                concat!("PILImageResampling.", $name),
                concat!("InterpolationMode.", $name),
                $($older, concat!("Image.", $older), concat!("PIL.Image.", $older),)?
                $code,
            ],
        }
    };
}

static OFFER: ResizeOffer = ResizeOffer {
    filters: &[
        filter!(Nearest, "NEAREST", "0"),
        filter!(Box, "BOX", "4"),
        filter!(Bilinear, "BILINEAR", "2"),
        filter!(Hamming, "HAMMING", "5"),
        filter!(Bicubic, "BICUBIC", "3"),
        filter!(Lanczos, "LANCZOS", "1", "ANTIALIAS"),
        filter!(Mks2013, "MKS2013", "6"),
        filter!(Mks2021, "MKS2021", "7"),
    ],
    default_filter: Some(Filter::Bicubic),
    antialias: Antialias::Always,
    coordinates: &["half_pixel"],
    align_corners: false,
    nearest_rounding: &[],
    cubic_a: CubicA::Fixed { sampled: -0.5, antialiased: -0.5 },
    exclude_outside: false,
    region: true,
    reducing_gap: true,
    thumbnail_gap: Some(2.0),
    factor_maps: false,
    error: "ValueError",
};

impl Resize for PillowResize {
    fn offer(&self) -> &'static ResizeOffer {
        &OFFER
    }

    fn check(&self, request: &ResizeRequest) -> Result<(), Diagnostic> {
        if matches!(request.filter, Filter::Mks2013 | Filter::Mks2021) && request.version.starts_with("12.") {
            let message = format!("pillow {} has no {}: it came with 13.0", request.version, request.filter.name());
            let before = OFFER.filters.iter().map(|offer| offer.filter.name()).filter(|name| !name.starts_with("mks"));
            let offered = format!("pillow {} offers: {}", request.version, before.collect::<Vec<_>>().join(", "));
            return Err(Diagnostic::error("definition.bad_parameter", message).note(offered));
        }
        match request.reducing_gap {
            Some(gap) if gap < 1.0 || gap.is_nan() => {
                let message = format!("pillow takes a reducing_gap of 1 or more, found {gap}");
                Err(Diagnostic::error("definition.bad_parameter", message))
            }
            _ => Ok(()),
        }
    }

    fn key(&self, request: &ResizeRequest) -> String {
        let ResizeRequest { version, filter, region, reducing_gap, .. } = request;
        if filter.picks() {
            return format!("pick accumulated {region:?}");
        }
        format!("pillow {version} {} {region:?} {reducing_gap:?}", filter.name())
    }

    fn resize(&self, image: &Image, request: &ResizeRequest) -> Result<Image, Diagnostic> {
        match (&image.samples, image.channels()) {
            (Samples::U8(_), _) | (Samples::U16(_) | Samples::F32(_), 1) => {}
            _ => {
                let offered = "uint8 images, and grey uint16 (I;16) and float32 (F) images";
                return Err(unsupported("pillow", image, offered));
            }
        }
        let whole = [0.0, 0.0, image.width as f64, image.height as f64];
        let region = request.region.unwrap_or(whole);
        if region == whole && (image.width, image.height) == (request.width, request.height) {
            return Ok(image.clone());
        }
        let kernel = match image.order {
            ChannelOrder::Bilevel | ChannelOrder::Indexed => None,
            _ => Kernel::of(request.filter),
        };
        if let (Some(_), Samples::U16(_), Some(gap)) = (kernel, &image.samples, request.reducing_gap)
            && factors(region, gap, request) != (1, 1)
        {
            // Image.reduce raises a ValueError on this mode.
            return Err(unsupported(
                "pillow",
                image,
                "I;16 without a reducing_gap that reduces it; L, RGB and F with one",
            ));
        }
        if let Some(kernel) = kernel
            && image.order.has_alpha()
        {
            // Before 13, images with alpha lost the gap on their way.
            let gap = request.reducing_gap.filter(|_| request.version == "13.0");
            let request = ResizeRequest { reducing_gap: gap, ..request.clone() };
            let plain = resize_plain(&premultiplied(image), region, Some(kernel), &request);
            return Ok(unpremultiplied(plain));
        }
        Ok(resize_plain(image, region, kernel, request))
    }
}

/// Resizes channels independently, after reducing by whole numbers if that is wanted.
fn resize_plain(image: &Image, region: [f64; 4], kernel: Option<Kernel>, request: &ResizeRequest) -> Image {
    let (Some(kernel), Some(gap)) = (kernel, request.reducing_gap) else {
        return resample_region(image, region, kernel, request);
    };
    let factors = factors(region, gap, request);
    if factors == (1, 1) {
        return resample_region(image, region, Some(kernel), request);
    }
    let safe = safe_box(image, region, kernel, request);
    let reduced = reduce(image, safe, factors);
    let (fx, fy) = (factors.0 as f64, factors.1 as f64);
    let [left, top] = [safe[0] as f64, safe[1] as f64];
    let region = [(region[0] - left) / fx, (region[1] - top) / fy, (region[2] - left) / fx, (region[3] - top) / fy];
    resample_region(&reduced, region, Some(kernel), request)
}

/// The whole numbers by which both axes are reduced before they are resized.
fn factors(region: [f64; 4], gap: f64, request: &ResizeRequest) -> (usize, usize) {
    let factor = |from: f64, to: f64, size: usize| (((to - from) / size as f64 / gap) as usize).max(1);
    (factor(region[0], region[2], request.width), factor(region[1], region[3], request.height))
}

/// The whole pixels that a filter may look at: what has to be kept when reducing first.
fn safe_box(image: &Image, region: [f64; 4], kernel: Kernel, request: &ResizeRequest) -> [usize; 4] {
    let reach = kernel.support() - 0.5;
    let x = reach * ((region[2] - region[0]) / request.width as f64);
    let y = reach * ((region[3] - region[1]) / request.height as f64);
    [
        (region[0] - x).max(0.0) as usize,
        (region[1] - y).max(0.0) as usize,
        ((region[2] + x).ceil() as usize).min(image.width),
        ((region[3] + y).ceil() as usize).min(image.height),
    ]
}

/// Resizes a region given in single precision, as the library keeps it.
fn resample_region(image: &Image, region: [f64; 4], kernel: Option<Kernel>, request: &ResizeRequest) -> Image {
    let region = region.map(|edge| edge as f32);
    let (width, height) = (request.width, request.height);
    let whole_steps = region[0].fract() == 0.0
        && region[1].fract() == 0.0
        && region[2] - region[0] == width as f32
        && region[3] - region[1] == height as f32;
    if whole_steps {
        let (left, top) = (region[0] as usize, region[1] as usize);
        let columns: Vec<usize> = (left..left + width).collect();
        let rows: Vec<usize> = (top..top + height).collect();
        return nearest::pick(image, &columns, &rows);
    }
    let Some(kernel) = kernel else {
        // Sixteen-bit images go through the library's general transform, which multiplies where the other adds up.
        let positions = if matches!(image.samples, Samples::U16(_)) { nearest::centers } else { nearest::accumulated };
        let columns = positions(region[0], region[2], width, image.width);
        let rows = positions(region[1], region[3], height, image.height);
        return nearest::pick(image, &columns, &rows);
    };
    let needs_columns = width != image.width || region[0] != 0.0 || region[2] != width as f32;
    let needs_rows = height != image.height || region[1] != 0.0 || region[3] != height as f32;
    let [left, top, right, bottom] = region;
    let columns = (needs_columns).then(|| resample::weights(kernel, image.width, left, right, width));
    let rows = (needs_rows).then(|| resample::weights(kernel, image.height, top, bottom, height));
    let word = if matches!(request.version, "12.1" | "12.2") { resample::clipped_by_bytes } else { resample::clipped };
    if rows_first(image, needs_columns && needs_rows, request) {
        let between = resample::vertical(image, rows.as_ref(), word);
        resample::horizontal(&between, columns.as_ref(), word)
    } else {
        let Some(rows) = rows else {
            return resample::horizontal(image, columns.as_ref(), word);
        };
        // Only the rows that the second pass looks at are filtered by the first.
        let (first, last) = rows.span();
        let between = resample::horizontal_rows(image, columns.as_ref(), first, last, word);
        resample::vertical(&between, Some(&rows.shifted(first)), word)
    }
}

/// Whether columns are filtered before rows are: three eras, three rules.
fn rows_first(image: &Image, needs_both: bool, request: &ResizeRequest) -> bool {
    let shrinks = request.height < image.height;
    match request.version {
        "12.1" => false,
        "12.2" | "12.3" => shrinks && image.height > 100 * image.width,
        _ => {
            let saved_rows = image.height as i64 - request.height as i64;
            let saved_columns = image.width as i64 - request.width as i64;
            needs_both && shrinks && saved_rows > 2 * saved_columns
        }
    }
}

/// Colour times alpha, as the library's modes `La` and `RGBa` keep it.
fn premultiplied(image: &Image) -> Image {
    let mut image = image.clone();
    let channels = image.channels();
    if let Samples::U8(data) = &mut image.samples {
        for pixel in data.chunks_exact_mut(channels) {
            let alpha = u32::from(pixel[channels - 1]);
            for sample in &mut pixel[..channels - 1] {
                let product = u32::from(*sample) * alpha + 128;
                *sample = (((product >> 8) + product) >> 8) as u8;
            }
        }
    }
    image
}

/// The reverse; fully transparent and opaque pixels stay as they are.
fn unpremultiplied(mut image: Image) -> Image {
    let channels = image.channels();
    if let Samples::U8(data) = &mut image.samples {
        for pixel in data.chunks_exact_mut(channels) {
            let alpha = u32::from(pixel[channels - 1]);
            if alpha != 0 && alpha != 255 {
                for sample in &mut pixel[..channels - 1] {
                    *sample = (255 * u32::from(*sample) / alpha).min(255) as u8;
                }
            }
        }
    }
    image
}
