"""Complaints that are told in words that nobody marked: mistyped ones, and those in what was noted before."""

import re

from frontdesk.booking.extraction import bare_reason
from frontdesk.booking.vocabulary import is_clinical
from frontdesk.language.gloss import reading_of
from frontdesk.language.packs import pack_of

_PIECE = re.compile(
    r"(?<=[.!?;])\s+|\n+|,\s+|\s+(?=(?:and|but|et|mais|pis) (?:i|it|my|now|je|j'|mon|ma|l[ae])\b)", re.I
)
_CLAUSE_END = re.compile(r"[,.;!?\n]+")
_OWNED = re.compile(r"\b(?:my|his|her|their|our)\b.+", re.I)
_WHAT_FOR = re.compile(
    r"\b(?:for|about|4|pour|pr) (?:my|his|her|their|an?|mon|ma|mes|son|sa|ses|une?|le|la|les|des)\b|\bpour l'", re.I
)
# Lines of the note that are not the patient's own words: "Asked for by Ana".
_OF_OURS = re.compile(
    r"(?:Asked for by|Also coming|Also named|Other number|When to call|Wants to|Time named|Name|When)\b"
)
_TOLD_ALREADY = re.compile(
    r"\b(?:(?:as|like|what) (?:i|we) (?:said|told|wrote|mentioned|typed)|"
    r"(?:i|we)(?:'ve)? (?:just |already )+(?:said|told|wrote|mentioned|typed|did|answered)|"
    r"(?:see|read) (?:above|my (?:first )?message)|same (?:thing )?as (?:above|before|i)|already (?:said|told|answered))\b",
    re.I,
)


def refers_back(plain: str) -> bool:
    """Whether a lower-case answer says that it was told before: "like i said", "see above"."""
    return bool(_TOLD_ALREADY.search(plain))


def told_before(note: str, lang: str) -> str:
    """The complaint in what the patient said before, as it was noted in a language; empty if there is none."""
    said = [piece for line in note.splitlines() if not _OF_OURS.match(line) for piece in _PIECE.split(line)]
    names = (piece for piece in said if _names_complaint(piece, lang))
    found = next(names, None) or next((piece for piece in said if _WHAT_FOR.search(piece)), "")
    return bare_reason(found).strip(" .,;!?")


def mistyped(text: str, spelt: str) -> str | None:
    """The complaint of a text whose slips were put right in `spelt`: "my sholder it herts"."""
    if is_clinical(text) or not is_clinical(spelt):
        return None
    typed, put_right = _CLAUSE_END.split(text), _CLAUSE_END.split(spelt)
    clauses = list(zip(typed, put_right)) if len(typed) == len(put_right) else [(text, spelt)]
    clause = next((one for one, right in clauses if is_clinical(right)), text)
    owned = _OWNED.search(clause)
    return (owned[0] if owned else clause).strip()


def _names_complaint(piece: str, lang: str) -> bool:
    pack = pack_of(lang)
    return is_clinical(piece) or bool(pack and any(reading_of(pack).terms_in(piece)))
