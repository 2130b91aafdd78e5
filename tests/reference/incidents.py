"""Rebuilds public incidents about pictures: the inputs of their own, and what the serving side really made of them.

Usage: python tests/reference/incidents.py cases            (Pillow, OpenCV, ONNX Runtime, numpy)
       python tests/reference/incidents.py cases torch      (torchvision)
       python tests/reference/incidents.py cases tensorflow
Versions: Python 3.11, Pillow 13.0.0, opencv-python-headless 5.0.0.93, numpy 2.4.6, onnxruntime 1.31.1,
torch 2.15.0, torchvision 0.29.2, tensorflow-cpu 2.21.0. What an incident is about stands in cases/incidents/<id>.yaml.
"""

import os, sys
import numpy as np
from PIL import Image

CASES = sys.argv[1]
IMAGENET = np.float32([0.485, 0.456, 0.406]), np.float32([0.229, 0.224, 0.225])


def path(file):
    return os.path.join(CASES, "images" if os.path.exists(os.path.join(CASES, "images", file)) else "incidents/pictures", file)


def record(incident, files, serve, prefix=""):
    """One file per input: PNG for 8-bit pictures, else .npy."""
    folder = os.path.join(CASES, "incidents", incident)
    os.makedirs(folder, exist_ok=True)
    for file in files:
        made = np.ascontiguousarray(serve(path(file)))
        name = os.path.join(folder, prefix + file.rsplit(".", 1)[0])
        if made.dtype == np.uint8 and made.ndim == 3:
            Image.fromarray(made).save(name + ".png", optimize=True)
        else:
            np.save(name + ".npy", made)


def rgb(file):
    return Image.open(file).convert("RGB")


def short_side(image, side, filter):
    width, height = image.size
    size = (side, int(side * height / width)) if width < height else (int(side * width / height), side)
    return image.resize(size, filter)


def middle(pixels, side, half=lambda d: int(round(d / 2.0))):
    top, left = half(pixels.shape[0] - side), half(pixels.shape[1] - side)
    return pixels[top : top + side, left : left + side]


def unit(pixels):
    return pixels.astype(np.float32) / np.float32(255)


def normalized(pixels, mean=IMAGENET[0], std=IMAGENET[1]):
    return (unit(pixels) - mean) / std


def planes(pixels):
    return pixels.transpose(2, 0, 1)


def own_pictures():
    """Small pictures that show what a photo does not."""
    folder = os.path.join(CASES, "incidents", "pictures")
    os.makedirs(folder, exist_ok=True)
    to = lambda name: os.path.join(folder, name)
    photo = rgb(path("china.jpg"))
    ramp = np.arange(256 * 64, dtype=np.uint32).reshape(64, 256) * 65535 // (256 * 64 - 1)
    Image.fromarray(ramp.astype(np.uint16)).save(to("ramp16.png"))
    icon = np.zeros((8, 8, 4), np.uint8)
    icon[..., :3] = (240, 30, 10)
    icon[2:6, 2:6, 3] = 255
    Image.fromarray(icon).save(to("icon.png"))
    soft = np.dstack([np.array(photo.resize((48, 32))), np.tile(np.linspace(0, 255, 48).astype(np.uint8), (32, 1))])
    Image.fromarray(soft).save(to("soft.png"))
    for orientation in (1, 3, 6):
        exif = Image.Exif()
        exif[0x112] = orientation
        photo.resize((96, 64)).save(to("turned%d.jpg" % orientation), quality=90, exif=exif)
    rgb(path("flower.jpg")).resize((128, 96)).save(to("flower444.jpg"), quality=90, subsampling=0)
    rgb(path("flower.jpg")).resize((128, 96)).save(to("flower420.jpg"), quality=90, subsampling=2)
    Image.fromarray(np.uint8([[[250, 40, 10], [10, 220, 30]], [[0, 0, 0], [30, 60, 240]]])).save(to("four.png"))
    rgb(path("coffee.png")).resize((97, 65)).save(to("cup.png"))


