"""Figures by day, gaps in knowledge, hashes by which names are found, a person's first answer, the segments of a text."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def _figures() -> None:
    op.create_table(
        "conversation_outcomes",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "outcome", "topic", name="pk_conversation_outcomes"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_conversation_outcomes_conversation_id",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "daily_figures",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("figure", sa.String(16), nullable=False),
        sa.Column("detail", sa.String(40), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("day", "channel", "figure", "detail", name="pk_daily_figures"),
    )


def _gaps() -> None:
    op.create_table(
        "gap_groups",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("topic", sa.String(40)),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("centroid", sa.LargeBinary, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("decided_at", sa.DateTime),
        sa.Column("decided_by", sa.String(32)),
        sa.PrimaryKeyConstraint("id", name="pk_gap_groups"),
        sa.ForeignKeyConstraint(["decided_by"], ["staff_accounts.id"], name="fk_gap_groups_decided_by"),
    )
    op.create_index("ix_gap_groups_state", "gap_groups", ["state"])
    op.create_table(
        "gaps",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("message_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(9), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("group_id", sa.String(32)),
        sa.Column("accepted", sa.Boolean, server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "message_id", name="pk_gaps"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_gaps_conversation_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["group_id"], ["gap_groups.id"], name="fk_gaps_group_id"),
    )
    op.create_index("ix_gaps_group_id", "gaps", ["group_id"])


def _names() -> None:
    op.create_table(
        "appointment_words",
        sa.Column("appointment_id", sa.String(32), nullable=False),
        sa.Column("word_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("appointment_id", "word_hash", name="pk_appointment_words"),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], name="fk_appointment_words_appointment_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_appointment_words_word_hash", "appointment_words", ["word_hash"])


def upgrade() -> None:
    _names()
    _figures()
    _gaps()
    op.add_column("conversations", sa.Column("reviewed_at", sa.DateTime))
    op.add_column("takeovers", sa.Column("answered_at", sa.DateTime))
    op.add_column("outbox", sa.Column("segments", sa.Integer))


def downgrade() -> None:
    op.drop_column("outbox", "segments")
    op.drop_column("takeovers", "answered_at")
    op.drop_column("conversations", "reviewed_at")
    for table in ("appointment_words", "gaps", "gap_groups", "daily_figures", "conversation_outcomes"):
        op.drop_table(table)
