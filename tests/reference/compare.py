"""Randomised differential test of the engines against the real libraries: prints n exact of n.

Versions that the engines describe: pillow 13.0.0 (also 12.1, 12.2, 12.3), opencv-python-headless 5.0.0.93 (also 4.5, 4.8),
torch 2.15.0, torchvision 0.29.2, tensorflow-cpu 2.21.0, onnx 1.23.2, onnxruntime 1.31.1, jax 0.10.2, numpy 2.4.6.

    cargo build --release --example steps_stdio
    python tests/reference/compare.py pillow opencv [--count 200] [--seed 1] [--only bicubic]
"""

import argparse
import collections
import json
import subprocess
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]


class Ours:
    """The steps of this repository, behind one process."""

    def __init__(self, binary):
        self.process = subprocess.Popen([binary], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def step(self, step, settings, array, layout="image"):
        array = np.ascontiguousarray(array)
        request = {"step": step, "settings": settings, "dtype": str(array.dtype), "shape": array.shape, "layout": layout}
        self.process.stdin.write(json.dumps(request).encode() + b"\n" + array.tobytes())
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            return answer["error"]
        dtype = np.dtype(answer["dtype"])
        data = self.process.stdout.read(int(np.prod(answer["shape"])) * dtype.itemsize)
        return np.frombuffer(data, dtype).reshape(answer["shape"])


class Tally:
    """Exact and other results by mode."""

    def __init__(self):
        self.rows = collections.OrderedDict()

    def add(self, mode, ours, theirs, note):
        row = self.rows.setdefault(mode, {"n": 0, "exact": 0, "worst": 0.0, "first": None})
        row["n"] += 1
        if isinstance(ours, str):
            row["first"] = row["first"] or (note, ours.splitlines()[0])
            row["worst"] = float("inf")
            return
        theirs = np.asarray(theirs).reshape(ours.shape) if np.size(theirs) == ours.size else np.asarray(theirs)
        if ours.shape == theirs.shape and ours.dtype == theirs.dtype and np.array_equal(ours, theirs, equal_nan=True):
            row["exact"] += 1
            return
        if ours.shape != theirs.shape or ours.dtype != theirs.dtype:
            off, what = float("inf"), f"{ours.shape} {ours.dtype} for {theirs.shape} {theirs.dtype}"
        else:
            delta = np.abs(ours.astype(np.float64) - theirs.astype(np.float64))
            off, what = float(np.nanmax(delta)), f"{np.mean(delta > 0):.2%} differ, worst {np.nanmax(delta):.3g}"
        row["worst"] = max(row["worst"], off)
        row["first"] = row["first"] or (note, what)

    def show(self):
        for mode, row in sorted(self.rows.items()):
            worst = "" if row["exact"] == row["n"] else f"   worst {row['worst']:.3g}   e.g. {row['first']}"
            print(f"{mode:44} {row['exact']:5} exact of {row['n']:5}{worst}")


def side(rng):
    """Lengths of sides: mostly ordinary, often tiny, sometimes long."""
    kind = rng.integers(10)
    if kind < 2:
        return int(rng.integers(1, 5))
    if kind < 9:
        return int(rng.integers(5, 120))
    return int(rng.integers(120, 400))


def target(rng, length):
    """Target lengths: random, the same, exact halves and doubles."""
    kind = rng.integers(10)
    if kind == 0:
        return length
    if kind == 1:
        return max(1, length // 2)
    if kind == 2:
        return length * 2
    return side(rng)


def content(rng, shape, dtype=np.uint8):
    """Noise, black and white, soft noise, a ramp, an impulse."""
    kind = rng.integers(5)
    if kind == 0:
        data = rng.integers(0, 256, shape)
    elif kind == 1:
        data = rng.integers(0, 2, shape) * 255
    elif kind == 2:
        data = np.clip(rng.normal(128, 20, shape), 0, 255)
    elif kind == 3:
        data = (np.arange(np.prod(shape)).reshape(shape) * 7) % 256
    else:
        data = np.zeros(shape)
        data.flat[rng.integers(data.size)] = 255
    if dtype == np.uint16:
        return (data * 257 + rng.integers(0, 257, shape) * (data < 255)).astype(dtype)
    if dtype == np.float32:
        scale = rng.choice([1.0, 1 / 255.0])
        return ((data + (rng.random(shape) if kind == 0 else 0)) * scale).astype(dtype)
    return data.astype(dtype)


def alpha_edges(rng, array):
    """Alpha of 0, 255 and between."""
    array[..., -1] = rng.choice([0, 255, 1, 254, 128, 77], array.shape[:-1])
    return array


def size_case(rng):
    width, height = side(rng), side(rng)
    return width, height, target(rng, width), target(rng, height)


# ---------------------------------------------------------------- Pillow


def pillow(ours, rng, count, tally, only):
    import PIL
    from PIL import Image

    version = ".".join(PIL.__version__.split(".")[:2])
    print(f"# Pillow {PIL.__version__}")
    filters = ["nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"]
    modes = {"L": (1, np.uint8), "LA": (2, np.uint8), "RGB": (3, np.uint8), "RGBA": (4, np.uint8), "F": (1, np.float32),
             "I;16": (1, np.uint16)}

    def to_pil(array, mode):
        if mode in ("L", "F", "I;16"):
            return Image.fromarray(array[..., 0])
        return Image.fromarray(array, mode) if mode == "LA" else Image.fromarray(array)

    for _ in range(count):
        for name in filters:
            for mode, (channels, dtype) in modes.items():
                width, height, ow, oh = size_case(rng)
                if rng.integers(12) == 0:  # the tall era of 12.2
                    width, height, oh = int(rng.integers(1, 4)), int(rng.integers(300, 500)), int(rng.integers(1, 300))
                array = content(rng, (height, width, channels), dtype)
                if mode in ("LA", "RGBA"):
                    array = alpha_edges(rng, array)
                settings = {"engine": "pillow", "version": version, "width": ow, "height": oh, "filter": name}
                arguments, label = {}, f"pillow {name} {mode}"
                extra = rng.integers(4)
                if extra == 0:
                    left, right = sorted(rng.uniform(0, width, 2))
                    top, bottom = sorted(rng.uniform(0, height, 2))
                    if right - left < 0.5 or bottom - top < 0.5:
                        continue
                    arguments["box"] = settings["box"] = [left, top, right, bottom]
                    label = f"pillow {name} {mode} box"
                elif extra == 1:
                    if mode == "I;16":
                        continue
                    arguments["reducing_gap"] = settings["reducing_gap"] = float(rng.choice([1.0, 1.5, 2.0, 3.0]))
                    label = f"pillow {name} {mode} reducing_gap"
                if only and only not in label:
                    continue
                theirs = to_pil(array, mode).resize((ow, oh), getattr(Image.Resampling, name.upper()), **arguments)
                note = f"{width}x{height}->{ow}x{oh} {arguments}"
                tally.add(label, ours.step("resize", settings, array), np.asarray(theirs), note)


# ---------------------------------------------------------------- OpenCV


def opencv(ours, rng, count, tally, only):
    import cv2

    cv2.ipp.setUseIPP(False)
    version = ".".join(cv2.__version__.split(".")[:2])
    print(f"# OpenCV {cv2.__version__}, IPP off")
    flags = {"nearest": "NEAREST", "nearest_exact": "NEAREST_EXACT", "bilinear": "LINEAR", "bilinear_exact": "LINEAR_EXACT",
             "bicubic": "CUBIC", "lanczos": "LANCZOS4", "area": "AREA"}
    for _ in range(count):
        for name, flag in flags.items():
            for dtype in (np.uint8, np.float32, np.uint16):
                channels = int(rng.integers(1, 5))
                width, height, ow, oh = size_case(rng)
                if rng.integers(6) == 0:  # whole factors, and exact halves
                    kx, ky = (2, 2) if rng.integers(2) else rng.integers(1, 6, 2)
                    width, height = int(ow * kx), int(oh * ky)
                array = content(rng, (height, width, channels), dtype)
                label = f"opencv {name} {np.dtype(dtype).name}"
                if only and only not in label:
                    continue
                settings = {"engine": "opencv", "version": version, "filter": name}
                interpolation = getattr(cv2, "INTER_" + flag)
                if rng.integers(5) == 0:
                    fx, fy = (0.5, 0.5) if rng.integers(3) == 0 else rng.uniform(0.05, 2.5, 2)
                    if round(width * fx) < 1 or round(height * fy) < 1:
                        continue
                    settings["scale"] = [float(fx), float(fy)]
                    theirs = cv2.resize(array, None, fx=fx, fy=fy, interpolation=interpolation)
                    label += " scale"
                    note = f"{width}x{height}x{channels} by {fx} {fy}"
                else:
                    settings.update(width=ow, height=oh)
                    theirs = cv2.resize(array, (ow, oh), interpolation=interpolation)
                    note = f"{width}x{height}x{channels}->{ow}x{oh}"
                tally.add(label, ours.step("resize", settings, array), theirs, note)


# ---------------------------------------------------------------- TensorFlow


def tensorflow(ours, rng, count, tally, only):
    import tensorflow as tf

    print(f"# TensorFlow {tf.__version__}")
    methods = {"nearest": "nearest", "bilinear": "bilinear", "bicubic": "bicubic", "area": "area", "mitchell": "mitchellcubic",
               "lanczos": "lanczos3", "lanczos5": "lanczos5", "gaussian": "gaussian"}
    legacy = tf.compat.v1.image.ResizeMethod
    old = {"nearest": legacy.NEAREST_NEIGHBOR, "bilinear": legacy.BILINEAR, "bicubic": legacy.BICUBIC, "area": legacy.AREA}
    for _ in range(count):
        for dtype in (np.uint8, np.float32):
            for name, method in methods.items():
                width, height, ow, oh = size_case(rng)
                array = content(rng, (height, width, int(rng.integers(1, 5))), dtype)
                antialias = bool(rng.integers(2))
                label = f"tensorflow {name} {np.dtype(dtype).name} antialias={antialias}"
                if only and only not in label:
                    continue
                theirs = tf.image.resize(array, (oh, ow), method, antialias=antialias).numpy()
                settings = {"engine": "tensorflow", "width": ow, "height": oh, "filter": name, "antialias": antialias}
                note = f"{array.shape}->{oh}x{ow}"
                tally.add(label, ours.step("resize", settings, array), theirs, note)
            for name, method in old.items():
                width, height, ow, oh = size_case(rng)
                array = content(rng, (height, width, int(rng.integers(1, 5))), dtype)
                align = bool(rng.integers(2))
                label = f"tensorflow1 {name} {np.dtype(dtype).name} align_corners={align}"
                if only and only not in label:
                    continue
                theirs = tf.compat.v1.image.resize_images(array, (oh, ow), method, align_corners=align).numpy()
                settings = {"engine": "tensorflow1", "width": ow, "height": oh, "filter": name, "align_corners": align}
                note = f"{array.shape}->{oh}x{ow}"
                tally.add(label, ours.step("resize", settings, array), theirs, note)


# ---------------------------------------------------------------- ONNX Runtime


def onnx(ours, rng, count, tally, only):
    import onnxruntime
    from onnx import TensorProto, helper

    print(f"# ONNX Runtime {onnxruntime.__version__}")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    modes = {"nearest": "nearest", "bilinear": "linear", "bicubic": "cubic"}
    mappings = ["half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "asymmetric", "align_corners"]
    roundings = ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]

    def run(array, sizes, scales, attributes):
        kind = TensorProto.UINT8 if array.dtype == np.uint8 else TensorProto.FLOAT
        inputs = [helper.make_tensor_value_info("x", kind, list(array.shape))]
        constants, names = [], ["x", "", "", ""]
        if scales is None:
            constants.append(helper.make_tensor("sizes", TensorProto.INT64, [4], sizes))
            names[3] = "sizes"
        else:
            constants.append(helper.make_tensor("scales", TensorProto.FLOAT, [4], scales))
            names = ["x", "", "scales"]
        node = helper.make_node("Resize", names, ["y"], **attributes)
        graph = helper.make_graph([node], "g", inputs, [helper.make_tensor_value_info("y", kind, None)], constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 19)], ir_version=9)
        session = onnxruntime.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])
        return session.run(None, {"x": array})[0]

    for _ in range(count):
        for dtype in (np.float32, np.uint8):
            for name, mode in modes.items():
                for antialias in (False, True):
                    if (antialias and name == "nearest") or (dtype == np.uint8 and name == "bicubic" and not antialias):
                        continue
                    width, height, ow, oh = size_case(rng)
                    array = content(rng, (1, int(rng.integers(1, 4)), height, width), dtype)
                    mapping = str(rng.choice(mappings))
                    settings = {"engine": "onnx", "filter": name, "coordinates": mapping}
                    attributes = {"mode": mode, "coordinate_transformation_mode": mapping}
                    label = f"onnx {name} {np.dtype(dtype).name}"
                    if antialias:
                        settings["antialias"], attributes["antialias"] = True, 1
                        label += " antialias"
                    if name == "nearest":
                        settings["nearest_rounding"] = attributes["nearest_mode"] = str(rng.choice(roundings))
                        label += f" {settings['nearest_rounding']}"
                    if name == "bicubic":
                        settings["cubic_a"] = attributes["cubic_coeff_a"] = float(rng.choice([-0.75, -0.5]))
                    if name == "bicubic" or antialias:
                        exclude = bool(rng.integers(2))
                        settings["exclude_outside"], attributes["exclude_outside"] = exclude, int(exclude)
                        label += " exclude" if exclude else ""
                    if only and only not in label:
                        continue
                    scales = None
                    if rng.integers(4) == 0:
                        fx, fy = (float(np.float32(f)) for f in rng.uniform(0.2, 2.5, 2))
                        if width * fx < 1 or height * fy < 1:
                            continue
                        scales = [1, 1, fy, fx]
                        settings["scale"] = [fx, fy]
                    else:
                        settings.update(width=ow, height=oh)
                    try:
                        theirs = run(array, [1, array.shape[1], oh, ow], scales, attributes)
                    except Exception as error:  # noqa: BLE001
                        print("refused:", label, str(error)[:200])
                        continue
                    note = f"{array.shape}->{oh}x{ow} {scales} {mapping} {settings.get('cubic_a')}"
                    tally.add(label, ours.step("resize", settings, array[0], "chw"), theirs[0], note)


