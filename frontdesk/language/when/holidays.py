"""Holidays by the names that patients use, as days of the Canadian calendar."""

import re
from collections.abc import Callable
from datetime import date, timedelta


def _easter(year: int) -> date:
    """Easter Sunday (Gregorian calendar, by the anonymous algorithm of 1876)."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    leaps, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - correction + 15) % 30
    quarter, days = divmod(in_century, 4)
    to_sunday = (32 + 2 * rest + 2 * quarter - epact - days) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _nth(weekday: int, month: int, nth: int) -> Callable[[int], date]:
    """The nth such weekday of a month, 0 is Monday."""

    def of_year(year: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))

    return of_year


def _victoria_day(year: int) -> date:
    """The Monday before 25 May."""
    last = date(year, 5, 24)
    return last - timedelta(days=last.weekday())


def _on(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _from_easter(days: int) -> Callable[[int], date]:
    return lambda year: _easter(year) + timedelta(days=days)


_HOLIDAYS: tuple[tuple[str, Callable[[int], date]], ...] = (
    (r"new years eve", _on(12, 31)),
    (r"new years?(?: day)?", _on(1, 1)),
    (r"valentines(?: day)?", _on(2, 14)),
    (r"(?:st|saint)(?: \.)* (?:patricks|paddys|pattys)(?: day)?", _on(3, 17)),
    (r"april fools?(?: day)?", _on(4, 1)),
    (r"hallowe ?en", _on(10, 31)),
    (r"family day", _nth(0, 2, 3)),
    (r"good friday", _from_easter(-2)),
    (r"easter monday", _from_easter(1)),
    (r"easter tuesday", _from_easter(2)),
    (r"easter(?: sunday)?", _from_easter(0)),
    (r"(?:victoria day|may long(?: weekend)?|victoria day weekend)", _victoria_day),
    (r"mothers day", _nth(6, 5, 2)),
    (r"fathers day", _nth(6, 6, 3)),
    (r"canada day", _on(7, 1)),
    (r"(?:heritage|civic|august)(?: holiday| day| long weekend)", _nth(0, 8, 1)),
    (r"labou?r day", _nth(0, 9, 1)),
    (r"(?:truth and reconciliation|reconciliation|orange shirt)(?: day)?", _on(9, 30)),
    (r"(?:thanksgiving(?: day| monday)?|turkey day)", _nth(0, 10, 2)),
    (r"rem[a-z]*ance day", _on(11, 11)),
    (r"(?:christmas|xmas) eve", _on(12, 24)),
    (r"(?:christmas|xmas)(?: day)?(?! (?:time|break|holidays|season))", _on(12, 25)),
    (r"boxing day", _on(12, 26)),
)
_NAMES = re.compile(rf"\b(?:{'|'.join(f'(?P<h{i}>{name})' for i, (name, _) in enumerate(_HOLIDAYS))})s?\b")

_BETWEEN = re.compile(
    r"\b(?:the week )?between (?:christmas|xmas|the holidays) (?:and|-|to) new years?(?: day| eve)?\b"
)
# Any of the names, as a pattern without groups of its own.
HOLIDAY = rf"(?:{_BETWEEN.pattern}|\b(?:{'|'.join(name for name, _ in _HOLIDAYS)})s?\b)"


def _coming(of_year: Callable[[int], date], today: date) -> date:
    this_year = of_year(today.year)
    return this_year if this_year >= today else of_year(today.year + 1)


def next_long_weekend(today: date) -> date:
    """The Monday or Friday that makes the coming long weekend."""
    mondays = [_nth(0, 2, 3), _victoria_day, _nth(0, 8, 1), _nth(0, 9, 1), _nth(0, 10, 2), _from_easter(-2)]
    return min(_coming(of_year, today) for of_year in mondays)


def holidays_named(prepared: str, today: date) -> tuple[str, list[date]]:
    """The text without the names of holidays, and the coming day of each that it named, in order."""
    found: list[date] = []
    if _BETWEEN.search(prepared):
        first = _coming(_on(12, 26), today)
        days = [first + timedelta(days=number) for number in range(6)]
        return _BETWEEN.sub("#", prepared), days

    def take(name: re.Match[str]) -> str:
        found.append(_coming(_HOLIDAYS[int(str(name.lastgroup)[1:])][1], today))
        return "#"

    return _NAMES.sub(take, prepared), found


def is_holiday(day: date) -> bool:
    """Whether a day has the name of a holiday."""
    return any(of_year(day.year) == day for _, of_year in _HOLIDAYS)
