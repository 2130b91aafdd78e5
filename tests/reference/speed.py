"""The paired measurement of speed: 400 photos, Pillow bilinear against OpenCV linear, normalized and compared.

Recorded with pillow 13.0.0, opencv-python-headless 5.0.0.93, numpy 2.4.6, scikit-image 0.26.0.

    python tests/reference/speed.py photos DIR    makes DIR/photos/*.jpg, and DIR/cases/speed.yaml for preparity
    python tests/reference/speed.py job DIR       the same job in Python, in a pool of two processes
    preparity check --cases DIR/cases --golden DIR/golden
    python tests/reference/speed.py kernels LIBRARY...    single kernels, in turn with `steps_stdio`, on one thread each

The job and `check` take the wall time of a whole process; run them in turn, several times, and quote medians. `kernels`
takes processor time: pairs of runs, of which the median of their ratios is quoted. Its libraries are pillow, opencv, torch.
"""

import argparse
import multiprocessing
import time
from pathlib import Path

import numpy as np

MEAN = np.array([0.485, 0.456, 0.406], np.float32)
STD = np.array([0.229, 0.224, 0.225], np.float32)

CASE = """\
description: 400 photos through Pillow's bilinear and OpenCV's linear filter.
inputs:
  - files: ../photos/*.jpg
train:
  steps:
    - decode: {engine: pillow}
    - resize: {engine: pillow, width: 224, height: 224, filter: bilinear}
    - rescale: {divide: 255}
    - normalize: {mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}
serve:
  steps:
    - decode: {engine: opencv, color: rgb}
    - resize: {engine: opencv, width: 224, height: 224, filter: bilinear}
    - rescale: {divide: 255}
    - normalize: {mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}
expect: {verdict: skew}
"""


def sources():
    """Photos to cut from: those of the project's own cases, and those that scikit-image brings."""
    import skimage.data
    from PIL import Image

    here = Path(__file__).resolve().parents[2] / "cases"
    bundled = Path(skimage.data.__file__).parent
    names = ["astronaut.png", "chelsea.png", "coffee.png", "hubble_deep_field.jpg", "ihc.png", "motorcycle_left.png",
             "motorcycle_right.png", "retina.jpg", "rocket.jpg"]
    paths = sorted(here.rglob("china.jpg"))[:1] + sorted(here.rglob("flower.jpg"))[:1] + [bundled / n for n in names]
    return [Image.open(path).convert("RGB") for path in paths]


def photos(folder, count=400):
    """Photos of 600x400, quality 90, 4:2:0: random cuts of the sources, half of them mirrored."""
    from PIL import Image

    rng = np.random.default_rng(1)
    images = sources()
    (folder / "photos").mkdir(parents=True, exist_ok=True)
    (folder / "cases").mkdir(exist_ok=True)
    (folder / "cases" / "speed.yaml").write_text(CASE)
    for index in range(count):
        image = images[index % len(images)]
        width = min(image.width, image.height * 1.5) * rng.uniform(0.6, 1.0)
        left, top = rng.uniform(0, image.width - width), rng.uniform(0, image.height - width / 1.5)
        photo = image.resize((600, 400), Image.Resampling.LANCZOS, (left, top, left + width, top + width / 1.5))
        if rng.integers(2):
            photo = photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        photo.save(folder / "photos" / f"{index:03}.jpg", quality=90, subsampling="4:2:0")


def one(path):
    """Both sides of one photo, and how far they are apart."""
    import cv2
    from PIL import Image

    cv2.setNumThreads(1)
    with Image.open(path) as image:
        train = np.asarray(image.convert("RGB").resize((224, 224), Image.Resampling.BILINEAR))
    decoded = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
    serve = cv2.resize(decoded, (224, 224), interpolation=cv2.INTER_LINEAR)
    train = (train.astype(np.float32) / 255 - MEAN) / STD
    serve = (serve.astype(np.float32) / 255 - MEAN) / STD
    difference = np.abs(serve - train)
    return difference.max(), difference.mean(), np.mean(difference > 0)


