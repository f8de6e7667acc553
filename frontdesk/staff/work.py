"""What staff do with a request: who sees to it, what they noted, what came of their calls."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.staff.accounts import Account
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import as_aware, utc_now
from frontdesk.storage.staff_models import appointment_claims as claims
from frontdesk.storage.staff_models import appointment_notes as notes
from frontdesk.storage.staff_models import staff_accounts as accounts

NOTE, REACHED, VOICE_MAIL, NO_ANSWER, READ, MISSED, ANSWERED = (
    "note",
    "reached",
    "voice_mail",
    "no_answer",
    "read",
    "missed",
    "answered",
)
OUTCOMES = {
    NOTE: "Note",
    REACHED: "Reached",
    VOICE_MAIL: "Left a voice mail",
    NO_ANSWER: "No answer",
    READ: "Read, done",
    MISSED: "Did not come",
    ANSWERED: "Answered",
}
LONGEST_NOTE = 1000


@dataclass(frozen=True)
class Note:
    """What somebody noted, at a moment (aware). `outcome` is one of OUTCOMES."""

    at: datetime
    by: str
    outcome: str
    text: str


class Work:
    """Notes and claims, within the caller's transaction."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def note(self, connection: Connection, appointment_id: str, by: Account, outcome: str, text: str = "") -> None:
        """Write down what came of something, or words."""
        row = {"appointment_id": appointment_id, "account_id": by.id, "at": utc_now(), "outcome": outcome}
        connection.execute(notes.insert(), row | {"text": self._vault.seal(text) if text else None})

    def notes(self, connection: Connection, appointment_ids: list[str]) -> dict[str, list[Note]]:
        """The notes on each of these, the newest first."""
        found: dict[str, list[Note]] = {each: [] for each in appointment_ids}
        query = (
            sa.select(notes, accounts.c.shown_as)
            .join(accounts, accounts.c.id == notes.c.account_id)
            .where(notes.c.appointment_id.in_(appointment_ids))
            .order_by(notes.c.id.desc())
        )
        for row in connection.execute(query):
            found[row.appointment_id].append(self._read(row))
        return found

    def _read(self, row: sa.Row[Any]) -> Note:
        text = self._vault.open(row.text) if row.text else ""
        return Note(as_aware(row.at), row.shown_as, row.outcome, text)


def claim(connection: Connection, appointment_id: str, by: Account) -> str:
    """See to a request from now on; the name of the colleague who does already, "" if nobody else does."""
    holder = claimed_by(connection, [appointment_id]).get(appointment_id)
    if holder and holder[0] != by.id:
        return holder[1]
    if holder is None:
        connection.execute(claims.insert(), {"appointment_id": appointment_id, "account_id": by.id, "at": utc_now()})
    return ""


def release(connection: Connection, appointment_id: str) -> None:
    """Nobody sees to it any more."""
    connection.execute(claims.delete().where(claims.c.appointment_id == appointment_id))


def claimed_by(connection: Connection, appointment_ids: list[str]) -> dict[str, tuple[str, str]]:
    """Who sees to each of these: the account's id and name."""
    query = (
        sa.select(claims.c.appointment_id, claims.c.account_id, accounts.c.shown_as)
        .join(accounts, accounts.c.id == claims.c.account_id)
        .where(claims.c.appointment_id.in_(appointment_ids))
    )
    return {row.appointment_id: (row.account_id, row.shown_as) for row in connection.execute(query)}
