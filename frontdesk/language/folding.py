"""Plain characters and written-out short forms: what every reader of patients' texts starts from. Needs no model."""

import re
import unicodedata
from pathlib import Path

from ruamel.yaml import YAML

_WORDS = YAML(typ="safe").load((Path(__file__).parent / "en/words.yml").read_text(encoding="utf-8"))
SHORT_FORMS: dict[str, str] = {str(k): str(v) for k, v in _WORDS["short_forms"].items()}
MIXED_UP: dict[str, tuple[str, ...]] = {str(k): tuple(map(str, v)) for k, v in _WORDS["mixed_up"].items()}
FIELD: tuple[str, ...] = tuple(_WORDS["field"])

_QUOTES = str.maketrans({"‘": "'", "’": "'", "´": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})
_UNSEEN = ("Cc", "Cf", "Zl", "Zp")
# Without punctuation.
LINE_END = re.compile(r"([^\s.,:;!?])[ \t]*[\r\n]+(?=\s*\S)")


def plain(text: str) -> str:
    """A text in plain characters: NFKC, straight quotes."""
    return unicodedata.normalize("NFKC", text).translate(_QUOTES)


def visible(character: str) -> str:
    """A character; a blank for what is not seen."""
    return " " if unicodedata.category(character) in _UNSEEN else character


def fold(text: str) -> str:
    """The same text in plain characters: NFKC, straight quotes, no control or format characters, single spaces.

    A line end without punctuation ends a sentence.
    """
    return " ".join("".join(map(visible, LINE_END.sub(r"\1. ", plain(text)))).split())
