"""The `booking` part of `clinic.yml`: how patients are handed to the front desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from frontdesk.settings.values import WEEKDAYS, Hours, Problems, problem, read_hours, read_span

REQUEST = "request"
SLOTS = "slots"
LINK = "link"
METHODS = (REQUEST, SLOTS, LINK)
ANY = "any"
ASK = "ask"
BOOK = "book"

_ID = {
    "type": "string",
    "pattern": "^[a-z][a-z0-9_]{0,39}$",
    "examples": ["first_visit, in small letters, digits and _, 40 at most"],
}
_TEXT = {"type": "string", "minLength": 1, "maxLength": 200}
HOURS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        day: {"type": "array", "minItems": 1, "items": {"type": "string"}, "examples": ['["08:00-18:00"]']}
        for day in WEEKDAYS
    },
}


def _whole(low: int, high: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": low, "maximum": high}


def _list_of(required: list[str], **properties: Any) -> dict[str, Any]:
    item = {"type": "object", "additionalProperties": False, "required": required, "properties": properties}
    return {"type": "array", "minItems": 1, "items": item}


SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "method": {"enum": list(METHODS)},
        "respond_hours": _whole(1, 80),
        "lead_hours": _whole(0, 720),
        "horizon_days": _whole(1, 365),
        "hold_minutes": _whole(1, 60),
        "offer_minutes": _whole(10, 2880),
        "quiet_hours": {"type": "string", "examples": ['"21:00-08:00"']},
        "link": {"type": "string", "pattern": "^https://", "examples": ["https://clinic.example.org/book"]},
        "link_source": _TEXT,
        "unconfirmed": {"enum": [ASK, BOOK]},
        "limits": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "open": _whole(1, 1000),
                "a_day": _whole(1, 1000),
                "a_day_from_one_address": _whole(1, 100_000),
            },
        },
        "services": _list_of(
            ["id", "name", "minutes"],
            id=_ID,
            name=_TEXT,
            minutes=_whole(5, 240),
            buffer_minutes=_whole(0, 120),
            patients={"enum": ["new", "returning", ANY]},
        ),
        "practitioners": _list_of(
            ["id", "name", "services", "hours"],
            id=_ID,
            name=_TEXT,
            services={"type": "array", "minItems": 1, "items": _ID},
            hours=HOURS_SCHEMA,
        ),
    },
}


@dataclass(frozen=True)
class Service:
    """What can be booked. `patients` says for whom: new, returning or any."""

    id: str
    name: str
    minutes: int
    buffer_minutes: int = 0
    patients: str = ANY


@dataclass(frozen=True)
class Practitioner:
    """Who can be booked: the ids of their services and their working hours (local time) by weekday."""

    id: str
    name: str
    services: tuple[str, ...]
    hours: Hours


@dataclass(frozen=True)
class Limits:
    """How many appointments one patient may have open and make in 24 hours, and how many may come from one network address."""

    open: int = 3
    a_day: int = 8
    a_day_from_one_address: int = 12


@dataclass(frozen=True)
class Booking:
    """How booking works in this clinic. Hours of `respond_hours` are opening hours.

    `unconfirmed`: whether a patient whose phone is not confirmed books a time or only requests it; None: requests it if texting
    is set up.
    """

    method: str = REQUEST
    respond_hours: int = 4
    lead_hours: int = 2
    horizon_days: int = 60
    hold_minutes: int = 10
    offer_minutes: int = 120
    quiet_hours: tuple[time, time] = (time(21), time(8))
    link: str | None = None
    link_source: str = "frontdesk"
    unconfirmed: str | None = None
    limits: Limits = Limits()
    services: tuple[Service, ...] = ()
    practitioners: tuple[Practitioner, ...] = ()

    def service(self, service_id: str) -> Service:
        """The service with this id. Raises KeyError."""
        return {service.id: service for service in self.services}[service_id]

    def practitioner(self, practitioner_id: str) -> Practitioner:
        """The practitioner with this id. Raises KeyError."""
        return {practitioner.id: practitioner for practitioner in self.practitioners}[practitioner_id]


_READ_APART = ("services", "practitioners", "quiet_hours", "limits")


def read_booking(source: object, raw: Mapping[str, Any]) -> Booking:
    """The settings of booking, from values that fit SCHEMA. Raises SettingsError."""
    problems = Problems()
    plain = {key: value for key, value in raw.items() if key not in _READ_APART}
    services = tuple(Service(**item) for item in raw.get("services", ()))
    practitioners = [
        problems.attempt(partial(_practitioner, source, item, services), None) for item in raw.get("practitioners", ())
    ]
    quiet = partial(_quiet_hours, source, raw.get("quiet_hours", "21:00-08:00"))
    booking = Booking(
        **plain,
        limits=Limits(**raw.get("limits", {})),
        services=services,
        practitioners=tuple(item for item in practitioners if item is not None),
        quiet_hours=problems.attempt(quiet, Booking.quiet_hours),
    )
    for key, items in (("services", raw.get("services", ())), ("practitioners", raw.get("practitioners", ()))):
        ids = [item["id"] for item in items]
        if len(set(ids)) < len(ids):
            problems.note(problem(source, f"booking.{key}", "has an id twice", "Give each its own id."))
    if None not in practitioners:
        problems.try_out(partial(_check_method, source, booking))
    problems.raise_if_any()
    return booking


def _practitioner(source: object, raw: Mapping[str, Any], services: tuple[Service, ...]) -> Practitioner:
    key = f"booking.practitioners.{raw['id']}"
    problems = Problems()
    for unknown in sorted(set(raw["services"]) - {service.id for service in services}):
        problems.note(
            problem(source, key, f"names the service `{unknown}`, which is not listed", "Add it to booking.services.")
        )
    none: Hours = {}
    hours = problems.attempt(partial(read_hours, source, f"{key}.hours", raw["hours"]), none)
    problems.raise_if_any()
    return Practitioner(raw["id"], raw["name"], tuple(raw["services"]), hours)


def _quiet_hours(source: object, raw: str) -> tuple[time, time]:
    span = read_span(raw)
    if span is None:
        raise problem(source, "booking.quiet_hours", f"is {raw!r}", "Write it as 21:00-08:00.")
    return span


def _check_method(source: object, booking: Booking) -> None:
    if booking.method == LINK and not (booking.link and urlsplit(booking.link).hostname):
        raise problem(
            source,
            "booking.link",
            "is not set, but the method is `link`",
            "Write the address of your online booking page.",
        )
    if booking.method == SLOTS and not (booking.services and booking.practitioners):
        raise problem(
            source,
            "booking",
            "has the method `slots` without services or practitioners",
            "List both; docs/settings.md shows an example.",
        )
    unserved = [s.id for s in booking.services if not any(s.id in p.services for p in booking.practitioners)]
    if booking.method == SLOTS and unserved:
        raise problem(
            source,
            "booking.services",
            f"lists `{unserved[0]}`, which nobody offers",
            "Add it to a practitioner's services.",
        )
