"""The RPC client against nameko itself: answers, refusals, silence, and a broker that goes away."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from gateway.auth import ANONYMOUS, Minter
from gateway.bus import Bus
from tenderhall_contracts.core import COMMAND, EVERYONE, QUERY, Done, Nothing, Rpc
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry import delete_project, submit_project

LONG = 3600.0  # longer than any test may take: an answer that comes was not a timeout
ECHO = Rpc("venue", "echo", "", QUERY, Nothing, Done, EVERYONE, timeout=LONG)
LISTED = replace(ECHO, owner="registry", name="list_projects")
HANG = replace(ECHO, name="hang", timeout=1.0)
TOKEN = Minter(bytes(32)).mint(ANONYMOUS, None)


def ask(bus: Bus, rpc: Rpc, key: str | None = None, **payload: Any) -> Awaitable[Any]:
    return bus.call(rpc, payload, actor=TOKEN, request_id="r-1", key=key)


async def eventually(happens: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not happens():  # noqa: ASYNC110 — what is awaited may be in another process
            await asyncio.sleep(0.01)


def connected(uri: str, use: Callable[[Bus], Awaitable[Any]]) -> Any:
    """Run ``use`` with a bus that is connected."""

    async def main() -> Any:
        bus = Bus(uri)
        running = asyncio.create_task(bus.run())
        await eventually(lambda: bus.ready)
        try:
            return await use(bus)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    return asyncio.run(main())


def code_of(uri: str, rpc: Rpc, **payload: Any) -> Problem:
    with pytest.raises(Problem) as met:
        connected(uri, lambda bus: ask(bus, rpc, **payload))
    return met.value


def test_payload_key_actor_and_request_id_reach_the_service(place: Any) -> None:
    told = connected(place.uri, lambda bus: ask(bus, ECHO, "key-0001", 名="值", n=[1, None]))
    assert told["payload"] == {"名": "值", "n": [1, None]}
    assert (told["key"], told["request_id"]) == ("key-0001", "r-1")
    assert told["claims"]["role"] == "anonymous"


def test_an_unknown_service_is_told_at_once(place: Any) -> None:
    assert code_of(place.uri, replace(ECHO, owner="notices")).code == "UNAVAILABLE"


def test_an_unknown_method_is_a_bug(place: Any) -> None:
    assert code_of(place.uri, replace(ECHO, name="no_such")).code == "BUG"


def test_a_refusal_comes_whole(place: Any) -> None:
    met = code_of(place.uri, submit_project)
    assert (met.code, met.extra) == ("VALIDATION_FAILED", {"blockers": ["x"]})
    assert (met.findings[0].field, met.findings[0].basis) == ("lots.0.budget", "法39")


def test_a_fault_of_a_service_tells_nothing_of_itself(place: Any) -> None:
    met = code_of(place.uri, delete_project)
    assert met.code == "BUG"
    assert "secret" not in met.to_wire()


def test_a_silent_service_ends_in_deadline(place: Any) -> None:
    assert code_of(place.uri, HANG, seconds=30).code == "DEADLINE"


def test_fifty_at_once_get_their_own_answers(place: Any) -> None:
    async def fifty(bus: Bus) -> list[Any]:
        return await asyncio.gather(*(ask(bus, ECHO, n=number) for number in range(50)))

    assert [told["payload"]["n"] for told in connected(place.uri, fifty)] == list(range(50))


def test_a_broker_that_is_away_is_told_at_once_and_found_again(relay: tuple[Any, str]) -> None:
    line, uri = relay

    async def away_and_back(bus: Bus) -> Any:
        line.cut()
        await eventually(lambda: not bus.ready)
        with pytest.raises(Problem, match="UNAVAILABLE"):
            await ask(bus, ECHO)
        line.restore()
        await eventually(lambda: bus.ready)
        return await ask(bus, ECHO, n=1)

    assert connected(uri, away_and_back)["payload"] == {"n": 1}


def test_a_query_is_asked_again_when_the_line_breaks_a_command_never(
    place: Any, relay: tuple[Any, str]
) -> None:
    line, uri = relay
    hang = replace(HANG, timeout=LONG)

    async def broken(bus: Bus, rpc: Rpc) -> Any:
        before = place.services.asked("hang")
        waiting = asyncio.ensure_future(ask(bus, rpc, seconds=0.5))
        await eventually(lambda: place.services.asked("hang") > before)
        line.cut()
        line.restore()
        return (await waiting)["times"] - before

    assert connected(uri, lambda bus: broken(bus, hang)) == 2
    before = place.services.asked("hang")
    with pytest.raises(Problem, match="DEADLINE"):
        connected(uri, lambda bus: broken(bus, replace(hang, kind=COMMAND)))
    assert place.services.asked("hang") == before + 1


def test_a_request_to_a_dead_service_expires_and_the_next_life_is_served(place: Any) -> None:
    before = place.services.asked("list_projects")
    place.services.kill()
    try:
        assert code_of(place.uri, replace(LISTED, timeout=1.0)).code == "DEADLINE"
        place.services.expired("rpc-registry")
    finally:
        place.services.start()
    told = connected(place.uri, lambda bus: ask(bus, LISTED))
    assert told["times"] == before + 1
