"""The words of a message that hold a time: as the reader marked them, with what belongs to them around."""

import re
from dataclasses import replace

from frontdesk.booking import told as marks
from frontdesk.booking.draft import Draft
from frontdesk.booking.heard import Heard
from frontdesk.booking.told import Told
from frontdesk.language.when.words import WORDS_OF_TIME, is_time

_SOONEST = re.compile(r"\b(?:earliest|soonest|asap|next (?:opening|available))\b")
ASK_FOR_TIME = ("when", "slot", "confirm")
HOUR = re.compile(r"\d{1,2}(?::?\d\d)?")
CORRECTION = re.compile(r"\b(?:actually|instead|i mean|rather|make (?:it|that))\b", re.I)
_SURE_WISH = 0.9  # how sure the reader must be of a time beside something else, where one is known
_PLAINLY = 0.8  # of one that is plain in a message in which the reader marked none
_FEWEST_OF_TIME = 3  # one word of so many must be of time where none is marked
# "no friday is better" turns down what was said before, not Friday; "no fridays" does.
_NO_FIRST = re.compile(r"^no (?!\w+s\b|earlier\b|later\b|sooner\b|before\b|after\b)", re.I)
# Words that belong to a time beside them: "between [christmas] and new years", "can't do [tuesdays] or thursdays".
_AROUND = WORDS_OF_TIME | frozenset(
    "a an the this that same other next last on in at by of to or and nor only any every all till til until between from "
    "before after around about past later than earlier except never neither christmas xmas boxing new year's years year eve "
    "easter thanksgiving remembrance first second third half lunch lunchtime school hours hour o'clock oclock end start".split()
)
_DENIALS = frozenset(
    "not no nothing but can't cant cannot couldn't don't dont won't wont isn't aren't doesn't doesnt avoid busy away".split()
)
_BEFORE = _AROUND | _DENIALS | frozenset("do make come work".split())
_BEHIND = (
    _AROUND
    | _DENIALS
    | frozenset("work works is are best better good bad great ideal out possible impossible free".split())
)
_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th)?")
# What goes on with something else.
_OPEN_END = re.compile(
    r"(?:[\s,]+(?:a|an|the|and|or|but|nor|to|at|on|in|by|of|from|only|any|not|no|never|is|are|this|can'?t|cannot|don'?t|won'?t))+$",
    re.I,
)
_LEAVES_OUT = re.compile(r",? (?:but |just |and )?(?:not|except|no)(?: on| the| for)* ", re.I)
_NOTHING = re.compile(r"^(?:and|or|but|not|no|to|at|on|in|by|of|from|after|before|until|around|about|later|\W)+$", re.I)
_BUSY = re.compile(
    r"^,? (?:i|we|he|she|they|mom|dad|my \w+|his \w+|her \w+)(?:'s|'m|'ve| am| is)? "
    r"(?:have|has|got|gets|work|works|working|teach|teaches|ta|volunteer|volunteers|bowls?|plays?|at|in|on shift|away|busy)\b",
    re.I,
)


_WEEKDAY = re.compile(r"\b(?:mon|tue|tues|wed|weds|wednes|thu|thur|thurs|fri|satur|sun)(?:days?)?\b")
_DAY_AND_HOUR = re.compile(
    rf"(?:\bon )?{_WEEKDAY.pattern}(?:(?: at)? \d{{1,2}}(?::?\d\d)? ?[ap]m| (?:morning|afternoon|evening))\b", re.I
)
_EVENT = re.compile(
    r"\b(?:surgery|operation|procedure|scan|mri|x-?ray|wedding|race|exam|funeral)\b[^.,;!?]{0,25}\b(?:is|was|on)(?: on)? $",
    re.I,
)
_NO_TIMES = (marks.PHONE, marks.EMAIL, marks.REASON, marks.NEW, marks.RETURNING, marks.NAME, marks.PRACTITIONER)


def _is_number(word: str) -> bool:
    return bool(_ORDINAL.fullmatch(word) or HOUR.fullmatch(word))


def with_times(told: Told) -> Told:
    """The reading with words of time as such where they were taken for something else: "tomorow" for a name.

    A time that is left out belongs to the wish that it is left out of: "next week but not monday". Where a booking begins
    there is no earlier time that one hardly marked as such could be.
    """
    begins = told.does(marks.BEGIN) and not (told.does(marks.CHANGE) or told.is_marked(marks.WHEN, marks.SLOT))

    def change(words: marks.Words, text: str) -> str:
        name = words.label == marks.NAME and is_time(text)
        part = words.label == marks.NOTE and all(word.lower() in _BEFORE for word in text.split())
        old = begins and words.label == marks.OLD and words.sure < _PLAINLY and any(map(is_time, text.lower().split()))
        return marks.WHEN if name or part or old else words.label

    read = _with_plain_time(told.relabelled(change))
    joined: list[marks.Words] = []
    for words in read.words:
        if words.label == marks.WHEN and _NOTHING.fullmatch(read.text[words.start : words.end]):
            continue
        before = joined[-1] if joined else None
        between = read.text[before.end : words.start] if before else ""
        if before and (before.label, words.label) == (marks.REASON, marks.WHEN) and not between.strip():
            start = _begin_of_time(read.text, before)
            joined[-1] = replace(before, end=len(read.text[:start].rstrip()))
            joined.append(replace(words, start=start if start < before.end else words.start))
        elif before and (before.label, words.label) == (marks.WHEN, marks.OLD) and _LEAVES_OUT.fullmatch(between):
            joined[-1] = replace(before, end=words.end)
        else:
            joined.append(words)
    return replace(read, words=tuple(joined))


