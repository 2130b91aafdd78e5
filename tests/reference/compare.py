"""Randomised differential test of the engines against the real libraries: prints n exact of n.

Versions that the engines describe: pillow 13.0.0 (also 12.1, 12.2, 12.3), opencv-python-headless 5.0.0.93 (also 4.5, 4.8),
torch 2.15.0, torchvision 0.29.2, tensorflow-cpu 2.21.0, onnx 1.23.2, onnxruntime 1.31.1, jax 0.10.2, numpy 2.4.6.

    cargo build --release --example steps_stdio
    python tests/reference/compare.py pillow opencv [--count 200] [--seed 1] [--only bicubic]
    python tests/reference/compare.py files --files DIR [--count 900]     files of random kinds (needs Pillow, OpenCV)
    python tests/reference/compare.py pillow --decode DIR                 what the library and the engine make of them

`within` counts answers no further away than the engine promises. Target sizes, crops, letterboxes and arithmetic:
record_pixels.py with another --seed, and PREPARITY_PIXELS=DIR cargo test pixels_are.
"""

import argparse
import collections
import json
import subprocess
import sys
from pathlib import Path

import compare_decode
import numpy as np

ROOT = Path(__file__).resolve().parents[2]


class Ours:
    """The steps of this repository, behind one process."""

    def __init__(self, binary):
        self.process = subprocess.Popen([binary], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.bound = 0.0

    def step(self, step, settings, array, layout="image"):
        array = np.ascontiguousarray(array)
        request = {"step": step, "settings": settings, "dtype": str(array.dtype), "shape": array.shape, "layout": layout}
        self.process.stdin.write(json.dumps(request).encode() + b"\n" + array.tobytes())
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            return answer["error"]
        self.bound = answer["bound"]
        dtype = np.dtype(answer["dtype"])
        data = self.process.stdout.read(int(np.prod(answer["shape"])) * dtype.itemsize)
        return np.frombuffer(data, dtype).reshape(answer["shape"])

    def seconds(self, step, settings, array, layout, times):
        """The processor's time for one step, of `times` of them on one thread."""
        array = np.ascontiguousarray(array)
        request = {"step": step, "settings": settings, "dtype": str(array.dtype), "shape": array.shape, "layout": layout,
                   "repeat": times}
        self.process.stdin.write(json.dumps(request).encode() + b"\n" + array.tobytes())
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())["seconds"]


class Tally:
    """Exact and other results by mode."""

    def __init__(self, ours):
        self.ours, self.rows = ours, collections.OrderedDict()

    def row(self, mode):
        return self.rows.setdefault(mode, {"n": 0, "exact": 0, "within": 0, "worst": 0.0, "promise": 0.0, "first": None})

    def count(self, mode, exact, what):
        row = self.row(mode)
        row["n"] += 1
        row["exact"] += exact
        row["within"] += exact
        if not exact:
            row["worst"] = float("inf")
            row["first"] = row["first"] or what

    def add(self, mode, ours, theirs, note):
        row = self.row(mode)
        row["n"] += 1
        if isinstance(ours, str) or isinstance(theirs, str):
            agree = isinstance(ours, str) and isinstance(theirs, str)
            row["exact"] += agree
            row["within"] += agree
            if not agree:
                row["first"] = (note, *(str(v).splitlines()[0] for v in (ours, theirs) if isinstance(v, str)))
                row["worst"] = float("inf")
            return
        theirs = np.asarray(theirs).reshape(ours.shape) if np.size(theirs) == ours.size else np.asarray(theirs)
        if ours.shape == theirs.shape and ours.dtype == theirs.dtype and np.array_equal(ours, theirs, equal_nan=True):
            row["exact"] += 1
            row["within"] += 1
            return
        if ours.shape != theirs.shape or ours.dtype != theirs.dtype:
            off, what = float("inf"), f"{ours.shape} {ours.dtype} for {theirs.shape} {theirs.dtype}"
        elif not np.array_equal(np.isnan(ours), np.isnan(theirs)):
            off, what = float("inf"), "NaN in other places"
        else:
            delta = np.abs(ours.astype(np.float64) - theirs.astype(np.float64))
            off, what = float(np.nanmax(delta)), f"{np.mean(delta > 0):.2%} differ, worst {np.nanmax(delta):.3g}"
        bound = self.ours.bound
        row["within"] += off <= bound
        row["promise"] = max(row["promise"], bound)
        row["worst"] = max(row["worst"], off)
        row["first"] = row["first"] or (note, what) if off <= bound else (note, what, f"promised {bound:.3g}")

    def show(self):
        for mode, row in sorted(self.rows.items()):
            text = f"{mode:46} {row['exact']:5} exact"
            if row["exact"] < row["n"]:
                text += f", {row['within']:5} within"
            text += f" of {row['n']:5}"
            if row["exact"] < row["n"]:
                text += f"   worst {row['worst']:.3g}   e.g. {row['first']}"
            print(text)
        rows = self.rows.values()
        print(f"= {sum(r['exact'] for r in rows)} exact, {sum(r['within'] for r in rows)} within, of {sum(r['n'] for r in rows)}")


