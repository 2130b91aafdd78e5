"""Records what the real libraries make of target sizes, crops, pads, letterboxes, rescaling, normalizing and casting.

Versions: torch 2.15.0, torchvision 0.29.2, transformers 5.23.0, timm 1.0.31, albumentations 2.0.8 (albucore 0.0.24),
keras 3.15.1 (torch backend), ultralytics 8.4.190, opencv-python-headless 5.0.0.93, pillow 13.0.0, numpy 2.4.6,
tensorflow-cpu 2.21.0, onnxruntime 1.31.1 with onnx 1.23.2.

    python tests/reference/record_pixels.py [--only NAME...]                            cases, goldens and sizes
    python tests/reference/record_pixels.py --random DIR [--seed 5] [--count 60] [--only NAME...]

The first writes cases/engines/pixels/ENGINE/*.yaml, golden/engines/pixels/ENGINE/ and the target sizes in
tests/recorded/sizes/ENGINE.jsonl. The second is the differential test: random inputs and parameters, one file of JSON
lines a library, which `PREPARITY_PIXELS=DIR cargo test pixels_are` compares. A line is
["size", engine, request, [width, height], [width, height]] or, for noise that both sides compute and a digest,
["run", engine, [[step, parameters]...], {"h", "w", "c", "dtype", "seed"}, {"dtype", "shape", "sha256"} or {"rejected": name}]
"""
import argparse
import hashlib
import json
import os
import random
from pathlib import Path

import numpy as np
from evidence import CaseWriter, ROOT, image_digest, write_arrays

os.environ.setdefault("KERAS_BACKEND", "torch")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
f32 = np.float32


def noise(spec):
    n = spec["h"] * spec["w"] * spec["c"]
    i = np.arange(n, dtype=np.uint64)
    v = (i * np.uint64(2654435761) + np.uint64(spec["seed"]) * np.uint64(40503)) & np.uint64(0xFFFFFFFF)
    v = ((v ^ (v >> np.uint64(15))) * np.uint64(2246822519)) & np.uint64(0xFFFFFFFF)
    v = v ^ (v >> np.uint64(13))
    shape = (spec["h"], spec["w"], spec["c"])
    unit = (v >> np.uint64(8)).astype(f32) * f32(2.0**-24)
    if spec["dtype"] == "uint8":
        return (v >> np.uint64(24)).astype(np.uint8).reshape(shape)
    if spec["dtype"] == "flat":
        return np.full(shape, 200, np.uint8)
    if spec["dtype"] == "uint16":
        return (v >> np.uint64(16)).astype(np.uint16).reshape(shape)
    if spec["dtype"] == "levels":
        return (unit * f32(255)).reshape(shape)
    if spec["dtype"] == "wide":
        return ((unit - f32(0.5)) * f32(1400)).reshape(shape)
    return unit.reshape(shape)


def digest(array):
    array = np.ascontiguousarray(array)
    name = str(array.dtype)
    return {"dtype": name, "shape": list(array.shape), "sha256": hashlib.sha256(array.tobytes()).hexdigest()[:32]}


class Recorder:
    most = 30  # pixels of a random crop's side

    def __init__(self, engine, rng, count):
        self.engine, self.rng, self.count, self.lines = engine, rng, count, []

    def size(self, request, source, size):
        self.lines.append(["size", self.engine, request, list(source), [int(size[0]), int(size[1])]])

    def run(self, steps, spec, compute):
        try:
            out = digest(compute(noise(spec)))
        except Exception as error:  # the library refuses: that is the answer
            name = type(error).__name__
            out = {"rejected": "cv2.error" if type(error).__module__ == "cv2" else name}
        self.lines.append(["run", self.engine, steps, spec, out])

    def spec(self, h, w, c=3, dtype="uint8"):
        return {"h": h, "w": w, "c": c, "dtype": dtype, "seed": self.rng.randrange(1 << 16)}

    def sources(self, count=None):
        hard = [(427, 640), (640, 427), (600, 1200), (653, 958), (500, 1667), (1, 1), (7, 3), (1333, 800), (799, 1333)]
        return hard + [(self.rng.randint(1, 2000), self.rng.randint(1, 2000)) for _ in range(count or self.count * 5)]

    def crops(self, center, named="center_crop"):
        sizes = [(h, w) for h in (5, 6, 7, 8, 9, 12, 13) for w in (5, 8, 11)]
        sizes += [(self.rng.randint(1, 30), self.rng.randint(1, 30)) for _ in range(self.count)]
        for index, (h, w) in enumerate(sizes):
            ch, cw = (5, 5) if index < 21 else (self.rng.randint(1, self.most), self.rng.randint(1, self.most))
            step = [named, {"engine": self.engine, "width": cw, "height": ch}]
            self.run([step], self.spec(h, w, self.rng.choice([1, 3])), lambda x, cw=cw, ch=ch: center(x, cw, ch))


