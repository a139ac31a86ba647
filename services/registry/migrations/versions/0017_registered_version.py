"""The version in which a form was registered on its lots."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Zero: not told, as before."""
    op.add_column(
        "lot_activity", sa.Column("form_version", sa.BigInteger, nullable=False, server_default="0")
    )


def downgrade() -> None:
    """Registrations tell nothing of versions again."""
    op.drop_column("lot_activity", "form_version")
