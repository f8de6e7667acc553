"""An appointment, its settings and its outbox, as the tests of messaging need them. The personal texts are easy to look for."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.appointments.appointment import Appointment, Details, Period
from frontdesk.appointments.repository import Appointments
from frontdesk.notices.dispatch import NoticeQueue
from frontdesk.outbox.claims import Claim
from frontdesk.outbox.rows import Outbox
from frontdesk.settings.environment import Settings, read_settings
from frontdesk.storage.booking_models import outbox as table
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import utc_now, writing
from tests.support.server import SECRET

LEASE = timedelta(minutes=3)
# A zone that still turns its clocks back: Alberta does not any more after November 2026.
ZONE = "America/Denver"
NAME, REASON, PHONE, EMAIL = "Zoë Quillfeather", "incontinence after birth", "+17805550123", "zoe@example.org"
START = datetime(2026, 11, 26, 17, 0, tzinfo=timezone.utc)  # 10 a.m. in Denver
DETAILS = Details(
    name=NAME,
    phone=PHONE,
    email=EMAIL,
    reason=REASON,
    patient_type="new",
    windows=(Period(START, START + timedelta(hours=2)),),
    when="Thursday morning",
    remind=True,
)
BOOKED = Appointment(
    id="a" * 32,
    reference="K7M-4QX",
    kind="booking",
    method="slots",
    status="booked",
    version=2,
    conversation_id="c" * 32,
    channel="web",
    created_at=datetime(2026, 11, 20, 16, 0, tzinfo=timezone.utc),
    due_at=datetime(2026, 11, 24, 21, 0, tzinfo=timezone.utc),
    details=DETAILS,
    service="first_visit",
    practitioner="room_one",
    start=START,
    end=START + timedelta(minutes=45),
)
REQUESTED = replace(
    BOOKED, method="request", status="proposed", version=1, service=None, practitioner=None, start=None, end=None
)
CANCELLED = replace(BOOKED, status="cancelled", version=3)


def payload_of(appointment: Appointment, event: str) -> dict[str, Any]:
    return {"event": event, "appointment": appointment.as_dict()}


def claim_of(kind: str, row_id: str = "f" * 32) -> Claim:
    return Claim(row_id, kind, 1, utc_now(), utc_now(), b"")


def settings_of(folder: Path, **environment: str) -> Settings:
    """Settings in a folder of their own; two services and practitioners, a cancellation policy."""
    clinic = (
        (Path("clinic.yml").read_text(encoding="utf-8"))
        .replace("  method: request\n", _BOOKING)
        .replace("America/Edmonton", ZONE)
    )
    clinic_file = folder / "clinic.yml"
    clinic_file.write_text(clinic + "cancellation_policy: Please tell us a day ahead.\n", encoding="utf-8")
    return read_settings(
        {
            "FRONTDESK_DATA_DIR": str(folder),
            "FRONTDESK_SECRET_KEYS": SECRET,
            "FRONTDESK_CLINIC_FILE": str(clinic_file),
            **environment,
        }
    )


_BOOKING = """  method: slots
  services:
    - {id: first_visit, name: First visit, minutes: 45}
  practitioners:
    - {id: room_one, name: Practitioner in room one, services: [first_visit], hours: {thursday: ["08:00-17:00"]}}
"""


def new_outbox() -> Outbox:
    return Outbox(Vault([SECRET]))


def new_queue() -> NoticeQueue:
    return NoticeQueue(Vault([SECRET]), LEASE)


def store(connection: Connection, appointment: Appointment) -> None:
    """Store an appointment, which outbox rows must name."""
    Appointments(Vault([SECRET]), Lookup([SECRET])).create(connection, appointment, "request", "patient")


def put(engine: Engine, dedup: str = "one", kind: str = "code", **values: Any) -> None:
    with writing(engine) as connection:
        new_outbox().put(connection, kind, dedup, values.pop("payload", {}), **values)


def rows(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(sa.select(table).order_by(table.c.created_at, table.c.dedup)))


def states(engine: Engine) -> dict[str, str]:
    return {row.dedup: row.state for row in rows(engine)}
