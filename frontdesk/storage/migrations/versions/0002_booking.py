"""Appointments with their reservations, wait list, audit, outbox, verification codes and drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_BIG_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_NOT_RELEASED = sa.text("state != 'released'")

# A range of one number stands for the practitioner, so that no extension is needed for equality in a GiST index.
_EXCLUDE_OVERLAP = """
ALTER TABLE reservations ADD CONSTRAINT ex_reservations_overlap EXCLUDE USING gist (
    int8range(hashtext(practitioner)::bigint, hashtext(practitioner)::bigint, '[]') WITH &&,
    tsrange(starts_at, busy_until) WITH &&
) WHERE (state <> 'released')
"""
_SQLITE_APPEND_ONLY = """
CREATE TRIGGER audit_refuses_{verb} BEFORE {verb} ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never changed or deleted'); END
"""
_POSTGRESQL_APPEND_ONLY = (
    "CREATE FUNCTION audit_refuses() RETURNS trigger AS $$ BEGIN "
    "RAISE EXCEPTION 'audit rows are never changed or deleted'; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER audit_refuses BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuses()",
)


def _appointments() -> None:
    op.create_table(
        "appointments",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("reference", sa.String(7), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("method", sa.String(7), nullable=False),
        sa.Column("status", sa.String(9), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("due_at", sa.DateTime),
        sa.Column("details", sa.LargeBinary, nullable=False),
        sa.Column("phone_hash", sa.String(64)),
        sa.Column("email_hash", sa.String(64)),
        sa.Column("service", sa.String(40)),
        sa.Column("practitioner", sa.String(40)),
        sa.Column("starts_at", sa.DateTime),
        sa.Column("ends_at", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_appointments"),
        sa.UniqueConstraint("reference", name="uq_appointments_reference"),
    )
    for column in ("conversation_id", "created_at", "phone_hash", "email_hash"):
        op.create_index(f"ix_appointments_{column}", "appointments", [column])


def _reservations() -> None:
    op.create_table(
        "reservations",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("appointment_id", sa.String(32), nullable=False),
        sa.Column("practitioner", sa.String(40), nullable=False),
        sa.Column("starts_at", sa.DateTime, nullable=False),
        sa.Column("ends_at", sa.DateTime, nullable=False),
        sa.Column("busy_until", sa.DateTime, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("expires_at", sa.DateTime),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reservations"),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name="fk_reservations_appointment_id"),
    )
    for column in ("appointment_id", "busy_until"):
        op.create_index(f"ix_reservations_{column}", "reservations", [column])
    op.create_index(
        "uq_reservations_taken",
        "reservations",
        ["practitioner", "starts_at"],
        unique=True,
        sqlite_where=_NOT_RELEASED,
        postgresql_where=_NOT_RELEASED,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_EXCLUDE_OVERLAP)


def _waitlist() -> None:
    op.create_table(
        "waitlist",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("appointment_id", sa.String(32), nullable=False),
        sa.Column("service", sa.String(40), nullable=False),
        sa.Column("practitioner", sa.String(40)),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("reservation_id", sa.String(32)),
        sa.Column("missed", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_waitlist"),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name="fk_waitlist_appointment_id"),
        sa.ForeignKeyConstraint(["reservation_id"], ["reservations.id"], name="fk_waitlist_reservation_id"),
        sa.UniqueConstraint("appointment_id", name="uq_waitlist_appointment_id"),
    )
    op.create_index("ix_waitlist_state", "waitlist", ["state"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("appointment_id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("actor", sa.String(8), nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("action", sa.String(12), nullable=False),
        sa.Column("from_status", sa.String(9)),
        sa.Column("to_status", sa.String(9), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name="fk_audit_appointment_id"),
    )
    op.create_index("ix_audit_appointment_id", "audit", ["appointment_id"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in _POSTGRESQL_APPEND_ONLY:
            op.execute(statement)
    else:
        for verb in ("UPDATE", "DELETE"):
            op.execute(_SQLITE_APPEND_ONLY.format(verb=verb))


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("dedup", sa.String(120), nullable=False),
        sa.Column("appointment_id", sa.String(32)),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String(9), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", sa.DateTime, nullable=False),
        sa.Column("claimed_until", sa.DateTime),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("finished_at", sa.DateTime),
        sa.Column("error", sa.String(80)),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name="fk_outbox_appointment_id"),
        sa.UniqueConstraint("dedup", name="uq_outbox_dedup"),
    )
    op.create_index("ix_outbox_appointment_id", "outbox", ["appointment_id"])
    op.create_index("ix_outbox_state_due_at", "outbox", ["state", "due_at"])


def _verifications_and_drafts() -> None:
    op.create_table(
        "verifications",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("contact_hash", sa.String(64), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.Column("used_at", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_verifications"),
    )
    op.create_index("ix_verifications_conversation_id", "verifications", ["conversation_id"])
    op.create_index("ix_verifications_contact_hash", "verifications", ["contact_hash"])
    op.create_table(
        "drafts",
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("updated_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_drafts"),
    )
    op.create_index("ix_drafts_updated_at", "drafts", ["updated_at"])


def upgrade() -> None:
    _appointments()
    _reservations()
    _waitlist()
    _audit()
    _outbox()
    _verifications_and_drafts()


def downgrade() -> None:
    for table in ("drafts", "verifications", "outbox", "audit", "waitlist", "reservations", "appointments"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_refuses()")
