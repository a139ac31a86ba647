"""Every RPC of every running service, asked with odd values in each field: refused, never a bug.

Over the real bus, as each role that may ask. The answers themselves are other tests' business.
"""

import base64
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from registry import seed
from registry.seed.people import fixed_id
from registry.usecases import accounts
from tenderhall_contracts import documents, notices, registry, venue
from tenderhall_contracts.catalogue import SERVICES
from tenderhall_contracts.core import Role, Rpc
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.examples import example
from tenderhall_contracts.scopes import SCOPES
from tenderhall_kit.actors import Actor, platform_actor, service_actor
from tenderhall_kit.call import Call
from tenderhall_kit.receipts import Receipt, issue
from tenderhall_kit.settings import Settings
from tenderhall_kit.testbus import Bus
from tenderhall_kit.testprocess import environment
from tenderhall_local.demo.registration import ATTACHMENTS, project_form
from tenderhall_press.fonts import build

ROOT = Path(__file__).resolve().parents[2]
INJECTED = "'; DROP TABLE upload; --"
WORTH = ("1e15", "0.005", "9999-12-31", "0001-01-01T00:00:00-14:00")
"""Numbers and days as text: at a place that takes any text they are no odder than another."""
ODD: tuple[Any, ...] = (
    *(None, "", "长" * 70_000, INJECTED, "%_\\", 0, -1, 2**63 - 1, [], {}, [None]),
    *WORTH,
)
PLATFORM, SEED = "evaluation-fuzz", bytes(range(32))
PEOPLE = {
    Role.CLERK: ("clerk-a", "agency-a"),
    Role.SEAL_HOLDER: ("sealer-a", "agency-a"),
    Role.REVIEWER: ("reviewer", "centre"),
    Role.ADMIN: ("admin", "centre"),
    Role.SUPERVISOR: ("supervisor", "finance-bureau"),
}


def somebody(role: Role, rpc: Rpc) -> Actor:
    """Who asks: a person of the seed, or a service that is known."""
    if role is Role.ANONYMOUS:
        return Actor("anonymous", role)
    if role is Role.SERVICE:
        return Actor("service:gateway", role, auth="service", name="gateway")
    if role is Role.PLATFORM:
        return platform_actor(PLATFORM)
    login, label = PEOPLE[role]
    user, org = str(fixed_id(login)), str(fixed_id(label))
    return Actor(user, role, org_id=org, session_id=user, name=login)


@pytest.fixture(scope="module")
def everything(
    running: Callable[..., Any],
    kit_for: Callable[[str], Any],
    database: Callable[[str], str],
) -> Iterator[None]:
    Call(kit_for("registry"), service_actor("registry"), "seed").run(seed.run)
    admin = somebody(Role.ADMIN, registry.create_service_account)
    Call(kit_for("registry"), admin, "seed").run(accounts.create_service_account, account())
    words = [sys.executable, "-m", "venue.seed"]
    rooms = environment({"DATABASE_URL": database("venue")})
    subprocess.run(words, env=rooms, check=True)  # noqa: S603 — our own words
    fonts = build(Path(os.environ.get("TENDERHALL_FONT_DIR", ROOT / ".local/fonts")))
    env = {"TENDERHALL_FONT_DIR": str(fonts.path), "HOST_KEYS": "{}"}
    with ExitStack() as left:
        for name in SERVICES:
            left.enter_context(running(name, **env))
        yield


def account() -> dict[str, Any]:
    """A platform of others, with every right that such a one may have."""
    key = Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()
    told = {"name": PLATFORM, "title": "电子评标系统", "organisation": "湖南评标科技公司"}
    public = base64.b64encode(key).decode()
    return told | {"public_key": public, "scopes": sorted(SCOPES)}


@pytest.fixture
def platform_bus(vhost: str) -> Iterator[Bus]:
    """That platform's own way to ask."""
    with Bus(vhost, SEED) as client:
        yield client


def oddities(rpc: Rpc, payload: Any) -> Iterator[Any]:
    """The payload with one value replaced, at every place, by every odd value.

    Of those that the contract alone refuses, which its own tests try without a bus, one is asked.
    """
    yield payload
    refused = False
    for path in paths(payload):
        free = loads(rpc, replaced(payload, path, INJECTED))
        for value in ODD[: -len(WORTH)] if free else ODD:
            changed = replaced(payload, path, value)
            if not refused or loads(rpc, changed):
                yield changed
            refused = refused or not loads(rpc, changed)


