"""For whom a visit is, in the words of whoever writes: "mom" for "can my mom get in"."""

import re

from frontdesk.booking.relations import COMPANY
from frontdesk.booking.vocabulary import WORDS, is_clinical

_RELATION = rf"(?:{'|'.join(WORDS['relations'])})"
_RELATIVE = rf"((?i:(?:my|our) (?:\w+ )?{_RELATION}(?:[- ]in[- ]law)?))\b"
# Whom one calls so without "my".
_AS_A_NAME = (
    "mom|mum|mama|dad|papa|grand(?:ma|pa|dad)|granny|gran|nana|kokum|mushum|baba|gido|oma|opa|nonna|nonno|hubby"
)
_A_NAME = r"(?: [A-ZÀ-Þ][\w'-]+)"
_IN_NEED = (
    r"(?:needs?|wants?|would like|has|had|is|hurt|should|could use|can'?t|threw|pulled|twisted|tore|broke|fell|slipped|injured|"
    r"strained|sprained|rolled|wrecked|did in)\b"
    r"(?! (?:me|us|that i|worried|annoyed|mad|upset|here|driving|waiting|right)\b|(?: been)? \w+ing (?:me|us)\b)"
)
_FOR_WHOM = (
    re.compile(
        rf"\b(?i:for|can|could|get|fit|behalf of|see|book|is|squeeze) (?i:in )?{_RELATIVE}(?! (?i:{COMPANY})\b)"
    ),
    re.compile(rf"\b{_RELATIVE}{_A_NAME}{{0,2}} (?i:{_IN_NEED})"),
    re.compile(
        rf"^\W*(?i:(?:hello|hi)\W+)?{_RELATIVE}\b[^.?!]{{0,60}}\b(?i:(?:s?he|they) (?:needs?|wants?|would like))\b"
    ),
    re.compile(
        rf"\b(?i:behalf of|for|one of) ((?i:(?:an?|my|our) {_RELATION}))(?i:s?)\b(?! (?:friendly|(?i:{COMPANY}))\b)"
    ),
    re.compile(rf"\b(?i:for|behalf of) ((?i:{_AS_A_NAME}))\b(?! to\b)"),
    re.compile(rf"\b{_RELATIVE} (?i:asked|wants|told) (?i:me|us) to (?i:get|book|make|find|set)\b"),
    re.compile(
        rf"^(?:(?i:hi|hello|hey)[,.! ]+)?((?i:{_RELATION}))\b(?:{_A_NAME}{{1,3}}\b|{_A_NAME}{{0,2}} (?i:{_IN_NEED}))"
    ),
)
_WHOSE = re.compile(rf"(?:(?:hi|hello|hey)[,.! ]+)?((?:my |our )?{_RELATION})'?s (?P<what>(?:\w+ )?\w+)", re.IGNORECASE)
_ON_BEHALF = re.compile(
    rf"\b(?:writing|calling|asking|booking|looking|here|it'?s|is|appointment|appt) (?:for|on behalf "
    rf"of) (?:(?:my|our|an?) )?{_RELATION}\b|"
    rf"^for (?:my |our )?{_RELATION}\b",
    re.IGNORECASE,
)
_OF_THEIRS = re.compile(
    rf"\b{_RELATIVE}(?!'s)(?:(?! (?:said|says|drove|drives|brought|told|tells|fixed|went|goes|saw|sees|"
    rf"swears|recommend\w*|sent|uses?)\b)[^.?!])*?"
    r"\b(?i:her|his|their) (?P<what>(?:\w+ )?\w+)"
)


def is_on_behalf(text: str) -> bool:
    """Whether somebody writes for another: "I am writing for my partner"."""
    return bool(_ON_BEHALF.search(text))


def _whose_complaint(text: str) -> re.Match[str] | None:
    """Whose part of the body a text names: "husband's back went out", "our daughter dances and her hip pops"."""
    places = (_WHOSE.match(text), _OF_THEIRS.search(text))
    return next((found for found in places if found and is_clinical(found["what"])), None)


def find_for_whom(text: str) -> str | None:
    """The relation of whom it is for to who asks: "mom" for "my mom"."""
    found = next((match for pattern in _FOR_WHOM if (match := pattern.search(text))), None) or _whose_complaint(text)
    return re.sub(r"^(?:my|our|an?) ", "", found.group(1).lower()) if found else None
