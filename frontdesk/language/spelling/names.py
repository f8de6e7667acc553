"""Names as people type them, without capitals: a text that is nothing but a name holds no slip.

`names.txt` has the names of many languages (see bench/names.py).
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from frontdesk.language.spelling.lexicon import lexicon

FILE = Path(__file__).parent / "names.txt"
_FEWEST, _MOST = 2, 5  # words of a whole name
_OF_NAMES = frozenset(", . -".split())


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(FILE.read_text(encoding="utf-8").split())


def is_ordinary(word: str) -> bool:
    """Whether a lower-case word is one that patients write, and not known for a name."""
    return lexicon().is_ours(word) and word not in _names()


def is_only_a_name(words: Sequence[str]) -> bool:
    """Whether lower-case words are a whole name: each may be one, and one is known for a name and for nothing else."""
    named = [word for word in words if word not in _OF_NAMES]
    return (
        _FEWEST <= len(named) <= _MOST
        and all(word in _names() or len(word) == 1 or not lexicon().is_ours(word) for word in named)
        and any(word in _names() and not lexicon().is_ours(word) for word in named)
    )
