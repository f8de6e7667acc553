"""The `booking` part of `clinic.yml`: how patients are handed to the front desk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Annotated, Literal

from pydantic import Field

from frontdesk.settings.fields import Key
from frontdesk.settings.methods import meanings, method_of, parsed
from frontdesk.settings.sentences import KeysError, Path
from frontdesk.settings.values import ANY_SPAN, CLOSED, WEEK, Hours, Parsed, Span, whole

REQUEST = "request"
ANY = "any"
ASK = "ask"
BOOK = "book"

_METHOD = Parsed(parsed)
_PATIENTS = Parsed(str, Literal["new", "returning", "any"])
_UNCONFIRMED = Parsed(str, Literal["ask", "book"])
_ID = Field(pattern="^[a-z][a-z0-9_]{0,39}$", examples=["first_visit, in small letters, digits and _, 40 at most"])
_NAME = Field(min_length=1, max_length=200)
_LISTED = Field(min_length=1)
_PAGE = Field(pattern="^https://", examples=["https://clinic.example.org/book"])


@dataclass(frozen=True)
class Service:
    """What can be booked. `patients` says for whom: new, returning or any."""

    __pydantic_config__ = CLOSED

    id: Annotated[str, _ID]
    name: Annotated[str, _NAME]
    minutes: Annotated[int, whole(5, 240)]
    buffer_minutes: Annotated[int, whole(0, 120)] = 0
    patients: Annotated[str, _PATIENTS] = ANY


@dataclass(frozen=True)
class Practitioner:
    """Who can be booked: the ids of their services and their working hours (local time) by weekday."""

    __pydantic_config__ = CLOSED

    id: Annotated[str, _ID]
    name: Annotated[str, _NAME]
    services: Annotated[tuple[Annotated[str, _ID], ...], _LISTED]
    hours: Annotated[Hours, WEEK]


@dataclass(frozen=True)
class Limits:
    """How many appointments one patient may have open and make in 24 hours, and how many may come from one network address."""

    __pydantic_config__ = CLOSED

    open: Annotated[int, whole(1, 1000)] = 3
    a_day: Annotated[int, whole(1, 1000)] = 8
    a_day_from_one_address: Annotated[int, whole(1, 100_000)] = 12


@dataclass(frozen=True)
class Booking:
    """How booking works in this clinic. Hours of `respond_hours` are opening hours.

    `unconfirmed`: whether a patient whose phone is not confirmed books a time or only requests it; None: requests it if texting
    is set up.
    """

    __pydantic_config__ = CLOSED

    method: Annotated[
        str,
        _METHOD,
        Key("method", meanings()),
    ] = REQUEST
    respond_hours: Annotated[
        int, whole(1, 80), Key("respond_hours", "opening hours within which the front desk answers a request")
    ] = 4
    link: Annotated[
        str | None, _PAGE, Key("link", "address of the clinic's booking page, for `link`", "required for `link`")
    ] = None
    link_source: Annotated[
        str, _NAME, Key("link_source", "what the page is told about where the patient comes from")
    ] = "frontdesk"
    services: Annotated[
        tuple[Service, ...],
        _LISTED,
        Key(
            "services",
            "`id`, `name`, `minutes`, `buffer_minutes`, `patients` (`new`, `returning`, `any`) of each service, for `slots`",
            "required for `slots`",
        ),
    ] = ()
    practitioners: Annotated[
        tuple[Practitioner, ...],
        _LISTED,
        Key(
            "practitioners",
            "`id`, `name`, `services`, `hours` by weekday of each practitioner, for `slots`",
            "required for `slots`",
        ),
    ] = ()
    lead_hours: Annotated[int, whole(0, 720), Key("lead_hours", "how soon the earliest offered time may be")] = 2
    horizon_days: Annotated[int, whole(1, 365), Key("horizon_days", "how far ahead times are offered")] = 60
    hold_minutes: Annotated[
        int, whole(1, 60), Key("hold_minutes", "how long a chosen time is kept until it is confirmed")
    ] = 10
    offer_minutes: Annotated[
        int, whole(10, 2880), Key("offer_minutes", "how long a time offered to somebody on the wait list is kept")
    ] = 120
    quiet_hours: Annotated[
        Span, ANY_SPAN, Key("quiet_hours", "when no reminder is sent, local time", '`"21:00-08:00"`')
    ] = (time(21), time(8))
    unconfirmed: Annotated[
        str | None,
        _UNCONFIRMED,
        Key(
            "unconfirmed",
            "what somebody on the web gets whose phone is not confirmed, for `slots`: `book` (the time) or `ask` (the front "
            "desk is asked for the time; where texting is set up, a code by text confirms the phone and books)",
            "`ask` where texting is set up, else `book`",
        ),
    ] = None
    limits: Annotated[
        Limits,
        Key(
            "limits",
            "how much may be asked for: `open` at once (bookings to come, held times, requests not yet due) and `a_day` by one "
            "phone or in one chat, `a_day_from_one_address` from one network address; four times as many messages for the "
            "front desk, counted apart",
            "3, 8 and 12",
        ),
    ] = Limits()

    def service(self, service_id: str) -> Service:
        """The service with this id. Raises KeyError."""
        return {service.id: service for service in self.services}[service_id]

    def practitioner(self, practitioner_id: str) -> Practitioner:
        """The practitioner with this id. Raises KeyError."""
        return {practitioner.id: practitioner for practitioner in self.practitioners}[practitioner_id]


def consistent(booking: Booking) -> Booking:
    """The booking settings, if they fit each other. Raises KeysError with all that do not."""
    problems = [*_twice(booking), *_unknown_services(booking)]
    problems = problems or [*method_of(booking.method).lacking(booking)]
    if problems:
        raise KeysError(*problems)
    return booking


def _twice(booking: Booking) -> Iterator[tuple[Path, str]]:
    for key, listed in (("services", booking.services), ("practitioners", booking.practitioners)):
        if len({item.id for item in listed}) < len(listed):
            yield (key,), "has an id twice. Give each its own id."


def _unknown_services(booking: Booking) -> Iterator[tuple[Path, str]]:
    known = {service.id for service in booking.services}
    for practitioner in booking.practitioners:
        for unknown in sorted(set(practitioner.services) - known):
            remedy = "Add it to booking.services."
            yield ("practitioners", practitioner.id), f"names the service `{unknown}`, which is not listed. {remedy}"
