"""Words and letter groups of a text as weighted counts (TF-IDF): what the sentence vector blurs, such as rare terms."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

_LETTERS = (3, 4)
_MIN_WORD_TEXTS = 2
_MIN_LETTER_TEXTS = 3

Features = tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]


_STOPS = str.maketrans({"'": None, ".": " ", ",": " ", "?": " ", "!": " "})


def _terms(text: str) -> tuple[list[str], list[str]]:
    """Words and word pairs of a text, and the letter groups of its words, as often as they stand there."""
    words = text.translate(_STOPS).split()
    letters = []
    for word in words:
        padded = f"<{word}>"
        for size in _LETTERS:
            letters += ["#" + padded[i : i + size] for i in range(max(1, len(padded) - size + 1))]
    return [*words, *(f"{a} {b}" for a, b in pairwise(words))], letters


class NGrams:
    """A vocabulary of words, word pairs and letter groups with their inverse document frequency."""

    def __init__(self, vocabulary: dict[str, int], idf: npt.NDArray[np.float32]) -> None:
        self.vocabulary = vocabulary
        self.idf = idf

    @classmethod
    def fit(cls, texts: Sequence[str]) -> "NGrams":
        """The vocabulary of the texts: terms that stand in at least two of them (letter groups: three)."""
        seen: Counter[str] = Counter()
        for text in texts:
            for kind in _terms(text):
                seen.update(set(kind))
        kept = sorted(t for t, n in seen.items() if n >= (_MIN_LETTER_TEXTS if t.startswith("#") else _MIN_WORD_TEXTS))
        idf = np.array([math.log((1 + len(texts)) / (1 + seen[t])) + 1 for t in kept], dtype=np.float32)
        return cls({term: i for i, term in enumerate(kept)}, idf)

    def features(self, text: str) -> Features:
        """Column numbers and weights of a text. Words and letter groups are each scaled to unit length."""
        found = [self._weighed(terms) for terms in _terms(text)]
        return np.concatenate([columns for columns, _ in found]), np.concatenate([weights for _, weights in found])

    def _weighed(self, terms: list[str]) -> Features:
        known: dict[int, int] = {}
        for term in terms:
            column = self.vocabulary.get(term)
            if column is not None:
                known[column] = known.get(column, 0) + 1
        columns = np.array(list(known), dtype=np.int32)
        counts = np.array(list(known.values()), dtype=np.float32)
        weights = (1 + np.log(counts)) * self.idf[columns]
        return columns, weights / (np.sqrt(weights @ weights) or np.float32(1))

    def matrix(self, texts: Iterable[str]) -> Any:
        """The features of many texts as a sparse matrix (texts x terms), for fitting."""
        from scipy.sparse import csr_matrix  # only training needs scipy

        rows = [self.features(text) for text in texts]
        bounds = np.cumsum([0] + [len(columns) for columns, _ in rows])
        columns = np.concatenate([columns for columns, _ in rows])
        weights = np.concatenate([weights for _, weights in rows])
        return csr_matrix((weights, columns, bounds), shape=(len(rows), len(self.idf)))
