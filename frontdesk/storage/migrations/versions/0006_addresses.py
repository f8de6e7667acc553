"""Where a conversation began, as a keyed hash, so that one network address cannot book the clinic out."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("conversations", sa.Column("address_hash", sa.String(64)))
    op.create_index("ix_conversations_address_hash", "conversations", ["address_hash"])


def downgrade() -> None:
    op.drop_index("ix_conversations_address_hash", "conversations")
    op.drop_column("conversations", "address_hash")
