//! Where two arrays differ: the first place, and that of the largest distance. Whole chunks without such a place are
//! passed over in loops that vectorise; what is left is looked at in double precision.

use super::numbers::Numbers;

const CHUNK: usize = 64;

/// The first index at which two arrays of equal length differ, and the first with the largest distance, `largest` of
/// their tally. Both are 0 where no distance shows.
pub fn first_and_worst(a: &Numbers, b: &Numbers, largest: f64) -> (usize, usize) {
    match (a, b) {
        (Numbers::U8(a), Numbers::U8(b)) => {
            let largest = largest as u8;
            search(a, b, |x, y| x.abs_diff(y) >= largest)
        }
        (Numbers::F32(a), Numbers::F32(b)) if largest.is_finite() => {
            // One step below: in double precision, distances that round to one single may still be told apart.
            let near = (largest as f32).next_down();
            search(a, b, |x, y| (x - y).abs() >= near)
        }
        (a, b) => one_by_one(a.len(), |index| (a.get(index), b.get(index))),
    }
}

/// Elements as far as a search goes: their chunks are looked through in their own type.
trait Place: Copy + PartialEq + Into<f64> {}
impl Place for u8 {}
impl Place for f32 {}

/// `far` holds at the largest distance, and at few others.
fn search<T: Place>(a: &[T], b: &[T], far: impl Fn(T, T) -> bool) -> (usize, usize) {
    let pair = |index: usize| (a[index].into(), b[index].into());
    let mut first = None;
    let mut worst = (0, -1.0);
    for (chunk, (x, y)) in a.chunks(CHUNK).zip(b.chunks(CHUNK)).enumerate() {
        let places = chunk * CHUNK..chunk * CHUNK + x.len();
        if first.is_none() && any(x, y, |x, y| x != y) {
            first = places.clone().find(|&index| distance(pair(index)) > 0.0);
        }
        if any(x, y, &far) {
            worst = places.fold(worst, |worst, index| farther(worst, index, pair(index)));
        }
    }
    (first.unwrap_or(0), worst.0)
}

/// Whether something holds for any pair; every pair is looked at, which is what vectorises.
#[inline]
fn any<T: Copy>(a: &[T], b: &[T], holds: impl Fn(T, T) -> bool) -> bool {
    match (a.first_chunk::<CHUNK>(), b.first_chunk::<CHUNK>()) {
        (Some(a), Some(b)) => {
            let mut found = false;
            for lane in 0..CHUNK {
                found |= holds(a[lane], b[lane]);
            }
            found
        }
        _ => a.iter().zip(b).any(|(&x, &y)| holds(x, y)),
    }
}

fn one_by_one(length: usize, pair: impl Fn(usize) -> (f64, f64)) -> (usize, usize) {
    let first = (0..length).find(|&index| distance(pair(index)) > 0.0);
    let worst = (0..length).fold((0, -1.0), |worst, index| farther(worst, index, pair(index)));
    (first.unwrap_or(0), worst.0)
}

fn farther(worst: (usize, f64), index: usize, pair: (f64, f64)) -> (usize, f64) {
    let distance = distance(pair);
    if distance > worst.1 { (index, distance) } else { worst }
}

fn distance((a, b): (f64, f64)) -> f64 {
    if a == b || (a.is_nan() && b.is_nan()) {
        0.0
    } else {
        let distance = (a - b).abs();
        if distance.is_nan() { f64::INFINITY } else { distance }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::numbers::tally;

    fn agrees(a: &Numbers, b: &Numbers) {
        let largest = tally(a, b, false).max_abs;
        let careful = one_by_one(a.len(), |index| (a.get(index), b.get(index)));
        assert_eq!(first_and_worst(a, b, largest), careful);
    }

    #[test]
    fn chunks_agree_with_single_elements() {
        let mut state = 5u32;
        let mut next = || {
            state = state.wrapping_mul(1664525).wrapping_add(1013904223);
            state >> 8
        };
        for length in [1, 63, 64, 65, 1000, 4097] {
            for rare in [1, 50, 3000] {
                let a: Vec<u8> = (0..length).map(|_| next() as u8).collect();
                let b: Vec<u8> = a.iter().map(|v| if next() % rare == 0 { next() as u8 } else { *v }).collect();
                agrees(&Numbers::U8(&a), &Numbers::U8(&b));
                // Few levels make many ties; halves of an ULP make distances that only doubles tell apart.
                let float = |v: &u8| f32::from(*v / 16) + if v % 16 == 1 { 1e-7 } else { 0.0 };
                let (a, b): (Vec<f32>, Vec<f32>) = (a.iter().map(float).collect(), b.iter().map(float).collect());
                agrees(&Numbers::F32(&a), &Numbers::F32(&b));
            }
        }
    }

    #[test]
    fn nan_and_infinity_are_places_too() {
        let (nan, far) = (f32::NAN, f32::INFINITY);
        agrees(&Numbers::F32(&[nan, 1.0, far, 2.0]), &Numbers::F32(&[nan, 1.5, far, 4.0]));
        agrees(&Numbers::F32(&[nan, 1.0, far, 2.0]), &Numbers::F32(&[nan, nan, 0.0, 4.0]));
        agrees(&Numbers::F32(&[f32::MAX, -f32::MAX]), &Numbers::F32(&[-f32::MAX, f32::MAX]));
    }
}
