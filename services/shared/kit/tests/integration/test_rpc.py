"""Questions and answers over the real bus: what is refused, what is told, what survives."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sample import contract
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_kit.actors import Actor
from tenderhall_kit.testbus import Bus
from tenderhall_kit.testprocess import Running, until

CLERK = Actor(str(uuid4()), Role.CLERK, org_id=str(uuid4()))


@pytest.fixture(scope="module")
def sample(running: Callable[..., Any], fail_flag: Path) -> Iterator[Running]:
    with running("sample", SAMPLE_FAIL=str(fail_flag), WORKERS="4") as service:
        yield service


def code(bus: Bus, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Problem) as caught:
        bus.call(*args, **kwargs)
    return caught.value.code


def test_a_command_gives_what_its_contract_says(sample: Running, bus: Bus) -> None:
    told = bus.call(contract.add_note, {"text": "甲"}, CLERK)
    assert (told["text"], told["at"].utcoffset().total_seconds()) == ("甲", 8 * 3600)


def test_a_repeat_with_the_same_key_gives_the_first_result(sample: Running, bus: Bus) -> None:
    key = str(uuid4())
    first = bus.call(contract.add_note, {"text": "once"}, CLERK, key=key)
    again = bus.call(contract.add_note, {"text": "once"}, CLERK, key=key)
    assert again == first


def test_the_same_key_with_another_payload_is_refused(sample: Running, bus: Bus) -> None:
    key = str(uuid4())
    bus.call(contract.add_note, {"text": "one"}, CLERK, key=key)
    assert code(bus, contract.add_note, {"text": "two"}, CLERK, key=key) == "IDEMPOTENCY_MISMATCH"


def test_a_refused_command_may_be_repeated_with_its_key(sample: Running, bus: Bus) -> None:
    key = str(uuid4())
    for _ in range(2):
        assert code(bus, contract.add_note, {"text": "refuse"}, CLERK, key=key) == "STATE_CONFLICT"


def test_a_refusal_brings_its_facts(sample: Running, bus: Bus) -> None:
    with pytest.raises(Problem) as caught:
        bus.call(contract.add_note, {"text": "refuse"}, CLERK)
    assert caught.value.extra == {"state": "closed"}


def test_an_unknown_field_is_named(sample: Running, bus: Bus) -> None:
    with pytest.raises(Problem) as caught:
        bus.call(contract.add_note, {"text": "a", "extra": 1}, CLERK)
    assert [(one.field, one.message_zh) for one in caught.value.findings] == [("extra", "未知字段")]


def test_a_missing_field_is_named(sample: Running, bus: Bus) -> None:
    with pytest.raises(Problem) as caught:
        bus.call(contract.add_note, {}, CLERK)
    assert [(one.field, one.message_zh) for one in caught.value.findings] == [("text", "必填")]


def test_a_call_without_a_token_is_refused(sample: Running, bus: Bus) -> None:
    assert code(bus, contract.add_note, {"text": "a"}) == "UNAUTHENTICATED"


def test_a_role_that_the_contract_does_not_name_is_refused(sample: Running, bus: Bus) -> None:
    reviewer = Actor("r", Role.REVIEWER)
    assert code(bus, contract.add_note, {"text": "a"}, reviewer) == "FORBIDDEN_ROLE"


def test_anybody_may_ask_what_is_public(sample: Running, bus: Bus) -> None:
    assert bus.call(contract.count, {})["notes"] >= 0


def test_an_answer_that_breaks_its_contract_is_a_bug(sample: Running, bus: Bus) -> None:
    assert code(bus, contract.wrong, {}, CLERK) == "BUG"


def test_a_bug_tells_nothing_of_our_insides(sample: Running, bus: Bus) -> None:
    with pytest.raises(Problem) as caught:
        bus.call(contract.crash, {}, CLERK)
    assert (caught.value.code, "secret-of-the-house" in str(caught.value)) == ("BUG", False)


def test_a_body_that_is_no_request_is_malformed(sample: Running, bus: Bus) -> None:
    asked = bus.send("sample.count", json.dumps({"args": [1], "kwargs": {}}), CLERK)
    assert bus.reply(asked)["error"]["value"] == "MALFORMED"


@pytest.mark.parametrize(
    ("body", "properties"),
    [
        ("[1, 2]", {}),
        ('{"args": [], "kwargs": {"payload": {}}}', {"reply_to": None}),
        ("{not json", {}),
        ("\xff\xfe", {"content_type": "application/x-python-serialize"}),
    ],
)
def test_a_malformed_message_does_not_kill(
    sample: Running, bus: Bus, body: str, properties: dict[str, Any]
) -> None:
    bus.send("sample.count", body, CLERK, **properties)
    assert bus.call(contract.count, {}, CLERK)["notes"] >= 0
    assert sample.health("/live")


def test_a_method_that_nobody_serves_is_answered(sample: Running, bus: Bus) -> None:
    asked = bus.send("sample.no_such_method", '{"args": [], "kwargs": {"payload": {}}}', CLERK)
    assert bus.reply(asked)["error"]["value"] == "BUG"


LATE = '{"args": [], "kwargs": {"payload": {"text": "late"}}}'


def test_a_request_that_expired_in_the_queue_never_runs(sample: Running, bus: Bus) -> None:
    before = bus.call(contract.count, {}, CLERK)["notes"]
    for _ in range(4):  # every worker is taken, and so is all that the broker hands out ahead
        bus.send("sample.sleep", '{"args": [], "kwargs": {"payload": {"seconds": 1}}}', CLERK)
    bus.send("sample.add_note", LATE, CLERK, timeout=0.3)
    assert bus.call(contract.count, {}, CLERK)["notes"] == before


def test_a_request_whose_caller_has_given_up_never_runs(sample: Running, bus: Bus) -> None:
    before = bus.call(contract.count, {}, CLERK)["notes"]
    asked = bus.send("sample.add_note", LATE, CLERK, timeout=-1, expiration=20)
    assert bus.reply(asked)["error"]["value"] == "DEADLINE"
    assert bus.call(contract.count, {}, CLERK)["notes"] == before


def test_the_hub_is_not_blocked_by_a_slow_query(sample: Running, bus: Bus) -> None:
    slow = bus.send("sample.sleep", '{"args": [], "kwargs": {"payload": {"seconds": 2}}}', CLERK)
    bus.call(contract.count, {}, CLERK)
    answered = [message.properties["correlation_id"] for message in bus.heard]
    assert slow not in answered
    assert bus.reply(slow)["error"] is None


def test_asking_a_service_that_is_nowhere_fails_at_once(sample: Running, bus: Bus) -> None:
    assert code(bus, contract.relay_call, {"seconds": -1}, CLERK) == "UNAVAILABLE"


def test_asking_a_service_that_is_slow_ends_at_the_deadline(sample: Running, bus: Bus) -> None:
    assert code(bus, contract.relay_call, {"seconds": 5}, CLERK) == "DEADLINE"


def test_a_service_asks_another(sample: Running, bus: Bus) -> None:
    assert bus.call(contract.relay_call, {"seconds": 0}, CLERK) == {}


def test_the_request_id_reaches_the_database(sample: Running, bus: Bus) -> None:
    told = bus.call(contract.trace, {}, CLERK, request_id="req-4711")
    assert told["text"].startswith("/* req-4711 */")


def test_a_request_id_cannot_smuggle_sql(sample: Running, bus: Bus) -> None:
    told = bus.call(contract.trace, {}, CLERK, request_id="*/ SELECT 1; /*")
    assert told["text"].startswith("BEGIN READ ONLY; SELECT query")


def test_log_lines_are_json_with_the_request_id(sample: Running, bus: Bus) -> None:
    with pytest.raises(Problem):
        bus.call(contract.add_note, {"text": "refuse"}, CLERK, request_id="req-in-log")
    until(lambda: "req-in-log" in sample.tail())
    lines = [json.loads(line) for line in sample.tail().splitlines() if "req-in-log" in line]
    assert lines[0]["service"] == "sample"


def test_the_log_never_shows_a_secret(sample: Running, bus: Bus, seeds: dict[str, bytes]) -> None:
    token_start = "eyJ"  # every JSON Web Token begins so
    bus.call(contract.count, {}, CLERK)
    assert token_start not in sample.log.read_text()
