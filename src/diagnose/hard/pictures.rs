//! Pictures on which decoders and resizers part.

use super::Hard;
use crate::value::Value;

/// A picture as rows of red, green, blue.
struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Picture {
    fn of(width: usize, height: usize, color: impl Fn(usize, usize) -> [u8; 3]) -> Self {
        let pixels = (0..width * height).flat_map(|index| color(index % width, index / width)).collect();
        Self { width, height, pixels }
    }
}

/// Rings that grow finer from the middle: every frequency up to the finest.
fn zone_plate(width: usize, height: usize) -> Picture {
    let scale = std::f64::consts::PI / width.max(height) as f64;
    Picture::of(width, height, |x, y| {
        let (dx, dy) = (x as f64 - width as f64 / 2.0, y as f64 - height as f64 / 2.0);
        let wave = |phase: f64| (127.5 + 127.5 * (scale * (dx * dx + dy * dy) + phase).cos()).round() as u8;
        [wave(0.0), wave(1.0), wave(2.5)]
    })
}

fn ramp(width: usize, height: usize) -> Picture {
    let at = |position: usize, length: usize| (position * 255 / (length - 1).max(1)) as u8;
    Picture::of(width, height, |x, y| [at(x, width), at(y, height), 255 - at(x, width)])
}

fn checkerboard(width: usize, height: usize, edge: usize) -> Picture {
    Picture::of(
        width,
        height,
        |x, y| if (x / edge + y / edge).is_multiple_of(2) { [250, 30, 10] } else { [5, 60, 240] },
    )
}

/// All of them.
pub fn all() -> Vec<Hard> {
    let mut all = Vec::new();
    let mut add = |name: &str, summary: &str, extension, content: Option<Vec<u8>>| {
        if let Some(content) = content {
            let (name, summary) = (name.to_owned(), summary.to_owned());
            all.push(Hard { name, summary, extension, value: Value::Bytes(content.into()) });
        }
    };
    add("zone-plate", "rings of every frequency, 613 x 459, PNG", "png", png(&zone_plate(613, 459)));
    add("ramp", "ramps across and down, 401 x 303, PNG", "png", png(&ramp(401, 303)));
    add("checkerboard", "a checkerboard of single pixels, 512 x 384, PNG", "png", png(&checkerboard(512, 384, 1)));
    add("odd-size", "rings, 227 x 341, PNG", "png", png(&zone_plate(227, 341)));
    add("tall", "rings, 91 x 640, PNG", "png", png(&zone_plate(91, 640)));
    add("small", "ramps, 41 x 33: enlarged by most pipelines, PNG", "png", png(&ramp(41, 33)));
    let (plate, blocks) = (zone_plate(461, 347), checkerboard(333, 251, 3));
    add("jpeg-420", "rings, 461 x 347, JPEG with halved colour planes", "jpg", jpeg(&plate, 2));
    add("jpeg-444", "rings, 461 x 347, JPEG with whole colour planes", "jpg", jpeg(&plate, 1));
    add("jpeg-420-edges", "a checkerboard of colours, JPEG with halved colour planes", "jpg", jpeg(&blocks, 2));
    let base = jpeg(&ramp(401, 303), 1);
    for orientation in 1..=8u8 {
        let name = format!("exif-{orientation}");
        let summary = format!("ramps, JPEG with EXIF orientation {orientation}");
        add(&name, &summary, "jpg", base.as_ref().map(|base| oriented(base, orientation)));
    }
    add("alpha", "colour below transparent pixels, 256 x 192, PNG", "png", transparent());
    add("palette", "16 colours by index, two of them transparent, PNG", "png", palette());
    add("gray", "grey ramps, PNG", "png", gray(8));
    add("gray-16", "grey ramps of 16 bits, PNG", "png", gray(16));
    add("rgb-16", "ramps of 16 bits, PNG", "png", rgb16());
    add("cmyk", "four inks, JPEG", "jpg", cmyk());
    all
}

fn encoded(
    width: usize,
    height: usize,
    color: png::ColorType,
    depth: png::BitDepth,
    data: &[u8],
    colors: Option<(Vec<u8>, Vec<u8>)>,
) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    let mut encoder = png::Encoder::new(&mut content, u32::try_from(width).ok()?, u32::try_from(height).ok()?);
    encoder.set_color(color);
    encoder.set_depth(depth);
    if let Some((palette, alpha)) = colors {
        encoder.set_palette(palette);
        encoder.set_trns(alpha);
    }
    encoder.write_header().ok()?.write_image_data(data).ok()?;
    Some(content)
}