class CaseRecorder(Recorder):
    """Writes a case for every set of parameters, up to a number for a step, on a few small inputs."""

    most = 12
    LIMITS = {"center_crop": 4, "crop": 4, "letterbox": 3, "pad": 3}
    # Heights, widths and channels: odd and even differences to a crop, wide, tall, of one pixel.
    SHAPES = {
        "center_crop": [(h, w, 1) for h in (5, 6, 7, 12) for w in (5, 8, 11)] + [(9, 8, 3)],
        "letterbox": [(h, w, 3) for h, w in ((7, 11), (12, 5), (31, 17), (2, 29), (40, 13))],
        "crop": [(8, 9, 3), (5, 6, 3)],
        "pad": [(6, 7, 3), (5, 4, 1)],
    }

    def __init__(self, engine, count, library, version):
        super().__init__(engine, random.Random(f"{engine} 1"), count)
        self.writer = CaseWriter(f"pixels/{engine}", library, version, f"--only {engine}")
        self.seen, self.counts, self.kinds = set(), {}, {}

    def inputs(self, steps, spec):
        """The group of inputs and its arrays."""
        step = steps[0][0]
        shapes = self.SHAPES.get(step, [(spec["h"], spec["w"], spec["c"])])
        if len(steps) == 1 and step == "rescale" and spec["dtype"] == "uint8":
            shapes = [*shapes, (16, 16, 1)]
        group = f"{step if step in self.SHAPES else 'x'.join(str(spec[k]) for k in 'hwc')}-{spec['dtype']}"
        arrays = {}
        for seed, (h, w, c) in enumerate(shapes):
            if (h, w, c) == (16, 16, 1):
                arrays["levels"] = np.arange(256, dtype=np.uint8).reshape(16, 16, 1)
            else:
                arrays[f"{h}x{w}x{c}"] = noise({"h": h, "w": w, "c": c, "dtype": spec["dtype"], "seed": seed})
        return (f"{group}-levels" if "levels" in arrays else group), arrays

    def run(self, steps, spec, compute):
        step, key = steps[0][0], json.dumps([steps, spec["dtype"]])
        kind = (step, *sorted(steps[0][1]))
        if key in self.seen or self.kinds.get(kind, 0) >= self.LIMITS.get(step, 1000):
            return
        self.seen.add(key)
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        self.counts[step] = self.counts.get(step, 0) + 1
        group, arrays = self.inputs(steps, spec)
        write_arrays(ROOT / f"cases/engines/pixels/inputs/{group}.safetensors", arrays)
        source, answers = f"../inputs/{group}.safetensors", []
        for name, array in arrays.items():
            try:
                answer = np.ascontiguousarray(compute(array.copy()))
            except Exception as error:  # the library refuses: that is the answer
                answer = "cv2.error" if type(error).__module__ == "cv2" else type(error).__name__
            answers.append((f"{source}:{name}" if len(arrays) > 1 else source, image_digest(array), answer))
        what = " and ".join(name for name, _ in steps)
        self.writer.write(f"{step}-{self.counts[step]}", what, [f"tensor: {source}"], steps, answers)


IMAGENET = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
PAIRS = [IMAGENET, ([0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]), ([0.5] * 3, [0.5] * 3)]
LEVELS = {"h": 16, "w": 16, "c": 1, "dtype": "uint8", "seed": 0}


