"""The words of a message as the booking reader sees them.

Of each word: what the encoder makes of it, how it is written, what kind of word it is, and which question was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from frontdesk.engine.nlu.known_words import KnownWords
from frontdesk.language.encoder import Vectors, WordVectors

START = "start"
# The questions of a booking (frontdesk/booking/draft.py: Draft.step), and what comes before the first and after the last.
OPEN = (
    START,
    "name",
    "phone",
    "when",
    "reason",
    "patient_type",
    "service",
    "slot",
    "confirm",
    "email",
    "sent",
    "contact",
    "cancel",
)
_LONG = 6  # digits and letters of a long word
_KEPT = 64


@dataclass(frozen=True)
class Words:
    """A message: its text, the place of each word, a row for each, and what is known of it as a whole.

    Of each word there is what the encoder makes of it (`vectors`, n x the encoder's) and all else (`written`, n x 31).
    """

    text: str
    places: tuple[tuple[int, int], ...]
    vectors: Vectors
    written: Vectors
    whole: Vectors

    @property
    def features(self) -> Vectors:
        """All that is known of each word."""
        return np.hstack([self.vectors, self.written])


@lru_cache(maxsize=_KEPT)
def _encoded(known: KnownWords, text: str) -> WordVectors:
    return known.encode(text)


def words_of(text: str, asked: str, known: KnownWords) -> Words:
    """The words of a text where a question of OPEN is open; any other question counts as the start."""
    found = _encoded(known, text)
    question = np.zeros(len(OPEN), dtype=np.float32)
    question[OPEN.index(asked) if asked in OPEN else 0] = 1.0
    if not found.places:
        nothing = np.zeros((0, 0), dtype=np.float32)
        return Words(text, (), nothing, nothing, found.whole)
    shapes = [_shape(text, place, found.places) for place in found.places]
    written = np.hstack([shapes, known.kinds(text, found.places), np.tile(question, (len(found.places), 1))])
    return Words(text, found.places, found.vectors, written.astype(np.float32), found.whole)


def _shape(text: str, place: tuple[int, int], places: Sequence[tuple[int, int]]) -> list[float]:
    start, end = place
    word = text[start:end]
    before = text[:start].rstrip(" ")
    return [
        float(word[:1].isupper() and word[1:].islower()),
        float(word.isupper() and len(word) > 1),
        float(word.isdigit()),
        float(any(character.isdigit() for character in word)),
        float(len(word) >= _LONG),
        float(len(word) == 1),
        float(not word[:1].isalnum()),
        float(place == places[0]),
        float(place == places[-1]),
        float(before.endswith("\n")),
        float(before.endswith((".", "!", "?", ",", ":", ";"))),
        float(start == 0 or text[start - 1].isspace()),
    ]
