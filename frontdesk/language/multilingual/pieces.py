"""Cuts a text into the pieces that the multilingual encoder knows: SentencePiece's unigram model, with the likeliest pieces.

1. Characters are brought into one form (NFKC), and each word begins with a mark.
2. A piece is known by a hash of 64 bits, kept in order beside its number and score: 2 MB, where the pieces as texts in a
   tokenizer take 120. No two pieces share a hash, and of a million texts none is taken for a piece that it is not.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]

UNKNOWN = 0  # the number of a piece for characters that no piece has
_WORD = "\u2581"
LONGEST = 16  # characters of a piece
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_UNKNOWN_COSTS = 10.0  # more than the unlikeliest piece
_LETTERS = re.compile(r"\S[\u0300-\u036f]*")  # each with the accents that are typed behind it


class Piece(NamedTuple):
    """A piece of a text: its number, and its first and past-the-end character there."""

    number: int
    start: int
    end: int


def hashes(text: str) -> Iterator[Hashes]:
    """For each length from one character up, a hash of every stretch of that length, by where it begins."""
    characters = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64) + np.uint64(1)
    stretches = np.zeros(len(characters) + 1, dtype=np.uint64)
    for shorter in range(min(LONGEST, len(characters))):
        stretches = stretches[:-1] * _FACTOR + characters[shorter:]
        yield stretches


class Pieces:
    """The pieces of an encoder."""

    def __init__(self, stored: Mapping[str, npt.NDArray[Any]]) -> None:
        """`hashes` (uint64, ascending), `numbers` (int32) and `scores` (float32) have one entry a piece."""
        self._hashes: Hashes = stored["hashes"]
        self._numbers = stored["numbers"]
        self._scores = stored["scores"]
        self._unknown = float(self._scores.min()) - _UNKNOWN_COSTS

    def numbers(self, text: str, most: int) -> list[int]:
        """The numbers of the first `most` pieces of a text."""
        words = unicodedata.normalize("NFKC", text).split()
        marked = "".join(f"{_WORD}{word}" for word in words)
        return [number for number, _, _ in self._likeliest(self._found(marked))][:most]

    def placed(self, text: str, most: int) -> list[Piece]:
        """The first `most` pieces of a text, and where each stands."""
        marked = ""
        places: list[tuple[int, int]] = []
        for word in re.finditer(r"\S+", text):
            marked, places = f"{marked}{_WORD}", [*places, (word.start(), word.start())]
            for letter in _LETTERS.finditer(text, word.start(), word.end()):
                plain = "".join(unicodedata.normalize("NFKC", letter[0]).split())
                marked, places = f"{marked}{plain}", [*places, *[letter.span()] * len(plain)]
        found = self._likeliest(self._found(marked))[:most]
        return [Piece(number, places[begin][0], places[end - 1][1]) for number, begin, end in found]

    def _found(self, text: str) -> Sequence[list[tuple[int, int, float]]]:
        """By where it begins, each piece in a text: length, number and score."""
        found: list[list[tuple[int, int, float]]] = [[] for _ in text]
        for length, wanted in enumerate(hashes(text), start=1):
            places = np.searchsorted(self._hashes[:-1], wanted)
            begins = (self._hashes[places] == wanted).nonzero()[0]
            rows = places[begins]
            for begin, number, score in zip(begins.tolist(), self._numbers[rows].tolist(), self._scores[rows].tolist()):
                found[begin].append((length, number, score))
        return found

    def _likeliest(self, found: Sequence[list[tuple[int, int, float]]]) -> list[tuple[int, int, int]]:
        """The pieces that cover a text and whose scores have the greatest sum; unknown ones side by side count as one.

        Of each its number and its first and past-the-end character.
        """
        best = [(0.0, 0, UNKNOWN), *((-np.inf, 0, UNKNOWN) for _ in found)]  # sum, where its last piece begins, which
        for begin, pieces in enumerate(found):
            reached = best[begin][0]
            if not pieces or pieces[0][0] > 1:
                pieces.append((1, UNKNOWN, self._unknown))
            for length, number, score in pieces:
                if reached + score > best[begin + length][0]:
                    best[begin + length] = (reached + score, begin, number)
        chosen: list[tuple[int, int, int]] = []
        end = len(found)
        while end:
            past = end
            _, end, number = best[past]
            if number == UNKNOWN and chosen and chosen[-1][0] == UNKNOWN:
                past = chosen.pop()[2]
            chosen.append((number, end, past))
        return chosen[::-1]
