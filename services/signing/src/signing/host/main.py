"""主机进程 one process of a signing host: the kit's, without a database."""

import logging
from typing import Any, cast

from amqp.exceptions import NotFound, ResourceLocked
from kombu import Connection
from tenderhall_kit import logs
from tenderhall_kit.call import Kit
from tenderhall_kit.process import Process

from signing.host.service import host_service
from signing.host.settings import HostSettings

__all__ = ["main"]

TAKEN = 75
"""Exit code (EX_TEMPFAIL, sysexits.h): another process serves under this name; try again later."""

log = logging.getLogger(__name__)


def main() -> int:
    """运行 until told to end; the queue is exclusive: a second host of this name is refused."""
    settings = HostSettings.load()
    logs.configure(settings.kit.service, settings.kit.log_level)
    if name_taken(settings.kit.amqp_uri, settings.kit.service):
        log.error("another host serves as %s", settings.kit.service)
        return TAKEN
    service = host_service(settings)
    kit = Kit(settings.kit, cast("Any", None))  # no database: nothing here runs a unit of work
    try:
        return Process(service, settings.kit, kit, exclusive_rpc=True).run()
    finally:
        service.agent.worker.close()


def name_taken(uri: str, name: str) -> bool:
    """重名 whether another connection holds this host's exclusive queue.

    Said at start, before the first presence: two hosts of one name would take turns in the centre's
    table. After a cut line the broker holds the queue until the heartbeat fails.
    """
    with Connection(uri, connect_timeout=5) as connection:
        try:
            connection.channel().queue_declare(f"rpc-{name}", passive=True)
        except NotFound:
            return False
        except ResourceLocked:
            return True
    return False
