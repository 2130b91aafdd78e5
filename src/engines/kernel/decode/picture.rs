//! A decoded file in its own terms, and the operations that make a library's image of it.

use crate::engines::capability::Gray;
use crate::engines::kernel::gray;
use crate::value::{ChannelOrder, Image, Samples};

/// A colour that stands for "transparent", in samples of the file's own depth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transparency {
    /// One sample per channel.
    pub colour: Vec<u16>,
    /// The file's bits per sample.
    pub bits: u8,
}

/// A decoded file.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Pixels per row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// The channels.
    pub order: ChannelOrder,
    /// The samples, 8 bits at least.
    pub samples: Samples,
    /// Red, green, blue and alpha of every index.
    pub palette: Vec<[u8; 4]>,
    /// The transparent colour.
    pub transparent: Option<Transparency>,
}

/// How four-colour print becomes light. Samples are inverted, as files hold them: 255 is no ink.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ink {
    /// `white - white * ink / 255`, rounded.
    Rounded,
    /// `white - white * ink / 256`, truncated.
    Shifted,
    /// `white * light / 255`, truncated.
    Truncated,
}

/// One thing that is done to all pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PixelOp {
    /// Indices become red, green, blue.
    PaletteToRgb,
    /// Indices become red, green, blue, alpha.
    PaletteToRgba,
    /// Grey of one bit is kept apart from other grey.
    GrayToBilevel,
    /// Indices are taken for grey levels.
    IndicesAsGray,
    /// The transparent colour gets alpha 0, all others full alpha.
    KeyToAlpha,
    /// The same, with the file's own number compared to samples that are 8 bits wide already.
    UnscaledKeyToAlpha,
    /// 16 bits to 8: the high byte.
    HighByte,
    /// 16 bits or floats to 8 bits: everything from 255 on is white, everything below 0 black; fractions are cut off.
    Clip,
    /// 16 bits to 8: divided by 257, rounded.
    Rounded,
    /// Alpha is thrown away.
    DropAlpha,
    /// Full alpha is added.
    AddAlpha,
    /// This alpha is added to 8-bit samples, whatever it means; the full one to others.
    AddAlphaLevel(u8),
    /// Colours are multiplied by alpha and divided by 255, halves down.
    Premultiply,
    /// Grey becomes three equal channels.
    GrayToRgb,
    /// Colour becomes grey.
    ToGray(Gray),
    /// Colour of any depth becomes 8-bit grey as the crate `image` makes it.
    ToGray8ByCrate,
    /// Colours are divided by alpha; without any alpha they become black.
    Unmultiply,
    /// Samples are turned over.
    Invert,
    /// Print colours become red, green, blue.
    InkToRgb(Ink),
}

/// `op` on both kinds of whole samples.
macro_rules! on_whole_samples {
    ($samples:expr, $data:ident => $body:expr) => {
        match $samples {
            Samples::U8($data) => Samples::U8($body),
            Samples::U16($data) => Samples::U16($body),
            Samples::F32($data) => Samples::F32($body),
        }
    };
}

impl Picture {
    /// A picture without palette and transparent colour.
    pub fn plain(width: usize, height: usize, order: ChannelOrder, samples: Samples) -> Self {
        Self { width, height, order, samples, palette: Vec::new(), transparent: None }
    }

    /// The image after all operations.
    pub fn image(mut self, ops: &[PixelOp]) -> Image {
        for op in ops {
            self = self.apply(*op);
        }
        Image::new(self.width, self.height, self.order, self.samples)
    }

    fn apply(mut self, op: PixelOp) -> Self {
        match op {
            PixelOp::PaletteToRgb => self.expand_palette(ChannelOrder::Rgb),
            PixelOp::PaletteToRgba => self.expand_palette(ChannelOrder::Rgba),
            PixelOp::GrayToBilevel => self.order = ChannelOrder::Bilevel,
            PixelOp::IndicesAsGray => self.order = ChannelOrder::Gray,
            PixelOp::KeyToAlpha => self.key_to_alpha(true),
            PixelOp::UnscaledKeyToAlpha => self.key_to_alpha(false),
            PixelOp::HighByte => self.narrow(|v| (v >> 8) as u8),
            PixelOp::Clip => self.clip(),
            PixelOp::Rounded => self.narrow(|v| ((v as u32 + 128) / 257) as u8),
            PixelOp::DropAlpha => self.drop_alpha(),
            PixelOp::AddAlpha => self.add_alpha(u8::MAX),
            PixelOp::AddAlphaLevel(level) => self.add_alpha(level),
            PixelOp::Premultiply => self.premultiply(),
            PixelOp::GrayToRgb => self.gray_to_rgb(),
            PixelOp::ToGray(formula) => {
                self.samples = gray::of_rgb(&self.samples, formula);
                self.order = ChannelOrder::Gray;
            }
            PixelOp::ToGray8ByCrate => {
                self.samples = Samples::U8(gray::byte_by_crate(&self.samples));
                self.order = ChannelOrder::Gray;
            }
            PixelOp::Unmultiply => self.unmultiply(),
            PixelOp::Invert => match &mut self.samples {
                Samples::U8(data) => data.iter_mut().for_each(|v| *v = u8::MAX - *v),
                Samples::U16(data) => data.iter_mut().for_each(|v| *v = u16::MAX - *v),
                Samples::F32(_) => {}
            },
            PixelOp::InkToRgb(ink) => self.ink_to_rgb(ink),
        }
        self
    }

    fn narrow(&mut self, to_byte: fn(u16) -> u8) {
        if let Samples::U16(data) = &self.samples {
            self.samples = Samples::U8(data.iter().map(|&v| to_byte(v)).collect());
        }
    }

