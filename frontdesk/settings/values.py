"""Reading single values of the settings: each problem is a sentence that names the file, the key and the remedy."""

import re
import zoneinfo
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

# The clock changes of the locked tzdata package, not of whatever the machine has: an old image still has Alberta turn its
# clocks back in November 2026, which would put every appointment there an hour off.
zoneinfo.reset_tzpath(())
ZoneInfo.clear_cache()

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Hours = Mapping[str, tuple[tuple[time, time], ...]]
Value = TypeVar("Value")


_SPAN = re.compile(r"\s*(\d{1,2}):(\d\d)\s*[-–—]\s*(\d{1,2}):(\d\d)\s*")
# What "24:00" is kept as: the last minute of the day.
END_OF_DAY = time(23, 59)


class SettingsError(ValueError):
    """Settings are missing or wrong. Each of the `problems` is a sentence for the person who edits them."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Problems:
    """Collects what is wrong, so that everything is said at once."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def attempt(self, read: Callable[[], Value], instead: Value) -> Value:
        """What `read` gives, or `instead` where it raises SettingsError, which is noted."""
        try:
            return read()
        except SettingsError as error:
            self.found.extend(error.problems)
            return instead

    def try_out(self, read: Callable[[], object]) -> None:
        """Note what `read` finds wrong."""
        self.attempt(read, None)

    def note(self, error: SettingsError) -> None:
        """Note a problem."""
        self.found.extend(error.problems)

    def raise_if_any(self) -> None:
        """Raise SettingsError with everything that was noted, each sentence once."""
        if self.found:
            raise SettingsError(*dict.fromkeys(self.found))


def problem(source: object, key: str, what: str, remedy: str) -> SettingsError:
    """The error to raise for a key of a file."""
    return SettingsError(f"{source}: `{key}` {what}. {remedy}")


def read_file(path: Path, remedy: str) -> Any:
    """What a settings file holds, as it is written there. Raises SettingsError, with the remedy where there is no such file."""
    try:
        return YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: the file cannot be read ({error.strerror}). {remedy}") from error
    except (YAMLError, UnicodeDecodeError) as error:
        where = re.sub(r"\s+", " ", str(error))
        raise SettingsError(
            f"{path}: this is not valid YAML ({where}). Check the indentation and quotes there."
        ) from error


def read_span(text: str) -> tuple[time, time] | None:
    """The two times of "08:00-18:00", also written "8:00 - 18:00"; "24:00" ends a day. None where it is no span."""
    found = _SPAN.fullmatch(text)
    if not found:
        return None
    opens_hour, opens_minute, closes_hour, closes_minute = map(int, found.groups())
    try:
        opens = time(opens_hour, opens_minute)
        closes = END_OF_DAY if (closes_hour, closes_minute) == (24, 0) else time(closes_hour, closes_minute)
    except ValueError:
        return None
    return opens, closes


def read_hours(source: object, key: str, raw: Mapping[str, list[str]]) -> Hours:
    """Spans of time by weekday, from {"monday": ["08:00-12:00", "13:00-18:00"]}. Raises SettingsError with all problems."""
    problems = Problems()
    hours: dict[str, tuple[tuple[time, time], ...]] = {}
    for day, spans in raw.items():
        try:
            hours[day] = _read_day(source, f"{key}.{day}", spans)
        except SettingsError as error:
            problems.note(error)
    problems.raise_if_any()
    return hours


def _read_day(source: object, key: str, spans: Iterable[str]) -> tuple[tuple[time, time], ...]:
    problems = Problems()
    parsed: list[tuple[time, time]] = []
    for text in spans:
        span = read_span(text)
        if span is None:
            problems.note(problem(source, key, f"is {text!r}", "Write it as 08:00-18:00."))
        elif span[0] >= span[1]:
            problems.note(problem(source, key, f"closes before it opens ({text})", "Write it as 08:00-18:00."))
        elif parsed and span[0] < parsed[-1][1]:
            problems.note(problem(source, key, f"has spans that overlap ({text})", "List them in order of time."))
        else:
            parsed.append(span)
    problems.raise_if_any()
    return tuple(parsed)


def read_days(source: object, key: str, raw: Iterable[str]) -> frozenset[date]:
    """Days, from "2026-12-25" and "2026-12-24/2027-01-01" (both ends count). Raises SettingsError with all problems."""
    problems = Problems()
    days: set[date] = set()
    for item in raw:
        first, _, last = item.partition("/")
        try:
            start, end = date.fromisoformat(first), date.fromisoformat(last or first)
        except ValueError:
            remedy = "Write a day as 2026-12-25 or days as 2026-12-24/2027-01-01."
            problems.note(problem(source, key, f"holds {item!r}", remedy))
            continue
        if end < start:
            problems.note(problem(source, key, f"ends before it starts ({item})", "Write the earlier day first."))
        days.update(start + timedelta(days=number) for number in range((end - start).days + 1))
    problems.raise_if_any()
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


def read_number(values: Mapping[str, str], name: str, low: int, high: int) -> int:
    """A whole number within limits. Raises SettingsError."""
    try:
        number = int(values[name])
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise SettingsError(f"{name} is {values[name]!r}. It must be a whole number from {low} to {high}.")
    return number


def read_rate(values: Mapping[str, str], name: str) -> str:
    """A rate such as "30/minute". Raises SettingsError."""
    if not re.fullmatch(r"[1-9]\d*/(second|minute|hour|day)", values[name]):
        raise SettingsError(f"{name} is {values[name]!r}. Write a number and a period, as 30/minute.")
    return values[name]


def read_address(values: Mapping[str, str], name: str, *schemes: str) -> str | None:
    """An address with one of the schemes, or None if it is not set. It is never shown, because it may contain a password."""
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
