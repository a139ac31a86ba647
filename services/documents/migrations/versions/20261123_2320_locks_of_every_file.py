"""Object locks of every file of a project, also of those that other services keep.

Revision ID: 202611232320
Revises: 202611232150
Create Date: 2026-11-23 23:20 UTC
"""

from alembic import op

revision = "202611232320"
down_revision = "202611232150"
branch_labels = None
depends_on = None

KEPT = ("project_file", "object_lock")


def upgrade() -> None:
    """A lock needs no row of this service's bytes; what is noted of locks and files stays."""
    op.execute("ALTER TABLE object_lock DROP CONSTRAINT object_lock_sha256_fkey")
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION documents_kept()"
        )


def downgrade() -> None:
    """Locks of this service's bytes only; the store still keeps the others."""
    for table in KEPT:
        op.execute(f"DROP TRIGGER {table}_kept ON {table}")
    op.execute("DELETE FROM object_lock WHERE sha256 NOT IN (SELECT sha256 FROM stored_object)")
    op.execute(
        "ALTER TABLE object_lock ADD CONSTRAINT object_lock_sha256_fkey"
        " FOREIGN KEY (sha256) REFERENCES stored_object (sha256)"
    )
