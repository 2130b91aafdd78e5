//! The order of channels and axes.

use super::Cause;
use crate::meta::Meta;

/// The family.
pub static ALL: &[Cause] = &[
    Cause {
        meta: Meta {
            id: "image.layout.channel_order",
            summary: "red and blue exchanged",
            manual: "\
What it is
OpenCV's pictures are BGR, nearly everybody else's RGB. A missing or a doubled conversion
exchanges red and blue.

Where libraries differ
cv2.imread and VideoCapture give BGR; Pillow, imageio, torchvision, TensorFlow and browsers RGB.
rasterio gives the file's band order. Caffe models and Detectron2 want BGR.

How it looks
An exact permutation of the channels; after a normalization with constants per channel, an
affine map on top. Grey pixels are equal.

How to confirm
color: {to: bgr} on one side closes the gap; a pure red picture comes out pure blue.

How to fix
cv2.cvtColor(image, cv2.COLOR_BGR2RGB) right after reading, once.

Seen in
https://github.com/PatBall1/detectree2/issues/197
https://github.com/NVIDIA/DIGITS/issues/2125
https://github.com/keras-team/keras/issues/10279
https://github.com/open-mmlab/mmdetection/pull/11624",
            example: "",
        },
        seen: 7,
        fix: "OpenCV: cvtColor(image, COLOR_BGR2RGB) once, right after reading; and no second time \
            later",
    },
    Cause {
        meta: Meta {
            id: "image.layout.hwc_chw",
            summary: "axes or elements in another order",
            manual: "\
What it is
An array of pixels can run height, width, channel or channel, height, width. Reshaping instead
of transposing keeps the elements and scrambles the picture; a buffer passed on without its
strides does the same.

Where libraries differ
PyTorch and ONNX exports want NCHW, TensorFlow and Pillow NHWC. numpy's transpose gives a view:
code that sends the raw buffer sends the old order.

How it looks
The same elements in another order, exactly; the histogram is equal.

How to confirm
layout: {to: chw} on one side closes the gap.

How to fix
numpy.transpose(a, (2, 0, 1)) and then numpy.ascontiguousarray before the buffer is handed over;
never reshape to change the order.

Seen in
https://github.com/triton-inference-server/server/issues/2971",
            example: "",
        },
        seen: 1,
        fix: "transpose (not reshape) to the order that the model takes, and make the array contiguous \
            before sending it",
    },
];