def arithmetic(r, rescale, normalize, dtypes=("uint8", "float32")):
    """rescale(x, multiply, divide, offset), normalize(x, mean, std)"""
    e = r.engine
    for dtype in dtypes:
        spec = r.spec(8, 9, 3, dtype)
        if rescale:
            for p in [{"divide": 255}, {"multiply": 1 / 255}, {"divide": 256}, {"divide": 127.5, "offset": -1}]:
                r.run([["rescale", {"engine": e, **p}]], spec, lambda x, p=p: rescale(x, p))
        if normalize:
            for mean, std in PAIRS + [([0.1, 0.7, 0.3], [r.rng.random() + 0.1 for _ in range(3)])]:
                r.run([["normalize", {"engine": e, "mean": mean, "std": std}]], spec,
                      lambda x, mean=mean, std=std: normalize(x, mean, std))
        if rescale and normalize:
            steps = [["rescale", {"engine": e, "divide": 255}], ["normalize", {"engine": e, "mean": IMAGENET[0], "std": IMAGENET[1]}]]
            r.run(steps, spec, lambda x: normalize(rescale(x, {"divide": 255}), *IMAGENET))


def hwc(t):
    return t.permute(1, 2, 0).contiguous().numpy() if t.ndim == 3 else t.numpy()


def chw(x):
    import torch
    return torch.from_numpy(np.ascontiguousarray(x.transpose(2, 0, 1)))


def torchvision(r):
    import torch
    from torchvision.transforms import functional as F, v2
    from torchvision.transforms.v2 import functional as F2
    from torchvision.transforms.functional import _compute_resized_output_size as sized

    for w, h in r.sources():
        edge, cap = r.rng.randint(1, 900), r.rng.randint(1, 1500)
        a, b = sized((h, w), [edge]); r.size({"shortest_edge": edge}, (w, h), (b, a))
        if cap > edge:
            a, b = sized((h, w), [edge], max_size=cap); r.size({"shortest_edge": edge, "longest_edge": cap}, (w, h), (b, a))
        a, b = sized((h, w), None, max_size=cap, allow_size_none=True); r.size({"longest_edge": cap}, (w, h), (b, a))
    r.crops(lambda x, cw, ch: hwc(F.center_crop(chw(x), [ch, cw])))

    def rescale(x, p):
        t = torch.from_numpy(x)
        t = t.to(torch.float32) if t.dtype == torch.uint8 else t
        t = t / p["divide"] if "divide" in p else t * p["multiply"]
        return (t + p["offset"] if "offset" in p else t).numpy()

    arithmetic(r, rescale, lambda x, m, s: hwc(F.normalize(chw(x), m, s)))
    r.run([["normalize", {"engine": r.engine, "mean": 0.5, "std": 0}]], r.spec(3, 3, 1, "float32"),
          lambda x: hwc(F.normalize(chw(x), [0.5], [0.0])))
    for name, dtype in [("float16", torch.float16), ("bfloat16", torch.bfloat16), ("float64", torch.float64)]:
        wide = {"float16": torch.float16, "float64": torch.float64, "bfloat16": torch.float32}[name]
        spec = r.spec(6, 7, 3)
        for p in ({"divide": 255}, {"multiply": 1 / 255}):
            steps = [["rescale", {"engine": r.engine, "dtype": name, **p}],
                     ["normalize", {"engine": r.engine, "mean": IMAGENET[0], "std": IMAGENET[1]}]]

            def compute(x, p=p, dtype=dtype):
                t = chw(x).to(dtype)
                t = t / p["divide"] if "divide" in p else t * p["multiply"]
                return hwc(F.normalize(t, *IMAGENET).to(wide))

            steps += [["cast", {"dtype": "float32"}]] if name == "bfloat16" else []
            r.run(steps, spec, compute)
    for name, dtype in [("uint8", torch.uint8), ("int32", torch.int32), ("int64", torch.int64), ("float16", torch.float16)]:
        r.run([["cast", {"dtype": name}]], r.spec(6, 7, 3, "wide"), lambda x, d=dtype: torch.from_numpy(x).to(d).numpy())
    r.run([["cast", {"dtype": "bfloat16"}], ["cast", {"dtype": "float32"}]], r.spec(6, 7, 3, "wide"),
          lambda x: torch.from_numpy(x).to(torch.bfloat16).to(torch.float32).numpy())
    for mode, named in [("constant", None), ("edge", "edge"), ("reflect", "reflect"), ("symmetric", "symmetric")]:
        for _ in range(4):
            l, t, rr, b = (r.rng.randint(0, 4) for _ in range(4))
            p = {"left": l, "top": t, "right": rr, "bottom": b, **({"mode": named} if named else {"fill": 7})}
            r.run([["pad", p]], r.spec(6, 7), lambda x, m=mode, q=(l, t, rr, b): hwc(F.pad(chw(x), list(q), 7 if m == "constant" else 0, m)))
    for _ in range(12):
        # A window wholly above or left of the picture trips over a negative slice end there, and is left out.
        top, left, h, w = r.rng.randint(-5, 9), r.rng.randint(-5, 9), r.rng.randint(6, 12), r.rng.randint(6, 12)
        r.run([["crop", {"engine": r.engine, "left": left, "top": top, "width": w, "height": h}]], r.spec(8, 9),
              lambda x, q=(top, left, h, w): hwc(F.crop(chw(x), *q)))
    for name, call in [("horizontal", F.hflip), ("vertical", F.vflip)]:
        r.run([["flip", {"direction": name}]], r.spec(5, 8), lambda x, c=call: hwc(c(chw(x))))


    for dtype in ("uint8", "uint16", "float32"):
        r.run([["color", {"engine": r.engine, "to": "gray"}]], r.spec(13, 17, 3, dtype), lambda x: hwc(F.rgb_to_grayscale(chw(x))))


