"""where a person's notifications are mailed to."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('app_user', sa.Column('email', sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column('app_user', 'email')
