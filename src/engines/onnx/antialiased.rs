//! Linear and cubic with antialias: windows that grow when shrinking, and the weight of what lies outside.

use super::coordinates::Axis;
use crate::engines::kernel::Taps;

/// The cubic's `a`, or the triangle, and what happens to taps outside.
#[derive(Debug, Clone, Copy)]
pub struct Kernel {
    /// `None` for the triangle.
    pub cubic_a: Option<f32>,
    /// True to drop taps outside, false to add their weight to the edge pixel's.
    pub exclude_outside: bool,
}

impl Kernel {
    fn weight(self, x: f32) -> f32 {
        let x = x.abs();
        match self.cubic_a {
            None if x < 1.0 => 1.0 - x,
            Some(a) if x < 1.0 => ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0,
            Some(a) if x < 2.0 => (((x - 5.0) * x + 8.0) * x - 4.0) * a,
            _ => 0.0,
        }
    }
}

/// The weights of one axis.
pub fn weights(axis: Axis, kernel: Kernel) -> Taps<f32> {
    let scale = 1.0 / axis.scale;
    let radius = if kernel.cubic_a.is_some() { 2.0 } else { 1.0 };
    let support = if scale >= 1.0 { radius * scale } else { radius };
    let narrow = if scale >= 1.0 { 1.0 / scale } else { 1.0 };
    let length = axis.from as isize;
    let mut taps = Taps::with_capacity(axis.to);
    for index in 0..axis.to {
        let center = 0.5 + axis.position(index);
        let first = f64::from(center - support).add_half_floor();
        let last = f64::from(center + support).add_half_floor();
        let (inside, end) = (first.max(0), last.min(length).max(first.max(0) + 1).min(length));
        let inside = inside.min(end - 1);
        let range = if kernel.exclude_outside { inside..end } else { first..last };
        let mut window = vec![0.0_f32; (end - inside) as usize];
        let mut total = 0.0_f32;
        for position in range {
            let weight = kernel.weight((position as f32 - center + 0.5) * narrow);
            total += weight;
            let slot = position.clamp(inside, end - 1) - inside;
            window[slot as usize] += weight;
        }
        let share = if total == 0.0 { 1.0 } else { 1.0 / total };
        for weight in &mut window {
            *weight *= share;
        }
        taps.push(inside as usize, window);
    }
    taps
}

trait AddHalfFloor {
    fn add_half_floor(self) -> isize;
}

impl AddHalfFloor for f64 {
    /// The sum with a half, rounded down: in double precision, as the library's literal is.
    fn add_half_floor(self) -> isize {
        (self + 0.5).floor() as isize
    }
}
