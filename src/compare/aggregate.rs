use super::{Comparison, Measures};

/// One comparison summed up over the inputs of a case: the largest of every measure.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Aggregate {
    /// Inputs compared.
    pub inputs: usize,
    /// Inputs that are not equal within the tolerances.
    pub differing: usize,
    /// Inputs that no tolerance would make equal.
    pub structural: usize,
    /// The largest of every measure.
    pub measures: Measures,
    /// The smallest tolerance of each metric that would pass all inputs, as far as tolerances can.
    pub needed: Vec<(&'static str, f64)>,
}

impl Aggregate {
    /// Adds one input.
    pub fn add(&mut self, comparison: &Comparison) {
        self.inputs += 1;
        self.differing += usize::from(!comparison.equal);
        self.structural += usize::from(comparison.is_structural());
        self.measures.raise(&comparison.measures);
        for &(metric, limit) in comparison.needed.iter().flatten() {
            match self.needed.iter_mut().find(|(known, _)| *known == metric) {
                Some((_, largest)) => *largest = largest.max(limit),
                None => self.needed.push((metric, limit)),
            }
        }
    }

    /// Adds another group of inputs.
    pub fn merge(&mut self, other: &Self) {
        self.inputs += other.inputs;
        self.differing += other.differing;
        self.structural += other.structural;
        self.measures.raise(&other.measures);
        for &(metric, limit) in &other.needed {
            match self.needed.iter_mut().find(|(known, _)| *known == metric) {
                Some((_, largest)) => *largest = largest.max(limit),
                None => self.needed.push((metric, limit)),
            }
        }
    }
}
