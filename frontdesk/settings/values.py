"""The kinds of values that settings have: how each is written, and what is said of one that is wrong.

1. A kind is a type with its constraints, for pydantic. `Field(examples=...)` is the remedy: "Write it as ...".
2. A check of its own raises ValueError with the rest of a sentence that begins with the key: "is 'x'. Write it as 08:00-18:00."
3. What is secret, or may hold a password, is never part of a sentence.
"""

import re
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, TypedDict
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, ConfigDict, Field, GetCoreSchemaHandler, with_config
from pydantic_core import CoreSchema, core_schema
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

# The clock changes of the locked tzdata package, not of whatever the machine has: an old image still has Alberta turn its
# clocks back in November 2026, which would put every appointment there an hour off.
zoneinfo.reset_tzpath(())
ZoneInfo.clear_cache()

CLOSED = ConfigDict(extra="forbid", arbitrary_types_allowed=True)  # of a group of keys: an unknown one is an error
Span = tuple[time, time]
Hours = Mapping[str, tuple[Span, ...]]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})  # names of this machine
_SPAN = re.compile(r"\s*(\d{1,2}):(\d\d)\s*[-–—]\s*(\d{1,2}):(\d\d)\s*")
# What "24:00" is kept as: the last minute of the day.
END_OF_DAY = time(23, 59)


class SettingsError(ValueError):
    """Settings are missing or wrong. Each of the `problems` is a sentence for the person who edits them."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


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


@dataclass(frozen=True)
class Parsed:
    """Metadata of a kind that is written as a text, or as another `written` kind, and that `parse` turns into its value."""

    parse: Callable[[Any], Any]
    written: Any = str

    def __get_pydantic_core_schema__(self, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """How pydantic reads such a value."""
        return core_schema.no_info_after_validator_function(self.parse, handler.generate_schema(self.written))


TEXT = Field(min_length=1, max_length=400)
FLAG = Field(strict=True)


def whole(low: int, high: int) -> Any:
    """A whole number, written without quotes."""
    return Field(strict=True, ge=low, le=high)


def seconds(low: int, high: int) -> Parsed:
    """A stretch of so many seconds, from an environment variable."""
    return Parsed(lambda number: timedelta(seconds=number), Annotated[int, Field(ge=low, le=high)])


def _span(written: str) -> Span:
    found = _SPAN.fullmatch(written)
    wrong = ValueError(f"is {written!r}. Write it as 08:00-18:00.")
    if not found:
        raise wrong
    opens_hour, opens_minute, closes_hour, closes_minute = map(int, found.groups())
    try:
        opens = time(opens_hour, opens_minute)
        closes = END_OF_DAY if (closes_hour, closes_minute) == (24, 0) else time(closes_hour, closes_minute)
    except ValueError as error:
        raise wrong from error
    return opens, closes


def _in_one_day(span: Span) -> Span:
    if span[0] >= span[1]:
        raise ValueError(f"closes before it opens ({span[0]:%H:%M}-{span[1]:%H:%M}). Write it as 08:00-18:00.")
    return span


def _in_order(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    for earlier, later in pairwise(spans):
        if later[0] < earlier[1]:
            overlap = f"{later[0]:%H:%M}-{later[1]:%H:%M}"
            raise ValueError(f"has spans that overlap ({overlap}). List them in order of time.")
    return spans


# "21:00-08:00", also over midnight; "24:00" ends a day.
ANY_SPAN = Parsed(_span, Annotated[str, Field(examples=['"21:00-08:00"'])])
_OpenSpan = Annotated[
    Span, Parsed(_span, Annotated[str, Field(examples=['"08:00-18:00"'])]), AfterValidator(_in_one_day)
]
_Day = Annotated[tuple[_OpenSpan, ...], Field(min_length=1, examples=['["08:00-18:00"]']), AfterValidator(_in_order)]


@with_config(CLOSED)
class _Week(TypedDict, total=False):
    monday: _Day
    tuesday: _Day
    wednesday: _Day
    thursday: _Day
    friday: _Day
    saturday: _Day
    sunday: _Day


# Spans of time by weekday, from {"monday": ["08:00-12:00", "13:00-18:00"]}.
WEEK = Parsed(dict, _Week)
WEEKDAYS = tuple(_Week.__annotations__)


def _days(written: str) -> tuple[date, date]:
    first, _, last = written.partition("/")
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError as error:
        raise ValueError(f"is {written!r}. Write a day as 2026-12-25 or days as 2026-12-24/2027-01-01.") from error
    if end < start:
        raise ValueError(f"ends before it starts ({written}). Write the earlier day first.")
    return start, end


def _each_day(stretches: tuple[tuple[date, date], ...]) -> frozenset[date]:
    return frozenset(
        start + timedelta(days=number) for start, end in stretches for number in range((end - start).days + 1)
    )


_Stretch = Annotated[Any, Parsed(_days, Annotated[str, Field(examples=['"2026-12-25", in quotes'])])]
# Days, from "2026-12-25" and "2026-12-24/2027-01-01" (both ends count).
DAYS = Parsed(_each_day, tuple[_Stretch, ...])


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"is {name!r}. Use a name of the IANA list, such as America/Edmonton.") from error


ZONE = Parsed(_zone)


def rate(unit: Callable[[str], Any] = str) -> Parsed:
    """A rate such as "30/minute", from an environment variable."""
    pattern = r"^[1-9]\d*/(second|minute|hour|day)$"
    return Parsed(unit, Annotated[str, Field(pattern=pattern, examples=["30/minute"])])


def address(*schemes: str) -> Parsed:
    """An address with one of the schemes, None where it is empty. It is never shown, because it may contain a password."""

    def parse(written: str) -> str | None:
        url = written.rstrip("/")
        if url and not is_address(url, schemes):
            raise ValueError(f"is not an address. It must start with {' or '.join(f'{s}://' for s in schemes)}.")
        return url or None

    return Parsed(parse)


def is_address(url: str, schemes: tuple[str, ...]) -> bool:
    """Whether it is an address of a host with one of the schemes."""
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def listed(written: str) -> tuple[str, ...]:
    """What a text lists, separated by commas."""
    return tuple(part.strip() for part in written.split(",") if part.strip())


# Secrets, newest first, separated by commas.
SECRETS = Parsed(listed)
