"""The `booking` part of `clinic.yml`: how patients are handed to the front desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any
from urllib.parse import urlsplit

from frontdesk.setting_values import WEEKDAYS, Hours, problem, read_hours

REQUEST = "request"
SLOTS = "slots"
LINK = "link"
METHODS = (REQUEST, SLOTS, LINK)
ANY = "any"

_ID = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,39}$"}
_TEXT = {"type": "string", "minLength": 1, "maxLength": 200}
HOURS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        day: {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": r"^\d\d:\d\d-\d\d:\d\d$"}}
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
        "quiet_hours": {"type": "string", "pattern": r"^\d\d:\d\d-\d\d:\d\d$"},
        "link": {"type": "string", "pattern": "^https://"},
        "link_source": _TEXT,
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
class Booking:
    """How booking works in this clinic. Hours of `respond_hours` are opening hours."""

    method: str = REQUEST
    respond_hours: int = 4
    lead_hours: int = 2
    horizon_days: int = 60
    hold_minutes: int = 10
    offer_minutes: int = 120
    quiet_hours: tuple[time, time] = (time(21), time(8))
    link: str | None = None
    link_source: str = "frontdesk"
    services: tuple[Service, ...] = ()
    practitioners: tuple[Practitioner, ...] = ()

    def service(self, service_id: str) -> Service:
        """The service with this id. Raises KeyError."""
        return {service.id: service for service in self.services}[service_id]

    def practitioner(self, practitioner_id: str) -> Practitioner:
        """The practitioner with this id. Raises KeyError."""
        return {practitioner.id: practitioner for practitioner in self.practitioners}[practitioner_id]


def read_booking(source: object, raw: Mapping[str, Any]) -> Booking:
    """The settings of booking, from values that fit SCHEMA. Raises SettingsError."""
    plain = {key: value for key, value in raw.items() if key not in ("services", "practitioners", "quiet_hours")}
    services = tuple(Service(**item) for item in raw.get("services", ()))
    booking = Booking(
        **plain,
        services=services,
        practitioners=tuple(_practitioner(source, item, services) for item in raw.get("practitioners", ())),
        quiet_hours=_quiet_hours(source, raw.get("quiet_hours", "21:00-08:00")),
    )
    for key, items in (("services", booking.services), ("practitioners", booking.practitioners)):
        ids = [item.id for item in items]
        if len(set(ids)) < len(ids):
            raise problem(source, f"booking.{key}", "has an id twice", "Give each its own id.")
    _check_method(source, booking)
    return booking


def _practitioner(source: object, raw: Mapping[str, Any], services: tuple[Service, ...]) -> Practitioner:
    key = f"booking.practitioners.{raw['id']}"
    unknown = sorted(set(raw["services"]) - {service.id for service in services})
    if unknown:
        raise problem(
            source, key, f"names the service `{unknown[0]}`, which is not listed", "Add it to booking.services."
        )
    return Practitioner(
        raw["id"], raw["name"], tuple(raw["services"]), read_hours(source, f"{key}.hours", raw["hours"])
    )


def _quiet_hours(source: object, raw: str) -> tuple[time, time]:
    try:
        start, end = (time.fromisoformat(part) for part in raw.split("-"))
    except ValueError as error:
        raise problem(source, "booking.quiet_hours", f"is {raw!r}", "Write it as 21:00-08:00.") from error
    return start, end


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
