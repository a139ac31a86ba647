"""Events over the real bus: told once committed, in order, handled once, never lost."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from kombu import Connection
from sample import contract
from tenderhall_contracts.errors import Problem
from tenderhall_kit import letters
from tenderhall_kit.actors import Actor
from tenderhall_kit.testbus import Bus, Probe
from tenderhall_kit.testprocess import Running, environment, until

ONCE = (1, 1)


@pytest.fixture(scope="module")
def sample(running: Callable[..., Any], fail_flag: Path) -> Iterator[Running]:
    with running("sample", SAMPLE_FAIL=str(fail_flag)) as service:
        yield service


@pytest.fixture
def add(sample: Running, bus: Bus, clerk: Actor) -> Callable[[str], Any]:
    return lambda said: bus.call(contract.add_note, {"text": said}, clerk)


@pytest.fixture
def publish(vhost: str) -> Callable[..., None]:
    def told(body: str, **properties: Any) -> None:
        asked = {"content_type": "application/json", "content_encoding": "utf-8"}
        with Connection(vhost) as connection:
            connection.Producer().publish(
                body.encode(),
                exchange="sample.events",
                routing_key="sample.noted",
                **asked | properties,
            )

    return told


@pytest.fixture
def envelope(rows: Callable[..., list[Any]]) -> Callable[[str], dict[str, Any]]:
    def of(said: str) -> dict[str, Any]:
        query = "SELECT envelope, seq FROM kit_outbox WHERE envelope->'data'->>'text' = :said"
        ((told, seq),) = rows(query, said=said)
        return told | {"seq": seq}

    return of


def test_an_event_travels_in_its_envelope(
    sample: Running, bus: Bus, probe: Callable[[str], Probe], clerk: Actor
) -> None:
    ear = probe("sample")
    bus.call(contract.add_note, {"text": "told"}, clerk, request_id="req-event")
    (event,) = ear.wait("sample.noted")
    properties = ear.heard[0].properties
    assert (event["data"]["text"], event["trace_id"]) == ("told", "req-event")
    assert event["actor"]["user_id"] == clerk.user_id
    assert (properties["message_id"], properties["delivery_mode"]) == (event["event_id"], 2)


def test_a_refused_command_tells_nothing(
    add: Callable[[str], Any], rows: Callable[..., list[Any]]
) -> None:
    with pytest.raises(Problem, match="STATE_CONFLICT"):
        add("refuse")
    query = "SELECT count(*) FROM kit_outbox WHERE envelope->'data'->>'text' = 'refuse'"
    assert rows(query)[0][0] == 0


def test_events_are_numbered_without_gaps_in_the_order_they_are_sent(
    add: Callable[[str], Any], probe: Callable[[str], Probe]
) -> None:
    ear = probe("sample")
    for number in range(30):
        add(f"n{number}")
    seqs = [event["seq"] for event in ear.wait("sample.noted", 30)]
    assert seqs == list(range(seqs[0], seqs[0] + 30))


def test_an_event_that_comes_twice_takes_effect_once(
    add: Callable[[str], Any],
    publish: Callable[..., None],
    envelope: Callable[[str], dict[str, Any]],
    times_heard: Callable[[str], tuple[int, int]],
) -> None:
    add("twice")
    until(lambda: times_heard("twice") == ONCE)
    publish(json.dumps(envelope("twice")))
    add("after")
    until(lambda: times_heard("after") == ONCE)
    assert times_heard("twice") == ONCE


def test_a_failing_handler_is_run_again_until_it_succeeds(
    add: Callable[[str], Any],
    fail_flag: Path,
    rows: Callable[..., list[Any]],
    times_heard: Callable[[str], tuple[int, int]],
) -> None:
    fail_flag.touch()
    add("fail for a while")
    until(lambda: rows("SELECT 1 FROM kit_inbox WHERE status = 'retry' AND attempts >= 2"))
    assert times_heard("fail for a while") == (0, 0)
    fail_flag.unlink()
    until(lambda: times_heard("fail for a while") == ONCE)
    until(lambda: not rows("SELECT 1 FROM kit_inbox WHERE status = 'retry'"))


def test_a_handler_that_never_succeeds_is_dead_and_can_be_replayed(
    add: Callable[[str], Any],
    fail_flag: Path,
    rows: Callable[..., list[Any]],
    times_heard: Callable[[str], tuple[int, int]],
    service_env: Callable[[str, str], dict[str, str]],
    database: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for key, value in service_env("sample", database("sample")).items():
        monkeypatch.setenv(key, value)
    fail_flag.touch()
    add("fail for ever")
    until(lambda: rows("SELECT 1 FROM kit_inbox WHERE status = 'dead' AND attempts = 8"))
    letters.main(["sample", "list"])
    listed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["where"], one["error"]) for one in listed] == [
        ("inbox", "RuntimeError: told to fail")
    ]
    fail_flag.unlink()
    letters.main(["sample", "replay", "--id", listed[0]["id"]])
    until(lambda: times_heard("fail for ever") == ONCE)
    until(lambda: not rows("SELECT 1 FROM kit_inbox WHERE status <> 'done'"))


def test_an_event_that_breaks_its_contract_is_dead_at_once(
    add: Callable[[str], Any],
    publish: Callable[..., None],
    envelope: Callable[[str], dict[str, Any]],
    rows: Callable[..., list[Any]],
) -> None:
    add("sound")
    until(lambda: rows("SELECT 1 FROM kit_outbox WHERE seq IS NOT NULL"))
    event_id = str(uuid4())
    publish(json.dumps(envelope("sound") | {"event_id": event_id, "data": {}}))
    query = "SELECT attempts FROM kit_inbox WHERE status = 'dead' AND event_id = :id"
    until(lambda: rows(query, id=event_id))
    assert rows(query, id=event_id)[0][0] == 1


@pytest.mark.parametrize(
    ("body", "properties"),
    [
        ("{not json", {}),
        ("gARLAS4=", {"content_type": "application/x-python-serialize"}),
        ('{"no": "id"}', {}),
        ('{"event_id": "not an id"}', {}),
        ("[]", {}),
    ],
)
def test_what_is_no_event_reaches_the_dead_letters(
    sample: Running, publish: Callable[..., None], vhost: str, body: str, properties: dict[str, str]
) -> None:
    mark = uuid4().hex
    publish(body, message_id=mark, **properties)

    def dead() -> list[dict[str, Any]]:
        return [one for one in letters.dead_messages(vhost, "sample") if one["id"] == mark]

    until(dead)
    assert dead()[0]["queue"] == "evt-sample-sample.noted--sample.on_noted"
    assert sample.health("/live")


def test_topology_may_be_declared_again(
    sample: Running, service_env: Callable[[str, str], dict[str, str]], database: Any
) -> None:
    env = environment(service_env("sample", database("sample")))
    words = [sys.executable, "-m", "tenderhall_kit.topology", "sample"]
    done = subprocess.run(words, env=env, check=True, capture_output=True, text=True)  # noqa: S603
    assert "evt-sample-sample.noted--sample.on_noted" in done.stdout.splitlines()
