"""how who took a step had logged in, and by which certificate."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Steps before this one keep none."""
    for name in ("auth", "ca_serial"):
        op.add_column("notice_step", sa.Column(name, sa.Text()))


def downgrade() -> None:
    """Remove them."""
    for name in ("ca_serial", "auth"):
        op.drop_column("notice_step", name)
