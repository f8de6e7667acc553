"""What one of several clinics says in its own words: `clinics/<id>/data`, over the data that all have in common.

    responses:
      utter_faq/cost:                 # an answer in place of the shared one
      - text: "A visit is paid at the desk."
    nlu:
    - intent: faq/sauna               # a topic of its own, or more phrasings of a shared one
      examples: |
        - do you have a sauna

1. Answers alone change nothing that is learnt: the clinic has the model of all others. With phrasings it has one of its own,
   together with every clinic whose phrasings are the same.
2. Only answers and topics. What is said of warning signs, and in bookings, is reviewed once and the same for every clinic.
3. An answer of its own is said in English to those who write in another language: the shared translation is not of it.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from frontdesk.content.phrasings import examples_of
from frontdesk.content.reviewed import Responses
from frontdesk.content.topic_ids import FAQ
from frontdesk.settings.values import SettingsError, read_file

OWN = "own"  # marks a form of a response that a clinic wrote itself
_INTENT, _RESPONSE = f"{FAQ}/", f"utter_{FAQ}/"
_KEYS = {"version", "nlu", "responses"}


def own_files(folder: Path | None) -> list[Path]:
    """The files of a clinic's own data, in order."""
    return sorted(folder.rglob("*.yml")) if folder else []


def own_responses(folder: Path | None) -> Responses:
    """The answers that a clinic has in its own words. Raises SettingsError for what is no answer."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for file in own_files(folder):
        for name, forms in (_content(file).get("responses") or {}).items():
            if not str(name).startswith(_RESPONSE) or not isinstance(forms, list):
                raise SettingsError(f"{file}: `{name}` is not an answer. A clinic's own are called {_RESPONSE}<topic>.")
            found[name] = [{**form, OWN: True} if isinstance(form, Mapping) else form for form in forms]
    return found


def own_phrasings(folder: Path | None) -> list[tuple[str, str]]:
    """Label and phrasing of every training example that a clinic adds. Raises SettingsError for what is no topic."""
    found = [
        (file, *example) for file in own_files(folder) if _content(file).get("nlu") for example in examples_of(file)
    ]
    for file, label, _ in found:
        if not label.startswith(_INTENT):
            raise SettingsError(f"{file}: `{label}` is not a topic. A clinic's own are called {_INTENT}<topic>.")
    return [(label, phrasing) for _, label, phrasing in found]


def parts_of_digest(folder: Path | None) -> Iterator[bytes]:
    """What of a clinic's own data a model depends on: nothing without phrasings. Where the folder is does not count."""
    if folder is not None and own_phrasings(folder):
        for file in own_files(folder):
            yield f"own/{file.relative_to(folder)}\0".encode() + hashlib.sha256(file.read_bytes()).digest()


def _content(file: Path) -> Mapping[str, Any]:
    content = read_file(file, "") or {}
    if not isinstance(content, Mapping) or not content.keys() <= _KEYS:
        raise SettingsError(
            f"{file}: only `nlu` and `responses` may stand here; docs/many-clinics.md shows an example."
        )
    return content
