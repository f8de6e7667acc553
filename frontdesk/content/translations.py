"""The responses in another language: its texts under the English names, with what the English ones say beside their texts.

1. A form keeps what is its own (`channel`, `when`); title and `yes_no` are those of the language.
2. Source, follow-ups, settings and level are those of the English response. `reviewed` holds only if the translation is
   reviewed too; what a clinic switches off follows the English text, which says what was checked.
3. A response that a language lacks is said in English. `check` names it (frontdesk/checks/languages.py). So is an answer that
   a clinic has in its own words (own_data.py).
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from frontdesk.content.own_data import OWN
from frontdesk.content.phrasings import read_yaml
from frontdesk.content.reviewed import Responses, metadata_of, raw_metadata
from frontdesk.language.packs import Pack

_OWN = ("title", "yes_no", "when")


@lru_cache(maxsize=8)
def texts_of(pack: Pack) -> Mapping[str, list[Mapping[str, Any]]]:
    """The texts of a language as they are written, by name; each form says whether it is reviewed."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for file in pack.texts:
        content = read_yaml(file) or {}
        reviewed = content.get("reviewed") is True
        for name, forms in (content.get("responses") or {}).items():
            found[name] = [{**form, "reviewed": reviewed} for form in forms if isinstance(form, Mapping)]
    return found


def translated(responses: Responses, pack: Pack) -> Responses:
    """All responses in a language."""
    texts = texts_of(pack)
    return {
        name: _forms(raw_metadata(responses, name), texts[name]) if name in texts and not _is_own(forms) else forms
        for name, forms in responses.items()
    }


def _is_own(forms: Sequence[Mapping[str, Any]]) -> bool:
    return any(form.get(OWN) for form in forms)


def _forms(english: Mapping[str, Any], forms: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    shared = {key: value for key, value in english.items() if key not in _OWN}
    first = metadata_of(forms[0]) if forms else {}
    titled = {key: first[key] for key in ("title", "yes_no") if key in first}
    merged: list[Mapping[str, Any]] = []
    for form in forms:
        metadata = {**shared, **titled, **metadata_of(form), "translated": True, "reviewed": form["reviewed"]}
        merged.append({**form, "metadata": metadata})
    return merged
