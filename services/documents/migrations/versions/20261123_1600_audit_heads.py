"""signed heads of the audit chain."""

from alembic import op
from tenderhall_kit import tables

revision = "202611231600"
down_revision = "202611230300"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of heads."""
    tables.create_heads(op)


def downgrade() -> None:
    """Remove it."""
    tables.drop_heads(op)
