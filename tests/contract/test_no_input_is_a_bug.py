"""Every RPC of every running service, asked with odd values in each field: refused, never a bug.

Over the real bus, as each role that may ask. The answers themselves are other tests' business.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from notices.fonts import build
from registry import seed
from registry.seed.people import fixed_id
from tenderhall_contracts import registry
from tenderhall_contracts.catalogue import SERVICES
from tenderhall_contracts.core import Role, Rpc
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.examples import example
from tenderhall_kit.actors import Actor, service_actor
from tenderhall_kit.call import Call
from tenderhall_kit.testbus import Bus

ROOT = Path(__file__).resolve().parents[2]
ODD: tuple[Any, ...] = (
    *(None, "", "长" * 70_000, "'; DROP TABLE upload; --", "%_\\"),
    *(0, -1, 2**63 - 1, "1e15", "0.005"),
    *("9999-12-31", "0001-01-01T00:00:00-14:00", [], {}, [None]),
)
ORGS = {Role.CLERK: "agency-a", Role.REVIEWER: "centre", Role.ADMIN: "centre"}
USERS = {Role.CLERK: "clerk-a", Role.REVIEWER: "reviewer", Role.ADMIN: "admin"}


def somebody(role: Role, rpc: Rpc) -> Actor:
    """Who asks: a person of the seed, or a service that is known."""
    if role is Role.ANONYMOUS:
        return Actor("anonymous", role)
    if role is Role.SERVICE:
        return Actor("service:gateway", role, auth="service", name="gateway")
    org, user = fixed_id(ORGS[role]), fixed_id(USERS[role])
    return Actor(str(user), role, org_id=str(org), session_id=str(user), name=USERS[role])


@pytest.fixture(scope="module")
def everything(running: Callable[..., Any], kit_for: Callable[[str], Any]) -> Iterator[None]:
    Call(kit_for("registry"), service_actor("registry"), "seed").run(seed.run)
    fonts = build(Path(os.environ.get("TENDERHALL_FONT_DIR", ROOT / ".local/fonts")))
    env = {"TENDERHALL_FONT_DIR": str(fonts.path), "HOST_KEYS": "{}"}
    with ExitStack() as left:
        for name in SERVICES:
            left.enter_context(running(name, **env))
        yield


def oddities(payload: Any) -> Iterator[Any]:
    """The payload with one value replaced, at every place, by every odd value."""
    yield payload
    for path in paths(payload):
        for value in ODD:
            changed = deepcopy(payload)
            inner = changed
            for step in path[:-1]:
                inner = inner[step]
            inner[path[-1]] = value
            yield changed


def paths(payload: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = payload.items() if isinstance(payload, dict) else enumerate(payload)
    for step, value in inside:
        yield (*before, step)
        if isinstance(value, dict | list):
            yield from paths(value, (*before, step))


RPCS = [rpc for service in SERVICES.values() for rpc in service]


def who_asks(rpc: Rpc) -> Actor:
    """The role that does most with it."""
    return somebody(next(role for role in (Role.CLERK, *Role) if role in rpc.roles), rpc)


def sensible(rpc: Rpc) -> Any:
    """A payload that gets far: no receipt that is none, no lot of another project."""
    payload = example(rpc.takes)
    for lot in payload.get("lots", ()):
        lot.pop("id", None)
    return payload | {name: [] for name in ("attachments",) if name in payload}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("rpc", RPCS, ids=lambda rpc: rpc.routing_key)
def test_no_odd_value_is_a_bug(everything: None, bus: Bus, rpc: Rpc) -> None:
    bugs = []
    for payload in oddities(sensible(rpc)):
        try:
            bus.call(rpc, payload, who_asks(rpc), timeout=20)
        except Problem as problem:
            if problem.code in {"BUG", "DEADLINE"}:
                bugs.append((str(payload)[:300], str(problem)[:300]))
    assert bugs == []


def test_the_odd_values_get_as_far_as_the_database(everything: None, bus: Bus) -> None:
    """The test above means little where every payload stumbles over something else first."""
    rpc = registry.create_project
    made = bus.call(rpc, sensible(rpc), who_asks(rpc))
    asked = {"id": str(made["id"]), "version": made["version"]}
    saved = registry.save_project
    bugs = []
    for payload in oddities(sensible(rpc)):
        try:
            told = bus.call(saved, payload | asked, who_asks(saved), timeout=20)
            asked["version"] = told["version"]
        except Problem as problem:
            if problem.code == "BUG":
                bugs.append((str(payload)[:300], str(problem)[:300]))
    assert bugs == []
    assert asked["version"] > made["version"] + 50
