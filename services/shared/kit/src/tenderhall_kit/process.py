"""进程 one process of one service: starts, answers probes, drains at SIGTERM, and ends."""

import argparse
import logging
import os
import signal
import sys
import time
from importlib import import_module
from typing import Any

import eventlet
from eventlet.patcher import original
from nameko.runners import ServiceRunner

from tenderhall_kit import database, logs
from tenderhall_kit.call import Kit
from tenderhall_kit.health import Health
from tenderhall_kit.housekeeping import equip
from tenderhall_kit.reference import References
from tenderhall_kit.settings import Settings, load

STUCK = 70
"""Exit code of a process that would not die (EX_SOFTWARE, sysexits.h)."""

DYING = 10.0
"""Seconds that a killed container has to die, or the grace where that is shorter."""

_log = logging.getLogger(__name__)


def kit_for(settings: Settings) -> Kit:
    """部件 the shared parts of a process of this service."""
    engine = database.engine(settings)
    references = References(database.transactions(engine), production=settings.production)
    return Kit(settings, engine, references=references)


class Process:
    """进程 a service class, its container, its probes and its end."""

    def __init__(
        self, service: type, settings: Settings, kit: Kit | None = None, **more: Any
    ) -> None:
        """``more`` goes into nameko's configuration."""
        self.settings = settings
        config = {
            "AMQP_URI": settings.amqp_uri,
            "HEARTBEAT": settings.heartbeat,
            "max_workers": settings.workers,
            "kit": kit or kit_for(settings),
            **more,
        }
        self.runner = ServiceRunner(config)
        self.runner.add_service(service)
        (self.container,) = self.runner.containers
        self.health = Health(self.container)
        self.asked_to_end: float | None = None

    def run(self) -> int:
        """运行 until told to end; the exit code is 0 where all work was drained."""
        signal.signal(signal.SIGTERM, self._terminate)
        signal.signal(signal.SIGINT, self._terminate)
        original("threading").Thread(target=self._watch, daemon=True).start()
        if self.settings.health_port:
            self.health.serve(self.settings.health_host, self.settings.health_port)
        try:
            self.runner.start()
            self.health.started = True
            _log.info("serving")
            self.runner.wait()
        except Exception:  # noqa: BLE001 — told by the exit code
            _log.exception("service died")
            return 1
        _log.info("ended")
        return 0

    def _terminate(self, _signal: int, _frame: Any) -> None:
        """Drain, once: a second signal would trip nameko over its own events."""
        if self.asked_to_end is None:
            self.asked_to_end = time.monotonic()
            eventlet.spawn_n(self.runner.stop)

    def _watch(self) -> None:
        """Watchdog, a real thread: it works even where the hub does not.

        A container that was killed, or asked to end, and does not, holds messages and locks that
        another replica could work on.
        """
        sleep = original("time").sleep
        since: float | None = None
        while True:
            sleep(0.5)
            since = (since or time.monotonic()) if self.health.broken else None
            late = self.asked_to_end and self.asked_to_end + self.settings.grace
            dying = min(DYING, self.settings.grace)
            if (since and time.monotonic() - since > dying) or (late and time.monotonic() > late):
                sys.stderr.write('{"level": "CRITICAL", "message": "would not die, exit 70"}\n')
                os._exit(STUCK)


def main(words: list[str]) -> int:
    """命令行 serve one package's service."""
    parser = argparse.ArgumentParser(prog="tenderhall_kit.run", description=__doc__)
    parser.add_argument("package")
    package = parser.parse_args(words).package
    service = import_module(f"{package}.service").SERVICE
    settings = load(service.name, needs=getattr(service, "needs", ()))
    logs.configure(settings.service, settings.log_level)
    return Process(equip(service), settings).run()
