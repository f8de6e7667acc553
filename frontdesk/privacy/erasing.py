"""Deleting a person from everything that this installation keeps.

1. Their conversations end first. A turn that is being answered comes to its end before anything is deleted.
2. All rows go in one transaction, with what was found again in it. Then the files of e-mails go, where no server sends them.
3. What stands, and what waits to be sent, is not deleted unless the caller says so: somebody may rely on it.
4. What stays: an opt-out (a keyed hash, so that the phone is not texted again), audit rows (ids of rows that are gone), and
   what others have said in their own appointments. docs/privacy.md lists what has left the installation.
"""

import json
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.appointments.erasing import erase_appointments
from frontdesk.conversations.erasing import erase_conversations
from frontdesk.notices.queue import STAFF_SUMMARY
from frontdesk.privacy.mail_files import erase_mail_files
from frontdesk.privacy.person import Person
from frontdesk.privacy.traces import Searcher, Traces, Written
from frontdesk.privacy.wishes import blank_texts
from frontdesk.storage.booking_models import outbox, verifications
from frontdesk.storage.database import overwrite_deleted, utc_now, writing
from frontdesk.storage.models import conversations, takeovers, turns
from frontdesk.storage.sms_models import consents, contacts, inbound_texts
from frontdesk.storage.store import Store

_LONGEST_TURN = 60.0  # seconds, then its process counts as dead
_POLL = 0.2


class StandingError(Exception):
    """Something stands (references of appointments) or waits to be sent (how many messages). Its text says so."""

    def __init__(self, references: list[str], unsent: int) -> None:
        stands = f"{', '.join(references)} stands or waits for the front desk. " if references else ""
        waits = (
            f"{unsent} of the person's messages still {'waits' if unsent == 1 else 'wait'} to be sent. "
            if unsent
            else ""
        )
        super().__init__(f"{stands}{waits}Nothing was deleted.")
        self.references = references
        self.unsent = unsent


@dataclass(frozen=True)
class Erased:
    """What was deleted: rows, and files of e-mails. `mentions`: references of others' appointments that name the person."""

    rows: int
    files: int
    mentions: tuple[str, ...]

    def __str__(self) -> str:
        """What was done, in sentences for whoever asked for it."""
        deleted = f"Deleted: {self.rows} {'entry' if self.rows == 1 else 'entries'}"
        files = f" and {self.files} e-mail {'file' if self.files == 1 else 'files'}" if self.files else ""
        others = f" Named in appointments of others, which stay: {', '.join(self.mentions)}." if self.mentions else ""
        return f"{deleted}{files}.{others}"


class Eraser:
    """Deletes people from one installation."""

    def __init__(self, store: Store, data_dir: Path) -> None:
        self._store = store
        self._searcher = Searcher(store)
        self._data_dir = data_dir

    def erase(self, person: Person, even_standing: bool = False) -> Erased:
        """Delete everything of a person. Raises StandingError, and then nothing is deleted."""
        engine = self._store.engine
        written = self._searcher.written(engine, person)
        with engine.connect() as connection:
            traces = self._searcher.find(connection, person, written)
            if not even_standing:
                self._require_nothing_stands(connection, traces)
        self._end(engine, traces.conversations)
        with writing(engine) as connection:
            traces = self._searcher.find(connection, person, written)
            if not even_standing:
                self._require_nothing_stands(connection, traces)
            self._erase(connection, traces, written)
        overwrite_deleted(engine)
        references = [item.reference for item in traces.appointments]
        files = erase_mail_files(self._data_dir, written.known_as, references)
        return Erased(traces.count, files, traces.mentions)

    @staticmethod
    def _require_nothing_stands(connection: Connection, traces: Traces) -> None:
        standing = [item.reference for item in traces.standing()]
        waits = sa.select(sa.func.count()).where(outbox.c.id.in_(traces.outbox), outbox.c.finished_at.is_(None))
        unsent = connection.execute(waits).scalar_one()
        if standing or unsent:
            raise StandingError(standing, unsent)

    @staticmethod
    def _end(engine: Engine, ids: frozenset[str]) -> None:
        now = utc_now()
        for table, key in ((conversations, conversations.c.id), (takeovers, takeovers.c.conversation_id)):
            with writing(engine) as connection:
                connection.execute(table.update().where(key.in_(ids), table.c.ended_at.is_(None)).values(ended_at=now))
        begun = turns.c.started_at > now - timedelta(seconds=_LONGEST_TURN)
        runs = sa.select(turns.c.id).where(turns.c.conversation_id.in_(ids), turns.c.reply.is_(None), begun).limit(1)
        ends = time.monotonic() + _LONGEST_TURN
        while time.monotonic() < ends:
            with engine.connect() as connection:
                if connection.execute(runs).first() is None:
                    return
            time.sleep(_POLL)

    def _erase(self, connection: Connection, traces: Traces, written: Written) -> None:
        gathered = self._without(connection, written)
        _delete(connection, outbox.c.id, traces.outbox - gathered)
        erase_appointments(connection, [item.id for item in traces.appointments])
        _delete(connection, verifications.c.id, traces.codes)
        _delete(connection, consents.c.id, traces.consents)
        blank_texts(connection, inbound_texts.c.id.in_(traces.texts))
        _delete(connection, verifications.c.conversation_id, traces.conversations | written.conversations)
        erase_conversations(connection, sorted(traces.conversations | written.conversations))
        _delete(connection, contacts.c.id, traces.phones)
        forgotten = {"offered": None, "rest": None, "offered_at": None}
        connection.execute(contacts.update().where(contacts.c.id.in_(traces.partners)).values(forgotten))

    def _without(self, connection: Connection, written: Written) -> set[str]:
        """Take the person out of e-mails that gather changes of several people; the ids of those that others are in still."""
        gathers = sa.select(outbox.c.id, outbox.c.payload).where(
            outbox.c.id.in_(written.outbox), outbox.c.kind == STAFF_SUMMARY
        )
        kept = set()
        for row in connection.execute(gathers).all():
            items: list[Any] = json.loads(self._store.vault.open(row.payload))["items"]
            others = [item for item in items if not _names(json.dumps(item, ensure_ascii=False), written.known_as)]
            if others:
                sealed = self._store.vault.seal(json.dumps({"items": others}))
                connection.execute(outbox.update().where(outbox.c.id == row.id).values(payload=sealed))
                kept.add(row.id)
        return kept


def _names(text: str, people: Collection[Person]) -> bool:
    return any(each.is_in(text) for each in people)


def _delete(connection: Connection, key: sa.Column[Any], ids: Any) -> None:
    connection.execute(key.table.delete().where(key.in_(ids)))
