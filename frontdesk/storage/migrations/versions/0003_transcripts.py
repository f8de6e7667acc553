"""Transcripts, feedback and the end of a conversation."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("conversations", sa.Column("last_position", sa.Integer, nullable=False, server_default="0"))
    op.add_column("conversations", sa.Column("ended_at", sa.DateTime))
    op.create_table(
        "messages",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "position", name="pk_messages"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_messages_conversation_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("conversation_id", "id", name="uq_messages_id"),
    )
    op.create_index("ix_messages_at", "messages", ["at"])
    op.create_table(
        "feedback",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("message_id", sa.String(64), nullable=False),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("comment", sa.LargeBinary),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "message_id", name="pk_feedback"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_feedback_conversation_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_feedback_at", "feedback", ["at"])


def downgrade() -> None:
    op.drop_table("feedback")
    op.drop_table("messages")
    with op.batch_alter_table("conversations") as batch:
        batch.drop_column("ended_at")
        batch.drop_column("last_position")
