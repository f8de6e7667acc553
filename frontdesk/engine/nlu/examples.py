"""Training vectors as small integers, for comparing a message with all of them at once.

1. Each vector is scaled to integers of 8 bits, the message's to 7 bits, so that no processor's products overflow.
   Similarities are off by about 0.001, and a quarter of the memory is read, which is what takes the time.
2. Vectors are grouped by owner (a topic, say). `nearest` is the mean of an owner's three greatest similarities;
   phrasings that come out equal count once, and a similarity below 0 counts as 0.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from frontdesk.language.encoder import Vectors

_PRODUCT = Path(__file__).parent / "product.onnx"
_NEAREST = 3
_MIDDLE = 64
_GREATEST_OF_MESSAGE = 63
_GREATEST = 127


@lru_cache(maxsize=1)
def _product() -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(_PRODUCT), options, providers=["CPUExecutionProvider"])


class Examples:
    """Unit vectors of the training phrasings, grouped by owner."""

    def __init__(self, numbers: npt.NDArray[np.int8], scales: Vectors, starts: npt.NDArray[np.intp]) -> None:
        """`numbers` (dimensions x n) times `scales` (n,) are the vectors; `starts` is where each owner's begin."""
        self._numbers = numbers
        self._scales = scales
        self._starts = starts
        self._middle = _MIDDLE * numbers.sum(axis=0, dtype=np.int32)
        self._owners = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(scales)))
        self._product = _product()

    @classmethod
    def of(cls, vectors: Vectors, owners: Sequence[int] | npt.NDArray[Any]) -> "Examples":
        """From vectors (n x dimensions) and each one's owner: 0, 1, ... in ascending order, none left out."""
        scales = np.abs(vectors).max(axis=1) / _GREATEST
        numbers = np.rint(vectors / scales[:, None]).astype(np.int8)
        starts = np.searchsorted(owners, np.arange(owners[-1] + 1))
        return cls(np.ascontiguousarray(numbers.T), scales.astype(np.float32), starts)

    def similar(self, vectors: Vectors) -> Vectors:
        """Cosine similarities of some unit vectors (k x dimensions) to every example, shape (k, n).

        The examples are read from memory once, which is what takes the time: many at once cost little more than one.
        """
        scales = np.abs(vectors).max(axis=1, keepdims=True) / np.float32(_GREATEST_OF_MESSAGE)
        messages = (np.rint(vectors / scales) + _MIDDLE).astype(np.uint8)
        products = self._product.run(None, {"vectors": messages, "examples": self._numbers})[0]
        similarities: Vectors = (products - self._middle).astype(np.float32) * self._scales * scales
        return similarities

    def nearest(self, similarities: Vectors) -> Vectors:
        """For each owner the mean similarity of its three nearest examples, shape (owners,)."""
        greatest = np.maximum.reduceat(similarities, self._starts)
        total = np.maximum(greatest, 0)
        left = similarities.copy()
        for _ in range(_NEAREST - 1):
            left[left == greatest[self._owners]] = -1
            greatest = np.maximum.reduceat(left, self._starts)
            total += np.maximum(greatest, 0)
        return total / _NEAREST

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """What `from_arrays` needs."""
        return {"examples": self._numbers, "example_scales": self._scales, "example_starts": self._starts}

    @classmethod
    def from_arrays(cls, stored: Mapping[str, npt.NDArray[Any]]) -> "Examples":
        """The examples whose `arrays` were stored."""
        return cls(stored["examples"], stored["example_scales"], stored["example_starts"])
