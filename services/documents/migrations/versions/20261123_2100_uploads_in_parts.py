"""分片上传 large files in parts; what ended is cleared once; who uploaded; what was only trusted."""

from alembic import op

revision = "202611232100"
down_revision = "202611231630"
branch_labels = None
depends_on = None

UP = (
    "ALTER TABLE upload ADD part_size bigint, ADD parts_id text,"
    " ADD cleared boolean NOT NULL DEFAULT false",
    # what ended before this has no mark in the store to be cleared by
    "UPDATE upload SET cleared = true WHERE state <> 'open'",
    "ALTER TABLE upload DROP CONSTRAINT upload_state",
    "ALTER TABLE upload ADD CONSTRAINT upload_state"
    " CHECK (state IN ('open', 'done', 'refused', 'expired', 'cancelled'))",
    "CREATE INDEX upload_uncleared ON upload (id) WHERE (NOT cleared AND state <> 'open')",
    "ALTER TABLE stored_object ADD read boolean NOT NULL DEFAULT true",
    "ALTER TABLE document_version ADD uploader_name text NOT NULL DEFAULT ''",
)

DOWN = (
    "ALTER TABLE document_version DROP uploader_name",
    "ALTER TABLE stored_object DROP read",
    "DROP INDEX upload_uncleared",
    "UPDATE upload SET state = 'expired' WHERE state = 'cancelled'",
    "ALTER TABLE upload DROP CONSTRAINT upload_state",
    "ALTER TABLE upload ADD CONSTRAINT upload_state"
    " CHECK (state IN ('open', 'done', 'refused', 'expired'))",
    "ALTER TABLE upload DROP part_size, DROP parts_id, DROP cleared",
)


def upgrade() -> None:
    """Add them; every object that is kept was read whole when it was proven."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Remove them."""
    for statement in DOWN:
        op.execute(statement)
