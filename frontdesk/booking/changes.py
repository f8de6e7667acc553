"""Wishes to change something that was said: "wrong number", "can i change the time"."""

import re

_FIELD_WORDS = {
    "name": re.compile(r"\b(?:name|spell\w*)\b"),
    "phone": re.compile(r"\b(?:phone|number|cell|digits?)\b"),
    "when": re.compile(r"\b(?:time|day|date|when|hour)\b"),
    "reason": re.compile(r"\b(?:reason|what (?:it'?s|its) for|problem)\b"),
    "patient_type": re.compile(r"\b(?:new|been (?:here|there)|returning|first visit)\b"),
}
_CHANGES = re.compile(r"\b(?:change|wrong|fix|edit|correct|different|update|not right|another|mistake)\b")
_MOST_WORDS = 8
# "the time", "my phone number": nothing but a field.
_FIELD_ALONE = re.compile(
    r"(?:(?:no|wait|just|the|my|only|please|day and|phone|date and)[, ]+)*"
    r"(?:name|spelling|phone|number|time|day|date|reason)[.! ]*"
)
_SOMETHING = re.compile(
    r"(?:(?:i (?:want|need|would like|'d like) to|can i|let me|please) )?(?:change|edit|fix|correct)"
    r"(?: (?:it|something|this|that|everything|all of it|a few things))?[.! ]*"
)


def field_named(plain: str, intent: str = "") -> str | None:
    """The field that a wish such as "change the time" or "wrong number" names, if the message gives no new value."""
    if intent == "reschedule":
        return "when"
    if not _FIELD_ALONE.fullmatch(plain) and (not _CHANGES.search(plain) or len(plain.split()) > _MOST_WORDS):
        return None
    return next((name for name, words in _FIELD_WORDS.items() if words.search(plain)), None)


def wants_change(plain: str) -> bool:
    """Whether the patient wants to change something without saying what."""
    return bool(_SOMETHING.fullmatch(plain))
