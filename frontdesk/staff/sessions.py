"""Signing in, and staying signed in.

1. A session is a random token in a cookie; its hash is stored. It ends after IDLE without a click, after LONGEST in any case,
   at sign-out, with a new password, and when the account is closed.
2. After MOST_FAILURES within LOCKED a name cannot sign in, with the right password either, whether there is such an account or
   not: what is said and how long it takes do not tell. That a name is locked which somebody has is written down, once.
   Codes count as passwords do, and a password alone forgives nothing where a code must follow. Passkeys are not guessed: they
   neither count nor wait.
"""

import secrets
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.staff import trail
from frontdesk.staff.accounts import Account, as_account, digest, known
from frontdesk.storage.crypto import Lookup
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.models import first_row
from frontdesk.storage.staff_models import StaffAccountRow
from frontdesk.storage.staff_models import staff_accounts as accounts
from frontdesk.storage.staff_models import staff_failures as failures
from frontdesk.storage.staff_models import staff_sessions as sessions

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
LOCKED = timedelta(minutes=15)
MOST_FAILURES = 5


class LockedError(Exception):
    """Too many sign-ins with this name have failed lately."""


class Sessions:
    """Sign-ins over one database. Passwords are checked outside of transactions that write."""

    def __init__(self, engine: Engine, lookup: Lookup) -> None:
        self._engine = engine
        self._lookup = lookup

    def check(self, name: str, password: str) -> Account | None:
        """Whose name and password these are; None, which counts, if they do not fit. Raises LockedError."""
        self.check_lock(name)
        with self._engine.connect() as connection:
            account = known(connection, name, password)
        if account is None:
            self.failed(name)
        return account

    def check_lock(self, name: str) -> None:
        """Raise LockedError if nobody can sign in with a name now."""
        with self._engine.connect() as connection:
            if _failed_lately(connection, self._hashes(name)) >= MOST_FAILURES:
                raise LockedError

    def failed(self, name: str) -> None:
        """Count a password or a code that did not fit."""
        typed = self._hashes(name)
        with writing(self._engine) as connection:
            connection.execute(failures.insert(), {"name_hash": typed[0], "at": utc_now()})
            if _failed_lately(connection, typed) == MOST_FAILURES:
                _note_locked(connection, name)

    def begin(self, account: Account, how: str, instead_of: str) -> str:
        """The token of a new session of somebody who has shown all that their account asks for. `how`: "", or by what else
        than a password; `instead_of`: the session that they had before, if any."""
        with writing(self._engine) as connection:
            connection.execute(failures.delete().where(failures.c.name_hash.in_(self._hashes(account.name))))
            trail.note(connection, account, "sign_in", how)
            if instead_of:
                end(connection, instead_of)
            return start(connection, account)

    def _hashes(self, name: str) -> list[str]:
        return self._lookup.hashes(f"staff {name.strip().lower()}")


def _failed_lately(connection: Connection, typed: Sequence[str]) -> int:
    lately = sa.and_(failures.c.name_hash.in_(typed), failures.c.at > utc_now() - LOCKED)
    return int(connection.execute(sa.select(sa.func.count()).select_from(failures).where(lately)).scalar_one())


def _note_locked(connection: Connection, name: str) -> None:
    """Write down that nobody can sign in with a name for LOCKED, if an account has it."""
    named = sa.select(accounts.c.id).where(accounts.c.name == name.strip().lower())
    account_id = connection.execute(named).scalar_one_or_none()
    if account_id is not None:
        trail.note(connection, None, "locked", f"account:{account_id}")


def start(connection: Connection, account: Account) -> str:
    """The token of a new session."""
    token = secrets.token_urlsafe(32)
    now = utc_now()
    row = {"token_hash": digest(token), "account_id": account.id, "created_at": now, "seen_at": now}
    connection.execute(sessions.insert(), row)
    return token


def holder(connection: Connection, token: str) -> Account | None:
    """Who is signed in with a token; None if nobody is, or no longer."""
    query = (
        sa.select(accounts)
        .join(sessions, sessions.c.account_id == accounts.c.id)
        .where(sessions.c.token_hash == digest(token), accounts.c.closed_at.is_(None), _is_live())
    )
    row = first_row(connection, StaffAccountRow, query)
    return as_account(row) if row else None


def is_signed_in(connection: Connection, account_id: str) -> bool:
    """Whether an account is signed in anywhere."""
    theirs = sa.select(sessions.c.token_hash).where(sessions.c.account_id == account_id, _is_live())
    return connection.execute(theirs.limit(1)).first() is not None


def _is_live() -> sa.ColumnElement[bool]:
    now = utc_now()
    return sa.and_(sessions.c.seen_at > now - IDLE, sessions.c.created_at > now - LONGEST)


def seen(connection: Connection, token: str) -> None:
    """The holder has done something: the idle time counts from now."""
    connection.execute(sessions.update().where(sessions.c.token_hash == digest(token)).values(seen_at=utc_now()))


def end(connection: Connection, token: str) -> None:
    """Sign out."""
    connection.execute(sessions.delete().where(sessions.c.token_hash == digest(token)))
