//! Images and arrays of pixels as the steps on them see both: elements, sizes, and where the channels lie.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::TooSmall;
use crate::engines::kernel::window::{self, Border, Grid, Window};
use crate::engines::kernel::{affine, cast};
use crate::for_elements;
use crate::value::{ChannelOrder, Elements, Image, Layout, Samples, Tensor, Value};

/// An image, or an array of two to four axes whose meaning is known or plain.
pub struct Raster {
    /// The elements.
    pub elements: Elements,
    /// Pictures.
    pub batch: usize,
    /// Channels of a pixel.
    pub channels: usize,
    /// Rows.
    pub height: usize,
    /// Pixels of a row.
    pub width: usize,
    /// The order of the axes.
    pub layout: Layout,
    form: Form,
}

#[derive(Clone, Copy)]
enum Form {
    Image(ChannelOrder),
    /// With a channel axis or without one.
    Tensor {
        flat: bool,
    },
}

impl Raster {
    /// Takes a value apart. `channels`, where it is known, tells the layouts of an array apart that names none.
    ///
    /// # Errors
    /// A value that is neither an image nor such an array.
    pub fn of(value: Value, step: &str, channels: Option<usize>) -> Result<Self, Diagnostic> {
        match value {
            Value::Image(image) => Ok(Self::of_image(image)),
            Value::Tensor(tensor) => Self::of_tensor(tensor, step, channels),
            other => {
                let message = format!("{step} takes an image or an array, found {}", other.describe());
                let error = Diagnostic::error("step.wrong_kind", message);
                Err(if matches!(other, Value::Bytes(_)) { error.hint("put `decode` before it") } else { error })
            }
        }
    }

    fn of_image(image: Image) -> Self {
        let Image { width, height, order, samples } = image;
        let elements = match samples {
            Samples::U8(data) => Elements::U8(data),
            Samples::U16(data) => Elements::U16(data),
            Samples::F32(data) => Elements::F32(data),
        };
        let form = Form::Image(order);
        Self { elements, batch: 1, channels: order.channels(), height, width, layout: Layout::Hwc, form }
    }

    fn of_tensor(tensor: Tensor, step: &str, channels: Option<usize>) -> Result<Self, Diagnostic> {
        let described = tensor.describe();
        let Some(layout) = tensor.layout.or_else(|| plain_layout(&tensor.shape, channels)) else {
            let message = format!("{step} cannot tell height, width and channels apart in {described}");
            return Err(Diagnostic::error("step.unknown_layout", message)
                .hint("put `layout: {from: hwc, to: hwc}` (or the layout that it has) before it"));
        };
        let form = Form::Tensor { flat: tensor.shape.len() == 2 };
        let (batch, height, width, channels) = match (layout, tensor.shape.as_slice()) {
            (_, &[height, width]) => (1, height, width, 1),
            (Layout::Hwc, &[height, width, channels]) | (Layout::Chw, &[channels, height, width]) => {
                (1, height, width, channels)
            }
            (Layout::Nhwc, &[batch, height, width, channels]) | (Layout::Nchw, &[batch, channels, height, width]) => {
                (batch, height, width, channels)
            }
            _ => {
                let message = format!("{step} takes an image or an array of pixels, found {described}");
                return Err(Diagnostic::error("step.wrong_kind", message));
            }
        };
        Ok(Self { elements: tensor.elements, batch, channels, height, width, layout, form })
    }

    /// The value again: an image stays one as long as an image can hold its elements.
    pub fn into_value(self) -> Value {
        let Self { elements, height, width, .. } = self;
        if let Form::Image(order) = self.form {
            let samples = match elements {
                Elements::U8(data) => Samples::U8(data),
                Elements::U16(data) => Samples::U16(data),
                Elements::F32(data) => Samples::F32(data),
                elements => {
                    let shape = vec![height, width, order.channels()];
                    return Value::Tensor(Tensor::new(shape, elements, Some(Layout::Hwc)));
                }
            };
            return Value::Image(Image::new(width, height, order, samples));
        }
        let shape = match (self.form, self.layout) {
            (Form::Tensor { flat: true }, _) => vec![height, width],
            (_, Layout::Hwc) => vec![height, width, self.channels],
            (_, Layout::Chw) => vec![self.channels, height, width],
            (_, Layout::Nhwc) => vec![self.batch, height, width, self.channels],
            (_, Layout::Nchw) => vec![self.batch, self.channels, height, width],
        };
        let layout = if shape.len() == 2 { None } else { Some(self.layout) };
        Value::Tensor(Tensor::new(shape, elements, layout))
    }

    /// True for layouts whose channels are planes.
    pub fn is_planar(&self) -> bool {
        matches!(self.layout, Layout::Chw | Layout::Nchw)
    }