fn png(picture: &Picture) -> Option<Vec<u8>> {
    let Picture { width, height, pixels } = picture;
    encoded(*width, *height, png::ColorType::Rgb, png::BitDepth::Eight, pixels, None)
}

fn transparent() -> Option<Vec<u8>> {
    let picture = zone_plate(256, 192);
    let alpha = |index: usize| (index % 256) as u8;
    let pixels = picture.pixels.chunks_exact(3).enumerate();
    let data: Vec<u8> = pixels.flat_map(|(index, p)| [p[0], p[1], p[2], alpha(index)]).collect();
    encoded(256, 192, png::ColorType::Rgba, png::BitDepth::Eight, &data, None)
}

fn palette() -> Option<Vec<u8>> {
    let colors = (0..16u8).flat_map(|index| [index * 17, 255 - index * 9, (index % 4) * 80]).collect();
    let mut alpha = vec![255u8; 16];
    (alpha[3], alpha[7]) = (0, 128);
    let data: Vec<u8> = (0..256 * 192).map(|index| ((index % 256 / 5 + index / 256 / 7) % 16) as u8).collect();
    encoded(256, 192, png::ColorType::Indexed, png::BitDepth::Eight, &data, Some((colors, alpha)))
}

fn gray(bits: u8) -> Option<Vec<u8>> {
    let level = |index: usize| ((index % 401) * 65535 / 400 + index / 401 * 37) as u16;
    let levels = (0..401 * 303).map(level);
    let (depth, data): (_, Vec<u8>) = match bits {
        16 => (png::BitDepth::Sixteen, levels.flat_map(u16::to_be_bytes).collect()),
        _ => (png::BitDepth::Eight, levels.map(|level| (level >> 8) as u8).collect()),
    };
    encoded(401, 303, png::ColorType::Grayscale, depth, &data, None)
}

fn rgb16() -> Option<Vec<u8>> {
    let pixel = |index: usize| [(index % 401) * 163, (index / 401) * 216, index % 65521];
    let data: Vec<u8> = (0..401 * 303).flat_map(pixel).flat_map(|level| (level as u16).to_be_bytes()).collect();
    encoded(401, 303, png::ColorType::Rgb, png::BitDepth::Sixteen, &data, None)
}

/// A baseline JPEG whose colour planes are `halved` times coarser each way.
fn jpeg(picture: &Picture, halved: u8) -> Option<Vec<u8>> {
    compressed(mozjpeg::ColorSpace::JCS_RGB, picture.width, picture.height, &picture.pixels, Some(halved))
}

fn cmyk() -> Option<Vec<u8>> {
    let ink =
        |index: usize| [(index % 128 * 2) as u8, (index / 128 * 2) as u8, (index % 251) as u8, (index % 64) as u8];
    let data: Vec<u8> = (0..128 * 96).flat_map(ink).collect();
    compressed(mozjpeg::ColorSpace::JCS_CMYK, 128, 96, &data, None)
}

fn compressed(
    color: mozjpeg::ColorSpace,
    width: usize,
    height: usize,
    data: &[u8],
    halved: Option<u8>,
) -> Option<Vec<u8>> {
    let mut encoder = mozjpeg::Compress::new(color);
    encoder.set_fastest_defaults();
    encoder.set_size(width, height);
    encoder.set_quality(90.0);
    if let Some(halved) = halved {
        encoder.set_chroma_sampling_pixel_sizes((halved, halved), (halved, halved));
    }
    let mut started = encoder.start_compress(Vec::new()).ok()?;
    started.write_scanlines(data).ok()?;
    started.finish().ok()
}

/// The JPEG with an EXIF block that holds nothing but the orientation.
fn oriented(base: &[u8], orientation: u8) -> Vec<u8> {
    let tiff = [
        b"Exif\0\0MM\0\x2a\0\0\0\x08".as_slice(),
        // One entry: tag 0x0112, a short, one of it.
        &[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0],
    ]
    .concat();
    let length = (tiff.len() + 2) as u16;
    [&base[..2], &[0xff, 0xe1], &length.to_be_bytes(), &tiff, &base[2..]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_picture_is_a_file_that_decodes() {
        let all = all();
        assert_eq!(all.len(), 23);
        for hard in &all {
            let Value::Bytes(bytes) = &hard.value else { panic!("{}", hard.name) };
            let found = image::guess_format(bytes).expect("a known format");
            let wanted = if hard.extension == "png" { image::ImageFormat::Png } else { image::ImageFormat::Jpeg };
            assert_eq!(found, wanted, "{}", hard.name);
            assert!(image::load_from_memory(bytes).is_ok(), "{}", hard.name);
        }
    }
}
