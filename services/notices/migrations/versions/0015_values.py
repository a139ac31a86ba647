"""Kind, method, region and catalogue among the words of a notice, so that one index serves all.

Revision ID: 0015
Revises: 0014
Create Date: 2026-11-23 23:42 UTC
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was entered without them is entered anew by the service, within minutes."""
    op.execute("DELETE FROM public_entry")


def downgrade() -> None:
    """Nothing: more words do no harm."""
