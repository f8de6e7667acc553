"""The language of a conversation, and the one that a phone last wrote in."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    for table in ("conversations", "contacts"):
        op.add_column(table, sa.Column("language", sa.String(2), nullable=False, server_default="en"))


def downgrade() -> None:
    for table in ("conversations", "contacts"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("language")
