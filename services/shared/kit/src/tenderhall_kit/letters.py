"""死信 lists and replays what failed for good: dead inbox rows, and the broker's dead letters.

``python -m tenderhall_kit.letters <service> list|replay [--id EVENT]`` with ``DATABASE_URL`` for
the inbox and ``AMQP_URI`` of an account that may publish anywhere for the broker's queue.

The inbox has events whose handler failed eight times, or which broke their contract. The broker's
queue has what never reached Python safely: undecodable, without an id, deadly to its process.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import sqlalchemy
from kombu import Connection
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tenderhall_kit.tables import Inbox

_SHOWN = 300


def dead_rows(session: Session) -> list[dict[str, Any]]:
    """收件箱死信 the events that are dead in this service's inbox, oldest first."""
    rows = session.scalars(select(Inbox).where(Inbox.status == "dead").order_by(Inbox.at))
    return [
        {
            "where": "inbox",
            "id": str(row.event_id),
            "handler": row.handler,
            "type": (row.body or {}).get("type"),
            "attempts": row.attempts,
            "at": row.at.isoformat(),
            "error": (row.error or "")[:_SHOWN],
        }
        for row in rows
    ]


def revive_rows(session: Session, event_id: str | None = None) -> int:
    """重放收件箱 make dead events due now, with all their tries; gives how many."""
    dead = update(Inbox).where(Inbox.status == "dead")
    if event_id:
        dead = dead.where(Inbox.event_id == UUID(event_id))
    done: Any = session.execute(dead.values(status="retry", attempts=0, next_at=func.now()))
    return int(done.rowcount)


def _messages(channel: Any, service: str) -> Iterator[Any]:
    """Each message of the dead queue, once; what is not settled goes back in the end."""
    while (message := channel.basic_get(f"dead-{service}", no_ack=False)) is not None:
        yield message


def _origin(message: Any) -> str:
    """The queue that a message died in (RabbitMQ's ``x-death`` header)."""
    deaths = (message.headers or {}).get("x-death") or [{}]
    return str(deaths[0].get("queue", ""))


def dead_messages(uri: str, service: str) -> list[dict[str, Any]]:
    """总线死信 what lies in the broker's dead queue of this service; it stays there."""
    with Connection(uri, connect_timeout=5) as connection:
        channel = connection.channel()
        return [
            {
                "where": "broker",
                "id": message.properties.get("message_id"),
                "queue": _origin(message),
                "reason": ((message.headers or {}).get("x-death") or [{}])[0].get("reason"),
                "size": len(message.body),
            }
            for message in _messages(channel, service)
        ]


def replay_messages(uri: str, service: str, event_id: str | None = None) -> int:
    """重放总线死信 put messages back into the queue they died in; gives how many.

    A message is taken from the dead queue only after the broker has confirmed its copy.
    """
    moved = 0
    options = {"confirm_publish": True}
    with Connection(uri, connect_timeout=5, transport_options=options) as connection:
        channel = connection.channel()
        for message in _messages(channel, service):
            asked = event_id in (None, message.properties.get("message_id"))
            queue = _origin(message)
            if not asked or not queue:
                continue
            told = {
                key: message.properties[key]
                for key in ("content_type", "content_encoding", "message_id", "type")
                if key in message.properties
            }
            copy = channel.prepare_message(
                message.body,
                content_type=told.pop("content_type", None),
                content_encoding=told.pop("content_encoding", None),
                properties=told | {"delivery_mode": 2},
            )
            channel.basic_publish_confirm(copy, exchange="", routing_key=queue, mandatory=True)
            channel.basic_ack(message.delivery_tag)
            moved += 1
    return moved


def main(words: list[str] | None = None) -> int:
    """命令行 one JSON object a line."""
    parser = argparse.ArgumentParser(prog="tenderhall_kit.letters", description=__doc__)
    parser.add_argument("service")
    parser.add_argument("what", choices=["list", "replay"])
    parser.add_argument("--id", help="one event only")
    asked = parser.parse_args(words)
    url, uri = os.environ.get("DATABASE_URL"), os.environ.get("AMQP_URI")
    if not url or not uri:
        parser.error("DATABASE_URL and AMQP_URI are needed · 缺少设置 DATABASE_URL、AMQP_URI")
    engine = sqlalchemy.create_engine(url)
    with Session(engine) as session, session.begin():
        if asked.what == "list":
            told = dead_rows(session) + dead_messages(uri, asked.service)
        else:
            inbox = revive_rows(session, asked.id)
            told = [{"inbox": inbox, "broker": replay_messages(uri, asked.service, asked.id)}]
    for one in told:
        sys.stdout.write(json.dumps(one, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
