//! What an engine can offer to steps: traits for kernels, plain data for conventions.

mod arithmetic;
mod decode;
mod geometry;
mod gray;
mod resize;
pub mod table;
mod text;
mod time;
mod tokenize;

pub use arithmetic::{Arithmetic, Factor, Fusion, Mode, Spread};
pub use decode::{
    BmpRuns, BmpSixteen, Chroma, Color, ColourBeyond, Dct, Decode, DecodeRequest, Forgiven, FrameBeyond, GifCodes,
    GifGround, JpegReader, OrientationIn, ReadErrors, ReadFunction, Recipe, Refused, Smaller, SmallerBy, Turning,
};
pub use geometry::{
    Cap, CropPart, Geometry, LetterboxRule, PadRule, Rounding, SideFormula, SideRule, TargetRule, TooSmall,
};
pub use gray::{Gray, GrayRules};
pub use resize::{Antialias, CubicA, Filter, FilterOffer, Resize, ResizeOffer, ResizeRequest, unsupported};
pub use table::TableRules;
pub use text::{
    ALL_FORMS, Accents, Blank, Casefold, Collapse, DecodeText, Invalid, Lowercase, Removed, Replaced, TextRules,
};
pub use time::{
    Count, Effect, EpochOutput, EpochRules, EpochUnit, Field, FieldRules, Fold, Fraction, Frame, Gap, LocalRule,
    MonthEnd, Naive, ReadRequest, ReadTime, Reading, Resettle, Shape, SpanRules, TimeErrors, TimeOption, TimeReader,
    TimeRules, Week, WeekStart, Weekday, ZoneNames, ZoneRules,
};
pub use tokenize::{
    Encoder, Limits, PairTruncation, Side, SpecialInText, SpecialTokens, Tokenize, TokenizeRequest, Truncation,
};
