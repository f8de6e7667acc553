"""Patterns of days: dates, weekdays, weeks, months, and days counted from today.

"this friday" and "coming friday": the coming one, today included. "next friday": the Friday of next week; weeks begin on
Monday. A date without a year is the next such day, or the one that is past if that is at most 30 days ago. "12/3" is the 3rd of
December or the 12th of March, which is asked; a first number over 12 is the day. "in two weeks" is two days around it,
"two weeks from today" that very day.
"""

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

from frontdesk.language.when.holidays import HOLIDAY, holidays_named
from frontdesk.language.when.parts import Days, Frame, Handler, Mark, Token, any_of, dates, stands_alone
from frontdesk.language.when.words import MONTHS, WEEKDAYS

_JUST_PAST = timedelta(days=30)
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_WD = rf"(?P<wd>{'|'.join(WEEKDAYS)})"
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
_JOINT = r" (-|to|through|until|, or|, and|,|or|and|/) (?:the )?"
_NUMBERS = rf"(?P<days>{_NUMBER}(?:{_JOINT.replace('(-', '(?:-')}{_NUMBER}(?! ?(?:[ap]m\b|:|-)))*)"
_YEAR = r"(?: ,? ?(?P<year>20\d\d)\b)?"
_AMOUNT = r"(?P<n>\d{1,2}|an?|(?:a )?couple(?: of)?|a few|few)"
_UNIT = r"(?P<unit>day|week|month)s?"
_PART_WORDS = any_of(
    r"""
    (?:very )?early
    later?
    mid
    (?:the )?(?:middle|beginning|start|end|first half|second half)
    """
)
_PART = rf"(?P<part>{_PART_WORDS}(?: in| of| part of)?(?: the)?) "


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def coming(weekday: int, day: date) -> date:
    """The first such weekday, the day itself included."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _day(found: date | str) -> Token:
    return Mark("impossible", found) if isinstance(found, str) else Days("date", frozenset([found]))


def _period(first: date, last: date) -> Days:
    return Days("period", dates(first, last))


def _month(day: date, months: int = 0) -> tuple[date, date]:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])


def _calendar_day(year: int | None, month: int, day: int, today: date) -> date | str:
    """That day, without a year the next one if it is not just past; its name if there is no such day."""
    if not 1 <= month <= 12:
        return f"{month}/{day}"
    if year and not today.year - 200 < year < today.year + 200:
        return f"the year {year}"
    years = [year] if year else [today.year - 1, today.year, today.year + 1]
    found = [date(y, month, day) for y in years if y >= 1 and 1 <= day <= monthrange(y, month)[1]]
    name = f"{MONTHS[month - 1].capitalize()} {day}"
    return min((d for d in found if d >= today - _JUST_PAST), default=max(found, default=name))


def _days_of_month(number: int, today: date) -> list[date]:
    """The days of that number in the next twelve months, today included."""
    months = (_month(today, n) for n in range(13))
    days = (first.replace(day=number) for first, last in months if 1 <= number <= last.day)
    return [day for day in days if day >= today]


def _no_such_number(number: int) -> str:
    return f"day {number} of a month"


def _digits(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _amount(text: str) -> int:
    return int(text) if text.isdigit() else 1 if text in ("a", "an") else 3 if "few" in text else 2


def _month_days(m: re.Match[str], frame: Frame) -> Token | None:
    year = int(m["year"]) if m["year"] else None
    numbers, joints = re.split(_JOINT, m["days"])[::2], re.split(_JOINT, m["days"])[1::2]
    days: list[date] = []
    for joint, number in zip(["", *joints], numbers):
        day = _calendar_day(year, MONTHS.index(m["month"]) + 1, _digits(number), frame.today)
        if isinstance(day, str):
            return Mark("impossible", day)
        days += sorted(dates(days[-1], day)) if days and joint in ("-", "to", "through", "until") else [day]
    return Days("period" if len(set(days)) > 1 else "date", frozenset(days))


def _month_ordinal(m: re.Match[str], frame: Frame) -> Token:
    return _day(_calendar_day(None, MONTHS.index(m["month"]) + 1, _ORDINALS.index(m["ordinal"]) + 1, frame.today))


def _iso(m: re.Match[str], frame: Frame) -> Token:
    return _day(_calendar_day(int(m["year"]), int(m["m"]), int(m["d"]), frame.today))


def _slash(m: re.Match[str], frame: Frame) -> Token | None:
    if not m["year"] and (
        not stands_alone(m) or re.search(r"\b(?:an?|is|its|about|pain|level) $", m.string[: m.start()])
    ):
        return None
    a, b = int(m["a"]), int(m["b"])
    year = int(m["year"]) + (2000 if len(m["year"]) == 2 else 0) if m["year"] else None
    either = a <= 12 and b <= 12 and a != b
    month, day = (b, a) if a > 12 or (either and frame.day_first) else (a, b)
    found = _day(_calendar_day(year, month, day, frame.today))
    if either and frame.day_first is None and isinstance(found, Days):
        swapped = _calendar_day(year, day, month, frame.today)
        return replace(found, swapped=swapped if isinstance(swapped, date) else None)
    return found


def _ordinal(m: re.Match[str], frame: Frame) -> Token | None:
    if not stands_alone(m):
        return None
    number = _digits(m["n"])
    days = _days_of_month(number, frame.today)
    if not days:
        return Mark("impossible", _no_such_number(number))
    return Days("date", frozenset(days[:1]), later=tuple(day for day in days[1:] if day <= frame.last))


def _weekday(m: re.Match[str], frame: Frame) -> Token:
    weekday, which = WEEKDAYS.index(m["wd"]), m["which"] or ""
    if which == "next" or which.endswith("following"):
        return _day(_monday(frame.today) + timedelta(days=7 + weekday))
    if which and which not in ("every", "each", "any", "a"):
        return _day(coming(weekday, frame.today))
    return Days("weekday", weekdays=frozenset([weekday]), every=bool(m["many"] or which))


def _week_from(m: re.Match[str], frame: Frame) -> Token:
    start = {"today": frame.today, "now": frame.today, "tomorrow": frame.today + timedelta(days=1)}.get(m["base"])
    steps = timedelta(days=_amount(m["n"]) * (7 if m["unit"] == "week" else 1))
    return _day((start or coming(WEEKDAYS.index(m["base"]), frame.today)) + steps)


def _near_day(m: re.Match[str], frame: Frame) -> Token:
    return _day(frame.today + timedelta(days={"today": 0, "tomorrow": 1}.get(m[0], 2)))


def _ahead(m: re.Match[str], frame: Frame) -> Token:
    n, few = _amount(m["n"]), "few" in m["n"]
    if m["unit"] == "day":
        day = frame.today + timedelta(days=n)
        return _period(day - timedelta(days=1), day + timedelta(days=2)) if few else _day(day)
    middle = frame.today + timedelta(days=(7 if m["unit"] == "week" else 30) * n)
    slack = timedelta(days=7 if few else 2 if m["unit"] == "week" else 3)
    return _period(middle - slack, middle + slack)


def _within(m: re.Match[str], frame: Frame) -> Token:
    length = {"day": 1, "week": 7, "month": 30}[m["unit"]] * _amount(m["n"] or "a")
    return _period(frame.today, frame.today + timedelta(days=length))


def _part_of(part: str, first: date, last: date) -> Days:
    """Early, in the middle or late in a week or a month."""
    week = (last - first).days < 7
    if re.search(r"early|begin|start|first", part):
        last = first + timedelta(days=1 if week else 9)
    elif "mid" in part:
        first, last = (first + timedelta(days=1 if week else 10), first + timedelta(days=3 if week else 19))
    elif re.search(r"late|end|second", part):
        first += timedelta(days=3 if week else 20)
    return _period(first, last)


def _week_or_month(m: re.Match[str], frame: Frame) -> Token:
    steps = {"next": 1, "following": 1, "coming": 1}.get(m["which"] or "", 0)
    if m["unit"] == "month":
        return _part_of(m["part"] or "", *_month(frame.today, steps))
    first = _monday(frame.today) + timedelta(weeks=2 if m["after"] else steps)
    return _part_of(m["part"] or "", first, first + timedelta(days=6))


def _named_month(m: re.Match[str], frame: Frame) -> Token | None:
    month = MONTHS.index(m["month"]) + 1
    year = frame.today.year + (month < frame.today.month)
    return _part_of(m.groupdict().get("part") or "", *_month(date(year, month, 1)))


def _week_of(m: re.Match[str], frame: Frame) -> Token:
    number = _digits(m["d"])
    month = m.groupdict().get("month")
    day = (
        _calendar_day(None, MONTHS.index(month) + 1, number, frame.today)
        if month
        else next(iter(_days_of_month(number, frame.today)), _no_such_number(number))
    )
    return _day(day) if isinstance(day, str) else _period(_monday(day), _monday(day) + timedelta(days=6))


def _nth_in_month(m: re.Match[str], frame: Frame) -> Token:
    month = MONTHS.index(m["month"]) + 1 if m["month"] else 0
    named = date(frame.today.year + (month < frame.today.month), month, 1) if month else frame.today
    first, last = _month(named, 1 if m["which"] == "next" else 0)
    nth = "first second third fourth last".split().index(m["nth"])
    if m["wd"]:
        fitting = sorted(d for d in dates(first, last) if d.weekday() == WEEKDAYS.index(m["wd"]))
        return _day(fitting[-1 if nth == 4 else nth])
    start = last - timedelta(days=6) if nth == 4 else first + timedelta(weeks=nth)
    return _period(start, start + timedelta(days=6))


def _weekend(m: re.Match[str], frame: Frame) -> Token:
    if m["many"] or m["which"] in ("every", "any"):
        return Days("weekday", weekdays=frozenset((5, 6)), every=True)
    saturday = _monday(frame.today) + timedelta(days=12 if m["which"] == "next" else 5)
    return _period(saturday, saturday + timedelta(days=1))


def _holiday(m: re.Match[str], frame: Frame) -> Token | None:
    _, named = holidays_named(m["holiday"], frame.today)
    if not named:
        return None
    steps = {"day after": 1, "day before": -1}.get(m["beside"] or "", 0)
    return _day(named[0] + timedelta(days=steps)) if len(named) == 1 else _period(named[0], named[-1])


def _weekday_beside(m: re.Match[str], frame: Frame) -> Token | None:
    _, named = holidays_named(m["holiday"], frame.today)
    if len(named) != 1:
        return None
    first = named[0] + timedelta(days=1 if m["side"] == "after" else -7)
    return _day(coming(WEEKDAYS.index(m["wd"]), first))


def _weeks_on(m: re.Match[str], frame: Frame) -> Token:
    """One or two weeks after the coming such day, or the one after that of next week."""
    weekday = WEEKDAYS.index(m["wd"])
    if m["steps"] == "after next":
        return _day(_monday(frame.today) + timedelta(days=14 + weekday))
    return _day(coming(weekday, frame.today) + timedelta(weeks=2 if m["steps"] == "2 weeks" else 1))


def _new_year(_: re.Match[str], frame: Frame) -> Token:
    return _period(date(frame.today.year + 1, 1, 1), date(frame.today.year + 1, 1, 31))


def _every(*weekdays: int) -> Handler:
    return lambda _, __: Days("weekday", weekdays=frozenset(weekdays), every=True)


_WEEK_OF = r"(?:the )?week (?:of|starting|beginning)(?: on)?(?: the)?(?: monday)?(?: the)?"
_NTH = r"(?:the )?(?P<nth>first|second|third|fourth|last)"
_WITHIN = any_of(
    r"""
    within(?: the next)?
    (?:in|over|during) the next
    (?:the )?next
    """
)
_AFTER_NEXT = r"after next|after(?= (?:[,.!?]|or|and|but)|$)"
_WHICH_WEEK = any_of(
    r"""
    (?P<which>this|next|following|coming)
    all
    any ?day
    sometime
    """
)
_WHICH_DAY = any_of(
    r"""
    this coming
    this upcoming
    (?:the )?following
    this|next|coming|upcoming|every|each|any|a
    """
)

DAY_PATTERNS: tuple[tuple[str, Handler], ...] = (
    (r"(?P<year>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})(?!\d)", _iso),
    (r"(?P<a>\d{1,2})[-/](?P<b>\d{1,2})[-/](?P<year>\d{4}|\d\d)(?!\d)", _slash),
    (r"(?P<a>\d{1,2})/(?P<b>\d{1,2})(?P<year>(?!))?(?!\d)", _slash),
    (rf"{_WEEK_OF} {_MONTH}(?: the)? (?P<d>{_NUMBER})", _week_of),
    (rf"{_WEEK_OF} (?P<d>{_NUMBER}) (?:of )?{_MONTH}", _week_of),
    (rf"{_WEEK_OF} (?P<d>{_NUMBER})\b", _week_of),
    (rf"{_NTH} (?:week|{_WD}) (?:of|in) (?:(?:the |this |(?P<which>next) )month|{_MONTH})", _nth_in_month),
    (rf"{_MONTH} (?:the )?(?P<ordinal>{'|'.join(_ORDINALS)})\b", _month_ordinal),
    (rf"(?:the )?(?P<ordinal>{'|'.join(_ORDINALS)}) (?:of )?{_MONTH}\b", _month_ordinal),
    (rf"{_MONTH} (?:the )?{_NUMBERS}(?![\d:]| ?[ap]m\b){_YEAR}", _month_days),
    (rf"(?:the )?{_NUMBERS} (?:of )?{_MONTH}\b{_YEAR}", _month_days),
    (r"(?:the )?(?P<n>\d{1,2}(?:st|nd|rd|th))", _ordinal),
    (r"the (?P<n>\d{1,2})(?![\d:]| ?[ap]m\b)", _ordinal),
    (r"(?:in |for )?(?:the new|next) year\b(?!s)", _new_year),
    (rf"(?:the )?{_WD} (?P<side>before|after) (?P<holiday>{HOLIDAY})", _weekday_beside),
    (rf"(?:the )?(?:(?P<beside>day (?:before|after)) )?(?P<holiday>{HOLIDAY})", _holiday),
    (rf"{_AMOUNT} {_UNIT} (?:from|after|on) (?P<base>today|now|tomorrow|{'|'.join(WEEKDAYS)})\b", _week_from),
    (r"(?:the )?day after tomorrow|tomorrow|today", _near_day),
    (rf"in (?:about |around |like )?{_AMOUNT} {_UNIT}(?: time)?\b", _ahead),
    (rf"{_WITHIN} (?:the )?(?P<n>\d{{1,2}}|(?:a )?couple(?: of)?|few|a) {_UNIT}", _within),
    (rf"(?:{_PART})?(?:the )?(?P<unit>week) (?P<after>{_AFTER_NEXT})(?P<which>(?!))?", _week_or_month),
    (rf"(?:{_PART})?(?:the )?{_WHICH_WEEK} (?P<unit>week|month)\b(?P<after>(?!))?", _week_or_month),
    (rf"{_PART}(?P<unit>week|month)\b(?P<which>(?!))?(?P<after>(?!))?", _week_or_month),
    (rf"{_PART}(?:the )?{_MONTH}\b", _named_month),
    (rf"(?:in|during|for|of|this|next) {_MONTH}\b(?! i\b| we\b| \d)", _named_month),
    (r"(?P<month>january|february|july|september|october|november|december)\b", _named_month),
    (r"(?:the )?(?:(?P<which>this|next|coming|every|any) )?(?:coming )?weekend(?P<many>s)?\b", _weekend),
    (r"(?:(?:any|every|all|a) )?weekdays?", _every(0, 1, 2, 3, 4)),
    (r"(?:anyday|every ?day|(?:any|all|each) (?:of the |the )?days?)\b(?: of the week)?", _every(*range(7))),
    (rf"(?:a )?(?P<steps>week|2 weeks)(?: (?:from|on|after))?(?: this| coming)* {_WD}\b", _weeks_on),
    (rf"(?:the |this )?{_WD} (?P<steps>week\b(?! (?:of|after|or))|2 weeks\b|after next\b)", _weeks_on),
    (rf"(?:(?P<which>{_WHICH_DAY}) )?{_WD}(?P<many>s)?\b", _weekday),
)  # fmt: skip
