//! The operator `Resize` (opset 18 and later) as ONNX Runtime's CPU provider computes it.

use super::antialiased::{self, Kernel};
use super::coordinates::{Axis, CROP, MAPPINGS, ROUNDINGS};
use super::sampled;
use crate::diagnostic::Diagnostic;
use crate::engines::capability::{
    Antialias, CubicA, Filter, FilterOffer, Resize, ResizeOffer, ResizeRequest, unsupported,
};
use crate::engines::kernel::float_pass::rows_in_order;
use crate::engines::kernel::stretched::floats;
use crate::engines::kernel::{Taps, fixed_point, nearest};
use crate::value::{Image, Samples};

/// The engine's kernels.
pub struct OnnxResize;

static OFFER: ResizeOffer = ResizeOffer {
    filters: &[
        FilterOffer { filter: Filter::Nearest, own: &[] },
        FilterOffer { filter: Filter::Bilinear, own: &["linear"] },
        FilterOffer { filter: Filter::Bicubic, own: &["cubic"] },
    ],
    default_filter: Some(Filter::Nearest),
    antialias: Antialias::Choice(false),
    coordinates: MAPPINGS,
    align_corners: false,
    nearest_rounding: ROUNDINGS,
    cubic_a: CubicA::Choice(-0.75),
    exclude_outside: true,
    region: true,
    reducing_gap: false,
    thumbnail_gap: None,
    factor_maps: true,
    error: "InvalidArgument",
};

impl Resize for OnnxResize {
    fn offer(&self) -> &'static ResizeOffer {
        &OFFER
    }

    fn check(&self, request: &ResizeRequest) -> Result<(), Diagnostic> {
        if request.antialias && request.filter == Filter::Nearest {
            return Err(Diagnostic::error("definition.not_offered", "onnx does not offer antialias for nearest")
                .note("onnx offers antialias for: bilinear, bicubic"));
        }
        if request.region.is_some() && request.coordinates != CROP {
            let message = format!("onnx takes box, its roi, with coordinates: {CROP}");
            return Err(Diagnostic::error("definition.not_offered", message)
                .note("box is [left, top, right, bottom] in shares of the image, from 0 to 1"));
        }
        if request.exclude_outside && request.filter != Filter::Bicubic && !request.antialias {
            let message = format!("onnx does not offer exclude_outside for {}", request.filter.name());
            return Err(Diagnostic::error("definition.not_offered", message)
                .note("onnx offers exclude_outside for: bicubic, and for every filter with antialias"));
        }
        Ok(())
    }

    fn key(&self, request: &ResizeRequest) -> String {
        let ResizeRequest { filter, coordinates, nearest_rounding, cubic_a, antialias, exclude_outside, scale, .. } =
            request;
        let part = if *coordinates == CROP {
            format!("{:?} {}", request.region, request.extrapolation)
        } else {
            String::new()
        };
        match filter {
            Filter::Nearest => format!("onnx nearest {coordinates} {nearest_rounding} {scale:?} {part}"),
            Filter::Bilinear => format!("onnx linear {coordinates} {antialias} {exclude_outside} {scale:?} {part}"),
            _ => format!("onnx cubic {coordinates} {cubic_a} {antialias} {exclude_outside} {scale:?} {part}"),
        }
    }

    fn resize(&self, image: &Image, request: &ResizeRequest) -> Result<Image, Diagnostic> {
        if (request.width, request.height) == (image.width, image.height) {
            return Ok(image.clone());
        }
        let part = |begin: usize, end: usize| request.region.map(|region| (region[begin], region[end]));
        let columns = Axis::new(image.width, request.width, request.scale.map(|(x, _)| x), request.coordinates);
        let rows = Axis::new(image.height, request.height, request.scale.map(|(_, y)| y), request.coordinates);
        let (columns, rows) = (columns.of_part(part(0, 2)), rows.of_part(part(1, 3)));
        let resized = Self::inside(image, request, columns, rows)?;
        Ok(if request.coordinates == CROP { filled(resized, columns, rows, request.extrapolation) } else { resized })
    }
}

