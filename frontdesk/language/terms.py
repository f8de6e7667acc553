"""The terms of `en/terms.yml`: by kind, each with the other words for it."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

_FILE = Path(__file__).parent / "en/terms.yml"
BODY_PART, CONDITION, CAUTION, INSURER = "BODY_PART", "CONDITION", "CAUTION", "INSURER"
# Kinds that an answer can name; symptoms and medicines are only marked.
NAMED = (CONDITION, CAUTION, INSURER, BODY_PART)


@lru_cache(maxsize=1)
def terms() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """By kind: term -> other words for it."""
    read: Mapping[str, Mapping[str, Sequence[str]]] = YAML(typ="safe").load(_FILE.read_text(encoding="utf-8"))
    return read


def words_of(kind: str) -> dict[str, str]:
    """All words of a kind, in lower case -> the term."""
    return {word.lower(): term for term, others in terms()[kind].items() for word in (term, *others)}


@lru_cache(maxsize=1)
def clinical_words() -> frozenset[str]:
    """Every word of health."""
    return frozenset(word for kind in terms() if kind != INSURER for word in words_of(kind))
