"""既有预约 databases that hold so many bookings already, and a second table for the peers.

Time is cut into cells of three hours. Existing bookings block the first half of a cell, new ones
are made in the second half of any: they lie among the existing and are nearly always free.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg2
from psycopg2 import sql
from tenderhall_kit.clock import SHANGHAI
from venue.store import claims

ROOMS, PROJECTS, LOTS, CELLS = 50, 1000, 2000, 60_000
CELL = timedelta(hours=3)
EPOCH = datetime(2020, 1, 1, tzinfo=SHANGHAI)
AFTER = 15
"""Minutes of clean-up."""

PEER = "bench_claim"
"""The peers' table: the same columns and checks, without the constraint, with a btree index."""

_BASE = """
    SET session_replication_role = replica;
    SET maintenance_work_mem = '256MB';
    INSERT INTO venue_room (id, name, kind, capacity, opens, closes, buffer_min)
        SELECT n, '开标室' || n, 'opening', 30, '00:00', '23:59', %(after)s
        FROM generate_series(1, %(rooms)s) AS n;
    INSERT INTO venue_project (id, no, name, agency_id, agency_name)
        SELECT md5('project' || n)::uuid, 'HYZC-' || n, '项目' || n, md5('agency')::uuid, '代理机构'
        FROM generate_series(0, %(projects)s - 1) AS n;
    INSERT INTO venue_lot (lot_id, project_id, no, position, state)
        SELECT md5('lot' || n)::uuid, md5('project' || n %% %(projects)s)::uuid, 'HYZC-' || n, 1,
            'preparing'
        FROM generate_series(0, %(lots)s - 1) AS n;
    INSERT INTO venue_booking (id, project_id, agency_id, state, opening_at, opening_minutes,
            opening_room_id, contact, phone)
        SELECT md5('booking' || n)::uuid, md5('project' || n %% %(projects)s)::uuid,
            md5('agency')::uuid, 'approved', %(epoch)s, 60, 1 + n %% %(rooms)s, '王工', '0734'
        FROM generate_series(0, %(count)s - 1) AS n;
"""
_CLAIMS = """
    ALTER TABLE venue_claim DROP CONSTRAINT venue_claim_no_overlap;
    INSERT INTO venue_claim (booking_id, room_id, project_id, during, after_min, holding)
        SELECT md5('booking' || n)::uuid, 1 + n %% %(rooms)s,
            md5('project' || n %% %(projects)s)::uuid,
            tstzrange(at, at + interval '75 minutes', '[)'), %(after)s, true
        FROM generate_series(0, %(count)s - 1) AS n, LATERAL (
            SELECT %(epoch)s + n / %(rooms)s * %(stride)s * interval '3 hours' AS at) AS cell;
"""
_GUARD = f"ALTER TABLE venue_claim ADD CONSTRAINT venue_claim_no_overlap {claims.GUARD}"
_PEER = """
    CREATE TABLE bench_claim (LIKE venue_claim INCLUDING ALL EXCLUDING INDEXES)
        WITH (fillfactor = 90);
    INSERT INTO bench_claim (booking_id, room_id, project_id, during, after_min, holding)
        SELECT booking_id, room_id, project_id, during, after_min, holding FROM venue_claim;
    ALTER TABLE bench_claim ADD PRIMARY KEY (id),
        ADD FOREIGN KEY (booking_id) REFERENCES venue_booking NOT VALID,
        ADD FOREIGN KEY (room_id) REFERENCES venue_room NOT VALID;
    CREATE INDEX ON bench_claim (booking_id);
    CREATE INDEX ON bench_claim (room_id, lower(blocked)) WHERE (holding);
"""
_DOUBLES = """
    SELECT count(*) FROM {table} AS a JOIN {table} AS b ON a.room_id = b.room_id AND a.id < b.id
        AND a.blocked && b.blocked AND a.project_id <> b.project_id
        AND lower(a.blocked) BETWEEN lower(b.blocked) - %(cell)s AND upper(b.blocked)
    WHERE a.holding AND b.holding AND b.id > %(seeded)s
        AND floor(extract(epoch FROM lower(b.during) - %(epoch)s) / 10800)::int %% %(of)s = %(at)s
"""


def key(kind: str, number: int) -> UUID:
    """编号 of a seeded row, as PostgreSQL's md5 makes it."""
    return UUID(hashlib.md5(f"{kind}{number}".encode(), usedforsecurity=False).hexdigest())


def fill(address: str, owner: str, count: int) -> None:
    """填充 an empty venue database, as superuser; foreign keys of what is seeded hold by design."""
    who = sql.Identifier(owner)
    values: dict[str, Any] = {
        "count": count,
        "epoch": EPOCH,
        "stride": CELLS // (count // ROOMS),
        "after": AFTER,
    }
    values |= {"rooms": ROOMS, "projects": PROJECTS, "lots": LOTS}
    connection = psycopg2.connect(address)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(_BASE, values)
            cursor.execute(_CLAIMS, values)
            cursor.execute(_GUARD)
            cursor.execute(_PEER)
            cursor.execute(sql.SQL("ALTER TABLE bench_claim OWNER TO {}").format(who))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")
    finally:
        connection.close()


def doubles(address: str, table: str, seeded: int, at: int, of: int) -> int:
    """重复预约 pairs among what was booked since in the cells of one way (``at`` modulo ``of``)."""
    values = {"cell": CELL, "epoch": EPOCH, "seeded": seeded, "at": at, "of": of}
    connection = psycopg2.connect(address)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(_DOUBLES.format(table=table), values)
            return int(cursor.fetchone()[0])
    finally:
        connection.close()