def attempt(compute):
    """The library's answer, or the name of what it raises."""
    try:
        return compute()
    except Exception as error:  # noqa: BLE001 - whatever the library raises
        return type(error).__name__


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
    """Sizes of source and target; now and then a line of thousands of pixels, or a side beyond 4096."""
    width, height = side(rng), side(rng)
    kind = rng.integers(40)
    if kind == 0:
        width, height = int(rng.integers(400, 6000)), int(rng.integers(1, 4))
    elif kind == 1:
        width, height = int(rng.integers(1, 4)), int(rng.integers(400, 6000))
    ow, oh = target(rng, width), target(rng, height)
    if kind == 2:
        ow, oh = (int(rng.integers(4097, 5200)), int(rng.integers(1, 9)))[:: rng.choice([1, -1])]
    return width, height, ow, oh if ow * oh < 1_000_000 else min(oh, 8)


def factor(rng):
    """Factors as people write them, and others."""
    usual = [0.1, 0.2, 0.25, 1 / 3, 0.5, 2 / 3, 0.7, 0.75, 1.1, 1.2, 1.25, 4 / 3, 1.5, 1.7, 2.0, 3.0]
    return float(rng.choice(usual) if rng.integers(2) else rng.uniform(0.05, 2.5))


# ---------------------------------------------------------------- Pillow


def pillow(ours, rng, count, tally, only):
    import PIL
    from PIL import Image

    version = ".".join(PIL.__version__.split(".")[:2])
    print(f"# Pillow {PIL.__version__}")
    filters = ["nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"]
    if version == "13.0":
        filters += ["mks2013", "mks2021"]
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
                    edges = rng.uniform(0, [width, width, height, height])
                    if rng.integers(2):  # whole pixels or halves
                        places = int(rng.integers(1, 3))
                        edges = np.round(edges * places) / places
                    (left, right), (top, bottom) = sorted(map(float, edges[:2])), sorted(map(float, edges[2:]))
                    if right - left < 0.01 or bottom - top < 0.01:
                        continue
                    arguments["box"] = settings["box"] = [left, top, right, bottom]
                    label = f"pillow {name} {mode} box"
                if extra == 1 or (extra == 0 and rng.integers(3) == 0):
                    arguments["reducing_gap"] = settings["reducing_gap"] = float(rng.choice([1.0, 1.5, 2.0, 3.0, rng.uniform(1, 4)]))
                    label += " reducing_gap"
                if only and only not in label:
                    continue
                resampling = getattr(Image.Resampling, name.upper())
                theirs = attempt(lambda: np.asarray(to_pil(array, mode).resize((ow, oh), resampling, **arguments)))
                note = f"{width}x{height}->{ow}x{oh} {arguments}"
                tally.add(label, ours.step("resize", settings, array), theirs, note)
        for mode, (channels, dtype) in modes.items():
            width, height, limits = side(rng), side(rng), tuple(int(v) for v in rng.integers(1, 130, 2))
            array = content(rng, (height, width, channels), dtype)
            name, gap = str(rng.choice(filters)), rng.choice([1.0, 2.0, 3.5])
            label = f"pillow thumbnail {name} {mode}"
            if only and only not in label:
                continue
            image = to_pil(array, mode)
            theirs = attempt(lambda: image.thumbnail(limits, getattr(Image.Resampling, name.upper()), reducing_gap=gap) or np.asarray(image))
            if isinstance(theirs, str):  # no size is known then
                continue
            settings = {"engine": "pillow", "version": version, "width": image.width, "height": image.height, "filter": name,
                        "reducing_gap": float(gap)}
            tally.add(label, ours.step("resize", settings, array), theirs, f"{width}x{height} {limits} {gap}")


