"""Texts left behind by an edited answer: a text message, or a translation, that still says what the answer said before.

`data/compared.txt` has a line for each response that is said in several forms, with a digest of each form as it was when
somebody last compared them (`check --compared` writes it). A form follows another one: where that one has changed since and
the form itself has not, it was left behind.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from frontdesk.content.reviewed import Responses, metadata_of, read_metadata, variations
from frontdesk.content.translations import texts_of
from frontdesk.language.packs import packs

RECORD = "compared.txt"
_WEB, _SMS = "web", "sms"
_DIGITS = 8
Digests = Mapping[str, Mapping[str, str]]  # by response and form


def digests(responses: Responses) -> dict[str, dict[str, str]]:
    """The digests of all responses that are said in several forms."""
    found = {name: _of_response(name, responses) for name in responses}
    return {name: forms for name, forms in sorted(found.items()) if _WEB in forms and len(forms) > 1}


def _of_response(name: str, responses: Responses) -> dict[str, str]:
    forms = variations(responses, name)
    found = _by_channel(forms, "", read_metadata(responses, name).yes_no)
    for code, pack in packs().items():
        found |= _by_channel(texts_of(pack).get(name, ()), code, "")
    return found


def _by_channel(forms: Any, language: str, first: str) -> dict[str, str]:
    """The digest of what is said on the web, and of what is said by text message where that differs in name."""
    found = {}
    for channel in (_WEB, _SMS):
        texts = [
            f"{metadata_of(form).get('when', '')} {metadata_of(form).get('yes_no', '')} {form['text']}"
            for form in forms
            if (form.get("channel") or _WEB) == channel
        ]
        if texts:
            said = "\n".join([first if channel == _WEB else "", *texts])
            found[_key(language, channel)] = hashlib.sha256(said.encode()).hexdigest()[:_DIGITS]
    return found


def _key(language: str, channel: str) -> str:
    if not language:
        return channel
    return language if channel == _WEB else f"{language}-{channel}"


def _followed(form: str) -> str:
    """The form that another one follows."""
    return form.removesuffix(f"-{_SMS}") if form.endswith(f"-{_SMS}") else _WEB


def as_text(found: Digests) -> str:
    """The record of digests."""
    lines = (" ".join([name, *(f"{form}={digest}" for form, digest in forms.items())]) for name, forms in found.items())
    return "".join(f"{line}\n" for line in lines)


def read(data: Path) -> Digests:
    """The record in a data folder; empty where there is none."""
    file = data / RECORD
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    rows = (line.split() for line in lines)
    return {name: dict(form.split("=", 1) for form in forms) for name, *forms in rows}


def problems(responses: Responses, record: Digests) -> Iterator[str]:
    """Every form that was left behind."""
    now = digests(responses)
    for name, before in record.items():
        present = now.get(name, {})
        for form in before.keys() & present.keys() - {_WEB}:
            followed = _followed(form)
            changed = before.get(followed) != present.get(followed)
            if changed and before[form] == present[form]:
                yield (
                    f"`{name}` has {_called(followed)} that was changed, and {_called(form)} still says what it said before. "
                    "Change it too; if it still fits, run `python -m frontdesk check --compared`."
                )


def _called(form: str) -> str:
    language, _, channel = form.rpartition("-")
    if form == _WEB:
        return "a web answer"
    if form == _SMS:
        return "its text message"
    return f"its text message in {language}" if channel == _SMS else f"its text in {form}"
