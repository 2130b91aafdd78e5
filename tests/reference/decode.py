"""Makes the small image files of cases/engines/decode/files and records what libraries decode of them.

    python tests/reference/decode.py files             # the files (needs Pillow, OpenCV, numpy, and cjpeg)
    python tests/reference/decode.py pillow opencv     # what Pillow and OpenCV make of them
    python tests/reference/decode.py tensorflow        # likewise, each in an environment of its own
    python tests/reference/decode.py torchvision

Recorded with Pillow 13.0.0, opencv-python-headless 5.0.0.93, tensorflow-cpu 2.21.0, torch 2.15.0, torchvision 0.29.2,
numpy 2.4.6. Every command writes cases/engines/decode/ENGINE/*.yaml and golden/engines/decode/ENGINE/.
"""

import io
import os
import struct
import subprocess
import sys
import tempfile
import warnings
import zlib
from pathlib import Path

import numpy as np
from evidence import CaseWriter, bytes_digest

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "cases/engines/decode/files"


# --- PNG, written by hand so that every kind of pixel is there -----------------------------------------------------


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def packed(rows, bits):
    out = b""
    for row in rows:
        row = row.reshape(-1)
        if bits >= 8:
            out += b"\0" + row.astype(">u2" if bits == 16 else "u1").tobytes()
            continue
        text = "".join(format(int(v), f"0{bits}b") for v in row)
        text += "0" * (-len(text) % 8)
        out += b"\0" + bytes(int(text[i : i + 8], 2) for i in range(0, len(text), 8))
    return out


def png(rng, name, kind, bits, width=13, height=7, palette=None, trns=None, adam7=False, extra=b""):
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
    top = len(palette) if palette is not None else 1 << bits
    pixels = rng.integers(0, top, (height, width, channels))
    if trns is not None and kind in (0, 2):
        pixels[0, :5] = pixels[1, 1:9] = trns
    if adam7:
        starts = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
        passes = [pixels[y::dy, x::dx] for x, y, dx, dy in starts]
        data = b"".join(packed(part, bits) for part in passes if part.size)
    else:
        data = packed(pixels, bits)
    out = b"\x89PNG\r\n\x1a\n"
    out += chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, int(adam7)))
    out += extra
    if palette is not None:
        out += chunk(b"PLTE", np.asarray(palette, "u1").tobytes())
    if trns is not None:
        out += chunk(b"tRNS", np.asarray(trns, ">u2" if kind != 3 else "u1").tobytes())
    out += chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")
    (FILES / f"{name}.png").write_bytes(out)


