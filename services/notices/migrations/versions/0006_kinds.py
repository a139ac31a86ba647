"""Notices about notices: what each changes, its number among them, and what became of it.

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-23 22:50 UTC
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_STATES = "'unpublished', 'publishing', 'published', 'failed'"


def _publish_states(states: str) -> None:
    op.execute("ALTER TABLE notice DROP CONSTRAINT notice_publish_state")
    op.execute(
        "ALTER TABLE notice ADD CONSTRAINT notice_publish_state"
        f" CHECK (publish_state IN ({states}))"
    )


def upgrade() -> None:
    """A notice may be about another; a published one may be changed or ended by another."""
    op.execute("ALTER TABLE notice ADD COLUMN about_id uuid REFERENCES notice, ADD COLUMN serial int")
    op.execute("ALTER TABLE notice_publication ADD COLUMN about_id uuid, ADD COLUMN serial int")
    op.execute("CREATE INDEX notice_about ON notice (about_id)")
    _publish_states(f"{_STATES}, 'changed', 'terminated'")


def downgrade() -> None:
    """The states of before: what was changed or ended had been published."""
    op.execute(
        "UPDATE notice SET publish_state = 'published'"
        " WHERE publish_state IN ('changed', 'terminated')"
    )
    _publish_states(_STATES)
    op.execute("ALTER TABLE notice_publication DROP COLUMN about_id, DROP COLUMN serial")
    op.execute("ALTER TABLE notice DROP COLUMN about_id, DROP COLUMN serial")
