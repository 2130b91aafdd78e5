//! Least squares on some numbers of the outputs, and numbers as people write them.

use super::bench::Bench;
use super::draft::Draft;
use crate::steps::Argument;
use crate::value::{Elements, Samples, Value};

/// Numbers that a fit looks at.
const LOOKED_AT: usize = 600;

/// Some numbers of the outputs of some inputs.
pub struct Looked {
    /// The input, how many numbers its output has, and which of them are looked at.
    places: Vec<(usize, usize, Vec<usize>)>,
    /// What they are on the other side.
    pub target: Vec<f64>,
}

impl Looked {
    /// Numbers of a draft's outputs that stand across from numbers of the other side; `None` where they do not.
    pub fn at(bench: &Bench, draft: &Draft, sample: &[usize]) -> Option<Self> {
        let inputs: Vec<usize> = sample.iter().copied().take(LOOKED_AT / 8).collect();
        let each = (LOOKED_AT / inputs.len().max(1)).max(8);
        let mut looked = Self { places: Vec::new(), target: Vec::new() };
        for input in inputs {
            let target = bench.target(input);
            let (own, length) = (bench.run(draft, input)?, length(target)?);
            if self::length(&own)? != length || shape(&own) != shape(target) {
                return None;
            }
            // A multiplicative hash spreads the places without a pattern that a picture could share.
            let place = |k: usize| if length <= each { k } else { (k as u64 * 2_654_435_761 % length as u64) as usize };
            let indices: Vec<usize> = (0..length.min(each)).map(place).collect();
            pick(target, &indices, &mut looked.target);
            looked.places.push((input, length, indices));
        }
        Some(looked)
    }

    /// True for values that are no arrays of pixels.
    pub fn is_of_rows(&self) -> bool {
        self.places.iter().all(|(_, length, _)| *length <= LOOKED_AT / 8)
    }

    /// What a draft makes of them.
    pub fn numbers(&self, bench: &Bench, draft: &Draft) -> Option<Vec<f64>> {
        let mut found = Vec::with_capacity(self.target.len());
        for (input, length, indices) in &self.places {
            let own = bench.run(draft, *input)?;
            if self::length(&own)? != *length {
                return None;
            }
            pick(&own, indices, &mut found);
        }
        Some(found)
    }
}

/// How many numbers a value holds; a missing cell of a row counts as one.
fn length(value: &Value) -> Option<usize> {
    match value {
        Value::Tensor(tensor) => Some(tensor.elements.len()),
        Value::Image(image) => Some(image.width * image.height * image.channels()),
        Value::Record(record) => record.iter().map(|(_, value)| length(value)).sum(),
        Value::List(items) => items.iter().map(length).sum(),
        Value::Number(_) | Value::Null => Some(1),
        Value::Text(_) | Value::Boolean(_) | Value::Time(_) => Some(0),
        _ => None,
    }
}

fn shape(value: &Value) -> Option<Vec<usize>> {
    match value {
        Value::Tensor(tensor) => Some(tensor.shape.clone()),
        _ => None,
    }
}

fn pick(value: &Value, indices: &[usize], found: &mut Vec<f64>) {
    match value {
        Value::Tensor(tensor) => match &tensor.elements {
            Elements::F32(data) => found.extend(indices.iter().map(|i| f64::from(data[*i]))),
            Elements::F64(data) => found.extend(indices.iter().map(|i| data[*i])),
            Elements::U8(data) => found.extend(indices.iter().map(|i| f64::from(data[*i]))),
            other => {
                let data = other.to_f64();
                found.extend(indices.iter().map(|i| data[*i]));
            }
        },
        Value::Image(image) => match &image.samples {
            Samples::U8(data) => found.extend(indices.iter().map(|i| f64::from(data[*i]))),
            Samples::U16(data) => found.extend(indices.iter().map(|i| f64::from(data[*i]))),
            Samples::F32(data) => found.extend(indices.iter().map(|i| f64::from(data[*i]))),
        },
        value => {
            let mut all = Vec::new();
            flatten(value, &mut all);
            found.extend(indices.iter().map(|i| all.get(*i).copied().unwrap_or(f64::NAN)));
        }
    }
}

