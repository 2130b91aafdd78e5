//! OpenCV (`cv2`, `cv::`).

mod decode;
mod geometry;

use super::Engine;
use super::capability::{Decode, Geometry, GrayRules};
use crate::meta::Meta;

/// The engine.
pub struct OpenCv;

impl Engine for OpenCv {
    fn meta(&self) -> &'static Meta {
        &Meta { id: "opencv", summary: "OpenCV's image functions (cv2, cv::)", manual: "", example: "" }
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
}
