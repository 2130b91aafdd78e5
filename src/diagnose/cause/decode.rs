//! How a file becomes pixels.

use super::Cause;
use crate::meta::Meta;

/// The family.
pub static ALL: &[Cause] = &[
    Cause {
        meta: Meta {
            id: "image.decode.alpha",
            summary: "transparency dropped on one side, laid over a ground on the other",
            manual: "\
What it is
A picture with transparency hides colours behind its transparent pixels. Dropping the alpha
channel shows them; compositing over white or black does not.

Where libraries differ
Pillow's convert('RGB') and OpenCV's IMREAD_COLOR drop alpha. Browsers and viewers composite,
over white or over a dark page. Some data loaders composite over black or over a random colour.

How it looks
Only files with an alpha channel differ, and in them only pixels that are not opaque; a
transparent area jumps from one flat colour to another.

How to confirm
alpha: {over: [255, 255, 255]} after decode (as rgba) on one side closes the gap.

How to fix
Decide on one ground and composite on both sides before anything else: Pillow
Image.alpha_composite over a filled image, then convert('RGB').

Seen in
https://github.com/mflux-community/mflux/pull/722
https://github.com/NVIDIA/DIGITS/issues/85
https://github.com/kohya-ss/sd-scripts/issues/1269",
            example: "",
        },
        seen: 3,
        fix: "composite over the same ground on both sides before converting to RGB (Pillow: \
            Image.alpha_composite; OpenCV: read with IMREAD_UNCHANGED and blend)",
    },
    Cause {
        meta: Meta {
            id: "image.decode.bitdepth",
            summary: "16-bit samples brought to 8 bits in another way",
            manual: "\
What it is
A 16-bit file must become 8-bit for most models. Taking the high byte, dividing by 257 and
clipping at 255 are three different pictures; the last is nearly white.

Where libraries differ
Pillow's convert('L') and convert('RGB') clip 16-bit grey at 255. OpenCV's IMREAD_COLOR takes
the high byte, stb_image too. The Rust crate image rounds v / 257.

How it looks
Only 16-bit files differ. Clipping leaves two levels, 0 and 255, and a mean near white; shift
against division differs by one level.

How to confirm
decode with the other engine on one side; other files stay equal.

How to fix
Keep 16 bits until an explicit rescale: Pillow: numpy.asarray(image) >> 8; OpenCV:
IMREAD_UNCHANGED and a division of your own.

Seen in
https://github.com/unslothai/unsloth/pull/10094",
            example: "",
        },
        seen: 1,
        fix: "convert 16-bit pictures explicitly on both sides (v >> 8, or v / 257 rounded); never \
            Pillow's convert('RGB') on mode I;16",
    },
    Cause {
        meta: Meta {
            id: "image.decode.chroma_upsampling",
            summary: "JPEG colour planes enlarged by another filter",
            manual: "\
What it is
Most JPEGs store colour at half resolution (4:2:0). The decoder enlarges it: by a triangle
filter (libjpeg's 'fancy' upsampling) or by repeating pixels.

Where libraries differ
libjpeg and libjpeg-turbo default to fancy, so Pillow and OpenCV do. nvJPEG, some hardware
decoders and fast modes repeat pixels; merged upsampling is a third way.

How it looks
Differences stand along coloured edges, up to about 34 levels at 4:2:0, 22 at 4:2:2, and none at
4:4:4 or in grey files.

How to confirm
decode: {chroma: nearest} on one side closes the gap; a 4:4:4 copy of the file shows none.

How to fix
DALI: decode on the CPU, or nvJPEG with fancy upsampling on; TensorFlow:
decode_jpeg(fancy_upscaling=True); libjpeg: do_fancy_upsampling.

Seen in
https://github.com/NVIDIA/DALI/issues/3610
https://github.com/NVIDIA/DALI/issues/4257",
            example: "",
        },
        seen: 3,
        fix: "switch fancy upsampling on in the decoder that repeats chroma (TensorFlow: \
            fancy_upscaling=True; nvJPEG: fancy upsampling flag)",
    },
    Cause {
        meta: Meta {
            id: "image.decode.cmyk",
            summary: "CMYK JPEG read inverted, or with another colour profile",
            manual: "\
What it is
Adobe programs store CMYK JPEGs with inverted inks. A reader that misses this, or that applies
the embedded profile where the other does not, makes other colours.

Where libraries differ
Pillow and OpenCV invert when the Adobe marker says so. Some loaders take the marker's mere
presence for inversion, some apply ICC profiles, some refuse the file.

How it looks
Only CMYK files differ, strongly and everywhere; inverted inks look like a negative.

How to confirm
Decode with the other engine on one side; RGB files stay equal.

How to fix
Convert such files to RGB once, with a colour-managed tool, before training and serving see
them.

Seen in
https://github.com/libvips/libvips/issues/1283",
            example: "",
        },
        seen: 1,
        fix: "convert CMYK files to RGB once, before both sides read them",
    },
    Cause {
        meta: Meta {
            id: "image.decode.cut_file",
            summary: "a JPEG that ends too early: filled up on one side, refused on the other",
            manual: "\
What it is
A download that broke off leaves a JPEG without its end. libjpeg can fill the missing part with
what came last, or the caller can take the file for broken.

Where libraries differ
OpenCV's imread fills it and prints a warning; imdecode gives None. Pillow raises OSError unless
ImageFile.LOAD_TRUNCATED_IMAGES is set. TensorFlow and torchvision raise.

How it looks
Only cut files differ: a picture whose lower part is one flat smear on one side, rejected on the
other.

How to confirm
decode: {engine: opencv, function: imread} on the side that uses imdecode closes the gap.

How to fix
Refuse such files on both sides: read the bytes yourself and call imdecode.

Seen in
No public incident was found that is as plain as this page.",
            example: "",
        },
        seen: 1,
        fix: "refuse cut files on both sides (OpenCV: imdecode of the file's bytes in the place of imread)",
    },
    Cause {
        meta: Meta {
            id: "image.decode.exif",
            summary: "camera orientation applied on one side only",
            manual: "\
What it is
Cameras store pictures as the sensor saw them and note the turn in the EXIF orientation tag (1
to 8). A reader may apply it or ignore it.

Where libraries differ
OpenCV's IMREAD_COLOR applies it since 3.0; IMREAD_UNCHANGED and IMREAD_IGNORE_ORIENTATION do
not. Pillow's open does not; ImageOps.exif_transpose does. The Rust crate image does not;
torchvision's decode_image does on request.

How it looks
Width and height are exchanged for tags 5 to 8; for 2 to 4 the shape stays and the picture is
turned or mirrored. Files without the tag are equal.

How to confirm
decode: {exif: ignore} on the side that applies it closes the gap.

How to fix
Pillow: ImageOps.exif_transpose(image) right after open. OpenCV: IMREAD_COLOR, or
IMREAD_IGNORE_ORIENTATION on purpose. Training labels must have been drawn on the same turn.

Seen in
https://github.com/roboflow/rf-detr/issues/189
https://github.com/NVIDIA/DALI/issues/2940
https://github.com/open-mmlab/mmcv/pull/805
https://github.com/opencv/opencv/issues/11586",
            example: "",
        },
        seen: 5,
        fix: "Pillow: ImageOps.exif_transpose after open; OpenCV: IMREAD_COLOR applies the tag, \
            IMREAD_IGNORE_ORIENTATION does not; apply it on both sides",
    },
    Cause {
        meta: Meta {
            id: "image.decode.gray_weights",
            summary: "another formula or rounding for grey",
            manual: "\
What it is
Grey is a weighted sum of red, green and blue, with the weights of Rec. 601 (0.299, 0.587,
0.114), of Rec. 709 (0.2126, 0.7152, 0.0722), or equal ones.

Where libraries differ
Pillow and OpenCV use Rec. 601 with different rounding; the Rust crate image and scikit-image
Rec. 709. Reading a JPEG as grey takes its luma plane directly, which differs from converting
decoded colours.

How it looks
Pure red is 76 under Rec. 601 and 54 under 709; a photo differs by up to 16 levels, 2.7 in the
mean. Grey pixels stay equal. The 601 weights on BGR data exchange red and blue.

How to confirm
color: {to: gray} with the other engine on one side closes the gap.

How to fix
Convert on both sides with the same formula; OpenCV: cvtColor with the code for the order that
the data really has.

Seen in
No public incident was found that is as plain as this page.",
            example: "",
        },
        seen: 1,
        fix: "use one grey formula on both sides (Rec. 601: Pillow convert('L'), OpenCV cvtColor), \
            from colours in the right order",
    },
    Cause {
        meta: Meta {
            id: "image.decode.idct",
            summary: "another JPEG decoder or inverse DCT",
            manual: "\
What it is
The JPEG standard leaves the rounding of the inverse DCT open. libjpeg has an accurate (islow),
a fast (ifast) and a float transform; other decoders have their own.

Where libraries differ
Pillow and OpenCV use libjpeg-turbo's islow. TensorFlow's decode_jpeg defaults to ifast. The
Rust crate image uses zune-jpeg. Reduced decoding (Pillow's draft, IMREAD_REDUCED) scales in the
transform.

How it looks
Spread over the whole picture: ifast up to 7 levels and 0.9 in the mean, another decoder 3 to 4
levels, reduced decoding 17. PNG files are equal.

How to confirm
decode: {dct: ifast} (or the other engine) on one side closes the gap.

How to fix
TensorFlow: tf.io.decode_jpeg(dct_method='INTEGER_ACCURATE'). Elsewhere: the same decoder
library on both sides, without draft or reduced modes.

Seen in
https://github.com/serizba/cppflow/issues/62
https://github.com/python-pillow/Pillow/issues/6262
https://github.com/pytorch/vision/issues/8088",
            example: "",
        },
        seen: 3,
        fix: "TensorFlow: decode_jpeg(dct_method='INTEGER_ACCURATE'); else decode with libjpeg-turbo's \
            accurate transform on both sides, without draft modes",
    },
    Cause {
        meta: Meta {
            id: "image.decode.palette",
            summary: "a palette picture resized before it became colour",
            manual: "\
What it is
A palette picture stores indices. Resizing the indices, or falling back to nearest neighbour
because indices cannot be mixed, is another picture than resizing the colours.

Where libraries differ
Pillow resizes mode P by nearest neighbour whatever filter is asked for. OpenCV and most others
expand the palette while reading.

How it looks
Only palette PNG and GIF files differ, with jagged edges on one side, up to 130 levels.

How to confirm
color: {to: rgb} before resize on the side that lacks it closes the gap.

How to fix
Pillow: convert('RGB') right after open, before any resize.

Seen in
No public incident was found that is as plain as this page.",
            example: "",
        },
        seen: 1,
        fix: "Pillow: convert('RGB') right after open, before resize",
    },
];
