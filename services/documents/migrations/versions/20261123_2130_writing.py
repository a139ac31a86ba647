"""招标文件制作 what tender documents say, by which model text, and the makings of their PDFs."""

from alembic import op

revision = "202611232130"
down_revision = "202611232120"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; what an issued document says cannot change any more."""
    op.execute(
        """
        CREATE TABLE tender_content (
          tender_id uuid PRIMARY KEY REFERENCES tender_document,
          version integer NOT NULL,
          pattern_id text NOT NULL,
          pattern_version text NOT NULL,
          pattern_sha256 text NOT NULL,
          content jsonb NOT NULL,
          document_id uuid REFERENCES document,
          updated_at timestamptz NOT NULL,
          updated_by text NOT NULL
        )
        """
    )
    op.execute(
        """
        CREATE TABLE tender_build (
          id uuid PRIMARY KEY,
          tender_id uuid NOT NULL REFERENCES tender_content,
          content_version integer NOT NULL,
          state text NOT NULL,
          pages integer NOT NULL,
          findings jsonb NOT NULL,
          file jsonb,
          asked_by text NOT NULL,
          asked_at timestamptz NOT NULL,
          finished_at timestamptz,
          CONSTRAINT tender_build_state CHECK (state IN ('asked', 'done', 'failed', 'outdated')),
          CONSTRAINT tender_build_done CHECK ((state = 'done') = (file IS NOT NULL)),
          CONSTRAINT tender_build_over CHECK ((state = 'asked') = (finished_at IS NULL))
        )
        """
    )
    op.execute(
        "CREATE UNIQUE INDEX tender_build_one ON tender_build (tender_id) WHERE (state = 'asked')"
    )
    op.execute("CREATE INDEX tender_build_of ON tender_build (tender_id, asked_at)")
    op.execute(
        """
        CREATE FUNCTION tender_content_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF EXISTS (SELECT FROM tender_document WHERE id = OLD.tender_id AND state = 'issued') THEN
            RAISE EXCEPTION 'tender_content is immutable' USING ERRCODE = 'restrict_violation';
          END IF;
          RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER tender_content_kept BEFORE UPDATE OR DELETE ON tender_content"
        " FOR EACH ROW EXECUTE FUNCTION tender_content_kept()"
    )


def downgrade() -> None:
    """Remove them."""
    op.execute("DROP TABLE tender_build")
    op.execute("DROP TABLE tender_content")
    op.execute("DROP FUNCTION tender_content_kept()")
