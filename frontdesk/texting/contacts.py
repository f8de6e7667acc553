"""Contacts: phones that text with the clinic, and the conversation that each one's texts belong to.

1. A contact is found by the keyed hash of its number under any configured secret; the number itself is sealed.
2. Nothing derived from the number leaves this table. A conversation's id is random.
3. A phone that has been quiet for long is introduced to the assistant again (`conversations/informing.py`).
4. A conversation continues until the phone has been quiet for QUIET, or until it is ended. The next text begins a new one.
5. A phone may join a conversation that began on the web. It then belongs to that one alone, and no other phone does.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.conversations import informing
from frontdesk.conversations.beginning import new_conversation
from frontdesk.conversations.transcript import is_open
from frontdesk.language.packs import ENGLISH
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import insert_once, utc_now
from frontdesk.storage.models import conversations, first_row
from frontdesk.storage.sms_models import ContactRow, contacts

QUIET = timedelta(hours=24)
CHANNEL = "sms"
CHECK_CHOICE = "check_"  # how the ids of the answers to a question about a warning sign begin
_NOTHING_OFFERED = {"offered": None, "rest": None}


@dataclass(frozen=True)
class Contact:
    """A phone (E.164), the language it last wrote in, and what was last said to it: the options of the last list in their
    order, and what "MORE" would bring.

    `offered_at` is UTC without zone; with nothing offered, the list is over.
    """

    id: str
    phone: str
    conversation_id: str
    introduced: bool
    offered: tuple[tuple[str, str], ...] = ()
    rest: str = ""
    offered_at: datetime | None = None
    language: str = ENGLISH


@dataclass(frozen=True)
class Addressee:
    """A contact that a notice is for, and whether it has agreed to be texted unasked."""

    id: str
    consented: bool


class Contacts:
    """Contacts in the database, read and written on a connection."""

    def __init__(self, vault: Vault, lookup: Lookup) -> None:
        self._vault = vault
        self._lookup = lookup

    def reach(self, connection: Connection, phone: str, at: datetime) -> Contact:
        """The contact that texted at a moment (UTC without zone), with an open conversation; a new one if need be."""
        row = self._row(connection, phone)
        if row is None:
            return self._create(connection, phone, at)
        values: dict[str, Any] = {"last_text_at": max(at, row.last_text_at), "phone_hash": self._lookup.hash(phone)}
        quiet = at - row.last_text_at > QUIET
        if quiet or row.conversation_id is None or not is_open(connection, row.conversation_id):
            begun = new_conversation(connection, CHANNEL, language=row.language, contact_id=row.id)
            values |= {"conversation_id": begun, "rest": None}
        if at - row.last_text_at > informing.QUIET:
            values["introduced_at"] = None
        connection.execute(contacts.update().where(contacts.c.id == row.id).values(values))
        return self._contact(asdict(row) | values)

    def of_phone(self, connection: Connection, phone: str) -> Contact | None:
        """The contact with this number, or None."""
        row = self._row(connection, phone)
        return self._contact(asdict(row)) if row else None

    def add(self, connection: Connection, phone: str, at: datetime) -> str:
        """The id of the contact with this number; it is made, without a conversation, if there is none (UTC without zone)."""
        row = self._row(connection, phone)
        if row is None:
            insert_once(connection, contacts, self._values(phone, None, at))
            row = self._row(connection, phone)
        assert row is not None
        return row.id

    def join(
        self, connection: Connection, phone: str, conversation_id: str, at: datetime, language: str = ENGLISH
    ) -> str:
        """Let a phone continue a conversation in a language, as its patient has agreed (UTC without zone); the contact's id.

        What the phone talked about before stays as it is. Another phone leaves the conversation.
        """
        contact_id = self.add(connection, phone, at)
        connection.execute(
            contacts.update()
            .where(contacts.c.conversation_id == conversation_id, contacts.c.id != contact_id)
            .values(conversation_id=None, **_NOTHING_OFFERED, offered_at=None)
        )
        connection.execute(
            contacts.update()
            .where(contacts.c.id == contact_id)
            .values(
                conversation_id=conversation_id,
                phone_hash=self._lookup.hash(phone),
                last_text_at=at,
                introduced_at=at,
                consented_at=at,
                language=language,
                **_NOTHING_OFFERED,
                offered_at=None,
            )
        )
        connection.execute(
            conversations.update().where(conversations.c.id == conversation_id).values(contact_id=contact_id)
        )
        return contact_id

    def end_lists(self, connection: Connection, conversation_id: str) -> None:
        """The conversation has continued elsewhere: the list that its phone was sent no longer counts."""
        connection.execute(
            contacts.update()
            .where(contacts.c.conversation_id == conversation_id)
            .where(sa.or_(contacts.c.offered.is_not(None), contacts.c.rest.is_not(None)))
            .values(_NOTHING_OFFERED)
        )

    def addressee(self, connection: Connection, conversation_id: str, phone: str) -> Addressee | None:
        """The phone that a conversation is held with; else the one with this number (E.164), if it has texted with us."""
        held_with = contacts.c.conversation_id == conversation_id
        row = first_row(connection, ContactRow, sa.select(contacts).where(held_with)) or self._row(connection, phone)
        return Addressee(row.id, row.consented_at is not None) if row else None

    def phone_of(self, connection: Connection, conversation_id: str) -> str:
        """The number (E.164) of the phone that a conversation is held with; empty if with none."""
        sealed = connection.execute(
            sa.select(contacts.c.phone).where(contacts.c.conversation_id == conversation_id)
        ).scalar()
        return self._vault.open(sealed) if sealed is not None else ""

    def speaks(self, connection: Connection, contact: Contact, language: str) -> None:
        """The contact has written in a language."""
        if language != contact.language:
            connection.execute(contacts.update().where(contacts.c.id == contact.id).values(language=language))

    def introduced(self, connection: Connection, contact_id: str, at: datetime) -> None:
        """The assistant has introduced itself to the contact (UTC without zone)."""
        connection.execute(contacts.update().where(contacts.c.id == contact_id).values(introduced_at=at))

    def consent(self, connection: Connection, conversation_id: str, at: datetime) -> None:
        """The phone that a conversation is held with may be reminded by text (UTC without zone)."""
        held_with = contacts.c.conversation_id == conversation_id
        connection.execute(contacts.update().where(held_with).values(consented_at=at))

    def withdraw_consent(self, connection: Connection, contact_id: str) -> None:
        """The contact gets no more reminders by text unless it agrees again."""
        connection.execute(contacts.update().where(contacts.c.id == contact_id).values(consented_at=None))

    def has_consented(self, connection: Connection, conversation_id: str) -> bool:
        """Whether the phone that a conversation is held with may be reminded by text."""
        held_with = contacts.c.conversation_id == conversation_id
        return connection.execute(sa.select(contacts.c.consented_at).where(held_with)).scalar() is not None

    def offer(self, connection: Connection, contact_id: str, options: Sequence[tuple[str, str]], at: datetime) -> None:
        """Remember the numbered options (id, title) that a contact was sent, in place of the ones before."""
        sealed = self._vault.seal(json.dumps([list(option) for option in options])) if options else None
        connection.execute(
            contacts.update()
            .where(contacts.c.id == contact_id)
            .values(offered=sealed, offered_at=at if sealed else None)
        )

    def is_asked(self, connection: Connection, contact_id: str, prefix: str) -> bool:
        """Whether the list that a contact was sent last, not long ago, has an option whose id begins like that."""
        row = first_row(connection, ContactRow, sa.select(contacts).where(contacts.c.id == contact_id))
        if row is None or not row.offered or row.offered_at is None or utc_now() - row.offered_at > QUIET:
            return False
        return any(choice.startswith(prefix) for choice, _ in json.loads(self._vault.open(row.offered)))

    def keep_rest(self, connection: Connection, contact_id: str, rest: str) -> None:
        """Remember what did not fit into the last text."""
        sealed = self._vault.seal(rest) if rest else None
        connection.execute(contacts.update().where(contacts.c.id == contact_id).values(rest=sealed))

    def _row(self, connection: Connection, phone: str) -> ContactRow | None:
        hashes = self._lookup.hashes(phone)
        return first_row(connection, ContactRow, sa.select(contacts).where(contacts.c.phone_hash.in_(hashes)))

    def _create(self, connection: Connection, phone: str, at: datetime) -> Contact:
        values = self._values(phone, None, at)
        values["conversation_id"] = new_conversation(connection, CHANNEL, contact_id=values["id"])
        connection.execute(contacts.insert(), values)
        return Contact(values["id"], phone, values["conversation_id"], introduced=False)

    def _values(self, phone: str, conversation_id: str | None, at: datetime) -> dict[str, Any]:
        return {
            "id": secrets.token_hex(16),
            "phone_hash": self._lookup.hash(phone),
            "phone": self._vault.seal(phone),
            "conversation_id": conversation_id,
            "created_at": at,
            "last_text_at": at,
        }

    def _contact(self, row: Mapping[str, Any]) -> Contact:
        offered = json.loads(self._vault.open(row["offered"])) if row["offered"] else []
        return Contact(
            id=row["id"],
            phone=self._vault.open(row["phone"]),
            conversation_id=row["conversation_id"] or "",
            introduced=row["introduced_at"] is not None,
            offered=tuple((choice, title) for choice, title in offered),
            rest=self._vault.open(row["rest"]) if row["rest"] else "",
            offered_at=row["offered_at"],
            language=row["language"],
        )
