use serde::{Serialize, Serializer};
use std::fmt;

/// What the three comparisons of one input say together, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// All that was compared is equal within tolerance.
    Parity,
    /// Train and serve differ, and there is no golden.
    Skew,
    /// Training equals the golden, serving does not.
    ServingMoved,
    /// Serving equals the golden (or there is no serving side), training does not.
    TrainingMoved,
    /// The sides agree with each other and not with the golden.
    BothMoved,
    /// No two of the three are equal.
    Diverged,
    /// A side failed, a file is missing, a value has the wrong kind.
    CouldNotRun,
}

impl Verdict {
    /// All verdicts, from best to worst.
    pub const ALL: [Self; 7] = [
        Self::Parity,
        Self::Skew,
        Self::ServingMoved,
        Self::TrainingMoved,
        Self::BothMoved,
        Self::Diverged,
        Self::CouldNotRun,
    ];

    /// The verdict of one input: train equals golden, serve equals golden, train equals serve; `None` where there is
    /// nothing to compare. Nothing compared at all is [`Verdict::CouldNotRun`].
    ///
    /// Tolerances are not transitive: where exactly one of the three differs, no row of the table fits, and the row with
    /// the most differences is reported, so that none is hidden.
    pub fn of(train_golden: Option<bool>, serve_golden: Option<bool>, train_serve: Option<bool>) -> Self {
        match (train_golden, serve_golden, train_serve) {
            (None, None, None) => Self::CouldNotRun,
            (None | Some(true), None | Some(true), None | Some(true)) => Self::Parity,
            (None, None, Some(false)) => Self::Skew,
            (Some(true), Some(false), Some(false) | None) | (None, Some(false), None) => Self::ServingMoved,
            (Some(false), Some(true), Some(false) | None) | (Some(false), None, None) => Self::TrainingMoved,
            (Some(false), Some(false), Some(true)) => Self::BothMoved,
            _ => Self::Diverged,
        }
    }

    /// The name in case files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parity => "parity",
            Self::Skew => "skew",
            Self::ServingMoved => "serving_moved",
            Self::TrainingMoved => "training_moved",
            Self::BothMoved => "both_moved",
            Self::Diverged => "diverged",
            Self::CouldNotRun => "could_not_run",
        }
    }

    /// The verdict of this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }

    /// The verdict in words, as a fragment.
    pub fn words(self) -> &'static str {
        match self {
            Self::Parity => "both sides agree",
            Self::Skew => "the two sides differ; there is no golden",
            Self::ServingMoved => "the serving side moved; training still equals the golden",
            Self::TrainingMoved => "the training side moved away from the golden",
            Self::BothMoved => "both sides agree with each other, not with the golden: it is stale, or both changed",
            Self::Diverged => "training, serving and golden all differ",
            Self::CouldNotRun => "could not run",
        }
    }

    /// True for verdicts that say that training has left its golden.
    pub fn training_left_golden(self) -> bool {
        matches!(self, Self::TrainingMoved | Self::BothMoved | Self::Diverged)
    }

    /// True if this verdict is what `expected` asks for: `skew` is met by every verdict in which train and serve differ.
    pub fn meets(self, expected: Self) -> bool {
        self == expected
            || (expected == Self::Skew && matches!(self, Self::ServingMoved | Self::TrainingMoved | Self::Diverged))
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict::{self, *};

    #[test]
    fn the_table_of_the_contract() {
        let (yes, no) = (Some(true), Some(false));
        let rows = [
            ((yes, yes, yes), Parity),
            ((yes, no, no), ServingMoved),
            ((no, yes, no), TrainingMoved),
            ((no, no, yes), BothMoved),
            ((no, no, no), Diverged),
            ((yes, None, None), Parity),
            ((no, None, None), TrainingMoved),
            ((None, None, yes), Parity),
            ((None, None, no), Skew),
            ((None, None, None), CouldNotRun),
            // Tolerances are not transitive.
            ((yes, yes, no), Diverged),
            ((yes, no, yes), Diverged),
            ((no, yes, yes), Diverged),
        ];
        for ((t, s, x), wanted) in rows {
            assert_eq!(Verdict::of(t, s, x), wanted, "{t:?} {s:?} {x:?}");
        }
    }

    #[test]
    fn skew_is_met_by_every_difference_between_the_sides() {
        let met: Vec<Verdict> = Verdict::ALL.into_iter().filter(|v| v.meets(Skew)).collect();
        assert_eq!(met, [Skew, ServingMoved, TrainingMoved, Diverged]);
        assert!(Verdict::ALL.is_sorted() && Verdict::ALL.iter().all(|v| Verdict::find(v.name()) == Some(*v)));
    }
}
