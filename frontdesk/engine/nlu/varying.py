"""Marked messages once more with other names: so that the reader learns where a name stands and not which names there are.

First and last names are those of all messages, put together anew; half of the new messages are in lower case. The chance is the
same every time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from frontdesk.booking.told import ASKER, NAME

_SEED = 5
_NAMED = (NAME, ASKER)
_LOWER = 0.5


@dataclass(frozen=True)
class Said:
    """A message: its text, the open question, the spans (label, first and past-the-end character) and what it does."""

    text: str
    asked: str
    spans: tuple[tuple[str, int, int], ...]
    acts: frozenset[str]


def with_other_names(messages: Sequence[Said]) -> list[Said]:
    """The messages, and each that names somebody once more."""
    whole = [name.split() for message in messages for name in _names(message) if 2 <= len(name.split()) <= 3]
    first, last = [name[0] for name in whole], [" ".join(name[1:]) for name in whole]
    random = Random(_SEED)
    if not whole:
        return list(messages)
    others = [_renamed(message, first, last, random) for message in messages if any(_names(message))]
    return [*messages, *others]


def _names(message: Said) -> Iterator[str]:
    return (message.text[start:end] for label, start, end in message.spans if label in _NAMED)


def _renamed(message: Said, first: Sequence[str], last: Sequence[str], random: Random) -> Said:
    text, spans, at = "", [], 0
    for label, start, end in sorted(message.spans, key=lambda span: span[1]):
        text += message.text[at:start]
        said = message.text[start:end]
        if label in _NAMED:
            said = random.choice(first) if " " not in said else f"{random.choice(first)} {random.choice(last)}"
        spans.append((label, len(text), len(text) + len(said)))
        text, at = text + said, end
    text += message.text[at:]
    lowered = text.lower() if random.random() < _LOWER else text
    return replace(message, text=lowered if len(lowered) == len(text) else text, spans=tuple(spans))
