"""Says days and times back in words: by date if they are few, by rule if they are many."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from frontdesk.language.calendar_names import MONTHS, WEEKDAYS
from frontdesk.language.when.calendar import Looked
from frontdesk.language.when.opening import OpeningHours
from frontdesk.language.when.parts import Frame, Option, Span, dates, in_words, label

_FEW = 4


def day_in_words(day: date) -> str:
    """Tuesday 1 December."""
    return f"{WEEKDAYS[day.weekday()].capitalize()} {day.day} {MONTHS[day.month - 1].capitalize()}"


def listed(words: Iterable[str], joint: str = "or") -> str:
    """a; a or b; a, b or c."""
    *first, last = words
    return f"{', '.join(first)} {joint} {last}" if first else last


def days_in_words(days: Iterable[date]) -> str:
    """A few days by name, many as their weekdays or from the first to the last."""
    ordered = sorted(days)
    weekdays = sorted({d.weekday() for d in ordered})
    if len(ordered) <= 2:
        return listed(map(day_in_words, ordered), "and")
    if len(weekdays) <= 2:
        return listed((f"{WEEKDAYS[d].capitalize()}s" for d in weekdays), "and")
    return f"{day_in_words(ordered[0])} to {day_in_words(ordered[-1])}"


def hours_on(day: date, opening: OpeningHours) -> str:
    """Tuesday 1 December, 8 a.m. to 6 p.m."""
    return f"{day_in_words(day)}, {listed((f'{in_words(a)} to {in_words(b)}' for a, b in opening.on(day)), 'and')}"


def today_in_words(spans: Iterable[Span]) -> str:
    """today; today at 9 a.m."""
    return f"today {_times(spans)}".strip()


def _scopes(frame: Frame) -> list[tuple[str, frozenset[date]]]:
    monday = frame.today - timedelta(days=frame.today.weekday())
    scopes = [("", dates(frame.today, frame.last))]
    for weeks in range(9):
        start = monday + timedelta(weeks=weeks)
        name = (
            ("this week", "next week")[weeks]
            if weeks < 2
            else f"in the week of {start.day} {MONTHS[start.month - 1].capitalize()}"
        )
        scopes.append((f" {name}", dates(start, start + timedelta(days=6))))
    by_month = defaultdict(set)
    for day in dates(frame.today, frame.last):
        by_month[day.month].add(day)
    scopes += [(f" in {MONTHS[month - 1].capitalize()}", frozenset(days)) for month, days in by_month.items()]
    return scopes


def _by_rule(days: set[date], possible: set[date], frame: Frame, weekdays_only: bool) -> str | None:
    """All days of a stretch, or all but some weekdays, or some weekdays of all."""
    absent = possible - days
    for name, scope in _scopes(frame)[1:]:
        if len(absent) > 2 and absent == possible & scope and len(days) > len(absent):
            return f"any day except{name}"
    first, last = min(days), max(days)
    spread = f" from {day_in_words(first)} to {day_in_words(last)}"
    if last == max(possible):
        spread = f" from {day_in_words(first)}"
    for name, scope in [*_scopes(frame), (spread, dates(first, last))]:
        within = possible & scope
        if not days <= within:
            continue
        usual = {d.weekday() for d in within}
        chosen = {d.weekday() for d in days}
        missing = sorted(usual - chosen)
        if days != {d for d in within if d.weekday() in chosen}:
            missed = sorted(within - days)
            if len(missed) <= 2 and len(days) > _FEW:
                return f"any day{name} except {listed(map(day_in_words, missed), 'and')}"
            continue
        many = "" if "week" in name else "s"
        if not missing:
            return f"any {'weekday' if weekdays_only else 'day'}{name}"
        if len(missing) <= (2 if many else 1) and len(missing) < len(chosen):
            return f"any day{name} except {listed((f'{WEEKDAYS[d].capitalize()}{many}' for d in missing), 'and')}"
        if many:
            return f"{listed((f'{WEEKDAYS[d].capitalize()}s' for d in sorted(chosen)), 'and')}{name}"
    return None


def _runs(ordered: list[date], possible: set[date]) -> list[tuple[date, date]]:
    """The first and last of the days that follow each other, as far as days can be had."""
    runs: list[tuple[date, date]] = []
    for day in ordered:
        follows = bool(runs) and not (dates(runs[-1][1], day) - {runs[-1][1], day}) & possible
        runs[-1:] = [(runs[-1][0], day)] if follows else [*runs[-1:], (day, day)]
    return runs


def _named(days: set[date], possible: set[date], frame: Frame, weekdays_only: bool, alone: bool) -> str:
    """By rule or one by one; a few not `alone` without "except": what is left out may be said beside them."""
    ordered = sorted(days)
    if len(ordered) > 2:
        rule = _by_rule(days, possible, frame, weekdays_only)
        if rule and " except " in rule and not alone and len(ordered) <= 2 * _FEW:
            rule = None
        between = dates(ordered[0], ordered[-1]) & possible
        if len(ordered) == len(between) and (not rule or " from " in rule) and ordered[-1] != max(possible):
            return f"{day_in_words(ordered[0])} to {day_in_words(ordered[-1])}"
        if rule and (len(ordered) > _FEW or " week" in rule):
            return rule
    runs = _runs(ordered, possible)
    if len(ordered) > 2 * _FEW and len(runs) <= _FEW:
        return listed(f"{day_in_words(a)} to {day_in_words(b)}" if a < b else day_in_words(a) for a, b in runs)
    if len(ordered) > 2 * _FEW:
        return f"some days from {day_in_words(ordered[0])} to {day_in_words(ordered[-1])}"
    return listed(map(day_in_words, ordered))


def excluded_in_words(option: Option) -> str:
    """What is left out, by its own rule: "Tuesdays in the morning"."""
    days = [
        f"{WEEKDAYS[weekday].capitalize()}s" if item.kind == "weekday" else days_in_words(item.dates)
        for item, _ in option.days
        for weekday in (sorted(item.weekdays) if item.kind == "weekday" else [0])
    ]
    return f"{listed(days, 'and')} {_times([span for times, _ in option.times for span in times.spans])}"


def _times(spans: Iterable[Span]) -> str:
    ordered = sorted(spans, key=lambda s: (s.start, s.end))
    words = [label(span) for span in ordered]
    return "" if "" in words else listed(dict.fromkeys(words))


def _said(day: date, looked: Looked) -> list[Span]:
    """The spans of a day as they are said: all that were wanted, if another day has all of them, else the usable ones."""
    wanted = looked.wanted[day]
    whole = any(len(looked.asked[other]) == len(spans) and spans == wanted for other, spans in looked.wanted.items())
    return wanted if whole else looked.asked[day]


def said_back(looked: Looked, opening: OpeningHours, frame: Frame, weekdays_only: bool) -> str:
    """What was understood: "Monday 30 November or Wednesday 2 December, in the morning"."""
    by_times: dict[str, set[date]] = defaultdict(set)
    for day in sorted(looked.asked):
        by_times[_times(_said(day, looked))].add(day)
    possible = {d for d in dates(frame.today, frame.last) if opening.on(d)} - (looked.late - set(looked.asked))
    anytime = ", any time" if len(by_times) > 1 else ""
    parts = [
        _named(days, possible, frame, weekdays_only, len(by_times) == 1) + (f", {times}" if times else anytime)
        for times, days in by_times.items()
    ]
    parts.sort(key=lambda part: " except " in part)  # what stands behind "except" would be left out, too
    return ", or ".join(parts) if any("," in part for part in parts) else listed(parts)
