"""Files of random kinds for `compare.py`: every format, subsampling, bit depth, palette and orientation, and damage."""

import hashlib
import io
import multiprocessing
import tempfile
from pathlib import Path

import decode
import numpy as np


def picture(rng, channels, largest=70):
    """Waves with noise on them, noise alone, or hard edges."""
    height, width = (int(v) for v in rng.integers(1, largest, 2))
    y, x = np.mgrid[0:height, 0:width]
    kind = rng.integers(4)
    if kind == 0:
        data = rng.integers(0, 256, (height, width, channels))
    elif kind == 1:
        data = np.repeat(((x // 5 + y // 3) % 2 * 255)[..., None], channels, 2)
    else:
        planes = [127 + 100 * np.sin(x / rng.uniform(2, 30) + y / rng.uniform(2, 30)) for _ in range(channels)]
        data = np.stack(planes, -1) + rng.normal(0, 8 * (kind - 2), (height, width, channels))
    return data.clip(0, 255).astype(np.uint8)


def saved(array, kind, mode=None, **options):
    from PIL import Image

    image = Image.fromarray(array[..., 0] if array.ndim == 3 and array.shape[2] == 1 else array, mode)
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def orientation(rng):
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = int(rng.integers(1, 9))
    return exif.tobytes()


def jpeg(rng):
    options = {"quality": int(rng.integers(1, 101)), "progressive": bool(rng.integers(2)), "optimize": bool(rng.integers(2))}
    if rng.integers(3) == 0:
        name = "restart_marker_blocks" if rng.integers(2) else "restart_marker_rows"
        options[name] = int(rng.integers(1, 5))
    if rng.integers(4) == 0:
        options["exif"] = orientation(rng)
    kind = rng.integers(8)
    if kind == 0:
        return "jpeg gray", saved(picture(rng, 1), "JPEG", **options)
    if kind == 1:
        return "jpeg cmyk", saved(picture(rng, 4), "JPEG", "CMYK", **options)
    if kind == 2:
        return "jpeg rgb-coded", saved(picture(rng, 3), "JPEG", keep_rgb=True, **options)
    if kind < 5:
        return "jpeg " + sampled(rng), None
    sampling = str(rng.choice(["4:4:4", "4:2:2", "4:2:0"]))
    label = f"jpeg {sampling}" + (" progressive" if options["progressive"] else "")
    return label, saved(picture(rng, 3), "JPEG", subsampling=sampling, **options)


SAMPLINGS = {"4:1:1": 0x411111, "4:4:0": 0x121111, "4:2:0": 0x221111}


def sampled(rng):
    return str(rng.choice(list(SAMPLINGS)))


def jpeg_by_opencv(rng, sampling):
    import cv2

    options = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(1, 101)), cv2.IMWRITE_JPEG_SAMPLING_FACTOR, SAMPLINGS[sampling],
               cv2.IMWRITE_JPEG_PROGRESSIVE, int(rng.integers(2)), cv2.IMWRITE_JPEG_RST_INTERVAL, int(rng.integers(3))]
    return cv2.imencode(".jpg", picture(rng, 3), options)[1].tobytes()


def png(rng):
    kind = int(rng.choice([0, 2, 3, 4, 6]))
    bits = int(rng.choice({0: [1, 2, 4, 8, 16], 3: [1, 2, 4, 8]}.get(kind, [8, 16])))
    palette = rng.integers(0, 256, (int(rng.integers(1, (1 << bits) + 1)), 3)) if kind == 3 else None
    trns = None
    if rng.integers(3) == 0 and kind in (0, 2, 3):
        trns = {0: rng.integers(0, 1 << bits, 1), 2: rng.integers(0, 1 << bits, 3)}.get(kind)
        if kind == 3:
            trns = rng.integers(0, 256, int(rng.integers(1, len(palette) + 1)))
        trns = [int(v) for v in trns]
    adam7 = rng.integers(4) == 0
    extra, named = b"", ""
    if rng.integers(3) == 0 and bits < 16:
        gamma = int(rng.integers(10000, 200000))
        extra, named = [(decode.chunk(b"gAMA", gamma.to_bytes(4, "big")), " gAMA"), (decode.chunk(b"sRGB", b"\0"), " sRGB")][rng.integers(2)]
    width, height = (int(v) for v in rng.integers(1, 40, 2))
    if kind in (2, 6, 4) and bits == 8 and rng.integers(2):  # filtered rows, which the writer by hand does not make
        array = picture(rng, {2: 3, 6: 4, 4: 2}[kind])
        options = {"exif": orientation(rng)} if rng.integers(3) == 0 else {}
        return f"png {bits} bits type {kind}", saved(array, "PNG", "LA" if kind == 4 else None, **options)
    if trns is not None and kind in (0, 2) and (width < 10 or height < 3):
        trns = None
    folder = decode.FILES
    with tempfile.TemporaryDirectory() as place:
        decode.FILES = Path(place)
        decode.png(rng, "file", kind, bits, width, height, palette, trns, adam7, extra)
        content = (decode.FILES / "file.png").read_bytes()
    decode.FILES = folder
    return f"png {bits} bits type {kind}" + (" trns" if trns else "") + (" adam7" if adam7 else "") + named, content


def gif(rng):
    count = int(rng.integers(2, 257))
    height, width = (int(v) for v in rng.integers(1, 40, 2))
    frame = rng.integers(0, count, (height, width))
    colours = rng.integers(0, 256, (count, 3))
    if rng.integers(5) == 0:
        colours = np.stack([np.arange(count)] * 3, 1)
    options = {"interlaced": bool(rng.integers(2)), "background": int(rng.integers(count))}
    if rng.integers(2):
        options["transparent"] = int(rng.integers(count))
    if rng.integers(3) == 0:
        options["offset"] = tuple(int(v) for v in rng.integers(0, 5, 2))
        options["size"] = (width + options["offset"][0] + int(rng.integers(4)), height + options["offset"][1] + int(rng.integers(4)))
    if rng.integers(3) == 0:
        options["local"] = rng.integers(0, 256, (count, 3))
    folder = decode.FILES
    with tempfile.TemporaryDirectory() as place:
        decode.FILES = Path(place)
        decode.gif("file", frame, colours, **options)
        content = (decode.FILES / "file.gif").read_bytes()
    decode.FILES = folder
    return "gif" + "".join(f" {name}" for name in ("transparent", "offset", "local") if name in options), content


def other(rng):
    from PIL import Image

    array = picture(rng, int(rng.choice([1, 3, 3, 4])))
    kind = str(rng.choice(["BMP", "WEBP", "TIFF"]))
    options = {}
    if kind == "WEBP":
        array = picture(rng, int(rng.choice([3, 4])))
        options = {"lossless": bool(rng.integers(2)), "quality": int(rng.integers(1, 101)), "method": int(rng.integers(7))}
        label = f"webp {'lossless' if options['lossless'] else 'lossy'} {array.shape[2]}"
        if rng.integers(4) == 0:
            options["exif"] = orientation(rng)
        return label, saved(array, kind, **options)
    image = Image.fromarray(array[..., 0] if array.shape[2] == 1 else array)
    if rng.integers(4) == 0:
        image = image.convert("1")
    elif rng.integers(4) == 0 and array.shape[2] == 3:
        image = image.convert("P", palette=1, colors=int(rng.integers(2, 257)))
    elif kind == "TIFF" and rng.integers(5) == 0:
        image = Image.fromarray(rng.integers(0, 65536, array.shape[:2]).astype(np.uint16))
    if kind == "TIFF":
        options["compression"] = str(rng.choice(["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"]))
    out = io.BytesIO()
    image.save(out, kind, **options)
    return f"{kind.lower()} {image.mode} {options.get('compression', '')}".strip(), out.getvalue()


def damaged(rng, label, content):
    """The file cut off, or with bytes of its latter part changed."""
    if rng.integers(2) or len(content) < 60:
        return f"cut {label.split()[0]}", content[: int(rng.integers(1, len(content)))]
    data = bytearray(content)
    for _ in range(int(rng.integers(1, 4))):
        data[int(rng.integers(len(data) // 3, len(data)))] = int(rng.integers(256))
    return f"broken {label.split()[0]}", bytes(data)


def files(rng, count, only=""):
    """Labels and files, the same for every library with the same seed."""
    makers = [jpeg, jpeg, png, png, gif, other]
    for index in range(count):
        label, content = makers[index % len(makers)](rng)
        if content is None:
            content = jpeg_by_opencv(rng, label.split()[1])
        if rng.integers(6) == 0:
            label, content = damaged(rng, label, content)
        if only in label:
            yield label, content


def make(folder, seed, count):
    """Writes the files, for libraries whose environment lacks the writers."""
    rng = np.random.default_rng(seed)
    Path(folder).mkdir(parents=True, exist_ok=True)
    for index, (label, content) in enumerate(files(rng, count)):
        (Path(folder) / f"{index:05} {label}").write_bytes(content)


def read(folder):
    for path in sorted(Path(folder).iterdir()):
        yield path.name.split(" ", 1)[1], path.read_bytes()


def shown(array):
    if isinstance(array, str):
        text = array.splitlines()[0]
        return text if text.startswith(("error", "rejected")) else f"rejected {text}"
    digest = hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()[:16]
    return f"{'x'.join(map(str, array.shape))} {array.dtype} {digest}"


def answers(engine, label, content):
    """All that the library says; nothing where it crashes, as torchvision does on some damaged files."""
    if engine != "torchvision" or label.split()[0] not in ("cut", "broken"):
        return list(decode.READERS[engine](content))
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=lambda: sender.send(list(decode.READERS[engine](content))))
    process.start()
    sender.close()
    try:
        return receiver.recv()
    except EOFError:
        return []
    finally:
        process.join()


def compare(ours, engine, sources, tally):
    """All answers of one library; what the engine calls undefined is counted apart."""
    for index, (label, content) in enumerate(sources):
        data = np.frombuffer(content, np.uint8)
        for settings, theirs in answers(engine, label, content):
            if theirs is None:
                continue
            theirs = shown(theirs)
            found = shown(ours.step("decode", {"engine": engine, **settings}, data, "bytes"))
            name = f"{engine} decode {label}"
            if "undefined" in found:
                name += " (undefined in the library)"
                found = theirs
            tally.count(name, found == theirs, f"file {index} {settings}: wanted {theirs}, got {found}")

