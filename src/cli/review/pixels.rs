//! Pictures on a terminal: as pixels where it understands the graphics protocol of kitty, iTerm2 or sixel, else as half
//! blocks in 24-bit colour.

use crate::cli::Stop;
use crate::report::base64;
use crate::value::{ChannelOrder, Image, Samples, Value, format};
use std::collections::BTreeMap;
use std::io::Write;

/// How pictures are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pixels {
    /// Not at all.
    None,
    /// Half blocks, two pixels a character.
    Blocks,
    /// kitty's protocol, which `WezTerm` and Ghostty know too.
    Kitty,
    /// iTerm2's inline images.
    Iterm,
    /// DEC sixel.
    Sixel,
}

/// Columns of one picture in half blocks.
const COLUMNS: usize = 36;
/// Height of pictures in pixels where the terminal draws pixels.
const HEIGHT: usize = 240;
/// Pixels between two pictures.
const GAP: usize = 12;
/// Bytes of base64 that kitty takes at a time.
const CHUNK: usize = 4_096;

impl Pixels {
    /// What the terminal says of itself in its environment.
    pub fn of_terminal() -> Self {
        Self::told(&|name| std::env::var(name).unwrap_or_default())
    }

    fn told(variable: &dyn Fn(&str) -> String) -> Self {
        let (term, program) = (variable("TERM"), variable("TERM_PROGRAM"));
        let blocks =
            if ["truecolor", "24bit"].contains(&variable("COLORTERM").as_str()) { Self::Blocks } else { Self::None };
        // Within a multiplexer the protocols do not reach the terminal.
        if !variable("TMUX").is_empty() || term.starts_with("screen") {
            return blocks;
        }
        let kitty = !variable("KITTY_WINDOW_ID").is_empty() || term.contains("kitty") || term.contains("ghostty");
        if kitty || program == "WezTerm" || program == "ghostty" {
            Self::Kitty
        } else if program == "iTerm.app" || variable("LC_TERMINAL") == "iTerm2" {
            Self::Iterm
        } else if term.contains("sixel") || term.starts_with("foot") || term.starts_with("mlterm") {
            Self::Sixel
        } else {
            blocks
        }
    }

    /// Draws pictures beside each other, each under its name.
    pub fn draw(self, pictures: &[(&str, Option<&Image>)], out: &mut dyn Write) -> Result<(), Stop> {
        let shown: Vec<(&str, Raster)> =
            pictures.iter().filter_map(|(name, image)| Some((*name, Raster::of((*image)?)?))).collect();
        if shown.is_empty() {
            return Ok(());
        }
        match self {
            Self::None => return Ok(()),
            Self::Blocks => return blocks(&shown, out),
            Self::Kitty | Self::Iterm | Self::Sixel => {}
        }
        let names: Vec<&str> = shown.iter().map(|(name, _)| *name).collect();
        writeln!(out, "  {}", names.join(" | "))?;
        let strip = Raster::strip(shown.into_iter().map(|(_, raster)| raster.fitted(HEIGHT)));
        let drawn = match self {
            Self::Sixel => Some(sixel(&strip)),
            Self::Kitty => strip.png().map(|png| kitty(&png)),
            _ => strip.png().map(|png| iterm(&png)),
        };
        out.write_all(drawn.unwrap_or_default().as_bytes())?;
        Ok(writeln!(out)?)
    }
}

/// A picture in RGB.
struct Raster {
    width: usize,
    height: usize,
    rgb: Vec<[u8; 3]>,
}

impl Raster {
    /// An 8-bit picture; others are not drawn.
    fn of(image: &Image) -> Option<Self> {
        let Samples::U8(data) = &image.samples else { return None };
        if image.width == 0 || image.height == 0 {
            return None;
        }
        let pixel = |samples: &[u8]| match image.order {
            ChannelOrder::Bgr | ChannelOrder::Bgra => [samples[2], samples[1], samples[0]],
            ChannelOrder::Rgb | ChannelOrder::Rgba => [samples[0], samples[1], samples[2]],
            _ => [samples[0]; 3],
        };
        let rgb = data.chunks_exact(image.channels()).map(pixel).collect();
        Some(Self { width: image.width, height: image.height, rgb })
    }

