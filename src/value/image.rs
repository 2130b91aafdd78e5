/// The order and meaning of an image's channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChannelOrder {
    /// One luminance channel.
    Gray,
    /// One luminance channel of 0 and 255 alone, kept apart by Pillow as mode 1.
    Bilevel,
    /// Luminance and alpha.
    GrayAlpha,
    /// Red, green, blue.
    Rgb,
    /// Blue, green, red.
    Bgr,
    /// Red, green, blue, alpha.
    Rgba,
    /// Blue, green, red, alpha.
    Bgra,
    /// Indices into a palette that is gone: what a loader gives that does not expand palettes.
    Indexed,
    /// Cyan, magenta, yellow, black.
    Cmyk,
}

impl ChannelOrder {
    /// Channels per pixel.
    pub fn channels(self) -> usize {
        match self {
            Self::Gray | Self::Bilevel | Self::Indexed => 1,
            Self::GrayAlpha => 2,
            Self::Rgb | Self::Bgr => 3,
            Self::Rgba | Self::Bgra | Self::Cmyk => 4,
        }
    }

    /// True if the last channel is alpha.
    pub fn has_alpha(self) -> bool {
        matches!(self, Self::GrayAlpha | Self::Rgba | Self::Bgra)
    }

    /// The name in case files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gray => "gray",
            Self::Bilevel => "bilevel",
            Self::GrayAlpha => "gray_alpha",
            Self::Rgb => "rgb",
            Self::Bgr => "bgr",
            Self::Rgba => "rgba",
            Self::Bgra => "bgra",
            Self::Indexed => "indexed",
            Self::Cmyk => "cmyk",
        }
    }
}

/// The samples of an image, row by row, channels interleaved.
#[derive(Debug, Clone, PartialEq)]
pub enum Samples {
    /// 0 to 255.
    U8(Vec<u8>),
    /// 0 to 65,535.
    U16(Vec<u16>),
    /// Any float.
    F32(Vec<f32>),
}

impl Samples {
    /// How many samples.
    pub fn len(&self) -> usize {
        match self {
            Self::U8(data) => data.len(),
            Self::U16(data) => data.len(),
            Self::F32(data) => data.len(),
        }
    }

    /// True without samples.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// `uint8`, `uint16` or `float32`.
    pub fn dtype(&self) -> super::Dtype {
        match self {
            Self::U8(_) => super::Dtype::U8,
            Self::U16(_) => super::Dtype::U16,
            Self::F32(_) => super::Dtype::F32,
        }
    }
}

/// A picture: one contiguous buffer of `height * width * channels` samples.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    /// Pixels per row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// What the channels are.
    pub order: ChannelOrder,
    /// The samples; always `width * height * order.channels()` of them.
    pub samples: Samples,
}

impl Image {
    /// An image of the given samples.
    ///
    /// # Panics
    /// If the number of samples is not `width * height * channels`: a fault of the caller, never of the input.
    pub fn new(width: usize, height: usize, order: ChannelOrder, samples: Samples) -> Self {
        assert_eq!(samples.len(), width * height * order.channels(), "samples of a {width}x{height} {order:?} image");
        Self { width, height, order, samples }
    }

    /// Channels per pixel.
    pub fn channels(&self) -> usize {
        self.order.channels()
    }

    /// The same samples, grey where they were kept apart as black and white.
    #[must_use]
    pub fn bilevel_as_gray(self) -> Self {
        match self.order {
            ChannelOrder::Bilevel => Self { order: ChannelOrder::Gray, ..self },
            _ => self,
        }
    }

    /// `image 427x640x3 uint8 (rgb)`: height, width, channels.
    pub fn describe(&self) -> String {
        let (height, width, channels) = (self.height, self.width, self.channels());
        format!("image {height}x{width}x{channels} {} ({})", self.samples.dtype().name(), self.order.name())
    }
}
