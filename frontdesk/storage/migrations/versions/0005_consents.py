"""What patients have agreed to."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_BIG_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "consents",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("phone_hash", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("wording", sa.String(300), nullable=False),
        sa.Column("agreed_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    for column in ("phone_hash", "agreed_at"):
        op.create_index(f"ix_consents_{column}", "consents", [column])


def downgrade() -> None:
    op.drop_table("consents")
