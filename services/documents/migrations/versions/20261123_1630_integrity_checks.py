"""完整性检查 when the bytes of each stored object were last read, and what was found."""

from alembic import op

revision = "202611231630"
down_revision = "202611231600"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; an object without a row was last read when it was proven."""
    op.execute(
        """
        CREATE TABLE integrity_check (
          sha256 text PRIMARY KEY REFERENCES stored_object,
          at timestamptz NOT NULL,
          outcome text NOT NULL,
          since timestamptz NOT NULL,
          CONSTRAINT integrity_check_outcome CHECK (outcome IN ('sound', 'changed', 'lost'))
        )
        """
    )
    op.execute(
        "CREATE INDEX integrity_check_faults ON integrity_check (since) WHERE (outcome <> 'sound')"
    )


def downgrade() -> None:
    """Remove it."""
    op.execute("DROP TABLE integrity_check")
