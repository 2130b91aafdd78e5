//! GIF: the first frame, as indices or over the ground that a library puts behind it.

use super::found::Found;
use super::{Fault, Format, Picture, Transparency, gif_codes};
use crate::engines::capability::{ColourBeyond, Decode, Forgiven, GifCodes, GifGround};
use crate::value::{ChannelOrder, Samples};

use gif::{ColorOutput, DecodeOptions, Decoder};
use std::borrow::Cow;

fn decoder(bytes: &[u8]) -> Result<Decoder<&[u8]>, gif::DecodingError> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    options.set_memory_limit(gif::MemoryLimit::Unlimited);
    options.read_info(bytes)
}

/// Size and transparency of the first frame; `None` if there is none. A palette in which every index is its own grey
/// level makes a grey file.
pub fn header(bytes: &[u8]) -> Option<Found> {
    let coloured = coloured(bytes);
    let has_colours = matches!(coloured, Cow::Borrowed(_));
    let mut decoder = decoder(&coloured).ok()?;
    let (width, height) = (decoder.width() as usize, decoder.height() as usize);
    let frame = decoder.next_frame_info().ok()??;
    let transparency = frame.transparent.is_some();
    let reach =
        (usize::from(frame.left) + usize::from(frame.width), usize::from(frame.top) + usize::from(frame.height));
    let palette = decoder.palette().unwrap_or_default();
    let is_gray = palette.chunks_exact(3).enumerate().all(|(index, rgb)| rgb.iter().all(|&v| v as usize == index));
    let order = if is_gray { ChannelOrder::Gray } else { ChannelOrder::Indexed };
    let (ends, later_transparency) = to_the_end(bytes).map_or((false, false), |transparency| (true, transparency));
    let complete = ends || bytes.last() == Some(&0x3B);
    let found = Found::new(Format::Gif, width, height, order);
    (width > 0 && height > 0).then_some(Found {
        transparency,
        later_transparency,
        complete,
        has_colours,
        reach,
        ..found
    })
}

/// The file with greys in order for its colours if its first frame has none.
fn coloured(bytes: &[u8]) -> Cow<'_, [u8]> {
    let Some((&[.., flags, background, aspect], rest)) = bytes.split_first_chunk::<13>() else { return bytes.into() };
    if flags & 0x80 != 0 || gif_codes::frames(bytes).first().is_none_or(|frame| frame.has_table) {
        return bytes.into();
    }
    let greys = (0..=u8::MAX).flat_map(|level| [level; 3]);
    bytes[..10]
        .iter()
        .copied()
        .chain([flags | 0x87, background, aspect])
        .chain(greys)
        .chain(rest.iter().copied())
        .collect()
}

/// Walks over all blocks to the trailer, whatever follows it: whether any frame has a transparent colour. `None` if the
/// file does not go so far.
fn to_the_end(bytes: &[u8]) -> Option<bool> {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut at = 13 + table(*bytes.get(10)?);
    let mut transparency = false;
    loop {
        match *bytes.get(at)? {
            0x3B => return Some(transparency),
            0x21 => {
                transparency |= bytes.get(at + 1) == Some(&0xF9) && bytes.get(at + 3)? & 1 == 1;
                at += 2;
            }
            0x2C => at += 11 + table(*bytes.get(at + 9)?),
            _ => return None,
        }
        while *bytes.get(at)? > 0 {
            at += usize::from(bytes[at]) + 1;
        }
        at += 1;
    }
}

