"""Records what real libraries make of resizing, as ordinary cases with goldens.

    python tests/reference/resize.py inputs                 # the images that are resized (needs numpy, Pillow)
    python tests/reference/resize.py pillow                 # pillow 13.0.0, 12.3.0 and 12.1.1, each in its environment
    python tests/reference/resize.py pillow-modes           # pillow 13.0.0
    python tests/reference/resize.py opencv                 # opencv-python-headless 5.0.0.93, 4.14.0.94, 4.8.1.78, 4.5.5.64
    python tests/reference/resize.py torch                  # torch 2.15.0, torchvision 0.29.2
    python tests/reference/resize.py tensorflow             # tensorflow-cpu 2.21.0
    python tests/reference/resize.py onnx                   # onnxruntime 1.31.1, onnx 1.23.2
    python tests/reference/resize.py jax                    # jax 0.10.2
    python tests/reference/resize.py onnx-nodes onnx-1.17.0-*.whl   # the node tests of the ONNX standard itself

All with numpy 2.4.6 (1.26.4 for the OpenCV of the 4.5 and 4.8 eras). Every command writes
cases/engines/resize/ENGINE/*.yaml (the engine's definition) and golden/engines/resize/ENGINE/*/ (what the library gave).
Bounds of engines that are not exact go into a case's `compare`.
"""

import hashlib
import json
import os
import shutil
import sys
import zipfile
from pathlib import Path

import numpy as np
from evidence import ORDERS, CaseWriter, bytes_digest, golden_head, image_digest, read_arrays, shown, write_arrays

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "cases/engines/resize"
GOLDEN = ROOT / "golden/engines/resize"
INPUTS = CASES / "inputs"

# --- inputs ---------------------------------------------------------------------------------------------------------

# Target width and height of every group of inputs. What they separate: the order of the passes (tall, wide), exact halves
# and thirds and rows that are no multiple of eight (mixed), enlarging (up), one-pixel targets, the positions of nearest
# (line), and pictures over a hundred times as high as wide (thin).
TARGETS = {"tall": (3, 37), "wide": (6, 2), "mixed": (15, 11), "up": (23, 18), "one": (1, 1), "column": (1, 9),
           "row": (9, 1), "line": (37, 5), "thin": (3, 17), "photo": (24, 18)}
SOURCES = {
    "uint8": {
        "tall": [(44, 212, 1), (44, 212, 3)],
        "wide": [(66, 21, 1), (66, 21, 3), (66, 21, 4), (66, 21, 2)],
        "mixed": [(30, 22, 3), (30, 22, 2), (45, 33, 1), (7, 5, 3), (15, 11, 1), (1, 1, 3), (1, 9, 1), (9, 1, 4), (2, 2, 3),
                  (23, 17, 4), (23, 17, 2), (61, 11, 1), (15, 40, 3)],
        "up": [(13, 7, 3), (9, 7, 4), (2, 2, 1), (46, 36, 3)],
        "one": [(9, 7, 3), (30, 22, 1), (2, 5, 4)],
        "column": [(23, 17, 3), (5, 30, 1)],
        "row": [(23, 17, 3), (30, 5, 1)],
        "line": [(212, 4, 1), (212, 7, 3)],
        "thin": [(2, 230, 1), (1, 150, 3)],
        "photo": [(61, 47, 3), (61, 47, 1)],
    },
    "float32": {
        "tall": [(44, 212, 1)],
        "wide": [(66, 21, 1), (66, 21, 3)],
        "mixed": [(30, 22, 1), (45, 33, 1), (7, 5, 3), (1, 1, 1), (1, 9, 1), (23, 17, 3)],
        "up": [(13, 7, 1), (2, 2, 1)],
        "one": [(9, 7, 1)],
        "column": [(23, 17, 1)],
        "row": [(23, 17, 1)],
        "line": [(212, 4, 1)],
        "thin": [(2, 230, 1)],
        "photo": [(61, 47, 1)],
    },
    "uint16": {
        "tall": [(44, 212, 1)],
        "wide": [(66, 21, 1)],
        "mixed": [(30, 22, 1), (45, 33, 1), (7, 5, 3), (1, 9, 1), (23, 17, 1), (23, 17, 3)],
        "up": [(13, 7, 1)],
        "line": [(212, 4, 1)],
        "thin": [(2, 230, 1)],
    },
}


