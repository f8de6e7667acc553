"""Who is coming, and who asks for them, as far as a message says so."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from rapidfuzz.distance import OSA

from frontdesk.booking import told as marks
from frontdesk.booking.draft import FULL_NAME, Draft
from frontdesk.booking.extraction import find_for_whom
from frontdesk.booking.heard import Heard
from frontdesk.booking.names import (
    bare_name,
    find_name,
    find_their_name,
    fuller_name,
    introduced_whole,
    is_written_as_name,
    listed_name,
    mentions,
    names_last_name,
    names_themselves,
    spells_out,
    whole_name,
    written_name,
)
from frontdesk.booking.relations import is_for_another, relations_in, together_with
from frontdesk.booking.taken import Taken
from frontdesk.booking.vocabulary import WORDS

_ALIKE = 0.8  # how much two names have to be alike for the second to correct the first
_NAMES = re.compile(r"\b(?:sur|last )?names?\b|\bspel(?:t|l)")


def take_people(taken: Taken, heard: Heard, text: str, staff: Collection[str] = ()) -> Taken:
    """Take for whom it is, the name of who is coming, and of who asks. `staff`: names of the clinic's people."""
    both = together_with(heard.plain)
    if both:
        taken = taken.with_other(both, f"your {both}")
    for_whom = "" if both else _relation(taken.draft, heard, find_for_whom(heard.text if heard.told.is_read else text))
    if for_whom and not taken.draft.details.for_whom:
        taken = _for_another(taken.note(f"for your {for_whom}", for_whom=for_whom))
    whole = (words for words in _names(taken.draft, heard) if not _POSSESSIVE.fullmatch(words))
    marked = (name for words in whole if (name := written_name(words)) and name not in staff)
    spoken_of = (name for name in marked if taken.draft.step == "name" or not mentions(heard.text, name))
    names = _apart(spoken_of, heard.told.does(marks.CORRECT) or bool(_SET_RIGHT.search(heard.text)))
    askers = [written_name(asker) or asker for asker in heard.told.all(marks.ASKER)]
    own, theirs = _own_and_theirs(heard, names, bool(taken.draft.details.for_whom))
    askers, names = [*askers, *own], theirs
    for asker in askers:
        taken = _asked_for_by(taken, asker)
    if names:
        return _take_told(taken, heard, names)
    if askers or (heard.told.is_read and taken.draft.step != "name" and not _NAMES.search(heard.plain)):
        return taken
    return _take_introduced(taken, heard, text, bool(for_whom))


def wants_one_more(draft: Draft, heard: Heard) -> bool:
    """Whether a message within a booking asks for another one beside it: "and can i get one for me right after"."""
    return bool(draft.step and draft.details.name and not draft.sent and _ONE_MORE.search(heard.plain))


def with_one_more(draft: Draft, heard: Heard) -> Taken:
    """The booking with the wish for another one beside it, whole, for the front desk: what it tells is of that one."""
    name = next((name for words in heard.told.all(marks.NAME) if (name := written_name(words))), "")
    return Taken(draft).with_other(heard.written or heard.text, name or "the other one")


def _relation(draft: Draft, heard: Heard, unmarked: str | None) -> str:
    """How the words for whom it is are said back: "mom" for "my mom". `unmarked`: what is said so without a mark.

    Once the name of who is coming is known, somebody else is spoken of, unless the visit is said to be for them.
    """
    found = next(iter(relations_in(heard.told)), "") or unmarked or ""
    known = heard.told.is_read and draft.details.name
    return found if not known or heard.told.does(marks.CORRECT) or is_for_another(heard.plain) else ""


def _for_another(taken: Taken) -> Taken:
    """The name known so far is that of who asks: the one of who is coming is still to be asked for."""
    name = taken.draft.details.name
    return _asked_for_by(replace(taken, draft=taken.draft.with_details(name="")), name) if name else taken


def _asked_for_by(taken: Taken, name: str) -> Taken:
    return replace(taken, draft=taken.draft.with_note(f"Asked for by {name}"), answered=True)


