"""Trained arrays on disk: one `.npz` without pickle, so that loading a model can run no code."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

FILE = "model.npz"


def softmax(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Probabilities that sum to one over the last axis."""
    shifted = np.exp(values - values.max(axis=-1, keepdims=True))
    scaled: npt.NDArray[np.float32] = shifted / shifted.sum(axis=-1, keepdims=True)
    return scaled


def save_arrays(folder: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Write the arrays into a folder."""
    np.savez(folder / FILE, **arrays)


def load_arrays(folder: Path) -> dict[str, npt.NDArray[Any]]:
    """Read them again. Raises ValueError if the file holds pickled objects."""
    with np.load(folder / FILE, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def words(array: npt.NDArray[Any]) -> list[str]:
    """The texts that an array of UTF-8 bytes, one text a line, stands for."""
    return bytes(array).decode().split("\n")


def as_bytes(texts: list[str]) -> npt.NDArray[np.uint8]:
    """Texts as an array of UTF-8 bytes, one text a line."""
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)
