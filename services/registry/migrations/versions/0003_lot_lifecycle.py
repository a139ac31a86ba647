"""what the lot lifecycle remembers: suspension, rounds, award, contract, failure."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("lot", sa.Column("suspended_in", sa.Text()))
    op.add_column(
        "lot", sa.Column("evaluation_round", sa.BigInteger(), server_default="1", nullable=False)
    )
    op.add_column(
        "lot", sa.Column("award_live", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("lot", sa.Column("contract_at", sa.DateTime(timezone=True)))
    op.add_column("lot", sa.Column("failure_ground", sa.BigInteger()))
    op.add_column("lot", sa.Column("from_lot_id", sa.Uuid()))
    # before this table of states nothing suspended a lot; whatever says so was put there by hand
    op.execute("UPDATE lot SET suspended_in = 'preparing' WHERE state = 'suspended'")
    op.create_check_constraint(
        "lot_suspended_in", "lot", "(state = 'suspended') = (suspended_in IS NOT NULL)"
    )
    op.create_check_constraint("lot_failure_ground", "lot", "failure_ground BETWEEN 1 AND 4")
    op.create_foreign_key("lot_from_lot", "lot", "lot", ["from_lot_id"], ["id"])
    # a failed lot is tendered again once
    op.create_unique_constraint("lot_retendered_once", "lot", ["from_lot_id"])
    op.drop_constraint("lot_position", "lot", type_="unique")
    op.create_unique_constraint(
        "lot_position",
        "lot",
        ["project_id", "position", "round"],
        deferrable=True,
        initially="DEFERRED",
    )


def downgrade() -> None:
    op.drop_constraint("lot_position", "lot", type_="unique")
    op.create_unique_constraint(
        "lot_position", "lot", ["project_id", "position"], deferrable=True, initially="DEFERRED"
    )
    op.drop_constraint("lot_retendered_once", "lot", type_="unique")
    op.drop_constraint("lot_from_lot", "lot", type_="foreignkey")
    op.drop_constraint("lot_failure_ground", "lot", type_="check")
    op.drop_constraint("lot_suspended_in", "lot", type_="check")
    for name in (
        *("from_lot_id", "failure_ground", "contract_at", "award_live", "evaluation_round"),
        "suspended_in",
    ):
        op.drop_column("lot", name)
