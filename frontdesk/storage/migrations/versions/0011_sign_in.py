"""More ways to sign in to the front desk's page: codes, recovery codes, passkeys, the clinic's OpenID provider."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_EMAIL = "ix_staff_accounts_email_hash"
_TABLES = ("staff_passkeys", "staff_recovery_codes", "staff_second_factors", "staff_steps")


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["account_id"], ["staff_accounts.id"], name=f"fk_{table}_account_id")


def upgrade() -> None:
    op.add_column("staff_accounts", sa.Column("email", sa.LargeBinary))
    op.add_column("staff_accounts", sa.Column("email_hash", sa.String(64)))
    op.create_index(_EMAIL, "staff_accounts", ["email_hash"], unique=True)
    op.create_table(
        "staff_steps",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("account_id", sa.String(32)),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_staff_steps"),
        _of_account("staff_steps"),
    )
    op.create_index("ix_staff_steps_account_id", "staff_steps", ["account_id"])
    op.create_index("ix_staff_steps_expires_at", "staff_steps", ["expires_at"])
    op.create_table(
        "staff_second_factors",
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.Column("confirmed_at", sa.DateTime),
        sa.PrimaryKeyConstraint("account_id", name="pk_staff_second_factors"),
        _of_account("staff_second_factors"),
    )
    op.create_table(
        "staff_recovery_codes",
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("tag", sa.String(4), nullable=False),
        sa.Column("code", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "tag", name="pk_staff_recovery_codes"),
        _of_account("staff_recovery_codes"),
    )
    op.create_table(
        "staff_passkeys",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("credential", sa.LargeBinary, nullable=False),
        sa.Column("credential_hash", sa.String(64), nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("used_at", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_staff_passkeys"),
        sa.UniqueConstraint("credential_hash", name="uq_staff_passkeys_credential_hash"),
        _of_account("staff_passkeys"),
    )
    op.create_index("ix_staff_passkeys_account_id", "staff_passkeys", ["account_id"])


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)
    op.drop_index(_EMAIL, "staff_accounts")
    for column in ("email_hash", "email"):
        op.drop_column("staff_accounts", column)
