"""A clinic with built-in slots, and the appointments to make there. Worker processes import this: nothing heavy here."""

import secrets
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.appointments.appointment import Appointment, Details, Slot, new_reference
from frontdesk.appointments.repository import Appointments, audit_of
from frontdesk.appointments.schedule import Schedule
from frontdesk.appointments.slots import Slots
from frontdesk.outbox.rows import Outbox
from frontdesk.settings.booking import Booking, Practitioner, Service
from frontdesk.settings.clinic import Clinic
from frontdesk.settings.values import WEEKDAYS
from frontdesk.storage.booking_models import outbox, reservations
from frontdesk.storage.crypto import Lookup, Vault

SECRETS = ["a-secret-for-tests-only-0123456789abcdef"]
UTC = timezone.utc
EDMONTON = ZoneInfo("America/Edmonton")
NOW = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # Tuesday, 10 a.m. in Edmonton
MONDAY = datetime(2026, 6, 1, 6, 0, tzinfo=EDMONTON).astimezone(UTC)  # before the day's work
DETAILS = Details(name="Ada Example", phone="+17805550123", reason="sore shoulder", patient_type="new")

VISIT = Service("visit", "Visit", 45, 15)
SHORT = Service("short", "Short visit", 30)


def every_day(*spans: tuple[str, str]) -> dict[str, tuple[tuple[time, time], ...]]:
    return dict.fromkeys(
        WEEKDAYS, tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in spans)
    )


ANN = Practitioner("ann", "Ann Example", ("visit", "short"), every_day(("09:00", "12:00")))
BOB = Practitioner("bob", "Bob Example", ("visit",), every_day(("09:00", "12:00"), ("13:00", "15:00")))


def clinic(zone: ZoneInfo = EDMONTON, closures: frozenset[date] = frozenset(), **booking: Any) -> Clinic:
    values: dict[str, Any] = {
        "method": "slots",
        "lead_hours": 2,
        "horizon_days": 14,
        "quiet_hours": (time(0), time(0)),
        "services": (VISIT, SHORT),
        "practitioners": (ANN, BOB),
    }
    return Clinic(
        "Clinic", "780-555-0100", zone, "911", "988", "811", closures=closures, booking=Booking(**values | booking)
    )


def stored_appointments() -> Appointments:
    return Appointments(Vault(SECRETS), Lookup(SECRETS))


def queue(connection: Connection, appointment: Appointment, event: str) -> None:
    """Report into the outbox, once a version."""
    dedup = f"{appointment.id}:{appointment.version}:{event}"
    Outbox(Vault(SECRETS)).put(connection, event, dedup, {}, None, appointment.id)


def slots_of(engine: Engine, of: Clinic | None = None, report: Callable[..., None] = queue) -> Slots:
    return Slots(engine, stored_appointments(), of or clinic(), report)


def new(details: Details = DETAILS, **values: Any) -> Appointment:
    plain: dict[str, Any] = {
        "id": secrets.token_hex(16),
        "reference": new_reference(),
        "kind": "booking",
        "method": "slots",
        "status": "proposed",
        "version": 1,
        "conversation_id": "c" * 32,
        "channel": "web",
        "created_at": MONDAY,
        "due_at": None,
        "details": details,
    }
    return Appointment(**plain | values)


def slot_at(clock: str, practitioner: str = "ann", service: Service = VISIT, day: date = date(2026, 6, 2)) -> Slot:
    start = datetime.combine(day, time.fromisoformat(clock), EDMONTON).astimezone(UTC)
    end = start + timedelta(minutes=service.minutes)
    return Slot(practitioner, service.id, start, end, end + timedelta(minutes=service.buffer_minutes))


def free(engine: Engine, schedule: Schedule, now: datetime = MONDAY, **values: Any) -> list[Slot]:
    asked: dict[str, Any] = {"service": "visit", "windows": (), "now": now, "limit": 10_000}
    with engine.connect() as connection:
        return schedule.free(connection, **asked | values)


def clocks(slots: list[Slot], zone: ZoneInfo = EDMONTON) -> list[str]:
    return [f"{slot.start.astimezone(zone):%m-%d %H:%M} {slot.practitioner}" for slot in slots]


def events(engine: Engine, appointment_id: str | None = None) -> list[str]:
    """What was reported, of one appointment or (in any order) of all."""
    query = sa.select(outbox.c.kind).order_by(outbox.c.created_at)
    if appointment_id:
        query = query.where(outbox.c.appointment_id == appointment_id)
    with engine.connect() as connection:
        return list(connection.execute(query).scalars())


def trail(engine: Engine, appointment_id: str) -> list[str]:
    """The actions in an appointment's audit rows, which must be an unbroken chain of states and versions."""
    with engine.connect() as connection:
        rows = audit_of(connection, appointment_id)
        stored = stored_appointments().find(connection, appointment_id)
    assert stored is not None
    states = [None] + [row.to_status for row in rows]
    assert [row.from_status for row in rows] == states[:-1]
    assert [row.version for row in rows] == list(range(1, len(rows) + 1))
    assert (stored.status, stored.version) == (states[-1], len(rows))
    return [row.action for row in rows]


def owners(engine: Engine, practitioner: str = "ann") -> list[str]:
    """Who has a reservation of a practitioner that is not released, in order of time."""
    query = sa.select(reservations.c.appointment_id).where(
        reservations.c.practitioner == practitioner, reservations.c.state != "released"
    )
    with engine.connect() as connection:
        return list(connection.execute(query.order_by(reservations.c.starts_at)).scalars())