# ---------------------------------------------------------------- torch and torchvision


def torch(ours, rng, count, tally, only):
    import torch
    import torchvision.transforms.v2.functional as F
    from torchvision.transforms import InterpolationMode

    print(f"# torch {torch.__version__}, {torch.backends.cpu.get_cpu_capability()}")
    names = {"nearest": "nearest", "nearest_exact": "nearest-exact", "bilinear": "bilinear", "bicubic": "bicubic", "area": "area"}
    for _ in range(count):
        for dtype in (np.uint8, np.float32):
            for name, mode in names.items():
                if name == "area" and dtype == np.uint8:
                    continue
                width, height, ow, oh = size_case(rng)
                array = content(rng, (3, height, width), dtype)
                smooth = name in ("bilinear", "bicubic")
                antialias, align = (bool(v) for v in rng.integers(0, 2, 2)) if smooth else (False, False)
                label = f"torch {name} {np.dtype(dtype).name}" + (f" antialias={antialias} align={align}" if smooth else "")
                if (only and only not in label) or (ow == 1 and antialias):
                    continue
                arguments = {"align_corners": align, "antialias": antialias} if smooth else {}
                tensor = torch.from_numpy(array)[None]
                theirs = torch.nn.functional.interpolate(tensor, (oh, ow), mode=mode, **arguments)[0].numpy()
                settings = {"engine": "torch", "width": ow, "height": oh, "filter": name, **arguments}
                tally.add(label, ours.step("resize", settings, array, "chw"), theirs, f"{array.shape}->{oh}x{ow}")
                if name == "area":
                    continue
                label = f"torchvision {name} {np.dtype(dtype).name} antialias={antialias}"
                theirs = F.resize(torch.from_numpy(array), [oh, ow], InterpolationMode(mode), antialias=antialias).numpy()
                settings = {"engine": "torchvision", "width": ow, "height": oh, "filter": name, "antialias": antialias}
                tally.add(label, ours.step("resize", settings, array, "chw"), theirs, f"{array.shape}->{oh}x{ow}")


