"""The passkeys that an account has. `webauthn_answers.py` makes and checks them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.staff import trail
from frontdesk.staff.accounts import Account
from frontdesk.storage.database import as_aware
from frontdesk.storage.models import every_row
from frontdesk.storage.staff_models import StaffPasskeyRow
from frontdesk.storage.staff_models import staff_passkeys as passkeys

MOST = 10  # of one account
LONGEST_NAME = 40


@dataclass(frozen=True)
class Passkey:
    """A passkey as its account's page lists it; moments are aware."""

    id: str
    name: str
    created_at: datetime
    used_at: datetime | None


def passkeys_of(connection: Connection, account_id: str) -> list[Passkey]:
    """The passkeys of an account, the oldest first."""
    query = sa.select(passkeys).where(passkeys.c.account_id == account_id).order_by(passkeys.c.created_at)
    return [
        Passkey(row.id, row.name, as_aware(row.created_at), as_aware(row.used_at))
        for row in every_row(connection, StaffPasskeyRow, query)
    ]


def remove(connection: Connection, account: Account, passkey_id: str) -> None:
    """Take a passkey of an account no more."""
    mine = sa.and_(passkeys.c.id == passkey_id, passkeys.c.account_id == account.id)
    if connection.execute(passkeys.delete().where(mine)).rowcount:
        trail.note(connection, account, "passkey_removed", f"account:{account.id}")
