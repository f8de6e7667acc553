"""Where in the database a person is: rows with a keyed hash of the number or address, and texts that name it.

1. An appointment is theirs if it was made with their number or address. So is a conversation in which such an appointment
   was asked for, that was held with their phone, or in which the number or address was written or confirmed.
2. Texts that came in and texts that were sent go with the conversation that they belong to.
3. What others have said in their own appointments is theirs. It is only counted.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.appointments.appointment import Appointment
from frontdesk.appointments.repository import Appointments
from frontdesk.appointments.states import ACTIVE
from frontdesk.privacy.person import Person
from frontdesk.storage.booking_models import drafts, outbox, verifications
from frontdesk.storage.crypto import UnreadableError
from frontdesk.storage.database import as_aware, utc_now
from frontdesk.storage.models import conversations, feedback, messages
from frontdesk.storage.sms_models import consents, contacts, inbound_texts
from frontdesk.storage.store import Store

_AT_ONCE = 1000  # rows read at a time


@dataclass(frozen=True)
class Written:
    """Rows whose sealed texts name a person: ids of conversations, and of what was to be sent without an appointment.

    `known_as`: the person, and the numbers and addresses that their appointments have. Messages name them by any of these.
    """

    conversations: frozenset[str]
    outbox: frozenset[str]
    known_as: frozenset[Person]


@dataclass(frozen=True)
class Traces:
    """A person's rows by id. `phones`: their own contact's; `partners`: of others whose phone held one of the conversations.

    `mentions`: references of other people's appointments whose texts name the person.
    """

    appointments: tuple[Appointment, ...] = ()
    conversations: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    partners: frozenset[str] = frozenset()
    texts: frozenset[int] = frozenset()
    consents: frozenset[int] = frozenset()
    codes: frozenset[str] = frozenset()
    outbox: frozenset[str] = frozenset()
    mentions: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many rows, those that belong to others not counted."""
        named = (self.conversations, self.phones, self.texts, self.consents, self.codes, self.outbox)
        return len(self.appointments) + sum(map(len, named))

    def standing(self) -> list[Appointment]:
        """What is to come, or waits for the front desk."""
        now = as_aware(utc_now())
        return [item for item in self.appointments if item.status in ACTIVE and (item.end is None or item.end > now)]


