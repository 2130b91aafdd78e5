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

/// The weights of one axis. A window that lies wholly outside has one of nothing: its sum is zero.
pub fn weights(axis: Axis, kernel: Kernel) -> Taps<f32> {
    let scale = 1.0 / axis.scale;
    let radius = if kernel.cubic_a.is_some() { 2.0 } else { 1.0 };
    let support = if scale >= 1.0 { radius * scale } else { radius };
    let narrow = if scale >= 1.0 { 1.0 / scale } else { 1.0 };
    let length = axis.from as isize;
    let mut taps = Taps::with_capacity(axis.to);
    for index in 0..axis.to {
        let center = 0.5 + axis.position(index);
        let first = (center - support + 0.5).floor() as isize;
        let end = (center + support + 0.5).floor() as isize;
        let inside = first.max(0)..end.min(length).max(first.max(0));
        if inside.is_empty() {
            taps.push(0, [0.0]);
            continue;
        }
        let range = if kernel.exclude_outside { inside.clone() } else { first..end };
        let weight = |position: isize| kernel.weight((position as f32 - center + 0.5) * narrow);
        let total = range.clone().fold(0.0_f32, |sum, position| sum + weight(position));
        let mut window: Vec<f32> = inside.clone().map(weight).collect();
        let last = window.len() - 1;
        // What lies outside is added to the edge's own weight, the left before the right.
        (range.start..inside.start).for_each(|position| window[0] += weight(position));
        (inside.end..range.end).for_each(|position| window[last] += weight(position));
        let share = if total == 0.0 { 1.0 } else { 1.0 / total };
        for weight in &mut window {
            *weight *= share;
        }
        taps.push(inside.start as usize, window);
    }
    taps
}
