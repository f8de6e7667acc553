"""When-phrases: what a patient says about when an appointment would suit, as stretches of time and in words.

1. The text is prepared: folded, short forms written out, misspelt words of time corrected (words.py).
2. Its clauses become days, times and marks; clauses about a complaint, calls or opening hours are
   left out (clauses.py, asides.py, days.py, times.py, marks.py), and so is what somebody does elsewhere (busy.py)
   and what is only told beside a wish (told.py). A name stands for the day that is said of it (by_name.py).
3. What is told by something else is found beside it (references.py); what is corrected or only a
   reason gives way (settled.py); what nobody understood is doubted (doubts.py).
4. Days and times become options and exclusions (grammar.py), these are looked up in the calendar
   (calendar.py) and said back (text.py).

Rules of reading
- "friday" is the coming one; on a Friday it is today while it can still be had today, else the one of next week.
  In a list it follows the day before it: "monday or friday", said on a Friday, is next week's. "this friday" is the
  coming one, "next friday" the Friday of next week; weeks begin on Monday.
- "at 2" is the hour from 2, "around 2" an hour to both sides; an hour without a.m. or p.m. is the one inside opening hours.
- A clock time counts more than the part of the day next to it: "thursday morning after 3" is after 3 p.m.
- Of several options the usable ones stay. Only if none is left is there a problem: that of the first option.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from frontdesk.language.calendar_names import WEEKDAYS
from frontdesk.language.when.calendar import Looked, Refusal, look_up
from frontdesk.language.when.chosen import SwappedError
from frontdesk.language.when.clauses import Clause, clauses, unsorted
from frontdesk.language.when.grammar import read
from frontdesk.language.when.opening import OpeningHours, Window
from frontdesk.language.when.parting import by_role
from frontdesk.language.when.parts import DAY, Beside, Days, Frame, Option, Times, Wish
from frontdesk.language.when.text import (
    day_in_words,
    days_in_words,
    excluded_in_words,
    hours_on,
    listed,
    said_back,
    today_in_words,
)
from frontdesk.language.when.told import set_apart, unplaced
from frontdesk.language.when.words import prepared

__all__ = ["OpeningHours", "When", "Window", "understand"]

_WEEKDAY = "|".join(WEEKDAYS)
_OF_A_STORY = 3  # days and times
# Words beside which "yesterday" is still an answer to "when?" and not part of a story.
_BESIDE_THE_PAST = frozenset(
    "on at in the for please ok okay yes can could i come you me book it maybe how about what appointment an a hi fit".split()
)


@dataclass(frozen=True)
class When:
    """What was understood.

    `windows`: in order of time, separate, each within one local day, in the future and inside opening hours.
    `text`: the same in words, empty if there is a problem. `problem`: None, or why nothing usable was understood:
    impossible_date, swapped_date, past, closed_day, outside_hours, too_far, contradiction or unclear; `detail` has words
    for it. `flexible`: any time will do, or as soon as possible. `meanings`: of a swapped date each date, the one that can
    be had first, and what the text then says.
    """

    windows: tuple[Window, ...]
    text: str
    problem: str | None
    detail: str = ""
    flexible: bool = False
    meanings: tuple[tuple[date, str], ...] = ()


def understand(text: str, now: datetime, opening: OpeningHours, horizon_days: int = 60) -> When | None:
    """What a text says about when an appointment would suit; None if it says nothing about that.

    `now`: aware, in the clinic's zone. Windows go up to the end of the day that is `horizon_days` after today.
    """
    frame = opening.frame(now, horizon_days)
    try:
        return _understood(text, frame, opening, now)
    except SwappedError as swapped:
        readings = [_understood(text, replace(frame, day_first=first), opening, now) for first in (False, True)]
        both = sorted(zip(swapped.days, readings), key=lambda meant: not (meant[1] and meant[1].windows))
        meanings = tuple((day, read.text if read and read.text else _with_year(day, frame)) for day, read in both)
        words = (", or " if any("," in said for _, said in meanings) else " or ").join(said for _, said in meanings)
        return When((), "", "swapped_date", words, meanings=meanings)


def _understood(text: str, frame: Frame, opening: OpeningHours, now: datetime) -> When | None:
    """What the rules read; of a story what its days and times come to in their learnt roles, if these are sure."""
    plain = prepared(text)
    found = _read(set_apart(clauses(plain, frame)), frame, opening, now)
    whole = unsorted(plain, frame)
    named = sum(isinstance(token, Days | Times | Beside) for clause in whole for token in clause.tokens)
    if not (found and found.windows) or named < _OF_A_STORY or not any(map(unplaced, whole)):
        return found
    others = [_read(parted, frame, opening, now) for parted in by_role(whole)]
    first, *doubted = others
    if first and first.windows and all(other and other.windows == first.windows for other in doubted):
        return first
    return found if any(other and other.windows == found.windows for other in others) else When((), "", "unclear")


def _read(parted: Sequence[Clause], frame: Frame, opening: OpeningHours, now: datetime) -> When | None:
    wish = read(parted, frame)
    if wish.says("unclear") and (wish.options or wish.exclusions):
        return When((), "", "unclear")
    soon = wish.says("soon")
    if not (wish.options or wish.exclusions or soon):
        return _without_options(wish)
    looked = look_up(wish, frame, opening, now)
    if not looked.windows:
        return _refused(looked.refusals[0], frame, opening)
    return _found(looked, wish, bool(soon), frame, opening)


def _without_options(wish: Wish) -> When | None:
    impossible, past = wish.says("impossible"), wish.says("past")
    if impossible:
        return When((), "", "impossible_date", impossible.word)
    story = wish.says("aside") or any(m.kind == "word" and m.word not in _BESIDE_THE_PAST for m in wish.marks)
    if past:
        detail = re.sub(_WEEKDAY, lambda day: day[0].capitalize(), past.word)
        return None if story else When((), "", "past", detail)
    return When((), "", "unclear") if wish.says("vague") or wish.says("alternate") else None


def _with_year(day: date, frame: Frame) -> str:
    near = day.year == frame.today.year and day >= frame.today
    return day_in_words(day) if near else f"{day_in_words(day)} {day.year}"


def _refused(refusal: Refusal, frame: Frame, opening: OpeningHours) -> When:
    days = sorted(refusal.days)
    detail = days_in_words(days) if days else ""
    if refusal.late:
        detail = today_in_words(refusal.late)
    elif refusal.problem == "outside_hours":
        detail = hours_on(days[0], opening)
    elif refusal.problem == "too_far":
        detail = _with_year(days[0], frame)
    elif refusal.problem == "contradiction" and len(days) > 1:
        detail = ""
    return When((), "", refusal.problem, detail)


def _found(looked: Looked, wish: Wish, soon: bool, frame: Frame, opening: OpeningHours) -> When:
    unbounded = not any(option.days or _narrowed(option) for option in wish.options)
    flexible = unbounded and not wish.exclusions
    if flexible:
        words = "as soon as possible" if soon else "any time"
    elif unbounded and all(option.days and option.times for option in wish.exclusions):
        words = f"any time except {listed((excluded_in_words(option) for option in wish.exclusions), 'and')}"
    else:
        words = said_back(looked, opening, frame, _weekdays_only(wish))
    if soon and not flexible:
        words = f"as soon as possible, {words.removeprefix('any day, ')}"
    return When(tuple(looked.windows), words, None, flexible=flexible or soon)


def _narrowed(option: Option) -> bool:
    return any((span.start, span.end) != (0, DAY) for times, _ in option.times for span in times.spans)


def _weekdays_only(wish: Wish) -> bool:
    """Whether weekdays were named as such, or weekends left out."""
    weekdays, weekend = frozenset(range(5)), frozenset((5, 6))
    asked = [days for option in wish.options for days, _ in option.days if days.run is None]
    gone = [days for option in wish.exclusions for days, _ in option.days]
    return any(d.weekdays == weekdays for d in asked) or any(d.weekdays == weekend for d in gone)
