"""拓扑 declares what the services meet on: exchanges, queues, dead letters. A deploy step.

``python -m tenderhall_kit.topology <package>...`` with ``AMQP_URI`` of an account that may declare.
It runs before any service: an event that no queue is bound for is dropped by the broker.
"""

import argparse
import inspect
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from kombu import Connection, Exchange, Queue
from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR

from tenderhall_kit.entrypoints import Reacts
from tenderhall_kit.housekeeping import equip

QUORUM = {"x-queue-type": "quorum"}


def exchanges(service: str) -> list[Exchange]:
    """交换机 of requests, of the service's events, of its dead letters."""
    return [
        Exchange("nameko-rpc", type="topic", durable=True),
        Exchange(f"{service}.events", type="topic", durable=True),
        Exchange(f"{service}.dead", type="fanout", durable=True),
    ]


def event_queues(service: type) -> Iterator[tuple[str, Queue]]:
    """事件队列 (source, queue) for each handler of a service class."""
    for method, function in inspect.getmembers(service, inspect.isfunction):
        for one in getattr(function, ENTRYPOINT_EXTENSIONS_ATTR, ()):
            if isinstance(one, Reacts):
                yield one.event.source, one.queue_for(_name(service), method)


def declare(uri: str, services: list[type]) -> list[str]:
    """声明 everything for these service classes, repeatably; gives the event queues' names."""
    made = []
    with Connection(uri, connect_timeout=5) as connection:
        channel = connection.channel()
        for service in services:
            name = _name(service)
            for exchange in exchanges(name):
                exchange(channel).declare()
            _queue(f"rpc-{name}", channel, {}, "nameko-rpc", f"{name}.*")
            _queue(f"dead-{name}", channel, QUORUM, f"{name}.dead", "")
            for source, queue in event_queues(service):
                Exchange(f"{source}.events", type="topic", durable=True)(channel).declare()
                key = queue.routing_key
                _queue(queue.name, channel, queue.queue_arguments, f"{source}.events", key)
                made.append(queue.name)
    return made


def _queue(name: str, channel: Any, arguments: dict[str, Any], exchange: str, key: str) -> None:
    queue = Queue(name, durable=True, queue_arguments=arguments)(channel)
    queue.queue_declare()
    queue.bind_to(exchange=exchange, routing_key=key)


def _name(service: type) -> str:
    return str(service.name)  # type: ignore[attr-defined]  # every nameko service has one


def main(words: list[str] | None = None) -> int:
    """命令行 declare for the packages named."""
    parser = argparse.ArgumentParser(prog="tenderhall_kit.topology", description=__doc__)
    parser.add_argument("packages", nargs="+")
    packages = parser.parse_args(words).packages
    uri = os.environ.get("AMQP_URI")
    if not uri:
        parser.error("AMQP_URI is missing · 缺少设置 AMQP_URI")
    services = [equip(import_module(f"{package}.service").SERVICE) for package in packages]
    for queue in declare(uri, services):
        sys.stdout.write(f"{queue}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
