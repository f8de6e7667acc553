"""Audit rows outlive their appointment and can be deleted once they are old; what patients were told and wish deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_AUDITS = ("audit", "staff_audit")
_FK = "fk_audit_appointment_id"
_REFUSED = "audit rows are never changed, and not deleted within a year"
_FOR_EVER = "audit rows are never changed or deleted"
# Columns of the conversation: when the privacy notice was given, and from when on its patient wants it deleted.
_MOMENTS = ("notice_at", "erase_at")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _drop_triggers() -> None:
    for table in _AUDITS:
        if _is_postgresql():
            op.execute(f"DROP TRIGGER {table}_refuses ON {table}")
        else:
            for verb in ("UPDATE", "DELETE"):
                op.execute(f"DROP TRIGGER {table}_refuses_{verb}")


def _create_triggers(young: str, said: str) -> None:
    """Refuse every change, and the deletion of rows for which `young` holds (SQL; in PostgreSQL's function all are refused)."""
    for table in _AUDITS:
        if _is_postgresql():
            op.execute(
                f"CREATE TRIGGER {table}_refuses BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION audit_refuses()"
            )
            continue
        for verb in ("UPDATE", "DELETE"):
            when = f"WHEN {young}" if young and verb == "DELETE" else ""
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{verb} BEFORE {verb} ON {table} {when} "
                f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )


def _refusal(body: str) -> None:
    if _is_postgresql():
        op.execute(
            f"CREATE OR REPLACE FUNCTION audit_refuses() RETURNS trigger AS $$ BEGIN {body} END $$ LANGUAGE plpgsql"
        )


def upgrade() -> None:
    _drop_triggers()
    with op.batch_alter_table("audit") as audit:
        audit.drop_constraint(_FK, type_="foreignkey")
    op.create_index("ix_audit_at", "audit", ["at"])
    _refusal(
        "IF TG_OP = 'DELETE' AND OLD.at < (now() AT TIME ZONE 'utc') - INTERVAL '365 days' THEN RETURN OLD; END IF; "
        f"RAISE EXCEPTION '{_REFUSED}';"
    )
    _create_triggers("OLD.at >= datetime('now', '-365 days')", _REFUSED)
    for column in _MOMENTS:
        op.add_column("conversations", sa.Column(column, sa.DateTime))
    op.add_column("conversations", sa.Column("contact_id", sa.String(32)))
    op.execute(
        "UPDATE conversations SET contact_id = "
        "(SELECT contacts.id FROM contacts WHERE contacts.conversation_id = conversations.id)"
    )
    op.create_index("ix_conversations_contact_id", "conversations", ["contact_id"])
    op.create_index("ix_conversations_erase_at", "conversations", ["erase_at"])


def downgrade() -> None:
    for column in ("erase_at", "contact_id"):
        op.drop_index(f"ix_conversations_{column}", "conversations")
    op.drop_column("conversations", "contact_id")
    for column in reversed(_MOMENTS):
        op.drop_column("conversations", column)
    _drop_triggers()
    _refusal("RETURN OLD;")
    op.drop_index("ix_audit_at", "audit")
    op.execute("DELETE FROM audit WHERE appointment_id NOT IN (SELECT id FROM appointments)")
    with op.batch_alter_table("audit") as audit:
        audit.create_foreign_key(_FK, "appointments", ["appointment_id"], ["id"])
    _refusal(f"RAISE EXCEPTION '{_FOR_EVER}';")
    _create_triggers("", _FOR_EVER)
