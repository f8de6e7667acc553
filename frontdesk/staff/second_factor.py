"""Codes from a telephone after the password (TOTP, RFC 6238), and recovery codes for when it is lost.

1. An account has codes once one of them has confirmed its secret. No step of time is taken twice, nor one before.
2. A recovery code is taken once. Its first four characters find it; only a hash of all of it is stored.
3. The secret is sealed, and sealed anew at each sign-in, so that an old key of the vault can go.
"""

import secrets
import time
from datetime import datetime

import pyotp
import sqlalchemy as sa
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import Connection, Engine

from frontdesk.staff import trail
from frontdesk.staff.accounts import Account
from frontdesk.staff.passwords import fits, hashed
from frontdesk.storage.crypto import UnreadableError, Vault
from frontdesk.storage.database import as_aware, utc_now, writing
from frontdesk.storage.staff_models import staff_recovery_codes as codes
from frontdesk.storage.staff_models import staff_second_factors as factors

RECOVERY_CODES = 8
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that look alike
_TAG = 4
_WINDOW = 1  # steps of 30 seconds by which the telephone's clock may be off


class SecondFactors:
    """Second factors in one database."""

    def __init__(self, engine: Engine, vault: Vault, issuer: str) -> None:
        """`issuer`: what the telephone shows beside the account's name."""
        self._engine = engine
        self._vault = vault
        self._issuer = issuer

    def begin(self, account: Account) -> None:
        """Make a secret for an account that has none; one that was never confirmed goes."""
        row = {"account_id": account.id, "secret": self._vault.seal(pyotp.random_base32()), "last_step": 0}
        with writing(self._engine) as connection:
            connection.execute(factors.delete().where(factors.c.account_id == account.id, _is_new()))
            if since(connection, account.id) is None:
                connection.execute(factors.insert(), row)

    def unconfirmed(self, account: Account) -> pyotp.TOTP | None:
        """What makes the codes of an account that has not confirmed one yet."""
        with self._engine.connect() as connection:
            return self._maker(connection, account, _is_new())

    def confirm(self, account: Account, code: str) -> list[str] | None:
        """Switch the second factor on with its first code. The recovery codes; None if the code does not fit."""
        with self._engine.connect() as connection:
            maker = self._maker(connection, account, _is_new())
        step = maker and _step(maker, code)
        if not step:
            return None
        made = _recovery_codes()
        with writing(self._engine) as connection:
            mine = sa.and_(factors.c.account_id == account.id, _is_new())
            connection.execute(factors.update().where(mine).values(confirmed_at=utc_now(), last_step=step))
            _keep(connection, account, made)
            trail.note(connection, account, "second_factor_on", f"account:{account.id}")
        return list(made)

    def fits(self, account: Account, code: str) -> bool:
        """Whether a code of the telephone, or a recovery code, is one of the account's that has not been used."""
        typed = "".join(code.split()).replace("-", "").lower()
        return self._is_recovery_code(account, typed) if len(typed) > 6 else self._is_code(account, typed)

    def _is_code(self, account: Account, typed: str) -> bool:
        try:
            with self._engine.connect() as connection:
                maker = self._maker(connection, account, ~_is_new())
        except UnreadableError:
            return False  # a key of the vault is gone; recovery codes still fit
        step = maker and _step(maker, typed)
        if maker is None or not step:
            return False
        unused = sa.and_(factors.c.account_id == account.id, factors.c.last_step < step)
        with writing(self._engine) as connection:
            sealed = self._vault.seal(maker.secret)
            done = connection.execute(factors.update().where(unused).values(last_step=step, secret=sealed))
        return done.rowcount == 1

    def _is_recovery_code(self, account: Account, typed: str) -> bool:
        mine = sa.and_(codes.c.account_id == account.id, codes.c.tag == typed[:_TAG])
        with self._engine.connect() as connection:
            stored = connection.execute(sa.select(codes.c.code).where(mine)).scalar_one_or_none()
        if not fits(typed, stored):
            return False
        with writing(self._engine) as connection:
            used = connection.execute(codes.delete().where(mine, codes.c.code == stored)).rowcount == 1
            if used:
                trail.note(connection, account, "recovery_code", f"account:{account.id}")
        return used

    def new_recovery_codes(self, account: Account) -> list[str]:
        """Other recovery codes in place of those that an account has."""
        made = _recovery_codes()
        with writing(self._engine) as connection:
            connection.execute(codes.delete().where(codes.c.account_id == account.id))
            _keep(connection, account, made)
            trail.note(connection, account, "recovery_codes", f"account:{account.id}")
        return list(made)

    def _maker(self, connection: Connection, account: Account, which: sa.ColumnElement[bool]) -> pyotp.TOTP | None:
        query = sa.select(factors.c.secret).where(factors.c.account_id == account.id, which)
        sealed = connection.execute(query).scalar_one_or_none()
        if sealed is None:
            return None
        return pyotp.TOTP(self._vault.open(sealed), name=account.name, issuer=self._issuer)


def _is_new() -> sa.ColumnElement[bool]:
    return factors.c.confirmed_at.is_(None)


def _step(maker: pyotp.TOTP, code: str) -> int:
    """The step of time to which a code belongs; 0 if it fits none of now."""
    try:
        return maker.verify_and_get_timecode("".join(code.split()), for_time=time.time(), valid_window=_WINDOW)
    except OTPVerificationError:
        return 0


def _recovery_codes() -> dict[str, str]:
    """New recovery codes as they are shown, each with its hash. No two begin alike."""
    made: dict[str, str] = {}
    while len(made) < RECOVERY_CODES:
        code = "".join(secrets.choice(_LETTERS) for _ in range(4 * _TAG))
        shown = "-".join(code[place : place + _TAG] for place in range(0, len(code), _TAG))
        if all(not other.startswith(code[:_TAG]) for other in made):
            made[shown] = hashed(code)
    return made


def _keep(connection: Connection, account: Account, made: dict[str, str]) -> None:
    rows = [{"account_id": account.id, "tag": shown[:_TAG], "code": code} for shown, code in made.items()]
    connection.execute(codes.insert(), rows)


def since(connection: Connection, account_id: str) -> datetime | None:
    """Since when (aware) an account asks for codes; None: it does not."""
    query = sa.select(factors.c.confirmed_at).where(factors.c.account_id == account_id)
    return as_aware(connection.execute(query).scalar_one_or_none())


def with_second_factor(connection: Connection) -> set[str]:
    """The accounts that ask for codes."""
    return set(connection.execute(sa.select(factors.c.account_id).where(~_is_new())).scalars())


def codes_left(connection: Connection, account_id: str) -> int:
    """How many recovery codes an account has left."""
    mine = sa.select(sa.func.count()).select_from(codes).where(codes.c.account_id == account_id)
    return int(connection.execute(mine).scalar_one())


def take_off(connection: Connection, account_id: str) -> bool:
    """Ask an account for codes no more; False if it had none."""
    connection.execute(codes.delete().where(codes.c.account_id == account_id))
    return connection.execute(factors.delete().where(factors.c.account_id == account_id)).rowcount == 1
