"""Tells by its letters alone that a message is in a language that is not answered here (languages.yml).

Languages that share their letters with English and French are not told apart; only signs of their own give them away.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

_FILE = Path(__file__).parent / "languages.yml"
_FEWEST_LETTERS = 2
_FEWEST_WORDS = 2  # of those that give a language away
_WORDS = re.compile(r"\w+")
_LONGEST_LOOKED_AT = 2_000


@lru_cache(maxsize=1)
def languages() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """By name: the scripts of a language and, where it shares them, letters and words of its own."""
    read: Mapping[str, Mapping[str, Sequence[str]]] = YAML(typ="safe").load(_FILE.read_text(encoding="utf-8"))
    return read


@lru_cache(maxsize=4_096)
def _script(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0] if character.isalpha() else ""


def language_of(text: str) -> str:
    """The language of a text as it was typed; empty if its letters do not say."""
    text = unicodedata.normalize("NFC", text[:_LONGEST_LOOKED_AT]).lower()
    scripts = Counter(script for script in map(_script, text) if script)
    if scripts.total() < _FEWEST_LETTERS:
        return ""
    ((script, _),) = scripts.most_common(1)
    return next((name for name, marks in languages().items() if _fits(marks, script, text)), "")


def in_latin(language: str) -> bool:
    """Whether a language shares most of its letters with English, so that a name in an English message may look like it."""
    return languages()[language]["scripts"] == ["LATIN"]


def _fits(marks: Mapping[str, Sequence[str]], script: str, text: str) -> bool:
    if script not in marks["scripts"]:
        return False
    by_words = len(set(marks.get("words", ())).intersection(_WORDS.findall(text))) >= _FEWEST_WORDS
    return by_words or "letters" not in marks or not set(marks["letters"]).isdisjoint(text)