def job(folder):
    """Every photo, and the worst of every measure."""
    paths = sorted((folder / "photos").glob("*.jpg"))
    with multiprocessing.Pool(2) as pool:
        found = np.array(pool.map(one, paths, chunksize=8))
    print(f"{len(paths)} photos, max {found[:, 0].max():.4f}, mean {found[:, 1].mean():.4f}, "
          f"differing {found[:, 2].mean():.1%}")


def kernels_of(library, pixels):
    """Name, step and settings of the engine, and the same call of the library."""
    if library == "pillow":
        from PIL import Image

        picture = Image.fromarray(pixels)
        for name in ("bilinear", "bicubic", "lanczos"):
            resampling = getattr(Image.Resampling, name.upper())
            yield f"pillow {name}", {"engine": "pillow", "filter": name}, lambda r=resampling: picture.resize((224, 224), r)
    elif library == "opencv":
        import cv2

        cv2.setNumThreads(1)
        cv2.ipp.setUseIPP(False)
        for name, flag in (("bilinear", cv2.INTER_LINEAR), ("area", cv2.INTER_AREA), ("bicubic", cv2.INTER_CUBIC)):
            yield f"opencv {name}", {"engine": "opencv", "filter": name}, lambda f=flag: cv2.resize(pixels, (224, 224), interpolation=f)
        for width, height in ((600, 400), (1920, 1080), (4000, 3000)):
            for named, factor in (("4:2:0", 0x221111), ("4:4:4", 0x111111)):
                options = [cv2.IMWRITE_JPEG_QUALITY, 90, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, factor]
                source = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_CUBIC)
                content = cv2.imencode(".jpg", source, options)[1]
                yield (f"jpeg {width}x{height} {named}", content, lambda c=content: cv2.imdecode(c, cv2.IMREAD_COLOR))
    else:
        import torch
        from torchvision.transforms.v2.functional import resize

        torch.set_num_threads(1)
        for dtype in (torch.uint8, torch.float32):
            tensor = torch.from_numpy(pixels).permute(2, 0, 1).contiguous().to(dtype)
            settings = {"engine": "torchvision", "filter": "bilinear", "antialias": True}
            yield f"torchvision antialias {dtype}", settings, lambda t=tensor: resize(t, [224, 224], antialias=True)


def kernels(libraries, binary):
    from compare import Ours

    ours = Ours(binary)
    rng = np.random.default_rng(1)
    y, x = np.mgrid[0:1080, 0:1920]
    waves = [127 + 90 * np.sin(x / a + y / b) for a, b in ((31, 90), (50, 17), (210, 140))]
    pixels = (np.stack(waves, -1) + rng.normal(0, 6, (1080, 1920, 3))).clip(0, 255).astype(np.uint8)
    for library in libraries:
        for name, what, call in kernels_of(library, pixels):
            times = 3 if "4000" in name else 20
            pairs = []
            for _ in range(9):
                if isinstance(what, dict):
                    array = pixels.astype(np.float32) if "float32" in name else pixels
                    array, layout = (array.transpose(2, 0, 1), "chw") if library == "torch" else (array, "image")
                    own = ours.seconds("resize", {**what, "width": 224, "height": 224}, array, layout, times)
                else:
                    own = ours.seconds("decode", {"engine": "opencv"}, what, "bytes", times)
                start = time.thread_time()
                for _ in range(times):
                    call()
                pairs.append((own, (time.thread_time() - start) / times))
            own, theirs = np.median(pairs, axis=0) * 1e3
            ratio = np.median([a / b for a, b in pairs])
            print(f"{name:36} ours {own:8.3f} ms   library {theirs:8.3f} ms   ours / library {ratio:5.2f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["photos", "job", "kernels"])
    parser.add_argument("rest", nargs="+", help="a folder; with `kernels` the libraries")
    parser.add_argument("--binary", default=str(Path(__file__).resolve().parents[2] / "target/release/examples/steps_stdio"))
    arguments = parser.parse_args()
    if arguments.what == "kernels":
        kernels(arguments.rest, arguments.binary)
    else:
        {"photos": photos, "job": job}[arguments.what](Path(arguments.rest[0]))


if __name__ == "__main__":
    main()