def torchvision_v2(r):
    import torch
    from torchvision.transforms.v2 import functional as F2

    spec = r.spec(8, 9)
    r.run([["rescale", {"engine": r.engine, "divide": 255}]], spec, lambda x: F2.to_dtype(torch.from_numpy(x), torch.float32, scale=True).numpy())
    r.run([["rescale", {"engine": r.engine, "divide": 255, "dtype": "float16"}]], spec, lambda x: F2.to_dtype(torch.from_numpy(x), torch.float16, scale=True).numpy())
    for mean, std in PAIRS:
        steps = [["rescale", {"engine": r.engine, "divide": 255}], ["normalize", {"engine": r.engine, "mean": mean, "std": std}]]
        r.run(steps, spec, lambda x, m=mean, s=std: hwc(F2.normalize(F2.to_dtype(chw(x), torch.float32, scale=True), m, s)))
    r.run([["normalize", {"engine": r.engine, "mean": IMAGENET[0], "std": IMAGENET[1]}]], spec, lambda x: hwc(F2.normalize(chw(x), *IMAGENET)))


def huggingface(r):
    from transformers import image_transforms as T
    from transformers.image_utils import ChannelDimension as D
    from transformers.models.sam.image_processing_sam import SamImageProcessor

    for w, h in r.sources():
        edge, cap = r.rng.randint(1, 900), r.rng.randint(1, 1500)
        a, b = T.get_resize_output_image_size(np.zeros((h, w, 3), np.uint8), edge, default_to_square=False, input_data_format=D.LAST)
        r.size({"shortest_edge": edge}, (w, h), (b, a))
        a, b = T.get_size_with_aspect_ratio((h, w), edge, cap)
        r.size({"shortest_edge": edge, "longest_edge": cap}, (w, h), (b, a))
        a, b = SamImageProcessor._get_preprocess_shape(None, (h, w), cap)
        r.size({"longest_edge": cap}, (w, h), (b, a))
    r.crops(lambda x, cw, ch: T.center_crop(x, (ch, cw), D.LAST, D.LAST))

    def rescale(x, p):
        x = T.rescale(x, p.get("multiply", 1 / p.get("divide", 1)))
        return x + f32(p["offset"]) if "offset" in p else x

    arithmetic(r, rescale, lambda x, m, s: T.normalize(x, m, s, D.LAST, D.LAST))


def huggingface_fast(r):
    import torch
    from transformers.image_processing_backends import TorchvisionBackend as B
    from transformers.image_utils import SizeDict

    backend = B()
    r.crops(lambda x, cw, ch: hwc(backend.center_crop(chw(x), SizeDict(height=ch, width=cw))))
    for dtype in ("uint8", "levels"):
        spec = r.spec(8, 9, 3, dtype)
        for mean, std in PAIRS:
            for factor, largest in ((1 / 255, 255), (0.00392156862745098, 255)):
                r.run([["normalize", {"engine": r.engine, "mean": mean, "std": std, "max_pixel_value": largest}]], spec,
                      lambda x, m=mean, s=std, f=factor: hwc(backend.rescale_and_normalize(chw(x), True, f, True, tuple(m), tuple(s))))
        r.run([["rescale", {"engine": r.engine, "multiply": 1 / 255}]], spec,
              lambda x: hwc(backend.rescale_and_normalize(chw(x), True, 1 / 255, False, None, None)))
        r.run([["normalize", {"engine": r.engine, "mean": [120.0, 110.0, 100.0], "std": [58.0, 57.0, 56.0]}]], spec,
              lambda x: hwc(backend.rescale_and_normalize(chw(x), False, 1.0, True, (120.0, 110.0, 100.0), (58.0, 57.0, 56.0))))


