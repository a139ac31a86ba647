"""who changed a rule and why, unconfirmed years, compliance findings."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("legal_rule", sa.Column("changed_by", sa.Text()))
    op.add_column("legal_rule", sa.Column("reason", sa.Text()))
    state = sa.Column("state", sa.Text(), server_default="official", nullable=False)
    op.add_column("calendar_year", state)
    op.alter_column("calendar_year", "confirmed_by", nullable=True)
    op.alter_column("calendar_year", "confirmed_at", nullable=True)
    op.create_check_constraint(
        "calendar_year_state", "calendar_year", "state IN ('official', 'provisional')"
    )
    op.create_check_constraint(
        "calendar_year_confirmed",
        "calendar_year",
        "state = 'provisional' OR confirmed_at IS NOT NULL",
    )
    op.create_table(
        "compliance_finding",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(_text(name) for name in ("rule_id", "text_zh", "basis", "kind")),
        *(_text(name) for name in ("subject_type", "subject_id")),
        sa.Column("project_id", sa.Uuid(), sa.ForeignKey("project.id")),
        sa.Column("lot_id", sa.Uuid(), sa.ForeignKey("lot.id")),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisation.id")),
        sa.Column("due", sa.Date()),
        sa.Column("actual", sa.Date()),
        *(_text(name) for name in ("by_user", "by_name", "reason", "state")),
        sa.Column("resolved_by", sa.Text()),
        sa.Column("resolved_at", sa.DateTime(timezone=True)),
        sa.Column("resolution", sa.Text()),
        sa.CheckConstraint(
            "kind IN ('late', 'overridden', 'corrected')", name="compliance_finding_kind"
        ),
        sa.CheckConstraint(
            "(state = 'open') = (resolved_at IS NULL)", name="compliance_finding_resolved"
        ),
        sa.CheckConstraint("state IN ('open', 'resolved')", name="compliance_finding_state"),
    )
    op.create_index("compliance_finding_newest", "compliance_finding", ["state", "at"])
    op.create_index("compliance_finding_by_org", "compliance_finding", ["org_id", "at"])
    op.create_index(
        "compliance_finding_by_subject", "compliance_finding", ["subject_type", "subject_id"]
    )


def downgrade() -> None:
    op.drop_table("compliance_finding")
    op.drop_constraint("calendar_year_confirmed", "calendar_year")
    op.drop_constraint("calendar_year_state", "calendar_year")
    op.execute("DELETE FROM calendar_day WHERE year IN "
               "(SELECT year FROM calendar_year WHERE state = 'provisional')")  # fmt: skip
    op.execute("DELETE FROM calendar_year WHERE state = 'provisional'")
    op.alter_column("calendar_year", "confirmed_by", nullable=False)
    op.alter_column("calendar_year", "confirmed_at", nullable=False)
    op.drop_column("calendar_year", "state")
    op.drop_column("legal_rule", "reason")
    op.drop_column("legal_rule", "changed_by")


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=False)
