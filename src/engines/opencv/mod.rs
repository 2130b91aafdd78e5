//! OpenCV (`cv2`, `cv::`).

use super::Engine;
use crate::meta::Meta;

/// The engine.
pub struct OpenCv;

impl Engine for OpenCv {
    fn meta(&self) -> &'static Meta {
        &Meta { id: "opencv", summary: "OpenCV's image functions (cv2, cv::)", manual: "", example: "" }
    }
}