def photo(width, height, channels):
    from PIL import Image

    picture = Image.open(ROOT / "cases/images/chelsea.png").convert("RGB").crop((200, 90, 200 + width, 90 + height))
    array = np.asarray(picture)
    return array if channels == 3 else array[..., 1:2]


def content(rng, index, width, height, channels):
    shape = (height, width, channels)
    kind = index % 3
    if kind == 0:
        data = rng.integers(0, 256, shape)
    elif kind == 1:
        data = rng.integers(0, 2, shape) * 255
    else:
        data = rng.normal(128, 40, shape).clip(0, 255)
    data = data.astype(np.uint8)
    if channels in (2, 4):
        data[..., -1] = rng.choice([0, 255, 1, 254, 128, 77], (height, width))
    return data


def inputs():
    rng = np.random.default_rng(20261124)
    for dtype, groups in SOURCES.items():
        for group, sizes in groups.items():
            arrays = {}
            for index, (width, height, channels) in enumerate(sizes):
                array = photo(width, height, channels) if group == "photo" else content(rng, index, width, height, channels)
                if dtype == "float32":
                    array = (array + rng.random(array.shape)).astype(np.float32) * np.float32(1 if group == "photo" else 1 / 255)
                    array = array - np.float32(0.5) if group == "wide" else array
                if dtype == "uint16":
                    array = array.astype(np.uint16) * 257 + rng.integers(0, 2, array.shape).astype(np.uint16)
                arrays[f"{ORDERS[channels]}-{width}x{height}"] = array
            write_arrays(INPUTS / f"{group}-{dtype}.safetensors", arrays)


# --- recording ------------------------------------------------------------------------------------------------------


class Recorder:
    def __init__(self, folder, library, version, note=""):
        self.folder, self.library, self.version, self.note = folder, library, version, note
        self.count = 0
        for root in (CASES, GOLDEN):
            shutil.rmtree(root / folder, ignore_errors=True)

    def record(self, name, settings, compute, group, dtypes=("uint8",), bound=None, takes=lambda array: True, what=""):
        """One case: all images of a group that the library takes. `bound` is absolute, or for floats a share of the largest
        sample."""
        sources, outputs, entries, limit = [], {}, {}, 0.0
        for dtype in dtypes:
            path = INPUTS / f"{group}-{dtype}.safetensors"
            if not path.exists():
                continue
            arrays = {n: a for n, a in read_arrays(path).items() if takes(a)}
            if len(arrays) < len(read_arrays(path)):
                # A case takes all arrays of a file: those that the library takes go into a file of their own.
                kinds = "".join(sorted({str(a.shape[2]) for a in arrays.values()}))
                path = INPUTS / f"{group}-{dtype}-{kinds}.safetensors"
                if arrays:
                    write_arrays(path, arrays)
            if not arrays:
                continue
            source = f"../inputs/{path.name}"
            sources.append(source)
            for key, array in arrays.items():
                identity = f"{source}:{key}" if len(arrays) > 1 else source
                if bound is not None:
                    limit = max(limit, bound * (float(np.abs(array).max()) if dtype == "float32" else 1.0))
                try:
                    output = np.ascontiguousarray(compute(array.copy()))
                except Exception as error:  # the library refuses: that is the answer
                    entries[identity] = (key, array, type(error).__name__)
                    continue
                output = output[..., None] if output.ndim == 2 else output
                outputs[f"{dtype}-{key}"] = output
                entries[identity] = (key, array, None)
        if not sources:
            return
        self.count += len(entries)
        case = f"{name}-{group}"
        width, height = TARGETS[group]
        settings = dict(settings)
        if "scale" not in settings:
            settings = {**{k: v for k, v in settings.items() if k in ("engine", "version")}, "width": width, "height": height,
                        **{k: v for k, v in settings.items() if k not in ("engine", "version")}}
        written = ", ".join(f"{key}: {shown(value)}" for key, value in settings.items())
        lines = [f"description: {self.library} {self.version}{self.note}, {what or name}.", "tags: [engines]", "inputs:"]
        lines += [f"  - tensor: {source}" for source in sources]
        lines += ["train:", "  steps:", f"    - resize: {{{written}}}"]
        if bound is not None:
            lines += ["compare:", f"  max_abs: {limit:.9g}"]
        self.write(case, lines, outputs, entries)

    def write(self, case, lines, outputs, entries):
        path = CASES / self.folder / f"{case}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n")
        folder = GOLDEN / self.folder / case
        folder.mkdir(parents=True, exist_ok=True)
        write_arrays(folder / "outputs.safetensors", outputs)
        digest = hashlib.sha256((folder / "outputs.safetensors").read_bytes()).hexdigest()
        index = golden_head(self.library, self.version + self.note)
        told = False
        for identity, (key, array, refused) in entries.items():
            index.append(f"  {identity}:")
            if refused:
                file = identity.rsplit("/", 1)[-1].replace(":", "_") + ".json"
                text = json.dumps({"rejected": refused}, indent=2) + "\n"
                (folder / file).write_text(text)
                content = hashlib.sha256(text.encode()).hexdigest()
                index += [f"    file: {file}", f"    sha256: {image_digest(array)}", f"    content: {content}"]
                continue
            dtype = array.dtype
            index += ["    file: outputs.safetensors", f"    name: {dtype}-{key}", f"    sha256: {image_digest(array)}"]
            # All are in one file, whose digest is looked at once.
            index += [] if told else [f"    content: {digest}"]
            told = True
        (folder / "golden.yaml").write_text("\n".join(index) + "\n")