# ---------------------------------------------------------------- OpenCV


def opencv(ours, rng, count, tally, only, ipp=False):
    import cv2

    cv2.ipp.setUseIPP(ipp)
    version = ".".join(cv2.__version__.split(".")[:2])
    print(f"# OpenCV {cv2.__version__}, IPP {'on: ' + cv2.ipp.getIppVersion() if ipp else 'off'}")
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
                    fx, fy = (0.5, 0.5) if rng.integers(3) == 0 else (factor(rng), factor(rng))
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


def opencv_ipp(ours, rng, count, tally, only):
    """What the wheels for x86-64 do unless told otherwise."""
    opencv(ours, rng, count, tally, only, ipp=True)


# ---------------------------------------------------------------- TensorFlow


def tensorflow(ours, rng, count, tally, only):
    import tensorflow as tf

    print(f"# TensorFlow {tf.__version__}")
    methods = {"nearest": "nearest", "bilinear": "bilinear", "bicubic": "bicubic", "area": "area", "mitchell": "mitchellcubic",
               "lanczos": "lanczos3", "lanczos5": "lanczos5", "gaussian": "gaussian"}
    legacy = tf.compat.v1.image.ResizeMethod
    old = {"nearest": legacy.NEAREST_NEIGHBOR, "bilinear": legacy.BILINEAR, "bicubic": legacy.BICUBIC, "area": legacy.AREA}
    for _ in range(count):
        for dtype in (np.uint8, np.float32, np.uint16):
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
    mappings = ["half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "asymmetric", "align_corners", "tf_half_pixel_for_nn",
                "tf_crop_and_resize"]
    roundings = ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]

    def run(array, sizes, scales, attributes, roi):
        kind = TensorProto.UINT8 if array.dtype == np.uint8 else TensorProto.FLOAT
        inputs = [helper.make_tensor_value_info("x", kind, list(array.shape))]
        constants, names = [], ["x", "", "", ""]
        if scales is None:
            constants.append(helper.make_tensor("sizes", TensorProto.INT64, [4], sizes))
            names[3] = "sizes"
        else:
            constants.append(helper.make_tensor("scales", TensorProto.FLOAT, [4], scales))
            names = ["x", "", "scales"]
        if roi is not None:
            left, top, right, bottom = roi
            constants.append(helper.make_tensor("roi", TensorProto.FLOAT, [8], [0, 0, top, left, 1, 1, bottom, right]))
            names[1] = "roi"
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
                        settings["cubic_a"] = attributes["cubic_coeff_a"] = float(rng.choice([-0.75, -0.5, np.float32(rng.uniform(-1, 0))]))
                    if name == "bicubic" or antialias:
                        exclude = bool(rng.integers(2))
                        settings["exclude_outside"], attributes["exclude_outside"] = exclude, int(exclude)
                        label += " exclude" if exclude else ""
                    if only and only not in label:
                        continue
                    scales = None
                    if rng.integers(4) == 0:
                        fx, fy = (float(np.float32(factor(rng))) for _ in range(2))
                        if rng.integers(6) == 0:  # a factor that leaves the length as it is
                            fx = float(np.float32(1 + rng.uniform(0, 0.9) / width))
                        if width * fx < 1 or height * fy < 1:
                            continue
                        scales = [1, 1, fy, fx]
                        settings["scale"] = [fx, fy]
                    else:
                        settings.update(width=ow, height=oh)
                    roi = None
                    if mapping == "tf_crop_and_resize":
                        edges = rng.uniform(-0.2, 1.2, 4) if rng.integers(2) else rng.choice([0, 0.25, 0.5, 1], 4)
                        roi = [float(np.float32(edge)) for edge in edges]
                        settings["box"] = roi
                        settings["extrapolation_value"] = attributes["extrapolation_value"] = float(rng.choice([0.0, 7.0, 200.0]))
                        label += " crop"
                    try:
                        theirs = run(array, [1, array.shape[1], oh, ow], scales, attributes, roi)
                    except Exception as error:  # noqa: BLE001
                        print("refused:", label, str(error)[:200])
                        continue
                    note = f"{array.shape}->{oh}x{ow} {scales} {mapping} {settings.get('cubic_a')} {roi}"
                    tally.add(label, ours.step("resize", settings, array[0], "chw"), theirs[0], note)