# ---------------------------------------------------------------- JAX


def jax(ours, rng, count, tally, only):
    import jax as library

    print(f"# JAX {library.__version__}")
    methods = {"nearest": "nearest", "bilinear": "linear", "bicubic": "cubic", "lanczos": "lanczos3", "lanczos5": "lanczos5"}
    for _ in range(count):
        for dtype in (np.uint8, np.float32):
            for name, method in methods.items():
                width, height, ow, oh = size_case(rng)
                array = content(rng, (height, width, int(rng.integers(1, 4))), dtype)
                antialias = bool(rng.integers(2))
                label = f"jax {name} {np.dtype(dtype).name}"
                if only and only not in label:
                    continue
                theirs = np.asarray(library.image.resize(array, (oh, ow, array.shape[2]), method, antialias=antialias))
                settings = {"engine": "jax", "width": ow, "height": oh, "filter": name, "antialias": antialias}
                share = f"{np.abs(array).max():.4g}"
                tally.add(label, ours.step("resize", settings, array), theirs, f"{array.shape}->{oh}x{ow} largest {share}")


LIBRARIES = {"jax": jax, "pillow": pillow, "opencv": opencv, "tensorflow": tensorflow, "onnx": onnx, "torch": torch}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("libraries", nargs="+", choices=sorted(LIBRARIES))
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="run only modes whose name contains this")
    parser.add_argument("--binary", default=str(ROOT / "target/release/examples/steps_stdio"))
    arguments = parser.parse_args()
    ours = Ours(arguments.binary)
    for name in arguments.libraries:
        tally = Tally()
        LIBRARIES[name](ours, np.random.default_rng(arguments.seed), arguments.count, tally, arguments.only)
        tally.show()
    return 0


if __name__ == "__main__":
    sys.exit(main())
