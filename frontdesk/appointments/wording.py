"""Moments, phone numbers and personal text as letters show them."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import phonenumbers

from frontdesk.appointments.appointment import Period


def one_line(text: str) -> str:
    """A text without line breaks and control characters, so that it cannot pass for a line of its own."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters, with dots where it was cut."""
    return text if len(text) <= most else f"{text[: most - 3].rstrip()}..."


def short_moment(moment: datetime, zone: ZoneInfo) -> str:
    """A moment in the clinic's zone: "Tue 24 Nov 2:00 p.m."."""
    local = moment.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b} {_clock(local)}"


def long_moment(moment: datetime, zone: ZoneInfo) -> str:
    """A moment in the clinic's zone: "Tuesday 24 November 2026, 2:00 p.m."."""
    local = moment.astimezone(zone)
    return f"{_day(local)}, {_clock(local)}"


def stretch(period: Period, zone: ZoneInfo) -> str:
    """A stretch of time in the clinic's zone: "Tuesday 24 November 2026, 9:00 a.m. to 12:00 noon"."""
    start, end = period.start.astimezone(zone), period.end.astimezone(zone)
    until = _clock(end) if start.date() == end.date() else f"{_day(end)}, {_clock(end)}"
    return f"{_day(start)}, {_clock(start)} to {until}"


def stretches(periods: Sequence[Period], zone: ZoneInfo) -> str:
    """Stretches of time, any of which would do."""
    return "; or ".join(stretch(period, zone) for period in periods)


def _day(local: datetime) -> str:
    return f"{local:%A} {local.day} {local:%B} {local.year}"


def _clock(local: datetime) -> str:
    half = "noon" if (local.hour, local.minute) == (12, 0) else "a.m." if local.hour < 12 else "p.m."
    text = f"{local.hour % 12 or 12}:{local.minute:02} {half}"
    if local.utcoffset() == local.replace(fold=1 - local.fold).utcoffset():
        return text
    offset = f"{local:%z}"
    return f"{text} {local:%Z} (UTC{offset[:3]}:{offset[3:]})"  # the hour that comes twice when clocks go back


def phone_in_words(phone: str, region: str) -> str:
    """An E.164 number as people of that region write it: "(780) 555-0101", "+44 20 7946 0000" from elsewhere."""
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return one_line(phone)
    near = number.country_code == phonenumbers.country_code_for_region(region)
    form = phonenumbers.PhoneNumberFormat.NATIONAL if near else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)