def onnx_sizes(ours, rng, count, tally, only):
    """Nearest from every length up to `count` to every other, by every mapping and rounding, by sizes and by scales."""
    import onnxruntime
    from onnx import TensorProto, helper

    print(f"# ONNX Runtime {onnxruntime.__version__}, lengths up to {count}")
    options = onnxruntime.SessionOptions()
    options.log_severity_level, options.intra_op_num_threads = 4, 1

    def session(attributes, given):
        kinds = {"sizes": TensorProto.INT64, "scales": TensorProto.FLOAT}
        names = ["x", "roi", "scales" if given == "scales" else "", "sizes" if given == "sizes" else ""]
        inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 1, 1, "n"]),
                  helper.make_tensor_value_info("roi", TensorProto.FLOAT, [8]), helper.make_tensor_value_info(given, kinds[given], [4])]
        node = helper.make_node("Resize", names, ["y"], mode="nearest", extrapolation_value=-1.0, **attributes)
        graph = helper.make_graph([node], "g", inputs, [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 19)], ir_version=9)
        return onnxruntime.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])

    for mapping in ("half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "asymmetric", "align_corners",
                    "tf_half_pixel_for_nn", "tf_crop_and_resize"):
        for rounding in ("round_prefer_floor", "round_prefer_ceil", "floor", "ceil"):
            for given in ("sizes", "scales"):
                label = f"onnx nearest {mapping} {rounding} by {given}"
                if only and only not in label:
                    continue
                run = session({"coordinate_transformation_mode": mapping, "nearest_mode": rounding}, given).run
                for n in range(1, count + 1):
                    array = np.arange(n, dtype=np.float32).reshape(1, 1, 1, n)
                    for m in range(1, count + 1):
                        settings = {"engine": "onnx", "filter": "nearest", "coordinates": mapping, "nearest_rounding": rounding}
                        roi = np.array([0, 0, 0, 0, 1, 1, 1, 1], np.float32)
                        if mapping == "tf_crop_and_resize":
                            roi[3], roi[7] = rng.uniform(-0.1, 0.6), rng.uniform(0.4, 1.1)
                            settings["box"], settings["extrapolation_value"] = [float(roi[3]), 0.0, float(roi[7]), 1.0], -1.0
                        if given == "sizes":
                            values = np.array([1, 1, 1, m])
                            settings.update(width=m, height=1)
                        else:
                            values = np.array([1, 1, 1, np.float32(m) / np.float32(n)], np.float32)
                            settings["scale"] = [float(values[3]), 1.0]
                        theirs = run(None, {"x": array, "roi": roi, given: values})[0]
                        if theirs.size:
                            tally.add(label, ours.step("resize", settings, array[0], "chw"), theirs[0], f"{n}->{m} {roi[[3, 7]]}")


# ---------------------------------------------------------------- torch and torchvision


