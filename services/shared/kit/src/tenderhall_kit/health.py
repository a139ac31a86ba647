"""健康 /live: this process can still do its work; /ready: and its database and broker are there.

A process that is not live is restarted; one that is not ready gets no traffic, and waits.
"""

import json
import logging
from collections.abc import Callable, Iterable
from typing import Any

import eventlet
from eventlet import wsgi
from sqlalchemy import text
from sqlalchemy.orm import Session

from tenderhall_kit.bus import QueueConsumer
from tenderhall_kit.relay import backlog
from tenderhall_kit.settings import SettingsError

LATE = 60.0
"""Seconds: an outbox whose oldest event is older makes a service not ready."""

_log = logging.getLogger(__name__)


class Health:
    """健康检查 what a container's state means."""

    def __init__(self, container: Any) -> None:
        """Look at this container."""
        self.container = container
        self.started = False

    @property
    def consumer(self) -> Any:
        """The one consumer of the container, if it has any."""
        for extension in self.container.subextensions:
            if isinstance(extension, QueueConsumer):
                return extension
        return None

    @property
    def broken(self) -> bool:
        """True where the process is past help: being killed and not dead, or its consumer gone."""
        dying = self.container._being_killed and not self.container._died.ready()  # noqa: SLF001
        consumer = self.consumer
        thread = consumer and consumer._gt  # noqa: SLF001 — nameko offers no other way
        gone = bool(thread and thread.dead) and self.container.started and not consumer.draining
        return bool(dying or gone)

    def live(self) -> dict[str, Any]:
        """存活 whether a restart would help."""
        return {"ok": not self.broken}

    def ready(self) -> dict[str, Any]:
        """就绪 whether requests are welcome, and what is missing if not."""
        consumer = self.consumer
        draining = bool(consumer and consumer.draining)
        checks: dict[str, Any] = {
            "live": not self.broken,
            "started": self.started and not draining,
            "broker": consumer is None or consumer.connected,
        }
        if self.container.config["kit"].settings.database_url:
            checks |= self._database()
        return {"ok": all(value is not False for value in checks.values()), **checks}

    def _database(self) -> dict[str, Any]:
        try:
            with Session(self.container.config["kit"].engine) as session:
                session.execute(text("SELECT 1"))
                waiting = backlog(session)
        except Exception as fault:  # noqa: BLE001 — whatever is wrong, the answer is "not ready"
            return {"database": False, "fault": type(fault).__name__}
        return {"database": True, "relay": waiting["oldest_seconds"] < LATE, **waiting}

    def serve(self, host: str, port: int) -> None:
        """回答探测 over HTTP, beside the service's own work.

        Raises:
            SettingsError: the port is taken. A service that nobody can probe must not serve.
        """
        try:
            door = eventlet.listen((host, port))
        except OSError as fault:
            raise SettingsError(f"HEALTH_PORT {port}: {fault.strerror}") from None
        eventlet.spawn(wsgi.server, door, self._app, log_output=False)

    def _app(self, environ: dict[str, Any], respond: Callable[..., Any]) -> Iterable[bytes]:
        asked = {"/live": self.live, "/ready": self.ready}.get(environ["PATH_INFO"])
        told = asked() if asked else {"ok": False, "paths": ["/live", "/ready"]}
        status = "200 OK" if told["ok"] else "503 Service Unavailable" if asked else "404 Not Found"
        respond(status, [("content-type", "application/json")])
        return [json.dumps(told).encode()]
