"""The fan-out: who is let go, who gets what it missed, who is told of a gap."""

import asyncio
import json
from typing import Any

import pytest
from gateway.auth import Actor
from gateway.live.hub import Hub, Listener
from gateway.live.message import EVENTS, Message, of
from tenderhall_contracts.catalogue import find_event
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.examples import envelope

CLERK = Actor("u-1", Role.CLERK, "org-1")
OTHER = Actor("u-2", Role.CLERK, "org-2")
REVIEWER = Actor("u-3", Role.REVIEWER, "centre")
HOLDER = Actor("u-4", Role.SEAL_HOLDER, "org-1")
SUPERVISOR = Actor("u-5", Role.SUPERVISOR, "bureau")


def message(n: int = 0, agency: str = "org-1", *, left: bool = True) -> Message:
    return Message(agency, left, {"title": str(n)})


def hub() -> Hub:
    made = Hub()
    made.back()
    return made


def waiting(listener: Listener) -> list[Any]:
    """What waits now: titles, names of other events, None for the end."""

    async def drain() -> list[Any]:
        return [_shown(await listener.next()) for _ in range(listener._queue.qsize())]

    return asyncio.run(drain())


def _shown(piece: bytes | None) -> str | None:
    if piece is None:
        return None
    lines = dict(line.split(": ", 1) for line in piece.decode().splitlines() if line)
    return lines["event"] if lines["event"] != "form" else json.loads(lines["data"])["title"]


def stamp(hub: Hub) -> int:
    return hub.stamp()


def test_everybody_who_may_know_is_told() -> None:
    told = hub()
    clerk, other, reviewer = (told.join(one) for one in (CLERK, OTHER, REVIEWER))
    told.publish(message(1))
    told.publish(message(2, left=False))
    assert [waiting(one) for one in (clerk, other, reviewer)] == [["1", "2"], [], ["1"]]


def test_a_seal_holder_hears_what_the_clerk_does_and_a_supervisor_what_the_centre_does() -> None:
    told = hub()
    holder, supervisor = told.join(HOLDER), told.join(SUPERVISOR)
    told.publish(message(1))
    told.publish(message(2, left=False))
    told.publish(message(3, agency="org-2"))
    assert [waiting(one) for one in (holder, supervisor)] == [["1", "2"], ["1", "3"]]


def test_a_slow_browser_is_let_go_and_the_others_are_not() -> None:
    told = hub()
    slow, quick = told.join(CLERK), told.join(CLERK)
    for n in range(100):
        told.publish(message(n))
    assert len(waiting(quick)) == 100
    told.publish(message(100))
    assert waiting(slow) == [None]
    assert waiting(quick) == ["100"]


def test_who_comes_back_gets_what_came_after() -> None:
    told = hub()
    told.publish(message(1))
    seen = told.stamp()
    told.publish(message(2))
    told.publish(message(3, "org-2"))
    told.publish(message(4))
    assert waiting(told.join(CLERK, seen)) == ["2", "4"]


def test_who_comes_anew_gets_nothing_old() -> None:
    told = hub()
    told.publish(message(1))
    assert waiting(told.join(CLERK)) == []


def test_who_was_away_for_longer_than_is_known_is_told_of_a_gap() -> None:
    told = hub()
    seen = told.stamp()
    for n in range(501):
        told.publish(message(n, "org-2"))
    assert waiting(told.join(CLERK, seen)) == ["gap"]
    assert waiting(told.join(OTHER, seen)) == ["gap"]


def test_who_missed_more_than_may_wait_is_told_of_a_gap_too() -> None:
    told = hub()
    seen = told.stamp()
    for n in range(100):
        told.publish(message(n))
    assert waiting(told.join(CLERK, seen)) == ["gap"]


def test_a_process_that_has_just_begun_knows_nothing_of_before() -> None:
    before = Hub().stamp()
    assert waiting(hub().join(CLERK, before - 1000)) == ["gap"]


def test_the_bus_that_goes_and_comes_is_told() -> None:
    told = hub()
    clerk = told.join(CLERK)
    told.away()
    told.away()
    late = told.join(OTHER)
    told.back()
    assert waiting(clerk) == ["away", "gap"]
    assert waiting(late) == ["away", "gap"]


def test_one_person_does_not_take_all_streams() -> None:
    told = hub()
    streams = []
    for _ in range(30):
        told.admit(CLERK)
        streams.append(told.join(CLERK))
    with pytest.raises(Problem, match="RATE_LIMITED"):
        told.admit(CLERK)
    told.admit(OTHER)
    told.leave(streams.pop())
    told.admit(CLERK)


def test_a_closed_hub_ends_all_streams_also_those_that_come_late() -> None:
    told = hub()
    clerk = told.join(CLERK)
    told.publish(message(1))
    told.close()
    assert waiting(clerk) == [None]
    assert waiting(told.join(CLERK)) == [None]


@pytest.mark.parametrize("name", [one for names in EVENTS.values() for one in names])
def test_every_event_of_a_form_becomes_a_message(name: str) -> None:
    event = find_event(name)
    assert event
    told = of(envelope(event))
    assert None not in told.data.values()
    assert told.data["type"] == name


def test_a_task_that_is_due_is_told_to_its_agency_only() -> None:
    event = find_event("legal.reminder")
    assert event
    told = of(envelope(event))
    assert told.meant_for(Role.CLERK, told.agency_id)
    assert not told.meant_for(Role.CLERK, "another")
    assert not told.meant_for(Role.REVIEWER, "centre")


def test_what_is_no_event_of_a_form_is_not_listened_to() -> None:
    heard = {one for names in EVENTS.values() for one in names}
    assert heard.isdisjoint({"lot.state_changed", "reference.updated", "seal.applied", "presence"})
