"""中止、终止、恢复公告 are found as 变更公告, too (domain §6 C12).

Revision ID: 0018
Revises: 0017
Create Date: 2026-11-24 02:45 UTC
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_OF = "WHERE kind IN ('suspension', 'resumption', 'cancellation')"
_WORD = "U&'\\0004change'"


def upgrade() -> None:
    """What is entered already gets the word, as what is entered from now on."""
    op.execute(
        f"UPDATE public_entry SET words = words || array_to_tsvector(ARRAY[{_WORD}]) {_OF}"  # noqa: S608 — constants
    )


def downgrade() -> None:
    """Each is found under its own name only."""
    op.execute(f"UPDATE public_entry SET words = ts_delete(words, {_WORD}) {_OF}")  # noqa: S608 — constants
