"""The quick way of telling an answer says what marshmallow says, or leaves it to marshmallow."""

from collections.abc import Iterator
from typing import Any

import pytest
from marshmallow import Schema, ValidationError
from tenderhall_contracts.catalogue import SERVICES
from tenderhall_contracts.core import Rpc
from tenderhall_contracts.examples import example
from tenderhall_kit import quick
from tenderhall_kit.schemas import schema_of

RPCS = [rpc for service in SERVICES.values() for rpc in service]
STRANGE = (None, 0, 1.5, True, "", "x", "2026-11-23", "2026-11-23T09:30:00", [], {}, ["x"])


def slow(kind: type[Schema], value: Any) -> Any:
    schema = schema_of(kind)
    return schema.dump(schema.load(value))


def agree(kind: type[Schema], value: Any) -> bool:
    """Whether the quick way answered; where it did, it said the same, in the same order."""
    try:
        told = quick.told(kind, value)
    except quick.Other:
        return False
    try:
        expected = slow(kind, value)
    except ValidationError as fault:
        pytest.fail(f"{kind.__name__}: {value} is refused: {fault}")
    assert list(told.items()) == list(expected.items())
    return True


def spoiled(value: Any) -> Iterator[Any]:
    """The value with one part of it missing, strange, or new, at every depth."""
    if isinstance(value, dict):
        yield {**value, "unknown": 1}
        for name, inner in value.items():
            yield {key: one for key, one in value.items() if key != name}
            yield from ({**value, name: one} for one in STRANGE)
            yield from ({**value, name: one} for one in spoiled(inner))
    elif isinstance(value, list) and value:
        yield from ([one] for one in spoiled(value[0]))


@pytest.mark.parametrize("rpc", RPCS, ids=lambda rpc: rpc.routing_key)
def test_what_an_rpc_gives_is_told_alike_both_ways(rpc: Rpc) -> None:
    told = example(rpc.gives)
    agree(rpc.gives, told)
    for one in spoiled(told):
        agree(rpc.gives, one)


def test_the_usage_of_rooms_is_told_quickly() -> None:
    usage = next(rpc for rpc in RPCS if rpc.routing_key == "venue.usage")
    assert agree(usage.gives, example(usage.gives))
