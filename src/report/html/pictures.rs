//! Pictures in the page: small, and no more of them than a limit for the whole report. The first picture of every case
//! comes before the second of any, so that a limit hits the least telling ones.

use crate::check::Outcome;
use crate::check::preview::{DifferenceMap, Picture, Pictures, Shown};
use crate::report::base64::base64;
use crate::report::layout::count;
use crate::value::{ChannelOrder, Image, Samples, Value, format};
use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;
use serde_json::{Value as Json, json};
use std::collections::HashMap;

/// Bytes that all pictures of a report take together, as written.
pub const LIMIT: usize = 8 << 20;
/// Bytes that a pixel of an input takes, roughly: two pictures and a map.
const PIXEL_BYTES: f64 = 1.4;
/// The shortest longest side to which pictures are reduced.
const SMALLEST: usize = 96;
/// Pictures of at most so many bytes stay as they are.
const EXACT: usize = 24 << 10;
/// JPEG's quality.
const QUALITY: u8 = 88;

/// The pictures of a report, encoded.
pub struct Album<'a> {
    /// By case and input; `None` where they were left out.
    pictures: HashMap<&'a str, HashMap<&'a str, Option<Json>>>,
    edge: usize,
    bytes: usize,
    left_out: usize,
}

impl<'a> Album<'a> {
    /// Encodes the pictures of an outcome, most telling first, until the limit is reached.
    pub fn of(outcome: &'a Outcome) -> Self {
        let mut wanted: Vec<(usize, (&str, &str), &Pictures)> = Vec::new();
        for case in &outcome.cases {
            let shown = case.inputs.iter().filter_map(|input| match &input.preview.as_ref()?.shown {
                Shown::Pictures(pictures) => Some(((case.id.as_str(), input.id.as_str()), &**pictures)),
                _ => None,
            });
            wanted.extend(shown.enumerate().map(|(rank, (name, pictures))| (rank, name, pictures)));
        }
        wanted.sort_by_key(|(rank, ..)| *rank);
        let each = LIMIT as f64 / wanted.len().max(1) as f64;
        let edge = ((each / PIXEL_BYTES).sqrt() as usize).max(SMALLEST);
        let mut album = Self { pictures: HashMap::new(), edge, bytes: 0, left_out: 0 };
        for (_, name, pictures) in wanted {
            album.add(name, pictures);
        }
        album
    }

    fn add(&mut self, name: (&'a str, &'a str), pictures: &Pictures) {
        let made = encode(pictures, self.edge);
        let bytes = made.as_ref().map_or(0, |(_, bytes)| *bytes);
        let fits = self.bytes + bytes <= LIMIT;
        self.left_out += usize::from(!fits);
        self.bytes += if fits { bytes } else { 0 };
        let json = made.filter(|_| fits).map(|(json, _)| json);
        self.pictures.entry(name.0).or_default().insert(name.1, json);
    }

    /// An input's pictures; `None` where they were left out.
    pub fn get(&self, case: &str, input: &str) -> Option<&Json> {
        self.pictures.get(case)?.get(input)?.as_ref()
    }

    /// What the page says of its pictures.
    pub fn statement(&self) -> String {
        if self.pictures.is_empty() {
            return "This page loads nothing from the network.".to_owned();
        }
        let shown = self.pictures.values().map(HashMap::len).sum::<usize>() - self.left_out;
        let left = if self.left_out > 0 {
            format!(" Those of {} are left out.", count(self.left_out, "input"))
        } else {
            String::new()
        };
        format!(
            "Pictures of {}, {:.1} MB of at most {} MB, reduced to at most {} pixels a side; large ones are JPEG. Differences \
             are measured on the full values and reduced by the largest of each block.{left} This page loads nothing from \
             the network.",
            count(shown, "input"),
            self.bytes as f64 / f64::from(1 << 20),
            LIMIT >> 20,
            self.edge.min(256)
        )
    }
}

