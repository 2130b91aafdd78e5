//! The computer vision library of `cv2` and `cv::`.

mod area;
mod arithmetic;
mod decode;
mod exact;
mod geometry;
mod linear;
mod resize;
mod separable;

use super::Engine;
use super::capability::{Arithmetic, Decode, Geometry, GrayRules, Resize};
use crate::meta::Meta;

/// The engine.
pub struct OpenCv;

impl Engine for OpenCv {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "opencv",
            summary: "OpenCV's image functions (cv2, cv::)",
            manual: include_str!("manual.md"),
            example: "",
        }
    }

    fn versions(&self) -> &'static [&'static str] {
        resize::VERSIONS
    }

    fn resize(&self) -> Option<&'static dyn Resize> {
        Some(&resize::OpenCvResize)
    }

    fn decode(&self) -> Option<&'static Decode> {
        Some(&decode::DECODE)
    }

    fn gray(&self) -> Option<&'static GrayRules> {
        Some(&decode::GRAY)
    }

    fn geometry(&self) -> Option<&'static Geometry> {
        Some(&geometry::GEOMETRY)
    }

    fn arithmetic(&self) -> Option<&'static Arithmetic> {
        Some(&arithmetic::ARITHMETIC)
    }
}