class Searcher:
    """Finds people in one database."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._appointments = Appointments(store.vault, store.lookup)

    def written(self, engine: Engine, person: Person) -> Written:
        """What names the person in its text. Reads everything, some rows at a time: seconds for a hundred thousand messages."""
        with engine.connect() as connection:
            every = self._appointments.all(connection)
        known_as = {person}.union(*(Person.both(item.details) for item in every if person.is_of(item.details)))
        named = {
            row.conversation_id
            for table, column in ((messages, "content"), (drafts, "content"), (feedback, "comment"))
            for row in self._rows(engine, table, column)
            if self._names(getattr(row, column), {person})
        }
        sent = {
            row.id
            for row in self._rows(engine, outbox, "payload")
            if row.appointment_id is None and self._names(row.payload, known_as)
        }
        return Written(frozenset(named), frozenset(sent), frozenset(known_as))

    def find(self, connection: Connection, person: Person, written: Written) -> Traces:
        """The person's rows as they are now."""
        hashes = person.hashes(self._store.lookup)
        phones = _ids(connection, contacts.c.id, contacts.c.phone_hash.in_(hashes))
        said_in = self._conversations(connection, hashes) | written.conversations
        said_in |= _ids(connection, conversations.c.id, conversations.c.contact_id.in_(phones))
        theirs, mentions = self._of_appointments(connection, person, said_in)
        said_in |= {item.conversation_id for item in theirs}
        kept = _ids(connection, conversations.c.id, conversations.c.id.in_(said_in))
        held_with = _ids(connection, contacts.c.id, contacts.c.conversation_id.in_(kept))
        partner_hashes = _ids(connection, contacts.c.phone_hash, contacts.c.id.in_(held_with - phones))
        own_texts = inbound_texts.c.phone_hash.in_(hashes)
        shared_texts = inbound_texts.c.phone_hash.in_(partner_hashes) & inbound_texts.c.finished_at.is_not(None)
        shared_sent = outbox.c.contact_id.in_(held_with) & outbox.c.finished_at.is_not(None)
        own_sent = outbox.c.contact_id.in_(phones) | outbox.c.id.in_(written.outbox)
        asked = outbox.c.appointment_id.in_([item.id for item in theirs])
        return Traces(
            appointments=tuple(theirs),
            conversations=frozenset(kept),
            phones=frozenset(phones),
            partners=frozenset(held_with - phones),
            texts=frozenset(_ids(connection, inbound_texts.c.id, own_texts | shared_texts)),
            consents=frozenset(_ids(connection, consents.c.id, consents.c.phone_hash.in_(hashes))),
            codes=frozenset(_ids(connection, verifications.c.id, verifications.c.contact_hash.in_(hashes))),
            outbox=frozenset(_ids(connection, outbox.c.id, own_sent | shared_sent | asked)),
            mentions=tuple(mentions),
        )

    def _of_appointments(
        self, connection: Connection, person: Person, said_in: set[str]
    ) -> tuple[list[Appointment], list[str]]:
        """The person's appointments, and references of others that name the person.

        What was asked for in one of their conversations without a phone or address is theirs too.
        """
        every = self._appointments.all(connection)
        theirs = [item for item in every if person.is_of(item.details)]
        said_in = said_in | {item.conversation_id for item in theirs}
        theirs += [item for item in every if item.conversation_id in said_in and _is_nameless(item)]
        ids = {item.id for item in theirs}
        others = [item for item in every if item.id not in ids]
        return theirs, [item.reference for item in others if person.is_in(_plain(item.details.as_dict()))]

    @staticmethod
    def _conversations(connection: Connection, hashes: Any) -> set[str]:
        return {
            conversation
            for key, hashed in (
                (contacts.c.conversation_id, contacts.c.phone_hash),
                (consents.c.conversation_id, consents.c.phone_hash),
                (verifications.c.conversation_id, verifications.c.contact_hash),
            )
            for conversation in _ids(connection, key, hashed.in_(hashes) & key.is_not(None))
        }

    def _names(self, sealed: bytes, people: Collection[Person]) -> bool:
        try:
            text = _read(self._store.vault.open(sealed))
        except UnreadableError:
            return False
        return any(each.is_in(text) for each in people)

    @staticmethod
    def _rows(engine: Engine, table: sa.Table, column: str) -> Iterator[Any]:
        """Every row, in steps, so that no long transaction is open."""
        keys = list(table.primary_key.columns)
        last: Any = None
        while True:
            query = sa.select(table).order_by(*keys).limit(_AT_ONCE)
            if last is not None:
                behind = sa.tuple_(*keys) > sa.tuple_(*(sa.literal(getattr(last, key.name)) for key in keys))
                query = query.where(behind)
            with engine.connect() as connection:
                rows = connection.execute(query).all()
            yield from (row for row in rows if getattr(row, column) is not None)
            if len(rows) < _AT_ONCE:
                return
            last = rows[-1]


def _is_nameless(item: Appointment) -> bool:
    return not (item.details.phone or item.details.email)


def _read(text: str) -> str:
    """What an opened text says: the texts inside it, if it is JSON."""
    try:
        return _plain(json.loads(text))
    except ValueError:
        return text


def _plain(value: Any) -> str:
    """Every text inside a JSON value, a line each."""
    if isinstance(value, dict):
        return "\n".join(map(_plain, value.values()))
    if isinstance(value, list):
        return "\n".join(map(_plain, value))
    return str(value)


def _ids(connection: Connection, key: Any, condition: Any) -> set[Any]:
    return set(connection.execute(sa.select(key).where(condition)).scalars())