fn encode(pictures: &Pictures, edge: usize) -> Option<(Json, usize)> {
    let (a, b) = (shrink(&pictures.a, edge), shrink(&pictures.b, edge));
    let map = pictures.map.as_ref().map(|map| shrink_map(map, edge));
    let (a_uri, b_uri) = (color(&a)?, color(&b)?);
    let map_uri = map.as_ref().and_then(gray);
    let bytes = a_uri.len() + b_uri.len() + map_uri.as_ref().map_or(0, String::len);
    let one = |uri: &str, width: usize, height: usize, full: (usize, usize), order: Option<&str>| {
        let order = order.map_or(String::new(), |order| format!(" {order}, in true colours"));
        json!({"uri": uri, "width": width, "height": height, "crisp": width.max(height) < 200,
               "full": format!("{}×{}{order}", full.0, full.1)})
    };
    let same_size = pictures.a.full == pictures.b.full;
    let json = json!({
        "a": one(&a_uri, a.width, a.height, a.full, a.order),
        "b": one(&b_uri, b.width, b.height, b.full, b.order),
        "map": map.as_ref().zip(map_uri).map(|(map, uri)| one(&uri, map.width, map.height, pictures.a.full, None)),
        "histogram": pictures.histogram.as_ref().map(super::charts::histogram),
        "stretched": pictures.stretched,
        "same_size": same_size,
    });
    Some((json, bytes))
}

/// A picture whose longest side is at most `edge`: every pixel the mean of a block.
fn shrink(picture: &Picture, edge: usize) -> Picture {
    let Some((width, height)) = reduced(picture.width, picture.height, edge) else { return picture.clone() };
    let mut rgb = Vec::with_capacity(width * height * 3);
    for row in 0..height {
        for column in 0..width {
            for channel in 0..3 {
                let (mut sum, mut number) = (0u32, 0u32);
                for (y, x) in block((row, column), (height, width), (picture.height, picture.width)) {
                    sum += u32::from(picture.rgb[(y * picture.width + x) * 3 + channel]);
                    number += 1;
                }
                rgb.push((sum / number.max(1)) as u8);
            }
        }
    }
    Picture { width, height, full: picture.full, order: picture.order, rgb }
}

/// A map whose longest side is at most `edge`: every place the largest of a block.
fn shrink_map(map: &DifferenceMap, edge: usize) -> DifferenceMap {
    let Some((width, height)) = reduced(map.width, map.height, edge) else { return map.clone() };
    let places = (0..height).flat_map(|row| (0..width).map(move |column| (row, column)));
    let largest = |place: (usize, usize)| {
        let block = block(place, (height, width), (map.height, map.width));
        block.map(|(y, x)| map.levels[y * map.width + x]).max().unwrap_or(0)
    };
    DifferenceMap { width, height, levels: places.map(largest).collect() }
}

fn reduced(width: usize, height: usize, edge: usize) -> Option<(usize, usize)> {
    let longest = width.max(height);
    (longest > edge).then(|| ((width * edge / longest).max(1), (height * edge / longest).max(1)))
}

/// Rows and columns of the large picture that one pixel of the small one stands for.
fn block(
    (row, column): (usize, usize),
    small: (usize, usize),
    large: (usize, usize),
) -> impl Iterator<Item = (usize, usize)> {
    let span = |at: usize, small: usize, large: usize| {
        let start = at * large / small;
        start..((at + 1) * large / small).max(start + 1)
    };
    let (rows, columns) = (span(row, small.0, large.0), span(column, small.1, large.1));
    rows.flat_map(move |y| columns.clone().map(move |x| (y, x)))
}

/// A picture as a data URI: PNG where that is small, else JPEG.
fn color(picture: &Picture) -> Option<String> {
    let image = Image::new(picture.width, picture.height, ChannelOrder::Rgb, Samples::U8(picture.rgb.clone()));
    let png = format::find("png")?.write(&Value::Image(image)).ok()?;
    if png.len() <= EXACT {
        return Some(uri("png", &png));
    }
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
    let (width, height) = (u32::try_from(picture.width).ok()?, u32::try_from(picture.height).ok()?);
    image::ImageEncoder::write_image(encoder, &picture.rgb, width, height, ExtendedColorType::Rgb8).ok()?;
    Some(uri("jpeg", &jpeg))
}

/// A map as a data URI: always exact.
fn gray(map: &DifferenceMap) -> Option<String> {
    let image = Image::new(map.width, map.height, ChannelOrder::Gray, Samples::U8(map.levels.clone()));
    Some(uri("png", &format::find("png")?.write(&Value::Image(image)).ok()?))
}

fn uri(kind: &str, bytes: &[u8]) -> String {
    format!("data:image/{kind};base64,{}", base64(bytes))
}
