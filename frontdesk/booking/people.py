"""Who is coming, and who asks for them, as far as a message says so."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from rapidfuzz.distance import OSA

from frontdesk.booking import told as marks
from frontdesk.booking.draft import FULL_NAME, Draft
from frontdesk.booking.for_whom import find_for_whom
from frontdesk.booking.heard import Heard
from frontdesk.booking.names import (
    bare_name,
    find_name,
    find_their_name,
    fuller_name,
    initials_and_name,
    introduced_whole,
    is_written_as_name,
    listed_name,
    mentions,
    name_in_parts,
    names_last_name,
    names_themselves,
    spells_out,
    whole_name,
)
from frontdesk.booking.one_person import corrected, joins_names, persons_of
from frontdesk.booking.relations import is_for_another, plainly, relations_in, together_with, whose_visit
from frontdesk.booking.taken import Taken
from frontdesk.booking.written_names import IN_QUOTES, written_name

_ALIKE = 0.8  # how much two names have to be alike for the second to correct the first
_IS = re.compile(r"\b(?:it'?s|i'?m|i am|this is|names?|called|for) $", re.IGNORECASE)
_NAMES = re.compile(r"\b(?:sur|last )?names?\b|\bspel(?:t|l)")


def take_people(taken: Taken, heard: Heard, text: str, staff: Collection[str] = ()) -> Taken:
    """Take for whom it is, the name of who is coming, and of who asks. `staff`: names of the clinic's people."""
    both = together_with(heard.plain)
    if both:
        taken = taken.with_other(both, f"your {both}")
    for_whom = "" if both else _relation(taken.draft, heard, find_for_whom(heard.text if heard.told.is_read else text))
    if for_whom and not taken.draft.details.for_whom:
        taken = _for_another(taken.note(f"for your {for_whom}", for_whom=for_whom))
    elif for_whom and is_for_another(heard.plain) and heard.told.does(marks.CORRECT):
        taken = taken.note(f"for your {for_whom}", for_whom=for_whom)
    told = (words for words in _names(taken.draft, heard) if not _POSSESSIVE.fullmatch(words))
    marked = (name for words in told if (name := written_name(words)) and name not in staff)
    if not taken.draft.step:
        marked = (name for name in marked if _may_be_name(heard, name))
    spoken_of = (name for name in marked if taken.draft.step == "name" or not mentions(heard.text, name))
    names = _apart(spoken_of, heard.told.does(marks.CORRECT) or bool(_SET_RIGHT.search(heard.text)))
    askers = [written_name(asker) or asker for asker in _askers(taken.draft, heard)]
    own, theirs = _own_and_theirs(heard, names, bool(taken.draft.details.for_whom), opening=not taken.draft.step)
    askers, names = [*askers, *own], theirs
    whole = name_in_parts(heard.text) or (initials_and_name(heard.text) if taken.draft.step == "name" else None)
    both_names = (
        [heard.text.strip(" .!")] if heard.lang and taken.draft.step == "name" and joins_names(heard.text) else []
    )
    names, called = ([whole], []) if whole else persons_of(heard.text, both_names or names)
    for asker in askers:
        taken = _asked_for_by(taken, asker)
    called += [nick[1] for words in heard.told.all(marks.NAME) if (nick := IN_QUOTES.search(words))]
    for name in called:
        taken = replace(taken, draft=taken.draft.with_note(f"Also named: {name}"))
    if names:
        return _take_told(taken, heard, names)
    if askers or (heard.told.is_read and taken.draft.step != "name" and not _NAMES.search(heard.plain)):
        return taken
    return _take_introduced(taken, heard, text, bool(for_whom))


def _askers(draft: Draft, heard: Heard) -> list[str]:
    """Who asks. Once the name of who is coming is known, a word in small letters is no name: "im nwe"."""
    found = heard.told.all(marks.ASKER)
    known = draft.step not in ("", "name") and not draft.details.for_whom
    return [name for name in found if name[:1].isupper() or (not known and names_themselves(heard.text, name))]


def _relation(draft: Draft, heard: Heard, unmarked: str | None) -> str:
    """How the words for whom it is are said back: "mom" for "my mom". `unmarked`: what is said so without a mark.

    Once the name of who is coming is known, somebody else is spoken of, unless the visit is said to be for them.
    """
    found = next(iter(relations_in(heard.told)), "") or plainly(unmarked or "") or whose_visit(heard.plain)
    known = heard.told.is_read and draft.details.name
    return found if not known or is_for_another(heard.plain) else ""


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
    if taken.draft.step != "name" and (right := _put_right(heard, known, name)):
        taken = taken.note(right, name=right)
    elif _replaces(taken.draft, heard, name):
        whole = whole_name(heard.text, name) or fuller_name(heard.text, known) or _with_first(taken.draft, name)
        others = [other for other in others if other.lower() not in whole.lower()]
        taken = _with_former(taken, known, whole) if not heard.told.does(marks.CORRECT) else taken
        taken = taken.note(whole, name=whole)
    elif name.lower() in known.lower():
        taken = replace(taken, answered=True)
    elif taken.draft.step != "confirm":
        others = names
    for other in others:
        if _is_another(taken.draft, heard, other):
            taken = taken.with_other(other)
    return taken


def _with_former(taken: Taken, known: str, name: str) -> Taken:
    """With a name that was taken for the patient's before, in the note: it may be that of whom they want to see."""
    if not known or set(known.lower().split()) & set(name.lower().split()) or joins_names(known):
        return taken
    return replace(taken, draft=taken.draft.with_note(f"Also named: {known}"))