def timm(r):
    from PIL import Image
    from timm.data.transforms import CenterCropOrPad, ResizeKeepRatio
    from torchvision.transforms.functional import _compute_resized_output_size as sized

    for w, h in r.sources():
        edge = r.rng.randint(1, 900)
        a, b = sized((h, w), [edge]); r.size({"shortest_edge": edge}, (w, h), (b, a))
        a, b = ResizeKeepRatio.get_params(Image.new("L", (w, h)), (edge, edge), 1.0)
        r.size({"longest_edge": edge}, (w, h), (b, a))
    r.crops(lambda x, cw, ch: hwc(CenterCropOrPad([ch, cw])(chw(x))))
    for _ in range(12):
        h, w, edge = r.rng.randint(2, 60), r.rng.randint(2, 60), r.rng.randint(8, 30)

        def compute(x, edge=edge):
            small = ResizeKeepRatio((edge, edge), interpolation="bicubic", longest=1.0)(Image.fromarray(x))
            return np.asarray(CenterCropOrPad(edge, fill=9)(small))

        r.run([["letterbox", {"engine": "timm", "size": edge, "fill": 9}]], r.spec(h, w), compute)


def albumentations(r):
    import albumentations as A

    for w, h in r.sources():
        edge = r.rng.randint(1, 300)
        w, h = min(w, 300), min(h, 300)
        x = np.zeros((h, w), np.uint8)
        for name, transform in (("shortest_edge", A.SmallestMaxSize), ("longest_edge", A.LongestMaxSize)):
            if edge * max(h, w) // min(h, w) < 3000:
                out = transform(max_size=edge)(image=x)["image"]
                r.size({name: edge}, (w, h), (out.shape[1], out.shape[0]))
    r.crops(lambda x, cw, ch: A.CenterCrop(ch, cw)(image=x)["image"])
    for dtype in ("uint8", "levels"):
        spec = r.spec(8, 9, 3, dtype)
        for mean, std in PAIRS:
            for p in ({}, {"max_pixel_value": 1.0}, {"max_pixel_value": 254.0}):
                r.run([["normalize", {"engine": r.engine, "mean": mean, "std": std, **p}]], spec,
                      lambda x, m=mean, s=std, p=p: A.Normalize(m, s, **p)(image=x)["image"])
    spec = r.spec(8, 9)
    r.run([["rescale", {"engine": r.engine, "divide": 255}]], spec, lambda x: A.ToFloat(max_value=255)(image=x)["image"])


def keras(r):
    from keras.applications.imagenet_utils import preprocess_input
    from keras.layers import Rescaling

    for dtype in ("uint8", "levels"):
        spec = r.spec(8, 9, 3, dtype)
        for mode in ("caffe", "tf", "torch"):
            r.run([["normalize", {"engine": "keras", "mode": mode}]], spec, lambda x, m=mode: preprocess_input(x.copy(), data_format="channels_last", mode=m))
        for p, scale, offset in (({"divide": 255}, 1 / 255, 0.0), ({"multiply": 1 / 127.5, "offset": -1}, 1 / 127.5, -1.0)):
            r.run([["rescale", {"engine": "keras", **p}]], spec, lambda x, s=scale, o=offset: np.asarray(Rescaling(s, o)(x).detach()))


def opencv_dnn(r):
    import cv2

    for dtype in ("uint8", "levels"):
        spec = r.spec(8, 9, 3, dtype)
        for scale in (1 / 255, 0.017, 1 / 127.5, 1 / 58.395):
            for mean in ([0.0] * 3, [123.675, 116.28, 103.53], [104.0, 117.0, 123.0]):
                r.run([["normalize", {"engine": "opencv-dnn", "mean": mean, "scale": scale}]], spec,
                      lambda x, s=scale, m=mean: cv2.dnn.blobFromImage(x, s, (9, 8), m)[0].transpose(1, 2, 0))

        def params(x):
            p = cv2.dnn.Image2BlobParams()
            p.scalefactor, p.mean, p.size = (1 / 58.395, 1 / 57.12, 1 / 57.375, 1), (123.675, 116.28, 103.53, 0), (9, 8)
            return cv2.dnn.blobFromImageWithParams(x, p)[0].transpose(1, 2, 0)

        r.run([["normalize", {"engine": "opencv-dnn", "mean": [123.675, 116.28, 103.53], "std": [58.395, 57.12, 57.375]}]], spec, params)