/// The first frame on its ground.
///
/// # Errors
/// Broken or missing data.
pub fn read(bytes: &[u8], found: &Found, rules: &Decode) -> Result<Picture, Fault> {
    let Decode { gif: ground, gif_codes: codes, gif_end: end, gif_colour: beyond, .. } = *rules;
    if !found.has_colours && ground != GifGround::Index && beyond != ColourBeyond::Global {
        return Err(Fault::Broken("the first frame has no colours".to_owned()));
    }
    let coloured = coloured(bytes);
    let bytes = &*coloured;
    let broken = |error: gif::DecodingError| Fault::Broken(error.to_string());
    let enough = match end {
        Forgiven::AfterPixels => true,
        // Pixel data end with an empty block.
        Forgiven::AfterData => found.complete || !gif_codes::frames(bytes).is_empty(),
        Forgiven::Nothing => found.complete,
    };
    if !enough {
        return Err(Fault::Broken("the file ends too early".to_owned()));
    }
    // What may be missing is put back: the empty block that ends the data, and the trailer.
    let mended = if found.complete { Cow::Borrowed(bytes) } else { Cow::Owned([bytes, &[0, 0x3B]].concat()) };
    let mut decoder = decoder(&mended).map_err(broken)?;
    let background = decoder.bg_color().unwrap_or(0);
    let global = decoder.global_palette().unwrap_or_default().to_vec();
    let (mut width, mut height) = (found.width, found.height);
    let frame = match codes {
        GifCodes::Giflib => decoder.next_frame_info(),
        GifCodes::Plain | GifCodes::AsManyAsPixels => decoder.read_next_frame(),
    };
    let no_frame = || Fault::Broken("no frame in the file".to_owned());
    let mut frame = frame.map_err(broken)?.ok_or_else(no_frame)?.clone();
    let pixels = usize::from(frame.width) * usize::from(frame.height);
    if codes == GifCodes::AsManyAsPixels && !gif_codes::are_as_many(&mended, pixels) {
        return Err(Fault::Broken("the codes of the first frame are not those of so many pixels".to_owned()));
    }
    if codes == GifCodes::Giflib {
        let rows = gif_codes::indices(&mended, pixels)?;
        frame.buffer = if frame.interlaced { gif_codes::untangled(&rows, frame.width.into()) } else { rows }.into();
    }
    let palette = colours(&frame, &global, beyond)?;
    let palette = &palette;
    let colour = |palette: &[u8], index: usize| {
        palette.get(3 * index..3 * index + 3).map_or([0; 3], |rgb| [rgb[0], rgb[1], rgb[2]])
    };
    let (left, top) = (frame.left as usize, frame.top as usize);
    if codes == GifCodes::Giflib {
        let frames = gif_codes::frames(bytes);
        let sound = 1 + frames.iter().skip(1).take_while(|frame| frame.is_whole()).count();
        if end == Forgiven::Nothing && sound < frames.len() {
            return Err(Fault::Broken("a later frame is broken".to_owned()));
        }
        if ground == GifGround::LargestFrame {
            let sides = frames.iter().take(sound).map(|frame| frame.sides);
            [width, height] = sides.fold([0, 0], |[w, h], [wide, high]| [w.max(wide), h.max(high)]);
        }
    }
    let place = Place { left, top, width, height };
    if ground == GifGround::Index {
        let empty = frame.transparent.unwrap_or(0);
        let indices = place.put(&frame, [empty], |index| [index]);
        let entry = |index: usize| {
            let [r, g, b] = colour(palette, index);
            [r, g, b, if frame.transparent == Some(index as u8) { 0 } else { 255 }]
        };
        let palette = (0..256).map(entry).collect();
        let transparent = frame.transparent.map(|index| Transparency { colour: vec![index.into()], bits: 8 });
        let transparent = transparent.filter(|_| found.order == ChannelOrder::Gray);
        return Ok(Picture { width, height, order: found.order, samples: Samples::U8(indices), palette, transparent });
    }
    let [r, g, b] = if ground == GifGround::Background { colour(&global, background) } else { [0; 3] };
    let empty = [r, g, b, 0];
    let pixels = place.put(&frame, empty, |index| match colour(palette, index as usize) {
        [r, g, b] if frame.transparent == Some(index) && ground == GifGround::Clear => [r, g, b, 0],
        _ if frame.transparent == Some(index) => empty,
        [r, g, b] => [r, g, b, 255],
    });
    Ok(Picture::plain(width, height, ChannelOrder::Rgba, Samples::U8(pixels)))
}

/// The colours of a frame.
///
/// # Errors
/// An index that has none, as `beyond` says.
fn colours(frame: &gif::Frame<'_>, global: &[u8], beyond: ColourBeyond) -> Result<Vec<u8>, Fault> {
    let mut palette = frame.palette.as_deref().unwrap_or(global).to_vec();
    if beyond == ColourBeyond::Global {
        palette.extend_from_slice(global.get(palette.len()..).unwrap_or_default());
    }
    let mut shown = frame.buffer.iter().filter(|index| frame.transparent != Some(**index));
    let has_all = beyond == ColourBeyond::Black || shown.all(|index| 3 * usize::from(*index) < palette.len());
    match beyond {
        _ if has_all => Ok(palette),
        ColourBeyond::Undefined => Err(Fault::Undefined("an index has no colour")),
        _ => Err(Fault::Broken("an index has no colour".to_owned())),
    }
}

/// Where a frame lies on its canvas.
struct Place {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

impl Place {
    /// The canvas with the frame on it, each index made a pixel.
    fn put<const N: usize>(&self, frame: &gif::Frame<'_>, empty: [u8; N], pixel: impl Fn(u8) -> [u8; N]) -> Vec<u8> {
        let mut canvas = empty.repeat(self.width * self.height);
        let frame_width = frame.width as usize;
        if frame_width == 0 || self.left >= self.width {
            return canvas;
        }
        for (y, row) in frame.buffer.chunks_exact(frame_width).enumerate() {
            let at = ((self.top + y) * self.width + self.left) * N;
            let Some(line) = canvas.get_mut(at..(self.top + y + 1) * self.width * N) else { break };
            for (target, &index) in line.chunks_exact_mut(N).zip(row) {
                target.copy_from_slice(&pixel(index));
            }
        }
        canvas
    }
}
