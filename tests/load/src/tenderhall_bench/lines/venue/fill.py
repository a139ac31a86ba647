"""填充 a centre of fifty rooms after eight years: 100 000 bookings, half of them past.

Every room is used once a day, Monday to Friday; one week ahead is full from morning to evening.
"""

from datetime import date, datetime, timedelta
from typing import Any

import psycopg2
from tenderhall_kit.clock import SHANGHAI, real_now
from venue.store import claims

ROOMS, BOOKINGS, AGENCIES, PROJECTS = 50, 100_000, 50, 1000
NOW = datetime(2026, 6, 1, 10, 0, tzinfo=SHANGHAI)
"""Business time: a Monday in the middle of what is filled."""
BUSY = date(2026, 7, 6)
"""The Monday of the week that is full."""
BUSY_EACH = 5
"""Bookings of each room and day in that week."""

_BASE = """
    SET session_replication_role = replica;
    SET maintenance_work_mem = '256MB';
    INSERT INTO venue_room (id, name, kind, floor, capacity, equipment, opens, closes, buffer_min)
        SELECT n, CASE WHEN n %% 2 = 0 THEN '评标' ELSE '开标' END || n || '室',
            CASE WHEN n %% 2 = 0 THEN 'evaluation' ELSE 'opening' END, '一楼', 20 + n,
            ARRAY['投影', '录音录像'], '08:30', '17:30', 15
        FROM generate_series(1, %(rooms)s) AS n;
    INSERT INTO venue_project (id, no, name, agency_id, agency_name)
        SELECT md5('project' || n)::uuid, 'HYZC-2026-G-' || lpad(n::text, 4, '0'),
            '办公设备采购项目' || n, md5('agency' || n %% %(agencies)s)::uuid, '代理机构'
        FROM generate_series(0, %(projects)s - 1) AS n;
    CREATE TEMP TABLE use AS
        SELECT md5('use' || row_number() OVER ())::uuid AS id, room,
            md5('project' || (d * 7 + room) %% %(projects)s)::uuid AS project,
            (%(first)s::date + d / 5 * 7 + d %% 5 + time '08:30' + n * interval '105 minutes')
                AT TIME ZONE 'Asia/Shanghai' AS at
        FROM generate_series(0, %(days)s - 1) AS d, generate_series(1, %(rooms)s) AS room,
            LATERAL generate_series(0, CASE WHEN %(first)s::date + d / 5 * 7
                BETWEEN %(busy)s::date AND %(busy)s::date + 6 THEN %(each)s - 1 ELSE 0 END) AS n;
    INSERT INTO venue_booking (id, project_id, agency_id, state, opening_at, opening_minutes,
            opening_room_id, contact, phone)
        SELECT use.id, project, agency_id, CASE WHEN at < %(now)s THEN 'used' ELSE 'approved' END,
            at, 60, room, '王工', '0734'
        FROM use JOIN venue_project ON venue_project.id = project;
    ALTER TABLE venue_claim DROP CONSTRAINT venue_claim_no_overlap;
    INSERT INTO venue_claim (booking_id, room_id, project_id, during, after_min, holding, used)
        SELECT id, room, project, tstzrange(at, at + interval '60 minutes', '[)'), 15,
            at >= %(now)s, at < %(now)s
        FROM use;
"""
_GUARD = f"ALTER TABLE venue_claim ADD CONSTRAINT venue_claim_no_overlap {claims.GUARD}"


def fill(address: str) -> None:
    """填充 an empty venue database, as superuser."""
    days = BOOKINGS // ROOMS
    monday = NOW.date() - timedelta(weeks=days // 10)
    values: dict[str, Any] = {"rooms": ROOMS, "agencies": AGENCIES, "projects": PROJECTS}
    values |= {"first": monday, "days": days, "busy": BUSY, "each": BUSY_EACH, "now": NOW}
    connection = psycopg2.connect(address)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(_BASE, values)
            cursor.execute(_GUARD)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    finally:
        connection.close()


def reference() -> dict[str, Any]:
    """参考数据 as registry would tell them: R01, R34, and the working days of two years."""
    start = date(NOW.year, 1, 1)
    days = [start + timedelta(days=n) for n in range((date(NOW.year + 2, 1, 1) - start).days)]
    rule = {"text_zh": "", "basis": "", "severity": "block", "effective_from": "2000-01-01"}
    kinds = [{"date": str(one), "kind": _kind(one)} for one in days]
    clock = {"real_epoch": real_now().isoformat(), "business_epoch": NOW.isoformat(), "rate": 1.0}
    return {
        "version": 1,
        "rules": [
            {**rule, "rule_id": "R01", "value": 20, "unit": "day"},
            {**rule, "rule_id": "R34", "value": 1, "unit": "working_day"},
        ],
        "days": kinds,
        "official_years": [NOW.year, NOW.year + 1],
        "policies": {},
        "clock": clock,
    }


def _kind(day: date) -> str:
    saturday = 5
    return "workday" if day.weekday() < saturday else "weekend"
