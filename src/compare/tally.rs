use serde::{Serialize, Serializer};

/// What is counted while two values are walked; parts are merged into wholes.
#[allow(clippy::struct_excessive_bools, reason = "independent facts, not the states of one thing")]
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tally {
    /// Leaves that were compared: elements, tokens, texts, times.
    pub leaves: u64,
    /// Leaves that differ.
    pub differing: f64,
    /// Numbers among the leaves.
    pub numbers: u64,
    /// Sum of absolute differences of numbers; infinite if a NaN or an infinity stands on one side only.
    pub sum_abs: f64,
    /// Sum of signed differences, second minus first, where both are finite.
    pub sum: f64,
    /// Largest absolute difference.
    pub max_abs: f64,
    /// Largest difference in ULPs; `None` until two floats of one type were compared.
    pub max_ulps: Option<f64>,
    /// 99th percentile of the absolute differences.
    pub p99: f64,
    /// Largest difference in grey levels, sum of the differences and number of elements.
    pub levels: Option<(f64, f64, u64)>,
    /// Largest difference of times; `None` until two times were compared.
    pub max_seconds: Option<f64>,
    /// Edits, and lengths of the longer sequences.
    pub edits: Option<(u64, u64)>,
    /// Numbers that differ and were measured.
    pub moved_numbers: bool,
    /// Times that differ and were measured.
    pub moved_times: bool,
    /// Sequences that differ and were measured.
    pub moved_sequences: bool,
    /// Something differs that no tolerance covers: kind, shape, element type, a missing field, a rejection.
    pub structural: bool,
}

impl Tally {
    /// One leaf that no metric but `differing` measures.
    pub fn leaf(equal: bool) -> Self {
        Self { leaves: 1, differing: f64::from(u8::from(!equal)), ..Self::default() }
    }

    /// A difference that no tolerance covers.
    pub fn structural() -> Self {
        Self { structural: true, ..Self::leaf(false) }
    }

    /// Adds another part of the same value. A measure that one of the parts lacks although its numbers differ is a measure
    /// of neither: it would be that of the rest alone.
    pub fn merge(&mut self, other: &Self) {
        let ulps = self.has_measure(self.max_ulps.is_some()) && other.has_measure(other.max_ulps.is_some());
        let levels = self.has_measure(self.levels.is_some()) && other.has_measure(other.levels.is_some());
        self.leaves += other.leaves;
        self.differing += other.differing;
        self.numbers += other.numbers;
        self.sum_abs += other.sum_abs;
        self.sum += other.sum;
        self.max_abs = self.max_abs.max(other.max_abs);
        self.max_ulps = larger(self.max_ulps, other.max_ulps).filter(|_| ulps);
        self.p99 = self.p99.max(other.p99);
        self.levels = match (self.levels, other.levels) {
            (Some(a), Some(b)) => Some((a.0.max(b.0), a.1 + b.1, a.2 + b.2)),
            (a, b) => a.or(b).filter(|_| levels),
        };
        self.max_seconds = larger(self.max_seconds, other.max_seconds);
        self.edits = match (self.edits, other.edits) {
            (Some(a), Some(b)) => Some((a.0 + b.0, a.1 + b.1)),
            (a, b) => a.or(b),
        };
        self.moved_numbers |= other.moved_numbers;
        self.moved_times |= other.moved_times;
        self.moved_sequences |= other.moved_sequences;
        self.structural |= other.structural;
    }

    /// True if a measure of numbers is there, or nothing to be measured by it.
    fn has_measure(&self, measured: bool) -> bool {
        measured || !self.moved_numbers
    }

    /// True if nothing differs.
    pub fn is_equal(&self) -> bool {
        self.differing == 0.0 && !self.structural
    }

