"""Tables of the front desk's page. Times are UTC without zone; what staff write of patients is sealed before it gets here."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

import frontdesk.storage.booking_models  # noqa: F401  claims and notes refer to appointments
from frontdesk.storage.models import Base, big_id, table_of


class StaffAccountRow(Base):
    """Somebody who may sign in. `name` is what they type to sign in, `shown_as` what patients and colleagues read. `email` is
    sealed: the address by which the clinic's OpenID provider knows them.
    """

    __tablename__ = "staff_accounts"
    __table_args__ = (sa.UniqueConstraint("name", name="uq_staff_accounts_name"),)

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40))
    shown_as: Mapped[str] = mapped_column(sa.String(40))
    role: Mapped[str] = mapped_column(sa.String(9))
    password: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[datetime] = mapped_column(sa.DateTime)
    closed_at: Mapped[datetime | None] = mapped_column(sa.DateTime)
    email: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    email_hash: Mapped[str | None] = mapped_column(sa.String(64), index=True, unique=True)


staff_accounts = table_of(StaffAccountRow)


class StaffInvitationRow(Base):
    """A link that makes one account. Only the hash of its token is stored."""

    __tablename__ = "staff_invitations"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    role: Mapped[str] = mapped_column(sa.String(9))
    invited_by: Mapped[str | None] = mapped_column(sa.ForeignKey("staff_accounts.id"))
    created_at: Mapped[datetime] = mapped_column(sa.DateTime)
    expires_at: Mapped[datetime] = mapped_column(sa.DateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(sa.DateTime)


staff_invitations = table_of(StaffInvitationRow)


class StaffSessionRow(Base):
    """Somebody who is signed in. `seen_at` is the last thing they did themselves; an open page alone does not count."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(sa.ForeignKey("staff_accounts.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(sa.DateTime, index=True)
    seen_at: Mapped[datetime] = mapped_column(sa.DateTime)


staff_sessions = table_of(StaffSessionRow)


class StaffFailureRow(Base):
    """A sign-in that failed, by the keyed hash of the name that was typed, whether there is such an account or not."""

    __tablename__ = "staff_failures"

    id: Mapped[int] = mapped_column(big_id(), primary_key=True)
    name_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    at: Mapped[datetime] = mapped_column(sa.DateTime, index=True)


staff_failures = table_of(StaffFailureRow)


class StaffStepRow(Base):
    """A step that somebody has begun and must end soon: a code after the password, a passkey, the clinic's OpenID provider.
    Only the hash of its token is stored; `content` is sealed.
    """

    __tablename__ = "staff_steps"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(8))
    account_id: Mapped[str | None] = mapped_column(sa.ForeignKey("staff_accounts.id"), index=True)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(sa.DateTime, index=True)


staff_steps = table_of(StaffStepRow)


class StaffSecondFactorRow(Base):
    """What makes an account's codes (TOTP): on since `confirmed_at`. `secret` is sealed; no step of time up to `last_step` is
    taken again.
    """

    __tablename__ = "staff_second_factors"

    account_id: Mapped[str] = mapped_column(sa.ForeignKey("staff_accounts.id"), primary_key=True)
    secret: Mapped[bytes] = mapped_column(sa.LargeBinary)
    last_step: Mapped[int] = mapped_column(sa.BigInteger)
    confirmed_at: Mapped[datetime | None] = mapped_column(sa.DateTime)


staff_second_factors = table_of(StaffSecondFactorRow)


class StaffRecoveryCodeRow(Base):
    """A code that stands in for a lost telephone, once. `tag` is its first part, which finds it; `code` the hash of all."""

    __tablename__ = "staff_recovery_codes"

    account_id: Mapped[str] = mapped_column(sa.ForeignKey("staff_accounts.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(sa.String(4), primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(200))


staff_recovery_codes = table_of(StaffRecoveryCodeRow)


class StaffPasskeyRow(Base):
    """A passkey of an account. `sign_count` is how often it says that it has signed."""

    __tablename__ = "staff_passkeys"
    __table_args__ = (sa.UniqueConstraint("credential_hash", name="uq_staff_passkeys_credential_hash"),)

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    account_id: Mapped[str] = mapped_column(sa.ForeignKey("staff_accounts.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(40))
    credential: Mapped[bytes] = mapped_column(sa.LargeBinary)
    credential_hash: Mapped[str] = mapped_column(sa.String(64))
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    sign_count: Mapped[int] = mapped_column(sa.BigInteger)
    created_at: Mapped[datetime] = mapped_column(sa.DateTime)
    used_at: Mapped[datetime | None] = mapped_column(sa.DateTime)


staff_passkeys = table_of(StaffPasskeyRow)


class StaffPageRow(Base):
    """A page that is open now: who has which conversation or request before them. `answers`: may take over a chat."""

    __tablename__ = "staff_pages"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    account_id: Mapped[str] = mapped_column(sa.ForeignKey("staff_accounts.id"), index=True)
    answers: Mapped[bool] = mapped_column(sa.Boolean)
    subject: Mapped[str] = mapped_column(sa.String(50), index=True)
    seen_at: Mapped[datetime] = mapped_column(sa.DateTime, index=True)


staff_pages = table_of(StaffPageRow)


class StaffAuditRow(Base):
    """Who read and changed what. Triggers (migration 0008) refuse changes, and the deletion of what is not a year old.
    `subject` names a row, never a person.
    """

    __tablename__ = "staff_audit"

    id: Mapped[int] = mapped_column(big_id(), primary_key=True)
    at: Mapped[datetime] = mapped_column(sa.DateTime, index=True)
    account_id: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    action: Mapped[str] = mapped_column(sa.String(20))
    subject: Mapped[str] = mapped_column(sa.String(50), index=True)


staff_audit = table_of(StaffAuditRow)


class AppointmentNoteRow(Base):
    """What staff noted of a request: words of their own, or what came of a call. `text` is sealed."""

    __tablename__ = "appointment_notes"

    id: Mapped[int] = mapped_column(big_id(), primary_key=True)
    appointment_id: Mapped[str] = mapped_column(sa.ForeignKey("appointments.id"), index=True)
    account_id: Mapped[str] = mapped_column(sa.ForeignKey("staff_accounts.id"))
    at: Mapped[datetime] = mapped_column(sa.DateTime)
    outcome: Mapped[str] = mapped_column(sa.String(10))
    text: Mapped[bytes | None] = mapped_column(sa.LargeBinary)


appointment_notes = table_of(AppointmentNoteRow)


class AppointmentClaimRow(Base):
    """Who sees to a request."""

    __tablename__ = "appointment_claims"

    appointment_id: Mapped[str] = mapped_column(sa.ForeignKey("appointments.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(sa.ForeignKey("staff_accounts.id"))
    at: Mapped[datetime] = mapped_column(sa.DateTime)


appointment_claims = table_of(AppointmentClaimRow)