def opencv(r):
    import cv2

    for w, h in r.sources():
        w, h = min(w, 400), min(h, 400)
        x, fx, fy = np.zeros((h, w), np.uint8), r.rng.uniform(0.01, 3), r.rng.choice([0.5, 0.25, 1.5, 2.5])
        try:
            out = cv2.resize(x, None, fx=fx, fy=fy, interpolation=cv2.INTER_NEAREST)
        except cv2.error:
            continue
        r.size({"scale": [fx, fy]}, (w, h), (out.shape[1], out.shape[0]))
    for _ in range(20):
        h, w, bh, bw = (r.rng.randint(2, 30) for _ in range(4))

        def compute(x, bh=bh, bw=bw):
            p = cv2.dnn.Image2BlobParams()
            p.size, p.paddingmode, p.borderValue = (bw, bh), cv2.dnn.DNN_PMODE_LETTERBOX, (9, 9, 9, 9)
            return cv2.dnn.blobFromImageWithParams(x, p)[0].transpose(1, 2, 0).astype(np.uint8)

        r.run([["letterbox", {"engine": "opencv", "width": bw, "height": bh, "fill": 9}]], r.spec(h, w), compute)
    for name, code in (("horizontal", 1), ("vertical", 0), ("both", -1)):
        r.run([["flip", {"direction": name}]], r.spec(5, 8), lambda x, c=code: cv2.flip(x, c))
    for name, code in (("rotate_270", cv2.ROTATE_90_CLOCKWISE), ("rotate_90", cv2.ROTATE_90_COUNTERCLOCKWISE), ("rotate_180", cv2.ROTATE_180)):
        r.run([["transpose", {"method": name}]], r.spec(5, 8), lambda x, c=code: cv2.rotate(x, c))
    cv2.ipp.setUseIPP(False)
    for dtype in ("uint8", "uint16"):
        r.run([["color", {"engine": r.engine, "to": "gray"}]], r.spec(13, 17, 3, dtype), lambda x: cv2.cvtColor(x, cv2.COLOR_RGB2GRAY))
    # convertTo of floats rounds half to even and saturates
    r.run([["cast", {"dtype": "uint8", "rounding": "half_even", "saturate": True}]], r.spec(6, 7, 3, "wide"),
          lambda x: np.clip(np.rint(x), 0, 255).astype(np.uint8))


def ultralytics(r):
    from ultralytics.data.augment import LetterBox

    for _ in range(r.count * 2):
        h, w = r.rng.randint(2, 120), r.rng.randint(2, 120)
        size, auto = r.rng.choice([12, 16, 24]), r.rng.random() < 0.4
        center, up = r.rng.random() < 0.8, r.rng.random() < 0.8
        p = {"engine": "ultralytics", "size": size, "position": "center" if center else "top_left", "scale_up": up}
        if auto:
            p["stride"] = 8
        r.run([["letterbox", p]], r.spec(h, w),
              lambda x, s=size, a=auto, c=center, u=up: LetterBox((s, s), auto=a, center=c, scaleup=u, stride=8)(image=x))


def pillow(r):
    from PIL import Image

    for name, code in (("transpose", "TRANSPOSE"), ("transverse", "TRANSVERSE"), ("rotate_90", "ROTATE_90"), ("rotate_180", "ROTATE_180"), ("rotate_270", "ROTATE_270")):
        r.run([["transpose", {"method": name}]], r.spec(5, 8), lambda x, c=code: np.asarray(Image.fromarray(x).transpose(getattr(Image.Transpose, c))))
    r.run([["color", {"engine": r.engine, "to": "gray"}]], r.spec(13, 17), lambda x: np.asarray(Image.fromarray(x).convert("L")))
    for ground in ((255, 255, 255), (0, 0, 0), (12, 200, 99)):
        def over(x, ground=ground):
            picture = Image.fromarray(x)
            canvas = Image.new("RGB", picture.size, ground)
            canvas.paste(picture, mask=picture)
            return np.asarray(canvas)

        r.run([["alpha", {"over": list(ground)}]], r.spec(13, 17, 4), over)
    r.run([["alpha", {"drop": True}]], r.spec(13, 17, 4), lambda x: np.asarray(Image.fromarray(x).convert("RGB")))
    for _ in range(12):
        top, left, h, w = r.rng.randint(-5, 9), r.rng.randint(-5, 9), r.rng.randint(1, 12), r.rng.randint(1, 12)
        r.run([["crop", {"left": left, "top": top, "width": w, "height": h}]], r.spec(8, 9),
              lambda x, q=(left, top, left + w, top + h): np.asarray(Image.fromarray(x).crop(q)))


