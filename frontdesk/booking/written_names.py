"""Words that are known to hold a name, as the name is written: "MacLeod, Fiona" as on a form is Fiona MacLeod."""

import re

from frontdesk.booking.names import FILLER
from frontdesk.booking.vocabulary import WORDS

_SAID_TWICE = re.compile(r"^(?P<last>[^\W\d_]+)[.,]+ (?P<whole>[^\W\d_]+ (?P=last))$", re.IGNORECASE)  # "Ito. Ana Ito"
# On a form, or in another English: "patient - Ana", "him: Bo", "myself Rajesh".
_FORM = re.compile(
    r"^(?:(?:patient|client|name|full name|him|her|me|myself|self|surname|the (?:patient|client|employee|player)(?: is)?)"
    r"(?:\s*[-:=–]+\s*|\s+(?=\S+\s+\S)))",
    re.IGNORECASE,
)
_RELATIVE_BEFORE = re.compile(
    r"^(?:my |our )?(?:nephew|niece|son|daughter|husband|wife|uncle|aunt|mother|father|mom|mum|dad|"
    r"brother|sister|cousin|friend|client)"
    r",? (?=\S+ \S)",
    re.IGNORECASE,
)
_COURTESY = re.compile(r"(?: (?:please|pls|plz|thanks|thank you|thx|ty|lol|haha|btw))+$", re.IGNORECASE)
# A greeting in another language, or somebody who is not ready yet.
_NO_NAME = re.compile(
    r"(?:more|suite|elle|lui|moi|eux|"
    r"buenos? d[ií]as|buenas(?: \w+)?|hola|bonjour|namaste|salaam\w*|sat sri akal|good \w+|here|ready|brb|back|whatever|"
    r"(?:(?:just|one|a|hold|hang|gimme|wait) )+(?:on|a|one|sec|second|moment|minute|min)(?: (?:a|on|"
    r"please|sec|second|moment|minute|min))*)",
    re.IGNORECASE,
)
IN_QUOTES = re.compile(r"(?<=\w)\s+[\"“(']([^\W\d_]+)[\"”)']\s+(?=\w)")  # Veronica "Ronnie" Berg
_FROM = re.compile(
    r"(?<=\S \S)(\S*),? (?:de |d['’]|du |à |from |in |of |over in |out (?:in|of) )"
    rf"(?:{'|'.join(map(re.escape, WORDS['places']))})$",
    re.IGNORECASE,
)  # "Ana Roy de Legal"
_SPELT_SO = re.compile(r",? (?:\w+ )?with (?:a|an|one|two|no) \w+", re.IGNORECASE)  # "carl with a c"
_SPELT = re.compile(r"^(?:is |it'?s )?(?:spell?ed|spelt|written) (?:as |like )?(?=\w)", re.IGNORECASE)
# "yusuf cant": who is only spoken of.
_DOES_NOT = re.compile(r"\s(?:can|won|is|does|did|was|has|have|would|could)(?:n?['’]?t|not)\b", re.IGNORECASE)
_MOST_WRITTEN = 8


def written_name(words: str) -> str | None:
    """The name that some words are known to hold: "MacLeod, Fiona" as on a form is Fiona MacLeod."""
    if _DOES_NOT.search(words):
        return None
    words = _FROM.sub(r"\1", FILLER.sub("", _SPELT_SO.split(words)[0].strip(" .-"), count=1))
    last, _, first = (part.strip(" .-") for part in words.partition(","))
    if first and last[:1].isupper() and first.islower():
        words, first = last, ""  # "Ana Berg, esquire"
    turned = first if set(last.lower().split()) <= set(first.lower().split()) else f"{first} {last}"
    named = FILLER.sub("", turned if first and "," not in first else words, count=1)
    named = _RELATIVE_BEFORE.sub("", IN_QUOTES.sub(" ", _SPELT.sub("", named)))
    named = _SAID_TWICE.sub(r"\g<whole>", _FORM.sub("", named))
    plain = _COURTESY.sub("", " ".join(re.sub(r"[^\w'’.\s-]|\d|_", " ", named).split()).strip(" .-"))
    if not plain or _NO_NAME.fullmatch(plain) or len(plain.split()) > _MOST_WRITTEN:
        return None
    return plain.title() if plain.islower() or (plain.isupper() and len(plain) > 3) else plain
