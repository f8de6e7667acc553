"""Who of several people has been here: of "he hasn't, but I have" the part that is about whoever is coming."""

import re

from frontdesk.booking.been_here import find_patient_type
from frontdesk.booking.heard import Heard
from frontdesk.booking.vocabulary import WORDS
from frontdesk.language.gloss import reading_of
from frontdesk.language.packs import pack_of

_STEP = "patient_type"
_CLAUSE_END = re.compile(r"[.,;!?\n]+|\b(?:but|and|though|although|while|whereas)\b", re.IGNORECASE)
_SPEAKER = re.compile(r"\b(?:i|i'?m|i'?ve|i'?d|me|myself|we|we'?ve|us)\b", re.IGNORECASE)
_OTHER = re.compile(
    rf"\b(?:he|she|they|him|her|them|his|(?:s?he|they)'?(?:s|ve)|(?:my|our) (?:\w+ )?(?:{'|'.join(WORDS['relations'])}))\b",
    re.IGNORECASE,
)
_NO = re.compile(r"\b(?:no|nope|nah|not|never|hasn'?t|haven'?t|new|first|except)\b", re.IGNORECASE)
_YES = re.compile(r"\b(?:yes|yeah|yep|has|have|did|was|before)\b", re.IGNORECASE)


def kind_told_apart(heard: Heard, for_another: bool, asked: bool) -> str | None:
    """ "new" or "returning" of whoever is coming, where a message says it of them and of somebody else; else None.

    `for_another`: who writes is not the one who is coming. `asked`: it answers the question, where a yes or no will do.
    """
    of_speaker, of_other = _parts(heard)
    if not (of_speaker and of_other):
        return None
    part = " ".join(of_other if for_another else of_speaker)
    kind = find_patient_type(part)
    return kind or ("new" if asked and _NO.search(part) else "returning" if asked and _YES.search(part) else None)


def _parts(heard: Heard) -> tuple[list[str], list[str]]:
    """The clauses about who writes and those about somebody else, in English."""
    pack = pack_of(heard.lang)
    if pack is None:
        return _sorted([(clause, clause) for clause in _CLAUSE_END.split(heard.text)], _SPEAKER, _OTHER)
    reading = reading_of(pack)
    written = [clause.strip() for clause in reading.clauses_of(heard.written or heard.text)]
    said = [(clause, reading.of(reading.without_persons(clause), _STEP).text) for clause in written]
    return _sorted(said, reading.speaker, reading.other)


def _sorted(
    clauses: list[tuple[str, str]], speaker: re.Pattern[str], other: re.Pattern[str]
) -> tuple[list[str], list[str]]:
    of_other = [english for clause, english in clauses if other.search(clause)]
    of_speaker = [english for clause, english in clauses if speaker.search(clause) and not other.search(clause)]
    return of_speaker, of_other
