"""What `check` says of single responses: can each be said, and does it name only what is known where it is said?"""

from collections.abc import Iterator, Mapping
from typing import Any

from frontdesk.booking.catalogue import values
from frontdesk.content.clinic_text import CLINIC_VALUES
from frontdesk.content.naming import PREFIX
from frontdesk.content.response_names import SAID_BY_CODE
from frontdesk.content.reviewed import (
    LEVELS,
    Responses,
    metadata_of,
    named_values,
    raw_metadata,
    variations,
    without_values,
    words,
)
from frontdesk.content.topic_ids import SAFETY

Known = Mapping[str, frozenset[str]]  # the values of each response that code says

_SAID_BY_BOOKINGS = ("utter_booking_", "utter_communication_")
_NAMED = frozenset({"named"})
_SOURCE = {"title", "section", "url", "reviewed"}


def problems(responses: Responses, files: Mapping[str, str]) -> Iterator[str]:
    """Everything that keeps a response from being said; `files` says which file each is in."""
    known = {**SAID_BY_CODE, **values()}
    for name in known:
        if name not in responses:
            yield f"`{name}` is missing, which the assistant says. Put it back; the shipped data show its text."
    for name in responses:
        where = f"{files.get(name, 'data')}: `{name}`"
        if name.startswith(_SAID_BY_BOOKINGS) and name not in known:
            yield f"{where} is said by nothing. Its name is probably misspelt: mend it, or remove the response."
        for said in (*of_forms(name, responses, known), *_of_metadata(name, raw_metadata(responses, name))):
            yield f"{where} {said}"


def of_forms(name: str, responses: Responses, known: Known) -> Iterator[str]:
    """Whether the texts of a response can be said. `known`: see Known."""
    forms: Any = responses[name]
    if not isinstance(forms, list) or not forms:
        yield "has no texts. Write a list below it, each line beginning with `- text:`."
        return
    for number, form in enumerate(forms, 1):
        if not isinstance(form, Mapping):
            yield f"has a text no. {number} without `text:`. Write `- text: ...`."
        elif not words(form.get("text")):
            yield f"has no words in its text no. {number}. Write them behind `text:`, or remove that entry."
        else:
            yield from _of_braces(name, str(form["text"]), known)
            if form.get("metadata") is not None and not isinstance(form["metadata"], Mapping):
                yield f"has metadata in its text no. {number} that are no keys with values. Write `title: ...` and so on."
            if form.get("channel") not in (None, "sms"):
                yield f"has a text for the channel `{form['channel']}`, which is none. Write channel: sms, or leave it out."


def _of_braces(name: str, text: str, known: Known) -> Iterator[str]:
    here = _NAMED if name.startswith(PREFIX) else known.get(name, frozenset())
    for value in sorted(named_values(text) - CLINIC_VALUES - here):
        if name.startswith("utter_booking_") and name not in known:
            continue
        others = ", ".join(f"{{{item}}}" for item in sorted(here))
        beside = f", and here {others}" if others else ""
        yield f"names {{{value}}}, which is no value there. docs/settings.md lists the values of the clinic{beside}."
    if set("{}") & set(without_values(text)):
        yield "has a brace that belongs to no value. Write the value's name in braces, as {clinic_phone}, or remove the brace."


def _of_metadata(name: str, metadata: Mapping[str, Any]) -> Iterator[str]:
    setting = metadata.get("setting")
    if setting is not None and setting not in CLINIC_VALUES:
        yield f"rests on the setting `{setting}`, which is none. Write one of docs/settings.md, or remove `setting`."
    follow_ups = metadata.get("follow_ups", [])
    if not isinstance(follow_ups, list) or not all(isinstance(item, str) for item in follow_ups):
        yield "has follow_ups that are no list of topics. Write follow_ups: [cost, first_visit]."
    title = metadata.get("title")
    if title is not None and not isinstance(title, str):
        yield "has a title that is no text. Write title: and a few words in quotes."
    kind = metadata.get("kind")
    if kind is not None and not isinstance(kind, str):
        yield "has a kind that is no word. Remove `kind`."


def of_level(name: str, metadata: Mapping[str, Any]) -> Iterator[str]:
    """Whether a warning says how urgent it is."""
    if name.startswith(f"utter_{SAFETY}/") and metadata.get("level") not in LEVELS:
        yield f"`{name}` has no level. Write level: emergency or level: urgent in its metadata."


def of_source(name: str, metadata: Mapping[str, Any]) -> Iterator[str]:
    """Whether an answer says what it rests on, part by part."""
    source = metadata.get("source")
    if not isinstance(source, Mapping):
        yield (
            f"`{name}` does not say what it rests on. Add source: {{title: Clinic settings, section: ..., url: null, reviewed: "
            "true} to its metadata."
        )
        return
    wrong = sorted(_SOURCE ^ set(map(str, source)))
    wrong += [key for key in ("title", "section") if key in source and not words(source[key])]
    if "url" in source and not (source["url"] is None or isinstance(source["url"], str)):
        wrong.append("url")
    if "reviewed" in source and not isinstance(source["reviewed"], bool):
        wrong.append("reviewed")
    if wrong:
        yield (
            f"`{name}` does not say what it rests on: see `{'`, `'.join(wrong)}`. Its source needs title, section, url (or "
            "null) and reviewed (true or false)."
        )


def of_settings(name: str, responses: Responses) -> Iterator[str]:
    """Whether an answer that rests on a setting has a form for both: the setting is there, and it is not."""
    if raw_metadata(responses, name).get("setting") is None:
        return
    for when in ("set", "unset"):
        forms = [form for form in variations(responses, name) if form.get("channel") is None]
        if not any(metadata_of(form).get("when") == when for form in forms):
            yield f"`{name}` rests on a setting, but has no text for when it is {when}. Add one with when: {when}."
