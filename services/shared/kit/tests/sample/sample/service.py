from typing import Any

import eventlet
from nameko.extensions import DependencyProvider
from tenderhall_kit.entrypoints import Call, Client, Envelope, reacts, serves

from sample import contract, usecases


class ThisContainer(DependencyProvider):
    def get_dependency(self, worker_ctx: Any) -> Any:
        return self.container


class SampleService:
    name = "sample"
    needs = ("SAMPLE_FAIL",)
    container = ThisContainer()
    sample = Client(contract.sample)
    elsewhere = Client(contract.elsewhere)

    @serves(contract.add_note)
    def add_note(self, call: Call, payload: dict[str, Any]) -> Any:
        return call.run(usecases.add_note, payload)

    @serves(contract.echo_note)
    def echo_note(self, call: Call, payload: dict[str, Any]) -> None:
        call.run(usecases.echo, payload)

    @serves(contract.count)
    def count(self, call: Call, payload: dict[str, Any]) -> Any:
        return call.read(usecases.count)

    @serves(contract.sleep)
    def sleep(self, call: Call, payload: dict[str, Any]) -> None:
        call.read(usecases.sleep, payload["seconds"])

    @serves(contract.busy)
    def busy(self, call: Call, payload: dict[str, Any]) -> None:
        call.read(usecases.busy, payload["seconds"])

    @serves(contract.wrong)
    def wrong(self, call: Call, payload: dict[str, Any]) -> dict[str, Any]:
        return {"id": "not a number"}

    @serves(contract.crash)
    def crash(self, call: Call, payload: dict[str, Any]) -> None:
        raise RuntimeError("secret-of-the-house")

    @serves(contract.trace)
    def trace(self, call: Call, payload: dict[str, Any]) -> Any:
        return call.read(usecases.trace)

    @serves(contract.relay_call)
    def relay_call(self, call: Call, payload: dict[str, Any]) -> None:
        if payload["seconds"] < 0:
            self.elsewhere.anything(call, {})
        self.sample.sleep(call, {"seconds": payload["seconds"]}, timeout=1)

    @serves(contract.end_of_container)
    def end_of_container(self, call: Call, payload: dict[str, Any]) -> None:
        """What a zombie is made of: a container that is being killed and never dies."""
        self.container._kill_worker_threads = eventlet.event.Event().wait
        eventlet.spawn(self.container.kill)

    @reacts(contract.noted)
    def on_noted(self, call: Call, event: Envelope) -> None:
        call.run(usecases.hear, event)
        self.sample.echo_note(call, {"text": event.data["text"]})


SERVICE = SampleService
