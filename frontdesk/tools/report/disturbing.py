"""The same message as other people would type it. Each way is fixed: two reports disturb alike."""

import random
import re
from collections.abc import Callable, Mapping

_FILLER = (
    "hi there, ",
    "sorry to bother you, ",
    "quick question, ",
    "um so ",
    "hey, not sure if this is the right place but ",
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_EVERY = 5  # one word in so many is misspelt, one at least


def typos(text: str) -> str:
    """Two neighbouring letters swapped, one dropped or one doubled, in one word of five."""
    chance = random.Random(text)
    words = list(_WORD.finditer(text))
    chosen = chance.sample(words, min(len(words), max(1, len(words) // _EVERY)))
    for word in sorted(chosen, key=lambda found: -found.start()):
        at = word.start() + chance.randrange(1, len(word.group()) - 1)
        one, two = text[at], text[at + 1]
        text = text[:at] + chance.choice((two + one, one, one + one + two)) + text[at + 2 :]
    return text


def capitals(text: str) -> str:
    """All letters large."""
    return text.upper()


def no_marks(text: str) -> str:
    """Small letters and no marks, as phones send them."""
    return " ".join(re.sub(r"[^\w\s'’@.:/-]|(?<!\d)[.:/-]|[.:/-](?!\d)", " ", text.lower()).split()) or text


def filler(text: str) -> str:
    """Behind words that say nothing."""
    return f"{random.Random(text).choice(_FILLER)}{text}"


WAYS: Mapping[str, Callable[[str], str]] = {
    "as typed": str,
    "typos": typos,
    "capitals": capitals,
    "no marks": no_marks,
    "filler": filler,
}
