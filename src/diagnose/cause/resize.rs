//! How a picture changes its size.

use super::Cause;
use crate::meta::Meta;

/// The family.
pub static ALL: &[Cause] = &[
    Cause {
        meta: Meta {
            id: "image.resize.antialias",
            summary: "the filter averages over the source when shrinking, or looks at a few pixels only",
            manual: "\
What it is
When a picture shrinks, a target pixel covers many source pixels. An antialiasing resizer widens
its filter to all of them; another samples two by two (bilinear) or four by four (bicubic) and
skips the rest.

Where libraries differ
Always on: Pillow, the Rust crate image, fast_image_resize's convolution, JAX. Off: OpenCV's
INTER_LINEAR and INTER_CUBIC, tf.image.resize by default, ONNX Resize by default. torchvision:
on for PIL images; for tensors off before 0.17 unless asked for.

How it looks
Pillow against OpenCV, bilinear, 768x576 to 224: up to 82 levels, 3.0 in the mean, 69 % of the
values. Fine texture differs most. Enlarging shows no difference.

How to confirm
resize with the other engine (or antialias: false) on one side closes the gap; so does an input
that is enlarged.

How to fix
OpenCV: INTER_AREA comes near, only an antialiasing kernel is equal; torchvision:
antialias=True; TensorFlow: antialias=True; ONNX opset 18: antialias=1.

Seen in
https://github.com/Geekgineer/YOLOs-CPP/pull/145
https://github.com/roboflow/rf-detr/pull/1269
https://github.com/NVIDIA/DALI/issues/1507
https://github.com/NVIDIA/DALI/issues/3610",
            example: "",
        },
        seen: 22,
        fix: "serving: resize with a Pillow-compatible kernel (torchvision antialias=True, TensorFlow \
            antialias=True, ONNX antialias=1); OpenCV cannot antialias INTER_LINEAR: INTER_AREA \
            comes near",
    },
    Cause {
        meta: Meta {
            id: "image.resize.coord",
            summary: "another coordinate mapping or nearest rounding",
            manual: "\
What it is
A target pixel's centre must be mapped to the source: by half-pixel centres, by corners
(align_corners), or by the plain ratio (asymmetric). Nearest neighbour moreover rounds down,
half up or at centres.

Where libraries differ
Half-pixel: Pillow, OpenCV linear, TensorFlow 2, torch. Asymmetric: TensorFlow 1, OpenCV
INTER_NEAREST, ONNX exported from TF1. align_corners: torch's option, older segmentation code.
Pillow's NEAREST equals OpenCV's INTER_NEAREST_EXACT.

How it looks
A shift that grows or shrinks across the picture; asymmetric is off by up to half a source
pixel. Nearest: 81 % of a photo's values differ.

How to confirm
resize: {coordinates: asymmetric} or align_corners: true on one side closes the gap.

How to fix
ONNX: coordinate_transformation_mode=half_pixel; TensorFlow 1: half_pixel_centers=True; OpenCV:
INTER_NEAREST_EXACT for Pillow's nearest.

Seen in
https://github.com/tensorflow/tensorflow/issues/33691
https://github.com/ggml-org/llama.cpp/pull/27594
https://github.com/mlcommons/inference/issues/201
https://github.com/opencv/opencv/issues/18721",
            example: "",
        },
        seen: 9,
        fix: "use half-pixel centres on both sides (ONNX coordinate_transformation_mode=half_pixel, \
            TF1 half_pixel_centers=True, OpenCV INTER_NEAREST_EXACT)",
    },
    Cause {
        meta: Meta {
            id: "image.resize.cubic_coeff",
            summary: "bicubic with another coefficient",
            manual: "\
What it is
The cubic convolution kernel has one free coefficient, a. -0.5 is Catmull-Rom; -0.75 is sharper
and overshoots more.

Where libraries differ
-0.5: Pillow, TensorFlow 2, torch with antialias. -0.75: OpenCV, torch without antialias, ONNX
by default.

How it looks
Ringing at edges of other strength, also when enlarging: up to 8 % of the range.

How to confirm
resize: {cubic_a: -0.5} where the engine has it, or the other engine, closes the gap.

How to fix
ONNX: cubic_coeff_a=-0.5. OpenCV and torch have no parameter: resize with Pillow or a compatible
kernel.

Seen in
No public incident was found that is as plain as this page.",
            example: "",
        },
        seen: 1,
        fix: "ONNX: cubic_coeff_a; OpenCV and torch (without antialias) are fixed at -0.75: resize \
            with a kernel of the training side's coefficient",
    },
    Cause {
        meta: Meta {
            id: "image.resize.default_implicit",
            summary: "a filter left to the library's default (a remark beside a cause)",
            manual: "\
What it is
A call that names no filter gets the library's default, which changes with the library and its
version.

Where libraries differ
Pillow's resize: NEAREST before 7.0, BICUBIC since. torchvision's Resize: bilinear, antialiased
for tensors since 0.17. OpenCV: INTER_LINEAR. Albumentations: INTER_LINEAR.

How it looks
As image.resize.kernel or image.resize.antialias, of which it is the reason.

How to confirm
The report says which parameters were left to a default.

How to fix
Name filter and antialias in every call.

Seen in
https://github.com/roboflow/rf-detr/pull/1269
https://github.com/roboflow/rf-detr/issues/1203",
            example: "",
        },
        seen: 3,
        fix: "name the filter and antialias explicitly on both sides",
    },
    Cause {
        meta: Meta {
            id: "image.resize.kernel",
            summary: "another interpolation kernel",
            manual: "\
What it is
Nearest, box, bilinear, Hamming, bicubic, Lanczos and area weigh the source pixels differently.

Where libraries differ
Defaults differ: Pillow bicubic, OpenCV and torchvision bilinear, Keras' flow_from_directory
nearest. Processor configurations store a number (resample: 2 is bilinear, 3 bicubic).

How it looks
Against Pillow's bilinear: bicubic 27 levels (1.4 in the mean), Lanczos 37 (2.1), area 26 (1.2),
Hamming 23 (1.1), box 56 (1.7), nearest 141 (4.1).

How to confirm
resize with the other filter on one side closes the gap exactly. Smaller is not enough: Hamming
is nearer to bilinear than bicubic is.

How to fix
Take the filter from the training code and name it: Image.BILINEAR, cv2.INTER_AREA,
InterpolationMode.BICUBIC.

Seen in
https://github.com/roboflow/rf-detr/pull/1269
https://github.com/vllm-project/semantic-router/pull/3319
https://github.com/huggingface/transformers/issues/28180
https://github.com/huggingface/transformers/pull/37140",
            example: "",
        },
        seen: 10,
        fix: "resize with the training side's filter, named explicitly (Image.BILINEAR, \
            InterpolationMode.BICUBIC ...)",
    },
    Cause {
        meta: Meta {
            id: "image.resize.lsb_rounding",
            summary: "the same kernel in other arithmetic (benign)",
            manual: "\
What it is
Two implementations of one kernel round differently: fixed point against float, 8-bit between
the two passes or not, truncation against rounding.

Where libraries differ
Pillow works in fixed point with 8-bit results of the first pass; OpenCV's INTER_LINEAR in
11-bit fixed point; torch in float; the Rust crates in their own ways.

How it looks
At most one level, on 10 to 20 % of the values, without bias.

How to confirm
The other engine on one side closes the gap, and both name the same filter.

How to fix
Nothing to fix. State it: accept: {cause: image.resize.lsb_rounding, max_levels: 1}, or compare:
{max_levels: 1}.

Seen in
No public incident was found that is as plain as this page.",
            example: "",
        },
        seen: 1,
        fix: "benign: accept it with max_levels: 1, or resize with one library on both sides",
    },
];
