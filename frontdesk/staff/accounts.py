"""Accounts of the front desk's page, and the links that make them.

1. The owner makes a link for a role. Whoever opens it chooses a name and a password, once, within INVITED_FOR.
2. As long as nobody has an account, the process itself makes a link for an owner. A new one ends the ones before.
3. The last owner cannot be closed out.
4. Links that nobody has used end when the account that made them is closed or gets another password.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.staff.passwords import fits, hashed, weakness
from frontdesk.staff.roles import OWNER
from frontdesk.storage.crypto import Lookup, UnreadableError, Vault
from frontdesk.storage.database import utc_now
from frontdesk.storage.models import every_row, first_row
from frontdesk.storage.staff_models import (
    StaffAccountRow,
    staff_passkeys,
    staff_recovery_codes,
    staff_second_factors,
    staff_steps,
)
from frontdesk.storage.staff_models import staff_accounts as accounts
from frontdesk.storage.staff_models import staff_invitations as invitations
from frontdesk.storage.staff_models import staff_sessions as sessions
from frontdesk.storage.store import Store

INVITED_FOR = timedelta(days=3)
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,38}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+")
_MOST_SHOWN = 40


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in. `shown_as` is the name that patients and colleagues read."""

    id: str
    name: str
    shown_as: str
    role: str


class AccountError(ValueError):
    """What was typed cannot be taken; the text says why, for whoever typed it."""


class InvitationError(Exception):
    """The link was never made here, has been used, or is too old."""


def digest(token: str) -> str:
    """How a random token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(connection: Connection, role: str, by: Account | None) -> str:
    """The token of a new link for an account with this role."""
    token = secrets.token_urlsafe(32)
    now = utc_now()
    row = {"token_hash": digest(token), "role": role, "invited_by": by and by.id, "created_at": now}
    connection.execute(invitations.insert(), row | {"expires_at": now + INVITED_FOR})
    return token


def first_invitation(connection: Connection) -> str | None:
    """The token of the link for the first owner, in place of earlier ones; None once there is an account."""
    if connection.execute(sa.select(accounts.c.id).limit(1)).first():
        return None
    connection.execute(invitations.delete().where(invitations.c.invited_by.is_(None)))
    return invite(connection, OWNER, None)


def invited_role(connection: Connection, token: str) -> str:
    """The role that a link gives. Raises InvitationError."""
    role = connection.execute(sa.select(invitations.c.role).where(_good(token))).scalar_one_or_none()
    if role is None:
        raise InvitationError
    return str(role)


def _good(token: str) -> sa.ColumnElement[bool]:
    now = utc_now()
    unused = sa.and_(invitations.c.used_at.is_(None), invitations.c.expires_at > now)
    return sa.and_(invitations.c.token_hash == digest(token), unused)


@dataclass(frozen=True)
class Newcomer:
    """What somebody chose who was invited; `password` is its hash."""

    name: str
    shown_as: str
    password: str


def newcomer(connection: Connection, token: str, name: str, shown_as: str, password: str) -> Newcomer:
    """What was typed, checked and hashed, which takes long. Raises InvitationError or AccountError."""
    invited_role(connection, token)
    name, shown_as = name.strip().lower(), " ".join(shown_as.split())
    _check(name, shown_as, password)
    return Newcomer(name, shown_as, hashed(password))


def join(connection: Connection, token: str, new: Newcomer) -> Account:
    """The account that a link makes. Raises InvitationError or AccountError; nothing is changed then."""
    role = invited_role(connection, token)
    used = connection.execute(invitations.update().where(_good(token)).values(used_at=utc_now()))
    if used.rowcount != 1:
        raise InvitationError
    account = Account(secrets.token_hex(16), new.name, new.shown_as, role)
    row = {"id": account.id, "name": new.name, "shown_as": new.shown_as, "role": role, "created_at": utc_now()}
    try:
        connection.execute(accounts.insert(), row | {"password": new.password})
    except sa.exc.IntegrityError as error:  # by somebody of this clinic or, of several, of another one
        raise AccountError("This sign-in name is taken. Please choose another one.") from error
    return account


def _check(name: str, shown_as: str, password: str) -> None:
    if not _NAME.fullmatch(name):
        raise AccountError("The sign-in name must have 2 to 39 letters, digits, dots or hyphens, such as sam.lee.")
    if not 1 <= len(shown_as) <= _MOST_SHOWN or not shown_as.isprintable():
        raise AccountError(f"The name that patients see must have 1 to {_MOST_SHOWN} characters, such as Sam.")
    weak = weakness(password, name)
    if weak:
        raise AccountError(weak)


def known(connection: Connection, name: str, password: str) -> Account | None:
    """The open account with this name and password, or None. Takes as long for a name that nobody has."""
    open_one = sa.select(accounts).where(accounts.c.name == name.strip().lower(), accounts.c.closed_at.is_(None))
    row = first_row(connection, StaffAccountRow, open_one)
    return as_account(row) if fits(password, row.password if row else None) and row else None


def as_account(row: StaffAccountRow) -> Account:
    """The account of a row of `staff_accounts`."""
    return Account(row.id, row.name, row.shown_as, row.role)


def all_accounts(connection: Connection) -> list[tuple[Account, bool]]:
    """Every account, and whether it is open; the open ones first, by name."""
    query = sa.select(accounts).order_by(accounts.c.closed_at.is_not(None), accounts.c.name)
    return [(as_account(row), row.closed_at is None) for row in every_row(connection, StaffAccountRow, query)]


def shown_names(connection: Connection) -> dict[str, str]:
    """What each account is called, also closed ones."""
    return {row.id: row.shown_as for row in connection.execute(sa.select(accounts.c.id, accounts.c.shown_as))}


def new_password(account: Account, new: str) -> str:
    """The hash of another password for an account, which takes long. Raises AccountError."""
    weak = weakness(new, account.name)
    if weak:
        raise AccountError(weak)
    return hashed(new)


def change_password(connection: Connection, account_id: str, password: str) -> None:
    """Give an account another password (its hash), sign it out everywhere and end the links that it made."""
    connection.execute(accounts.update().where(accounts.c.id == account_id).values(password=password))
    _shut_out(connection, account_id)


def with_email(connection: Connection, lookup: Lookup, email: str) -> Account | None:
    """The open account with an e-mail address (in small letters), or None."""
    theirs = sa.and_(accounts.c.email_hash.in_(lookup.hashes(f"staff {email}")), accounts.c.closed_at.is_(None))
    row = first_row(connection, StaffAccountRow, sa.select(accounts).where(theirs))
    return as_account(row) if row else None


def set_email(connection: Connection, store: Store, account_id: str, email: str) -> None:
    """Have the clinic's OpenID provider let in an account by an address; "": no longer. Raises AccountError."""
    email = email.strip().lower()
    if email and not _EMAIL.fullmatch(email):
        raise AccountError("This is not an e-mail address, such as sam.lee@clinic.example.")
    holder = with_email(connection, store.lookup, email) if email else None
    if holder and holder.id != account_id:
        raise AccountError(f"{holder.shown_as} has this e-mail address already.")
    kept = (store.vault.seal(email), store.lookup.hash(f"staff {email}")) if email else (None, None)
    row = dict(zip(("email", "email_hash"), kept))
    is_open = sa.and_(accounts.c.id == account_id, accounts.c.closed_at.is_(None))
    connection.execute(accounts.update().where(is_open).values(row))


