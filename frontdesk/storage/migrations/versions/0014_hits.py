"""How often somebody came, counted for all assistants together."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "hits",
        sa.Column("who_hash", sa.String(64), nullable=False),
        sa.Column("window", sa.BigInteger, nullable=False),
        sa.Column("hits", sa.Integer, nullable=False),
        sa.Column("earlier", sa.Integer, nullable=False),
        sa.Column("over_at", sa.DateTime, nullable=False),
        sa.Column("clinic_id", sa.String(32), nullable=False, server_default="main"),
        sa.PrimaryKeyConstraint("who_hash", name="pk_hits"),
        prefixes=["UNLOGGED"] if on_postgresql else [],  # not worth a wait for the disk
    )
    op.create_index("ix_hits_over_at", "hits", ["over_at"])


def downgrade() -> None:
    op.drop_table("hits")
