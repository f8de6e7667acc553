"""What a wish for a time is made of, and the reading of clock times."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Literal

from frontdesk.language.calendar_names import MONTHS, WEEKDAYS
from frontdesk.language.clock import clock

DAY = 24 * 60  # minutes
EVERY_WEEKDAY = frozenset(range(7))


@dataclass(frozen=True)
class Span:
    """A stretch of any day, in minutes. `anchor` says from what: midnight, the day's opening, or (backwards) its closing.

    `part`: it is a part of the day ("morning"), not a clock time.
    """

    start: int
    end: int
    label: str = field(default="", compare=False)
    anchor: Literal["midnight", "opening", "closing"] = "midnight"
    part: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Days:
    """Days by date, by weekday, or a period (a week, a month) that weekdays next to it lie in.

    `every`: all such weekdays ("mondays"), not the coming one. `run`: the weekdays follow each other from this one on.
    `later`: of "the 14th", that day of the months after, up to the last that can be booked. `swapped`: what "3/12" means
    where the day comes first, if that is another date. `bound`: it only limits what is said beside it
    ("after the 10th"); `own`: by a denial of its own ("not before the 10th").
    """

    kind: Literal["date", "period", "weekday"]
    dates: frozenset[date] = frozenset()
    weekdays: frozenset[int] = EVERY_WEEKDAY
    every: bool = False
    run: int | None = None
    later: tuple[date, ...] = ()
    swapped: date | None = None
    bound: bool = False
    own: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Times:
    """Stretches of the day, any of which will do. `own`: they have a denial of their own ("not before 10")."""

    spans: tuple[Span, ...]
    own: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Mark:
    """A word that joins, turns around or says something about its neighbours; the kinds are in marks.py."""

    kind: str
    word: str = ""


@dataclass(frozen=True)
class Beside:
    """Days or times told by others that were said before: "the week after", "the friday following", "the same time".

    `kind`: what of it: a day, week, month or weekday beside it, another "one" of its kind, what is "before", "after" or
    "outside" of it or "from" it on, the "same time" or what is "inside" it, "those" days with their hours or "those days"
    without, "then", the "coming" one, a "part" of it (`word`) or a "few days" of it. `step`: -1 before, 1 after, 0 the same; of
    a few days how many, from its end if more than 0. `alone`: what it means where nothing was said before.
    """

    kind: str
    step: int = 0
    weekdays: frozenset[int] = frozenset()
    alone: Days | None = None
    word: str = ""


Token = Days | Times | Mark | Beside


@dataclass(frozen=True)
class Frame:
    """What reading depends on: the day, the last day that can be booked, and the widest opening hours in minutes.

    `day_first`: whether "3/12" is the 3rd of December; None: that is not known. `minute`: what minute of the day it is.
    """

    today: date
    last: date
    opens: int
    closes: int
    day_first: bool | None = None
    minute: int = 0


def dates(first: date, last: date) -> frozenset[date]:
    """Every date from the first to the last; none if the last is before the first."""
    return frozenset(first + timedelta(days=n) for n in range((last - first).days + 1))


def in_words(minute: int) -> str:
    """A minute of the day in words."""
    return clock(time(minute // 60 % 24, minute % 60))


def label(span: Span) -> str:
    """How the stretch is said back: its own label, or its ends."""
    if span.label or (span.start, span.end) == (0, DAY):
        return span.label
    if span.start == 0:
        return f"before {in_words(span.end)}"
    if span.end == DAY:
        return f"after {in_words(span.start)}"
    return f"{in_words(span.start)} to {in_words(span.end)}"


class NoSuchTimeError(ValueError):
    """A clock time that does not exist, such as 25:00."""


def _readings(clock_time: str, half: str | None) -> list[int]:
    hour, minute = (int(clock_time[:-2] or 0), int(clock_time[-2:])) if len(clock_time) > 2 else (int(clock_time), 0)
    if hour > 24 or minute > 59:
        raise NoSuchTimeError(f"{hour}:{minute:02}")
    if half and 1 <= hour <= 12:
        return [(hour % 12 + (12 if half == "pm" else 0)) * 60 + minute]
    if hour == 0 or hour > 12:
        return [hour * 60 + minute]
    return [hour % 12 * 60 + minute, (hour % 12 + 12) * 60 + minute]


def _likely(readings: list[int], frame: Frame) -> int:
    """Of morning and evening the one inside opening hours; if both or neither are, 7 to 11 is in the morning."""
    inside = [minute for minute in readings if frame.opens <= minute <= frame.closes]
    if len(inside) == 1:
        return inside[0]
    return readings[0] if 7 * 60 <= readings[0] < 12 * 60 else readings[-1]


def minute_of(clock_time: str, half: str | None, frame: Frame) -> int:
    """The minute of the day that "2", "2:30" or "230" with or without am/pm means. Raises NoSuchTimeError."""
    return _likely(_readings(clock_time.replace(":", ""), half), frame)


def minutes_of_range(
    start: str, start_half: str | None, end: str, end_half: str | None, frame: Frame
) -> tuple[int, int]:
    """The minutes of "9 to 11" or "2 to 4 pm": a half of the day said once tells the other. Raises NoSuchTimeError."""
    starts = _readings(start.replace(":", ""), start_half)
    ends = _readings(end.replace(":", ""), end_half)
    if len(ends) == 1:
        before = [minute for minute in starts if minute < ends[0]]
        return (max(before) if before else starts[0]), ends[0]
    first = _likely(starts, frame)
    after = [minute for minute in ends if minute > first]
    return first, (min(after) if after else ends[-1])


@dataclass
class Option:
    """Days with times; no days: any day, no times: any time. Each comes with how it is joined to the one before it."""

    days: list[tuple[Days, str]] = field(default_factory=list)
    times: list[tuple[Times, str]] = field(default_factory=list)
    times_first: bool = False


@dataclass
class Wish:
    """What a text asks for, before the calendar is looked at."""

    options: list[Option] = field(default_factory=list)
    exclusions: list[Option] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    def says(self, kind: str) -> Mark | None:
        """The first mark of that kind."""
        return next((mark for mark in self.marks if mark.kind == kind), None)


# A pattern reads itself at one place of the prepared text; a handler may still refuse (None).
Handler = Callable[[re.Match[str], Frame], Token | None]


def any_of(alternatives: str) -> str:
    """Regular expressions, one a line, as one group."""
    return f"(?:{'|'.join(line.strip() for line in alternatives.strip().splitlines())})"


def words_of(alternatives: str) -> re.Pattern[str]:
    """The same, to be searched for as whole words."""
    return re.compile(rf"\b{any_of(alternatives)}\b")


# What may follow a bare number that is a time or a day of the month. A noun would make it a count.
_GOES_ON = re.compile(
    r" (?:[-,.;:!?)(/&]|\d{1,2}:\d\d|(?:or|and|but|on|in|at|to|until|today|tomorrow|tonight|this|next|every|any|anyday|anytime|"
    r"would|"
    r"works?|is|are|if|please|thanks?|ok|okay|for|with|suits?|the|not|no|except|only|onwards?|later|earlier|because|so|i|we|"
    r"could|can|possible|around|about|after|before|between|from|best|better|good|great|fine|preferably|maybe|perhaps|ideally|"
    r"either|at|whenever|otherwise|else|mornings?|afternoons?|evenings?|weekdays?|weekends?|early|late|of|am|pm|my|as|also|"
    r"available|instead|doesnt|wont|dont|which|rather|though|tho|lol|haha|obv|obviously|obvs|ty|thx|pls|plz|usually|daily|"
    r"generally|im|ive|id|ill|he|she|they|it|its|that|thats|when|while|where|then|there|here|also|too|alright|kind|cause|"
    r"cuz|since|sorry|actually|all|each|both|was|were|will|doesn|wouldnt|cant|am|prefer|preferred|ish|sharp|would|and|"
    rf"may|might|should|(?:{'|'.join(WEEKDAYS)})s?|{'|'.join(MONTHS)})(?: |$))"
)


_NO_CLOCK = re.compile(
    r" (?:[a-z]{2,}s|out|of|percent|more|other|different|km|k|mg|ml|cm|mm|point|hour|hr|minute|min|day|week|month|year)\b"
)
_NO_DATE = words_of(
    r"""
    appointment|visit|session|time|1|toe|finger|rib|floor|grade|degree|street|st|avenue|ave|vertebra|disc|metatarsal|treatment
    week|day|month|year|surgery|operation|attempt|person|kid|child|birthday|anniversary|trimester|grader|line|page|option|slot
    """
)


def is_told_as_a_time(found: re.Match[str]) -> bool:
    """Whether a number behind "at" or "after" can be a clock time: it counts nothing that follows."""
    return stands_alone(found) or not _NO_CLOCK.match(found.string, found.end())


def is_told_as_a_date(found: re.Match[str]) -> bool:
    """Whether "the 16th" can be a day of the month: it is not the 16th of something else."""
    return stands_alone(found) or not _NO_DATE.match(found.string, found.end() + 1)


def stands_alone(found: re.Match[str]) -> bool:
    """Whether what follows lets a number be a time or a day and not a count of something."""
    return found.end() == len(found.string) or _GOES_ON.match(found.string, found.end()) is not None
