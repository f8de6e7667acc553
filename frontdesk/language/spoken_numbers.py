"""Telephone numbers as they are said: "seven eighty, triple five, oh one thirteen", "sept cent quatre-vingts cinq cinq ...".

Ten digits can be said in groups of one to three. All ways to group the words between two commas are tried; only one that gives
a whole number counts.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from frontdesk.language.accents import without_accents

_DIGITS = 10
_FEWEST_WORDS = 4
_MOST_BEFORE = 2  # words
_NUMBER = re.compile(r"[2-9]\d\d[2-9]\d{6}")
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[,.;]")
_STOPS = frozenset(",.;")

_Said = tuple[tuple[str, ...], int]  # the words of a number, and the number


class SpokenNumbers:
    """Reads the telephone numbers of one language.

    `table` has its words: `small` and `tens` with their values, `over` with the tens that are followed by more than nine
    ("soixante-douze"), `hundred` behind a digit, `alone` for what is a hundred by itself, `joint` for words that say nothing,
    and `times` for a digit said several times.
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        small, tens = _said(table.get("small")), _said(table.get("tens"))
        below = [*small, *tens, *_with_units(small, tens, table.get("over") or ())]
        digits = [one for one in small if one[1] < _DIGITS]
        hundreds: list[_Said] = [
            ((*words, str(word)), value * 100)
            for word in table.get("hundred") or ()
            for words, value in digits
            if value
        ]
        hundreds += [((str(word),), 100) for word in table.get("alone") or ()]
        self._alone = frozenset(map(str, table.get("alone") or ()))
        self._units = frozenset(words[0] for words, value in digits if value > 1)
        whole = [(words + more, value + rest) for (words, value), (more, rest) in product(hundreds, below) if rest]
        self._groups = {words: str(value) for words, value in (*below, *hundreds, *whole)}
        for (word, times), (unit, value) in product((table.get("times") or {}).items(), digits):
            self._groups[(str(word), *unit)] = str(value) * times
        self._whole = [words for words, _ in (*small, *tens) if len(words) > 1]
        self._joints = frozenset(map(str, table.get("joint") or ()))
        self._longest = max(map(len, self._groups), default=0)
        known = {word for words in self._groups for word in words} | self._joints
        word = "|".join(sorted(map(re.escape, known), key=len, reverse=True)) or r"(?!)"
        self._stretch = re.compile(rf"\b(?:{word}|\d+)(?:[\s,.-]+(?:{word}|\d+)){{{_FEWEST_WORDS - 1},}}\b", re.I)

    def places(self, text: str) -> list[tuple[int, int, str]]:
        """Where telephone numbers are said in words: first and past-the-end character, and the digits."""
        plain = without_accents(text)
        found = self._stretch.finditer(plain if len(plain) == len(text) else text)
        return [place for one in found if (place := self._place_in(one))]

    def _place_in(self, stretch: re.Match[str]) -> tuple[int, int, str] | None:
        """Where in a stretch of words a number is said; a word or two before it may be none of it ("my old one, 780 ...")."""
        tokens = [token for token in _TOKEN.finditer(stretch[0].lower()) if token[0] not in self._joints]
        for first in range(_MOST_BEFORE + 1):
            if digits := self._number_in([token[0] for token in tokens[first:]]):
                return stretch.start() + tokens[first].start(), stretch.end(), digits
        return None

    def _number_in(self, words: list[str]) -> str:
        """The number in words; empty if there is none, or if they may be several."""
        if not any(map(str.isalpha, words)):
            return ""
        ways: list[set[str]] = [{""}, *(set[str]() for _ in words)]
        for start, end, digits in self._groups_of(words):
            ways[end] |= {before + digits for before in ways[start] if len(before) + len(digits) <= _DIGITS}
        numbers = {number for number in ways[-1] if _NUMBER.fullmatch(number)}
        return numbers.pop() if len(numbers) == 1 else ""

    def _groups_of(self, words: list[str]) -> Iterator[tuple[int, int, str]]:
        """Each group of digits that some words next to each other may say: the first, the one past the last, and the digits."""
        bound = {
            at + inside
            for whole in self._whole
            for at in range(len(words))
            if tuple(words[at : at + len(whole)]) == whole
            for inside in range(1, len(whole))
        }  # between "quatre" and "vingt" no group ends, nor between "sept" and "cent"
        bound |= {at for at in range(1, len(words)) if words[at] in self._alone and words[at - 1] in self._units}
        for start in (at for at in range(len(words)) if at not in bound):
            if words[start].isdigit() or words[start] in _STOPS:
                yield start, start + 1, words[start] if words[start].isdigit() else ""
            for end in range(start + 1, min(len(words), start + self._longest) + 1):
                if end not in bound and (digits := self._groups.get(tuple(words[start:end]))):
                    yield start, end, digits


def _with_units(small: list[_Said], tens: list[_Said], over: object) -> Iterator[_Said]:
    above = frozenset(map(str, over)) if isinstance(over, list) else frozenset()
    for (ten, value), (more, unit) in product(tens, small):
        if 0 < unit < (2 * _DIGITS if str(value) in above else _DIGITS):
            yield ten + more, value + unit


def _said(table: object) -> list[_Said]:
    pairs = table.items() if isinstance(table, Mapping) else ()
    return [(tuple(without_accents(str(word)).split()), int(value)) for word, value in pairs]
