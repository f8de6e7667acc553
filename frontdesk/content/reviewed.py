"""What the data say of a response, read so that nothing missing or misspelt can break a chat. `check` says what is wrong."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Responses = Mapping[str, Sequence[Mapping[str, Any]]]

LEVELS = ("emergency", "urgent")
_BRACES = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Metadata:
    """What is said of a response beside its texts; what the data lack is empty, a source that cannot be shown is None."""

    title: str
    source: Mapping[str, Any] | None
    follow_ups: tuple[str, ...]
    setting: str
    level: str
    kind: str
    yes_no: str = ""
    translation_reviewed: bool = True

    @property
    def is_reviewed(self) -> bool:
        """Whether a clinician, or the clinic itself, stands behind the text."""
        return bool(self.source and self.source["reviewed"])


def variations(responses: Responses, name: str) -> list[Mapping[str, Any]]:
    """The forms of a response that hold a text; none where there is no such response."""
    forms: Any = responses.get(name)
    listed = forms if isinstance(forms, list | tuple) else ()
    return [form for form in listed if isinstance(form, Mapping) and words(form.get("text"))]


def raw_metadata(responses: Responses, name: str) -> Mapping[str, Any]:
    """The metadata of a response as they are written: those of its first form."""
    forms: Any = responses.get(name)
    first = forms[0] if isinstance(forms, list | tuple) and forms else None
    return metadata_of(first)


def metadata_of(form: Any) -> Mapping[str, Any]:
    """The metadata of one form of a response, or none."""
    found = form.get("metadata") if isinstance(form, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def read_metadata(responses: Responses, name: str) -> Metadata:
    """The metadata of a response, as far as they can be used."""
    raw = raw_metadata(responses, name)
    listed = raw.get("follow_ups")
    follow_ups = listed if isinstance(listed, list | tuple) else ()
    level = words(raw.get("level"))
    return Metadata(
        title=words(raw.get("title")),
        source=_source(raw.get("source")),
        follow_ups=tuple(item for item in follow_ups if isinstance(item, str)),
        setting=words(raw.get("setting")),
        level=level if level in LEVELS else LEVELS[0],
        kind=words(raw.get("kind")),
        yes_no=words(raw.get("yes_no")),
        translation_reviewed=not raw.get("translated") or raw.get("reviewed") is True,
    )


def words(value: Any) -> str:
    """A text or number as a text; empty for anything else."""
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _source(raw: Any) -> Mapping[str, Any] | None:
    if not isinstance(raw, Mapping) or not words(raw.get("title")):
        return None
    return {
        "title": words(raw["title"]),
        "section": words(raw.get("section")),
        "url": words(raw.get("url")) or None,
        "reviewed": raw.get("reviewed") is True,
    }


def named_values(template: str) -> set[str]:
    """The values that a text names in braces."""
    return set(_BRACES.findall(template))


def filled(template: str, values: Mapping[str, str]) -> str:
    """The text with its values; one that there is none for is left out."""
    return _BRACES.sub(lambda named: values.get(named.group(1), ""), template)


def without_values(template: str) -> str:
    """What is written in a text itself."""
    return _BRACES.sub("", template)
