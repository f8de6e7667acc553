"""Who read and changed what: rows that are never changed. They name accounts and rows, never a person or what was said."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.staff.accounts import Account
from frontdesk.storage.database import as_aware, utc_now, writing
from frontdesk.storage.models import every_row
from frontdesk.storage.staff_models import StaffAuditRow, staff_audit

EXPORTED, ERASED = "export_person", "erase_person"


@dataclass(frozen=True)
class Entry:
    """One thing that was done, at a moment (aware, UTC). `account_id` None: nobody was signed in."""

    id: int
    at: datetime
    account_id: str | None
    action: str
    subject: str


def note(connection: Connection, account: Account | None, action: str, subject: str = "") -> None:
    """Write down what somebody did. `subject` is a kind of row and its id, "conversation:…"."""
    row = {"at": utc_now(), "account_id": account and account.id, "action": action, "subject": subject}
    connection.execute(staff_audit.insert(), row)


def note_person(engine: Engine, account: Account | None, action: str) -> None:
    """Write down that somebody's data were handed out or deleted, without saying whose; None: on the command line."""
    with writing(engine) as connection:
        note(connection, account, action, "person")


def entries(connection: Connection, before: int | None, limit: int) -> list[Entry]:
    """What was done, the newest first, before an entry's id."""
    query = sa.select(staff_audit).order_by(staff_audit.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(staff_audit.c.id < before)
    return [
        Entry(row.id, as_aware(row.at), row.account_id, row.action, row.subject)
        for row in every_row(connection, StaffAuditRow, query)
    ]