def replaced(payload: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = deepcopy(payload)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return changed


def loads(rpc: Rpc, payload: Any) -> bool:
    """True where the contract lets it through; which form it is about is told later."""
    schema = rpc.takes()
    about = {name: 1 if name == "version" else str(uuid4()) for name in ("id", "version")}
    known = {name: one for name, one in about.items() if name in schema.fields}
    return not schema.validate(known | payload)


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
def test_no_odd_value_is_a_bug(everything: None, bus: Bus, platform_bus: Bus, rpc: Rpc) -> None:
    asking = platform_bus if who_asks(rpc).role is Role.PLATFORM else bus
    assert fates(asking, rpc, oddities(rpc, sensible(rpc)))[1] == []


@pytest.fixture(scope="module")
def settings(settings_for: Callable[[str, str], Settings]) -> Settings:
    """Those of documents, whose key signs receipts."""
    return settings_for("documents", "")


def receipt(settings: Settings, kind: str) -> dict[str, str]:
    told = Receipt(
        document_id=str(uuid4()),
        version=1,
        sha256="0" * 64,
        size=10,
        mime="application/pdf",
        name=f"{kind}.pdf",
        kind=kind,
        org_id=str(fixed_id("agency-a")),
    )
    return {"kind": kind, "receipt": issue(settings, told, datetime(2026, 11, 23, tzinfo=UTC))}


def step(bus: Bus, rpc: Rpc, row: Any, role: Role = Role.CLERK, **more: Any) -> Any:
    asked = {"id": str(row["id"]), "version": row["version"]} | more
    return bus.call(rpc, asked, somebody(role, rpc), timeout=20)


def approved_project(bus: Bus, settings: Settings) -> Any:
    files = [receipt(settings, kind) for kind in ATTACHMENTS]
    form = project_form("奇异输入项目", f"{uuid4().int % 10**6:06}", files)
    made = bus.call(registry.create_project, form, somebody(Role.CLERK, registry.create_project))
    sent = step(bus, registry.submit_project, made)
    return step(bus, registry.approve_project, sent, Role.REVIEWER, opinion="同意")


def fates(
    bus: Bus, rpc: Rpc, payloads: Iterator[Any], row: Any = None
) -> tuple[int, list[tuple[str, str]]]:
    """How many were taken, and which ended as a bug; ``row`` is the form that they change."""
    taken, bugs = 0, []
    asked = {"id": str(row["id"]), "version": row["version"]} if row else {}
    for payload in payloads:
        try:
            told = bus.call(rpc, payload | asked, who_asks(rpc), timeout=20)
            asked = asked and asked | {"version": told["version"]}
            taken += 1
        except Problem as problem:
            if problem.code in {"BUG", "DEADLINE"}:
                bugs.append((str(payload)[:400], str(problem)[:300]))
    return taken, bugs


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("create", "save"),
    [
        (documents.create_tender_document, documents.save_tender_document),
        (venue.create_booking, venue.save_booking),
        (notices.create_tender_notice, notices.save_tender_notice),
    ],
    ids=lambda rpc: rpc.routing_key,
)
def test_no_odd_value_in_a_form_of_a_real_project_is_a_bug(
    everything: None, bus: Bus, settings: Settings, create: Rpc, save: Rpc
) -> None:
    project = approved_project(bus, settings)
    of_project = {
        "project_id": str(project["id"]),
        "lot_ids": [str(one["id"]) for one in project["lots"]],
    }
    form = sensible(create) | of_project
    if "opening_room_id" in form:
        rooms = bus.call(venue.list_rooms, {}, who_asks(venue.list_rooms))["items"]
        by_kind = {one["kind"].value: one["id"] for one in rooms}
        form |= {f"{kind}_room_id": identity for kind, identity in by_kind.items()}
    if "file" in form:
        form["file"] = receipt(settings, "tender_document")
    made = bus.call(create, form, who_asks(create), timeout=20)
    assert fates(bus, create, oddities(create, form))[1] == []
    taken, bugs = fates(bus, save, oddities(save, form), made)
    assert bugs == []
    assert taken > 8, "the odd values get as far as the database"


def test_no_odd_value_in_a_project_is_a_bug(everything: None, bus: Bus) -> None:
    create, save = registry.create_project, registry.save_project
    made = bus.call(create, sensible(create), who_asks(create))
    taken, bugs = fates(bus, save, oddities(save, sensible(create)), made)
    assert bugs == []
    assert taken > 50, "the odd values get as far as the database"
