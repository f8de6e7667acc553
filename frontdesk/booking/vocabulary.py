"""The words by which messages about a booking are taken apart: `words.yml` beside this file, and the clinical terms."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from frontdesk.language.terms import INSURER, clinical_words, words_of

WORDS: dict[str, Any] = YAML(typ="safe").load((Path(__file__).parent / "words.yml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def clinical_pattern() -> str:
    """A regular expression for any of the clinical words, the longest first."""
    return rf"(?:{'|'.join(map(re.escape, sorted(clinical_words() | frozenset(WORDS['reasons']), key=len, reverse=True)))})"


@lru_cache(maxsize=1)
def _clinical() -> re.Pattern[str]:
    return re.compile(rf"\b{clinical_pattern()}\b")


def is_clinical(text: str) -> bool:
    """Whether a text names a part of the body, a complaint, a condition or a medicine."""
    return bool(_clinical().search(text.lower()))


@lru_cache(maxsize=1)
def _payers() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words_of(INSURER), key=len, reverse=True)))})\b")


def names_payer(text: str) -> bool:
    """Whether a text names an insurer or a benefit plan."""
    return bool(_payers().search(text.lower()))
