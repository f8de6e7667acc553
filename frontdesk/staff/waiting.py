"""What waits at the front desk: few, indexed queries, however much is stored."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.appointments.appointment import Appointment
from frontdesk.appointments.repository import Appointments
from frontdesk.appointments.states import BOOKED, NOSHOW, PROPOSED
from frontdesk.conversations.takeover import Takeover, all_live
from frontdesk.outbox.states import FAILED, TEXT_KINDS, UNKNOWN
from frontdesk.storage.booking_models import appointments, outbox
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import as_aware, as_stored, utc_now
from frontdesk.storage.models import conversations
from frontdesk.storage.sms_models import contacts
from frontdesk.texting.texts import UNDELIVERED

MOST = 50  # of each, on the page
SOON = timedelta(minutes=15)  # a warning comes so long before something is due
_LATELY = timedelta(days=1)
_TEXTS_SHOWN = timedelta(days=2)
_NOT_ARRIVED = (FAILED, UNDELIVERED, UNKNOWN)
_WAITS = sa.and_(appointments.c.status == PROPOSED, appointments.c.due_at.is_not(None))


@dataclass(frozen=True)
class FailedText:
    """A text that did not arrive, or may not have: to whom (E.164), when (aware) and why, as far as is known."""

    phone: str
    at: datetime
    why: str


@dataclass(frozen=True)
class Alarm:
    """A conversation in which the assistant answered a warning sign, last at a moment (aware)."""

    conversation_id: str
    at: datetime
    channel: str


class Waiting:
    """Reads what waits."""

    def __init__(self, stored: Appointments, vault: Vault, zone: ZoneInfo) -> None:
        self._appointments = stored
        self._vault = vault
        self._zone = zone

    def to_answer(self, connection: Connection, kind: str) -> list[Appointment]:
        """Requests, call-backs or messages that wait, the one that is due first first."""
        order = (appointments.c.due_at, appointments.c.id)
        return self._appointments.some(connection, sa.and_(_WAITS, appointments.c.kind == kind), order, MOST)

    @staticmethod
    def counts(connection: Connection) -> dict[str, int]:
        """How many of each kind wait."""
        query = sa.select(appointments.c.kind, sa.func.count()).where(_WAITS).group_by(appointments.c.kind)
        return {row[0]: int(row[1]) for row in connection.execute(query)}

    def new_bookings(self, connection: Connection) -> list[Appointment]:
        """What was booked within the last day and is to come, the newest first."""
        fresh = sa.and_(appointments.c.created_at > utc_now() - _LATELY, appointments.c.starts_at > utc_now())
        order = (appointments.c.created_at.desc(), appointments.c.id)
        return self._appointments.some(connection, sa.and_(fresh, appointments.c.status == BOOKED), order, MOST)

    def of_day(self, connection: Connection, day: date) -> list[Appointment]:
        """The visits of a day at the clinic, in order of time."""
        begins = datetime.combine(day, time(), self._zone).astimezone(timezone.utc)
        ends = datetime.combine(day + timedelta(days=1), time(), self._zone).astimezone(timezone.utc)
        within = sa.and_(appointments.c.starts_at >= as_stored(begins), appointments.c.starts_at < as_stored(ends))
        stands = sa.and_(within, appointments.c.status.in_((BOOKED, NOSHOW)))
        order = (appointments.c.starts_at, appointments.c.practitioner, appointments.c.id)
        return self._appointments.some(connection, stands, order, 500)

    def failed_texts(self, connection: Connection) -> list[FailedText]:
        """Texts of the last days that did not arrive, the newest first."""
        query = (
            sa.select(contacts.c.phone, outbox.c.finished_at, outbox.c.created_at, outbox.c.error)
            .join(contacts, contacts.c.id == outbox.c.contact_id)
            .where(outbox.c.state.in_(_NOT_ARRIVED), outbox.c.kind.in_(TEXT_KINDS))
            .where(outbox.c.created_at > utc_now() - _TEXTS_SHOWN)
            .order_by(outbox.c.created_at.desc())
            .limit(MOST)
        )
        return [
            FailedText(self._vault.open(row.phone), as_aware(row.finished_at or row.created_at), row.error or "")
            for row in connection.execute(query)
        ]

    @staticmethod
    def alarms(connection: Connection) -> list[Alarm]:
        """Conversations of the last day with a warning sign, the newest first."""
        query = (
            sa.select(conversations.c.id, conversations.c.alarm_at, conversations.c.channel)
            .where(conversations.c.alarm_at > utc_now() - _LATELY)
            .order_by(conversations.c.alarm_at.desc())
            .limit(MOST)
        )
        return [Alarm(row.id, as_aware(row.alarm_at), row.channel) for row in connection.execute(query)]

    @staticmethod
    def chats(connection: Connection) -> list[Takeover]:
        """Conversations with a person, or in which one is wanted, the one that waits longest first."""
        return all_live(connection, MOST)
