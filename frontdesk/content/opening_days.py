"""What is said of the days that a question on opening hours is about: yes or no first, from hours and closures.

A holiday that the settings do not name as a closure is never promised: the usual hours are given, with the advice to call.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from frontdesk.appointments.business_hours import next_opening, opening_at
from frontdesk.appointments.wall_clock import spans_of
from frontdesk.content.clinic_text import closing_in_words, spans_in_words
from frontdesk.language.clock import clock
from frontdesk.language.when import OpeningHours
from frontdesk.language.when.asked import Asked, asked_about
from frontdesk.language.when.holidays import is_holiday
from frontdesk.language.when.text import day_in_words, listed
from frontdesk.settings.clinic import Clinic
from frontdesk.settings.values import WEEKDAYS

_TO_MAKE_SURE = "Holiday hours may differ, so please call to make sure."
Spans = tuple[tuple[time, time], ...]


@dataclass(frozen=True)
class _Day:
    """A day or weekday by its place in the calendar, with its name and its open stretches."""

    number: int
    name: str
    spans: Spans


def opening_of_days(text: str, clinic: Clinic, now: datetime) -> str:
    """A sentence on the days that a question names; empty if it names none or the clinic has not set its hours.

    `now`: aware, in the clinic's zone.
    """
    if not clinic.hours:
        return ""
    asked = asked_about(text, now, OpeningHours(clinic.hours, clinic.closures))
    if asked is None:
        return ""
    if asked.now:
        return _now(asked, clinic, now)
    return _of_weekdays(asked, clinic) if asked.weekdays else _of_dates(asked, clinic, now)


def opening_in_words(now: datetime, clinic: Clinic) -> tuple[bool, str]:
    """Whether the clinic is open, and until when, or when it opens next: "6 p.m.", "tomorrow at 8 a.m.".

    No words where the clinic has not set its hours, or a holiday makes them unsure. `now`: aware, in the clinic's zone.
    """
    if not clinic.hours:
        return False, ""
    opening = opening_at(now, clinic.hours, clinic.closures, clinic.timezone)
    starts, ends = (moment.astimezone(clinic.timezone) for moment in (opening.start, opening.end))
    if is_holiday(starts.date()):
        return False, ""
    if starts > now:
        return False, f"{_day_from(starts.date(), now)} at {clock(starts.time())}"
    return True, "midnight" if ends.time() == time(0) else closing_in_words(ends.time())


def _day_from(day: date, now: datetime) -> str:
    if day == now.date():
        return "today"
    return "tomorrow" if day == now.date() + timedelta(days=1) else f"on {_named(day, now)}"


def _spans(day: date, clinic: Clinic) -> Spans:
    return () if day in clinic.closures else spans_of(day, clinic.hours)


def _named(day: date, now: datetime) -> str:
    return day_in_words(day) if day.year == now.year else f"{day_in_words(day)} {day.year}"


def _yes_or_no(asked: Asked, is_open: bool) -> str:
    """The first word; none where hours were asked for."""
    if asked.form == "when":
        return ""
    return "Yes, " if is_open == (asked.form == "open") else "No, "


def _sentence(words: str) -> str:
    ended = words if words.endswith(".") else f"{words}."
    return ended[0].upper() + ended[1:]


def _now(asked: Asked, clinic: Clinic, now: datetime) -> str:
    at = now.time()
    open_until = next((closes for opens, closes in _spans(now.date(), clinic) if opens <= at < closes), None)
    first = _yes_or_no(asked, open_until is not None)
    if open_until:
        until = f"open now, until {closing_in_words(open_until)} today"
        return _sentence(_with_holidays(f"{first}{until}", [now.date()]))
    opens = next_opening(now, clinic.hours, clinic.closures, clinic.timezone).astimezone(clinic.timezone)
    return _sentence(f"{first}closed now. We open again on {_named(opens.date(), now)} at {clock(opens.time())}")


def _with_holidays(words: str, open_days: Iterable[date]) -> str:
    """The words, with the advice to call if an open day is a holiday."""
    return f"{_sentence(words)} {_TO_MAKE_SURE}" if any(map(is_holiday, open_days)) else words


def _of_weekdays(asked: Asked, clinic: Clinic) -> str:
    days = [
        _Day(number, f"{WEEKDAYS[number].capitalize()}s", clinic.hours.get(WEEKDAYS[number], ()))
        for number in asked.weekdays
    ]
    return _sentence(_of_days(asked, days))


def _of_dates(asked: Asked, clinic: Clinic, now: datetime) -> str:
    today = now.date()
    if asked.days == (today,) and (over := _over_today(clinic, now)):
        return over
    if len(asked.days) == 1 and asked.times and (said := _at_times(asked, clinic, now)):
        return said
    days = [_Day(day.toordinal(), _named(day, now), _spans(day, clinic)) for day in asked.days]
    open_days = [day for day in asked.days if _spans(day, clinic)]
    words = _of_days(asked, days, sure=not any(map(is_holiday, open_days)))
    return _sentence(_with_holidays(words, open_days))


def _over_today(clinic: Clinic, now: datetime) -> str:
    """What is said of today after closing time."""
    spans = _spans(now.date(), clinic)
    if not spans or now.time() < spans[-1][1]:
        return ""
    opens = next_opening(now, clinic.hours, clinic.closures, clinic.timezone).astimezone(clinic.timezone)
    again = f"{_named(opens.date(), now)} at {clock(opens.time())}"
    over = _sentence(f"no longer open today; we were open {spans_in_words(spans)}")
    return f"{over} {_sentence(f'we open again on {again}')}"


def _at_times(asked: Asked, clinic: Clinic, now: datetime) -> str:
    """Yes or no where a time of one day was asked about and lies inside opening hours, or outside; else nothing."""
    day = asked.days[0]
    hours = [(a.hour * 60 + a.minute, b.hour * 60 + b.minute) for a, b in _spans(day, clinic)]
    if not hours or asked.form != "open" or is_holiday(day):
        return ""
    shared = [sum(max(0, min(end, b) - max(start, a)) for a, b in hours) for start, end in asked.times]
    mostly = all(2 * minutes >= end - start for minutes, (start, end) in zip(shared, asked.times))
    first = "yes, " if mostly else "" if any(shared) else "no, "
    return _sentence(f"{first}on {_named(day, now)} we are open {spans_in_words(_spans(day, clinic))}")


def _joined(days: Sequence[_Day]) -> str:
    """The names of days, three or more in a row as a range."""
    runs: list[list[_Day]] = []
    for day in days:
        if runs and day.number == runs[-1][-1].number + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return listed(
        (
            name
            for run in runs
            for name in ([f"{run[0].name} to {run[-1].name}"] if len(run) > 2 else [day.name for day in run])
        ),
        "and",
    )


def _of_days(asked: Asked, days: Sequence[_Day], sure: bool = True) -> str:
    """Named days with their hours. Not `sure`: a yes is one by the usual hours only."""
    closed = [day for day in days if not day.spans]
    by_hours: dict[Spans, list[_Day]] = {}
    for day in days:
        if day.spans:
            by_hours.setdefault(day.spans, []).append(day)
    hours = "; ".join(f"{_joined(same)}, {spans_in_words(spans)}" for spans, same in by_hours.items())
    if not by_hours:
        return f"{_yes_or_no(asked, False)}closed on {_joined(closed)}"
    if closed:
        return f"open on {hours}; closed on {_joined(closed)}"
    first = _yes_or_no(asked, True)
    return (
        f"{first}open on {hours}" if sure else f"by our usual hours, {first.lower().replace(',', ':')}open on {hours}"
    )