def pillow_and_opencv():
    import cv2, onnxruntime  # noqa: F401
    from incidents_resizers import onnx_resize

    own_pictures()
    bgr = lambda file: cv2.imread(file)
    order = lambda pixels: np.ascontiguousarray(pixels[..., ::-1])
    photos = ["china.jpg", "flower.jpg"]
    pil = lambda filter, w, h: lambda file: np.array(rgb(file).resize((w, h), filter))
    cv = lambda filter, w, h: lambda file: order(cv2.resize(bgr(file), (w, h), interpolation=filter))

    def yolos(file):
        pixels = bgr(file)
        height, width = pixels.shape[:2]
        size = (65, int(65 * height / width)) if width < height else (int(65 * width / height), 65)
        return planes(unit(order(middle(cv2.resize(pixels, size), 62, lambda d: d // 2))))

    record("yolos-cpp-145", photos, yolos)
    record("unsloth-10094", ["ramp16.png"], lambda f: np.array(Image.open(f).convert("RGB")))
    record("mflux-722", ["icon.png", "soft.png"], lambda f: np.array(rgb(f)))
    record("digits-85", ["icon.png", "soft.png"], lambda f: np.array(Image.alpha_composite(Image.new("RGBA", Image.open(f).size, (0, 0, 0, 255)), Image.open(f)).convert("RGB")))
    record("rfdetr-189", ["turned1.jpg", "turned3.jpg", "turned6.jpg"], lambda f: np.array(rgb(f)))
    record("opencv-11586", ["turned1.jpg", "turned6.jpg"], lambda f: cv2.imread(f, cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)[..., ::-1])
    record("rfdetr-1269", photos, pil(Image.BICUBIC, 64, 64))
    record("dali-422", photos, cv(cv2.INTER_LINEAR, 64, 64))
    record("opencv-22134", photos, cv(cv2.INTER_AREA, 64, 64))
    record("pillow-2718", photos, pil(Image.NEAREST, 64, 64))
    record("hf-28180", photos, pil(Image.BILINEAR, 64, 64))
    record("hf-37140", photos, pil(Image.BICUBIC, 64, 64))
    record("semrouter-1936", photos, cv(cv2.INTER_LINEAR, 64, 64))
    record("detectree2-197", ["coffee.png"], cv(cv2.INTER_LINEAR, 100, 75))
    record("ctl-silentface-71", photos, lambda f: cv2.resize(bgr(f), (64, 64)))
    record("rounding-opencv-exact", photos, cv(cv2.INTER_LINEAR_EXACT, 64, 64))
    record("blurred", photos, lambda f: cv2.GaussianBlur(pil(Image.BILINEAR, 64, 64)(f), (5, 5), 1.1))
    classes = lambda file, side=72: np.array(short_side(rgb(file), side, Image.BILINEAR))
    record("tutorials-3936", photos, lambda f: planes(normalized(middle(classes(f, 63), 63))))
    record("robustness-67", photos, lambda f: middle(np.array(rgb(f).resize((72, 72), Image.BILINEAR)), 63))
    record("azure-102510", photos, lambda f: np.array(rgb(f).resize((63, 63), Image.BILINEAR)))
    record("digits-2125", photos, lambda f: cv2.resize(bgr(f), (64, 64)))
    record("nested-unet-62", ["flower.jpg"], lambda f: planes(normalized(order(cv2.resize(bgr(f), (56, 56))))))
    record("asl-424", ["flower.jpg"], lambda f: unit(pil(Image.BILINEAR, 48, 48)(f)) / np.float32(255))
    record("lavila-15", ["cup.png"], lambda f: (np.array(rgb(f)).astype(np.float32) - np.float32([122.7709383, 116.7460125, 104.09373615])) / np.float32([68.5005327, 66.6321579, 70.32316305]))
    record("pose-140", ["cup.png"], lambda f: normalized(np.array(rgb(f))))
    record("coreml-1087", ["cup.png"], lambda f: (unit(np.array(rgb(f))) - IMAGENET[0]) / np.float32(0.226))
    record("caffe-867", ["cup.png"], lambda f: bgr(f).astype(np.float32) * np.float32(0.017) - np.float32([103.94, 116.78, 123.68]))
    record("keras-10279", ["cup.png", "four.png"], lambda f: bgr(f).astype(np.float32) - np.float32([103.939, 116.779, 123.68]))
    record("tfcoreml-91", ["cup.png"], lambda f: np.array(rgb(f)).astype(np.float32))
    record("foa-2", ["cup.png"], lambda f: planes(normalized(np.array(rgb(f)))))
    record("flutter-53", ["cup.png"], lambda f: (np.array(rgb(f)).astype(np.float32) - np.float32(127.5)) / np.float32(127.5))
    record("triton-2971", ["cup.png"], lambda f: unit(np.array(rgb(f))).reshape(3, 65, 97))
    record("konfai-133", ["cup.png", "four.png"], lambda f: standardized(f, 0.0), "train_")
    record("konfai-133", ["cup.png", "four.png"], lambda f: standardized(f, 0.2), "serve_")
    record("yolov3-41", photos, lambda f: boxed(cv2, order(bgr(f)), 96, 128))
    record("llava-squashed", ["cup.png", "flower.jpg"], lambda f: np.array(squared(rgb(f), (122, 116, 104)).resize((56, 56), Image.BICUBIC)))
    record("darknet-3157", photos, lambda f: boxed(cv2, order(bgr(f)), 63, 0))
    for incident, mode, name in (("opencv-18721", "linear", "asymmetric"), ("tf2onnx-932", "cubic", "asymmetric")):
        record(incident, ["cup.png"], lambda f, mode=mode, name=name: onnx_resize(np.array(rgb(f)), (48, 32), mode, name))


def standardized(file, least):
    """By the mean and deviation of those pixels of the picture that are bright enough."""
    pixels = unit(np.array(rgb(file)))
    part = pixels[pixels.max(axis=2) >= least]
    return ((pixels - part.mean(axis=0)) / part.std(axis=0)).astype(np.float32)


def boxed(cv2, pixels, side, fill):
    height, width = pixels.shape[:2]
    ratio = min(side / width, side / height)
    inner = int(round(width * ratio)), int(round(height * ratio))
    across, down = (side - inner[0]) / 2, (side - inner[1]) / 2
    margins = [int(round(v)) for v in (down - 0.1, down + 0.1, across - 0.1, across + 0.1)]
    return cv2.copyMakeBorder(cv2.resize(pixels, inner), *margins, cv2.BORDER_CONSTANT, value=(fill,) * 3)


def squared(image, ground):
    side = max(image.size)
    square = Image.new("RGB", (side, side), ground)
    square.paste(image, ((side - image.width) // 2, (side - image.height) // 2))
    return square


def torchvision():
    import torch, torchvision.transforms.v2.functional as F

    photos = ["china.jpg", "flower.jpg"]
    tensor = lambda file: torch.from_numpy(np.array(rgb(file)).transpose(2, 0, 1).copy())
    resized = lambda antialias: lambda f: F.resize(tensor(f), [64, 64], antialias=antialias).numpy().transpose(1, 2, 0)
    record("shift-happens-62", photos, resized(False))
    record("doctr-1267", photos, resized(True))
    record("hf-30902", photos, lambda f: F.resize(tensor(f), [int(58 * 427 / 640), 58], antialias=True).numpy().transpose(1, 2, 0))


def tensorflow():
    import tensorflow as tf

    jpeg = lambda f, **options: tf.io.decode_jpeg(tf.io.read_file(f), channels=3, **options)
    record("cppflow-62", ["flower444.jpg"], lambda f: jpeg(f).numpy())
    record("dali-4257", ["flower444.jpg", "flower420.jpg"], lambda f: jpeg(f, dct_method="INTEGER_ACCURATE", fancy_upscaling=False).numpy())
    accurate = lambda f: jpeg(f, dct_method="INTEGER_ACCURATE")
    old = lambda pixels, size: tf.compat.v1.image.resize_bilinear(pixels[None], size)[0].numpy()
    record("tf-33691", ["flower444.jpg"], lambda f: old(accurate(f), (24, 32)))
    record("tf-19627", ["four.png"], lambda f: old(tf.io.decode_png(tf.io.read_file(f)), (10, 10)))
    record("hf-27601", ["flower444.jpg"], lambda f: tf.image.resize(accurate(f), (24, 32), antialias=False).numpy())
    record("mlperf-201", ["flower444.jpg"], lambda f: old(accurate(f), (24, 32)))


{"torch": torchvision, "tensorflow": tensorflow}.get((sys.argv + [""])[2], pillow_and_opencv)()
