//! Keras: `Rescaling` and `preprocess_input`.

use super::Engine;
use super::capability::{Arithmetic, Factor, Mode};
use crate::meta::Meta;

/// The engine.
pub struct Keras;

const MANUAL: &str = "\
What it is\n\
    Keras 3 (and tf.keras): the `Rescaling` layer and `preprocess_input` of keras.applications.\n\n\
    Arithmetic\n\
    `Rescaling(1 / 255)` multiplies by the reciprocal and adds the offset, in single precision. `normalize` takes a `mode`: \
    `caffe` reverses the channels to BGR and subtracts 103.939, 116.779, 123.68 without scaling (VGG, ResNet); `tf` \
    divides by 127.5 and subtracts 1 (Inception, MobileNet); `torch` divides by 255, subtracts ImageNet's mean and divides \
    by its std (DenseNet). All three take levels from 0 to 255.\n\n\
    References\n\
    https://keras.io/api/applications/";

impl Engine for Keras {
    fn meta(&self) -> &'static Meta {
        &Meta { id: "keras", summary: "Rescaling and preprocess_input of Keras", manual: MANUAL, example: "" }
    }

    fn arithmetic(&self) -> Option<&'static Arithmetic> {
        Some(&ARITHMETIC)
    }
}

static ARITHMETIC: Arithmetic = Arithmetic {
    factor: Factor::Reciprocal,
    modes: &[
        Mode { name: "caffe", reverse_channels: true, divide: None, mean: &[103.939, 116.779, 123.68], std: &[] },
        Mode { name: "tf", reverse_channels: false, divide: Some(127.5), mean: &[1.0], std: &[] },
        Mode {
            name: "torch",
            reverse_channels: false,
            divide: Some(255.0),
            mean: &[0.485, 0.456, 0.406],
            std: &[0.229, 0.224, 0.225],
        },
    ],
    ..Arithmetic::PLAIN
};
