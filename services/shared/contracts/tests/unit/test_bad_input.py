"""Whatever is sent, the contract says by field what is wrong with it; nothing else ever happens."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError, fields
from tenderhall_contracts.catalogue import PROMISED
from tenderhall_contracts.core import Rpc, Takes, storable
from tenderhall_contracts.examples import example
from tenderhall_contracts.fields import Instant

RPCS = [rpc for service in PROMISED.values() for rpc in service]
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from(["\x00", "\ud800", "1e999999", "NaN", "-1", "9999-12-31", "[]", 10**400]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def loads_or_says_why(rpc: Rpc, payload: object) -> None:
    try:
        rpc.takes().load(payload)
    except ValidationError as told:
        assert told.messages  # noqa: PT017 — either outcome is right


@pytest.mark.parametrize("rpc", RPCS, ids=lambda rpc: f"{rpc.owner}.{rpc.name}")
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_junk_in_any_field_is_loaded_or_refused_by_field(rpc: Rpc, data: st.DataObject) -> None:
    payload = example(rpc.takes)
    if payload:
        name = data.draw(st.sampled_from(sorted(payload)))
        payload[name] = data.draw(JUNK)
    loads_or_says_why(rpc, payload)
    loads_or_says_why(rpc, data.draw(JUNK))


class Inner(Takes):
    name = fields.String()


class Asked(Takes):
    name = fields.String()
    count = fields.Integer()
    words = fields.List(fields.String())
    facts = fields.Dict()
    one = fields.Nested(Inner)
    many = fields.List(fields.Nested(Inner))


class At(Takes):
    at = Instant()


class Timed(Takes):
    at = Instant()
    on = fields.Date(allow_none=True)
    days = fields.List(fields.Date())
    inner = fields.List(fields.Nested(At))


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        ({"name": "a\x00b"}, "name"),
        ({"name": "a\ud800b"}, "name"),
        ({"count": 2**63}, "count"),
        ({"count": -(2**64)}, "count"),
        ({"words": ["a", "\x00"]}, "words"),
        ({"facts": {"a": {"b": ["\x00"]}}}, "facts"),
        ({"facts": {"\x00": 1}}, "facts"),
        ({"stra\x00nge": 1}, "stra?nge"),
    ],
)
def test_what_no_database_can_hold_is_refused_by_field(payload: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Asked().load(payload)
    assert caught.value.messages == {field: ["含有无法存储的内容"]}


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        ({"one": {"name": "\x00"}}, {"one": {"name": ["含有无法存储的内容"]}}),
        (
            {"many": [{"name": "a"}, {"name": "\x00"}]},
            {"many": {1: {"name": ["含有无法存储的内容"]}}},
        ),
    ],
)
def test_in_a_nested_form_the_inner_field_is_named(
    payload: dict[str, Any], told: dict[str, Any]
) -> None:
    assert Asked().validate(payload) == told


@pytest.mark.parametrize("year", ["0001", "1899", "2200", "9999"])
def test_a_time_that_no_calendar_reaches_is_refused_by_field(year: str) -> None:
    payload = {"at": f"{year}-06-01T00:00:00+08:00", "days": [f"{year}-06-01"]}
    assert list(Timed().validate(payload)) == ["at", "days"]
    assert Timed().validate({"inner": [{"at": payload["at"]}]}) == {
        "inner": {0: {"at": ["须在1900年至2199年之间"]}}
    }


@pytest.mark.parametrize("year", ["1900", "2026", "2199"])
def test_a_time_within_two_centuries_is_taken(year: str) -> None:
    assert Timed().validate({"at": f"{year}-06-01T00:00:00+08:00", "days": [], "on": None}) == {}


def test_everything_else_is_held() -> None:
    told = {
        "name": "𠮷田\n（一）",
        "count": 2**63 - 1,
        "words": [],
        "facts": {"a": [1.5, None, True]},
    }
    assert Asked().load(told) == told
    assert storable(None)


def test_a_payload_that_is_no_object_is_refused() -> None:
    assert Asked().validate([1]) == {"_schema": ["Invalid input type."]}
