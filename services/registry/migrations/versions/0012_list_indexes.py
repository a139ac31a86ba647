"""列表索引 lists are narrowed inside their index; forms are found by project and by lot."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_SEEN = sa.text("state <> 'deleted'")
_SENT = sa.text("state <> 'deleted' AND submitted_at IS NOT NULL")
_FILTERS = ["id", "state", "stage", "region", "category", "method"]
_COVERING = {
    "project_of_agency": (["agency_id", "created_at", "no"], _SEEN, _FILTERS),
    "project_newest": (["created_at", "no"], _SENT, [*_FILTERS, "agency_id"]),
    "project_by_stage": (
        ["stage", "created_at", "no"],
        _SENT,
        ["id", "region", "category", "method", "agency_id"],
    ),
}
_DROPPED = ("region", "category", "method")


def upgrade() -> None:
    for name in _DROPPED:
        op.drop_index(f"project_by_{name}", "project")
    for name, (columns, where, include) in _COVERING.items():
        op.drop_index(name, "project")
        op.create_index(
            name, "project", columns, postgresql_where=where, postgresql_include=include
        )
    op.create_index("lot_by_state", "lot", ["state", "project_id"])
    op.create_index("work_item_of_project", "work_item", ["project_id"])
    op.drop_index("lot_activity_open", "lot_activity")
    op.create_index("lot_activity_of_lot", "lot_activity", ["lot_id"])


def downgrade() -> None:
    op.drop_index("lot_activity_of_lot", "lot_activity")
    op.create_index(
        "lot_activity_open", "lot_activity", ["lot_id"], postgresql_where=sa.text("state <> 'closed'")
    )
    op.drop_index("work_item_of_project", "work_item")
    op.drop_index("lot_by_state", "lot")
    for name, (columns, where, _) in _COVERING.items():
        op.drop_index(name, "project")
        op.create_index(name, "project", columns, postgresql_where=where)
    for name in _DROPPED:
        op.create_index(
            f"project_by_{name}", "project", [name, "created_at", "no"], postgresql_where=_SENT
        )