fn flatten(value: &Value, all: &mut Vec<f64>) {
    match value {
        Value::Record(record) => record.iter().for_each(|(_, value)| flatten(value, all)),
        Value::List(items) => items.iter().for_each(|value| flatten(value, all)),
        Value::Number(number) => all.push(number.as_f64()),
        Value::Null => all.push(f64::NAN),
        Value::Tensor(tensor) => all.extend(tensor.elements.to_f64()),
        _ => {}
    }
}

/// What a fit found.
#[derive(Clone)]
pub struct Fit {
    /// The parameters.
    pub theta: Vec<f64>,
    /// For each parameter, how many different numbers of the target depend on it.
    pub support: Vec<usize>,
}

impl Fit {
    /// The first parameters, and the others.
    pub fn split(self, at: usize) -> (Self, Self) {
        let (mut theta, mut support) = (self.theta, self.support);
        let other = Self { theta: theta.split_off(at), support: support.split_off(at) };
        (Self { theta, support }, other)
    }
}

/// Parameters with which a function gives the target, by Gauss and Newton; `None` if there are none. `stride` is how far
/// a parameter of zero is moved to see what it does.
pub fn fit(
    start: Vec<f64>,
    target: &[f64],
    rounds: usize,
    stride: impl Fn(usize) -> f64,
    evaluate: impl Fn(&[f64]) -> Option<Vec<f64>>,
) -> Option<Fit> {
    let mut theta = start;
    let mut now = evaluate(&theta)?;
    let first = distance(&now, target)?;
    let mut error = first;
    let mut support = vec![0; theta.len()];
    // Many rounds were asked for where the way may be long.
    let slowest = if rounds > 8 { 0.9 } else { 0.5 };
    for round in 0..rounds {
        let mut columns = Vec::new();
        for index in 0..theta.len() {
            let step = if theta[index] == 0.0 { stride(index) } else { theta[index].abs() * 0.125 };
            let mut moved = theta.clone();
            moved[index] += step;
            let moved = evaluate(&moved)?;
            columns.push(now.iter().zip(&moved).map(|(a, b)| (b - a) / step).collect::<Vec<f64>>());
        }
        if round == 0 {
            support = columns.iter().map(|column| different(column, target)).collect();
        }
        let free: Vec<usize> = (0..columns.len()).filter(|index| columns[*index].iter().any(|v| *v != 0.0)).collect();
        let solved = least_squares(&free.iter().map(|i| &columns[*i][..]).collect::<Vec<_>>(), &now, target)?;
        for (index, by) in free.iter().zip(solved) {
            theta[*index] += by;
        }
        now = evaluate(&theta)?;
        let next = distance(&now, target)?;
        if next <= 1e-12 * first || (round > 0 && next > slowest * error) {
            error = error.min(next);
            break;
        }
        error = next;
    }
    (first > 0.0 && error < 2e-3 * first).then_some(Fit { theta, support })
}

/// The root of the summed squares, of the numbers that both have; `None` if there are none.
fn distance(a: &[f64], b: &[f64]) -> Option<f64> {
    let both = || a.iter().zip(b).filter(|(a, b)| a.is_finite() && b.is_finite());
    let sum: f64 = both().map(|(a, b)| (a - b) * (a - b)).sum();
    (both().next().is_some() && sum.is_finite()).then(|| sum.sqrt())
}

/// How many different numbers of the target a parameter moves.
fn different(column: &[f64], target: &[f64]) -> usize {
    let mut moved: Vec<f64> =
        column.iter().zip(target).filter(|(by, _)| by.is_finite() && **by != 0.0).map(|(_, number)| *number).collect();
    moved.sort_by(f64::total_cmp);
    moved.dedup();
    moved.len()
}

