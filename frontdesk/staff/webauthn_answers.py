"""Passkeys (WebAuthn): made for an account, taken in place of name, password and code. The library is loaded with the first.

1. A passkey is discoverable, and its holder must prove to the device who they are (`user verification`): it is two factors.
2. The answer must be to our challenge, which is good once, from our own page, and its counter must have grown.
"""

import secrets
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from frontdesk.staff import trail
from frontdesk.staff.accounts import Account, as_account
from frontdesk.staff.relying_party import RelyingParty
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.models import first_row
from frontdesk.storage.staff_models import StaffAccountRow, StaffPasskeyRow, staff_accounts
from frontdesk.storage.staff_models import staff_passkeys as passkeys

_MILLISECONDS = 300_000
_REQUIRED = UserVerificationRequirement.REQUIRED


class PasskeyError(ValueError):
    """A browser's answer cannot be taken."""


class Passkeys:
    """Passkeys in one database."""

    def __init__(self, engine: Engine, party: RelyingParty) -> None:
        self._engine = engine
        self._party = party

    def to_add(self, account: Account) -> tuple[str, str]:
        """What a browser makes a passkey from, as JSON, and the challenge that it must answer."""
        with self._engine.connect() as connection:
            mine = sa.select(passkeys.c.credential).where(passkeys.c.account_id == account.id)
            kept = [PublicKeyCredentialDescriptor(bytes(each)) for each in connection.execute(mine).scalars()]
        options = generate_registration_options(
            rp_id=self._party.id,
            rp_name=self._party.called,
            user_id=bytes.fromhex(account.id),
            user_name=account.name,
            user_display_name=account.shown_as,
            timeout=_MILLISECONDS,
            exclude_credentials=kept,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, require_resident_key=True, user_verification=_REQUIRED
            ),
        )
        return options_to_json(options), bytes_to_base64url(options.challenge)

    def add(self, account: Account, name: str, credential: str, challenge: str) -> None:
        """Keep a passkey that a browser has made. Raises PasskeyError."""
        try:
            made = verify_registration_response(
                credential=credential,
                expected_challenge=base64url_to_bytes(challenge),
                expected_rp_id=self._party.id,
                expected_origin=self._party.origin,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, TypeError, KeyError) as error:
            raise PasskeyError from error
        row = {
            "id": secrets.token_hex(16),
            "account_id": account.id,
            "name": name,
            "credential": made.credential_id,
            "credential_hash": sha256(made.credential_id).hexdigest(),
            "public_key": made.credential_public_key,
            "sign_count": made.sign_count,
            "created_at": utc_now(),
        }
        try:
            with writing(self._engine) as connection:
                connection.execute(passkeys.insert(), row)
                trail.note(connection, account, "passkey_added", f"account:{account.id}")
        except sa.exc.IntegrityError as error:
            raise PasskeyError from error

    def to_sign_in(self) -> tuple[str, str]:
        """What a browser signs in with, as JSON, and the challenge that it must answer."""
        options = generate_authentication_options(
            rp_id=self._party.id, timeout=_MILLISECONDS, user_verification=_REQUIRED
        )
        return options_to_json(options), bytes_to_base64url(options.challenge)

    def holder(self, credential: str, challenge: str) -> Account:
        """Whose passkey has answered. Raises PasskeyError if it is nobody's, or not a good answer."""
        try:
            answer = parse_authentication_credential_json(credential)
            with self._engine.connect() as connection:
                row, account = _found(connection, answer.raw_id)
            if answer.response.user_handle != bytes.fromhex(account.id):
                raise PasskeyError
            checked = verify_authentication_response(
                credential=answer,
                expected_challenge=base64url_to_bytes(challenge),
                expected_rp_id=self._party.id,
                expected_origin=self._party.origin,
                credential_public_key=bytes(row.public_key),
                credential_current_sign_count=row.sign_count,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, TypeError, KeyError) as error:
            raise PasskeyError from error
        as_read = sa.and_(passkeys.c.id == row.id, passkeys.c.sign_count == row.sign_count)
        counted = passkeys.update().where(as_read).values(sign_count=checked.new_sign_count, used_at=utc_now())
        with writing(self._engine) as connection:
            if connection.execute(counted).rowcount != 1:
                raise PasskeyError
        return account


def _found(connection: Connection, credential: bytes) -> tuple[StaffPasskeyRow, Account]:
    of_credential = passkeys.c.credential_hash == sha256(credential).hexdigest()
    row = first_row(connection, StaffPasskeyRow, sa.select(passkeys).where(of_credential))
    if row is None:
        raise PasskeyError
    theirs = sa.select(staff_accounts).where(
        staff_accounts.c.id == row.account_id, staff_accounts.c.closed_at.is_(None)
    )
    owner = first_row(connection, StaffAccountRow, theirs)
    if owner is None:
        raise PasskeyError
    return row, as_account(owner)
