//! OpenCV (`cv2`, `cv::`).

mod geometry;

use super::Engine;
use super::capability::Geometry;
use crate::meta::Meta;

/// The engine.
pub struct OpenCv;

impl Engine for OpenCv {
    fn meta(&self) -> &'static Meta {
        &Meta { id: "opencv", summary: "OpenCV's image functions (cv2, cv::)", manual: "", example: "" }
    }

    fn geometry(&self) -> Option<&'static Geometry> {
        Some(&geometry::GEOMETRY)
    }
}