    /// The buffer as grids of cells.
    pub fn grid(&self) -> Grid {
        let (planes, cell) =
            if self.is_planar() { (self.batch * self.channels, 1) } else { (self.batch, self.channels) };
        Grid { planes, height: self.height, width: self.width, cell }
    }

    /// Where the channels lie.
    pub fn places(&self) -> affine::Channels {
        let inner = if self.is_planar() { self.height * self.width } else { 1 };
        affine::Channels { count: self.channels.max(1), inner }
    }

    /// The cells of a window; the window becomes the picture.
    pub fn cut(&mut self, window: Window, border: &Border) {
        let grid = self.grid();
        let constants = if let Border::Constant(constants) = border { constants.as_slice() } else { &[0.0] };
        let mut constants = constants.to_vec();
        if let Form::Image(ChannelOrder::Bilevel) = self.form {
            // Whatever is not black is white there.
            constants.iter_mut().filter(|fill| **fill != 0.0).for_each(|fill| *fill = 255.0);
        }
        let fill = cast::saturate(Elements::F64(constants), self.elements.dtype());
        let elements = std::mem::replace(&mut self.elements, Elements::Bool(Vec::new()));
        let channels = self.channels;
        macro_rules! cut {
            ($($variant:ident),*) => {
                match (elements, fill) {
                    $((Elements::$variant(data), Elements::$variant(fill)) => {
                        Elements::$variant(window::cut(data, grid, window, border, channels, &fill))
                    })*
                    (other, _) => other,
                }
            };
        }
        self.elements = cut!(Bool, U8, I8, U16, I16, U32, I32, U64, I64, F16, Bf16, F32, F64);
        (self.width, self.height) = (window.width, window.height);
    }

    /// The cells of a window, beyond the border by a library's rule.
    ///
    /// # Errors
    /// A fill for another number of channels, or one that the samples cannot hold.
    pub fn cut_by_rule(
        mut self,
        window: Window,
        too_small: TooSmall,
        border: &Border,
        step: &str,
    ) -> Result<Value, Diagnostic> {
        if !window.is_inside(self.grid()) {
            match too_small {
                TooSmall::Pad(_) => {
                    self.check_border(border, step)?;
                    self.check_fill(border, false).map_err(|message| {
                        Diagnostic::error("step.fill", format!("{step}: {message}"))
                            .hint("give a fill in the units of the pixels at this point")
                    })?;
                }
                TooSmall::Raise(error) => {
                    let (width, height) = (self.width, self.height);
                    let message = format!("a window of {}x{} in {width}x{height}", window.width, window.height);
                    return Ok(Value::rejected(error, message));
                }
                TooSmall::Slice => {
                    let (left, width) = sliced(window.left, window.width, self.width);
                    let (top, height) = sliced(window.top, window.height, self.height);
                    self.cut(Window { left, top, width, height }, border);
                    return Ok(self.into_value());
                }
            }
        }
        self.cut(window, border);
        Ok(self.into_value())
    }

    /// Refuses a constant border for another number of channels.
    ///
    /// # Errors
    /// What was given and what is wanted.
    pub fn check_border(&self, border: &Border, step: &str) -> Result<(), Diagnostic> {
        match border {
            Border::Constant(fill) if fill.len() > 1 && fill.len() != self.channels => {
                let message =
                    format!("{step}.fill is for {} channels, and the picture has {}", fill.len(), self.channels);
                Err(Diagnostic::error("step.channels", message).hint("give one number for all channels"))
            }
            _ => Ok(()),
        }
    }

    /// Refuses a constant that whole pixels cannot hold: a NaN, and what lies beyond their range unless the library takes
    /// its nearest end for it.
    ///
    /// # Errors
    /// What does not fit, as a lower-case fragment.
    pub fn check_fill(&self, border: &Border, saturates: bool) -> Result<(), String> {
        let dtype = self.elements.dtype();
        let (Border::Constant(fill), Some((least, most))) = (border, cast::range(dtype)) else { return Ok(()) };
        let fits = |value: f64| !value.is_nan() && (saturates || (least <= value && value <= most));
        match fill.iter().find(|value| !fits(**value)) {
            Some(odd) => Err(format!("a fill of {odd} does not fit {} pixels, {least} to {most}", dtype.name())),
            None => Ok(()),
        }
    }

    /// Mirrors in place.
    pub fn flip(&mut self, horizontal: bool, vertical: bool) {
        let grid = self.grid();
        for_elements!(&mut self.elements, data => {
            if horizontal {
                window::flip_horizontal(data, grid);
            }
            if vertical {
                window::flip_vertical(data, grid);
            }
        });
    }

    /// Exchanges rows and columns.
    pub fn transpose(&mut self) {
        self.turn(self.grid());
        std::mem::swap(&mut self.width, &mut self.height);
    }

