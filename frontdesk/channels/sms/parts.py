"""Long texts that arrive as several: parts that come within seconds are read as one, in the order in which they were written.

1. A text with a counter, "(1/3)" at its beginning or end, belongs together with those of the same count.
2. A text as long as one segment that ends in the middle of a sentence has probably been cut by the sender's phone. So has a
   long one, forwarded mail too, whose last word joins it to what follows ("... and").
3. Such a text waits `PATIENCE` for what follows.
"""

import re
from collections.abc import Sequence
from datetime import timedelta

PATIENCE = timedelta(seconds=5)
TOGETHER = PATIENCE  # no longer: a text that is tried again must have the same parts as at first
_MOST_PARTS = 9  # "(11/30)" is a date
_COUNTER = re.compile(r"^\s*[(\[]?(\d{1,2})\s?/\s?(\d{1,2})[)\]:]\s*|\s*[(\[](\d{1,2})\s?/\s?(\d{1,2})[)\]]\s*$")
_SEGMENT = range(140, 165)
_LONG = 80  # characters
_JOINS = re.compile(
    r"\b(?:and|but|or|so|because|the|a|my|your|to|of|with|for|at|if|that|when|is|et|mais|ou|le|la|les|de|du|des|avec|pour|que)\s*$",
    re.IGNORECASE,
)


def without_counter(text: str) -> str:
    """The text without its counter."""
    return _COUNTER.sub("", text) if _counter(text) else text


def is_unfinished(texts: Sequence[str]) -> bool:
    """Whether more is to come behind texts that came one after the other (at least one)."""
    counted = _counter(texts[0])
    if counted:
        return len(texts) < counted[1]
    last = texts[-1].rstrip()
    joins = len(texts[-1]) >= _LONG and _JOINS.search(last) is not None
    return joins or (len(texts[-1]) in _SEGMENT and last[-1:] not in ".!?")


def joined(texts: Sequence[str]) -> str:
    """Parts as one text."""
    numbers = [_counter(text) for text in texts]
    if all(numbers):
        texts = [text for _, text in sorted(zip([number or (0, 0) for number in numbers], texts))]
    return " ".join(without_counter(text).strip() for text in texts)


def _counter(text: str) -> tuple[int, int] | None:
    """Number and count of a part."""
    found = _COUNTER.search(text)
    if not found:
        return None
    number, count = (int(digits) for digits in found.groups() if digits)
    return (number, count) if 1 <= number <= count and 1 < count <= _MOST_PARTS else None
