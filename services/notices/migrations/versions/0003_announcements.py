"""plain announcements of what became of lots."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UP = (
    """
    CREATE TABLE announcement (
      form_id uuid NOT NULL,
      kind text NOT NULL
        CHECK (kind IN ('suspension', 'resumption', 'cancellation', 'failure')),
      no text NOT NULL UNIQUE,
      title text NOT NULL,
      project_id uuid NOT NULL,
      project_no text NOT NULL,
      lot_nos text[] NOT NULL,
      paragraphs text[] NOT NULL,
      url text NOT NULL,
      published_at timestamptz NOT NULL,
      PRIMARY KEY (form_id, kind)
    )
    """,
    "CREATE INDEX announcement_at ON announcement (published_at)",
    "CREATE INDEX announcement_project ON announcement (project_id)",
    """
    CREATE TRIGGER announcement_rows BEFORE UPDATE OR DELETE ON announcement
    FOR EACH ROW EXECUTE FUNCTION notice_append_only()
    """,
    """
    CREATE TRIGGER announcement_table BEFORE TRUNCATE ON announcement
    FOR EACH STATEMENT EXECUTE FUNCTION notice_append_only()
    """,
)


def upgrade() -> None:
    """Make the table; nothing published is ever changed (101号令第14条)."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Remove it."""
    op.execute("DROP TABLE announcement")
