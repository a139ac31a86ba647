"""rooms that are kept, closures as claims, finished bookings out of the index, the self-test's log.

A claim that was held to its end is ``used``: it leaves the constraint's partial index, which so stays
the size of the future, and is found by an index of its own.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UP = (
    "ALTER TABLE venue_room ADD COLUMN before_min int NOT NULL DEFAULT 0",
    "ALTER TABLE venue_room ADD COLUMN note text",
    "ALTER TABLE venue_room ADD COLUMN version int NOT NULL DEFAULT 1",
    "ALTER TABLE venue_room DROP CONSTRAINT venue_room_kind",
    """
    ALTER TABLE venue_room ADD CONSTRAINT venue_room_kind
      CHECK (kind IN ('opening', 'evaluation', 'other'))
    """,
    "ALTER TABLE venue_room ADD CONSTRAINT venue_room_before CHECK (before_min >= 0)",
    """
    CREATE TABLE venue_closure (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      version int NOT NULL DEFAULT 1,
      kind text NOT NULL CONSTRAINT venue_closure_kind
        CHECK (kind IN ('out_of_use', 'maintenance', 'reserved')),
      begins timestamptz NOT NULL,
      ends timestamptz NOT NULL,
      reason text NOT NULL,
      created_by text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      ended_by text,
      ended_at timestamptz,
      CONSTRAINT venue_closure_times CHECK (begins < ends),
      CONSTRAINT venue_closure_end CHECK (num_nonnulls(ended_by, ended_at) IN (0, 2))
    )
    """,
    "CREATE INDEX venue_closure_ends ON venue_closure (ends)",
    """
    ALTER TABLE venue_claim ADD CONSTRAINT venue_claim_closure
      FOREIGN KEY (closure_id) REFERENCES venue_closure
    """,
    "CREATE INDEX ix_venue_claim_closure_id ON venue_claim (closure_id)",
    "ALTER TABLE venue_claim ADD COLUMN used boolean NOT NULL DEFAULT false",
    # what was held to its end holds no more, or a rival would be refused for the past
    "ALTER TABLE venue_claim ADD CONSTRAINT venue_claim_used CHECK (NOT (used AND holding))",
    "CREATE INDEX venue_claim_past ON venue_claim USING gist (room_id, blocked) WHERE (used)",
    "CREATE INDEX venue_booking_running ON venue_booking (opening_at) WHERE (state = 'approved')",
    """
    CREATE TABLE venue_self_test (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL,
      ok boolean NOT NULL,
      guarded boolean NOT NULL,
      "overlaps" int NOT NULL,
      bookings int NOT NULL,
      claims int NOT NULL
    )
    """,
)

DOWN = (
    "DROP TABLE venue_self_test",
    "DROP INDEX venue_booking_running",
    "DROP INDEX venue_claim_past",
    "ALTER TABLE venue_claim DROP CONSTRAINT venue_claim_used",
    "ALTER TABLE venue_claim DROP COLUMN used",
    "DROP INDEX ix_venue_claim_closure_id",
    "ALTER TABLE venue_claim DROP CONSTRAINT venue_claim_closure",
    "DROP TABLE venue_closure",
    "ALTER TABLE venue_room DROP CONSTRAINT venue_room_before",
    "ALTER TABLE venue_room DROP CONSTRAINT venue_room_kind",
    # a room of the kind that goes away keeps its claims: it becomes an opening room out of use
    "UPDATE venue_room SET kind = 'opening', enabled = false WHERE kind = 'other'",
    """
    ALTER TABLE venue_room ADD CONSTRAINT venue_room_kind CHECK (kind IN ('opening', 'evaluation'))
    """,
    "ALTER TABLE venue_room DROP COLUMN version",
    "ALTER TABLE venue_room DROP COLUMN note",
    "ALTER TABLE venue_room DROP COLUMN before_min",
)


def upgrade() -> None:
    """Columns, closures, and what becomes of claims whose time is over."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Back to rooms that only a seed makes."""
    for statement in DOWN:
        op.execute(statement)
