"""A second opinion on whether a text tells of a warning sign: a kernel classifier of its own, for all languages in one.

1. It learns from the phrasings of every language, as vectors of the multilingual encoder. Another encoder errs elsewhere than
   the one of the English screen, so that the two together doubt less often.
2. The phrasings that decide (the support vectors) are kept as small integers, and no others.
3. The whole message and its strongest sentence are judged: a sign drowns in a long story, and a sentence alone misleads.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from frontdesk.engine.nlu.arrays import load_arrays, save_arrays
from frontdesk.engine.nlu.examples import Examples
from frontdesk.engine.nlu.kernel import evidence, fitted
from frontdesk.engine.nlu.readers import vector
from frontdesk.language.encoder import Vectors


class SecondOpinion:
    """Evidence for a warning sign from texts in any language that the multilingual encoder knows."""

    def __init__(self, support: Examples, dual: npt.NDArray[np.float32], intercept: float) -> None:
        """`dual` is the weight of each of the support vectors."""
        self._support = support
        self._dual = dual
        self._intercept = intercept

    @classmethod
    def fit(cls, vectors: Vectors, signs: Sequence[bool], weights: Sequence[float]) -> SecondOpinion:
        """Learn from unit vectors (n x 512), whether each tells of a sign, and how much it counts."""
        kernel = fitted(vectors, signs, weights)
        return cls(
            Examples.of(vectors[kernel.rows], np.zeros(len(kernel.rows), dtype=int)), kernel.dual, kernel.intercept
        )

    def evidence(self, whole: str, parts: Sequence[str]) -> tuple[float, float]:
        """Of a message and its strongest part, as models read them (readers.plain), the stronger evidence and the weaker.

        Above 0 a text looks more like a sign than like none.
        """
        similar = self._support.similar(np.stack([vector(text) for text in (whole, *parts)]))
        of_whole, *of_parts = evidence(similar, self._dual, self._intercept).tolist()
        strongest = max(of_parts, default=of_whole)
        return max(of_whole, strongest), min(of_whole, strongest)

    def save(self, folder: Path) -> None:
        """Store it in a folder."""
        save_arrays(folder, {**self._support.arrays(), "dual": self._dual, "intercept": np.array([self._intercept])})

    @classmethod
    def load(cls, folder: Path) -> SecondOpinion:
        """What is stored in a folder."""
        stored = load_arrays(folder)
        return cls(Examples.from_arrays(stored), stored["dual"], float(stored["intercept"][0]))
