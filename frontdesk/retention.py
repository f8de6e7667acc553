"""What is deleted automatically, kind by kind, once it has been kept as long as `retention` in `clinic.yml` says."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.appointments.erasing import erase_appointments
from frontdesk.appointments.states import ACTIVE, BOOKED
from frontdesk.channels.sms.inbox import WAITING
from frontdesk.conversations.erasing import erase_conversations
from frontdesk.privacy.wishes import is_needed
from frontdesk.settings.privacy import Retention
from frontdesk.storage.booking_models import appointments, audit, drafts, outbox, verifications
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.insight_models import gap_groups, gaps
from frontdesk.storage.models import conversations, hits, tracker_events
from frontdesk.storage.sms_models import consents, contacts, inbound_texts
from frontdesk.storage.staff_models import (
    staff_audit,
    staff_failures,
    staff_invitations,
    staff_pages,
    staff_sessions,
    staff_steps,
)

ROWS = 200  # a transaction
_WITH_PARTS = 10  # of what takes other rows along
_REST = 9  # times as long as a transaction took, before the next one
Erase = Callable[[Connection, list[Any]], int]


@dataclass(frozen=True)
class _Kind:
    """Rows of a table that are due, found by their key, and how they are deleted."""

    key: sa.Column[Any]
    due: sa.ColumnElement[bool]
    erase: Erase
    rows: int = ROWS


def _plain(key: sa.Column[Any], due: sa.ColumnElement[bool]) -> _Kind:
    def erase(connection: Connection, keys: list[Any]) -> int:
        return connection.execute(key.table.delete().where(key.in_(keys))).rowcount

    return _Kind(key, due, erase)


def _kinds(keep: Retention, chats_last: timedelta, now: datetime) -> Iterator[_Kind]:
    yield from _conversations(now - keep.kept("conversations"))
    yield _plain(drafts.c.conversation_id, drafts.c.updated_at < now - max(keep.kept("drafts"), chats_last))
    yield _plain(verifications.c.id, verifications.c.created_at < now - keep.kept("codes"))
    yield _plain(outbox.c.id, outbox.c.finished_at < now - keep.kept("outbox"))
    processed = inbound_texts.c.state != WAITING
    yield _plain(inbound_texts.c.id, processed & (inbound_texts.c.received_at < now - keep.kept("texts")))
    yield _silent_contacts(now - keep.kept("contacts"))
    yield _past_appointments(now - keep.kept("appointments"))
    yield from _sign_ins(now, keep.kept("sign_ins"))
    yield from _audits(now - keep.kept("audit"))
    yield _plain(consents.c.id, consents.c.agreed_at < now - keep.kept("consents"))
    yield _plain(hits.c.who_hash, hits.c.over_at < now)
    yield _plain(gap_groups.c.id, ~sa.exists().where(gaps.c.group_id == gap_groups.c.id))


def _conversations(since: datetime) -> Iterator[_Kind]:
    yield _Kind(conversations.c.id, conversations.c.last_at < since, erase_conversations, _WITH_PARTS)
    later = tracker_events.alias()
    said_more = sa.exists().where(
        later.c.conversation_id == tracker_events.c.conversation_id, later.c.saved_at >= since
    )
    yield _plain(tracker_events.c.id, (tracker_events.c.saved_at < since) & ~said_more)


def _silent_contacts(since: datetime) -> _Kind:
    in_outbox = sa.exists().where(outbox.c.contact_id == contacts.c.id)
    talked = sa.exists().where(conversations.c.contact_id == contacts.c.id)
    return _plain(contacts.c.id, (contacts.c.last_text_at < since) & ~in_outbox & ~is_needed() & ~talked)


def _past_appointments(since: datetime) -> _Kind:
    changed = sa.exists().where(audit.c.appointment_id == appointments.c.id, audit.c.at >= since)
    visited = (appointments.c.status == BOOKED) & (appointments.c.ends_at < since)
    closed = appointments.c.status.not_in(ACTIVE) & ~sa.and_(
        appointments.c.ends_at.is_not(None), appointments.c.ends_at >= since
    )
    over = (appointments.c.created_at < since) & (visited | closed) & ~changed
    return _Kind(appointments.c.id, over, erase_appointments, _WITH_PARTS)


def _sign_ins(now: datetime, kept: timedelta) -> Iterator[_Kind]:
    yield _plain(staff_sessions.c.token_hash, staff_sessions.c.created_at < now - kept)
    yield _plain(staff_steps.c.token_hash, staff_steps.c.expires_at < now)
    yield _plain(staff_failures.c.id, staff_failures.c.at < now - kept)
    yield _plain(staff_pages.c.id, staff_pages.c.seen_at < now - kept)
    yield _plain(staff_invitations.c.token_hash, staff_invitations.c.expires_at < now - 3 * kept)


def _audits(since: datetime) -> Iterator[_Kind]:
    is_there = sa.exists().where(appointments.c.id == audit.c.appointment_id)
    yield _plain(audit.c.id, (audit.c.at < since) & ~is_there)
    yield _plain(staff_audit.c.id, staff_audit.c.at < since)


def forget(engine: Engine, keep: Retention, chats_last: timedelta, seconds: float = float("inf")) -> int:
    """Delete what has outlived its purpose, for at most so many seconds; how many rows, those that go with others not counted.

    `chats_last`: how long a chat token is valid.
    """
    ends, now = time.monotonic() + seconds, utc_now()
    with writing(engine) as connection:
        _forget_addresses(connection, now - chats_last)
    return sum(count for kind in _kinds(keep, chats_last, now) for count in _in_chunks(engine, kind, ends))


def _in_chunks(engine: Engine, kind: _Kind, ends: float) -> Iterator[int]:
    found = sa.select(kind.key).where(kind.due).limit(kind.rows)
    while time.monotonic() < ends:
        with engine.connect() as connection:  # without a lock for as long as it takes to find them
            if connection.execute(found).first() is None:
                return
        began = time.monotonic()
        with writing(engine) as connection:
            keys = list(connection.execute(found).scalars())
            count = kind.erase(connection, keys)
        yield count
        if len(keys) < kind.rows:
            return
        time.sleep(_REST * (time.monotonic() - began))


def _forget_addresses(connection: Connection, since: datetime) -> None:
    connection.execute(
        conversations.update()
        .where(conversations.c.created_at < since, conversations.c.address_hash.is_not(None))
        .values(address_hash=None)
    )
