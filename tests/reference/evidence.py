"""Cases and goldens as the recorders write them: arrays in .safetensors files, digests, golden.yaml."""

import datetime
import hashlib
import json
import shutil
import struct
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
ORDERS = {1: "gray", 2: "gray_alpha", 3: "rgb", 4: "rgba"}
NAMES = {"uint8": "U8", "uint16": "U16", "float16": "F16", "float32": "F32", "float64": "F64", "int8": "I8", "int16": "I16",
         "int32": "I32", "int64": "I64"}


def write_arrays(path, arrays, notes=True):
    """A .safetensors file; `notes` marks the arrays as images."""
    header, offset = {}, 0
    if notes:
        header["__metadata__"] = {f"preparity.{n}": f"image {ORDERS[a.shape[2]]}" for n, a in sorted(arrays.items())}
    for name, array in arrays.items():
        header[name] = {"dtype": NAMES[str(array.dtype)], "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(np.ascontiguousarray(a).tobytes() for a in arrays.values()))


def read_arrays(path):
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    header.pop("__metadata__", None)
    types = {stored: np.dtype(name) for name, stored in NAMES.items()}
    found = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        found[name] = np.frombuffer(content[8 + length + start : 8 + length + end], types[entry["dtype"]]).reshape(entry["shape"])
    return found


def image_digest(array):
    """The digest by which a golden knows its input: kind, type, shape, channel order, samples."""

    def text(words):
        return struct.pack("<Q", len(words)) + words.encode()

    height, width, channels = array.shape
    head = text("image") + text(str(array.dtype)) + struct.pack("<QQQQ", 3, height, width, channels) + text(ORDERS[channels])
    return hashlib.sha256(head + np.ascontiguousarray(array).tobytes()).hexdigest()


def shown(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"' if value[:1].isdigit() else value
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(shown, value)) + "]"
    return repr(value)


def bytes_digest(content):
    """The digest by which a golden knows a file."""
    return hashlib.sha256(content).hexdigest()


def golden_head(library, version, arguments=None):
    """The start of a golden.yaml: where its values come from, and the command that records them."""
    given = " ".join(Path(a).name for a in sys.argv[1:]) if arguments is None else arguments
    command = f"python tests/reference/{Path(sys.argv[0]).name} {given}"
    return ["format: preparity-golden/1", "blessed:", f"  date: {datetime.datetime.now(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}",
            "  recorded:", f"    library: {library}", f"    version: {version}", f"    command: {command}", "inputs:"]


class CaseWriter:
    """Cases of one folder with what a library answered; equal answers of a case are kept once."""

    def __init__(self, folder, library, version, arguments):
        self.folder, self.library, self.version, self.arguments = folder, library, version, arguments
        for root in ("cases", "golden"):
            shutil.rmtree(ROOT / root / "engines" / folder, ignore_errors=True)

    def write(self, name, what, sources, steps, answers):
        """`sources` are lines below `inputs:`, `answers` are tuples of an input's id, its digest, and an array or the name
        of an error."""
        lines = [f"description: {self.library} {self.version}, {what}.", "tags: [engines]", "inputs:"]
        lines += [f"  - {source}" for source in sources] + ["train:", "  steps:"]
        lines += [f"    - {step}: {{{', '.join(f'{key}: {shown(value)}' for key, value in given.items())}}}" for step, given in steps]
        path = ROOT / "cases/engines" / self.folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n")
        folder = ROOT / "golden/engines" / self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        arrays, names, entries, refusals = {}, {}, [], {}
        for identity, digest, answer in answers:
            if isinstance(answer, str):
                file = f"rejected-{len(refusals)}.json" if answer not in refusals else refusals[answer]
                refusals[answer] = file
                entries.append((identity, digest, file, None))
                continue
            key = (str(answer.dtype), answer.shape, np.ascontiguousarray(answer).tobytes())
            if key not in names:
                names[key] = f"a{len(names)}"
                arrays[names[key]] = answer
            entries.append((identity, digest, "values.safetensors", names[key]))
        contents = {}
        if arrays:
            write_arrays(folder / "values.safetensors", arrays, notes=False)
            contents["values.safetensors"] = hashlib.sha256((folder / "values.safetensors").read_bytes()).hexdigest()
        for answer, file in refusals.items():
            text = json.dumps({"rejected": answer}) + "\n"
            (folder / file).write_text(text)
            contents[file] = hashlib.sha256(text.encode()).hexdigest()
        index = golden_head(self.library, self.version, self.arguments)
        for identity, digest, file, array in entries:
            # A file is looked at once: its digest stands with the first of its values.
            entry = [f"file: {file}", *([f"name: {array}"] if array else []), f"sha256: {digest}"]
            entry += [f"content: {contents.pop(file)}"] if file in contents else []
            index.append(f"  {identity}: {{{', '.join(entry)}}}")
        (folder / "golden.yaml").write_text("\n".join(index) + "\n")
