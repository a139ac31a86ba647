"""Clarifications and supplements, and their numbers.

Revision ID: 202611232120
Revises: 202611232100
Create Date: 2026-11-23 21:20 UTC
"""

from alembic import op

revision = "202611232120"
down_revision = "202611232100"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; what is issued never changes."""
    op.execute(
        """
        CREATE TABLE clarification (
          id uuid PRIMARY KEY,
          agency_id uuid NOT NULL,
          agency_name text NOT NULL,
          project_id uuid NOT NULL,
          project_no text NOT NULL,
          kind text NOT NULL,
          title text NOT NULL,
          content text,
          affects_bids boolean,
          changes_subject boolean,
          questions text,
          passages jsonb NOT NULL DEFAULT '[]',
          attachments jsonb NOT NULL DEFAULT '[]',
          facts jsonb,
          state text NOT NULL,
          version integer NOT NULL,
          approved_by_policy text,
          submitted_at timestamptz,
          issued_at timestamptz,
          created_at timestamptz NOT NULL,
          updated_at timestamptz NOT NULL,
          CONSTRAINT clarification_state CHECK
            (state IN ('draft', 'pending', 'approved', 'rejected', 'issued', 'deleted', 'void')),
          CONSTRAINT clarification_kind CHECK (kind IN ('clarification', 'supplement')),
          CONSTRAINT clarification_issued_at CHECK ((state = 'issued') = (issued_at IS NOT NULL)),
          CONSTRAINT clarification_complete CHECK (state <> 'issued' OR
            (affects_bids IS NOT NULL AND changes_subject IS NOT NULL AND content IS NOT NULL))
        )
        """
    )
    op.execute("CREATE INDEX clarification_agency ON clarification (agency_id, updated_at)")
    op.execute("CREATE INDEX clarification_project ON clarification (project_id)")
    op.execute(
        """
        CREATE TABLE clarification_lot (
          clarification_id uuid NOT NULL REFERENCES clarification,
          lot_id uuid NOT NULL,
          lot_no text NOT NULL,
          kind text NOT NULL,
          n integer,
          PRIMARY KEY (clarification_id, lot_id)
        )
        """
    )
    op.execute(
        "CREATE UNIQUE INDEX clarification_lot_number ON clarification_lot (lot_id, kind, n)"
        " WHERE (n IS NOT NULL)"
    )
    op.execute("CREATE INDEX clarification_lot_lot ON clarification_lot (lot_id)")
    op.execute(
        """
        CREATE TABLE clarification_number (
          lot_id uuid NOT NULL,
          kind text NOT NULL,
          last integer NOT NULL,
          PRIMARY KEY (lot_id, kind)
        )
        """
    )
    op.execute(
        """
        CREATE TRIGGER clarification_issued BEFORE UPDATE OR DELETE ON clarification
            FOR EACH ROW WHEN (OLD.state = 'issued') EXECUTE FUNCTION documents_frozen();
        CREATE TRIGGER clarification_lot_issued BEFORE UPDATE OR DELETE ON clarification_lot
            FOR EACH ROW WHEN (OLD.n IS NOT NULL) EXECUTE FUNCTION documents_frozen();
        """
    )


def downgrade() -> None:
    """Remove them."""
    for table in ("clarification_number", "clarification_lot", "clarification"):
        op.execute(f"DROP TABLE {table}")
