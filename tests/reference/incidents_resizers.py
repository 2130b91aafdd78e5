"""ONNX Runtime's Resize by itself, for incidents.py; the model is written by hand, so that the package onnx is not needed.

Field numbers are those of onnx.proto (ModelProto, GraphProto, NodeProto, AttributeProto, TensorProto).
"""

import struct
import numpy as np


def varint(value):
    out = b""
    while True:
        low, value = value & 0x7F, value >> 7
        out += bytes([low | (0x80 if value else 0)])
        if not value:
            return out


def field(number, payload):
    if isinstance(payload, int):
        return varint(number << 3) + varint(payload)
    payload = payload.encode() if isinstance(payload, str) else payload
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def text_attribute(name, value):
    return field(5, field(1, name) + field(4, value) + field(20, 3))


def number_attribute(name, value):
    return field(5, field(1, name) + varint(2 << 3 | 5) + struct.pack("<f", value) + field(20, 1))


def tensor_type(name):
    return field(1, name) + field(2, field(1, field(1, 1)))


def onnx_resize(pixels, size, mode, coordinates, **options):
    """A picture (height, width, channels) at `size` (width, height), in float32."""
    import onnxruntime

    sizes = struct.pack("<4q", 1, pixels.shape[2], size[1], size[0])
    node = b"".join(field(1, name) for name in ("x", "", "", "sizes")) + field(2, "y") + field(4, "Resize")
    node += text_attribute("mode", mode) + text_attribute("coordinate_transformation_mode", coordinates)
    for name, value in options.items():
        node += text_attribute(name, value) if isinstance(value, str) else number_attribute(name, value)
    constant = field(1, 4) + field(2, 7) + field(8, "sizes") + field(9, sizes)
    graph = field(1, node) + field(2, "g") + field(5, constant) + field(11, tensor_type("x")) + field(12, tensor_type("y"))
    model = field(1, 8) + field(7, graph) + field(8, field(1, "") + field(2, 18))
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    made = session.run(None, {"x": pixels.astype(np.float32).transpose(2, 0, 1)[None]})[0]
    return made[0].transpose(1, 2, 0)
