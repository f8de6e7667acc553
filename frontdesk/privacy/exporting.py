"""Everything that is kept of a person, as JSON for whoever asks for it. Times are ISO 8601, UTC."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.appointments.appointment import Appointment
from frontdesk.appointments.repository import audit_of
from frontdesk.privacy.person import Person
from frontdesk.privacy.traces import Searcher, Traces
from frontdesk.storage.booking_models import drafts, outbox
from frontdesk.storage.crypto import UnreadableError, Vault
from frontdesk.storage.database import as_aware, utc_now
from frontdesk.storage.models import conversations, feedback, messages
from frontdesk.storage.sms_models import consents, contacts, inbound_texts, opt_outs
from frontdesk.storage.staff_models import appointment_notes, staff_accounts, staff_audit
from frontdesk.storage.store import Store

Rows = list[dict[str, Any]]
_UNREADABLE = "[cannot be read: its secret is gone]"


def export(store: Store, person: Person) -> dict[str, Any]:
    """What is kept of a person: JSON values."""
    searcher = Searcher(store)
    written = searcher.written(store.engine, person)
    with store.engine.connect() as connection:
        traces = searcher.find(connection, person, written)
        return _Export(connection, store.vault).of(person, traces, person.hashes(store.lookup))


class _Export:
    """One person's rows, opened."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    def of(self, person: Person, traces: Traces, hashes: Sequence[str]) -> dict[str, Any]:
        return {
            "person": person.phone or person.email,
            "made_at": _moment(utc_now()),
            "appointments": [self._appointment(item) for item in traces.appointments],
            "conversations": [self._conversation(each) for each in sorted(traces.conversations)],
            "texts_received": self._table(inbound_texts, inbound_texts.c.id.in_(traces.texts), "received_at content"),
            "messages_sent": self._table(
                outbox, outbox.c.id.in_(traces.outbox), "kind state created_at finished_at payload"
            ),
            "phones": self._table(
                contacts, contacts.c.id.in_(traces.phones), "phone created_at last_text_at consented_at offered rest"
            ),
            "consents": self._table(consents, consents.c.id.in_(traces.consents), "agreed_at wording"),
            "opt_outs": self._table(opt_outs, opt_outs.c.phone_hash.in_(hashes), "source since ended_at"),
            "codes_sent": len(traces.codes),
            "named_by_others": len(traces.mentions),
            "read_and_changed_by": self._readings(traces),
        }

    def _appointment(self, item: Appointment) -> dict[str, Any]:
        noted = appointment_notes.c.appointment_id == item.id
        return item.as_dict() | {
            "notes": self._table(appointment_notes, noted, "at outcome text"),
            "changes": [
                {"at": _moment(row.at), "by": row.actor, "action": row.action, "state": row.to_status}
                for row in audit_of(self._connection, item.id)
            ],
        }

    def _conversation(self, conversation_id: str) -> dict[str, Any]:
        row = self._connection.execute(sa.select(conversations).where(conversations.c.id == conversation_id)).one()
        mine = messages.c.conversation_id == conversation_id
        return {
            "id": row.id,
            "channel": row.channel,
            "began_at": _moment(row.created_at),
            "messages": [each["content"] for each in self._table(messages, mine, "content")],
            "feedback": self._table(feedback, feedback.c.conversation_id == conversation_id, "at helpful comment"),
            "booking_begun": self._table(drafts, drafts.c.conversation_id == conversation_id, "content"),
        }

    def _readings(self, traces: Traces) -> Rows:
        """Who of the staff has read or changed the person's rows."""
        subjects = [f"conversation:{each}" for each in traces.conversations]
        subjects += [f"appointment:{item.id}" for item in traces.appointments]
        query = (
            sa.select(staff_audit.c.at, staff_accounts.c.shown_as, staff_audit.c.action, staff_audit.c.subject)
            .outerjoin(staff_accounts, staff_accounts.c.id == staff_audit.c.account_id)
            .where(staff_audit.c.subject.in_(subjects))
            .order_by(staff_audit.c.id)
        )
        return [
            {"at": _moment(row.at), "who": row.shown_as, "action": row.action, "what": row.subject}
            for row in self._connection.execute(query)
        ]

    def _table(self, table: sa.Table, condition: Any, columns: str) -> Rows:
        """Rows in the order of their key, with columns of their own, opened."""
        wanted = [table.c[name] for name in columns.split()]
        rows = self._connection.execute(sa.select(*wanted).where(condition).order_by(*table.primary_key.columns))
        return [dict(self._opened(row._mapping)) for row in rows]

    def _opened(self, row: Any) -> Iterator[tuple[str, Any]]:
        for name, value in row.items():
            if isinstance(value, datetime):
                yield name, _moment(value)
            else:
                yield name, self._said(value) if isinstance(value, bytes) else value

    def _said(self, sealed: bytes) -> Any:
        try:
            text = self._vault.open(sealed)
        except UnreadableError:
            return _UNREADABLE
        try:
            return json.loads(text)
        except ValueError:
            return text


def _moment(moment: datetime) -> str:
    return as_aware(moment).isoformat(timespec="seconds")
