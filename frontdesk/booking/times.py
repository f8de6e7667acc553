"""The wish for a time in a message, in the light of the one before."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta, timezone

from frontdesk.appointments.appointment import Period
from frontdesk.booking import told as marks
from frontdesk.booking.buttons import meanings
from frontdesk.booking.desk import Desk
from frontdesk.booking.extraction import find_email
from frontdesk.booking.heard import Heard
from frontdesk.booking.taken import Taken
from frontdesk.booking.told import Told
from frontdesk.booking.wish import Wish, depends_on_today
from frontdesk.language.when import When
from frontdesk.language.when.words import WORDS_OF_TIME, is_time

_HOUR = re.compile(r"\d{1,2}(?::?\d\d)?")
# "no friday is better" turns down what was said before, not Friday; "no fridays" does.
_NO_FIRST = re.compile(r"^no (?!\w+s\b|earlier\b|later\b|sooner\b|before\b|after\b)", re.I)
_EXCEPT = " except "
_ASK_FOR_TIME = ("when", "slot", "confirm")
_NO_LIMIT = ("any time", "as soon as possible")
_THEN = re.compile(r"[ ,]+then[.! ]*$", re.I)
_GREETING = re.compile(r"\bgood (?:morning|afternoon|evening|day)\b", re.I)
_CORRECTION = re.compile(r"\b(?:actually|instead|i mean|rather|make (?:it|that))\b", re.I)
_TIME_ALONE = re.compile(r"any day, ")
# Words that belong to a time beside them: "between [christmas] and new years", "can't do [tuesdays] or thursdays".
_AROUND = WORDS_OF_TIME | frozenset(
    "a an the this that same other next last on in at by of to or and nor only any every all till til until between from "
    "before after around about past later than earlier except never neither christmas xmas boxing new year's years year eve "
    "easter thanksgiving remembrance first second third half lunch lunchtime school hours hour o'clock oclock end start".split()
)
_DENIALS = frozenset(
    "not no but can't cant cannot couldn't don't dont won't wont isn't aren't doesn't doesnt avoid busy away".split()
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
    r"(?:[\s,]+(?:a|an|the|and|or|but|nor|to|at|on|in|by|of|from|only|any|not|no|is|are|this|can'?t|cannot|don'?t|won'?t))+$",
    re.I,
)

_DENIES = re.compile(r"(?:(?:and|but|just) )*(?:not|no|never|except|can'?t|cannot|nothing)\b", re.I)
_LEAVES_OUT = re.compile(r",? (?:but |just |and )?(?:not|except|no)(?: on| the| for)* ", re.I)
_MAY_LIMIT = re.compile(r"\d|\b(?:morning|afternoon|evening|noon|lunch)s?\b")
_NOTHING = re.compile(r"^(?:and|or|but|not|no|to|at|on|in|by|of|from|after|before|until|around|about|later|\W)+$", re.I)

_BUSY = re.compile(
    r"^,? (?:i|we|he|she|they|mom|dad|my \w+|his \w+|her \w+)(?:'s|'m|'ve| am| is)? "
    r"(?:have|has|got|gets|work|works|working|teach|teaches|ta|volunteer|volunteers|bowls?|plays?|at|in|on shift|away|busy)\b",
    re.I,
)


def _is_number(word: str) -> bool:
    return bool(_ORDINAL.fullmatch(word) or _HOUR.fullmatch(word))


def with_times(told: Told) -> Told:
    """The reading with words of time as such where they were taken for something else: "tomorow" for a name.

    A time that is left out belongs to the wish that it is left out of: "next week but not monday".
    """

    def change(words: marks.Words, text: str) -> str:
        name = words.label == marks.NAME and is_time(text)
        part = words.label == marks.NOTE and all(word.lower() in _BEFORE for word in text.split())
        return marks.WHEN if name or part else words.label

    read = told.relabelled(change)
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


def _begin_of_time(text: str, reason: marks.Words) -> int:
    """Where the words of time begin that a reason ends with, before a time: "[sore shoulder on friday] [morning]"."""
    begin = reason.end
    for word in reversed(list(re.finditer(r"[\w']+", text[reason.start : reason.end]))):
        if word[0].lower() not in _AROUND:
            break
        begin = reason.start + word.start()
    return begin if begin > reason.start else reason.end


def _wishes(heard: Heard) -> list[str]:
    """The words marked as a time, each with those beside it that belong to it."""
    widened = heard.told.widened(
        marks.WHEN,
        lambda word: word.lower() in _BEFORE or _is_number(word),
        lambda word: word.lower() in _BEHIND or _is_number(word),
    )
    denied = tuple(words.lower() for words in heard.told.all(marks.WHEN) if words.lower().startswith("no "))
    plain = [words if words.lower().startswith(denied) else _NO_FIRST.sub("", words) for words in widened]
    wishes = [_OPEN_END.sub("", words) for words in plain]
    wishes = [words for words in wishes if _NOTHING.sub("", words)]
    return [words for words in wishes if not _is_taken_up(heard.text, words)] or wishes


def _is_taken_up(text: str, words: str) -> bool:
    """Whether a text says what else is to be done at a time: "[mon wed fri] i have lecture"."""
    behind = text.partition(words)[2]
    return bool(_BUSY.match(behind))


def take_when(taken: Taken, heard: Heard, text: str, desk: Desk) -> Taken:
    """Take the wish that the reader marked; where it marked none, one in the rest of the text.

    A time of day beside a phone number is when to call, not when to come.
    """
    told = _wishes(heard)
    if taken.draft.step not in _ASK_FOR_TIME:
        told = [words for words in told if not _HOUR.fullmatch(words)]
    if not told:
        return take_time(taken, text, desk)
    if len(told) > 1 and heard.told.does(marks.CORRECT) and not _DENIES.match(told[-1]):
        first = take_time(taken, _usable(told[:-1], desk)[0], desk)
        asked = replace(first.draft, step="")
        after = take_time(replace(taken, draft=asked), _usable(told[-1:], desk)[0], desk, corrects=True)
        return replace(after, draft=replace(after.draft, step=after.draft.step or taken.draft.step))
    wish, when = _more_exact(*_usable(told, desk), heard, desk)
    if when and taken.draft.step == "phone" and taken.noted and _TIME_ALONE.match(when.text):
        return _remarked(taken, heard)
    return take_time(taken, wish, desk, corrects=heard.told.does(marks.CORRECT), read=when)


def _more_exact(wish: str, read: When | None, heard: Heard, desk: Desk) -> tuple[str, When | None]:
    """What is not marked beside it counts too where it limits the same days: "[friday], but i can't after 2"."""
    rest = heard.told.without((marks.WHEN, marks.PHONE)).lower()
    if read is None or heard.told.is_marked(marks.OLD) or not _MAY_LIMIT.search(rest):
        return wish, read
    sentences = " ".join(heard.told.sentences(marks.WHEN))
    whole = desk.understand(sentences)
    if not whole or whole.problem or _EXCEPT in whole.text or not whole.text.startswith(f"{read.text}, "):
        return wish, read
    same_days = {window.start.date() for window in whole.windows} <= {window.start.date() for window in read.windows}
    return (sentences, whole) if same_days else (wish, read)


def _remarked(taken: Taken, heard: Heard) -> Taken:
    for clause in heard.told.clauses(marks.WHEN):
        taken = taken.remark(f"When to call: {clause}")
    return taken


def _usable(told: Sequence[str], desk: Desk) -> tuple[str, When | None]:
    """Of several marked wishes those that together name a time that can be; else the last that does so by itself."""
    wishes = [f"at {words}" if _HOUR.fullmatch(words) else words for words in told]
    joined = ", ".join(wishes)
    for text in dict.fromkeys((joined, *reversed(wishes))):
        when = desk.understand(text)
        if when and not when.problem:
            return _without_aside(text, when, desk)
    return joined, None


def _without_aside(text: str, when: When, desk: Desk) -> tuple[str, When]:
    """The text without a clause that excludes a time but names none: "friday morning, he has no school"."""
    wish, comma, aside = text.partition(",")
    if comma and _EXCEPT in when.text and desk.understand(aside) is None:
        alone = desk.understand(wish)
        if alone and not alone.problem and _EXCEPT not in alone.text:
            return wish, alone
    return text, when


def take_time(taken: Taken, text: str, desk: Desk, corrects: bool = False, read: When | None = None) -> Taken:
    """Take a wish for a time, which may have been `read` before.

    `corrects`: it takes the place of what was wished before, but for the day.
    """
    before = Wish(taken.draft.details.windows, taken.draft.details.when) if taken.draft.step != "when" else Wish((), "")
    when = _understood(text, desk, before, read)
    if when is None:
        return taken
    when = _at_the_same_time(when, text, desk, before)
    if when.problem:
        return _not_usable(taken, when)
    limits = () if when.flexible and when.text in _NO_LIMIT else when.windows
    windows = tuple(Period(w.start.astimezone(timezone.utc), w.end.astimezone(timezone.utc)) for w in limits)
    wish = Wish(windows, when.text)
    if not taken.draft.any_time:
        wish = wish.narrowing(before, desk.clinic.timezone, corrects)
    wish = before if wish.windows and wish.windows == before.windows else wish  # "not Wednesday" once more
    taken = replace(taken, draft=replace(taken.draft, any_time=when.flexible, slot=None, offered=0, offers=()))
    return taken.note(wish.words, windows=wish.windows, when=wish.words)


def _at_the_same_time(when: When, text: str, desk: Desk, before: Wish) -> When:
    """Another day ("no wait, thursday") keeps the time of day that was wished before; unchanged where that leaves no time."""
    time = before.time_of_day
    if when.problem or when.flexible or not time or "," in when.text or depends_on_today(when.text):
        return when
    again = desk.understand(f"{_THEN.sub('', text)}, {time}")
    return again if again and again.windows and again.text.startswith(when.text) else when


def _understood(text: str, desk: Desk, before: Wish, read: When | None) -> When | None:
    """The wish for a time in a message; if the whole of it has none, in what follows "actually" and the like.

    A weekday means the one within the days wished before, if there is one.
    """
    email = find_email(text)
    plain = _THEN.sub("", _GREETING.sub(" ", text.replace(email, " ") if email else text))
    if before.windows and not depends_on_today(plain):
        within = desk.understand(plain, before.windows[0].start - timedelta(hours=12))
        if within and any(before.overlaps(window.start, window.end) for window in within.windows):
            return within
    if read:
        return read
    after = _CORRECTION.split(plain)[-1]
    return desk.understand(plain) or (desk.understand(after) if after != plain else None)


def _not_usable(taken: Taken, when: When) -> Taken:
    """A time that cannot be: the time is asked for again at once.

    Not so where another question was open and it is only unclear or past: most likely it was no wish.
    """
    told_in_passing = {"unclear": ("when",), "past": ("when", "slot", "confirm")}
    if taken.draft.step not in told_in_passing.get(when.problem or "", (taken.draft.step,)):
        return taken
    return replace(
        taken,
        draft=taken.draft.asking("when"),
        problem=f"utter_booking_when_{when.problem}",
        values={"detail": when.detail},
        meant=meanings(when.meanings),
    )
