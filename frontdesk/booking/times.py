"""The wish for a time in a message, in the light of the one before."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta, timezone

from frontdesk.appointments.appointment import Period
from frontdesk.booking import told as marks
from frontdesk.booking.been_here import says_first
from frontdesk.booking.buttons import meanings
from frontdesk.booking.desk import Desk
from frontdesk.booking.draft import Draft
from frontdesk.booking.extraction import find_email
from frontdesk.booking.heard import Heard
from frontdesk.booking.marked_times import (
    ASK_FOR_TIME,
    CORRECTION,
    HOUR,
    is_in_passing,
    may_be_wish,
    told_whole,
    wishes,
)
from frontdesk.booking.mine import whole_day, with_same_time
from frontdesk.booking.taken import Taken
from frontdesk.booking.wish import Wish, depends_on_today
from frontdesk.language.when import When, Window
from frontdesk.language.when.text import day_in_words
from frontdesk.language.when.words import is_time

_EXCEPT = " except "
_NO_LIMIT = ("any time", "as soon as possible")
_THEN = re.compile(r"[ ,]+then[.! ]*$", re.I)
_GREETING = re.compile(r"\bgood (?:morning|afternoon|evening|day)\b", re.I)
_TIME_ALONE = re.compile(r"any day, ")
_DENIES = re.compile(r"(?:(?:and|but|just) )*(?:not|no|never|except|can'?t|cannot|nothing)\b", re.I)
_MAY_LIMIT = re.compile(r"\d|\b(?:morning|afternoon|evening|noon|lunch)s?\b")


def take_when(taken: Taken, heard: Heard, text: str, desk: Desk) -> Taken:
    """Take the wish that the reader marked; where it marked none, one in the rest of the text.

    A time of day beside a phone number is when to call, not when to come.
    """
    told = wishes(heard)
    if taken.draft.step not in ASK_FOR_TIME:
        told = [words for words in told if not HOUR.fullmatch(words)]
    says_only_first = taken.draft.step == "patient_type" and says_first(heard.plain)
    if says_only_first or (told and is_in_passing(taken.draft, heard)):
        return taken
    if not told:
        return take_time(taken, text, desk) if may_be_wish(taken.draft, heard) else taken
    settled = _as_a_whole(taken.draft, *_usable(told, desk), heard, desk)
    if (
        len(told) > 1
        and heard.told.does(marks.CORRECT)
        and not _DENIES.match(told[-1])
        and settled[0] != told_whole(heard)
    ):
        first = take_time(taken, _usable(told[:-1], desk)[0], desk)
        asked = replace(first.draft, step="")
        after = take_time(replace(taken, draft=asked), _usable(told[-1:], desk)[0], desk, corrects=True)
        return replace(after, draft=replace(after.draft, step=after.draft.step or taken.draft.step))
    wish, when = _as_a_whole(taken.draft, *_more_exact(*_usable(told, desk), heard, desk), heard, desk)
    if when is None and not any(map(_names_time, told)):
        return take_time(taken, text, desk)
    if when and taken.draft.step == "phone" and taken.noted and _TIME_ALONE.match(when.text):
        return _remarked(taken, heard)
    return take_time(taken, wish, desk, corrects=heard.told.does(marks.CORRECT), read=when)


def _names_time(words: str) -> bool:
    """Whether marked words hold one of time: "i can't stand the [wait]" holds none."""
    return bool(HOUR.fullmatch(words)) or any(is_time(word) for word in re.findall(r"\w+", words.lower()))


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


def _as_a_whole(draft: Draft, wish: str, read: When | None, heard: Heard, desk: Desk) -> tuple[str, When | None]:
    """Where a time is asked for, the whole answer counts if it narrows what is marked: "tuesday at 1, no sorry, at 2"."""
    whole = desk.understand(told_whole(heard)) if draft.step in ASK_FOR_TIME else None
    if whole is None or whole.problem or whole.flexible or (read and whole.text == read.text):
        return wish, read
    within = read is None or all(
        any(one.start <= window.start and window.end <= one.end for one in read.windows) for window in whole.windows
    )
    return (told_whole(heard), whole) if within else (wish, read)


def _remarked(taken: Taken, heard: Heard) -> Taken:
    for clause in heard.told.clauses(marks.WHEN):
        taken = taken.remark(f"When to call: {clause}")
    return taken


def _usable(told: Sequence[str], desk: Desk) -> tuple[str, When | None]:
    """Of several marked wishes those that together name a time that can be; else the last that does so by itself."""
    wishes = [f"at {words}" if HOUR.fullmatch(words) else words for words in told]
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
    before = _before(taken.draft, desk)
    when = _understood(text, desk, before, read)
    if when is None:
        return taken
    when = _at_the_same_time(when, text, desk, before)
    if when.problem:
        return _not_usable(taken, when)
    limits = () if when.flexible and when.text in _NO_LIMIT else when.windows
    windows = tuple(period(window) for window in limits)
    wish = Wish(windows, when.text)
    if not taken.draft.any_time:
        wish = wish.narrowing(before, desk.clinic.timezone, corrects)
    wish = before if wish.windows and wish.windows == before.windows else wish  # "not Wednesday" once more
    taken = replace(taken, draft=replace(taken.draft, any_time=when.flexible, slot=None, offered=0, offers=()))
    return taken.note(wish.words, windows=wish.windows, when=wish.words)


def _before(draft: Draft, desk: Desk) -> Wish:
    """What a wish is read in the light of: the day of the time that was chosen, else the wish before."""
    if draft.step == "when":
        return Wish((), "")
    if draft.slot is None:
        return Wish(draft.details.windows, draft.details.when)
    chosen = draft.slot.start.astimezone(desk.clinic.timezone)
    return Wish((whole_day(chosen),), day_in_words(chosen.date()))


def is_wished_already(draft: Draft, text: str, desk: Desk) -> bool:
    """Whether all times that are wished for are among those that a text names: "not wednesday" behind "Thursday at 4"."""
    known, named = draft.details.windows, desk.understand(text)
    if not known or named is None or named.problem or named.flexible:
        return False
    times = [period(window) for window in named.windows]
    return all(any(time.start <= one.start and one.end <= time.end for time in times) for one in known)


def period(window: Window) -> Period:
    """A window as it is stored."""
    return Period(window.start.astimezone(timezone.utc), window.end.astimezone(timezone.utc))


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
    if before.time_of_day:
        plain = with_same_time(plain, "")
    if before.windows and not depends_on_today(plain):
        within = desk.understand(plain, before.windows[0].start - timedelta(hours=12))
        if within and any(before.overlaps(window.start, window.end) for window in within.windows):
            return within
    if read:
        return read
    after = CORRECTION.split(plain)[-1]
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
