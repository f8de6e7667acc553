"""Tables of the front desk's page. Times are UTC without zone; what staff write of patients is sealed before it gets here."""

import sqlalchemy as sa

import frontdesk.storage.booking_models  # noqa: F401  claims and notes refer to appointments
from frontdesk.storage.models import big_id, metadata

# Somebody who may sign in. `name` is what they type to sign in, `shown_as` what patients and colleagues read.
staff_accounts = sa.Table(
    "staff_accounts",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(40), nullable=False),
    sa.Column("shown_as", sa.String(40), nullable=False),
    sa.Column("role", sa.String(9), nullable=False),
    sa.Column("password", sa.String(200), nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("closed_at", sa.DateTime),
    sa.UniqueConstraint("name", name="uq_staff_accounts_name"),
)

# A link that makes one account. Only the hash of its token is stored.
staff_invitations = sa.Table(
    "staff_invitations",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("role", sa.String(9), nullable=False),
    sa.Column("invited_by", sa.ForeignKey("staff_accounts.id")),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("expires_at", sa.DateTime, nullable=False, index=True),
    sa.Column("used_at", sa.DateTime),
)

# Somebody who is signed in. `seen_at` is the last thing they did themselves; an open page alone does not count.
staff_sessions = sa.Table(
    "staff_sessions",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("staff_accounts.id"), nullable=False, index=True),
    sa.Column("created_at", sa.DateTime, nullable=False, index=True),
    sa.Column("seen_at", sa.DateTime, nullable=False),
)

# Sign-ins that failed, by the keyed hash of the name that was typed, whether there is such an account or not.
staff_failures = sa.Table(
    "staff_failures",
    metadata,
    sa.Column("id", big_id(), primary_key=True),
    sa.Column("name_hash", sa.String(64), nullable=False, index=True),
    sa.Column("at", sa.DateTime, nullable=False, index=True),
)

# Pages that are open now: who has which conversation or request before them. `answers`: may take over a chat.
staff_pages = sa.Table(
    "staff_pages",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("staff_accounts.id"), nullable=False, index=True),
    sa.Column("answers", sa.Boolean, nullable=False),
    sa.Column("subject", sa.String(50), nullable=False, index=True),
    sa.Column("seen_at", sa.DateTime, nullable=False, index=True),
)

# Who read and changed what. Triggers (migration 0020) refuse changes and deletions. `subject` names a row, never a person.
staff_audit = sa.Table(
    "staff_audit",
    metadata,
    sa.Column("id", big_id(), primary_key=True),
    sa.Column("at", sa.DateTime, nullable=False, index=True),
    sa.Column("account_id", sa.String(32), index=True),
    sa.Column("action", sa.String(20), nullable=False),
    sa.Column("subject", sa.String(50), nullable=False, index=True),
)

# What staff noted of a request: words of their own, or what came of a call. `text` is sealed.
appointment_notes = sa.Table(
    "appointment_notes",
    metadata,
    sa.Column("id", big_id(), primary_key=True),
    sa.Column("appointment_id", sa.ForeignKey("appointments.id"), nullable=False, index=True),
    sa.Column("account_id", sa.ForeignKey("staff_accounts.id"), nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("outcome", sa.String(10), nullable=False),
    sa.Column("text", sa.LargeBinary),
)

# Who sees to a request.
appointment_claims = sa.Table(
    "appointment_claims",
    metadata,
    sa.Column("appointment_id", sa.ForeignKey("appointments.id"), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("staff_accounts.id"), nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
)
