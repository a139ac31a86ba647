"""Several processes of one service: one relay at a time, order kept, nothing doubled."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sample import contract
from tenderhall_kit.actors import Actor
from tenderhall_kit.asking import body_for
from tenderhall_kit.testbus import Bus, Probe
from tenderhall_kit.testprocess import until

NOTES = 200


def test_two_replicas_tell_each_event_once_and_in_order(
    running: Callable[..., Any],
    fail_flag: Path,
    bus: Bus,
    clerk: Actor,
    probe: Callable[[str], Probe],
    rows: Callable[..., list[Any]],
) -> None:
    ear, env = probe("sample"), {"SAMPLE_FAIL": str(fail_flag)}
    with running("sample", **env), running("sample", **env):
        for number in range(NOTES):
            bus.send("sample.add_note", body_for({"text": f"n{number}"}, f"k{number}"), clerk)
        told = ear.wait("sample.noted", NOTES)

        def count() -> Any:
            return bus.call(contract.count, {}, clerk)

        until(lambda: count()["echoes"] == NOTES, lambda: str(count()))
        counts = count()
    assert [event["seq"] for event in told] == list(range(1, NOTES + 1))
    assert counts == {"notes": NOTES, "heard": NOTES, "echoes": NOTES}


def test_a_replica_takes_over_the_relay_of_one_that_was_killed(
    running: Callable[..., Any],
    fail_flag: Path,
    bus: Bus,
    clerk: Actor,
    times_heard: Callable[[str], tuple[int, int]],
) -> None:
    env = {"SAMPLE_FAIL": str(fail_flag)}
    with running("sample", **env) as first, running("sample", **env):
        bus.call(contract.add_note, {"text": "before"}, clerk)
        first.kill()
        bus.call(contract.add_note, {"text": "after"}, clerk)
        until(lambda: times_heard("before") == (1, 1) and times_heard("after") == (1, 1))