    /// Puts the axes in another order; without `moves` the elements stay where they are.
    pub fn arrange(&mut self, to: Layout, moves: bool) {
        let planar = matches!(to, Layout::Chw | Layout::Nchw);
        if moves && planar != self.is_planar() && self.channels > 1 {
            let (pixels, channels) = (self.height * self.width, self.channels);
            // Pixels of channels, or channels of pixels: the exchange of rows and columns of such a grid.
            let (height, width) = if planar { (pixels, channels) } else { (channels, pixels) };
            let grid = Grid { planes: self.batch, height, width, cell: 1 };
            self.turn(grid);
        }
        self.layout = to;
        self.form = Form::Tensor { flat: false };
    }

    fn turn(&mut self, grid: Grid) {
        macro_rules! turned {
            ($($variant:ident),*) => {
                match &self.elements {
                    $(Elements::$variant(data) => Elements::$variant(window::transpose(data, grid)),)*
                }
            };
        }
        self.elements = turned!(Bool, U8, I8, U16, I16, U32, I32, U64, I64, F16, Bf16, F32, F64);
    }

    /// Reverses the order of the channels: red, green, blue becomes blue, green, red.
    pub fn reverse_channels(&mut self) {
        let (channels, plane, planar) = (self.channels, self.height * self.width, self.is_planar());
        for_elements!(&mut self.elements, data => {
            if planar {
                for picture in data.chunks_exact_mut((plane * channels).max(1)) {
                    for channel in 0..channels / 2 {
                        let (first, last) = picture.split_at_mut((channels - 1 - channel) * plane);
                        first[channel * plane..(channel + 1) * plane].swap_with_slice(&mut last[..plane]);
                    }
                }
            } else {
                data.chunks_exact_mut(channels.max(1)).for_each(<[_]>::reverse);
            }
        });
        if let Form::Image(order) = &mut self.form {
            *order = match *order {
                ChannelOrder::Rgb => ChannelOrder::Bgr,
                ChannelOrder::Bgr => ChannelOrder::Rgb,
                other => other,
            };
        }
    }
}

/// The layout of an array that names none, where its shape leaves one reading: one axis of 1 to 4 channels (or of as
/// many as are wanted), at an end where channels can stand.
pub fn plain_layout(shape: &[usize], channels: Option<usize>) -> Option<Layout> {
    let fits = |length: usize| channels.map_or((1..=4).contains(&length), |wanted| length == wanted);
    match *shape {
        [_, _] => Some(Layout::Hwc),
        [first, _, last] => match (fits(first), fits(last)) {
            (true, false) => Some(Layout::Chw),
            (false, true) => Some(Layout::Hwc),
            _ => None,
        },
        [_, first, _, last] => match (fits(first), fits(last)) {
            (true, false) => Some(Layout::Nchw),
            (false, true) => Some(Layout::Nhwc),
            _ => None,
        },
        _ => None,
    }
}

/// Width and height of a value that is an image or a plain array of pixels.
pub fn size(value: &Value) -> Option<(usize, usize)> {
    match value {
        Value::Image(image) => Some((image.width, image.height)),
        Value::Tensor(tensor) => {
            let layout = tensor.layout.or_else(|| plain_layout(&tensor.shape, None))?;
            match (layout, tensor.shape.as_slice()) {
                (Layout::Hwc, &[height, width, ..])
                | (Layout::Chw, &[_, height, width] | &[height, width])
                | (Layout::Nhwc, &[_, height, width, _])
                | (Layout::Nchw, &[_, _, height, width]) => Some((width, height)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The farthest that a window may lie outside, in pixels.
const FARTHEST: usize = 1 << 31;

/// Refuses windows of more pixels than the limit.
///
/// # Errors
/// What was asked for, as a lower-case fragment.
pub fn bounded(window: Window, limit: u64) -> Result<Window, String> {
    let Window { left, top, width, height } = window;
    if (width as u64).checked_mul(height as u64).is_none_or(|pixels| pixels > limit) {
        return Err(format!("{width}x{height} makes more than {limit} pixels; --max-pixels raises the limit"));
    }
    if left.unsigned_abs() > FARTHEST || top.unsigned_abs() > FARTHEST {
        return Err(format!("({left}, {top}) lies more than {FARTHEST} pixels outside"));
    }
    Ok(window)
}

/// Start and length of Python's `[start:start + length]`.
fn sliced(start: isize, length: usize, whole: usize) -> (isize, usize) {
    let whole = whole as isize;
    let end = |at: isize| if at < 0 { (at + whole).max(0) } else { at.min(whole) };
    let (first, last) = (end(start), end(start + length as isize));
    (first, usize::try_from(last - first).unwrap_or(0))
}
