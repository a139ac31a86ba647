"""裸kombu the same INSERT with nothing between the broker and the database: one at a time."""

import json
import os
from typing import Any

import psycopg2
from kombu import Connection, Exchange, Queue
from tenderhall_kit.clock import real_now

INSERT = "INSERT INTO note (text, at) VALUES (%s, %s) RETURNING id"


def serve(amqp_uri: str, database: Any) -> None:
    """应答 requests for ``raw.*`` until the process is ended."""
    with Connection(amqp_uri) as connection:
        channel = connection.channel()
        exchange = Exchange("nameko-rpc", type="topic", durable=True)(channel)
        exchange.declare()
        queue = Queue("rpc-raw", exchange, routing_key="raw.*", auto_delete=True)(channel)
        queue.declare()
        producer = connection.Producer(channel)

        def answer(body: Any, message: Any) -> None:
            told = json.dumps({"result": note(database, body["kwargs"]["text"]), "error": None})
            producer.publish(
                told,
                exchange="nameko-rpc",
                routing_key=message.properties["reply_to"],
                correlation_id=message.properties["correlation_id"],
                content_type="application/json",
                content_encoding="utf-8",
                delivery_mode=1,
            )
            message.ack()

        with channel.Consumer([queue], callbacks=[answer]):
            while True:
                connection.drain_events()


def note(database: Any, text: str) -> dict[str, Any]:
    """记录 one row in its own transaction."""
    at = real_now()
    with database, database.cursor() as cursor:
        cursor.execute(INSERT, (text, at))
        return {"id": cursor.fetchone()[0], "text": text, "at": at.isoformat()}


if __name__ == "__main__":
    address = os.environ["DATABASE_URL"].replace("+psycopg2", "")
    serve(os.environ["AMQP_URI"], psycopg2.connect(address))
