//! Size, position and shape of the picture.

use super::Cause;
use crate::meta::Meta;

/// The family.
pub static ALL: &[Cause] = &[
    Cause {
        meta: Meta {
            id: "image.geom.aspect",
            summary: "another way to fit the picture into the target: squash, crop or letterbox",
            manual: "\
What it is
A rectangular picture becomes square by squashing it, by scaling the short side and cropping the
rest, or by scaling the long side and padding.

Where libraries differ
torchvision Resize(s) scales the short side, Resize((s, s)) squashes. Detectors letterbox.
Serving code often calls resize(size, size), because that is the shortest line.

How it looks
Square pictures are equal; others differ in more than 90 % of the values, by 40 to 60 levels in
the mean.

How to confirm
Replace the geometry of one side by the other's: width and height for shortest_edge, letterbox
for resize.

How to fix
Copy the training side's rule to serving: torchvision Resize(256) and CenterCrop(224) is Pillow
resize of the short side, then a crop.

Seen in
https://github.com/MicrosoftDocs/azure-docs/issues/102510
https://github.com/AlexeyAB/darknet/issues/3157
https://github.com/mindee/doctr/issues/1764
https://github.com/ggml-org/llama.cpp/pull/17577",
            example: "",
        },
        seen: 6,
        fix: "fit the picture in the same way on both sides: short side and crop, squash, or letterbox",
    },
    Cause {
        meta: Meta {
            id: "image.geom.crop_offset",
            summary: "centre crop one pixel off: half of an odd difference rounded otherwise",
            manual: "\
What it is
The offset of a centre crop is half of the difference in size. Where that is odd, half a pixel
must go somewhere.

Where libraries differ
torchvision rounds half to even (Python's round), so does Pillow-based code that copies it. C++
and integer division round down; some round half up.

How it looks
A shift by one pixel, up to 150 levels at edges, about 8 in the mean; pictures with an even
difference are equal.

How to confirm
center_crop with the other engine on one side closes the gap; an input with an even difference
shows none.

How to fix
C++: std::nearbyint((height - size) / 2.0) instead of (height - size) / 2. Python: int(round((h
- s) / 2.0)) is torchvision's rule.

Seen in
https://github.com/Geekgineer/YOLOs-CPP/pull/145",
            example: "",
        },
        seen: 2,
        fix: "use torchvision's offset rule on both sides: int(round((size - crop) / 2)), half to \
            even; integer division is one pixel off where the difference is odd",
    },
    Cause {
        meta: Meta {
            id: "image.geom.op_order",
            summary: "geometric steps in another order",
            manual: "\
What it is
Resize then crop and crop then resize keep other parts of the picture, and filter other pixels;
converting before or after resizing changes rounding.

Where libraries differ
Decoders with a built-in crop, DALI pipelines and C++ examples often crop first, to resize less.

How it looks
Large everywhere on pictures that are not square, about 60 levels in the mean; nearly nothing on
square ones.

How to confirm
Exchanging the two steps on one side closes the gap.

How to fix
Write the steps in the training order; a crop of the source can be translated: scale its size
and offset by the resize factor.

Seen in
https://github.com/libffcv/ffcv/issues/341
https://github.com/ultralytics/ultralytics/issues/22128",
            example: "",
        },
        seen: 4,
        fix: "apply the geometric steps in the same order on both sides",
    },
    Cause {
        meta: Meta {
            id: "image.geom.pad",
            summary: "another fill, position or size of padding",
            manual: "\
What it is
Letterboxing and padding choose a fill value, where the picture stands, and up to which multiple
it is padded.

Where libraries differ
YOLO fills with 114 and centres, padding to a multiple of the stride (auto) or to a fixed
square. Darknet fills with 0.5. docTR pads to the right and below unless symmetric_pad is set.
128/255 is not 0.5.

How it looks
The padded border differs by a constant, on up to half of the pixels, or the picture is shifted
by half the padding; the shape differs if only one side pads to the stride.

How to confirm
pad or letterbox with the other fill or position on one side closes the gap.

How to fix
Ultralytics: LetterBox(auto=False, center=True) with value 114; cv2.copyMakeBorder with the same
value and with round(d - 0.1), round(d + 0.1).

Seen in
https://github.com/mindee/doctr/issues/1764
https://github.com/felixdittrich92/OnnxTR/pull/76
https://github.com/ultralytics/yolov3/issues/41",
            example: "",
        },
        seen: 4,
        fix: "use the same fill, position and stride for padding on both sides (Ultralytics: 114, \
            centred, auto=False for a fixed shape)",
    },
    Cause {
        meta: Meta {
            id: "image.geom.size",
            summary: "another resize size or crop fraction",
            manual: "\
What it is
The model sees a crop of a larger picture: 224 of 256 (0.875), of 232, of 224 (1.0). Another
size before the crop is another zoom.

Where libraries differ
torchvision weights name their own resize and crop sizes, timm its crop_pct; tutorials and
serving code often resize straight to 224.

How it looks
Content is scaled by the ratio of the sizes: large differences at every edge, about 40 levels in
the mean.

How to confirm
resize with the other size on one side closes the gap.

How to fix
Take the sizes from the weights: weights.transforms(),
timm.data.resolve_model_data_config(model), preprocessor_config.json.

Seen in
https://github.com/libffcv/ffcv/issues/341
https://github.com/hiyouga/LlamaFactory/issues/7690
https://github.com/mlcommons/training/issues/48
https://github.com/pytorch/tutorials/issues/3936",
            example: "",
        },
        seen: 4,
        fix: "take resize and crop size from the model's own configuration on both sides",
    },
    Cause {
        meta: Meta {
            id: "image.geom.target_round",
            summary: "target size rounded otherwise",
            manual: "\
What it is
Scaling a short side to a whole number gives the long side a fraction. Truncating and rounding
it differ by a pixel, and so by the whole resampling grid.

Where libraries differ
torchvision truncates (int), OpenCV code usually rounds, some take the ceiling; vision-language
models round to multiples of 14, 28 or 32, up, down or to the nearest. DETR-like processors cap
the long side in two steps.

How it looks
The shape differs by one (666 against 667), or the picture is sampled on a grid that is slightly
wider.

How to confirm
resize: {rounding: half_even} (or the other engine) on one side closes the gap.

How to fix
Compute the target once with the training rule, and pass width and height to the resizer.

Seen in
https://github.com/NVIDIA/DALI/issues/5260
https://github.com/huggingface/transformers/pull/30902
https://github.com/hiyouga/LlamaFactory/issues/7690
https://github.com/ggml-org/llama.cpp/pull/17577",
            example: "",
        },
        seen: 6,
        fix: "compute the target size by the training side's rule (torchvision: int(size * long / \
            short)) and pass both sides of it to the resizer",
    },
];
