"""运行时 what each process of a service runs beside its workers: the relay and the retry loop."""

import logging
from functools import cached_property
from typing import Any

from eventlet.semaphore import Semaphore
from nameko.extensions import SharedExtension

from tenderhall_kit.call import Kit
from tenderhall_kit.relay import Relay
from tenderhall_kit.retries import Retries

_log = logging.getLogger(__name__)


class Runtime(SharedExtension):
    """运行时 one for a container, shared by all its entry points.

    nameko stops it after the workers, so that the relay still sends what the last of them told.
    """

    @property
    def kit(self) -> Kit:
        """What all calls of this process share."""
        kit: Kit = self.container.config["kit"]
        return kit

    @cached_property
    def relay(self) -> Relay:
        """Publishes the outbox."""
        return Relay(self.kit)

    @cached_property
    def retries(self) -> Retries:
        """Runs again what failed."""
        return Retries(self.kit, self._again)

    @cached_property
    def event_slots(self) -> Semaphore:
        """Half of the workers at most handle events, and the others are there for requests.

        Else services whose handlers ask each other could all wait, with nobody left to answer.
        """
        return Semaphore(max(1, self.kit.settings.workers // 2))

    @cached_property
    def _handlers(self) -> dict[tuple[str, str], Any]:
        return {}

    def serve_event(self, handler: str, event: str, entrypoint: Any) -> None:
        """Know which entry point handles an event, for its retries."""
        self._handlers[handler, event] = entrypoint

    def start(self) -> None:
        """Start the loops, where there is a database."""
        if self.kit.settings.database_url:
            self.kit.wake = self.relay.wake
            self.container.spawn_managed_thread(self.relay.run, identifier="relay")
            self.container.spawn_managed_thread(self.retries.run, identifier="retries")

    def stop_retries(self) -> None:
        """Begin no retry any more: the workers are about to be counted out."""
        self.retries.stopping = True

    def stop(self) -> None:
        """Let the relay send what is left."""
        if self.kit.settings.database_url:
            self.relay.stop()

    def _again(self, handler: str, body: dict[str, Any]) -> bool:
        """Hand a due event to its entry point; False where no code handles it any more."""
        entrypoint = self._handlers.get((handler, body.get("type", "")))
        if entrypoint is not None:
            entrypoint.again(body)
        return entrypoint is not None
