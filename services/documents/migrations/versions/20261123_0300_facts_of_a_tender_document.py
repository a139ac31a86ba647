"""What registry said of a tender document's project and lots, to show the rules with figures.

Revision ID: 202611230300
Revises: 202611222345
Create Date: 2026-11-23 03:00 UTC
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611230300"
down_revision = "202611222345"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tender_document", sa.Column("facts", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("tender_document", "facts")
