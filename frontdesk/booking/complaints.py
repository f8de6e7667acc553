"""Complaints as they are told: the words that the reader marked, with what belongs to them around."""

import re
from dataclasses import replace

from frontdesk.booking import told as marks
from frontdesk.booking.names import stop_words
from frontdesk.booking.rest import for_form
from frontdesk.booking.told import Told, Words
from frontdesk.booking.vocabulary import is_clinical
from frontdesk.language.when.words import is_time

_OTHERS = (*marks.OF_FIELDS, marks.PRACTITIONER)
# What goes on with how, when and since when it hurts.
_GOES_ON = frozenset(
    "since after from when whenever while because cause cuz that which with during due on in at for".split()
)
_JOINS = re.compile(
    r"(?:\s+(?:on|at|in|for|to|and|or|the|this|next|by|of))+$", re.IGNORECASE
)  # what went with the next words
_DENIAL = re.compile(
    r"\bnot (?:in |on )?(?:my |the |his |her |a )?$|(?:^|[.,;!?]\s*|\band )(?:no|without|zero|any) (?:more )?$",
    re.IGNORECASE,
)
_NOT_THIS = re.compile(r",? (?:and |but )?not (?:in |on )?(?:my|the|his|her) (?=\w+$)", re.IGNORECASE)
_HEALED = re.compile(
    r"\b(?:fixed|cured|sorted|healed|saved|helped(?: with)?|did (?:wonders|great|good|magic) (?:for|"
    r"with))(?: (?:his|her|their))? ?$",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(r"\b(?:his|her|their)\b", re.IGNORECASE)
# What somebody lives with or takes is for the front desk to know, and seldom what the visit is for.
_CAUTION = re.compile(
    r"(?:(?:i|he|she) (?:has|have|had|takes?|am|is)(?: on)? |(?:a|an|the|my|her|his|on|has|have|take) )*"
    r"(?:pacemaker|defibrillator|blood thinners?|warfarin|coumadin|eliquis|xarelto|pregnant|pregnancy|"
    r"diabetes|diabetic|epilepsy|allerg\w+)"
)
# "dying to get [back to running]" is no back that hurts.
_GETS = re.compile(r"\b(?:get|gets|getting|got|go|goes|going|be|come|coming|want) $", re.IGNORECASE)
_RETURNS = re.compile(r"back (?:to|in|into|at|on|for)\b", re.IGNORECASE)
_POLITE = re.compile(r"\b(?:too much|not? (?:a |any )?) ?(?:trouble|bother|problem)\b", re.IGNORECASE)
_SUBJECTS = frozenset("i he she it they we".split())
_MARKS = " .,;:!?-\"'"


# "need my back looked at", "get his elbow checked out"
_LOOKED_AT = re.compile(
    r"\b(?P<reason>(?:my|his|her|their|our) (?:[\w'-]+ ){1,4}?)"
    r"(?:looked (?:at|over)|checked|seen to|treated|worked on|assessed)\b",
    re.IGNORECASE,
)


def looked_at(text: str) -> str | None:
    """What somebody wants looked at: "need my back looked at"."""
    found = _LOOKED_AT.search(text)
    return found["reason"].strip() if found and is_clinical(found["reason"]) else None


def complaints(told: Told) -> list[str]:
    """The complaints of a message, each as far as it goes.

    Clinical words beside marked ones belong to them ("[right] knee"), and so does what goes on with them ("[sore hip] since
    monday"). Of marked words that name no complaint ("shuffles when [he walks]") the whole part of the sentence counts, if it
    does.
    """
    told = replace(told, words=tuple(words for words in told.words if not _is_of_no_matter(told.text, words)))
    whole = [_whole(told, words) for words in told.words if words.label == marks.REASON]
    widened = told.widened(marks.REASON, is_clinical)
    found = [max(both, key=len) for both in zip(whole, widened)] if len(whole) == len(widened) else widened
    found = [without_denied(words) for words in found]
    return [_JOINS.sub("", words) or words for words in found]


def without_denied(words: str) -> str:
    """The words without what they say it is not: "left elbow, not the knee"."""
    return _NOT_THIS.split(words)[0] or words


def _is_of_no_matter(text: str, words: Words) -> bool:
    """Whether a complaint is what it is not, what there is none of, or somebody's that is over.

    "my hip, not my [ankle]", "no [chest pain]", "you fixed her [hip]".
    """
    before, said = text[: words.start], text[words.start : words.end]
    healed = _HEALED.search(before) and _OF_ANOTHER.search(f"{before[-8:]}{said}")
    returns = _RETURNS.match(said) and _GETS.search(before)
    return words.label == marks.REASON and bool(_DENIAL.search(before) or healed or returns)


def _whole(told: Told, words: Words) -> str:
    start, end = told.around(words)
    marked = told.text[words.start : words.end]
    if not marked.split():
        return ""
    part = told.text[start:end].strip(_MARKS)
    if not is_clinical(marked) and is_clinical(part) and told.stands_alone(start, end, *_OTHERS):
        return part
    behind = told.text[words.end : end].split()
    goes_on = behind and behind[0].lower() in _GOES_ON and not _names_time(behind[1:3])
    unfinished = marked.split()[-1].lower() in stop_words() or goes_on
    alone = told.stands_alone(words.end, end, *_OTHERS, marks.REASON, marks.NOTE)
    first = marked.split()[0].lower() in _SUBJECTS and told.stands_alone(start, words.start, *_OTHERS)
    return told.text[start if first else words.start : end if unfinished and alone else words.end].strip(_MARKS)


def _names_time(words: list[str]) -> bool:
    """Whether a preposition goes on with a day or an hour: "my shoulder [on friday]"."""
    return any(is_time(word.lower().strip(_MARKS)) for word in words)


def tells_reason(words: str) -> bool:
    """Whether words marked as a reason may be one: courtesy and times ("flexible on times") and a pacemaker are none."""
    plain = re.findall(r"[^\W\d_]+", words.lower())
    says = is_clinical(words) or any(
        word not in for_form() and not is_time(word) and word.removesuffix("s") not in ("time", "day") for word in plain
    )
    return says and not (_CAUTION.fullmatch(words.lower()) or _POLITE.search(words))
