use half::{bf16, f16};

/// The type of an array's elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the variants are the names of the element types")]
pub enum Dtype {
    Bool,
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    F16,
    Bf16,
    F32,
    F64,
}

impl Dtype {
    /// The name in case files and reports, numpy's where numpy has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::U8 => "uint8",
            Self::I8 => "int8",
            Self::U16 => "uint16",
            Self::I16 => "int16",
            Self::U32 => "uint32",
            Self::I32 => "int32",
            Self::U64 => "uint64",
            Self::I64 => "int64",
            Self::F16 => "float16",
            Self::Bf16 => "bfloat16",
            Self::F32 => "float32",
            Self::F64 => "float64",
        }
    }

    /// True for the four floating-point types.
    pub fn is_float(self) -> bool {
        matches!(self, Self::F16 | Self::Bf16 | Self::F32 | Self::F64)
    }
}

/// The meaning of an array's axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    /// Height, width, channels.
    Hwc,
    /// Channels, height, width.
    Chw,
    /// Batch, height, width, channels.
    Nhwc,
    /// Batch, channels, height, width.
    Nchw,
}

impl Layout {
    /// The name in case files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hwc => "hwc",
            Self::Chw => "chw",
            Self::Nhwc => "nhwc",
            Self::Nchw => "nchw",
        }
    }

    /// The index of the channel axis.
    pub fn channel_axis(self) -> usize {
        match self {
            Self::Chw => 0,
            Self::Nchw => 1,
            Self::Hwc => 2,
            Self::Nhwc => 3,
        }
    }
}

/// Elements in row-major order.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "the variants are the names of the element types")]
pub enum Elements {
    Bool(Vec<bool>),
    U8(Vec<u8>),
    I8(Vec<i8>),
    U16(Vec<u16>),
    I16(Vec<i16>),
    U32(Vec<u32>),
    I32(Vec<i32>),
    U64(Vec<u64>),
    I64(Vec<i64>),
    F16(Vec<f16>),
    Bf16(Vec<bf16>),
    F32(Vec<f32>),
    F64(Vec<f64>),
}

/// Applies one expression to the vector inside [`Elements`], whatever its element type.
#[macro_export]
macro_rules! for_elements {
    ($elements:expr, $vector:ident => $body:expr) => {
        match $elements {
            $crate::value::Elements::Bool($vector) => $body,
            $crate::value::Elements::U8($vector) => $body,
            $crate::value::Elements::I8($vector) => $body,
            $crate::value::Elements::U16($vector) => $body,
            $crate::value::Elements::I16($vector) => $body,
            $crate::value::Elements::U32($vector) => $body,
            $crate::value::Elements::I32($vector) => $body,
            $crate::value::Elements::U64($vector) => $body,
            $crate::value::Elements::I64($vector) => $body,
            $crate::value::Elements::F16($vector) => $body,
            $crate::value::Elements::Bf16($vector) => $body,
            $crate::value::Elements::F32($vector) => $body,
            $crate::value::Elements::F64($vector) => $body,
        }
    };
}

impl Elements {
    /// How many elements.
    pub fn len(&self) -> usize {
        for_elements!(self, data => data.len())
    }

    /// True without elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element type.
    pub fn dtype(&self) -> Dtype {
        match self {
            Self::Bool(_) => Dtype::Bool,
            Self::U8(_) => Dtype::U8,
            Self::I8(_) => Dtype::I8,
            Self::U16(_) => Dtype::U16,
            Self::I16(_) => Dtype::I16,
            Self::U32(_) => Dtype::U32,
            Self::I32(_) => Dtype::I32,
            Self::U64(_) => Dtype::U64,
            Self::I64(_) => Dtype::I64,
            Self::F16(_) => Dtype::F16,
            Self::Bf16(_) => Dtype::Bf16,
            Self::F32(_) => Dtype::F32,
            Self::F64(_) => Dtype::F64,
        }
    }

    /// All elements as doubles; 64-bit integers beyond 2^53 lose digits.
    pub fn to_f64(&self) -> Vec<f64> {
        match self {
            Self::Bool(data) => data.iter().map(|&v| f64::from(u8::from(v))).collect(),
            Self::U8(data) => data.iter().map(|&v| f64::from(v)).collect(),
            Self::I8(data) => data.iter().map(|&v| f64::from(v)).collect(),
            Self::U16(data) => data.iter().map(|&v| f64::from(v)).collect(),
            Self::I16(data) => data.iter().map(|&v| f64::from(v)).collect(),
            Self::U32(data) => data.iter().map(|&v| f64::from(v)).collect(),
            Self::I32(data) => data.iter().map(|&v| f64::from(v)).collect(),
            Self::U64(data) => data.iter().map(|&v| v as f64).collect(),
            Self::I64(data) => data.iter().map(|&v| v as f64).collect(),
            Self::F16(data) => data.iter().map(|v| v.to_f64()).collect(),
            Self::Bf16(data) => data.iter().map(|v| v.to_f64()).collect(),
            Self::F32(data) => data.iter().map(|&v| f64::from(v)).collect(),
            Self::F64(data) => data.clone(),
        }
    }
}

/// An array with its shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    /// Lengths of the axes, outermost first; empty for a scalar.
    pub shape: Vec<usize>,
    /// The elements; always as many as the product of `shape`.
    pub elements: Elements,
    /// The meaning of the axes, if it is known.
    pub layout: Option<Layout>,
}

impl Tensor {
    /// An array of the given elements.
    ///
    /// # Panics
    /// If the number of elements is not the product of the shape: a fault of the caller, never of the input.
    pub fn new(shape: Vec<usize>, elements: Elements, layout: Option<Layout>) -> Self {
        assert_eq!(elements.len(), shape.iter().product::<usize>(), "elements of a tensor of shape {shape:?}");
        Self { shape, elements, layout }
    }

    /// The shape as Python writes it: `(3, 224, 224)`, `(5,)`, `()`.
    pub fn shape_text(&self) -> String {
        let axes: Vec<String> = self.shape.iter().map(ToString::to_string).collect();
        if axes.len() == 1 { format!("({},)", axes[0]) } else { format!("({})", axes.join(", ")) }
    }

    /// `tensor (3, 224, 224) float32 (chw)`.
    pub fn describe(&self) -> String {
        let layout = self.layout.map_or(String::new(), |layout| format!(" ({})", layout.name()));
        format!("tensor {} {}{layout}", self.shape_text(), self.elements.dtype().name())
    }
}
