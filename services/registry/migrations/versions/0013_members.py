"""invitations, versions of organisations and users, failures of unknown logins, where from."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

COUNTED = sa.BigInteger()
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for table in ("organisation", "app_user"):
        op.add_column(table, sa.Column("version", COUNTED, server_default="1", nullable=False))
    op.add_column("ca_binding", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column("user_session", sa.Column("ip", sa.Text(), nullable=True))
    op.create_table(
        "login_failures",
        sa.Column("login_hash", sa.Text(), primary_key=True),
        sa.Column("failures", COUNTED, server_default="0", nullable=False),
        sa.Column("locked_until", MOMENT, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_login_failures_at", "login_failures", ["at"])
    _invitation()


def _invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False, unique=True),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("app_user.id"), nullable=True),
        sa.Column("invited_by", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("accepted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("purpose IN ('invite', 'reset')", name="invitation_purpose"),
    )
    still_open = sa.text("ended_at IS NULL")
    op.create_index(
        "invitation_open", "invitation", ["login"], unique=True, postgresql_where=still_open
    )
    op.create_index("invitation_of", "invitation", ["org_id"], postgresql_where=still_open)


def downgrade() -> None:
    op.drop_table("invitation")
    op.drop_table("login_failures")
    op.drop_column("user_session", "ip")
    op.drop_column("ca_binding", "reason")
    for table in ("organisation", "app_user"):
        op.drop_column(table, "version")
