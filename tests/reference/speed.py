"""The paired measurement of speed: 400 photos, Pillow bilinear against OpenCV linear, normalized and compared.

Recorded with pillow 13.0.0, opencv-python-headless 5.0.0.93, numpy 2.4.6, scikit-image 0.26.0.

    python tests/reference/speed.py photos DIR    makes DIR/photos/*.jpg, and DIR/cases/speed.yaml for preparity
    python tests/reference/speed.py job DIR       the same job in Python, in a pool of two processes
    preparity check --cases DIR/cases --golden DIR/golden

Both take the wall time of a whole process; run them in turn, several times, and quote medians.
"""

import argparse
import multiprocessing
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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["photos", "job"])
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    {"photos": photos, "job": job}[arguments.what](arguments.folder)


if __name__ == "__main__":
    main()
