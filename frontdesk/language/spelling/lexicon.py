"""The words that patients write here, and how likely each is by itself and after another one.

`words.npz` holds counts from the training phrasings and shares of everyday English (see bench/words.py).
"""

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np

FILE = Path(__file__).parent / "words.npz"
WORD = re.compile(r"[^\W\d_][\w']*|\d[\w:.-]*|[^\w\s]")
UNKNOWN, START, END, NUMBER = "<unknown>", "<start>", "<end>", "<number>"
_OF_ENGLISH = 0.15  # how much of a word's probability is everyday English
_ENDINGS = ("'s", "s'", "'", "s", "es", "ed", "er", "ing", "ly", "ish")
_SHORTEST_BASE, _SHORTEST_KNOWN = 4, 3
_RARE = 300  # count of a form of a word that patients write


def _bases(word: str) -> Iterator[str]:
    """What a word may be a form of: "gardened" of "garden", "scrunches" of "scrunch"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_BASE:
            yield word.removesuffix(ending)
            if ending in ("ed", "er", "ing"):
                yield word.removesuffix(ending) + "e"


class Lexicon:
    """Words with their probabilities. Logarithms are natural."""

    def __init__(self, file: Path = FILE) -> None:
        """Reads the counts."""
        with np.load(file, allow_pickle=False) as stored:
            words = bytes(stored["words"]).decode().split("\n")
            counts = stored["counts"].tolist()
            shares = stored["shares"].tolist()
            followers = stored["followers"].tolist()
            self._known = dict(zip(bytes(stored["known"]).decode().split("\n"), stored["known_counts"].tolist()))
            keys = (stored["pairs"][:, 0].astype(np.int64) * len(words) + stored["pairs"][:, 1]).tolist()
            self._pairs = dict(zip(keys, stored["pair_counts"].tolist()))
        total = sum(counts)
        self._size = len(words)
        self._counts = counts
        self._followers = followers
        self._index = {word: i for i, word in enumerate(words)}
        self._p = [
            (1 - _OF_ENGLISH) * (count + 0.1) / total + _OF_ENGLISH * share for count, share in zip(counts, shares)
        ]
        self.meant = tuple(words[4:])
        self.least = math.log(_OF_ENGLISH * 1e-8)

    def is_ours(self, word: str) -> bool:
        """Whether patients write this word here: it is not a slip."""
        return word in self._index

    def known(self, word: str) -> int:
        """How often everyday English has a word that patients do not write here, or the word that it is a form of; else 0.

        Words of two letters are as often slips.
        """
        if len(word) < _SHORTEST_KNOWN:
            return 0
        return self._known.get(word) or max(
            (self._known.get(base, 0) or _RARE * self.is_ours(base) for base in _bases(word)), default=0
        )

    def log_p(self, word: str) -> float:
        """How likely a word is by itself."""
        number = self._index.get(word)
        return math.log(self._p[number]) if number is not None else self.least

    def log_p_after(self, before: str, word: str) -> float:
        """How likely a word is after another one: the more words follow that one, the more its own probability counts."""
        number, first = self._index.get(word), self._index.get(before, 0)
        p = self._p[number] if number is not None else math.exp(self.least)
        together = self._pairs.get(first * self._size + number, 0) if number is not None else 0
        others = self._followers[first] + 1
        return math.log((together + others * p) / (self._counts[first] + others))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The shipped counts, read once a process."""
    return Lexicon()