impl OnnxResize {
    /// Everything but the filling of what lies outside.
    fn inside(image: &Image, request: &ResizeRequest, columns: Axis, rows: Axis) -> Result<Image, Diagnostic> {
        if request.filter == Filter::Nearest {
            let rounding = request.nearest_rounding;
            return Ok(nearest::pick(image, &columns.nearest(rounding), &rows.nearest(rounding)));
        }
        let cubic = request.filter == Filter::Bicubic;
        let a = request.cubic_a as f32;
        let samples = match &image.samples {
            Samples::U8(data) if request.antialias => {
                let kernel = Kernel { cubic_a: cubic.then_some(a), exclude_outside: request.exclude_outside };
                Samples::U8(average_bytes(data, image, columns, rows, kernel))
            }
            Samples::F32(_) if request.antialias => {
                let kernel = Kernel { cubic_a: cubic.then_some(a), exclude_outside: request.exclude_outside };
                Samples::F32(average(image, columns, rows, kernel))
            }
            Samples::F32(_) if cubic => Samples::F32(sampled::cubic(image, columns, rows, a, request.exclude_outside)),
            Samples::F32(_) => Samples::F32(sampled::linear(image, columns, rows)),
            // Bytes are interpolated as floats and cut off, not rounded.
            Samples::U8(_) if !cubic => {
                Samples::U8(sampled::linear(image, columns, rows).into_iter().map(|value| value as u8).collect())
            }
            _ => return Err(unsupported("onnx", image, "float32; uint8 with nearest, linear or antialias")),
        };
        Ok(Image::new(request.width, request.height, image.order, samples))
    }
}

/// Writes a value wherever a row or a column lies outside the source.
fn filled(mut image: Image, columns: Axis, rows: Axis, value: f64) -> Image {
    let (width, channels) = (image.width, image.channels());
    let outside: Vec<bool> = (0..width).map(|x| columns.is_outside(x)).collect();
    for y in 0..image.height {
        let whole_row = rows.is_outside(y);
        for x in (0..width).filter(|x| whole_row || outside[*x]) {
            let pixel = (y * width + x) * channels..(y * width + x + 1) * channels;
            match &mut image.samples {
                Samples::U8(data) => data[pixel].fill(value as u8),
                Samples::U16(data) => data[pixel].fill(value as u16),
                Samples::F32(data) => data[pixel].fill(value as f32),
            }
        }
    }
    image
}

/// Rows, then columns, with weights of 22 bits and bytes in between.
fn average_bytes(data: &[u8], image: &Image, columns: Axis, rows: Axis, kernel: Kernel) -> Vec<u8> {
    let fixed = |axis: Axis| -> Taps<i32> {
        antialiased::weights(axis, kernel).map(|weight| (weight * 2_097_152.0 * 2.0).round() as i32)
    };
    let channels = image.channels();
    let between = if columns.to == columns.from {
        data.to_vec()
    } else {
        fixed_point::horizontal(data, image.width, channels, &fixed(columns), 22)
    };
    if rows.to == rows.from {
        return between;
    }
    fixed_point::vertical(&between, columns.to * channels, &fixed(rows), 22)
}

/// Rows, then columns, in single precision; an axis whose length stays is left alone.
fn average(image: &Image, columns: Axis, rows: Axis, kernel: Kernel) -> Vec<f32> {
    let (source, channels) = (floats(image), image.channels());
    let stride = columns.to * channels;
    let between = if columns.to == columns.from {
        source
    } else {
        let horizontal = antialiased::weights(columns, kernel);
        let mut between = vec![0.0; stride * image.height];
        for (y, row) in between.chunks_exact_mut(stride).enumerate() {
            rows_in_order(&source, image.width, channels, y, &horizontal, row);
        }
        between
    };
    if rows.to == rows.from {
        return between;
    }
    let mut output = vec![0.0; stride * rows.to];
    for ((start, weights), out) in antialiased::weights(rows, kernel).windows().zip(output.chunks_exact_mut(stride)) {
        for (row, weight) in between[start * stride..].chunks_exact(stride).zip(weights) {
            for (sum, value) in out.iter_mut().zip(row) {
                *sum += value * weight;
            }
        }
    }
    output
}