def torch(ours, rng, count, tally, only):
    import torch
    import torchvision.transforms.functional as F1
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
                array = content(rng, (int(rng.integers(1, 5)), height, width), dtype)
                smooth = name in ("bilinear", "bicubic")
                antialias, align = (bool(v) for v in rng.integers(0, 2, 2)) if smooth else (False, False)
                label = f"torch {name} {np.dtype(dtype).name}" + (f" antialias={antialias} align={align}" if smooth else "")
                if (only and only not in label) or (ow == 1 and antialias):
                    continue
                arguments = {"align_corners": align, "antialias": antialias} if smooth else {}
                tensor = torch.from_numpy(array)[None]
                interpolate = torch.nn.functional.interpolate
                theirs = interpolate(tensor, (oh, ow), mode=mode, **arguments)[0].numpy()
                settings = {"engine": "torch", "width": ow, "height": oh, "filter": name, **arguments}
                tally.add(label, ours.step("resize", settings, array, "chw"), theirs, f"{array.shape}->{oh}x{ow}")
                fx, fy = factor(rng), factor(rng)
                if rng.integers(4) == 0:  # a factor that leaves the length as it is
                    fx = 1 + float(rng.uniform(0, 0.9)) / width
                if rng.integers(3) == 0 and int(width * fx) > 1 and int(height * fy) > 0:
                    theirs = attempt(lambda: interpolate(tensor, scale_factor=(fy, fx), mode=mode, **arguments)[0].numpy())
                    settings = {"engine": "torch", "scale": [fx, fy], "filter": name, **arguments}
                    tally.add(f"{label} scale", ours.step("resize", settings, array, "chw"), theirs, f"{array.shape} {fx} {fy}")
                if name == "area":
                    continue
                antialias = antialias and ow > 1
                label = f"torchvision {name} {np.dtype(dtype).name} antialias={antialias}"
                theirs = F.resize(torch.from_numpy(array), [oh, ow], InterpolationMode(mode), antialias=antialias).numpy()
                settings = {"engine": "torchvision", "width": ow, "height": oh, "filter": name, "antialias": antialias}
                tally.add(label, ours.step("resize", settings, array, "chw"), theirs, f"{array.shape}->{oh}x{ow}")
                theirs = F1.resize(torch.from_numpy(array), [oh, ow], InterpolationMode(mode), antialias=antialias).numpy()
                settings["engine"] = "torchvision-v1"
                label = label.replace("torchvision", "torchvision-v1")
                tally.add(label, ours.step("resize", settings, array, "chw"), theirs, f"{array.shape}->{oh}x{ow}")


# ---------------------------------------------------------------- JAX


def jax(ours, rng, count, tally, only):
    import jax as library

    print(f"# JAX {library.__version__}")
    methods = {"nearest": "nearest", "bilinear": "linear", "bicubic": "cubic", "lanczos": "lanczos3", "lanczos5": "lanczos5"}
    for _ in range(count):
        for dtype in (np.uint8, np.float32, np.uint16):
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


# ---------------------------------------------------------------- crates