def era(version, known):
    """The newest era that is not newer than the version."""
    numbers = lambda text: tuple(int(part) for part in text.split(".")[:2])  # noqa: E731
    return [name for name in known if numbers(name) <= numbers(version)][-1]


ALL = tuple(TARGETS)
SHORT = ("tall", "wide", "mixed", "thin")

# --- Pillow ---------------------------------------------------------------------------------------------------------


def pillow():
    import PIL
    from PIL import Image

    version = era(PIL.__version__, ["12.1", "12.2", "12.3", "13.0"])
    newest = version == "13.0"
    recorder = Recorder(f"pillow-{version}", "Pillow", PIL.__version__)

    def image(array):
        if array.shape[2] == 1:
            return Image.fromarray(array[..., 0])
        return Image.fromarray(array, "LA") if array.shape[2] == 2 else Image.fromarray(array)

    takes = lambda array: array.dtype == np.uint8 or array.shape[2] == 1  # noqa: E731
    settings = {"engine": "pillow", "version": version}
    names = ("nearest", "box", "bilinear", "hamming", "bicubic", "lanczos")
    for name in names + (("mks2013", "mks2021") if newest else ()):
        resampling = getattr(Image.Resampling, name.upper())
        # Nearest has no passes whose order could change; the last two share all but their weights with the others.
        last = name.startswith("mks")
        newest_groups = ("tall", "wide", "column", "row", "thin", "photo") if last else ALL
        for group in newest_groups if newest else SHORT if name != "nearest" else ("thin",):
            compute = lambda a, s=TARGETS[group], r=resampling: np.asarray(image(a).resize(s, r))  # noqa: E731
            recorder.record(name, {**settings, "filter": name}, compute, group, ("uint8", "float32", "uint16"), takes=takes)
        if not newest and name != "bicubic":
            continue
        for gap in (1.0,) if last else (1.0, 2.0):
            for group in ("thin",) if last else ("photo", "tall", "mixed", "thin"):
                compute = lambda a, s=TARGETS[group], r=resampling, g=gap: np.asarray(image(a).resize(s, r, reducing_gap=g))  # noqa: E731
                recorder.record(f"{name}-gap{gap:g}", {**settings, "filter": name, "reducing_gap": gap}, compute, group,
                                ("uint8", "float32"), takes=takes)
        for number, part in enumerate(([1.0, 2.0, 20.0, 19.0], [0.25, 3.7, 28.4, 40.9], [3.0, 1.0, 27.0, 19.0])):
            if last and number:
                break
            compute = lambda a, r=resampling, b=part: np.asarray(image(a).resize((24, 18), r, box=b))  # noqa: E731
            recorder.record(f"{name}-box{number + 1}", {**settings, "filter": name, "box": part}, compute, "photo",
                            ("uint8", "float32"))
    if newest:
        # Image.thumbnail: bicubic, reducing_gap 2, and a size that Pillow computes.
        for group, limit in (("photo", 17), ("tall", 40), ("wide", 13)):
            def thumbnail(array, limit=limit):
                picture = image(array)
                picture.thumbnail((limit, limit))
                return np.asarray(picture)

            width, height = {"photo": (17, 13), "tall": (8, 40), "wide": (13, 4)}[group]
            recorder.record("thumbnail", {**settings, "width": width, "height": height, "filter": "bicubic", "reducing_gap": 2.0},
                            thumbnail, group, ("uint8", "float32"), takes=takes)
    return recorder.count


