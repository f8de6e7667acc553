"""A text that is rewritten step by step and still knows what it was made of: each character has a place in the first text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

from frontdesk.language.folding import LINE_END, plain, visible

Place = tuple[int, int]  # first and past-the-end character
_LETTER = re.compile(r"\S[\u0300-\u036f]*")  # with the accents that are typed behind it
_CHARACTER = re.compile(r".", re.DOTALL)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Aligned:
    """A text, and for each of its characters the place in the first text that it stands for."""

    text: str
    places: tuple[Place, ...]

    @classmethod
    def of(cls, text: str) -> Aligned:
        """A text that nothing was done to."""
        return cls(text, tuple((at, at + 1) for at in range(len(text))))

    @classmethod
    def instead_of(cls, text: str, of: Aligned) -> Aligned:
        """A text in place of another, each character standing for all of that one."""
        whole = (of.places[0][0], of.places[-1][1]) if of.places else (0, 0)
        return cls(text, (whole,) * len(text))

    def __getitem__(self, kept: slice) -> Aligned:
        return Aligned(self.text[kept], self.places[kept])

    def sub(self, pattern: re.Pattern[str], said: Callable[[re.Match[str]], str]) -> Aligned:
        """The text with each match of a pattern replaced by what is said of it; only what differs counts as replaced."""
        kept: list[Aligned] = []
        at = 0
        for found in pattern.finditer(self.text):
            if (words := said(found)) != found[0]:
                kept += [self[at : found.start()], self._put(found.start(), found.end(), words)]
                at = found.end()
        return joined([*kept, self[at:]]) if kept else self

    def _put(self, start: int, end: int, said: str) -> Aligned:
        before = self.text[start:end]
        tail = _common(before[::-1], said[::-1])
        head = min(_common(before, said), len(said) - tail, len(before) - tail)
        inner = Aligned.instead_of(said[head : len(said) - tail], self[start + head : end - tail] or self[start:end])
        return joined((self[start : start + head], inner, self[end - tail : end]))

    def stripped(self) -> Aligned:
        """The text without blanks around it."""
        start = len(self.text) - len(self.text.lstrip())
        return self[start : max(start, len(self.text.rstrip()))]

    def stands_for(self, start: int, end: int) -> Place:
        """Where what was made of a place in the first text stands now; an empty place if nothing is left of it."""
        inside = [at for at, (first, past) in enumerate(self.places) if first < end and start < past]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)


def joined(texts: Iterable[Aligned]) -> Aligned:
    """Texts one behind the other."""
    parts = list(texts)
    return Aligned("".join(part.text for part in parts), tuple(chain.from_iterable(part.places for part in parts)))


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))


def folded(text: str) -> Aligned:
    """A text in plain characters, as `fold` gives it."""
    letters = Aligned.of(text).sub(_LETTER, lambda letter: plain(letter[0]))
    ended = letters.sub(LINE_END, lambda end: f"{end[1]}. ")
    return ended.sub(_CHARACTER, lambda one: visible(one[0])).sub(_SPACES, lambda _: " ").stripped()
