"""Long words of a language that are recognised however they are mistyped: "vandredi", "desembre"."""

import re
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from frontdesk.language.accents import without_accents

_WORD = re.compile(r"[^\W\d_]{5,}")
_FEWEST_FOR_TWO = 7  # letters of a word in which two slips are put up with, else one


class Slips:
    """Puts right the words of a list."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = {without_accents(word): word for word in words}

    pattern = _WORD

    def put_right(self, word: re.Match[str]) -> str:
        """The word of the list that a word is a slip of; the word itself if there is none, or if it is a plural or a name."""
        plain = without_accents(word[0].lower())
        name = word[0][0].isupper() and word.start() > 0
        if name or plain in self._words or plain.removesuffix("s") in self._words:
            return word[0]
        near = process.extractOne(plain, self._words.keys(), scorer=OSA.distance, score_cutoff=2)
        if near is None or near[0][0] != plain[0] or len(plain) < len(near[0]) - 1:
            return word[0]  # "vendre" is no Friday
        most = 2 if len(near[0]) > _FEWEST_FOR_TWO else 1
        return self._words[near[0]] if near[1] <= most else word[0]