    fn at(&self, x: usize, y: usize) -> [u8; 3] {
        self.rgb[y.min(self.height - 1) * self.width + x.min(self.width - 1)]
    }

    fn resized(&self, width: usize, height: usize) -> Self {
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let rgb = places.map(|(x, y)| self.at(x * self.width / width, y * self.height / height)).collect();
        Self { width, height, rgb }
    }

    /// The picture in this height: large ones are reduced, small ones enlarged by a whole factor.
    fn fitted(&self, height: usize) -> Self {
        let factor = (height / self.height).clamp(1, 8);
        let height = if self.height > height { height } else { self.height * factor };
        self.resized((self.width * height / self.height).clamp(1, 4 * HEIGHT), height)
    }

    /// Several pictures in a row.
    fn strip(pictures: impl Iterator<Item = Self>) -> Self {
        let pictures: Vec<Self> = pictures.collect();
        let height = pictures.iter().map(|picture| picture.height).max().unwrap_or(1);
        let mut rgb = Vec::new();
        for y in 0..height {
            for (index, picture) in pictures.iter().enumerate() {
                rgb.extend(std::iter::repeat_n([0; 3], if index > 0 { GAP } else { 0 }));
                rgb.extend((0..picture.width).map(|x| if y < picture.height { picture.at(x, y) } else { [0; 3] }));
            }
        }
        Self { width: rgb.len() / height, height, rgb }
    }

    fn png(self) -> Option<Vec<u8>> {
        let samples = Samples::U8(self.rgb.concat());
        let image = Image::new(self.width, self.height, ChannelOrder::Rgb, samples);
        format::find("png")?.write(&Value::Image(image)).ok()
    }
}

fn kitty(png: &[u8]) -> String {
    let coded = base64(png);
    let chunks: Vec<&str> =
        (0..coded.len()).step_by(CHUNK).map(|at| &coded[at..(at + CHUNK).min(coded.len())]).collect();
    let mut text = String::new();
    for (index, chunk) in chunks.iter().enumerate() {
        let first = if index == 0 { "f=100,a=T,q=2," } else { "" };
        let more = u8::from(index + 1 < chunks.len());
        text.push_str(&format!("\x1b_G{first}m={more};{chunk}\x1b\\"));
    }
    text
}

fn iterm(png: &[u8]) -> String {
    format!("\x1b]1337;File=inline=1;size={};preserveAspectRatio=1:{}\x07", png.len(), base64(png))
}

/// Sixel with a palette of six levels a channel.
fn sixel(picture: &Raster) -> String {
    let level = |sample: u8| (usize::from(sample) * 5 + 127) / 255;
    let color = |[r, g, b]: [u8; 3]| level(r) * 36 + level(g) * 6 + level(b);
    let mut text = format!("\x1bPq\"1;1;{};{}", picture.width, picture.height);
    for index in 0..216 {
        let share = |part: usize| part % 6 * 20;
        text.push_str(&format!("#{index};2;{};{};{}", share(index / 36), share(index / 6), share(index)));
    }
    for top in (0..picture.height).step_by(6) {
        let mut bands: BTreeMap<usize, Vec<u8>> = BTreeMap::new();
        for x in 0..picture.width {
            for y in top..(top + 6).min(picture.height) {
                let band = bands.entry(color(picture.at(x, y))).or_insert_with(|| vec![0; picture.width]);
                band[x] |= 1 << (y - top);
            }
        }
        for (index, band) in bands {
            text.push_str(&format!("#{index}"));
            for run in band.chunk_by(|a, b| a == b) {
                text.push_str(&format!("!{}{}", run.len(), char::from(63 + run[0])));
            }
            text.push('$');
        }
        text.push('-');
    }
    text + "\x1b\\"
}