    /// The measures of the whole.
    pub fn measures(&self, percentile: bool) -> Measures {
        let numbers = (self.numbers > 0).then_some(self.numbers as f64);
        Measures {
            max_abs: numbers.map(|_| self.max_abs),
            mean_abs: numbers.map(|n| self.sum_abs / n),
            differing: if self.leaves == 0 { Some(0.0) } else { Some(self.differing / self.leaves as f64) },
            p99: numbers.filter(|_| percentile).map(|_| self.p99),
            bias: numbers.map(|n| self.sum / n),
            max_ulps: self.max_ulps,
            max_levels: self.levels.map(|levels| levels.0),
            mean_levels: self.levels.filter(|levels| levels.2 > 0).map(|levels| levels.1 / levels.2 as f64),
            max_seconds: self.max_seconds,
            edits: self.edits.map(|(edits, length)| if length == 0 { 0.0 } else { edits as f64 / length as f64 }),
        }
    }
}

fn larger(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (a, b) => a.or(b),
    }
}

/// How far two values are apart; `None` where a measure means nothing for them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Measures {
    /// Largest absolute difference.
    #[serde(serialize_with = "json_number")]
    pub max_abs: Option<f64>,
    /// Mean absolute difference.
    #[serde(serialize_with = "json_number")]
    pub mean_abs: Option<f64>,
    /// Share of elements that differ.
    #[serde(serialize_with = "json_number")]
    pub differing: Option<f64>,
    /// 99th percentile of the absolute difference.
    #[serde(serialize_with = "json_number", skip_serializing_if = "Option::is_none")]
    pub p99: Option<f64>,
    /// Signed mean, second minus first.
    #[serde(serialize_with = "json_number", skip_serializing_if = "Option::is_none")]
    pub bias: Option<f64>,
    /// Largest difference in units in the last place.
    #[serde(serialize_with = "json_number", skip_serializing_if = "Option::is_none")]
    pub max_ulps: Option<f64>,
    /// Largest difference in grey levels.
    #[serde(serialize_with = "json_number", skip_serializing_if = "Option::is_none")]
    pub max_levels: Option<f64>,
    /// Mean difference in grey levels.
    #[serde(serialize_with = "json_number", skip_serializing_if = "Option::is_none")]
    pub mean_levels: Option<f64>,
    /// Largest difference of times in seconds.
    #[serde(serialize_with = "json_number", skip_serializing_if = "Option::is_none")]
    pub max_seconds: Option<f64>,
    /// Share of tokens or characters inserted, deleted or replaced.
    #[serde(serialize_with = "json_number", skip_serializing_if = "Option::is_none")]
    pub edits: Option<f64>,
}

impl Measures {
    /// The larger of each measure, for summaries over inputs; of `bias` the one farther from zero.
    pub fn raise(&mut self, other: &Self) {
        for (mine, theirs) in [
            (&mut self.max_abs, other.max_abs),
            (&mut self.mean_abs, other.mean_abs),
            (&mut self.differing, other.differing),
            (&mut self.p99, other.p99),
            (&mut self.max_ulps, other.max_ulps),
            (&mut self.max_levels, other.max_levels),
            (&mut self.mean_levels, other.mean_levels),
            (&mut self.max_seconds, other.max_seconds),
            (&mut self.edits, other.edits),
        ] {
            *mine = larger(*mine, theirs);
        }
        if other.bias.map(f64::abs) > self.bias.map(f64::abs) {
            self.bias = other.bias;
        }
    }
}

/// A number as JSON reports write it: infinities and NaN as `{"number": "Infinity"}`.
#[allow(clippy::ref_option, reason = "the signature that serde calls")]
fn json_number<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    Json(*value).serialize(serializer)
}

/// See [`json_number`].
pub struct Json(pub Option<f64>);

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        match self.0 {
            None => serializer.serialize_none(),
            Some(value) if value.is_finite() => serializer.serialize_f64(value),
            Some(value) => {
                let name = match value {
                    f64::INFINITY => "Infinity",
                    f64::NEG_INFINITY => "-Infinity",
                    _ => "NaN",
                };
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("number", name)?;
                map.end()
            }
        }
    }
}
