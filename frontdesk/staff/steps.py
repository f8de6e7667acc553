"""Steps of a sign-in that somebody has begun: what the browser must bring back soon, and once.

The browser keeps a random token in a cookie; the table keeps its hash, and the rest sealed. A step is good for LASTS.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.staff.accounts import Account, as_account, digest
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.models import first_row
from frontdesk.storage.staff_models import StaffAccountRow, StaffStepRow, staff_accounts, staff_steps

LASTS = timedelta(minutes=10)
CODE, ADD_PASSKEY, PASSKEY, OPENID = "code", "add", "passkey", "openid"


@dataclass(frozen=True)
class Step:
    """What somebody has begun. `account`: whose it is, if that is known; `content`: what the answer is compared with."""

    account: Account | None
    content: str


class Steps:
    """Steps in one database."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault

    def begin(self, kind: str, account: Account | None = None, content: str = "") -> str:
        """The token of a new step."""
        token = secrets.token_urlsafe(32)
        row = {
            "token_hash": digest(token),
            "kind": kind,
            "account_id": account and account.id,
            "content": self._vault.seal(content),
            "expires_at": utc_now() + LASTS,
        }
        with writing(self._engine) as connection:
            connection.execute(staff_steps.insert(), row)
        return token

    def look(self, token: str, kind: str) -> Step | None:
        """The step of a token; None if there is none of this kind, or if its account has been closed."""
        of_token = sa.and_(staff_steps.c.token_hash == digest(token), staff_steps.c.kind == kind)
        query = sa.select(staff_steps).where(of_token, staff_steps.c.expires_at > utc_now())
        with self._engine.connect() as connection:
            row = first_row(connection, StaffStepRow, query)
            if row is None:
                return None
            if row.account_id is None:
                return Step(None, self._vault.open(row.content))
            theirs = sa.select(staff_accounts).where(
                staff_accounts.c.id == row.account_id, staff_accounts.c.closed_at.is_(None)
            )
            owner = first_row(connection, StaffAccountRow, theirs)
        return Step(as_account(owner), self._vault.open(row.content)) if owner else None

    def take(self, token: str, kind: str) -> Step | None:
        """The step of a token, which ends it; None if there is none, or if somebody else has just taken it."""
        step = self.look(token, kind)
        return step if step and self.end(token) else None

    def end(self, token: str) -> bool:
        """End a step; False if it had ended."""
        with writing(self._engine) as connection:
            ended = connection.execute(staff_steps.delete().where(staff_steps.c.token_hash == digest(token)))
        return ended.rowcount == 1
