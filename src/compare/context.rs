use super::metric::{self, Metric};
use crate::diagnostic::Diagnostic;
use crate::meta::nearest;

/// What a comparison is told beside the two values.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Tolerances; all must hold.
    pub tolerances: &'a Tolerances,
    /// The size of one grey level: one factor, or one per channel. `None` where levels mean nothing.
    pub level_size: Option<&'a [f64]>,
    /// Whether the order of a record's fields counts: set it where a side has a `columns` step.
    pub field_order: bool,
    /// How much to find out about what differs.
    pub detail: Detail,
}

/// How much a comparison finds out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Everything that a report shows.
    Full,
    /// The measures without percentile, places and alignments: for the thousands of comparisons of a search.
    Quick,
}

impl Default for Context<'static> {
    fn default() -> Self {
        static EXACT: Tolerances = Tolerances::EXACT;
        Self { tolerances: &EXACT, level_size: None, field_order: false, detail: Detail::Full }
    }
}

/// The tolerances of a case. Without any, values must be exactly equal.
#[derive(Clone, Default)]
pub struct Tolerances(Vec<(&'static dyn Metric, f64)>);

impl Tolerances {
    /// No tolerance.
    pub const EXACT: Self = Self(Vec::new());

    /// Tolerances by the names of their metrics.
    ///
    /// # Errors
    /// An unknown metric; a tolerance that is negative or NaN.
    pub fn new<'a>(pairs: impl IntoIterator<Item = (&'a str, f64)>) -> Result<Self, Diagnostic> {
        pairs.into_iter().map(|(name, limit)| Self::one(name, limit)).collect::<Result<_, _>>().map(Self)
    }

    /// Checks one tolerance: for callers that know where each key stands.
    ///
    /// # Errors
    /// An unknown metric; a tolerance that is negative or NaN.
    pub fn one(name: &str, limit: f64) -> Result<(&'static dyn Metric, f64), Diagnostic> {
        let Some(metric) = metric::find(name) else {
            let known: Vec<&str> = metric::ALL.iter().map(|m| m.meta().id).collect();
            let error = Diagnostic::error("compare.unknown_metric", format!("unknown metric \"{name}\""))
                .note(format!("known: {}", known.join(", ")));
            return Err(match nearest(name, known.iter().copied()) {
                Some(meant) => error.hint(format!("did you mean `{meant}`?")),
                None => error.hint("`preparity list metrics` says what each of them measures"),
            });
        };
        if limit >= 0.0 {
            return Ok((metric, limit));
        }
        let message = format!("the tolerance {name} must be 0 or larger, found {limit}");
        Err(Diagnostic::error("compare.bad_tolerance", message))
    }

    /// True without tolerances: values must be exactly equal.
    pub fn is_exact(&self) -> bool {
        self.0.is_empty()
    }

    /// Metrics and limits in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = (&'static dyn Metric, f64)> + '_ {
        self.0.iter().copied()
    }
}

impl std::fmt::Debug for Tolerances {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.iter().map(|(metric, limit)| (metric.meta().id, limit))).finish()
    }
}
