use super::{Argument, Param, Settings};
use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::meta::Meta;

/// What the host of a side provides.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Runtime {
    /// The host's time zone; `None` is UTC.
    pub zone: Option<String>,
    /// The release of the time zone database (`2022a`), or a folder of `TZif` files; `None` is the embedded one.
    pub tzdata: Option<String>,
    /// Images whose header announces more pixels than this are refused; `None` is the default of 178 million.
    pub max_pixels: Option<u64>,
}

impl Runtime {
    /// The most pixels that a picture may have.
    pub fn pixel_limit(&self) -> u64 {
        self.max_pixels.unwrap_or(178_000_000)
    }
}

/// A step with all its parameters bound: what a pipeline runs.
pub struct Bound {
    /// In order.
    pub operations: Vec<Box<dyn Operation>>,
    /// What the step does to the size of a grey level.
    pub levels: Levels,
    /// Parameters that were left to a library's default, in words: `filter left to the default of pillow 13.0: bicubic`.
    pub defaults: Vec<String>,
}

impl Bound {
    /// A step of one operation that leaves grey levels alone.
    pub fn one(operation: impl Operation + 'static) -> Self {
        Self { operations: vec![Box::new(operation)], levels: Levels::Kept, defaults: Vec::new() }
    }
}

/// What a step does to the size of one grey level (1/255 of the range of a decoded 8-bit image).
#[derive(Debug, Clone, PartialEq)]
pub enum Levels {
    /// One level is as large after the step as before.
    Kept,
    /// A level is multiplied by this: one factor for all channels, or one per channel.
    Times(Vec<f64>),
    /// Levels mean nothing after this step.
    Lost,
}

impl Levels {
    /// The size of a grey level after the step, from its size before: one factor, or one per channel.
    pub fn after(&self, size: &[f64]) -> Option<Vec<f64>> {
        match self {
            Self::Kept => Some(size.to_vec()),
            Self::Lost => None,
            Self::Times(factors) => {
                let channels = size.len().max(factors.len());
                let at = |list: &[f64], channel: usize| *list.get(channel).unwrap_or(&list[0]);
                Some((0..channels).map(|c| at(size, c) * at(factors, c)).collect())
            }
        }
    }
}

/// A change worth trying when two sides differ: parameters set to other values (`None`: left out).
#[derive(Debug, Clone, PartialEq)]
pub struct Variation {
    /// The cause that the change stands for.
    pub cause: &'static str,
    /// The changed parameters.
    pub changes: Vec<(&'static str, Option<Argument>)>,
}

/// A parameter that can list one item for each field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PerField {
    /// One field takes a single value: a list has one per field.
    Single(&'static str),
    /// One field takes a list: a list of lists has one per field.
    List(&'static str),
}

/// One kind of step: a registry entry.
pub trait Step: Sync {
    /// Id, summary, manual page, example.
    fn meta(&self) -> &'static Meta;

    /// The parameters beside the common ones.
    fn params(&self) -> &'static [Param];

    /// Binds parameters and engine. Keys and kinds have been checked against [`Step::params`].
    ///
    /// # Errors
    /// A missing or impossible parameter, or a combination that the library does not offer.
    fn bind(&self, settings: &Settings, runtime: &Runtime) -> Result<Bound, Diagnostic>;

    /// For steps on columns: the parameters that can list one item for each field of `on`. Such a step is bound once per
    /// field, and works on all fields of a record where there is no `on`.
    fn per_field(&self) -> Option<&'static [PerField]> {
        None
    }

    /// True if the step makes a record of one value, whose fields take the value's place in the row.
    fn spreads(&self) -> bool {
        false
    }

    /// What to try when two sides differ at this step.
    fn variations(&self, _settings: &Settings) -> Vec<Variation> {
        Vec::new()
    }
}