def emails(connection: Connection, vault: Vault) -> dict[str, str]:
    """The e-mail address of each account that has one."""
    rows = connection.execute(sa.select(accounts.c.id, accounts.c.email).where(accounts.c.email.is_not(None)))
    return {row.id: _readable(vault, row.email) for row in rows}


def _readable(vault: Vault, sealed: bytes) -> str:
    try:
        return vault.open(sealed)
    except UnreadableError:
        return ""  # sealed with a key that is gone: the owner types it again


def close(connection: Connection, account_id: str) -> None:
    """Let an account sign in no more, sign it out, end the links that it made and forget its address, passkeys and codes.
    Raises AccountError for the last owner."""
    ended = {"closed_at": utc_now(), "email": None, "email_hash": None}
    connection.execute(accounts.update().where(accounts.c.id == account_id).values(ended))
    owners = sa.select(sa.func.count()).where(accounts.c.role == OWNER, accounts.c.closed_at.is_(None))
    if not connection.execute(owners).scalar_one():
        raise AccountError("This is the only owner. Invite another owner first.")
    _shut_out(connection, account_id)
    for table in (staff_passkeys, staff_recovery_codes, staff_second_factors):
        connection.execute(table.delete().where(table.c.account_id == account_id))


def _shut_out(connection: Connection, account_id: str) -> None:
    for table in (sessions, staff_steps):
        connection.execute(table.delete().where(table.c.account_id == account_id))
    unused = sa.and_(invitations.c.invited_by == account_id, invitations.c.used_at.is_(None))
    connection.execute(invitations.delete().where(unused))
