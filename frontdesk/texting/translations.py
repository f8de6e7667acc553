"""Notices about texting in the language that a phone writes in (`texts/texting.yml` of a language), else in English."""

from collections.abc import Mapping
from functools import lru_cache

from ruamel.yaml import YAML

from frontdesk.language.packs import Pack, pack_of
from frontdesk.language.wording import wording_of
from frontdesk.settings.clinic import Clinic
from frontdesk.texting.gsm import normalised


@lru_cache(maxsize=8)
def notices_of(pack: Pack) -> Mapping[str, str]:
    """The notices of a language, by name."""
    file = pack.folder / "texts" / "texting.yml"
    content = YAML(typ="safe").load(file.read_text(encoding="utf-8")) if file.is_file() else {}
    found: Mapping[str, str] = content.get("notices") or {}
    return found


def notice(language: str, name: str, clinic: Clinic, called: str, **values: str) -> str:
    """A notice in a language, filled; empty where the language has none. `called`: the clinic's name, as texts have it."""
    pack = pack_of(language)
    text = notices_of(pack).get(name) if pack else None
    if pack is None or not text:
        return ""
    known = {
        "name": called,
        "clinic_phone": wording_of(pack).phone(clinic.phone),
        "emergency_number": clinic.emergency_number,
        "health_line": clinic.health_line,
        **values,
    }
    return normalised(text.format_map(known)).strip()
