"""在线通知 tells the centre which tokens are here: every 10 s and at each change.

Loss is harmless, so this goes past the outbox; a message that nobody took expires.
"""

import json
import logging
import time
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from kombu import Connection, Exchange
from kombu.pools import producers
from tenderhall_contracts.signing import presence

__all__ = ["Presence"]

log = logging.getLogger(__name__)

INTERVAL = 10.0
LIFETIME = 30  # seconds; then the host would count as away anyhow
VERSION = "1"
RETRY = {"max_retries": 1, "interval_start": 0.2}


class Presence:
    """在线通知 remembers what was told last."""

    def __init__(self, host: str, public_key: str, amqp_uri: str) -> None:
        self._host = host
        self._public_key = public_key
        self._pool = producers[Connection(amqp_uri, connect_timeout=5)]
        self._exchange = Exchange(presence.exchange, type="topic", no_declare=True)
        self._told: list[dict[str, Any]] | None = None
        self._at = float("-inf")

    def tell(self, tokens: list[dict[str, Any]]) -> None:
        """通知 unless it would be no news; a broker that is away hears it next time."""
        due = time.monotonic() - self._at >= INTERVAL
        if tokens == self._told and not due:
            return
        try:
            self._publish(self.envelope(tokens))
        except Exception as away:  # noqa: BLE001 — kombu raises what its transport raises
            log.warning("presence not told: %s", type(away).__name__)
            return
        self._told, self._at = tokens, time.monotonic()

    def envelope(self, tokens: list[dict[str, Any]]) -> dict[str, Any]:
        """事件 in the envelope that all events have (domain §7.2)."""
        now = datetime.now(UTC).isoformat()
        name = f"signing-{self._host}"
        return {
            "event_id": str(uuid4()),
            "type": presence.name,
            "version": presence.version,
            "seq": time.time_ns() // 1000,
            "occurred_at": now,
            "source": presence.source,
            "trace_id": str(uuid4()),
            "actor": {"user_id": f"service:{name}", "role": "service", "auth": "service"},
            "aggregate": {"type": "signing_host", "id": self._host, "version": 0},
            "visibility": "restricted",
            "data": {
                "host": self._host,
                "host_public_key": self._public_key,
                "version": VERSION,
                "at": now,
                "tokens": tokens,
            },
        }

    def _publish(self, envelope: dict[str, Any]) -> None:
        with self._pool.acquire(block=True, timeout=5) as producer:
            producer.publish(
                json.dumps(envelope, ensure_ascii=False),
                exchange=self._exchange,
                routing_key=presence.name,
                content_type="application/json",
                content_encoding="utf-8",
                message_id=envelope["event_id"],
                expiration=LIFETIME,
                retry=True,
                retry_policy=RETRY,
            )
