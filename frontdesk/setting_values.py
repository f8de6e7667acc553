"""Reading single values of the settings: each problem is a sentence that names the file, the key and the remedy."""

import re
import zoneinfo
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers

# The clock changes of the locked tzdata package, not of whatever the machine has: an old image still has Alberta turn its
# clocks back in November 2026, which would put every appointment there an hour off.
zoneinfo.reset_tzpath(())
ZoneInfo.clear_cache()

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Hours = Mapping[str, tuple[tuple[time, time], ...]]


class SettingsError(ValueError):
    """A setting is missing or wrong. The message is for whoever edits the settings."""


def problem(source: object, key: str, what: str, remedy: str) -> SettingsError:
    """The error to raise for a key of a file."""
    return SettingsError(f"{source}: `{key}` {what}. {remedy}")


def read_hours(source: object, key: str, raw: Mapping[str, list[str]]) -> Hours:
    """Spans of time by weekday, from {"monday": ["08:00-12:00", "13:00-18:00"]}. Raises SettingsError."""
    hours = {}
    for day, spans in raw.items():
        parsed: list[tuple[time, time]] = []
        for span in spans:
            try:
                opens, closes = (time.fromisoformat(part) for part in span.split("-"))
            except ValueError as error:
                raise problem(source, f"{key}.{day}", f"is {span!r}", "Write it as 08:00-18:00.") from error
            if opens >= closes:
                raise problem(source, f"{key}.{day}", f"closes before it opens ({span})", "Write it as 08:00-18:00.")
            if parsed and opens < parsed[-1][1]:
                raise problem(source, f"{key}.{day}", f"has spans that overlap ({span})", "List them in order of time.")
            parsed.append((opens, closes))
        hours[day] = tuple(parsed)
    return hours


def read_days(source: object, key: str, raw: Iterable[str]) -> frozenset[date]:
    """Days, from "2026-12-25" and "2026-12-24/2027-01-01" (both ends count). Raises SettingsError."""
    days: set[date] = set()
    for item in raw:
        first, _, last = item.partition("/")
        try:
            start, end = date.fromisoformat(first), date.fromisoformat(last or first)
        except ValueError as error:
            raise problem(
                source, key, f"holds {item!r}", "Write a day as 2026-12-25 or days as 2026-12-24/2027-01-01."
            ) from error
        if end < start:
            raise problem(source, key, f"ends before it starts ({item})", "Write the earlier day first.")
        days.update(start + timedelta(days=number) for number in range((end - start).days + 1))
    return frozenset(days)


def read_zone(source: object, name: str) -> ZoneInfo:
    """A time zone by its IANA name. Raises SettingsError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise problem(
            source, "clinic.timezone", f"is {name!r}", "Use a name of the IANA list, such as America/Edmonton."
        ) from error


def read_phone(source: object, phone: str, region: str) -> str:
    """A phone number as it is written, if it can be one in that region (ISO 3166). Raises SettingsError."""
    try:
        valid = phonenumbers.is_possible_number(phonenumbers.parse(phone, region))
    except phonenumbers.NumberParseException:
        valid = False
    if not valid:
        raise problem(source, "clinic.phone", f"is {phone!r}", "Write a number with its area code, as 780-555-0100.")
    return phone


def read_rate(values: Mapping[str, str], name: str) -> str:
    """A rate such as "30/minute". Raises SettingsError."""
    if not re.fullmatch(r"[1-9]\d*/(second|minute|hour|day)", values[name]):
        raise SettingsError(f"{name} is {values[name]!r}. Write a number and a period, as 30/minute.")
    return values[name]


def read_address(values: Mapping[str, str], name: str, *schemes: str) -> str | None:
    """An address of one of the schemes, or None where it is not set. It is never shown: it may hold a password."""
    value = values[name].rstrip("/")
    if not value:
        return None
    try:
        parts = urlsplit(value)
        usable = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(f"{name} is not an address. It must start with {' or '.join(f'{s}://' for s in schemes)}.")
    return value
