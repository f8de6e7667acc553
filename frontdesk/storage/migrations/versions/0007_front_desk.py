"""The front desk's page: accounts, sign-ins, open pages, its audit, notes and claims; people in conversations."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_BIG_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_LIVE = sa.text("ended_at IS NULL")
_SQLITE_APPEND_ONLY = """
CREATE TRIGGER staff_audit_refuses_{verb} BEFORE {verb} ON staff_audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never changed or deleted'); END
"""
_POSTGRESQL_APPEND_ONLY = (
    "CREATE TRIGGER staff_audit_refuses BEFORE UPDATE OR DELETE ON staff_audit "
    "FOR EACH ROW EXECUTE FUNCTION audit_refuses()"
)


def _accounts() -> None:
    op.create_table(
        "staff_accounts",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("shown_as", sa.String(40), nullable=False),
        sa.Column("role", sa.String(9), nullable=False),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("closed_at", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_staff_accounts"),
        sa.UniqueConstraint("name", name="uq_staff_accounts_name"),
    )
    op.create_table(
        "staff_invitations",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("role", sa.String(9), nullable=False),
        sa.Column("invited_by", sa.String(32)),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.Column("used_at", sa.DateTime),
        sa.PrimaryKeyConstraint("token_hash", name="pk_staff_invitations"),
        sa.ForeignKeyConstraint(["invited_by"], ["staff_accounts.id"], name="fk_staff_invitations_invited_by"),
    )
    op.create_index("ix_staff_invitations_expires_at", "staff_invitations", ["expires_at"])


def _sign_ins() -> None:
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_staff_sessions"),
        sa.ForeignKeyConstraint(["account_id"], ["staff_accounts.id"], name="fk_staff_sessions_account_id"),
    )
    op.create_index("ix_staff_sessions_account_id", "staff_sessions", ["account_id"])
    op.create_index("ix_staff_sessions_created_at", "staff_sessions", ["created_at"])
    op.create_table(
        "staff_failures",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("name_hash", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_failures"),
    )
    op.create_index("ix_staff_failures_name_hash", "staff_failures", ["name_hash"])
    op.create_index("ix_staff_failures_at", "staff_failures", ["at"])


def _pages_and_audit() -> None:
    op.create_table(
        "staff_pages",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("answers", sa.Boolean, nullable=False),
        sa.Column("subject", sa.String(50), nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_pages"),
        sa.ForeignKeyConstraint(["account_id"], ["staff_accounts.id"], name="fk_staff_pages_account_id"),
    )
    for column in ("account_id", "subject", "seen_at"):
        op.create_index(f"ix_staff_pages_{column}", "staff_pages", [column])
    op.create_table(
        "staff_audit",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("account_id", sa.String(32)),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(50), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_audit"),
    )
    for column in ("at", "account_id", "subject"):
        op.create_index(f"ix_staff_audit_{column}", "staff_audit", [column])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_POSTGRESQL_APPEND_ONLY)
    else:
        for verb in ("UPDATE", "DELETE"):
            op.execute(_SQLITE_APPEND_ONLY.format(verb=verb))


def _work() -> None:
    op.create_table(
        "appointment_notes",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("appointment_id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("text", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_appointment_notes"),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name="fk_appointment_notes_appointment_id"),
        sa.ForeignKeyConstraint(["account_id"], ["staff_accounts.id"], name="fk_appointment_notes_account_id"),
    )
    op.create_index("ix_appointment_notes_appointment_id", "appointment_notes", ["appointment_id"])
    op.create_table(
        "appointment_claims",
        sa.Column("appointment_id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("appointment_id", name="pk_appointment_claims"),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name="fk_appointment_claims_appointment_id"),
        sa.ForeignKeyConstraint(["account_id"], ["staff_accounts.id"], name="fk_appointment_claims_account_id"),
    )
    op.create_index("ix_appointments_status_due_at", "appointments", ["status", "due_at"])
    op.create_index("ix_appointments_starts_at", "appointments", ["starts_at"])


def _conversations() -> None:
    op.create_table(
        "takeovers",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("asked_at", sa.DateTime, nullable=False),
        sa.Column("account_id", sa.String(32)),
        sa.Column("speaker", sa.String(40)),
        sa.Column("claimed_at", sa.DateTime),
        sa.Column("ended_at", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_takeovers"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_takeovers_conversation_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_takeovers_conversation_id", "takeovers", ["conversation_id"])
    op.create_index(
        "uq_takeovers_live",
        "takeovers",
        ["conversation_id"],
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    )
    op.add_column("conversations", sa.Column("last_at", sa.DateTime))
    op.add_column("conversations", sa.Column("alarm_at", sa.DateTime))
    op.execute(
        "UPDATE conversations SET last_at = COALESCE("
        "(SELECT MAX(messages.at) FROM messages WHERE messages.conversation_id = conversations.id), created_at)"
    )
    op.create_index("ix_conversations_last_at", "conversations", ["last_at", "id"])
    op.create_index("ix_conversations_alarm_at", "conversations", ["alarm_at"])


def upgrade() -> None:
    _accounts()
    _sign_ins()
    _pages_and_audit()
    _work()
    _conversations()


def downgrade() -> None:
    for column in ("alarm_at", "last_at"):
        op.drop_index(f"ix_conversations_{column}", "conversations")
        op.drop_column("conversations", column)
    for name in ("starts_at", "status_due_at"):
        op.drop_index(f"ix_appointments_{name}", "appointments")
    for table in (
        "takeovers",
        "appointment_claims",
        "appointment_notes",
        "staff_audit",
        "staff_pages",
        "staff_failures",
        "staff_sessions",
        "staff_invitations",
        "staff_accounts",
    ):
        op.drop_table(table)
