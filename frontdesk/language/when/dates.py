"""Single dates, weeks and months, counted from today."""

import re
from calendar import monthrange
from datetime import date, timedelta

from frontdesk.language.calendar_names import MONTHS
from frontdesk.language.when.parts import Days, Mark, Token, dates

_JUST_PAST = timedelta(days=30)


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def coming(weekday: int, day: date) -> date:
    """The first such weekday, the day itself included."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def day_or_mark(found: date | str) -> Token:
    """A day, or what there is no such day as."""
    return Mark("impossible", found) if isinstance(found, str) else Days("date", frozenset([found]))


def period(first: date, last: date) -> Days:
    """Every day from the first to the last."""
    return Days("period", dates(first, last))


def month_of(day: date, months: int = 0) -> tuple[date, date]:
    """The first and last day of its month, or of one so many months later."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])


def calendar_day(year: int | None, month: int, day: int, today: date) -> date | str:
    """That day, without a year the next one if it is not just past; its name if there is no such day."""
    if not 1 <= month <= 12:
        return f"{month}/{day}"
    if year and not today.year - 200 < year < today.year + 200:
        return f"the year {year}"
    years = [year] if year else [today.year - 1, today.year, today.year + 1]
    found = [date(y, month, day) for y in years if y >= 1 and 1 <= day <= monthrange(y, month)[1]]
    name = f"{MONTHS[month - 1].capitalize()} {day}"
    return min((d for d in found if d >= today - _JUST_PAST), default=max(found, default=name))


def days_of_month(number: int, today: date) -> list[date]:
    """The days of that number in the next twelve months, today included."""
    months = (month_of(today, n) for n in range(13))
    days = (first.replace(day=number) for first, last in months if 1 <= number <= last.day)
    return [day for day in days if day >= today]


def no_such_number(number: int) -> str:
    """What is said of a day that no month has."""
    return f"day {number} of a month"


def digits(text: str) -> int:
    """The number in a text like "3rd"."""
    return int(re.sub(r"\D", "", text))


def amount(text: str) -> int:
    """How many "3", "a couple of" or "a few" are."""
    return int(text) if text.isdigit() else 1 if text in ("a", "an") else 3 if "few" in text else 2
