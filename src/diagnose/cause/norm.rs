//! How pixels become the numbers that a model takes.

use super::Cause;
use crate::meta::Meta;

/// The family.
pub static ALL: &[Cause] = &[
    Cause {
        meta: Meta {
            id: "image.norm.constants",
            summary: "another mean and standard deviation",
            manual: "\
What it is
Normalization subtracts a mean and divides by a standard deviation. The constants belong to the
model.

Where libraries differ
ImageNet (0.485, 0.456, 0.406 / 0.229, 0.224, 0.225), CLIP (0.4815 ... / 0.2686 ...), Inception
and ViT (0.5 / 0.5), Caffe (123.68, 116.779, 103.939), none (0 / 1 or 0 / 255).

How it looks
One affine map per channel, the same on every picture: up to 1.64 between ImageNet and 0.5, 0.49
between ImageNet and CLIP.

How to confirm
normalize with the other constants on one side closes the gap.

How to fix
Take the constants from the model's own files: preprocessor_config.json, weights.transforms(),
the training code; a typo that was trained with is part of the model.

Seen in
https://github.com/am15h/tflite_flutter_helper/issues/53
https://github.com/mr-eggplant/FOA/issues/2
https://github.com/mlcommons/training/issues/48",
            example: "",
        },
        seen: 5,
        fix: "use the constants that the model was trained with (preprocessor_config.json, \
            weights.transforms()) on both sides",
    },
    Cause {
        meta: Meta {
            id: "image.norm.doubled",
            summary: "scaled twice",
            manual: "\
What it is
Pixels are divided by 255, or normalized, a second time: once in the data pipeline and once in
the model's graph or a transform that does it by default.

Where libraries differ
albumentations Normalize divides by max_pixel_value 255 itself; Keras models may contain
Rescaling(1/255); tf.image.convert_image_dtype scales; ToTensor scales.

How it looks
The range collapses: 0 to 0.0039, or -2.118 to -1.787 after ImageNet constants.

How to confirm
The same rescale twice on one side closes the gap.

How to fix
Remove one of the two. albumentations: Normalize(max_pixel_value=1.0) for input from 0 to 1.
Keras: look for Rescaling in model.summary().

Seen in
https://github.com/4uiiurz1/pytorch-nested-unet/issues/62
https://github.com/GoogleCloudPlatform/asl-ml-immersion/pull/424
https://github.com/Priyanshu-byte-coder/devtrack/issues/927",
            example: "",
        },
        seen: 3,
        fix: "scale once: remove the division in front of a transform or graph that has its own \
            (albumentations: max_pixel_value=1.0; Keras: Rescaling in the model)",
    },
    Cause {
        meta: Meta {
            id: "image.norm.dtype",
            summary: "another precision, or another order of float operations",
            manual: "\
What it is
The same formula in half precision, in double precision, or with x * (1/255) for x / 255 gives
other last bits.

Where libraries differ
numpy's type rules keep float32 for float32 input and make float64 of uint8 / 255; torchvision
works in float32; float16 and bfloat16 come from exports and autocast.

How it looks
float16: up to 0.0022 after normalization, and the element type differs. x * (1/255): 6e-8 on 43
% of the values, which is benign.

How to confirm
dtype: float16 (or the other engine) on one side closes the gap.

How to fix
Normalize in float32 on both sides and cast last. For differences of a few ULPs state a
tolerance: compare: {max_ulps: 4}.

Seen in
No public incident was found that is as plain as this page.",
            example: "",
        },
        seen: 0,
        fix: "normalize in float32 on both sides and cast last; for a few last bits state a tolerance \
            (max_ulps: 4)",
    },
    Cause {
        meta: Meta {
            id: "image.norm.missing",
            summary: "not normalized on one side",
            manual: "\
What it is
One side feeds raw pixels, or pixels from 0 to 1, to a model that was trained on normalized
ones.

Where libraries differ
Model converters (Core ML, TFLite, ONNX) leave normalization out unless it is given; mobile and
C++ code then has to do it.

How it looks
Values range over 0 to 255 or 0 to 1 instead of about -2 to 2.6; one affine map per channel.

How to confirm
Taking the normalization out on one side closes the gap.

How to fix
Do it on the other side too: Core ML: scale and bias of ImageType; ONNX: put Sub and Div in
front of the graph.

Seen in
https://github.com/tf-coreml/tf-coreml/issues/91",
            example: "",
        },
        seen: 1,
        fix: "add the missing normalization (Core ML: ImageType scale and bias; ONNX: Sub and Div in \
            front of the graph)",
    },
    Cause {
        meta: Meta {
            id: "image.norm.mode",
            summary: "another mode of Keras preprocess_input",
            manual: "\
What it is
Keras applications have three preprocessings: caffe (BGR, mean subtracted, no scaling), tf (-1
to 1) and torch (0 to 1, ImageNet constants). Each model has its own.

Where libraries differ
resnet50, vgg16: caffe. mobilenet, inception, xception: tf. densenet: torch.
imagenet_utils.preprocess_input defaults to caffe, whatever the model.

How it looks
An affine map, with red and blue exchanged if one of the two is caffe.

How to confirm
normalize: {engine: keras, mode: caffe} (or tf, torch) on one side closes the gap.

How to fix
Call the preprocess_input of the model's own module, not imagenet_utils'.

Seen in
https://github.com/keras-team/keras/issues/10279",
            example: "",
        },
        seen: 1,
        fix: "call preprocess_input of the model's own module on both sides, not imagenet_utils' \
            default (caffe)",
    },
    Cause {
        meta: Meta {
            id: "image.norm.op_order",
            summary: "scale and mean applied in another order",
            manual: "\
What it is
(x - mean) * scale and x * scale - mean differ by an offset unless the mean is scaled as well.

Where libraries differ
Caffe's Transformer subtracts the mean in the range of raw_scale, its data layer before the
scale; OpenCV's blobFromImage subtracts and then scales; torchvision scales first and takes
constants for 0 to 1.

How it looks
An affine offset per channel, the same on every picture.

How to confirm
Exchanging rescale and normalize on one side closes the gap.

How to fix
Write the formula out once, and give each library constants in the range at which it applies
them.

Seen in
https://github.com/BVLC/caffe/issues/867",
            example: "",
        },
        seen: 1,
        fix: "apply scale and mean in the training order, or move the mean into the other range (mean \
            * 255)",
    },
    Cause {
        meta: Meta {
            id: "image.norm.range",
            summary: "another input range or divisor",
            manual: "\
What it is
The model takes 0 to 1, 0 to 255 or -1 to 1, and pixels come in another range; or the divisor is
256 for 255.

Where libraries differ
skimage.transform.resize returns 0 to 1; Keras ResNet50 wants 0 to 255; some code divides by 256
or by 127.5 and subtracts 1.

How it looks
A factor for all channels: 255/256 is 0.4 %, 0.017 after normalization; a wrong range is a
factor of 255.

How to confirm
rescale with the other divisor on one side closes the gap.

How to fix
Check minimum and maximum of one tensor on both sides. A typo that was trained with (256) is
part of the model.

Seen in
https://github.com/BVLC/caffe/issues/867
https://github.com/huggingface/transformers/pull/40436
https://github.com/UofT-DSI/deep_learning/issues/89",
            example: "",
        },
        seen: 4,
        fix: "scale to the range that the model was trained with (same divisor and offset) on both \
            sides",
    },
    Cause {
        meta: Meta {
            id: "image.norm.statistics_scope",
            summary: "statistics over another region, picture or batch",
            manual: "\
What it is
Where mean and standard deviation are computed from the data, they may be those of the picture,
of a mask in it, of the batch or of the training set.

Where libraries differ
Medical imaging toolkits standardize per image or within a mask; torch's per-image
standardization uses the picture; batch statistics depend on neighbours.

How it looks
An affine map that is another one on every picture.

How to confirm
On outputs: every picture's values lie on one line against the other side's, with its own slope
and offset.

How to fix
Compute the statistics over the same region on both sides, or store them with the model.

Seen in
https://github.com/fideus-labs/KonfAI/pull/133",
            example: "",
        },
        seen: 1,
        fix: "compute mean and standard deviation over the same region (image, mask, data set) on both \
            sides",
    },
    Cause {
        meta: Meta {
            id: "image.norm.std_collapsed",
            summary: "one standard deviation for three channels",
            manual: "\
What it is
A format with one scale for all channels forces the three standard deviations into one, usually
their mean of 0.226.

Where libraries differ
Core ML's ImageType takes one scale and three biases; some mobile SDKs as well.

How it looks
A slope per channel near 1 (0.987 to 1.009 for ImageNet): up to 0.03 after normalization.

How to confirm
normalize: {std: [0.226, 0.226, 0.226]} on one side closes the gap.

How to fix
Core ML: take an MLMultiArray, or divide by the exact standard deviations in the first layer of
the model.

Seen in
https://github.com/apple/coremltools/issues/1087",
            example: "",
        },
        seen: 1,
        fix: "Core ML: put the three exact divisions into the model's first layer; the single scale \
            keeps one only",
    },
];
