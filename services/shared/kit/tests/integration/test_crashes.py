"""SIGKILL at each named point: nothing is lost, nothing takes effect twice."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sample import contract
from tenderhall_kit import faults
from tenderhall_kit.actors import Actor
from tenderhall_kit.asking import body_for
from tenderhall_kit.testbus import Bus, Probe
from tenderhall_kit.testprocess import until


@pytest.mark.parametrize("point", faults.POINTS)
def test_a_kill_loses_nothing_and_doubles_nothing(
    point: str,
    running: Callable[..., Any],
    fail_flag: Path,
    tmp_path: Path,
    bus: Bus,
    clerk: Actor,
    probe: Callable[[str], Probe],
    rows: Callable[..., list[Any]],
    times_heard: Callable[[str], tuple[int, int]],
) -> None:
    armed, said, ear = tmp_path / "armed", f"kill at {point}", probe("sample")
    env = {"SAMPLE_FAIL": str(fail_flag), "TENDERHALL_CRASH": f"{point}@{armed}"}
    body = body_for({"text": said}, key := str(uuid4()))
    with running("sample", **env) as first:
        armed.touch()
        bus.send("sample.add_note", body, clerk)
        assert first.wait_exit() == -9
    assert not armed.exists()
    with running("sample", **env):
        told = bus.call(contract.add_note, {"text": said}, clerk, key=key)
        until(lambda: times_heard(said) == (1, 1))
    assert [row.id for row in rows("SELECT id FROM note WHERE text = :said", said=said)] == [
        told["id"]
    ]
    events = {one["event_id"]: one["seq"] for one in ear.events if one["data"]["text"] == said}
    assert len(events) == 1, "one event, even where it was published twice"
    assert times_heard(said) == (1, 1)


def test_an_event_whose_handler_was_killed_is_handled_by_the_next_process(
    running: Callable[..., Any],
    fail_flag: Path,
    tmp_path: Path,
    bus: Bus,
    clerk: Actor,
    times_heard: Callable[[str], tuple[int, int]],
    rows: Callable[..., list[Any]],
) -> None:
    """The effect of the first step is kept, the second step is done once, by whoever comes next."""
    armed = tmp_path / "armed"
    env = {"SAMPLE_FAIL": str(fail_flag), "TENDERHALL_CRASH": f"after_commit@{armed}"}
    with running("sample", **env) as first:
        bus.call(contract.add_note, {"text": "two steps"}, clerk)
        until(lambda: times_heard("two steps") == (1, 1))
        armed.touch()
        bus.send("sample.echo_note", body_for({"text": "x"}, "k"), clerk)
        bus.send("sample.add_note", body_for({"text": "three steps"}, str(uuid4())), clerk)
        assert first.wait_exit() == -9
    with running("sample", **env):
        until(lambda: times_heard("three steps") == (1, 1))
