"""Kinds of values that only `clinic.yml` has: its phone, fees, lengths of sessions, names of its own settings."""

from dataclasses import astuple, dataclass
from typing import Annotated, Any

import phonenumbers
from pydantic import Field, ValidationInfo

from frontdesk.settings.files import is_set
from frontdesk.settings.sentences import KeysError
from frontdesk.settings.values import CLOSED, TEXT, Parsed, whole

REGION = "CA"


def phone_number(written: str, info: ValidationInfo) -> str:
    """A number with its area code, as it is written. Raises ValueError."""
    region = info.context["clinic"].get("region", REGION) if info.context else REGION
    if region not in phonenumbers.SUPPORTED_REGIONS:
        return written  # what is wrong is the region
    try:
        valid = phonenumbers.is_possible_number(phonenumbers.parse(written, region))
    except phonenumbers.NumberParseException:
        valid = False
    if not valid:
        raise ValueError(f"is {written!r}. Write a number with its area code, as 780-555-0100.")
    return written


def names_of_values(named: frozenset[str], info: ValidationInfo) -> frozenset[str]:
    """Names of settings that are set. Raises KeysError."""
    unset = sorted(name for name in named if not is_set(info.context, name))
    if unset:
        raise KeysError(*(((), f"names `{name}`, which is not set. Remove that line.") for name in unset))
    return named


@dataclass(frozen=True)
class _Fee:
    """What a service costs, in the clinic's words, as it is written."""

    __pydantic_config__ = CLOSED

    service: Annotated[str, TEXT]
    price: Annotated[str, TEXT]


@dataclass(frozen=True)
class _SessionLength:
    """How long a service takes, as it is written."""

    __pydantic_config__ = CLOSED

    service: Annotated[str, TEXT]
    minutes: Annotated[int, whole(5, 240)]


def _tuples(lines: tuple[Any, ...]) -> tuple[tuple[Any, ...], ...]:
    return tuple(map(astuple, lines))


FEES = Parsed(_tuples, Annotated[tuple[_Fee, ...], Field(min_length=1)])
SESSION_LENGTHS = Parsed(_tuples, Annotated[tuple[_SessionLength, ...], Field(min_length=1)])
