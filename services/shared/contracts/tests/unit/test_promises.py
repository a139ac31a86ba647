"""Promises may grow; whatever else changes in them is found and named."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from tenderhall_contracts.catalogue import PROMISED
from tenderhall_contracts.promises import broken, promise, whole

Change = Callable[[dict[str, Any]], object]


def sample() -> dict[str, Any]:
    """A promise with one of everything."""
    asked = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "minLength": 1, "maxLength": 9, "pattern": "^a"},
            "free": {"type": "string"},
            "kind": {"type": "string", "enum": ["a", "b"]},
            "note": {"type": ["string", "null"]},
            "lots": {"type": "array", "items": {"$ref": "#/$defs/Lot"}, "maxItems": 5},
            "words": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["name"],
        "additionalProperties": False,
    }
    lot = {
        "type": "object",
        "properties": {"no": {"type": "string"}, "place": {"type": "integer", "minimum": 1}},
        "required": ["no"],
        "additionalProperties": False,
    }
    told = deepcopy(asked) | {"additionalProperties": True}
    told["properties"]["party"] = {"anyOf": [{"$ref": "#/$defs/Lot"}, {"type": "null"}]}
    return {
        "service": "s",
        "rpcs": {
            "ask": {
                "kind": "query",
                "roles": ["admin", "clerk"],
                "refuses": ["NOT_FOUND"],
                "takes": asked,
                "gives": told,
            },
            "do": {
                "kind": "command",
                "roles": ["clerk"],
                "refuses": [],
                "takes": {"$ref": "#/$defs/Lot"},
                "gives": {"$ref": "#/$defs/Lot"},
            },
        },
        "events": {"s.done": {"version": 1, "carries": deepcopy(told)}},
        "$defs": {"Lot": lot},
    }


def takes(it: dict[str, Any]) -> dict[str, Any]:
    return it["rpcs"]["ask"]["takes"]


def gives(it: dict[str, Any]) -> dict[str, Any]:
    return it["rpcs"]["ask"]["gives"]


def after(change: Change) -> list[str]:
    new = sample()
    change(new)
    return broken(sample(), new)


def field(part: Callable[..., Any], name: str, **to: Any) -> Change:
    return lambda it: part(it)["properties"][name].update(to)


def without(part: Callable[..., Any], name: str, key: str) -> Change:
    return lambda it: part(it)["properties"][name].pop(key)


def add(part: Callable[..., Any], name: str, *, required: bool = False) -> Change:
    def change(it: dict[str, Any]) -> None:
        part(it)["properties"][name] = {"type": "string"}
        if required:
            part(it)["required"].append(name)

    return change


@pytest.mark.parametrize("name", PROMISED)
def test_what_did_not_change_is_kept(name: str) -> None:
    told = promise(name, PROMISED[name])
    assert broken(told, deepcopy(told)) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda it: it["rpcs"].update(more=it["rpcs"]["ask"]),
        lambda it: it["events"].update({"s.more": it["events"]["s.done"]}),
        lambda it: it["events"]["s.done"].update(version=2),
        lambda it: it["rpcs"]["ask"]["roles"].append("reviewer"),
        lambda it: it["rpcs"]["ask"]["refuses"].append("STATE_CONFLICT"),
        lambda it: it["rpcs"]["ask"]["refuses"].clear(),
        add(takes, "more"),
        add(gives, "more"),
        add(gives, "more", required=True),
        lambda it: takes(it)["required"].clear(),
        lambda it: gives(it)["required"].append("kind"),
        field(takes, "name", maxLength=10),
        field(takes, "name", minLength=0),
        field(takes, "kind", enum=["a", "b", "c"]),
        field(takes, "free", type=["string", "null"]),
        without(takes, "kind", "enum"),
        without(takes, "name", "pattern"),
        without(takes, "name", "maxLength"),
        field(gives, "kind", enum=["a", "b", "c"]),
        field(gives, "kind", enum=["a"]),
        field(gives, "note", type="string"),
        field(gives, "name", maxLength=8, minLength=2),
        lambda it: gives(it)["properties"].update(party={"$ref": "#/$defs/Lot"}),
    ],
)
def test_an_addition_is_no_breach(change: Change) -> None:
    assert after(change) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda it: it["rpcs"].pop("ask"), "s: ask is gone"),
        (lambda it: it["events"].pop("s.done"), "s: s.done is gone"),
        (lambda it: it["events"]["s.done"].update(version=0), "s.done: its version went back"),
        (lambda it: it["rpcs"]["ask"].update(kind="command"), "s.ask: was a query"),
        (
            lambda it: it["rpcs"]["ask"]["roles"].remove("clerk"),
            "s.ask: clerk may not ask any more",
        ),
        # what is taken
        (lambda it: takes(it)["properties"].pop("free"), "s.ask takes.free: is gone"),
        (
            lambda it: takes(it)["required"].append("free"),
            "s.ask takes.free: takes no object without it",
        ),
        (
            add(takes, "more", required=True),
            "s.ask takes.more: takes no object without it",
        ),
        (field(takes, "free", type="integer"), "s.ask takes.free: takes no string"),
        (field(takes, "note", type="string"), "s.ask takes.note: takes no null"),
        (field(takes, "kind", enum=["a"]), "s.ask takes.kind: takes no b"),
        (field(takes, "free", enum=["a"]), "s.ask takes.free: takes no other values"),
        (field(takes, "free", format="uuid"), "s.ask takes.free: takes no other format than uuid"),
        (
            field(takes, "name", pattern="^b"),
            "s.ask takes.name: takes no other pattern than ^b",
        ),
        (field(takes, "name", maxLength=8), "s.ask takes.name: takes no more than maxLength 8"),
        (field(takes, "free", maxLength=8), "s.ask takes.free: takes no more than maxLength 8"),
        (field(takes, "name", minLength=2), "s.ask takes.name: takes no less than minLength 2"),
        (field(takes, "free", minLength=1), "s.ask takes.free: takes no less than minLength 1"),
        (field(takes, "lots", maxItems=4), "s.ask takes.lots: takes no more than maxItems 4"),
        (
            field(takes, "words", items={"type": "integer"}),
            "s.ask takes.words[]: takes no string",
        ),
        # what is told
        (lambda it: gives(it)["properties"].pop("free"), "s.ask gives.free: is gone"),
        (
            lambda it: gives(it)["required"].clear(),
            "s.ask gives.name: now tells object without it",
        ),
        (
            field(gives, "free", type=["string", "null"]),
            "s.ask gives.free: now tells null",
        ),
        (
            field(gives, "name", maxLength=10),
            "s.ask gives.name: now tells more than maxLength 9",
        ),
        (without(gives, "name", "minLength"), "s.ask gives.name: now tells less than minLength 1"),
        (
            lambda it: it["events"]["s.done"]["carries"]["properties"].pop("note"),
            "s.done carries.note: is gone",
        ),
    ],
)
def test_a_breach_is_named(change: Change, told: str) -> None:
    assert told in after(change)


def test_a_breach_in_a_shared_shape_is_named_wherever_it_is_used() -> None:
    told = after(lambda it: it["$defs"]["Lot"]["properties"].pop("place"))
    assert told == [
        "s.ask takes.lots[].place: is gone",
        "s.ask gives.lots[].place: is gone",
        "s.ask gives.party.place: is gone",
        "s.do takes.place: is gone",
        "s.do gives.place: is gone",
        "s.done carries.lots[].place: is gone",
        "s.done carries.party.place: is gone",
    ]


def test_the_name_of_a_shape_is_no_promise() -> None:
    def rename(it: dict[str, Any]) -> None:
        it["$defs"]["Parcel"] = it["$defs"].pop("Lot")
        text = {"$ref": "#/$defs/Parcel"}
        it["rpcs"]["do"].update(takes=text, gives=text)
        for one in (takes(it), gives(it), it["events"]["s.done"]["carries"]):
            one["properties"]["lots"]["items"] = text
            if "party" in one["properties"]:
                one["properties"]["party"]["anyOf"][0] = text

    assert after(rename) == []


def test_a_whole_promise_has_every_shape_in_its_place() -> None:
    told = whole(sample())
    assert "$defs" not in told
    assert told["rpcs"]["do"]["takes"] == sample()["$defs"]["Lot"]
    assert told["rpcs"]["ask"]["gives"]["properties"]["party"]["type"] == ["object", "null"]