def _with_plain_time(told: Told) -> Told:
    """The reading of what begins a booking with its day and hour, where none was marked: "my [neck] on wednesday at 10am"."""
    marked = told.is_marked(marks.WHEN, marks.OLD, marks.SLOT) or not told.does(marks.BEGIN)
    found = None if marked else _DAY_AND_HOUR.search(told.text)
    if found is None:
        return told
    cut = (replace(one, end=min(one.end, found.start())) if one.start < found.start() else one for one in told.words)
    kept = [one for one in cut if one.end <= found.start() or one.start >= found.end()]
    time = marks.Words(marks.WHEN, found.start(), found.end(), _PLAINLY)
    return replace(told, words=tuple(sorted([*kept, time], key=lambda one: one.start)))


def _begin_of_time(text: str, reason: marks.Words) -> int:
    """Where the words of time begin that a reason ends with, before a time: "[sore shoulder on friday] [morning]"."""
    begin = reason.end
    for word in reversed(list(re.finditer(r"[\w']+", text[reason.start : reason.end]))):
        if word[0].lower() not in _AROUND:
            break
        begin = reason.start + word.start()
    return begin if begin > reason.start else reason.end


def wishes(heard: Heard) -> list[str]:
    """The words marked as a time, each with those beside it that belong to it."""
    widened = heard.told.widened(
        marks.WHEN,
        lambda word: word.lower() in _BEFORE or _is_number(word),
        lambda word: word.lower() in _BEHIND or _is_number(word),
    )
    denied = tuple(words.lower() for words in heard.told.all(marks.WHEN) if words.lower().startswith("no "))
    plain = [words if words.lower().startswith(denied) else _NO_FIRST.sub("", words) for words in widened]
    found = [_OPEN_END.sub("", words) for words in plain]
    found = [words for words in found if _NOTHING.sub("", words) and not _is_of_event(heard.text, words)]
    return [words for words in found if not _is_taken_up(heard.text, words)] or found


def _is_of_event(text: str, words: str) -> bool:
    """Whether a time is that of an operation or the like: "surgery is [this thursday]"."""
    return bool(_EVENT.search(text.partition(words)[0]))


def _is_taken_up(text: str, words: str) -> bool:
    """Whether a text says what else is to be done at a time: "[tuesday] i have lecture", yet "[not friday] i have bridge"."""
    behind = text.partition(words)[2]
    return bool(_BUSY.match(behind)) and words.split(maxsplit=1)[0].lower() not in _DENIALS


def is_in_passing(draft: Draft, heard: Heard) -> bool:
    """Whether a time beside the answer to another question is hardly a wish, where one is known: "new as of today"."""
    known = draft.details.windows or draft.any_time
    if (
        draft.step in ("", *ASK_FOR_TIME)
        or not known
        or heard.told.does(marks.CORRECT)
        or CORRECTION.search(heard.text)
    ):
        return False
    return all(words.sure < _SURE_WISH for words in heard.told.words if words.label == marks.WHEN)


def may_be_wish(draft: Draft, heard: Heard) -> bool:
    """Whether a message in which no time is marked may hold a wish: where one is asked for, and it is of little else.

    Elsewhere it must be nothing but a time that was taken for one of those offered, or ask for the soonest. In another language
    the phrases may know a time that the reader does not, where a booking begins as well.
    """
    if heard.lang and draft.step in ("", "when"):
        return True
    if not heard.told.is_read or (not draft.details.windows and _SOONEST.search(heard.plain)):
        return True
    words = re.findall(r"[\w'-]+", heard.plain)
    of_time = [word for word in words if word in _AROUND or is_time(word) or any(map(str.isdigit, word))]
    if draft.step not in ASK_FOR_TIME:
        return heard.told.is_marked(marks.SLOT) and of_time == words
    return draft.step != "when" or bool(_WEEKDAY.search(heard.plain)) or len(of_time) * _FEWEST_OF_TIME >= len(words)


def told_whole(heard: Heard) -> str:
    """The message without what is surely no time."""
    return heard.told.without(_NO_TIMES)
