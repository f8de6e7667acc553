"""Phrasings that stand too near to another topic, by the encoder that every message is read with.

1. Two phrasings of different topics that are as similar as `near` or more: one of them may be in the wrong place.
2. Phrasings of data/calibration whose nearest phrasing outside of it belongs to another topic: patients who write so may get
   the answer of that one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from frontdesk.content.phrasings import CALIBRATION, DATA, THEMES, phrasings
from frontdesk.content.topic_ids import FAQ, MESSAGES
from frontdesk.language.encoder import Vectors
from frontdesk.language.pipeline import language

NEAR = 0.85
_OTHERS = ("safety/", "no_sign/", "check_reply/", "feeling/")
_ROWS = 1_000  # phrasings that are compared with all others at once


@dataclass(frozen=True)
class Phrasing:
    """What a patient writes: its topic, its words, and whether it is kept for calibration."""

    topic: str
    text: str
    held: bool


@dataclass(frozen=True)
class Pair:
    """Two phrasings of different topics, and their cosine similarity."""

    first: Phrasing
    second: Phrasing
    similarity: float

    def is_about(self, topic: str) -> bool:
        """Whether one of them belongs to a topic."""
        return topic in (self.first.topic, self.second.topic)


def topic_phrasings(data: Path = DATA) -> list[Phrasing]:
    """All phrasings of topics, of the clinic's own too, each once."""
    found = dict.fromkeys(
        Phrasing(label.removeprefix(f"{FAQ}/"), text, theme == CALIBRATION)
        for theme in THEMES
        for label, text in phrasings(data, [theme])
        if not label.startswith(_OTHERS)
    )
    return list(found)


def vectors_of(texts: Sequence[str]) -> Vectors:
    """The vectors of texts as patients type them (n x 384, unit length)."""
    vectors: Vectors = np.vstack([doc._.sentence_vector for doc in language().pipe(texts)])
    return vectors


def too_near(found: Sequence[Phrasing], vectors: Vectors, near: float = NEAR) -> list[Pair]:
    """The pairs of different topics that are at least so similar, the most similar first."""
    pairs = [pair for rows in _chunks(len(found)) for pair in _near_in(found, vectors, rows, near)]
    return sorted(pairs, key=lambda pair: -pair.similarity)


def _chunks(count: int) -> Iterator[tuple[int, int]]:
    yield from pairwise([*range(0, count, _ROWS), count])


def _near_in(found: Sequence[Phrasing], vectors: Vectors, rows: tuple[int, int], near: float) -> Iterator[Pair]:
    similar = vectors[slice(*rows)] @ vectors.T
    for row, other in np.argwhere(similar >= near):
        first, second = found[rows[0] + row], found[other]
        if rows[0] + row < other and not _alike(first.topic, second.topic):
            yield Pair(first, second, float(similar[row, other]))


def _alike(one: str, other: str) -> bool:
    """Whether two topics lead to the same: the two kinds of message are passed on alike."""
    return one == other or {one, other} <= MESSAGES


def misplaced(found: Sequence[Phrasing], vectors: Vectors) -> list[Pair]:
    """Phrasings of calibration with the nearest one outside of it, where that belongs to another topic."""
    held = np.array([phrasing.held for phrasing in found])
    taught = np.flatnonzero(~held)
    pairs = []
    for row in np.flatnonzero(held):
        similar = vectors[taught] @ vectors[row]
        best = int(np.argmax(similar))
        pairs.append(Pair(found[row], found[taught[best]], float(similar[best])))
    return sorted(
        (pair for pair in pairs if not _alike(pair.first.topic, pair.second.topic)), key=lambda pair: -pair.similarity
    )


def neighbours(topic: str, texts: Sequence[str], found: Sequence[Phrasing]) -> list[Pair]:
    """The new phrasings of a topic, each with the nearest one of any other topic, the most similar first."""
    both = vectors_of([*texts, *(phrasing.text for phrasing in found)])
    similar = both[: len(texts)] @ both[len(texts) :].T
    best = similar.argmax(axis=1)
    pairs = [
        Pair(Phrasing(topic, text, held=False), found[column], float(similar[row, column]))
        for row, (text, column) in enumerate(zip(texts, best))
    ]
    return sorted(pairs, key=lambda pair: -pair.similarity)