def crates(ours, rng, count, tally, only):
    """The engines that are Rust crates, against a program that knows nothing but the crates."""
    program = subprocess.Popen([Path(ours.process.args[0]).parent / "crates_stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def resized(request, array):
        program.stdin.write(json.dumps(request).encode() + b"\n" + array.tobytes())
        program.stdin.flush()
        answer = json.loads(program.stdout.readline())
        if "error" in answer:
            return answer["error"]
        return np.frombuffer(program.stdout.read(answer["bytes"]), array.dtype).reshape(request["height"], request["width"], -1)

    filters = {"fast_image_resize": ["nearest", "box", "bilinear", "hamming", "bicubic", "mitchell", "gaussian", "lanczos"],
               "image-rs": ["nearest", "bilinear", "bicubic", "gaussian", "lanczos"]}
    for _ in range(count):
        for engine, names in filters.items():
            for name in names:
                for dtype in (np.uint8, np.uint16, np.float32):
                    width, height, ow, oh = size_case(rng)
                    channels = int(rng.integers(1, 5))
                    array = np.ascontiguousarray(content(rng, (height, width, channels), dtype))
                    if channels in (2, 4):
                        top = np.iinfo(dtype).max if dtype != np.float32 else 1
                        share = rng.choice([0, 1, 1 / 255, 254 / 255, 0.5, 0.3], array.shape[:-1])
                        array[..., -1] = (share * top).astype(dtype)
                    settings = {"engine": engine, "width": ow, "height": oh, "filter": name}
                    label = f"{engine} {name} {np.dtype(dtype).name} {['L', 'LA', 'RGB', 'RGBA'][channels - 1]}"
                    if engine == "fast_image_resize" and name != "nearest" and rng.integers(3) == 0:
                        settings["antialias"] = False
                        label += " interpolation"
                    if engine == "fast_image_resize" and rng.integers(3) == 0:
                        edges = rng.uniform(0, [width, width, height, height])
                        edges = np.round(edges) if rng.integers(2) else edges
                        (left, right), (top, bottom) = sorted(map(float, edges[:2])), sorted(map(float, edges[2:]))
                        if right - left < 0.01 or bottom - top < 0.01:
                            continue
                        settings["box"] = [left, top, right, bottom]
                        label += " box"
                    if only and only not in label:
                        continue
                    request = {"crate": "image" if engine == "image-rs" else engine, "dtype": array.dtype.name,
                               "shape": array.shape, "filter": name, "width": ow, "height": oh,
                               "antialias": settings.get("antialias", True), "box": settings.get("box")}
                    theirs = resized(request, array)
                    if isinstance(theirs, str) and theirs == "no such picture":
                        continue
                    tally.add(label, ours.step("resize", settings, array), theirs, f"{array.shape}->{oh}x{ow} {settings.get('box')}")


# ---------------------------------------------------------------- grey


def gray(ours, rng, count, tally, only):
    """color: {to: gray} of whichever libraries are installed."""
    makers = {}
    try:
        from PIL import Image
        makers["pillow"] = lambda a: np.asarray(Image.fromarray(a).convert("L")) if a.dtype == np.uint8 else None
    except ImportError:
        pass
    try:
        import cv2
        cv2.ipp.setUseIPP(False)
        makers["opencv"] = lambda a: cv2.cvtColor(a, cv2.COLOR_RGB2GRAY)
    except ImportError:
        pass
    try:
        import torch
        from torchvision.transforms.functional import rgb_to_grayscale  # that of v2 fuses its sums
        makers["torchvision"] = lambda a: rgb_to_grayscale(torch.from_numpy(a).permute(2, 0, 1))[0].numpy()
    except ImportError:
        pass
    try:
        import tensorflow as tf
        makers["tensorflow"] = lambda a: tf.image.rgb_to_grayscale(a).numpy()
    except ImportError:
        pass
    for _ in range(count):
        for name, maker in makers.items():
            for dtype in (np.uint8, np.uint16, np.float32):
                array = content(rng, (side(rng), side(rng), 3), dtype)
                label = f"{name} gray {np.dtype(dtype).name}"
                theirs = attempt(lambda: maker(array))
                if theirs is None or (only and only not in label):
                    continue
                found = ours.step("color", {"engine": name, "to": "gray"}, array)
                tally.add(label, found, theirs, f"{array.shape}")


LIBRARIES = {"jax": jax, "pillow": pillow, "opencv": opencv, "opencv-ipp": opencv_ipp, "tensorflow": tensorflow, "onnx": onnx,
             "onnx-sizes": onnx_sizes, "torch": torch, "gray": gray, "crates": crates}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("libraries", nargs="+", choices=sorted([*LIBRARIES, "files", "torchvision"]))
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="run only modes whose name contains this")
    parser.add_argument("--files", help="with `files`: the folder to write")
    parser.add_argument("--decode", help="compare decoding of the files of this folder")
    parser.add_argument("--binary", default=str(ROOT / "target/release/examples/steps_stdio"))
    arguments = parser.parse_args()
    if arguments.libraries == ["files"]:
        return compare_decode.make(arguments.files, arguments.seed, arguments.count)
    ours = Ours(arguments.binary)
    for name in arguments.libraries:
        tally = Tally(ours)
        if arguments.decode:
            compare_decode.compare(ours, name, compare_decode.read(arguments.decode), tally)
        else:
            LIBRARIES[name](ours, np.random.default_rng(arguments.seed), arguments.count, tally, arguments.only)
        tally.show()
    return 0


if __name__ == "__main__":
    sys.exit(main())
