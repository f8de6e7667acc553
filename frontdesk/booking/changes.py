"""Wishes to change something that was said: "wrong number", "can i change the time"."""

import re

from frontdesk.booking.fields import fields

_CHANGES = re.compile(r"\b(?:change|wrong|fix|edit|correct|different|update|not right|another|mistake)\b")
_MOST_WORDS = 8
_BEFORE_FIELD = r"(?:(?:no|wait|just|the|my|only|please|day and|phone|date and)[, ]+)*"
_SOMETHING = re.compile(
    r"(?:(?:i (?:want|need|would like|'d like) to|can i|let me|please) )?(?:change|edit|fix|correct)"
    r"(?: (?:it|something|this|that|everything|all of it|a few things))?[.! ]*"
)


def field_named(plain: str, intent: str = "") -> str | None:
    """The field that a wish such as "change the time" or "wrong number" names, if the message gives no new value."""
    if intent == "reschedule":
        return "when"
    if not _is_alone(plain) and (not _CHANGES.search(plain) or len(plain.split()) > _MOST_WORDS):
        return None
    return next((field.id for field in fields() if field.named.search(plain)), None)


def _is_alone(plain: str) -> bool:
    """Whether a text is nothing but a field: "the time", "my phone number"."""
    words = "|".join(field.alone for field in fields() if field.alone)
    return bool(re.fullmatch(rf"{_BEFORE_FIELD}(?:{words})[.! ]*", plain))


def wants_change(plain: str) -> bool:
    """Whether the patient wants to change something without saying what."""
    return bool(_SOMETHING.fullmatch(plain))
