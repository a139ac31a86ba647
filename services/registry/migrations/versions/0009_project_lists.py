"""项目列表 what narrows and finds projects among very many: stage, category, text, indexes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Every two neighbouring characters as one number: Chinese is searched by as few as two.
_PAIRS = """
    CREATE FUNCTION text_pairs(said text) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (
        SELECT coalesce(array_agg(DISTINCT
            ascii(substr(said, at, 1))::bigint * 1114112 + ascii(substr(said, at + 1, 1))), '{}')
        FROM generate_series(1, length(said) - 1) AS at
    )
"""
_SAID = (
    "lower(no || ' ' || name || ' ' || coalesce(purchaser ->> 'name', '')"
    " || ' ' || coalesce(plan_no, ''))"
)
# The letter with the greatest budget (87号令第7条).
_CATEGORY = """
    UPDATE project SET category = (
        SELECT left(catalogue_code, 1) FROM lot
        WHERE lot.project_id = project.id AND catalogue_code <> ''
        GROUP BY 1 ORDER BY sum(coalesce(budget, 0)) DESC LIMIT 1)
"""
# As rules.lots.stage derives it from the lots of an approved project.
_STAGE = """
    UPDATE project SET stage = CASE WHEN state <> 'approved' THEN state ELSE (
        SELECT CASE
            WHEN bool_or(lot.state NOT IN ('cancelled', 'failed', 'awarded', 'suspended'))
                THEN 'active'
            WHEN bool_or(lot.state = 'suspended') THEN 'suspended'
            WHEN bool_and(lot.state = 'cancelled') THEN 'cancelled'
            WHEN bool_and(lot.state = 'failed') THEN 'failed'
            ELSE 'complete' END
        FROM lot WHERE lot.project_id = project.id) END
"""
_SEEN = "state <> 'deleted'"
_SENT = f"{_SEEN} AND submitted_at IS NOT NULL"
_NARROWED = ("stage", "region", "category", "method")


def upgrade() -> None:
    op.execute(_PAIRS)
    op.add_column("project", sa.Column("stage", sa.Text()))
    op.add_column("project", sa.Column("category", sa.Text()))
    op.execute(_CATEGORY)
    op.execute(_STAGE)
    op.alter_column("project", "stage", nullable=False)
    op.add_column("project", sa.Column("said", sa.Text(), sa.Computed(_SAID, persisted=True), nullable=False))
    op.add_column(
        "project",
        sa.Column("pairs", postgresql.ARRAY(sa.BigInteger()),
                  sa.Computed(f"text_pairs({_SAID})", persisted=True), nullable=False),
    )
    op.drop_index("project_by_agency", "project")
    op.create_index("project_of_agency", "project", ["agency_id", "created_at", "no"],
                    postgresql_where=sa.text(_SEEN))
    op.create_index("project_newest", "project", ["created_at", "no"], postgresql_where=sa.text(_SENT))
    for name in _NARROWED:
        op.create_index(f"project_by_{name}", "project", [name, "created_at", "no"],
                        postgresql_where=sa.text(_SENT))
    op.create_index("project_search", "project", ["pairs"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_index("project_search", "project")
    for name in (*(f"by_{one}" for one in _NARROWED), "newest", "of_agency"):
        op.drop_index(f"project_{name}", "project")
    op.create_index("project_by_agency", "project", ["agency_id", "created_at"])
    for name in ("pairs", "said", "category", "stage"):
        op.drop_column("project", name)
    op.execute("DROP FUNCTION text_pairs(text)")
