"""What the services' databases say, read as their administrator. Nothing is written."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812 — psycopg2's own spelling

SERVICES = ("registry", "venue", "documents", "notices", "signing")
OUTBOX = "SELECT count(*) FROM kit_outbox WHERE sent_at IS NULL"
INBOX = "SELECT status, count(*) FROM kit_inbox WHERE status <> 'done' GROUP BY status"
AUDIT = "SELECT seq, prev_hash, hash FROM kit_audit WHERE seq IS NOT NULL ORDER BY seq"
EVENTS = "SELECT envelope FROM kit_outbox WHERE routing_key = %s ORDER BY id"
OVERLAPS = """
SELECT count(*) FROM venue_claim a JOIN venue_claim b
  ON a.id < b.id AND a.room_id = b.room_id AND a.blocked && b.blocked
 AND a.project_id <> b.project_id WHERE a.holding AND b.holding
"""


@dataclass
class Databases:
    """五个数据库 of one stack, by the address of the superuser."""

    superuser: str

    @contextmanager
    def open(self, service: str) -> Iterator[Connection]:
        """只读连接 to the database of a service."""
        address = self.superuser.rsplit("/", 1)[0] + f"/{service}"
        opened = psycopg2.connect(address, connect_timeout=5)
        try:
            opened.set_session(readonly=True, autocommit=True)
            yield opened
        finally:
            opened.close()

    def rows(self, service: str, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """查询 all rows of a query."""
        with self.open(service) as opened, opened.cursor() as cursor:
            cursor.execute(query, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def one(self, service: str, query: str, *values: Any) -> Any:
        """单值 the first column of the only row; None where there is no row."""
        found = self.rows(service, query, *values)
        return found[0][0] if found else None

    def events(self, service: str, name: str, **facts: Any) -> list[dict[str, Any]]:
        """事件 the envelopes of this name that the service has told, with these facts in them."""
        told = [row[0] for row in self.rows(service, EVENTS, name)]
        return [
            each
            for each in told
            if all(str(each["data"].get(key)) == str(value) for key, value in facts.items())
        ]

    def quiet(self, seconds: float = 30) -> dict[str, Any]:
        """静默 wait until every outbox is sent and every inbox done; answers what is left."""
        deadline = time.monotonic() + seconds
        while (left := self._unsettled()) and time.monotonic() < deadline:
            time.sleep(0.5)
        return left

    def _unsettled(self) -> dict[str, Any]:
        left: dict[str, Any] = {}
        for service in SERVICES:
            unsent = self.one(service, OUTBOX)
            unfinished = dict(self.rows(service, INBOX))
            if unsent or unfinished:
                left[service] = {"unsent": unsent, "inbox": unfinished}
        return left

    def broken_audit(self, service: str) -> str:
        """审计链 where the links of numbers and hashes break; empty where they hold."""
        rows = self.rows(service, AUDIT)
        for before, after in pairwise(rows):
            if after[0] != before[0] + 1 or after[1] != before[2]:
                return json.dumps({"service": service, "after": before[0]})
        return ""
