"""What has been awarded to whom, in versions, and the letters to the winners.

Revision ID: 0014
Revises: 0012
Create Date: 2026-11-23 23:10 UTC
"""

from alembic import op

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None

UP = (
    """
    CREATE TABLE award (
      award_id uuid NOT NULL,
      version int NOT NULL,
      status text NOT NULL CONSTRAINT award_status CHECK (status IN ('active', 'cancelled')),
      replaces uuid,
      notice_id uuid NOT NULL REFERENCES notice,
      notice_no text NOT NULL,
      project_id uuid NOT NULL,
      project_no text NOT NULL,
      lot_id uuid NOT NULL,
      lot_no text NOT NULL,
      winner jsonb NOT NULL,
      price_form text NOT NULL,
      amount numeric(18, 2),
      rate text,
      rank int,
      items jsonb NOT NULL,
      determined_on date,
      published_at timestamptz NOT NULL,
      period_ends_on date NOT NULL,
      challenge_until date,
      PRIMARY KEY (award_id, version)
    )
    """,
    "CREATE INDEX award_project ON award (project_id)",
    "CREATE INDEX award_notice ON award (notice_id)",
    """
    CREATE TRIGGER award_rows BEFORE UPDATE OR DELETE ON award
    FOR EACH ROW EXECUTE FUNCTION notice_append_only()
    """,
    """
    CREATE TRIGGER award_table BEFORE TRUNCATE ON award
    FOR EACH STATEMENT EXECUTE FUNCTION notice_append_only()
    """,
    """
    CREATE TABLE award_letter (
      id uuid PRIMARY KEY,
      award_id uuid NOT NULL,
      award_version int NOT NULL,
      notice_id uuid NOT NULL REFERENCES notice,
      state text NOT NULL CONSTRAINT award_letter_state
        CHECK (state IN ('unsealed', 'sealing', 'issued', 'cancelled')),
      pdf jsonb,
      seal_job_id uuid,
      seal_error text,
      sealed_pdf jsonb,
      signer text,
      issued_at timestamptz,
      FOREIGN KEY (award_id, award_version) REFERENCES award,
      CONSTRAINT award_letter_issued_is_sealed
        CHECK (state <> 'issued' OR sealed_pdf IS NOT NULL)
    )
    """,
    "CREATE INDEX award_letter_notice ON award_letter (notice_id)",
)


def upgrade() -> None:
    """Make the tables; what was awarded is never changed, only followed by another version."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Remove them."""
    op.execute("DROP TABLE award_letter")
    op.execute("DROP TABLE award")
