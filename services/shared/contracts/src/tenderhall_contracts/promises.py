"""已公布的契约 a service's promises as JSON, and whether new promises keep the old ones.

What callers send may only be wanted less strictly; what they are told may only be told more
strictly. An input loses no value that was valid; an output gains no form that was not. Vocabularies
are the exception: an output's enum may grow, so readers are deployed before writers.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from tenderhall_contracts.core import Service
from tenderhall_contracts.shapes import Shape, Shapes

Promise = dict[str, Any]

_UPPER = ("maxLength", "maxItems", "maximum")
_LOWER = ("minLength", "minItems", "minimum")
_EXACT = ("format", "pattern")

_CORRECTED = frozenset({"registry.project_form gives.fields_"})
"""Published by mistake and never told on the wire, so that nobody can have read it."""


def promise(name: str, service: Service) -> Promise:
    """契约内容 everything that others may rely on, in a steady order; each shape once, by name."""
    shapes = Shapes()
    rpcs = {
        rpc.name: {
            "kind": rpc.kind.value,
            "roles": sorted(role.value for role in rpc.roles),
            "refuses": sorted(rpc.refuses),
            "takes": shapes.of(rpc.takes),
            "gives": shapes.of(rpc.gives),
        }
        for rpc in service
    }
    events = {
        event.name: {"version": event.version, "carries": shapes.of(event.carries)}
        for event in service.events.values()
    }
    named = dict(sorted(shapes.named.items()))
    return {"service": name, "rpcs": rpcs, "events": events, "$defs": named}


def whole(promise: Promise) -> Promise:
    """展开 the same promise with every named shape in its place."""
    named = promise["$defs"]

    def fill(told: Any) -> Any:
        if isinstance(told, dict):
            if "$ref" in told:
                return fill(named[told["$ref"].rpartition("/")[2]])
            if "anyOf" in told:  # a named shape or null
                return fill(told["anyOf"][0]) | {"type": ["object", "null"]}
            return {key: fill(value) for key, value in told.items()}
        return [fill(one) for one in told] if isinstance(told, list) else told

    return {key: fill(value) for key, value in promise.items() if key != "$defs"}


def broken(before: Promise, after: Promise) -> list[str]:
    """违背之处 where the new promises break the old ones; nothing where they only add."""
    old, new = whole(before), whole(after)
    where = old["service"]
    told = [*_gone(old["rpcs"], new["rpcs"], where), *_gone(old["events"], new["events"], where)]
    for name in sorted(old["rpcs"].keys() & new["rpcs"].keys()):
        told += _rpc(old["rpcs"][name], new["rpcs"][name], f"{where}.{name}")
    for name in sorted(old["events"].keys() & new["events"].keys()):
        told += _event(old["events"][name], new["events"][name], name)
    return [one for one in told if one.partition(": ")[0] not in _CORRECTED]


def _gone(old: Mapping[str, Any], new: Mapping[str, Any], where: str) -> list[str]:
    return [f"{where}: {name} is gone" for name in sorted(old.keys() - new.keys())]


def _rpc(old: Promise, new: Promise, where: str) -> Iterator[str]:
    if old["kind"] != new["kind"]:
        yield f"{where}: was a {old['kind']}"
    for role in sorted(set(old["roles"]) - set(new["roles"])):
        yield f"{where}: {role} may not ask any more"
    yield from _input(old["takes"], new["takes"], f"{where} takes")
    yield from _output(old["gives"], new["gives"], f"{where} gives")


def _event(old: Promise, new: Promise, where: str) -> Iterator[str]:
    if new["version"] < old["version"]:
        yield f"{where}: its version went back"
    yield from _output(old["carries"], new["carries"], f"{where} carries")


def _input(old: Shape, new: Shape, where: str) -> Iterator[str]:
    yield from _removed(old, new, where)
    yield from _refused(old, new, where, "takes no", grows=False)


def _output(old: Shape, new: Shape, where: str) -> Iterator[str]:
    """A reader that was made for ``old`` must be able to read all that ``new`` tells."""
    yield from _removed(old, new, where)
    yield from _refused(new, old, where, "now tells", grows=True)


def _removed(old: Shape, new: Shape, where: str) -> Iterator[str]:
    for name, one in old.get("properties", {}).items():
        after = new.get("properties", {}).get(name)
        if after is None:
            yield f"{where}.{name}: is gone"
        else:
            yield from _removed(one, after, f"{where}.{name}")
    if "items" in old and "items" in new:
        yield from _removed(old["items"], new["items"], f"{where}[]")


def _refused(
    offered: Shape, accepted: Shape, where: str, verb: str, *, grows: bool
) -> Iterator[str]:
    """What one side may offer and the other does not accept."""
    for kind in sorted(_types(offered) - _types(accepted)):
        yield f"{where}: {verb} {kind}"
    if not grows:
        yield from _values(offered, accepted, where, verb)
    yield from _limits(offered, accepted, where, verb)
    yield from _inside(offered, accepted, where, verb, grows=grows)


def _types(told: Shape) -> set[str]:
    kinds = told.get("type", "any")
    return set(kinds) if isinstance(kinds, list) else {kinds}


def _values(offered: Shape, accepted: Shape, where: str, verb: str) -> Iterator[str]:
    if "enum" not in accepted:
        return
    for value in sorted(set(offered.get("enum", ["other values"])) - set(accepted["enum"])):
        yield f"{where}: {verb} {value}"


def _limits(offered: Shape, accepted: Shape, where: str, verb: str) -> Iterator[str]:
    for name in _EXACT:
        if name in accepted and offered.get(name) != accepted[name]:
            yield f"{where}: {verb} other {name} than {accepted[name]}"
    for name in _UPPER:
        if name in accepted and offered.get(name, accepted[name] + 1) > accepted[name]:
            yield f"{where}: {verb} more than {name} {accepted[name]}"
    for name in _LOWER:
        if name in accepted and offered.get(name, accepted[name] - 1) < accepted[name]:
            yield f"{where}: {verb} less than {name} {accepted[name]}"


def _inside(
    offered: Shape, accepted: Shape, where: str, verb: str, *, grows: bool
) -> Iterator[str]:
    for name in sorted(set(accepted.get("required", ())) - set(offered.get("required", ()))):
        yield f"{where}.{name}: {verb} object without it"
    ours, theirs = offered.get("properties", {}), accepted.get("properties", {})
    for name in sorted(ours.keys() & theirs.keys()):
        yield from _refused(ours[name], theirs[name], f"{where}.{name}", verb, grows=grows)
    if "items" in offered and "items" in accepted:
        yield from _refused(offered["items"], accepted["items"], f"{where}[]", verb, grows=grows)
