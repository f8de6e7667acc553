"""Writes what is known of names: `frontdesk/language/spelling/names.txt` and `data/safety/names.yml`.

1. Given names and surnames of many languages, as people type them, from the lists of Faker (MIT), those in Latin script. A name
   that is nearly a word of warning signs is left out ("hart"): there a slip is meant more often.
2. Whole names put together from these lists, as messages that are no warning sign; a third have a word for a surname ("Burns").

    python -m bench.names
"""

import pkgutil
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

from faker.providers import person
from faker.providers.person import en_US
from rapidfuzz import process
from rapidfuzz.distance import OSA

from frontdesk.language.sign_rules import sign_words
from frontdesk.language.spelling.lexicon import lexicon
from frontdesk.language.spelling.names import FILE

_LISTS = re.compile(r"(first|middle)_names?\w*|last_names?\w*|(?:parts_)?surnames?\w*|romanized_\w+")
_NAME = re.compile(r"[a-z]{2,}")
_WHOLE, _SEED = 900, 11
_SAFETY = Path("data/safety/names.yml")
_HEADER = """# Whole names, written by bench/names.py. A name is no warning sign, whatever its words are like.
version: "3.1"

nlu:
- intent: no_sign/everyday
  examples: |
"""
_ALIKE = 4  # letters; shorter words are near to everything
_LATIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th"})


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.lower().translate(_LATIN))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from re.split(r"[\s'’-]+", _plain(value))
    elif isinstance(value, Iterable):
        for one in value:
            yield from _of(one)


def _lists() -> tuple[set[str], set[str]]:
    """Given names and surnames."""
    given: set[str] = set()
    family: set[str] = set()
    for folder in pkgutil.iter_modules(person.__path__):
        provider = import_module(f"{person.__name__}.{folder.name}").Provider
        for attribute in dir(provider):
            value = getattr(provider, attribute)
            if kind := _LISTS.fullmatch(attribute):
                (given if kind.group(1) else family).update(filter(_NAME.fullmatch, _of(value)))
    return given, family


def _whole(given: Sequence[str], family: Sequence[str], words: Sequence[str], random: Random) -> Iterator[str]:
    """Whole names in several forms."""
    for _ in range(_WHOLE):
        first, last = random.choice(given), random.choice(words if random.random() < 1 / 3 else family)
        name = random.choice([f"{first} {last}"] * 6 + [f"{last}, {first}", f"{last} {first}", f"{first[0]}. {last}"])
        yield random.choice([name, name, name.title(), name.title(), name.upper()])


def main() -> None:
    """Write both files."""
    given, family = _lists()
    names = sorted(given | family)
    of_signs = [word for word in sign_words() if len(word) >= _ALIKE]
    near = process.cdist(names, of_signs, scorer=OSA.distance, score_cutoff=1).min(axis=1) <= 1
    kept = [name for name, alike in zip(names, near) if not (alike and len(name) >= _ALIKE)]
    FILE.write_text("\n".join(kept) + "\n", encoding="utf-8")
    words = sorted(name for name in _of(en_US.Provider.last_names) if lexicon().is_ours(name))
    whole = sorted(set(_whole(sorted(given), sorted(family), words, Random(_SEED))))
    _SAFETY.write_text(_HEADER + "".join(f"    - {name}\n" for name in whole), encoding="utf-8")
    print(f"{len(kept)} names, {len(whole)} whole names")


if __name__ == "__main__":
    main()