def pillow_modes():
    """Files of modes 1 and P, which Image.resize treats in its own way, whatever the filter."""
    import PIL
    from PIL import Image, ImageOps

    writer = CaseWriter("resize/pillow-13.0-modes", "Pillow", PIL.__version__, "pillow-modes")
    folder = ROOT / "cases/engines/decode/files"
    names = ["adam7-0-1.png", "gray1.png", "gray1-trns.png", "one-bit.bmp", "one-bit.tif", "palette4.png"]

    def rows(change, names=names):
        for name in names:
            picture = change(Image.open(folder / name))
            array = np.asarray(picture)
            array = array.astype("u1") * 255 if array.dtype == bool else array
            yield f"../../decode/files/{name}", bytes_digest((folder / name).read_bytes()), array[..., None]

    sources = [f"file: ../../decode/files/{name}" for name in names]
    decode = ("decode", {"engine": "pillow", "color": "as_is"})
    for width, height, filter_name in ((5, 4, "bicubic"), (40, 23, "bilinear"), (17, 30, "lanczos")):
        resampling = getattr(Image.Resampling, filter_name.upper())
        given = {"engine": "pillow", "width": width, "height": height, "filter": filter_name}
        answers = list(rows(lambda image, s=(width, height), r=resampling: image.resize(s, r)))
        writer.write(f"modes-{filter_name}-{width}x{height}", f"modes 1 and P, {filter_name}", sources, [decode, ("resize", given)], answers)
    given = {"engine": "pillow", "width": 9, "height": 5, "filter": "bicubic", "reducing_gap": 1.5, "box": [1.5, 0.25, 11.0, 6.5]}
    answers = list(rows(lambda image: image.resize((9, 5), 3, box=(1.5, 0.25, 11.0, 6.5), reducing_gap=1.5)))
    writer.write("modes-box", "modes 1 and P, a part of the picture", sources, [decode, ("resize", given)], answers)
    # What a fill means in mode P is a question of the palette.
    answers = list(rows(lambda image: ImageOps.expand(image, (2, 1, 3, 4), 114), names[:-1]))
    edges = {"left": 2, "top": 1, "right": 3, "bottom": 4, "fill": 114}
    writer.write("modes-pad", "mode 1, ImageOps.expand", sources[:-1], [decode, ("pad", edges)], answers)
    return 4 * len(names) + len(names) - 1


# --- OpenCV ---------------------------------------------------------------------------------------------------------


def opencv():
    import cv2

    cv2.ipp.setUseIPP(False)
    version = era(cv2.__version__, ["4.5", "4.8", "5.0"])
    label = ".".join(cv2.__version__.split(".")[:2])
    newest = version == "5.0"
    recorder = Recorder(f"opencv-{label}", "OpenCV", cv2.__version__, " with IPP off")
    flags = {"nearest": "NEAREST", "nearest_exact": "NEAREST_EXACT", "bilinear": "LINEAR", "bilinear_exact": "LINEAR_EXACT",
             "bicubic": "CUBIC", "lanczos": "LANCZOS4", "area": "AREA"}
    settings = {"engine": "opencv", "version": version}
    every = ("uint8", "float32", "uint16")
    for name, flag in flags.items():
        flag = getattr(cv2, "INTER_" + flag)
        # Older versions differ in nearest_exact only; of the others a sample shows that they do not.
        few = ("wide", "mixed") if name in ("bilinear", "bicubic", "area") and label != "4.14" else ("wide",)
        for group in ALL if newest or name == "nearest_exact" else few:
            compute = lambda a, s=TARGETS[group], f=flag: cv2.resize(a, s, interpolation=f)  # noqa: E731
            recorder.record(name, {**settings, "filter": name}, compute, group, every if newest else ("uint8", "float32"))
        if not newest:
            continue
        for number, (fx, fy) in enumerate(((0.5, 0.5), (0.37, 0.61), (1.7, 1.3))):
            compute = lambda a, f=flag, x=fx, y=fy: cv2.resize(a, None, fx=x, fy=y, interpolation=f)  # noqa: E731
            recorder.record(f"{name}-scale{number + 1}", {**settings, "scale": [fx, fy], "filter": name}, compute, "photo", ("uint8", "float32"))
    if newest:
        wheel(cv2, settings, flags)
    return recorder.count