def _put_right(heard: Heard, known: str, name: str) -> str:
    """The known name as a message that names it anew puts it right; empty where it does not."""
    if known and names_last_name(heard.text) and (whole := fuller_name(heard.text, known)):
        return whole
    return corrected(known, name, heard.text, heard.told.does(marks.CORRECT))


def _is_another(draft: Draft, heard: Heard, name: str) -> bool:
    """Whether a name is surely that of somebody else: words alone or in small letters answer another question."""
    if draft.step in ("", "name"):
        return True
    written = heard.text.isupper() or all(word[:1].isupper() for word in _as_typed(heard.text, name).split())
    return written and name.lower() != heard.plain


def _may_be_name(heard: Heard, name: str) -> bool:
    """Whether a marked name may be one where none is asked for: a word alone in small letters has to be introduced, and so
    have words that were put right."""
    text = heard.text
    introduced = names_themselves(text, name) or _IS.search(text.partition(_as_typed(text, name))[0]) or find_name(text)
    written = " " in name or not _as_typed(text, name).islower()
    return bool(introduced) or (written and not _is_slip(heard.told.spelt, name))


def _is_slip(spelt: str, name: str) -> bool:
    """Whether words marked as a name are others that were mistyped: "sombody abuot". `spelt`: the text put right."""
    words = set(re.findall(r"[^\W\d_]+", spelt))
    return bool(words) and words.isdisjoint(re.findall(r"[^\W\d_]+", name.lower()))


def _as_typed(text: str, name: str) -> str:
    start = text.lower().find(name.lower())
    return text[start : start + len(name)] if start >= 0 else name


def _with_first(draft: Draft, name: str) -> str:
    """The name; a single one that answers the question for the full name goes behind the first name that is known."""
    known = draft.details.name
    is_last = FULL_NAME in draft.skipped and draft.step == "name" and " " not in f"{known}{name}" and known != name
    return f"{known} {name}" if known and is_last else name


def _own_and_theirs(heard: Heard, names: list[str], for_another: bool, opening: bool) -> tuple[list[str], list[str]]:
    """The names of who writes and of who is coming, where the message introduces one of them as such.

    `opening`: it begins a booking, where "it's Ana" is who writes.
    """
    if names_last_name(heard.text):
        return [], names
    theirs = find_their_name(heard.text)
    if theirs in names:
        return [name for name in names if name != theirs], [theirs]
    if not for_another:
        return [], names
    own = [name for name in names if names_themselves(heard.text, name) or (opening and _greets_as(heard.text, name))]
    return own, [name for name in names if name not in own]


def _greets_as(text: str, name: str) -> bool:
    """Whether a text begins with the name of who writes it: "hi it's [Deb Olsen]"."""
    return bool(_ITS.fullmatch(text.partition(_as_typed(text, name))[0]))


def _names(draft: Draft, heard: Heard) -> list[str]:
    """The marked names, each with the words next to it that are written as one: "[Rosa] Example"."""
    if heard.text.isupper():
        return heard.told.all(marks.NAME)
    widened = heard.told.widened(marks.NAME, is_written_as_name)
    told = [introduced_whole(heard.text, name) for words in widened for name in _PUTS_RIGHT.split(words) if name]
    whole = bare_name(heard.text) if draft.step == "name" and len(told) == 1 else None
    return [whole] if whole and _is_part(told[0], whole) else told


def _is_part(name: str, whole: str) -> bool:
    """Whether a name has words more, which are written as it is: "[Ana] Berg", but not "le résident [Ana Berg]"."""
    more = set(whole.split()) - set(name.split())
    is_more = set(name.lower().split()) < set(whole.lower().split())
    return is_more and (name.islower() or all(word[:1].isupper() or word.lower() in _PARTICLES for word in more))


# "Terrance Gladue [sorry] Terence Gladue"
_PUTS_RIGHT = re.compile(
    r"[\s,.]*\b(?:sor+y|sry|o+ps|whoops|i mean|actually|make that|scratch that|no wait|wait no|oh no|no,? it'?s|not? no)\b"
    r"[\s,.]*",
    re.IGNORECASE,
)
_PARTICLES = frozenset("de la le du des von van der den di da dos el al bin ibn abu mac mc st ste y e".split())
_ITS = re.compile(r"\W*(?:(?:hi|hello|hey|good \w+)(?: there)?\W+)?it'?s\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\w+['’]s")  # "mine. Margaret's": whose it is, no new name
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
    words = set(name.lower().split())
    asked = draft.step == "name" or (heard.told.does(marks.CORRECT) and len(words) >= len(known))
    in_full = len(known) == 1 < len(words) and name.lower() == heard.plain
    return not known or asked or in_full or known < words or spells_out(draft.details.name, name)


def _take_introduced(taken: Taken, heard: Heard, text: str, for_another: bool) -> Taken:
    """A name that is introduced as one. Who asks for another is noted for the front desk."""
    name, theirs = find_name(text), find_their_name(text)
    known = taken.draft.details
    speaks = bool(known.name and known.for_whom and name and names_themselves(text, name))
    asker = name if speaks or (for_another and name != theirs and not known.name) else None
    if asker:
        taken = _asked_for_by(taken, asker)
    name = corrected(known.name, name, text, corrects=True) or name if name and not speaks else name
    patient = theirs or (None if asker else name) or fuller_name(text, taken.draft.details.name)
    if not patient and not taken.draft.details.name and heard.lang:
        patient = listed_name(text)
    return taken.note(patient, name=patient) if patient else taken
