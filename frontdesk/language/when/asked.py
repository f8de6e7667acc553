"""Which days a question on opening hours is about: "are you open on boxing day?", "u open sat?", "open now?".

1. Of several clauses only those about opening count, unless only others name a day ("this saturday, are you open?").
2. A holiday is its coming day; a weekday is the coming one, "saturdays" and "the weekend" as a rule are every one.
3. A clock time or a part of the day beside a day is kept as minutes of that day.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from frontdesk.language.when.chosen import DisagreementError, SwappedError, chosen
from frontdesk.language.when.clauses import tokens
from frontdesk.language.when.holidays import holidays_named
from frontdesk.language.when.opening import OpeningHours
from frontdesk.language.when.parts import Days, Option, Times, Token
from frontdesk.language.when.words import prepared

MOST_DAYS = 7
_HORIZON_DAYS = 400
_OPENING = re.compile(r"\b(?:open\w*|opn|clos(?:e|es|ed|ing)|shut\w*|hours|hrs|work|there)\b")
_PARTS = re.compile(r" [.;:!?](?: |$)| , | (?:and|but|so)(?= (?:are|r|is|do|does|what|when|how|will|open|can)\b)")
_NOW = re.compile(
    r"^open \?$|^(?:are|r) (?:you|u)(?: guys)? open(?: \?)?$|\b(?:(?:right )?now|still open|at the moment|currently|open yet|"
    r"(?:open|closed) already)\b"
)
# What asks for a time of day, not for yes or no.
_WHEN = re.compile(
    r"\b(?:what|whats|wat|when|whens|which|how (?:late|early|long)|hours|hrs|times?|until when|close|closing)\b"
)
_CLOSED = re.compile(r"\b(?:closed|shut)\b")
# It does not say which days it means.
_LONG_WEEKEND = re.compile(r"(?<!may )(?<!august )\blong weekend\b")
_LATE = re.compile(r"\b(?:late|later|early|earlier)\b")
_LIMIT = re.compile(r"\b(?:until|past|after|before|by|from|between)\b")


@dataclass(frozen=True)
class Asked:
    """What a question on opening hours is about.

    `days`: dates in order, at most MOST_DAYS; `weekdays` (0 is Monday) instead, where every such day is meant; neither, and
    `now`: the current moment. `form`: what yes answers ("open", "closed"), or "when" where hours are asked for.
    `times`: stretches of the day that are asked about, in minutes.
    """

    days: tuple[date, ...] = ()
    weekdays: tuple[int, ...] = ()
    now: bool = False
    form: Literal["open", "closed", "when"] = "open"
    times: tuple[tuple[int, int], ...] = ()


def asked_about(text: str, now: datetime, opening: OpeningHours) -> Asked | None:
    """The days that a question on opening hours names; None if it names none, or so many that no answer fits.

    `now`: aware, in the clinic's zone.
    """
    line = _LONG_WEEKEND.sub("#", prepared(text))
    parts = [part for part in _PARTS.split(line) if part.strip()]
    about = [part for part in parts if _OPENING.search(part)]
    for chosen_parts in (about, parts):
        found = _read(chosen_parts, line, now, opening)
        if found:
            return found
    return None


def _form(line: str) -> Literal["open", "closed", "when"]:
    if _WHEN.search(line):
        return "when"
    return "closed" if _CLOSED.search(line) and not re.search(r"\bopen", line) else "open"


def _read(parts: Sequence[str], line: str, now: datetime, opening: OpeningHours) -> Asked | None:
    frame = opening.frame(now, _HORIZON_DAYS)
    days: list[date] = []
    read: list[Token] = []
    for part in parts:
        plain, named = holidays_named(part, frame.today)
        days += named
        read += tokens(plain, frame)
    named_days = [token for token in read if isinstance(token, Days)]
    times = [token for token in read if isinstance(token, Times)]
    form = "when" if _LATE.search(line) or (times and _LIMIT.search(line)) else _form(" ".join(parts))
    if not days and named_days and all(token.kind == "weekday" and token.every for token in named_days):
        weekdays = sorted({day for token in named_days for day in token.weekdays})
        return Asked(weekdays=tuple(weekdays), form="when" if times else form)
    try:
        option = Option([(token, "and" if number else "") for number, token in enumerate(named_days)])
        days += chosen(option, frame)[0] if named_days else ()
    except DisagreementError as error:
        days.append(error.day)
    except SwappedError as error:
        days += error.days
    ahead = sorted({day for day in days if day >= frame.today})
    if not ahead:
        return Asked(now=True, form=form) if _NOW.search(line) and not named_days else None
    if len(ahead) > MOST_DAYS:
        return None
    if len(ahead) == 1 and ahead[0] == frame.today and _NOW.search(line) and not times:
        return Asked(now=True, form=form)
    return Asked(tuple(ahead), form=form, times=tuple(_minutes(times)))


def _minutes(times: Sequence[Times]) -> Iterator[tuple[int, int]]:
    """The stretches of a day that are asked about; of a part of the day what lies between 8 and 20."""
    for span in (span for token in times for span in token.spans if span.anchor == "midnight"):
        yield (max(span.start, 8 * 60), min(span.end, 20 * 60)) if span.part else (span.start, span.end)
