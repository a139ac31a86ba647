"""Every event has an example that travels, and that every subscriber may see."""

import json
import re
from collections.abc import Iterator

import pytest
from tenderhall_contracts.audit import HEAD_PUBLISHED
from tenderhall_contracts.catalogue import SERVICES
from tenderhall_contracts.core import Event
from tenderhall_contracts.events import Envelope
from tenderhall_contracts.examples import envelope, example
from tenderhall_contracts.overriding import RULE_OVERRIDDEN

EVENTS = [event for service in SERVICES.values() for event in service.events.values()]
SECRET = re.compile(
    r"password|passwd|secret|token|receipt|(^|_)pin($|_)|bidder|expert|supplier|committee|taker|phone|_url$"
)
"""What may never travel in an event: credentials, bearer URLs, and what domain R25 keeps secret."""

HARMLESS = {"presence": {"tokens"}}
"""Reviewed: a host names the tokens that it holds, in the exchange that only signing reads."""


def names(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield name
            yield from names(one)
    elif isinstance(value, list):
        for one in value:
            yield from names(one)


@pytest.fixture(params=EVENTS, ids=lambda event: event.name)
def event(request: pytest.FixtureRequest) -> Event:
    return request.param


def test_the_example_goes_round_as_json(event: Event) -> None:
    told = json.loads(json.dumps(envelope(event), ensure_ascii=False))
    read = Envelope().load(told)
    assert Envelope().dump(read) == told
    data = event.carries().load(told["data"])
    assert event.carries().dump(data) == told["data"]


def test_the_example_shows_every_field(event: Event) -> None:
    assert set(envelope(event)["data"]) == set(event.carries().fields)


def test_a_subscriber_may_see_all_of_it(event: Event) -> None:
    told = {name for name in names(envelope(event)["data"]) if SECRET.search(name)}
    assert told <= HARMLESS.get(event.name, set())


def test_a_reader_ignores_what_it_does_not_know(event: Event) -> None:
    told = example(event.carries) | {"newer": 1}
    assert "newer" not in event.carries().load(told)


def test_the_name_says_what_happened_to_what(event: Event) -> None:
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+|presence", event.name)
    assert event.version >= 1


SHARED = {HEAD_PUBLISHED, RULE_OVERRIDDEN}
"""What a service tells of itself by a promise that all make alike (audit, overriding)."""


def test_no_two_services_tell_the_same_event_but_what_all_promise_alike() -> None:
    names = [event.name for event in EVENTS if event.name not in SHARED]
    assert len({*names}) == len(names)


@pytest.mark.parametrize("service", SERVICES)
def test_every_rpc_has_an_example_of_question_and_answer(service: str) -> None:
    for rpc in SERVICES[service]:
        assert not rpc.takes().validate(example(rpc.takes)), rpc.name
        answer = example(rpc.gives)
        assert not rpc.gives().validate(answer), rpc.name
        assert rpc.gives().dump(rpc.gives().load(answer)) == answer