def wheel(cv2, settings, flags):
    """What the x86-64 wheels do by themselves: some filters go to a closed library, whose answers depend on the processor."""
    cv2.ipp.setUseIPP(True)
    recorder = Recorder("opencv-5.0-ipp", "OpenCV", cv2.__version__, " with IPP on")
    bounds = [("bicubic", "uint8", 1.0), ("bicubic", "uint16", 3.0), ("bilinear", "uint16", 2.0), ("bicubic", "float32", 4e-5),
              ("bilinear", "float32", 4e-5), ("bilinear_exact", "float32", 4e-5)]
    for name, dtype, bound in bounds:
        flag = getattr(cv2, "INTER_" + flags[name])
        for group in ("wide", "mixed", "up"):
            compute = lambda a, s=TARGETS[group], f=flag: cv2.resize(a, s, interpolation=f)  # noqa: E731
            recorder.record(f"{name}-{dtype}", {**settings, "filter": name}, compute, group, (dtype,), bound)


# --- torch and torchvision ------------------------------------------------------------------------------------------


def torch():
    import torch
    import torchvision
    import torchvision.transforms.functional as first_generation
    import torchvision.transforms.v2.functional as functional
    from torchvision.transforms import InterpolationMode

    groups = ("wide", "mixed", "up", "line", "row", "photo")

    def chw(array):
        return torch.from_numpy(np.ascontiguousarray(array.transpose(2, 0, 1)))

    recorder = Recorder("torch", "torch", torch.__version__)
    # Two channels of unsigned bytes are a picture with alpha here; torch knows no alpha.
    takes = lambda array: array.shape[2] in (1, 3)  # noqa: E731
    names = {"nearest": "nearest", "nearest_exact": "nearest-exact", "bilinear": "bilinear", "bicubic": "bicubic", "area": "area"}
    for name, mode in names.items():
        smooth = name in ("bilinear", "bicubic")
        for antialias in (False, True) if smooth else (None,):
            for align in (False, True) if smooth else (None,):
                extra = {} if antialias is None else {"antialias": antialias, "align_corners": align}
                title = name + ("-antialias" if antialias else "") + ("-aligned" if align else "")
                for group in groups:
                    compute = lambda a, s=TARGETS[group], m=mode, e=extra: torch.nn.functional.interpolate(  # noqa: E731
                        chw(a)[None], s[::-1], mode=m, **e)[0].numpy().transpose(1, 2, 0)
                    settings = {"engine": "torch", "filter": name, **extra}
                    if name != "area":
                        recorder.record(title if not smooth else f"{title}-uint8", settings, compute, group,
                                        ("uint8",) if smooth else ("uint8", "float32"), takes=takes)
                    if smooth:
                        recorder.record(f"{title}-float32", settings, compute, group, ("float32",), 4e-6, takes=takes)
                    elif name == "area":
                        recorder.record(title, settings, compute, group, ("float32",), takes=takes)
                if smooth and not align:
                    compute = lambda a, m=mode, e=extra: torch.nn.functional.interpolate(  # noqa: E731
                        chw(a)[None], scale_factor=(0.61, 0.37), mode=m, **e)[0].numpy().transpose(1, 2, 0)
                    recorder.record(f"{title}-scale", {"engine": "torch", "scale": [0.37, 0.61], "filter": name, **extra}, compute, "photo",
                                    ("uint8",), takes=takes)
    vision = Recorder("torchvision", "torchvision", torchvision.__version__)
    first = Recorder("torchvision-v1", "torchvision", torchvision.__version__)
    for name in ("nearest", "nearest_exact", "bilinear", "bicubic"):
        smooth = name in ("bilinear", "bicubic")
        for antialias in (False, True) if smooth else (True,):
            mode = InterpolationMode(names[name])
            title = name + ("-antialias" if antialias and smooth else "")
            for group in groups:
                compute = lambda a, s=TARGETS[group], m=mode, e=antialias: functional.resize(  # noqa: E731
                    chw(a), list(s[::-1]), m, antialias=e).numpy().transpose(1, 2, 0)
                settings = {"engine": "torchvision", "filter": name, **({"antialias": antialias} if smooth else {})}
                vision.record(f"{title}-uint8", settings, compute, group, ("uint8",), takes=takes)
                vision.record(f"{title}-float32", settings, compute, group, ("float32",), 4e-6 if smooth else None, takes=takes)
                if group in ("mixed", "up"):
                    compute = lambda a, s=TARGETS[group], m=mode, e=antialias: first_generation.resize(  # noqa: E731
                        chw(a), list(s[::-1]), m, antialias=e).numpy().transpose(1, 2, 0)
                    settings = {**settings, "engine": "torchvision-v1"}
                    first.record(f"{title}-uint8", settings, compute, group, ("uint8",), 1.0 if smooth else None, takes=takes)
    return recorder.count + vision.count + first.count