def numpy_(r):
    def middle(x, cw, ch):
        top, left = (x.shape[0] - ch) // 2, (x.shape[1] - cw) // 2
        return x[top:top + ch, left:left + cw]

    r.crops(middle)

    def rescale(x, p):
        x = x.astype(f32) if x.dtype == np.uint8 else x
        x = x / p["divide"] if "divide" in p else x * p["multiply"]
        return x + p["offset"] if "offset" in p else x

    def normalize(x, m, s):
        x = x.astype(f32)
        return (x - np.array(m, f32)) / np.array(s, f32)

    arithmetic(r, rescale, normalize)
    for name in ("float16", "float64"):
        for p in ({"divide": 255}, {"multiply": 1 / 255}):
            r.run([["rescale", {"dtype": name, **p}]], r.spec(6, 7), lambda x, p=p, d=name: rescale(x.astype(d), p))
    for name in ("uint8", "uint16", "int32", "int64", "float16", "float64", "int8", "int16"):
        for dtype in ("wide", "uint16", "float32"):
            r.run([["cast", {"dtype": name}]], r.spec(6, 7, 3, dtype), lambda x, d=name: x.astype(d))
    for name, call in (("half_even", np.rint), ("half_up", lambda x: np.floor(x.astype(np.float64) + 0.5)), ("ceil", np.ceil), ("truncate", np.trunc)):
        r.run([["cast", {"dtype": "int32", "rounding": name}]], r.spec(6, 7, 3, "wide"), lambda x, c=call: c(x).astype(np.int32))
    for named, mode in (("edge", "edge"), ("reflect", "reflect"), ("symmetric", "symmetric"), ("wrap", "wrap")):
        for _ in range(4):
            l, t, rr, b = (r.rng.randint(0, 11) for _ in range(4))
            r.run([["pad", {"left": l, "top": t, "right": rr, "bottom": b, "mode": named}]], r.spec(5, 4),
                  lambda x, m=mode, q=((t, b), (l, rr), (0, 0)): np.pad(x, q, m))
    r.run([["layout", {"to": "chw"}]], r.spec(5, 8), lambda x: x.transpose(2, 0, 1))
    r.run([["layout", {"to": "nchw"}], ["layout", {"to": "nhwc"}]], r.spec(5, 8), lambda x: x[None])
    r.run([["layout", {"to": "chw", "by": "reshape"}]], r.spec(5, 8), lambda x: x.reshape(3, 5, 8))
    for axes in ([2, 0, 1], [1, 0, 2], [2, 1, 0]):
        r.run([["transpose", {"axes": axes}]], r.spec(5, 8), lambda x, a=axes: x.transpose(a))


def tensorflow(r):
    import tensorflow as tf

    for w, h in r.sources(r.count * 2):
        edge = r.rng.randint(1, 300)
        w, h = min(w, 500), min(h, 500)
        out = tf.image.resize(np.zeros((h, w, 1), np.uint8), (edge, edge), "nearest", preserve_aspect_ratio=True) if edge * min(h, w) > max(h, w) else None
        if out is not None:
            r.size({"longest_edge": edge}, (w, h), (out.shape[1], out.shape[0]))
    r.crops(lambda x, cw, ch: tf.image.resize_with_crop_or_pad(x, ch, cw).numpy())
    for _ in range(20):
        h, w, fraction = r.rng.randint(1, 40), r.rng.randint(1, 40), r.rng.choice([0.875, 0.5, 0.3, 0.9, 0.95, 1.0])
        r.run([["center_crop", {"engine": "tensorflow", "crop_fraction": fraction}]], r.spec(h, w), lambda x, f=fraction: tf.image.central_crop(x, f).numpy())
    for _ in range(20):
        h, w, bh, bw = (r.rng.randint(4, 30) for _ in range(4))
        # A flat picture shows the geometry whatever the kernel.
        p = {"engine": "tensorflow", "width": bw, "height": bh, "resize_engine": "pillow", "filter": "bilinear"}
        r.run([["letterbox", p]], r.spec(h, w, 3, "flat"),
              lambda x, s=(bh, bw): np.rint(tf.image.resize_with_pad(x, *s).numpy()).astype(np.uint8))
    spec = r.spec(8, 9)
    r.run([["rescale", {"engine": "tensorflow", "divide": 255}]], spec, lambda x: tf.image.convert_image_dtype(x, tf.float32).numpy())
    for dtype in ("uint8", "uint16", "float32"):
        r.run([["color", {"engine": r.engine, "to": "gray"}]], r.spec(13, 17, 3, dtype), lambda x: tf.image.rgb_to_grayscale(x).numpy())


