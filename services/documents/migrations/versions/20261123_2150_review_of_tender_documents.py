"""审核招标文件 by the centre: sent back, or approved by a reviewer where no policy does."""

from alembic import op

revision = "202611232150"
down_revision = "202611232140"
branch_labels = None
depends_on = None

_STATES = "'draft', 'pending', 'approved', 'issued', 'deleted', 'void'"
_OLD = "file IS NOT NULL AND approved_by_policy IS NOT NULL AND submitted_at IS NOT NULL"
_NEW = (
    "file IS NOT NULL AND submitted_at IS NOT NULL"
    " AND coalesce(approved_by_policy, approved_by) IS NOT NULL"
)


def upgrade() -> None:
    """Let it wait for a reviewer, and remember who approved it."""
    op.execute("ALTER TABLE tender_document ADD COLUMN approved_by text")
    _constrain(f"{_STATES}, 'rejected'", _NEW)


def downgrade() -> None:
    """What was sent back is a draft again; what a reviewer approved says so as a policy."""
    op.execute("ALTER TABLE tender_document DISABLE TRIGGER tender_document_issued")
    op.execute("UPDATE tender_document SET state = 'draft' WHERE state = 'rejected'")
    op.execute(
        "UPDATE tender_document SET approved_by_policy = 'review.tender_doc=manual'"
        " WHERE approved_by_policy IS NULL AND approved_by IS NOT NULL"
    )
    op.execute("ALTER TABLE tender_document ENABLE TRIGGER tender_document_issued")
    _constrain(_STATES, _OLD)
    op.execute("ALTER TABLE tender_document DROP COLUMN approved_by")


def _constrain(states: str, complete: str) -> None:
    op.execute(
        "ALTER TABLE tender_document"
        " DROP CONSTRAINT tender_document_state, DROP CONSTRAINT tender_document_complete"
    )
    op.execute(
        "ALTER TABLE tender_document"
        f" ADD CONSTRAINT tender_document_state CHECK (state IN ({states})),"
        " ADD CONSTRAINT tender_document_complete"
        f" CHECK (state NOT IN ('approved', 'issued') OR ({complete}))"
    )
