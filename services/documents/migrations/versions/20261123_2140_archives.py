"""How long what is kept is kept, legal holds, object locks, archives.

Revision ID: 202611232140
Revises: 202611232130
Create Date: 2026-11-23 21:40 UTC
"""

from alembic import op

revision = "202611232140"
down_revision = "202611232130"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE project_kept (
      project_id uuid PRIMARY KEY,
      project_no text NOT NULL,
      project_name text NOT NULL,
      agency_id uuid NOT NULL,
      agency_name text NOT NULL,
      ended_on date,
      retain_until date,
      hold_reason text,
      hold_by text,
      hold_at timestamptz,
      version integer NOT NULL,
      changed_at timestamptz NOT NULL,
      CONSTRAINT project_kept_end CHECK ((retain_until IS NULL) = (ended_on IS NULL)),
      CONSTRAINT project_kept_hold CHECK ((hold_reason IS NULL) = (hold_at IS NULL)
        AND (hold_reason IS NULL) = (hold_by IS NULL))
    )
    """,
    "CREATE INDEX project_kept_changed ON project_kept (changed_at)",
    """
    CREATE TABLE project_file (
      project_id uuid NOT NULL REFERENCES project_kept,
      sha256 text NOT NULL,
      PRIMARY KEY (project_id, sha256)
    )
    """,
    """
    CREATE TABLE object_lock (
      sha256 text PRIMARY KEY REFERENCES stored_object,
      until date NOT NULL,
      at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE archive_export (
      id uuid PRIMARY KEY,
      project_id uuid NOT NULL REFERENCES project_kept,
      state text NOT NULL,
      version integer NOT NULL,
      done integer NOT NULL DEFAULT 0,
      total integer NOT NULL DEFAULT 0,
      attempts integer NOT NULL DEFAULT 0,
      beat_at timestamptz,
      file jsonb,
      error text,
      asked_by text NOT NULL,
      asked_by_name text NOT NULL,
      asked_at timestamptz NOT NULL,
      finished_at timestamptz,
      CONSTRAINT archive_export_state CHECK (state IN ('queued', 'building', 'ready', 'failed')),
      CONSTRAINT archive_export_ready CHECK ((state = 'ready') = (file IS NOT NULL))
    )
    """,
    "CREATE INDEX archive_export_project ON archive_export (project_id, asked_at)",
    "CREATE UNIQUE INDEX archive_export_one ON archive_export (project_id)"
    " WHERE (state IN ('queued', 'building'))",
)

KEPT = ("document", "document_version", "stored_object", "tender_document", "clarification")
"""What nobody removes: not by a row, not by the table."""

GUARDS = """
CREATE FUNCTION documents_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is immutable: nothing is removed before its retention ends', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION documents_retained() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.retain_until < OLD.retain_until THEN
        RAISE EXCEPTION 'retention is never shortened' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER project_kept_longer BEFORE UPDATE ON project_kept
    FOR EACH ROW EXECUTE FUNCTION documents_retained();
CREATE TRIGGER project_kept_kept BEFORE DELETE OR TRUNCATE ON project_kept
    FOR EACH STATEMENT EXECUTE FUNCTION documents_kept();
"""

_OLD = """
INSERT INTO project_kept
  (project_id, project_no, project_name, agency_id, agency_name, version, changed_at)
SELECT DISTINCT ON (project_id)
  project_id, project_no, project_no, agency_id, agency_name, 1, updated_at
FROM tender_document ORDER BY project_id, updated_at DESC
"""


def upgrade() -> None:
    """Make the tables; projects that are known already are kept, with their end unknown."""
    for statement in (*TABLES, GUARDS, _OLD):
        op.execute(statement)
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION documents_kept()"
        )


def downgrade() -> None:
    """Remove them."""
    for table in KEPT:
        op.execute(f"DROP TRIGGER {table}_kept ON {table}")
    for table in ("archive_export", "object_lock", "project_file", "project_kept"):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP FUNCTION documents_kept()")
    op.execute("DROP FUNCTION documents_retained()")