# --- TensorFlow -----------------------------------------------------------------------------------------------------


def tensorflow():
    import tensorflow as tf

    groups = ("wide", "mixed", "up", "one", "line", "photo")
    recorder = Recorder("tensorflow", "TensorFlow", tf.__version__)
    methods = {"nearest": "nearest", "bilinear": "bilinear", "bicubic": "bicubic", "area": "area", "mitchell": "mitchellcubic",
               "lanczos": "lanczos3", "lanczos5": "lanczos5", "gaussian": "gaussian"}
    rgb = lambda array: array.shape[2] in (1, 3)  # noqa: E731
    for name, method in methods.items():
        for antialias in (False, True) if name not in ("nearest", "area") else (False,):
            title = name + ("-antialias" if antialias else "")
            for group in groups:
                if antialias and group == "up":  # enlarging takes no notice of it
                    continue
                compute = lambda a, s=TARGETS[group], m=method, e=antialias: tf.image.resize(a, s[::-1], m, antialias=e).numpy()  # noqa: E731
                settings = {"engine": "tensorflow", "filter": name, "antialias": antialias}
                recorder.record(title, settings, compute, group, ("uint8", "float32"), takes=rgb)
    legacy = Recorder("tensorflow1", "TensorFlow", tf.__version__, " (tf.compat.v1)")
    kinds = tf.compat.v1.image.ResizeMethod
    old = {"nearest": kinds.NEAREST_NEIGHBOR, "bilinear": kinds.BILINEAR, "bicubic": kinds.BICUBIC, "area": kinds.AREA}
    for name, method in old.items():
        for align in (False, True):
            for group in groups:
                compute = lambda a, s=TARGETS[group], m=method, e=align: tf.compat.v1.image.resize_images(  # noqa: E731
                    a, s[::-1], m, align_corners=e).numpy()
                settings = {"engine": "tensorflow1", "filter": name, "align_corners": align}
                legacy.record(name + ("-aligned" if align else ""), settings, compute, group, ("uint8", "float32"), takes=rgb)
    return recorder.count + legacy.count


# --- ONNX Runtime ---------------------------------------------------------------------------------------------------


def onnx_session(array, sizes, scales, attributes):
    import onnxruntime
    from onnx import TensorProto, helper

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    kind = TensorProto.UINT8 if array.dtype == np.uint8 else TensorProto.FLOAT
    if scales is None:
        constants, names = [helper.make_tensor("sizes", TensorProto.INT64, [4], sizes)], ["x", "", "", "sizes"]
    else:
        constants, names = [helper.make_tensor("scales", TensorProto.FLOAT, [4], scales)], ["x", "", "scales"]
    node = helper.make_node("Resize", names, ["y"], **attributes)
    given = [helper.make_tensor_value_info("x", kind, list(array.shape))]
    graph = helper.make_graph([node], "g", given, [helper.make_tensor_value_info("y", kind, None)], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 19)], ir_version=9)
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])
    return session.run(None, {"x": array})[0]


