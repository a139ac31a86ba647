"""What an exception says is counted, and which of it its notice is sealed for."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forms that are under way begin with their first content, which nobody has sealed."""
    first = sa.Column("content_version", sa.BigInteger, nullable=False, server_default="1")
    op.add_column("lot_exception", first)
    op.add_column("lot_exception", sa.Column("sealed_version", sa.BigInteger))


def downgrade() -> None:
    """Exceptions know no notice again."""
    op.drop_column("lot_exception", "sealed_version")
    op.drop_column("lot_exception", "content_version")
