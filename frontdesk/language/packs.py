"""The languages that are answered in: one folder each, found by its `language.yml`.

1. Every folder beside this file that has a `language.yml` is a language; `register` adds one from elsewhere.
   English is one too: what every language has is asked of all (`languages`), what is translated of the others (`packs`).
2. `texts/*.yml` hold what is said, under the names of the English responses (frontdesk/content/translations.py).
3. `phrasings/*.yml` hold what patients write, by intent, from which understanding is learnt (frontdesk/engine/nlu/readers.py).
4. `bookings/*.yml` hold marked messages of bookings, by the open question, from which a booking reader learns
   (frontdesk/engine/nlu/booking_reader.py). Without them what is told of an appointment is read by the next alone.
5. `reading.yml` turns what is said of an appointment into the words that the booking reads (gloss.py), and `wording.yml` turns
   dates, times and buttons into the words of the language (wording.py).

docs/tutorials/add-a-language.md shows each file.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ENGLISH = "en"
_FILE = "language.yml"


class PackError(ValueError):
    """A folder is no language that can be read; says which file, and what to do."""


def _read(file: Path) -> Any:
    return YAML(typ="safe").load(file.read_text(encoding="utf-8")) if file.is_file() else {}


@dataclass(frozen=True)
class Pack:
    """A language: its code (two letters, ISO 639-1) and the folder with its words."""

    code: str
    folder: Path

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        """What `language.yml` says."""
        found: Mapping[str, Any] = _read(self.folder / _FILE)
        return found

    @cached_property
    def wording(self) -> Mapping[str, Any]:
        """What `wording.yml` says."""
        found: Mapping[str, Any] = _read(self.folder / "wording.yml")
        return found

    @cached_property
    def reading(self) -> Mapping[str, Any]:
        """What `reading.yml` says."""
        found: Mapping[str, Any] = _read(self.folder / "reading.yml")
        return found

    @cached_property
    def terms(self) -> Mapping[str, Any]:
        """By English term: how it is called, and the words for it."""
        found: Mapping[str, Any] = _read(self.folder / "terms.yml")
        return found

    @property
    def texts(self) -> list[Path]:
        """The files with what is said."""
        return sorted((self.folder / "texts").glob("*.yml"))

    @property
    def phrasings(self) -> list[Path]:
        """The files with what patients write."""
        return sorted((self.folder / "phrasings").glob("*.yml"))

    @property
    def bookings(self) -> list[Path]:
        """The files with marked messages of bookings, if there are any."""
        return sorted((self.folder / "bookings").glob("*.yml"))

    @property
    def files(self) -> list[Path]:
        """The files from which understanding is learnt."""
        return [*self.phrasings, *self.bookings, self.folder / _FILE]

    def keywords(self, kind: str) -> frozenset[str]:
        """Words of a text that is short: `stop`, `start`, `help`, `more`, `yes`, `polite`; in lower case, without accents."""
        return frozenset((self.settings.get("keywords") or {}).get(kind) or ())

    def pattern(self, name: str) -> re.Pattern[str]:
        """A pattern of `language.yml`; one that matches nothing where the language has none."""
        return re.compile(self.settings.get(name) or r"(?!)", re.IGNORECASE)


_FOLDER = Path(__file__).parent
_english = Pack(ENGLISH, _FOLDER / ENGLISH)
_registered: dict[str, Pack] = {}


def read_pack(folder: Path) -> Pack:
    """The language of a folder. Raises PackError."""
    try:
        settings = _read(folder / _FILE)
    except (OSError, ValueError) as error:
        raise PackError(f"{folder / _FILE} cannot be read: {error}. Mend it, or remove the folder.") from error
    code = settings.get("code") if isinstance(settings, Mapping) else None
    if not isinstance(code, str) or not re.fullmatch(r"[a-z]{2}", code) or code == ENGLISH:
        raise PackError(f"{folder / _FILE} names no language. Add `code:` with its two letters, such as `code: fr`.")
    return Pack(code, folder)


def register(folder: Path) -> Pack:
    """Add the language of a folder; returns it. Raises PackError."""
    pack = read_pack(folder)
    _registered[pack.code] = pack
    return pack


def unregister(code: str) -> None:
    """Take a language out again."""
    _registered.pop(code, None)


def packs() -> Mapping[str, Pack]:
    """The languages beside English, by code."""
    return _registered


def languages() -> Mapping[str, Pack]:
    """Every language that is answered in, by code; English first."""
    return {ENGLISH: _english, **_registered}


def keywords(kind: str) -> frozenset[str]:
    """The keywords of a kind in every language."""
    return frozenset().union(*(pack.keywords(kind) for pack in languages().values()))


def pack_of(code: str) -> Pack | None:
    """The language of a code; None for English and for one that is not here."""
    return _registered.get(code)


for _file in sorted(_FOLDER.glob(f"*/{_FILE}")):
    if _file.parent != _english.folder:
        register(_file.parent)
