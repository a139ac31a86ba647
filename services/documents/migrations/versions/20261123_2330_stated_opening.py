"""文件所载开标时间和地点 what a file that was uploaded ready-made says of the opening."""

from alembic import op

revision = "202611232330"
down_revision = "202611232320"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has said it of the documents that are there."""
    op.execute(
        "ALTER TABLE tender_document"
        " ADD COLUMN opening_at timestamptz, ADD COLUMN opening_place text"
    )


def downgrade() -> None:
    """It is forgotten."""
    op.execute(
        "ALTER TABLE tender_document DROP COLUMN opening_at, DROP COLUMN opening_place"
    )
