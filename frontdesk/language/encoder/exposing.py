"""Lets an ONNX model give what its inner layers compute, without another copy of it.

A model is a protobuf message, and messages that are appended to one another are merged. So a model followed by a model whose
graph has nothing but further outputs is the model with those outputs (protobuf's encoding guide, "Last One Wins"). They cost
nothing unless they are asked for, and leave the other outputs as they are.
"""

from collections.abc import Sequence

# Field numbers of onnx.proto (ModelProto.graph, GraphProto.output, ValueInfoProto.name), with the wire type of lengths.
_GRAPH, _OUTPUT, _NAME = (number << 3 | 2 for number in (7, 12, 1))
_LOW_BITS, _MORE = 0x7F, 0x80


def exposing(model: bytes, tensors: Sequence[str]) -> bytes:
    """The serialised model with these tensors of its graph as further outputs."""
    outputs = b"".join(_field(_OUTPUT, _field(_NAME, name.encode())) for name in tensors)
    return model + _field(_GRAPH, outputs)


def _field(tag: int, content: bytes) -> bytes:
    return bytes([tag]) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    low, rest = number & _LOW_BITS, number >> 7
    return bytes([low | _MORE]) + _varint(rest) if rest else bytes([low])
