//! `cv2.dnn`, the neural network module of `OpenCV`: `blobFromImage`.

use super::Engine;
use super::capability::{Arithmetic, Factor, Spread};
use crate::meta::Meta;

/// The engine.
pub struct OpenCvDnn;

const MANUAL: &str = "\
What it is\n\
    `cv2.dnn.blobFromImage` and `Image2BlobParams`, for `rescale` and `normalize`.\n\n\
    Arithmetic\n\
    `(x - mean) * scalefactor` in single precision: the mean is in levels, and the factor comes last. Give `scale` (the \
    scalefactor, one number or one per channel) or `std`, whose reciprocal is taken in double precision and rounded. Other \
    libraries scale first: the mean of one is no mean for the other.\n\n\
    References\n\
    https://docs.opencv.org/4.x/d6/d0f/group__dnn.html";

impl Engine for OpenCvDnn {
    fn meta(&self) -> &'static Meta {
        &Meta { id: "opencv-dnn", summary: "blobFromImage of OpenCV's dnn module", manual: MANUAL, example: "" }
    }

    fn arithmetic(&self) -> Option<&'static Arithmetic> {
        Some(&ARITHMETIC)
    }
}

static ARITHMETIC: Arithmetic =
    Arithmetic { factor: Factor::Reciprocal, spread: Spread::Reciprocal64, ..Arithmetic::PLAIN };
