"""Which dates the days of an option mean: weekdays inside the week or month next to them, or the coming ones."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from frontdesk.language.when.dates import coming
from frontdesk.language.when.parts import Days, Frame, Option, dates

_A_WEEK = 6


class DisagreementError(ValueError):
    """A weekday and a date next to each other that do not go together."""

    def __init__(self, day: date) -> None:
        super().__init__("The weekday and the date do not go together; ask which of them is meant.")
        self.day = day


class SwappedError(ValueError):
    """A date in numbers of which nothing says whether the day or the month comes first."""

    def __init__(self, *days: date) -> None:
        super().__init__("The day and the month can be swapped; ask which date is meant.")
        self.days = days


def first_days(days: Days, frame: Frame) -> frozenset[date]:
    """The dates that days mean on their own: of a weekday the coming one, of "mondays" all."""
    if days.kind != "weekday":
        return days.dates
    if days.every:
        return frozenset(d for d in dates(frame.today, frame.last) if d.weekday() in days.weekdays)
    if days.run is not None:
        start = coming(days.run, frame.today)
        return dates(start, start + timedelta(days=len(days.weekdays) - 1))
    return frozenset(coming(weekday, frame.today) for weekday in days.weekdays)


def _first_on(candidates: Iterable[date], weekdays: frozenset[int]) -> date | None:
    return next((day for day in candidates if day.weekday() in weekdays), None)


def _nearest(period: frozenset[date], weekdays: frozenset[int]) -> set[date]:
    """Of a short period the such weekday beside it: "in two weeks, on a wednesday"."""
    if not period or (max(period) - min(period)).days >= _A_WEEK:
        return set()
    beside = [min(period) - timedelta(days=n) for n in (1, 2)] + [max(period) + timedelta(days=n) for n in (1, 2, 3)]
    return {day for day in beside if day.weekday() in weekdays}


def _later_in_its_week(day: date, weekdays: Days) -> date | None:
    """Of the week of a day such a weekday after it: "easter monday or tuesday"."""
    later = [day + timedelta(days=n) for n in range(1, 7 - day.weekday())]
    return None if weekdays.every else _first_on(later, weekdays.weekdays)


class _Choice:
    """Dates collected from days in the order they were said."""

    def __init__(self, frame: Frame) -> None:
        self.today, self.last = frame.today, frame.last
        self.soon = frame.today + timedelta(days=_A_WEEK)
        self.last_date: date | None = None  # the last single date, if it is further off than a week
        self.found: set[date] = set()
        self.loose: list[Days] = []  # weekdays that no period has claimed yet
        self.scope: Days | None = None
        self.scoped = False  # whether a weekday has narrowed the scope down
        self.before: frozenset[date] = frozenset()  # the period that the scope is joined to by "or"

    def add_weekdays(self, days: Days, join: str, repeats: bool) -> None:
        joined = join in ("or", "and")
        if self.scope and self.before and join == "comma" and not self.scoped:
            self.scope = replace(self.scope, dates=self.scope.dates | self.before)  # "this week or next, mondays"
            self.found -= self.before
        if self.scope and (not joined or self.scoped):
            inside = self.inside(self.scope, days)
            self.found |= inside or _nearest(self.scope.dates, days.weekdays)
            self.scoped = True
        elif joined and self.last_date and (day := _later_in_its_week(self.last_date, days)):
            self.found.add(day)
        elif not repeats:
            self.loose.append(days)

    def inside(self, scope: Days, weekdays: Days) -> set[date]:
        """Such weekdays in a period; of one without an end the first ("after the 7th, monday") unless all are meant."""
        found = sorted(day for day in scope.dates if day.weekday() in weekdays.weekdays)
        endless = (
            scope.bound
            and max(scope.dates, default=self.last) >= self.last
            and min(scope.dates, default=self.last) > self.today
        )
        return set(found[: len(weekdays.weekdays)] if endless and not weekdays.every else found)

    def add_period(self, days: Days, join: str) -> None:
        joined = join in ("or", "and")
        if not join and self.found and not self.scope and self.found <= days.dates and not days.bound:
            return  # "the 19th or 20th next week" only says where they lie
        both = join == "and" and bool(self.scope and self.scope.bound)  # "after the 8th and before the 19th"
        if days.bound and (not joined or both) and (self.scope or self.found) and not self.loose:
            self.limit(days.dates)
            return
        if self.scope and self.scope.bound and not (joined or self.scoped) and self.scope.dates & days.dates:
            self.scope = replace(
                days, dates=self.scope.dates & days.dates
            )  # "in the new year, the second week of january"
            return
        listed = joined and self.scope and not (self.scoped or self.scope.bound or days.bound)
        self.before = self.scope.dates if listed and self.scope else frozenset()
        self.end_scope()
        self.scope, self.scoped = days, False
        if self.loose and not joined:
            self.found |= {day for weekdays in self.loose for day in self.inside(days, weekdays)}
            self.loose, self.scoped = [], True

    def limit(self, within: frozenset[date]) -> None:
        """Keep what lies within a bound that is said beside it."""
        if self.scope:
            self.scope = replace(self.scope, dates=self.scope.dates & within)
        if self.scoped or not self.scope:
            self.found &= within

    def add_date(self, days: Days, join: str) -> None:
        (day,) = days.dates
        weekday = self.loose[-1].weekdays if self.loose and join not in ("or", "and") else frozenset()
        if days.swapped and (day.weekday() in weekday) == (days.swapped.weekday() in weekday):
            raise SwappedError(day, days.swapped)
        if self.loose and join not in ("or", "and"):
            also = (days.swapped,) if days.swapped else days.later
            fitting = _first_on((day, *also), self.loose[-1].weekdays)
            if fitting:
                self.loose.pop()
                day = fitting
            elif join == "" and not self.loose[-1].every:
                raise DisagreementError(day)
        self.end_scope()
        self.found.add(day)
        self.last_date = day if day > self.soon else None

    def end_scope(self) -> None:
        if self.scope and not self.scoped:
            self.found |= self.scope.dates
        self.scope = None


def chosen(option: Option, frame: Frame) -> tuple[frozenset[date], frozenset[date]]:
    """The dates of an option, and those of them that are only the coming such weekday.

    Raises DisagreementError for "friday december 3" if that is a Thursday, SwappedError for "3/12".
    """
    if not option.days:
        return dates(frame.today, frame.last), frozenset()
    choice = _Choice(frame)
    for days, join in option.days:
        if days.kind == "weekday":
            choice.add_weekdays(days, join, repeats=join == "" and _repeats(choice.found, days, option))
        elif days.kind == "period":
            choice.add_period(days, join)
        else:
            choice.add_date(days, join)
    choice.end_scope()
    bare: set[date] = set()
    before: date | None = None
    for days in choice.loose:
        found = first_days(days, frame)
        if before and before != frame.today and not days.every and found == {frame.today}:
            found = frozenset([frame.today + timedelta(days=7)])  # "monday or tuesday", said on a tuesday
        choice.found |= found
        before = max(found, default=before)
        if not days.every and days.run is None:
            bare |= found
    return frozenset(choice.found), frozenset(bare)


def _repeats(found: set[date], days: Days, option: Option) -> bool:
    """Whether a weekday only says again what day the date before it is: "tomorrow wednesday"."""
    return not days.every and len(option.days) == 2 and {d.weekday() for d in found} == set(days.weekdays)
