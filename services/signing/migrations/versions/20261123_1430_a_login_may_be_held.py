"""A login may be held for further documents of the session.

Revision ID: 202611231430
Revises: 202611230753
Create Date: 2026-11-23 14:30:00
"""

import sqlalchemy as sa
from alembic import op

revision = '202611231430'
down_revision = '202611230753'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('job', sa.Column('hold', sa.Boolean(), server_default='false', nullable=False))


def downgrade() -> None:
    op.drop_column('job', 'hold')
