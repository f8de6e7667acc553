"""Contacts, opt-outs, inbound texts, and what the outbox must know of a text message."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_BIG_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("phone_hash", sa.String(64), nullable=False),
        sa.Column("phone", sa.LargeBinary, nullable=False),
        sa.Column("conversation_id", sa.String(32)),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("last_text_at", sa.DateTime, nullable=False),
        sa.Column("introduced_at", sa.DateTime),
        sa.Column("consented_at", sa.DateTime),
        sa.Column("offered", sa.LargeBinary),
        sa.Column("rest", sa.LargeBinary),
        sa.Column("offered_at", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_contacts_conversation_id", ondelete="SET NULL"
        ),
        sa.UniqueConstraint("phone_hash", name="uq_contacts_phone_hash"),
    )
    for column in ("conversation_id", "last_text_at"):
        op.create_index(f"ix_contacts_{column}", "contacts", [column])


def _opt_outs() -> None:
    op.create_table(
        "opt_outs",
        sa.Column("phone_hash", sa.String(64), nullable=False),
        sa.Column("source", sa.String(12), nullable=False),
        sa.Column("since", sa.DateTime, nullable=False),
        sa.Column("ended_at", sa.DateTime),
        sa.PrimaryKeyConstraint("phone_hash", name="pk_opt_outs"),
    )


def _inbound_texts() -> None:
    op.create_table(
        "inbound_texts",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("provider", sa.String(16), nullable=False),
        sa.Column("provider_id", sa.String(64), nullable=False),
        sa.Column("phone_hash", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String(9), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("received_at", sa.DateTime, nullable=False),
        sa.Column("claimed_until", sa.DateTime),
        sa.Column("finished_at", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_inbound_texts"),
        sa.UniqueConstraint("provider", "provider_id", name="uq_inbound_texts_provider_id"),
    )
    op.create_index("ix_inbound_texts_received_at", "inbound_texts", ["received_at"])
    op.create_index("ix_inbound_texts_phone", "inbound_texts", ["phone_hash", "state", "id"])
    op.create_index("ix_inbound_texts_state", "inbound_texts", ["state", "id"])


def upgrade() -> None:
    _contacts()
    _opt_outs()
    _inbound_texts()
    with op.batch_alter_table("outbox") as batch:
        batch.alter_column("state", existing_type=sa.String(9), type_=sa.String(11), existing_nullable=False)
        batch.add_column(sa.Column("contact_id", sa.String(32)))
        batch.add_column(sa.Column("submitted_at", sa.DateTime))
        batch.add_column(sa.Column("provider_id", sa.String(64)))
        batch.create_foreign_key("fk_outbox_contact_id", "contacts", ["contact_id"], ["id"])
        batch.create_index("ix_outbox_contact_id", ["contact_id"])
        batch.create_index("ix_outbox_provider_id", ["provider_id"])


def downgrade() -> None:
    with op.batch_alter_table("outbox") as batch:
        batch.drop_index("ix_outbox_provider_id")
        batch.drop_index("ix_outbox_contact_id")
        batch.drop_constraint("fk_outbox_contact_id", type_="foreignkey")
        batch.drop_column("provider_id")
        batch.drop_column("submitted_at")
        batch.drop_column("contact_id")
    for table in ("inbound_texts", "opt_outs", "contacts"):
        op.drop_table(table)