    fn expand_palette(&mut self, order: ChannelOrder) {
        let Samples::U8(indices) = &self.samples else { return };
        let channels = order.channels();
        let mut data = Vec::with_capacity(indices.len() * channels);
        for &index in indices {
            // What lies beyond the palette is black and opaque, as in a palette filled up to 256 entries.
            let entry = self.palette.get(index as usize).unwrap_or(&[0, 0, 0, 255]);
            data.extend_from_slice(&entry[..channels]);
        }
        self.samples = Samples::U8(data);
        self.order = order;
    }

    fn key_to_alpha(&mut self, scaled: bool) {
        let Some(key) = self.transparent.take() else {
            self.add_alpha(u8::MAX);
            return;
        };
        let spread = if scaled && key.bits < 8 { 255 / ((1u16 << key.bits) - 1) } else { 1 };
        let colour: Vec<u16> = key.colour.iter().map(|v| v * spread).collect();
        let channels = self.order.channels();
        let hits: Vec<bool> = match &self.samples {
            Samples::U8(data) => {
                data.chunks_exact(channels).map(|p| p.iter().map(|&v| v as u16).eq(colour.iter().copied())).collect()
            }
            Samples::U16(data) => data.chunks_exact(channels).map(|p| *p == *colour).collect(),
            Samples::F32(_) => return,
        };
        self.add_alpha(u8::MAX);
        let with_alpha = self.order.channels();
        match &mut self.samples {
            Samples::U8(data) => blank(data, with_alpha, &hits),
            Samples::U16(data) => blank(data, with_alpha, &hits),
            Samples::F32(_) => {}
        }
    }

    fn drop_alpha(&mut self) {
        let order = match self.order {
            ChannelOrder::GrayAlpha => ChannelOrder::Gray,
            ChannelOrder::Rgba => ChannelOrder::Rgb,
            _ => return,
        };
        let keep = order.channels();
        self.samples = on_whole_samples!(&self.samples, data => {
            data.chunks_exact(keep + 1).flat_map(|pixel| &pixel[..keep]).copied().collect()
        });
        self.order = order;
    }

    fn add_alpha(&mut self, level: u8) {
        let order = match self.order {
            ChannelOrder::Gray => ChannelOrder::GrayAlpha,
            ChannelOrder::Rgb => ChannelOrder::Rgba,
            _ => return,
        };
        let channels = self.order.channels();
        self.samples = match &self.samples {
            Samples::U8(data) => Samples::U8(append(data, channels, level)),
            Samples::U16(data) => Samples::U16(append(data, channels, u16::MAX)),
            Samples::F32(data) => Samples::F32(append(data, channels, 1.0)),
        };
        self.order = order;
    }

    fn premultiply(&mut self) {
        let channels = self.order.channels();
        if let (Samples::U8(data), true) = (&mut self.samples, self.order.has_alpha()) {
            for pixel in data.chunks_exact_mut(channels) {
                let alpha = pixel[channels - 1] as u32;
                for level in &mut pixel[..channels - 1] {
                    *level = ((*level as u32 * alpha + 127) / 255) as u8;
                }
            }
        }
    }

    fn clip(&mut self) {
        match &self.samples {
            Samples::F32(data) => self.samples = Samples::U8(data.iter().map(|&v| v as u8).collect()),
            _ => self.narrow(|v| v.min(255) as u8),
        }
    }

    fn unmultiply(&mut self) {
        if let (Samples::U8(data), ChannelOrder::Rgba) = (&mut self.samples, self.order) {
            for [colours @ .., alpha] in data.as_chunks_mut::<4>().0 {
                for level in colours {
                    let share = (u32::from(*level) * 255).checked_div(u32::from(*alpha));
                    *level = share.map_or(0, |share| share.min(255) as u8);
                }
            }
        }
    }

    fn gray_to_rgb(&mut self) {
        let order = match self.order {
            ChannelOrder::Gray => ChannelOrder::Rgb,
            ChannelOrder::GrayAlpha => ChannelOrder::Rgba,
            _ => return,
        };
        let channels = self.order.channels();
        self.samples = on_whole_samples!(&self.samples, data => {
            let mut wide = Vec::with_capacity(data.len() / channels * (channels + 2));
            for pixel in data.chunks_exact(channels) {
                wide.extend_from_slice(&[pixel[0], pixel[0]]);
                wide.extend_from_slice(pixel);
            }
            wide
        });
        self.order = order;
    }

    fn ink_to_rgb(&mut self, ink: Ink) {
        let Samples::U8(data) = &self.samples else { return };
        let mut rgb = Vec::with_capacity(data.len() / 4 * 3);
        for pixel in data.chunks_exact(4) {
            let white = 255 - pixel[3] as u32;
            rgb.extend(pixel[..3].iter().map(|&level| {
                let product = level as u32 * white;
                let taken = match ink {
                    Ink::Rounded => ((product + 128) + ((product + 128) >> 8)) >> 8,
                    Ink::Shifted => product >> 8,
                    Ink::Truncated => white - white * (255 - level as u32) / 255,
                };
                (white - taken.min(white)) as u8
            }));
        }
        self.samples = Samples::U8(rgb);
        self.order = ChannelOrder::Rgb;
    }
}

fn append<T: Copy>(data: &[T], channels: usize, last: T) -> Vec<T> {
    let mut wide = Vec::with_capacity(data.len() / channels * (channels + 1));
    for pixel in data.chunks_exact(channels) {
        wide.extend_from_slice(pixel);
        wide.push(last);
    }
    wide
}

fn blank<T: Default>(data: &mut [T], channels: usize, hits: &[bool]) {
    for (pixel, _) in data.chunks_exact_mut(channels).zip(hits).filter(|(_, hit)| **hit) {
        pixel[channels - 1] = T::default();
    }
}