def onnx(r):
    import onnx
    import onnxruntime as ort
    from onnx import TensorProto, helper

    def graph(nodes, inits, dtype):
        x = helper.make_tensor_value_info("x", dtype, [None, None, None])
        y = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
        model = helper.make_model(helper.make_graph(nodes, "g", [x], [y], inits), opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
        session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        return lambda value: session.run(None, {"x": value})[0]

    def const(name, values):
        return helper.make_tensor(name, TensorProto.FLOAT, [len(values)], values)

    node = helper.make_node

    def build(ops, cast):
        nodes, inits, at = [], [], "x"
        if cast:
            nodes.append(node("Cast", ["x"], ["f"], to=TensorProto.FLOAT)); at = "f"
        for i, (op, values) in enumerate(ops):
            inits.append(const(f"c{i}", values))
            out = "y" if i + 1 == len(ops) else f"t{i}"
            nodes.append(node(op, [at, f"c{i}"], [out])); at = out
        return graph(nodes, inits, TensorProto.UINT8 if cast else TensorProto.FLOAT)

    def rescale(x, p):
        ops = [("Div", [p["divide"]])] if "divide" in p else [("Mul", [p["multiply"]])]
        ops += [("Add", [float(p["offset"])])] if "offset" in p else []
        return build([(o, [float(v) for v in vs]) for o, vs in ops], x.dtype == np.uint8)(x)

    arithmetic(r, rescale, lambda x, m, s: build([("Sub", m), ("Div", s)], x.dtype == np.uint8)(x))


ALL = {"torchvision": torchvision, "torchvision-v2": torchvision_v2, "huggingface": huggingface, "huggingface-fast": huggingface_fast,
       "timm": timm, "albumentations": albumentations, "keras": keras, "opencv-dnn": opencv_dnn, "opencv": opencv,
       "ultralytics": ultralytics, "pillow": pillow, "numpy": numpy_, "tensorflow": tensorflow, "onnx": onnx}


def library(name):
    """The library behind an engine as people call it, and its version."""
    import importlib.metadata

    found = importlib.metadata.version
    names = {"torchvision": ("torchvision", "torchvision"), "torchvision-v2": ("torchvision", "torchvision"),
             "huggingface": ("transformers", "transformers"), "huggingface-fast": ("transformers", "transformers"),
             "timm": ("timm", "timm"), "albumentations": ("albumentations", "albumentations"), "keras": ("Keras", "keras"),
             "opencv-dnn": ("OpenCV", "opencv-python-headless"), "opencv": ("OpenCV", "opencv-python-headless"),
             "ultralytics": ("ultralytics", "ultralytics"), "pillow": ("Pillow", "pillow"), "numpy": ("NumPy", "numpy"),
             "tensorflow": ("TensorFlow", "tensorflow-cpu"), "onnx": ("ONNX Runtime", "onnxruntime")}
    label, package = names[name]
    return label, found(package).split("+")[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--random", type=Path, help="write random comparisons into this folder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--only", nargs="*", default=list(ALL))
    arguments = parser.parse_args()
    folder = arguments.random or ROOT / "tests/recorded/sizes"
    folder.mkdir(parents=True, exist_ok=True)
    for name in arguments.only:
        if arguments.random:
            recorder = Recorder(name, random.Random(f"{name} {arguments.seed}"), arguments.count)
        else:
            recorder = CaseRecorder(name, arguments.count, *library(name))
        ALL[name](recorder)
        if recorder.lines:
            text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in recorder.lines)
            (folder / f"{name}.jsonl").write_text(text)
        print(name, len(recorder.lines), sum(getattr(recorder, "counts", {}).values()))


if __name__ == "__main__":
    main()