def _take_told(taken: Taken, heard: Heard, names: list[str]) -> Taken:
    """Names that the reader marked: the first is who is coming, unless that is known and this does not correct it."""
    name, *others = names
    if heard.told.does(marks.CORRECT):
        name, others = names[-1], []
    known = taken.draft.details.name
    if _replaces(taken.draft, heard, name):
        whole = whole_name(heard.text, name) or fuller_name(heard.text, known) or _with_first(taken.draft, name)
        others = [other for other in others if other.lower() not in whole.lower()]
        taken = taken.note(whole, name=whole)
    elif name.lower() in known.lower():
        taken = replace(taken, answered=True)
    elif taken.draft.step != "confirm":
        others = names
    for other in others:
        if taken.draft.step in ("", "name") or other.lower() != heard.plain:  # a word alone answers another question
            taken = taken.with_other(other)
    return taken


def _with_first(draft: Draft, name: str) -> str:
    """The name; a single one that answers the question for the full name goes behind the first name that is known."""
    known = draft.details.name
    is_last = FULL_NAME in draft.skipped and draft.step == "name" and " " not in f"{known}{name}" and known != name
    return f"{known} {name}" if known and is_last else name


def _own_and_theirs(heard: Heard, names: list[str], for_another: bool) -> tuple[list[str], list[str]]:
    """The names of who writes and of who is coming, where the message introduces one of them as such."""
    if names_last_name(heard.text):
        return [], names
    theirs = find_their_name(heard.text)
    if theirs in names:
        return [name for name in names if name != theirs], [theirs]
    if not for_another:
        return [], names
    own = [name for name in names if names_themselves(heard.text, name)]
    return own, [name for name in names if name not in own]


def _names(draft: Draft, heard: Heard) -> list[str]:
    """The marked names, each with the words next to it that are written as one: "[Rosa] Example"."""
    if heard.text.isupper():
        return heard.told.all(marks.NAME)
    told = [introduced_whole(heard.text, name) for name in heard.told.widened(marks.NAME, is_written_as_name)]
    whole = bare_name(heard.text) if draft.step == "name" and len(told) == 1 else None
    longer = whole and set(told[0].lower().split()) < set(whole.lower().split())
    return [whole] if whole and longer else told


_POSSESSIVE = re.compile(r"\w+['’]s")  # "mine. Margaret's": whose it is, no new name
_ONE_MORE = re.compile(
    rf"\b(?:one|another|appointment|appt|spot|visit|time)(?: \w+)? for (?:me|myself|my (?:{'|'.join(WORDS['relations'])}))\b|"
    r"\bbook (?:me|myself) (?:in )?(?:too|as well|also)\b"
)
_SET_RIGHT = re.compile(
    r"\b(?:sorry|legally|officially|i mean|actually|spell\w*|spelt|correct\w*|make that|not)\b", re.IGNORECASE
)


def _apart(names: Iterable[str], corrects: bool) -> list[str]:
    """The names without those that are only part of another one ("jen, jen halloran"); where the message corrects something,
    also without those that another one corrects."""
    kept: list[str] = []
    for name in names:
        words = set(name.lower().split())
        kept = [
            other
            for other in kept
            if not set(other.lower().split()) <= words and not (corrects and _is_misspelt(other, name))
        ]
        if not any(words <= set(other.lower().split()) for other in kept):
            kept.append(name)
    return kept


def _is_misspelt(one: str, other: str) -> bool:
    return one.lower() != other.lower() and OSA.normalized_similarity(one.lower(), other.lower()) >= _ALIKE


def _replaces(draft: Draft, heard: Heard, name: str) -> bool:
    known = set(draft.details.name.lower().split())
    asked = draft.step == "name" or heard.told.does(marks.CORRECT)
    return not known or asked or known < set(name.lower().split()) or spells_out(draft.details.name, name)


def _take_introduced(taken: Taken, heard: Heard, text: str, for_another: bool) -> Taken:
    """A name that is introduced as one. Who asks for another is noted for the front desk."""
    name, theirs = find_name(text), find_their_name(text)
    asker = name if for_another and name != theirs and not taken.draft.details.name else None
    if asker:
        taken = _asked_for_by(taken, asker)
    patient = theirs or (None if asker else name) or fuller_name(text, taken.draft.details.name)
    if not patient and not taken.draft.details.name and heard.lang:
        patient = listed_name(text)
    return taken.note(patient, name=patient) if patient else taken
