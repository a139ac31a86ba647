"""seal holders and supervisors; purchasers and supervising bodies as organisations."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KINDS = ("agency", "purchaser", "centre", "supervisor")
ROLES = (
    "agency_operator",
    "agency_seal_holder",
    "centre_reviewer",
    "centre_admin",
    "supervisor",
)
OLD_KINDS = ("agency", "centre")
OLD_ROLES = ("agency_operator", "centre_reviewer", "centre_admin")


def upgrade() -> None:
    _only("organisation", "organisation_kind", "kind", KINDS)
    _only("membership", "membership_role", "role", ROLES)


def downgrade() -> None:
    """What the older schema has no word for goes: its sessions, memberships and organisations."""
    op.execute(
        "DELETE FROM user_session USING membership WHERE membership.id = user_session.membership_id"
        " AND membership.role IN ('agency_seal_holder', 'supervisor')"
    )
    op.execute("DELETE FROM membership WHERE role IN ('agency_seal_holder', 'supervisor')")
    op.execute("DELETE FROM organisation WHERE kind IN ('purchaser', 'supervisor')")
    _only("membership", "membership_role", "role", OLD_ROLES)
    _only("organisation", "organisation_kind", "kind", OLD_KINDS)


def _only(table: str, name: str, column: str, values: tuple[str, ...]) -> None:
    told = ", ".join(f"'{one}'" for one in values)
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"{column} IN ({told})")