fn blocks(pictures: &[(&str, Raster)], out: &mut dyn Write) -> Result<(), Stop> {
    // Two fit into 80 columns; the third has its file.
    let shown = &pictures[..pictures.len().min(2)];
    let names: Vec<String> = shown.iter().map(|(name, _)| format!("{name:COLUMNS$}")).collect();
    writeln!(out, "  {}", names.join("   ").trim_end())?;
    let drawn: Vec<Vec<String>> = shown.iter().map(|(_, raster)| half_blocks(raster)).collect();
    for row in 0..drawn.iter().map(Vec::len).max().unwrap_or(0) {
        let line = |side: &Vec<String>| side.get(row).cloned().unwrap_or_else(|| " ".repeat(COLUMNS));
        writeln!(out, "  {}", drawn.iter().map(line).collect::<Vec<_>>().join("   "))?;
    }
    Ok(())
}

/// A picture as lines of half blocks: two pixels a character.
fn half_blocks(picture: &Raster) -> Vec<String> {
    let columns = COLUMNS.min(picture.width);
    let rows = (picture.height * columns / picture.width).clamp(2, 2 * COLUMNS);
    let small = picture.resized(columns, rows);
    let line = |row: usize| {
        let mut text = String::new();
        for column in 0..columns {
            let ([r, g, b], [u, v, w]) = (small.at(column, row), small.at(column, row + 1));
            text.push_str(&format!("\x1b[38;2;{r};{g};{b}m\x1b[48;2;{u};{v};{w}m\u{2580}"));
        }
        text + "\x1b[0m" + &" ".repeat(COLUMNS - columns)
    };
    (0..rows).step_by(2).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image() -> Image {
        let data = (0..60 * 40 * 3u32).map(|i| (i % 200) as u8).collect();
        Image::new(60, 40, ChannelOrder::Bgr, Samples::U8(data))
    }

    fn drawn(pixels: Pixels) -> String {
        let mut out = Vec::new();
        let image = image();
        assert!(pixels.draw(&[("golden", Some(&image)), ("now", Some(&image)), ("x", None)], &mut out).is_ok());
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn half_blocks_fit_eighty_columns() {
        let text = drawn(Pixels::Blocks);
        assert_eq!(text.lines().count(), 13);
        assert_eq!(text.lines().nth(1).expect("a line").matches('\u{2580}').count(), 2 * COLUMNS);
        assert!(drawn(Pixels::None).is_empty());
    }

    #[test]
    fn protocols_carry_a_whole_picture() {
        let text = drawn(Pixels::Kitty);
        assert!(text.contains("\x1b_Gf=100,a=T,q=2,m=1;iVBOR") && text.contains("\x1b_Gm=0;"), "{text:.80}");
        assert!(drawn(Pixels::Iterm).contains("\x1b]1337;File=inline=1;size="));
        let text = drawn(Pixels::Sixel);
        // 60 x 40 is enlarged six times: 40 bands of six rows.
        assert!(text.contains("\"1;1;732;240") && text.matches('-').count() == 40, "{text:.80}");
    }

    #[test]
    fn terminals_are_told_by_their_environment() {
        let of = |pairs: &[(&str, &str)]| {
            Pixels::told(&|name| pairs.iter().find(|(key, _)| *key == name).map_or(String::new(), |(_, v)| (*v).into()))
        };
        assert_eq!(of(&[("TERM", "xterm-kitty")]), Pixels::Kitty);
        assert_eq!(of(&[("TERM_PROGRAM", "iTerm.app"), ("COLORTERM", "truecolor")]), Pixels::Iterm);
        assert_eq!(of(&[("TERM", "foot")]), Pixels::Sixel);
        assert_eq!(of(&[("TERM", "xterm-kitty"), ("TMUX", "/tmp/x"), ("COLORTERM", "24bit")]), Pixels::Blocks);
        assert_eq!(of(&[("TERM", "xterm")]), Pixels::None);
    }
}
