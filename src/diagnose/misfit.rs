//! How far two values are from being comparable at all: a change that brings the shape nearer is a step on the way, even
//! where the element type is still another.

use crate::value::{Layout, Value};

struct Outline {
    shape: Vec<usize>,
    dtype: &'static str,
    layout: Option<Layout>,
}

impl Outline {
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Tensor(tensor) => {
                Some(Self { shape: tensor.shape.clone(), dtype: tensor.elements.dtype().name(), layout: tensor.layout })
            }
            Value::Image(image) => {
                let shape = vec![image.height, image.width, image.channels()];
                Some(Self { shape, dtype: image.samples.dtype().name(), layout: Some(Layout::Hwc) })
            }
            _ => None,
        }
    }

    fn elements(&self) -> f64 {
        self.shape.iter().product::<usize>() as f64
    }

    fn squeezed(&self) -> Vec<usize> {
        self.shape.iter().copied().filter(|length| *length != 1).collect()
    }
}

/// From 0 to 2, for two arrays; `None` for anything else.
pub fn of(a: &Value, b: &Value) -> Option<f64> {
    let (a, b) = (Outline::of(a)?, Outline::of(b)?);
    let sorted = |outline: &Outline| {
        let mut lengths = outline.squeezed();
        lengths.sort_unstable();
        lengths
    };
    let mut apart = 0.0;
    if a.dtype != b.dtype {
        apart += 0.3;
    }
    if sorted(&a) != sorted(&b) {
        let ratio = (a.elements().max(1.0) / b.elements().max(1.0)).ln().abs();
        apart += 0.5 + 0.4 * ratio.min(1.0);
    } else if a.squeezed() != b.squeezed() || (a.layout != b.layout && a.layout.is_some() && b.layout.is_some()) {
        apart += 0.3;
    }
    if a.shape.len() != b.shape.len() {
        apart += 0.2;
    }
    Some(apart)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Elements, Tensor};

    #[test]
    fn every_step_nearer_counts() {
        let zeros = |shape: &[usize]| {
            let count = shape.iter().product();
            Value::Tensor(Tensor::new(shape.to_vec(), Elements::F32(vec![0.0; count]), None))
        };
        let target = Value::Tensor(Tensor::new(vec![4, 6, 3], Elements::F64(vec![0.0; 72]), None));
        let far = of(&zeros(&[3, 8, 8]), &target).expect("arrays");
        let sized = of(&zeros(&[3, 4, 6]), &target).expect("arrays");
        let turned = of(&zeros(&[4, 6, 3]), &target).expect("arrays");
        assert!(far > sized && sized > turned && turned > 0.0);
        assert_eq!(of(&target, &target), Some(0.0));
    }
}
