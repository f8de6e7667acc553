"""Which clinic a row belongs to, in every table; what was unique in a clinic stays so, and may be there once in each.

What is there, and what the version before goes on writing, belongs to the clinic that was alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_TABLES = (
    *("appointment_claims", "appointment_notes", "appointment_words", "appointments", "audit", "consents", "contacts"),
    *("conversation_outcomes", "conversations", "daily_figures", "drafts", "feedback", "gap_groups", "gaps"),
    *("inbound_texts", "messages", "opt_outs", "outbox", "reservations", "staff_accounts", "staff_audit"),
    *("staff_failures", "staff_invitations", "staff_pages", "staff_passkeys", "staff_recovery_codes"),
    *("staff_second_factors", "staff_sessions", "staff_steps", "takeovers", "tracker_events", "turns"),
    *("verifications", "waitlist"),
)
_UNIQUE = {
    "uq_outbox_dedup": ("outbox", ["dedup"]),
    "uq_inbound_texts_provider_id": ("inbound_texts", ["provider", "provider_id"]),
}
_FIGURES = ["day", "channel", "figure", "detail"]
_INDEXES = {
    "ix_conversations_clinic_last_at": ("conversations", ["clinic_id", "last_at", "id"]),
    "ix_appointments_clinic_status_due_at": ("appointments", ["clinic_id", "status", "due_at"]),
}
_TAKEN = "uq_reservations_taken"
_OVERLAP = """
ALTER TABLE reservations ADD CONSTRAINT ex_reservations_overlap EXCLUDE USING gist (
    int8range(hashtext({whose})::bigint, hashtext({whose})::bigint, '[]') WITH &&,
    tsrange(starts_at, busy_until) WITH &&
) WHERE (state <> 'released')
"""


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _reservations(columns: list[str], whose: str) -> None:
    """Keep two reservations of the same time apart; `whose` is SQL for whose time it is."""
    held = sa.text("state != 'released'")
    op.drop_index(_TAKEN, "reservations")
    op.create_index(_TAKEN, "reservations", columns, unique=True, sqlite_where=held, postgresql_where=held)
    if _is_postgresql():
        op.execute("ALTER TABLE reservations DROP CONSTRAINT ex_reservations_overlap")
        op.execute(_OVERLAP.format(whose=whose))


def _unique(clinic: list[str]) -> None:
    for name, (table, columns) in _UNIQUE.items():
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(name, type_="unique")
            batch.create_unique_constraint(name, [*columns, *clinic])  # by which rows are looked up, first
    with op.batch_alter_table("daily_figures") as batch:
        batch.drop_constraint("pk_daily_figures", type_="primary")
        batch.create_primary_key("pk_daily_figures", [*clinic, *_FIGURES])


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("clinic_id", sa.String(32), nullable=False, server_default="main"))
    _unique(["clinic_id"])
    _reservations(["clinic_id", "practitioner", "starts_at"], "clinic_id || '/' || practitioner")
    for name, (table, columns) in _INDEXES.items():
        op.create_index(name, table, columns)


def _refuse_several() -> None:
    for table in _TABLES:
        if op.get_bind().execute(sa.text(f"SELECT 1 FROM {table} WHERE clinic_id <> 'main' LIMIT 1")).first():
            raise RuntimeError(f"{table} has rows of several clinics, which the version before would take for one.")


def downgrade() -> None:
    _refuse_several()
    for name, (table, _) in _INDEXES.items():
        op.drop_index(name, table)
    _reservations(["practitioner", "starts_at"], "practitioner")
    _unique([])
    for table in _TABLES:
        op.drop_column(table, "clinic_id")