def all_png(rng):
    for bits in (1, 2, 4, 8, 16):
        png(rng, f"gray{bits}", 0, bits)
        png(rng, f"gray{bits}-trns", 0, bits, trns=[(1 << bits) - 1 if bits < 8 else (1 << bits) // 3])
    for bits in (8, 16):
        png(rng, f"rgb{bits}", 2, bits)
        png(rng, f"rgb{bits}-trns", 2, bits, trns=[(1 << bits) // 3, 5, (1 << bits) - 7])
        png(rng, f"gray-alpha{bits}", 4, bits)
        png(rng, f"rgba{bits}", 6, bits)
    for bits in (1, 2, 4, 8):
        palette = rng.integers(0, 256, (min(1 << bits, 200), 3))
        png(rng, f"palette{bits}", 3, bits, palette=palette)
        png(rng, f"palette{bits}-trns", 3, bits, palette=palette, trns=rng.integers(0, 256, len(palette) * 2 // 3))
    png(rng, "palette-of-greys", 3, 8, palette=np.stack([np.arange(200)] * 3, 1))
    png(rng, "palette-short", 3, 8, palette=rng.integers(0, 256, (9, 3)), trns=[0])
    for kind, bits in ((0, 1), (0, 16), (2, 8), (3, 4), (6, 8)):
        palette = rng.integers(0, 256, (16, 3)) if kind == 3 else None
        png(rng, f"adam7-{kind}-{bits}", kind, bits, palette=palette, adam7=True)
    png(rng, "gamma", 2, 8, extra=chunk(b"gAMA", struct.pack(">I", 45455)))
    png(rng, "gamma-steep", 6, 8, extra=chunk(b"gAMA", struct.pack(">I", 30000)))
    png(rng, "gamma-none", 2, 8, extra=chunk(b"gAMA", struct.pack(">I", 99000)))
    png(rng, "srgb", 2, 8, extra=chunk(b"sRGB", b"\0"))
    png(rng, "srgb-palette", 3, 4, palette=rng.integers(0, 256, (16, 3)), extra=chunk(b"sRGB", b"\0"))
    png(rng, "one-rgb", 2, 8, 1, 1)
    png(rng, "one-gray", 0, 1, 1, 1)


# --- GIF, likewise --------------------------------------------------------------------------------------------------


def gif_data(indices, bits):
    """LZW without compression: the table is cleared before it grows."""
    clear, width, bit_buffer, held, out = 1 << bits, bits + 1, 0, 0, bytearray()
    codes, since = [clear], 0
    for index in indices:
        codes.append(int(index))
        since += 1
        if since == clear - 2:
            codes.append(clear)
            since = 0
    for code in codes + [clear + 1]:
        bit_buffer |= code << held
        held += width
        while held >= 8:
            out.append(bit_buffer & 255)
            bit_buffer >>= 8
            held -= 8
    if held:
        out.append(bit_buffer)
    blocks = b"".join(bytes([len(out[i : i + 255])]) + out[i : i + 255] for i in range(0, len(out), 255))
    return bytes([bits]) + blocks + b"\0"


def gif(name, frame, palette, local=None, size=None, offset=(0, 0), transparent=None, background=0, interlaced=False):
    def table(colours):
        depth = max(1, (len(colours) - 1).bit_length())
        return depth - 1, np.vstack([colours, np.zeros(((1 << depth) - len(colours), 3), int)]).astype("u1").tobytes()

    height, width = frame.shape
    canvas = size or (width, height)
    used = local if local is not None else palette
    out = b"GIF89a"
    if palette is None:
        out += struct.pack("<HHBBB", *canvas, 0x70, background, 0)
    else:
        depth, body = table(palette)
        out += struct.pack("<HHBBB", *canvas, 0xF0 | depth, background, 0) + body
    if transparent is not None:
        out += b"\x21\xf9\x04" + struct.pack("<BHB", 1, 0, transparent) + b"\0"
    flags, body = (0x40 if interlaced else 0), b""
    if local is not None:
        depth, body = table(local)
        flags |= 0x80 | depth
    rows = np.vstack([frame[0::8], frame[4::8], frame[2::4], frame[1::2]]) if interlaced else frame
    out += b"," + struct.pack("<HHHHB", *offset, width, height, flags) + body
    out += gif_data(rows.reshape(-1), max(2, (len(used) - 1).bit_length())) + b";"
    (FILES / f"{name}.gif").write_bytes(out)


def all_gif(rng):
    def colours(count):
        return rng.integers(0, 256, (count, 3))

    def frame(count):
        return rng.integers(0, count, (9, 11))

    greys = np.stack([np.arange(256)] * 3, 1)
    gif("palette", frame(16), colours(16))
    gif("transparent", frame(16), colours(16), transparent=5, background=2)
    gif("local-palette", frame(8), colours(16), local=colours(8), transparent=3)
    gif("local-palette-only", frame(16), None, local=colours(16))
    gif("offset", frame(16), colours(16), size=(15, 14), offset=(2, 3), background=4)
    gif("offset-transparent", frame(16), colours(16), size=(15, 14), offset=(2, 3), background=4, transparent=7)
    gif("interlaced", frame(32), colours(32), interlaced=True)
    gif("greys", frame(256), greys)
    gif("greys16", frame(16), greys[:16])
    gif("black-and-white", frame(2), greys[[0, 255]])


# --- what Pillow and OpenCV write -----------------------------------------------------------------------------------


def all_written(rng):
    import cv2
    from PIL import Image

    y, x = np.mgrid[0:21, 0:35]
    waves = [127 + 90 * np.sin(x / 5 + y / 9), 127 + 100 * np.cos(x * y / 80), (x * 5 + y * 3) % 256]
    pixels = (np.stack(waves, -1) + rng.normal(0, 12, (21, 35, 3))).clip(0, 255).astype("u1")
    image = Image.fromarray(pixels)
    small = image.crop((0, 0, 21, 13))
    gray = image.convert("L")
    rgba = Image.fromarray(np.dstack([pixels, rng.integers(0, 256, (21, 35)).astype("u1")]))
    indexed = image.convert("P", palette=1, colors=16)

    def save(name, what=image, **options):
        what.save(FILES / name, **options)

    photo = Image.open(ROOT / "cases/images/chelsea.png").convert("RGB").crop((200, 90, 235, 111))
    save("photo.jpg", photo, quality=85)
    save("photo-progressive.jpg", photo, quality=85, progressive=True)
    save("photo.png", photo)
    save("photo.webp", photo, quality=85)
    samplings = {"444": 0x111111, "422": 0x211111, "420": 0x221111, "411": 0x411111, "440": 0x121111}
    for name, sampling in samplings.items():
        for quality in (30, 90):
            options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, sampling]
            cv2.imwrite(str(FILES / f"{name}-q{quality}.jpg"), pixels, options)
            progressive = options + [cv2.IMWRITE_JPEG_PROGRESSIVE, 1]
            cv2.imwrite(str(FILES / f"{name}-q{quality}-progressive.jpg"), pixels, progressive)
    save("gray.jpg", gray)
    save("gray-progressive.jpg", gray, progressive=True)
    save("cmyk.jpg", Image.fromarray(rng.integers(0, 256, (19, 21, 4)).astype("u1"), "CMYK"), quality=92)
    save("restart.jpg", restart_marker_blocks=2)
    save("restart-rows.jpg", restart_marker_rows=1)
    save("rgb-coded.jpg", keep_rgb=True, quality=90)
    for width, height in ((1, 1), (1, 17), (17, 1), (2, 2), (8, 8), (16, 16), (3, 5)):
        save(f"{width}x{height}.jpg", Image.fromarray(rng.integers(0, 256, (height, width, 3)).astype("u1")))
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        save(f"exif{orientation}.jpg", small, exif=exif.tobytes())
        if orientation in (1, 3, 6):
            save(f"exif{orientation}.png", small, exif=exif.tobytes())
            save(f"exif{orientation}.webp", small, exif=exif.tobytes(), lossless=True)
            save(f"exif{orientation}.tif", small, exif=exif)
    save("rgb.bmp", small)
    save("rgba.bmp", rgba.crop((0, 0, 21, 13)))
    save("gray.bmp", gray.crop((0, 0, 21, 13)))
    save("one-bit.bmp", small.convert("1"))
    save("palette.bmp", small.convert("P", palette=1, colors=17))
    save("lossless.webp", lossless=True)
    save("lossy.webp", quality=80)
    save("lossy-odd.webp", image.crop((0, 0, 31, 17)), quality=40)
    save("alpha.webp", rgba, quality=80)
    save("alpha-lossless.webp", rgba, lossless=True)
    save("rgb.tif", small)
    save("rgba.tif", rgba.crop((0, 0, 21, 13)))
    save("gray.tif", gray.crop((0, 0, 21, 13)))
    save("one-bit.tif", small.convert("1"))
    for compression in ("tiff_lzw", "tiff_adobe_deflate", "packbits"):
        save(f"{compression}.tif", small, compression=compression)
    save("gray16.tif", Image.fromarray(rng.integers(0, 65536, (9, 11)).astype("u2")))
    save("palette-of-writer.gif", indexed)
    save("transparent-of-writer.gif", indexed, transparency=3)


def all_damaged():
    """Whole files cut off at several places, and what is no image at all."""
    (FILES / "empty.jpg").write_bytes(b"")
    (FILES / "no-image.jpg").write_bytes(b"these are the words of a text, not the bytes of an image\n")
    (FILES / "three-bytes.jpg").write_bytes(b"\xff\xd8\xff")
    whole = ["420-q90.jpg", "420-q90-progressive.jpg", "rgb8.png", "palette.gif", "lossy.webp", "rgb.bmp", "rgb.tif"]
    for name in whole:
        content = (FILES / name).read_bytes()
        cuts = {"half": len(content) // 2, "head": 20, "less1": len(content) - 1, "less2": len(content) - 2}
        if not name.endswith(".gif"):
            cuts["less20"] = len(content) - 20
        for cut, length in cuts.items():
            stem, ending = name.rsplit(".", 1)
            (FILES / f"cut-{cut}-{stem}.{ending}").write_bytes(content[:length])


# --- TIFF with palettes, by hand; broken and extreme files -----------------------------------------------------------


def palette_tiff(rng, name, bits, largest, big=False, width=11, height=6):
    """Indices of so many bits and a palette of 16-bit colours, in one strip."""
    order = ">" if big else "<"
    indices = rng.integers(0, 1 << bits, (height, width))
    colours = rng.integers(0, largest + 1, (3, 1 << bits)).astype(order + "u2").tobytes()
    rows = packed(indices[..., None], bits)  # each with the filter of a PNG
    stride = len(rows) // height
    rows = b"".join(rows[y * stride + 1 : (y + 1) * stride] for y in range(height))
    short, long = 3, 4
    start = 8 + 2 + 12 * 10 + 4
    entries = ((256, short, 1, width), (257, short, 1, height), (258, short, 1, bits), (259, short, 1, 1), (262, short, 1, 3),
               (273, long, 1, start + len(colours)), (277, short, 1, 1), (278, short, 1, height), (279, long, 1, len(rows)),
               (320, short, 3 << bits, start))
    out = (b"MM\0*" if big else b"II*\0") + struct.pack(order + "IH", 8, len(entries))
    for tag, kind, count, value in entries:
        inside = struct.pack(order + "HH", value, 0) if (kind, count) == (short, 1) else struct.pack(order + "I", value)
        out += struct.pack(order + "HHI", tag, kind, count) + inside
    (FILES / f"{name}.tif").write_bytes(out + struct.pack(order + "I", 0) + colours + rows)


def all_odd(rng):
    from PIL import Image

    palette_tiff(rng, "palette8", 8, 65535)
    palette_tiff(rng, "palette4", 4, 65535, big=True)
    palette_tiff(rng, "palette2", 2, 65535)
    palette_tiff(rng, "palette1", 1, 65535)
    palette_tiff(rng, "palette-of-bytes", 4, 255)
    indexed = Image.fromarray(rng.integers(0, 256, (9, 12, 3)).astype("u1")).convert("P", palette=1, colors=17)
    for compression in ("tiff_lzw", "packbits"):
        indexed.save(FILES / f"palette-{compression}.tif", compression=compression)
    indexed.convert("1").save(FILES / "cut-directory.tif", compression="tiff_lzw")
    content = (FILES / "cut-directory.tif").read_bytes()
    (FILES / "cut-directory.tif").write_bytes(content[:-2])
    # Black and white noise at the lowest quality: coefficients at which the fast transform wraps around.
    noise = (rng.integers(0, 2, (16, 21, 4)) * 255).astype("u1")
    Image.fromarray(noise[..., 0]).save(FILES / "contrast-gray.jpg", quality=2)
    Image.fromarray(noise[..., :3]).save(FILES / "contrast-progressive.jpg", quality=3, progressive=True)
    Image.fromarray(noise[..., :3]).save(FILES / "contrast-rgb.jpg", quality=3, keep_rgb=True)
    Image.fromarray(noise, "CMYK").save(FILES / "contrast-cmyk.jpg", quality=4)
    # Bytes inside the data of scans that make other coefficients, and a restart marker that is not the next.
    changes = {"420-q90": (690, 0xFE), "420-q90-progressive": (295, 0xFE), "gray": (339, 0xFE), "restart": (640, 0xFE)}
    for name, (at, byte) in changes.items():
        content = bytearray((FILES / f"{name}.jpg").read_bytes())
        content[at] = byte
        (FILES / f"broken-{name}.jpg").write_bytes(content)
    content = (FILES / "restart.jpg").read_bytes()
    (FILES / "broken-marker.jpg").write_bytes(content.replace(b"\xff\xd2", b"\xff\xd5", 1))
    # A code that cannot be, more codes than pixels, and a frame that lies beyond the picture.
    colours = rng.integers(0, 256, (16, 3))
    gif("broken-code", rng.integers(0, 16, (5, 8)), colours)
    content = bytearray((FILES / "broken-code.gif").read_bytes())
    content[13 + 48 + 10 + 9] ^= 0xFF
    (FILES / "broken-code.gif").write_bytes(content)
    gif("broken-more", rng.integers(0, 16, (7, 8)), colours)
    content = bytearray((FILES / "broken-more.gif").read_bytes())
    content[13 + 48 + 7] = 6
    (FILES / "broken-more.gif").write_bytes(content)
    gif("broken-beyond", rng.integers(0, 16, (5, 8)), colours, size=(9, 7), offset=(3, 4))


# --- sane files that are seldom seen --------------------------------------------------------------------------------


def bitmap(name, bits, rows, width, height, header=40, masks=(), palette=b""):
    """A BMP that is not compressed; `masks` of red, green, blue and alpha."""
    if header == 12:
        head = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        head = struct.pack("<IiiHHIIiiII", header, width, height, 1, bits, 3 if masks else 0, len(rows), 2835, 2835, 0, 0)
        inside = struct.pack("<4I", *masks) if masks and header > 40 else b""
        head += (inside + bytes(header))[: header - 40]
    after = struct.pack("<3I", *masks[:3]) if masks and header == 40 else b""
    start = 14 + len(head) + len(after) + len(palette)
    content = b"BM" + struct.pack("<IHHI", start + len(rows), 0, 0, start) + head + after + palette + rows
    (FILES / f"{name}.bmp").write_bytes(content)


def plain_tiff(name, tags, chunks, counts_tag, offsets_tag):
    """A TIFF of short and long numbers: `tags` to lists of numbers, chunks of its pixels behind them."""
    tags = {**tags, offsets_tag: [0] * len(chunks), counts_tag: [len(chunk) for chunk in chunks]}
    start = 8 + 2 + 12 * len(tags) + 4
    lists = {tag: numbers for tag, numbers in tags.items() if len(numbers) > 1}
    place, places = start, {}
    for tag, numbers in lists.items():
        places[tag] = place
        place += 4 * len(numbers)
    tags[offsets_tag] = [place + sum(map(len, chunks[:index])) for index in range(len(chunks))]
    out = b"II*\0" + struct.pack("<IH", 8, len(tags))
    for tag, numbers in sorted(tags.items()):
        out += struct.pack("<HHII", tag, 4, len(numbers), places.get(tag, numbers[0]))
    out += struct.pack("<I", 0) + b"".join(struct.pack("<I", number) for tag in lists for number in tags[tag])
    (FILES / f"{name}.tif").write_bytes(out + b"".join(chunks))


def animated_webp(name, canvas, offset, image, **options):
    """An animation of one picture that does not fill the canvas, which is to be blended over a red ground."""
    whole = io.BytesIO()
    image.save(whole, "WEBP", **options)
    data, at, frame = whole.getvalue(), 12, b""
    while at < len(data):
        length = 8 + struct.unpack("<I", data[at + 4 : at + 8])[0]
        if data[at : at + 4] in (b"VP8 ", b"VP8L", b"ALPH"):
            frame += data[at : at + length + length % 2]
        at += length + length % 2

    def three(number):
        return struct.pack("<I", number)[:3]

    alpha = 0x10 if image.mode == "RGBA" else 0
    places = [offset[0] // 2, offset[1] // 2, image.width - 1, image.height - 1, 100]
    frame = b"".join(map(three, places)) + b"\0" + frame
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes([2 | alpha, 0, 0, 0]) + three(canvas[0] - 1) + three(canvas[1] - 1)
    body += b"ANIM" + struct.pack("<I", 6) + b"\0\0\xff\xff\0\0" + b"ANMF" + struct.pack("<I", len(frame)) + frame
    (FILES / f"{name}.webp").write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)


def all_unusual(rng):
    """Needs `cjpeg` of libjpeg-turbo for arithmetic codes."""
    import cv2
    from PIL import Image

    width, height = 14, 9
    pixels = rng.integers(0, 256, (height, width, 4)).astype("u1")
    rgb, rgba = Image.fromarray(pixels[..., :3]), Image.fromarray(pixels)
    with tempfile.NamedTemporaryFile(suffix=".ppm") as file:
        rgb.save(file.name)
        for name, option in (("arithmetic", []), ("arithmetic-progressive", ["-progressive"])):
            written = subprocess.run(["cjpeg", "-arithmetic", *option, file.name], check=True, capture_output=True)
            (FILES / f"{name}.jpg").write_bytes(written.stdout)
    for name, image, options in (("alpha", rgba, {"quality": 70}), ("alpha-lossless", rgba, {"lossless": True, "exact": True}),
                                 ("lossless", rgb, {"lossless": True})):
        animated_webp(f"animated-{name}", (19, 12), (4, 2), image, **options)
    five = (pixels >> 3).astype(int)
    fives = five[..., 0] << 10 | five[..., 1] << 5 | five[..., 2]
    six = five[..., 0] << 11 | (pixels[..., 1].astype(int) >> 2) << 5 | five[..., 2]
    fours = pixels[::-1, :, [2, 1, 0, 3]].tobytes()
    bitmap("fives", 16, fives[::-1].astype("<u2").tobytes(), width, height)
    bitmap("five-six-five", 16, six[::-1].astype("<u2").tobytes(), width, height, masks=(0xF800, 0x7E0, 0x1F, 0))
    bitmap("masks", 32, fours, width, height, masks=(0xFF0000, 0xFF00, 0xFF, 0))
    for header in (108, 124):
        bitmap(f"alpha-{header}", 32, fours, width, height, header, (0xFF0000, 0xFF00, 0xFF, 0xFF000000))
    bitmap("turned-masks", 32, pixels[::-1].tobytes(), width, height, 108, (0xFF, 0xFF00, 0xFF0000, 0xFF000000))
    indices = b"".join(row.tobytes() + b"\0\0" for row in pixels[::-1, :, 0] % 16)
    bitmap("os2", 8, indices, width, height, 12, palette=rng.integers(0, 256, 768).astype("u1").tobytes())
    gray16 = rng.integers(0, 65536, (height, width)).astype("u2")
    ink = Image.fromarray(pixels, "CMYK")
    floats = Image.fromarray(gray16.astype("f4") / 200 - 20)
    for name, image, options in (("float", floats, {}), ("big", rgb, {"big_tiff": True}),
                                 ("gray-alpha", Image.fromarray(pixels[..., 2:].copy(), "LA"), {"compression": "tiff_lzw"}),
                                 ("ink", ink, {"compression": "packbits"}), ("jpeg", rgb, {"compression": "jpeg"}),
                                 ("jpeg-ycc", rgb.convert("YCbCr"), {"compression": "jpeg"})):
        image.save(FILES / f"{name}.tif", **options)
    cv2.imwrite(str(FILES / "rgb16.tif"), rng.integers(0, 65536, (height, width, 3)).astype("u2"))
    cv2.imwrite(str(FILES / "four-samples.tif"), pixels)
    common = {256: [width], 257: [height], 258: [8], 259: [8], 262: [2]}
    planes = [zlib.compress(np.ascontiguousarray(pixels[..., channel]).tobytes()) for channel in range(3)]
    plain_tiff("planes", {**common, 258: [8] * 3, 277: [3], 278: [height], 284: [2]}, planes, 279, 273)
    padded = np.zeros((16, 32, 4), "u1")
    padded[:height, :width] = pixels
    padded[..., :3] = padded[..., :3].astype(int) * padded[..., 3:] // 255
    tiles = [zlib.compress(np.ascontiguousarray(padded[:, x : x + 16]).tobytes()) for x in (0, 16)]
    wide = {**common, 256: [20], 258: [8] * 4, 277: [4], 322: [16], 323: [16], 338: [1]}
    plain_tiff("tiles-associated", wide, tiles, 325, 324)
    nibbles = (pixels[..., 0] & 0xF0 | pixels[..., 1] >> 4)[:, : width // 2]
    plain_tiff("nibbles", {**common, 258: [4], 259: [1], 262: [0], 277: [1], 278: [height]}, [nibbles.tobytes()], 279, 273)
    white = {**common, 258: [16], 259: [1], 262: [0], 277: [1], 278: [height]}
    plain_tiff("white-is-zero16", white, [gray16.astype("<u2").tobytes()], 279, 273)
    content = (FILES / "palette.gif").read_bytes()
    (FILES / "more-behind.gif").write_bytes(content + b"\0\0more")
    rgb.save(FILES / "animated.png", save_all=True, append_images=[rgb.rotate(180)])
    Image.open(FILES / "palette.gif").save(FILES / "later-transparent.gif", save_all=True, append_images=[
        Image.open(FILES / "transparent.gif")])


# --- recording ------------------------------------------------------------------------------------------------------


def attempt(decode):
    """The samples, the name of what the library raises, or `None` for what is no picture."""
    try:
        array = decode()
    except Exception as error:  # noqa: BLE001 - whatever the library raises
        return "cv2.error" if type(error).__module__ == "cv2" else type(error).__name__
    if array is None:
        return "None"
    if array.dtype == bool:
        array = array.astype("u1") * 255
    if array.ndim == 2:
        array = array[..., None]
    return np.ascontiguousarray(array) if array.ndim == 3 else None


# Parts of its size at which a JPEG is read, and sizes that a draft may not fall below.
RATIOS = (2, 4, 8)
DRAFTS = ((15, 9), (8, 5), (3, 2))


def with_pillow(content):
    from PIL import Image

    def decode(mode, draft=None):
        image = Image.open(io.BytesIO(content))
        if draft:
            image.draft(None, draft)
        return np.asarray(image.convert(mode) if mode else image)

    for color, mode in (("as_is", None), ("rgb", "RGB"), ("gray", "L"), ("rgba", "RGBA")):
        yield {"color": color}, attempt(lambda: decode(mode))
    for draft in DRAFTS if content[:2] == b"\xff\xd8" else DRAFTS[:1]:
        yield {"draft": draft}, attempt(lambda: decode("RGB", draft))


def with_opencv(content):
    import cv2

    def decode(flags):
        return cv2.imdecode(np.frombuffer(content, "u1"), flags)

    yield {}, attempt(lambda: decode(cv2.IMREAD_COLOR))
    if struct.pack("<HHII", 262, 3, 1, 5) not in content:  # a TIFF of print colours as it is, which the engine leaves unread
        yield {"color": "as_is"}, attempt(lambda: decode(cv2.IMREAD_UNCHANGED))
    yield {"color": "gray"}, attempt(lambda: decode(cv2.IMREAD_GRAYSCALE))
    yield {"color": "rgb"}, attempt(lambda: decode(cv2.IMREAD_COLOR_RGB))
    yield {"exif": "ignore"}, attempt(lambda: decode(cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION))
    if content[:2] == b"\xff\xd8":
        for ratio in RATIOS:
            yield {"ratio": ratio}, attempt(lambda: decode(getattr(cv2, f"IMREAD_REDUCED_COLOR_{ratio}")))
        yield {"color": "gray", "ratio": 2}, attempt(lambda: decode(cv2.IMREAD_REDUCED_GRAYSCALE_2))
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        for color, flags in (("rgb", cv2.IMREAD_COLOR_RGB), ("gray", cv2.IMREAD_GRAYSCALE)):
            yield {"function": "imread", "color": color}, attempt(lambda: cv2.imread(file.name, flags))


def with_tensorflow(content):
    import tensorflow as tf

    channels = (("as_is", 0), ("gray", 1), ("rgb", 3), ("rgba", 4))
    if b"ANMF" in content[:64]:  # TensorFlow 2.21 writes beyond its memory where a frame does not fill the canvas
        return
    for color, count in channels:
        image = lambda: tf.io.decode_image(content, channels=count, expand_animations=False).numpy()  # noqa: E731
        yield {"color": color}, attempt(image)
    if content[:2] == b"\xff\xd8":
        for color, count in channels[:3]:
            accurate = {"dct_method": "INTEGER_ACCURATE"}
            jpeg = lambda **options: tf.io.decode_jpeg(content, channels=count, **options).numpy()  # noqa: E731
            yield {"color": color, "dct": "islow"}, attempt(lambda: jpeg(**accurate))
            yield {"color": color, "chroma": "nearest"}, attempt(lambda: jpeg(fancy_upscaling=False))
        for ratio in RATIOS:
            smaller = lambda: tf.io.decode_jpeg(content, channels=3, ratio=ratio).numpy()  # noqa: E731
            yield {"color": "rgb", "ratio": ratio}, attempt(smaller)
        yield {"color": "gray", "ratio": 2}, attempt(lambda: tf.io.decode_jpeg(content, channels=1, ratio=2).numpy())


def with_torchvision(content):
    import torch
    from torchvision.io import ImageReadMode, decode_image

    data = torch.frombuffer(bytearray(content), dtype=torch.uint8) if content else torch.empty(0, dtype=torch.uint8)
    if b"ANMF" in content[:64]:  # animations raise RuntimeError
        return
    modes = ImageReadMode
    named = (("as_is", modes.UNCHANGED), ("gray", modes.GRAY), ("rgb", modes.RGB), ("rgba", modes.RGB_ALPHA))
    for color, mode in named:
        # Indices that come packed, and alpha that nobody wrote, are no answers.
        is_indexed = content[:4] == b"\x89PNG" and content[25:26] == b"\x03"
        packed = is_indexed and color == "as_is" and content[24] < 8
        if packed or (is_indexed and color == "rgba" and b"tRNS" not in content):
            continue
        try:
            several = decode_image(data, mode).ndim == 4  # all pictures of an animation
        except RuntimeError:
            several = False
        if not several:
            yield {"color": color}, attempt(lambda: decode_image(data, mode).numpy().transpose(1, 2, 0))


READERS = {"pillow": with_pillow, "opencv": with_opencv, "tensorflow": with_tensorflow, "torchvision": with_torchvision}


def library(engine):
    """The name that people know, and the version."""
    if engine == "pillow":
        import PIL
        return "Pillow", PIL.__version__
    if engine == "opencv":
        import cv2
        return "OpenCV", cv2.__version__
    if engine == "tensorflow":
        import tensorflow
        return "TensorFlow", tensorflow.__version__
    import torchvision
    return "torchvision", torchvision.__version__.split("+")[0]


def files_for(settings):
    """Which files show what a parameter does; `None` where the answer would only repeat another's."""
    if not settings:  # blue first, and else as with `color: rgb`
        return ["*.gif", "*.png", "exif*.jpg", "exif*.tif", "photo*.jpg"]
    if "exif" in settings:
        return ["exif*"]
    if "ratio" in settings or "draft" in settings:
        return ["4*-q30.jpg", "cmyk.jpg", "gray.jpg", "rgb-coded.jpg", "1*x1*.jpg", "exif6.jpg", "exif6.png", "photo*.jpg"]
    others = ["*.png", "*.gif", "*.bmp", "*.tif", "*.webp", "photo*.jpg"]
    if settings == {"color": "rgba"}:  # of a JPEG, its colours and 255
        return others
    if settings == {"color": "as_is"}:  # of most JPEG files, their colours
        return [*others, "gray*.jpg", "c*.jpg", "exif*.jpg", "broken*.jpg", "rgb-coded.jpg"]
    if "function" in settings:
        return ["cut*.jpg", "exif*.tif", "empty.jpg", "photo*"]
    if "dct" in settings or "chroma" in settings:
        return ["4*.jpg", "cmyk.jpg", "gray*.jpg", "photo*.jpg", "restart.jpg"] if settings["color"] != "as_is" else None
    return ["*"]


def word(key, value):
    """What a setting adds to the name of a case."""
    if isinstance(value, tuple):
        return key + "x".join(map(str, value))
    return value if isinstance(value, str) else f"{key}{value}"


def record(engine):
    writer = CaseWriter(f"decode/{engine}", *library(engine), engine)
    answers = {}
    for path in sorted(FILES.iterdir()):
        content = path.read_bytes()
        for settings, answer in READERS[engine](content):
            if answer is not None:
                answers.setdefault(tuple(settings.items()), {})[path] = (bytes_digest(content), answer)
    for settings, found in answers.items():
        settings = dict(settings)
        patterns = files_for(settings)
        if patterns is None:
            continue
        shown = [path for path in sorted(FILES.iterdir()) if any(path.match(pattern) for pattern in patterns)]
        sources = [f"files: ../files/{pattern}" for pattern in patterns]
        if any(path not in found for path in shown):
            shown = [path for path in shown if path in found]
            sources = [f"file: ../files/{path.name}" for path in shown]
        name = "-".join(map(word, settings, settings.values())) or "default"
        what = "decoding " + (", ".join(f"{key} {value}" for key, value in settings.items()) or "by default")
        rows = [(f"../files/{path.name}", *found[path]) for path in shown]
        writer.write(name, what, sources, [("decode", {"engine": engine, **settings})], rows)
        print(engine, name, len(rows))


def main(arguments):
    os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", OPENCV_LOG_LEVEL="SILENT")
    warnings.simplefilter("ignore")
    if arguments == ["files"]:
        FILES.mkdir(parents=True, exist_ok=True)
        for old in FILES.iterdir():
            old.unlink()
        rng = np.random.default_rng(20261122)
        for make in (all_png, all_gif, all_written):
            make(rng)
        all_damaged()
        all_odd(np.random.default_rng(20261124))
        all_unusual(np.random.default_rng(20261125))
    elif arguments and all(name in READERS for name in arguments):
        for name in arguments:
            record(name)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
