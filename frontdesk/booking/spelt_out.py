"""Names that are spelt out: "Wrobel W R O B E L", "Smith, that's S-M-Y-T-H". The letters say how a name is written."""

import re
from dataclasses import replace

from rapidfuzz.distance import OSA

from frontdesk.booking.told import Told, Words

_LETTER = r"[^\W\d_]"
_LETTERS = re.compile(
    rf"(?<![\w'’]){_LETTER}(?:(?:\s?[-–.·/]\s?{_LETTER}){{2,}}|(?:,?\s+{_LETTER}){{2,}})(?![\w'’]|\s?[-–]\s?\w)\.?"
)
_WORD = re.compile(rf"{_LETTER}{{2,}}(?:['’]{_LETTER}+)*")
# What stands between a word and its letters, or between it and the one that it puts right.
_INTRODUCES = frozenset(
    "no not that sorry sory sry wait actually thats that's its it's is i mean spelled spelt spelling spell as like written "
    "with c'est ca ça s'écrit secrit s'ecrit épelé épelle non pardon ou comme".split()
)
_ALIKE = 0.5  # how much a word has to be like its letters
_MOST_BETWEEN = 5  # words


def with_letters(told: Told) -> Told:
    """The text with each word that is spelt out as its letters say, and without them; the marks stay with their words."""
    found = next((one for run in _LETTERS.finditer(told.text) if (one := _spelt(told.text, run))), None)
    return with_letters(_put(told, *found)) if found else told


def _spelt(text: str, run: re.Match[str]) -> tuple[int, int, str] | None:
    """Where the word and its letters are, and how it is written; None where no word before them is like them."""
    letters = "".join(filter(str.isalpha, run[0]))
    start = None
    for word in reversed(list(_WORD.finditer(text, 0, run.start()))[-_MOST_BETWEEN - 1 :]):
        if _is_like(word[0], letters):
            start = word
        elif word[0].lower() not in _INTRODUCES:
            break
    if start is None:
        return (run.start(), run.end(), "") if _is_said(letters, text[: run.start()]) else None
    name = letters.title() if start[0].istitle() or letters.isupper() else letters
    name = start[0] if start[0].lower() == letters.lower() else name
    joined = re.match(r",(?=\s*[A-ZÀ-Þ])", text[run.end() :])  # "Siobhan, S-I-O-B-H-A-N, Berg" is one name
    return start.start(), run.end() + (joined.end() if joined and "," in text[start.end() : run.start()] else 0), name


def _is_said(letters: str, before: str) -> bool:
    """Whether the letters are those of words just before: "Ana Lee, A-N-A L-E-E"."""
    words = [word[0].lower() for word in _WORD.finditer(before)][-_MOST_BETWEEN:]
    return letters.lower() in words or "".join(words).endswith(letters.lower())


def _is_like(word: str, letters: str) -> bool:
    one, other = word.lower(), letters.lower()
    return OSA.normalized_similarity(one, other) >= _ALIKE


def _put(told: Told, start: int, end: int, name: str) -> Told:
    """The text with a name in place of a stretch of it, and the marks where their words are then."""
    longer = start + len(name) - end

    def moved(place: int, inside: int) -> int:
        return place if place <= start else place + longer if place >= end else inside

    marks = (
        replace(one, start=moved(one.start, start), end=moved(one.end, start + len(name)))
        for one in told.words
        if not (start < one.start and one.end <= end)
    )
    return replace(told, text=f"{told.text[:start]}{name}{told.text[end:]}", words=tuple(filter(_is_any, marks)))


def _is_any(words: Words) -> bool:
    return words.start < words.end