/// The multiples of the columns that lead from one list of numbers to another; `None` where the columns depend on each
/// other.
fn least_squares(columns: &[&[f64]], from: &[f64], to: &[f64]) -> Option<Vec<f64>> {
    let count = columns.len();
    let usable = |row: usize| {
        from[row].is_finite() && to[row].is_finite() && columns.iter().all(|column| column[row].is_finite())
    };
    let rows: Vec<usize> = (0..from.len()).filter(|row| usable(*row)).collect();
    let size = |column: &[f64]| rows.iter().map(|row| column[*row] * column[*row]).sum::<f64>().sqrt();
    let sizes: Vec<f64> = columns.iter().map(|column| size(column)).collect();
    let mut system = vec![vec![0.0; count + 1]; count];
    for (i, line) in system.iter_mut().enumerate() {
        for (j, cell) in line.iter_mut().enumerate() {
            let other = |row: usize| if j < count { columns[j][row] / sizes[j] } else { to[row] - from[row] };
            *cell = rows.iter().map(|row| columns[i][*row] / sizes[i] * other(*row)).sum();
        }
    }
    let solved = eliminate(system)?;
    Some(solved.into_iter().zip(sizes).map(|(by, size)| by / size).collect())
}

/// Solves a system of linear equations, the right-hand side in the last column.
fn eliminate(mut system: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let count = system.len();
    for i in 0..count {
        let pivot = (i..count).max_by(|a, b| system[*a][i].abs().total_cmp(&system[*b][i].abs()))?;
        system.swap(i, pivot);
        if system[i][i].abs() < 1e-11 {
            return None;
        }
        let head = system[i].clone();
        for line in &mut system[i + 1..] {
            let factor = line[i] / head[i];
            line.iter_mut().zip(&head).for_each(|(cell, above)| *cell -= factor * above);
        }
    }
    let mut solved = vec![0.0; count];
    for i in (0..count).rev() {
        let known: f64 = (i + 1..count).map(|j| system[i][j] * solved[j]).sum();
        solved[i] = (system[i][count] - known) / system[i][i];
    }
    Some(solved)
}

/// The number with the fewest decimals within a distance; the one that was there before, if it is near enough.
pub fn shortest(number: f64, before: f64, within: f64) -> f64 {
    if (number - before).abs() <= within {
        return before;
    }
    let rounded = |places: i32| -> f64 {
        if places < 0 {
            let unit = 10f64.powi(-places);
            return (number / unit).round() * unit;
        }
        format!("{number:.*}", places as usize).parse().unwrap_or(number)
    };
    (-6..=15).map(rounded).find(|short| (short - number).abs() <= within).unwrap_or(number)
}

/// Significant digits of a number as it is written.
pub fn digits(number: f64) -> usize {
    let text = format!("{:e}", number.abs());
    text.split('e').next().unwrap_or_default().chars().filter(char::is_ascii_digit).count()
}

/// A whole number is written without a point.
pub fn argument(number: f64) -> Argument {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        Argument::Integer(number as i64)
    } else {
        Argument::Float(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_whatever_the_start() {
        let x: Vec<f64> = (0..50).map(|i| f64::from(i * i % 37)).collect();
        let line = |theta: &[f64]| Some(x.iter().map(|x| (x - theta[0]) * theta[1]).collect::<Vec<f64>>());
        let target = line(&[12.5, 0.04]).expect("numbers");
        let found = fit(vec![0.0, 1.0], &target, 6, |_| 1.0, line).expect("a fit");
        assert!((found.theta[0] - 12.5).abs() < 1e-6 && (found.theta[1] - 0.04).abs() < 1e-9, "{:?}", found.theta);
        let bent: Vec<f64> = target.iter().map(|y| y * y).collect();
        assert!(fit(vec![0.0, 1.0], &bent, 6, |_| 1.0, line).is_none());
    }

    #[test]
    fn numbers_are_written_short() {
        assert_eq!(shortest(0.485_000_3, 0.5, 1e-5), 0.485);
        assert_eq!(shortest(0.500_000_1, 0.5, 1e-5), 0.5);
        assert_eq!(shortest(1_199.999_9, 3.0, 0.01), 1200.0);
        assert_eq!((digits(0.226), digits(1200.0), digits(34.666_666)), (3, 2, 8));
    }
}