def onnx():
    import onnxruntime

    recorder = Recorder("onnx", "ONNX Runtime", onnxruntime.__version__)
    mappings = ["half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "asymmetric", "align_corners"]
    rgb = lambda array: array.shape[2] in (1, 3)  # noqa: E731

    def record(title, filter_name, attributes, settings, groups, dtypes, bound=None, scales=None):
        mode = {"nearest": "nearest", "bilinear": "linear", "bicubic": "cubic"}[filter_name]

        def compute(array, size):
            planes = np.ascontiguousarray(array.transpose(2, 0, 1))[None]
            sizes = None if scales else [1, planes.shape[1], size[1], size[0]]
            factors = [1, 1, scales[1], scales[0]] if scales else None
            return onnx_session(planes, sizes, factors, {"mode": mode, **attributes})[0].transpose(1, 2, 0)

        for group in groups:
            full = {"engine": "onnx", **({"scale": list(scales)} if scales else {}), "filter": filter_name, **settings}
            recorder.record(title, full, lambda a, s=TARGETS[group]: compute(a, s), group, dtypes, bound, takes=rgb)

    for mapping in mappings:
        transform = {"coordinate_transformation_mode": mapping}
        ours = {"coordinates": mapping}
        for rounding in ("round_prefer_floor", "round_prefer_ceil", "floor", "ceil"):
            # Samples are moved whatever they are: one pair of rules shows it for float32.
            both = (mapping, rounding) == ("half_pixel", "round_prefer_floor")
            record(f"nearest-{mapping}-{rounding}", "nearest", {**transform, "nearest_mode": rounding},
                   {**ours, "nearest_rounding": rounding}, ("mixed",), ("uint8", "float32") if both else ("uint8",))
        record(f"linear-{mapping}", "bilinear", transform, ours, ("mixed", "up", "wide"), ("uint8", "float32"))
        for a in (-0.75, -0.5):
            record(f"cubic-{mapping}{a:g}", "bicubic", {**transform, "cubic_coeff_a": a}, {**ours, "cubic_a": a}, ("mixed", "up"), ("float32",))
        record(f"cubic-{mapping}-exclude", "bicubic", {**transform, "exclude_outside": 1}, {**ours, "exclude_outside": True},
               ("mixed", "up"), ("float32",))
    factors = (0.6000000238418579, 0.3700000047683716)
    for name in ("nearest", "bilinear"):
        record(f"{name}-scale", name, {}, {}, ("photo",), ("uint8", "float32"), scales=factors)
    record("cubic-scale", "bicubic", {}, {}, ("photo",), ("float32",), scales=factors)
    for filter_name in ("bilinear", "bicubic"):
        for exclude in (False, True):
            title = f"{filter_name}-antialias" + ("-exclude" if exclude else "")
            attributes, ours = {"antialias": 1, "exclude_outside": int(exclude)}, {"antialias": True, "exclude_outside": exclude}
            record(f"{title}-uint8", filter_name, attributes, ours, ("wide", "mixed", "photo"), ("uint8",))
            record(f"{title}-float32", filter_name, attributes, ours, ("wide", "mixed", "photo"), ("float32",))
    return recorder.count


# --- the node tests of the ONNX standard ------------------------------------------------------------------------------


def onnx_nodes(wheel):
    """Each node test twice: what ONNX Runtime gives (exactly that is the engine's claim), and what the standard wants."""
    import onnx as standard
    import onnxruntime
    from onnx import numpy_helper

    runtime = Recorder("onnx-nodes", "ONNX Runtime", onnxruntime.__version__, " on the standard's node tests")
    wanted = Recorder("onnx-standard", "ONNX standard", "1.17.0", " (expected outputs of its node tests)")
    known = {}
    with zipfile.ZipFile(wheel) as files:
        base = "onnx/backend/test/data/node/"
        tests = sorted({n[len(base) :].split("/")[0] for n in files.namelist() if n.startswith(base + "test_resize_")})
        for test in tests:
            model = files.read(f"{base}{test}/model.onnx")
            graph = standard.load_model_from_string(model).graph

            def tensor(name, test=test):
                return numpy_helper.to_array(standard.load_tensor_from_string(files.read(f"{base}{test}/test_data_set_0/{name}.pb")))

            given = {value.name: tensor(f"input_{number}") for number, value in enumerate(graph.input)}
            attributes = {a.name: standard.helper.get_attribute_value(a) for a in graph.node[0].attribute}
            options = onnxruntime.SessionOptions()
            options.log_severity_level = 4
            session = onnxruntime.InferenceSession(model, options, ["CPUExecutionProvider"])
            array = given["X"][0].transpose(1, 2, 0)
            key = known.setdefault((array.shape, array.tobytes()), f"node-{array.shape[1]}x{array.shape[0]}-{len(known)}")
            write_arrays(INPUTS / f"{key}.safetensors", {key: np.ascontiguousarray(array)})
            settings = node_settings(given, attributes, array)
            for recorder, output in ((runtime, session.run(None, given)[0]), (wanted, tensor("output_0"))):
                node_case(recorder, test, key, array, settings, output, session.run(None, given)[0])
    return runtime.count + wanted.count


def node_settings(given, attributes, array):
    """The node's inputs and attributes as parameters of the step."""
    text = {name: value.decode() if isinstance(value, bytes) else value for name, value in attributes.items()}
    axes = list(text.get("axes", range(4)))
    at = lambda values, axis: values[axes.index(axis)]  # noqa: E731
    settings = {"engine": "onnx"}
    if "scales" in given:
        settings["scale"] = [float(at(given["scales"], 3)), float(at(given["scales"], 2))]
    elif "keep_aspect_ratio_policy" in text:
        shares = [np.float32(at(given["sizes"], axis)) / np.float32(array.shape[axis - 2]) for axis in (2, 3)]
        share = float(min(shares) if text["keep_aspect_ratio_policy"] == "not_larger" else max(shares))
        settings.update(scale=[share, share], rounding="half_up")
    else:
        settings.update(width=int(at(given["sizes"], 3)), height=int(at(given["sizes"], 2)))
    settings["filter"] = {"nearest": "nearest", "linear": "bilinear", "cubic": "bicubic"}[text["mode"]]
    if "roi" in given:
        begin, end = given["roi"][: len(axes)], given["roi"][len(axes) :]
        settings["box"] = [float(v) for v in (at(begin, 3), at(begin, 2), at(end, 3), at(end, 2))]
    names = {"coordinate_transformation_mode": "coordinates", "nearest_mode": "nearest_rounding", "cubic_coeff_a": "cubic_a",
             "extrapolation_value": "extrapolation_value"}
    settings.update({ours: text[theirs] for theirs, ours in names.items() if theirs in text})
    settings.update({name: bool(text[name]) for name in ("antialias", "exclude_outside") if name in text})
    return settings


def node_case(recorder, test, key, array, settings, output, runtime_output):
    output = np.ascontiguousarray(output[0].transpose(1, 2, 0))
    written = ", ".join(f"{name}: {shown(value)}" for name, value in settings.items())
    lines = [f"description: {test} of onnx 1.17.0, {recorder.library} {recorder.version}.", "tags: [engines]", "inputs:",
             f"  - tensor: ../inputs/{key}.safetensors", "train:", "  steps:", f"    - resize: {{{written}}}"]
    if recorder.folder == "onnx-standard":
        off = float(np.abs(runtime_output[0].transpose(1, 2, 0) - output).max())
        if off > 1e-4:
            lines += [f"# ONNX Runtime itself is {off:.2f} away from what the standard wants, and the engine with it.", "expect: {verdict: training_moved}"]
        elif off > 0:
            lines += ["compare: {max_abs: 2e-5}"]
    identity = f"../inputs/{key}.safetensors"
    recorder.count += 1
    recorder.write(f"{test.removeprefix('test_resize_')}-node", lines, {f"float32-{key}": output}, {identity: (key, array, None)})


# --- JAX ------------------------------------------------------------------------------------------------------------


def jax():
    import jax as library

    recorder = Recorder("jax", "JAX", library.__version__)
    rgb = lambda array: array.shape[2] in (1, 3)  # noqa: E731
    methods = {"nearest": "nearest", "bilinear": "linear", "bicubic": "cubic", "lanczos": "lanczos3", "lanczos5": "lanczos5"}
    for name, method in methods.items():
        for antialias in (True, False) if name != "nearest" else (True,):
            title = name + ("" if antialias else "-sampled")
            for group in ("wide", "mixed", "up") if antialias else ("wide", "mixed"):  # enlarging is the same
                def compute(array, size=TARGETS[group], method=method, antialias=antialias):
                    shape = (size[1], size[0], array.shape[2])
                    return np.asarray(library.image.resize(array, shape, method, antialias=antialias))

                settings = {"engine": "jax", "filter": name, "antialias": antialias}
                if name == "nearest":
                    recorder.record(title, settings, compute, group, ("uint8", "float32"), takes=rgb)
                else:
                    recorder.record(f"{title}-uint8", settings, compute, group, ("uint8",), 255e-4, takes=rgb)
                    recorder.record(f"{title}-float32", settings, compute, group, ("float32",), 1e-4, takes=rgb)
    return recorder.count


def main(arguments):
    os.environ.update(TF_CPP_MIN_LOG_LEVEL="3")
    made = {"inputs": inputs, "pillow": pillow, "pillow-modes": pillow_modes, "opencv": opencv, "torch": torch, "tensorflow": tensorflow, "onnx": onnx, "onnx-nodes": onnx_nodes, "jax": jax}
    if not arguments or arguments[0] not in made:
        sys.exit(__doc__)
    print(arguments[0], made[arguments[0]](*arguments[1:]))


if __name__ == "__main__":
    main(sys.argv[1:])
