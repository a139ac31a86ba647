"""Every service keeps its promises, asks only for what is promised, and hears what it must.

Read from the service classes and their sources: nothing runs, so this is fast and finds what unit
tests of one service cannot see.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tenderhall_contracts.audit import HEAD_PUBLISHED
from tenderhall_contracts.catalogue import PROMISED, SERVICES
from tenderhall_contracts.common import FormEvent
from tenderhall_contracts.core import Event, Role, Rpc
from tenderhall_contracts.errors import ERRORS

ROOT = Path(__file__).resolve().parents[2]
EVENTS = [
    event
    for service in SERVICES.values()
    for event in service.events.values()
    if event.name != HEAD_PUBLISHED  # the kit tells it for every service
]


@cache
def looked() -> dict[str, Any]:
    words = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("look.py")), *SERVICES]
    done = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603 — our own words
    return dict(json.loads(done.stdout))


def served(name: str) -> set[str]:
    return set(looked()[name]["served"])


def heard(name: str) -> set[str]:
    return set(looked()[name]["heard"])


def clients(name: str) -> dict[str, Any]:
    """Attribute → the contract it asks."""
    known = {(one.name, one.title): one for one in PROMISED.values()}
    return {at: known[tuple(one)] for at, one in looked()[name]["clients"].items()}


def sources(name: str) -> list[Path]:
    return sorted((ROOT / "services" / name / "src").rglob("*.py"))


def calls_in(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield node


def questions(name: str) -> Iterator[tuple[Any, str, bool]]:
    """(contract, rpc, as the caller) of each ``self.<client>.<rpc>(…)`` in a service's sources."""
    known = clients(name)
    for path in sources(name):
        for call in calls_in(path):
            match call.func:
                case ast.Attribute(attr=rpc, value=ast.Attribute(attr=client)) if client in known:
                    as_caller = any(one.arg == "as_caller" for one in call.keywords)
                    yield known[client], rpc, as_caller


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_answers_exactly_what_it_promises(name: str) -> None:
    assert served(name) == {rpc.routing_key for rpc in SERVICES[name]}


def test_a_signing_host_answers_exactly_what_it_promises() -> None:
    source = (ROOT / "services/signing/src/signing/host/service.py").read_text()
    for rpc in PROMISED["signing-host"]:
        assert f"@serves(contract.{rpc.name})" in source


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_asks_only_what_is_promised_to_it(name: str) -> None:
    for contract, asked, as_caller in questions(name):
        if asked == "at":  # one host of many
            continue
        rpc: Rpc = contract.rpcs[asked]
        assert as_caller or Role.SERVICE in rpc.roles, f"{name} may not ask {rpc.routing_key}"


def test_the_questions_are_found() -> None:
    """The two tests above mean nothing where the sources are not read."""
    asked = {(contract.name, rpc) for contract, rpc, _ in questions("documents")}
    registry = {("registry", "get_project"), ("registry", "open_activity")}
    assert asked == {*registry, ("venue", "live_bookings")}


@pytest.mark.parametrize("name", [*SERVICES, "kit", "gateway"])
def test_every_refusal_has_a_code_of_the_table(name: str) -> None:
    paths = {
        "kit": ROOT / "services/shared/kit/src",
        "gateway": ROOT / "gateway/src",
    }.get(name, ROOT / "services" / name / "src")
    codes = {
        call.args[0].value
        for path in paths.rglob("*.py")
        for call in calls_in(path)
        if isinstance(call.func, ast.Name) and call.func.id == "Problem" and call.args
        if isinstance(call.args[0], ast.Constant)
    }
    assert codes
    assert codes <= ERRORS.keys()


def told_somewhere(event: Event) -> bool:
    """True where the owner's sources name the event's declaration."""
    module = import_module(f"tenderhall_contracts.{event.source}")
    names = {name for name, value in vars(module).items() if value is event}
    return any(
        isinstance(node, ast.Attribute | ast.Name)
        and (node.attr if isinstance(node, ast.Attribute) else node.id) in names
        for path in sources(event.source)
        for node in ast.walk(ast.parse(path.read_text()))
    )


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_an_event_that_is_promised_is_told(event: Event) -> None:
    assert told_somewhere(event)


@pytest.mark.parametrize(
    "event",
    [one for one in EVENTS if issubclass(one.carries, FormEvent) and one.source != "registry"],
    ids=lambda event: event.name,
)
def test_the_worklist_follows_every_form(event: Event) -> None:
    assert event.name in heard("registry")


@pytest.mark.parametrize("event", ["project.submitted", "project.approved", "project.rejected"])
def test_the_worklist_follows_its_own_forms_too(event: str) -> None:
    assert event in SERVICES["registry"].events


@pytest.mark.parametrize(
    "event",
    [
        name
        for name, one in SERVICES["notices"].events.items()
        if name.startswith("notice.") and issubclass(one.carries, FormEvent)
    ],
)
def test_documents_follows_every_notice_that_may_keep_a_document(event: str) -> None:
    changes = ("created", "saved", "sealed", "seal_failed", "deleted")
    drafts = {f"notice.{one}" for one in changes}
    elsewhere = {"notice.media_acknowledged"}
    assert event in heard("documents") | drafts | elsewhere


@pytest.mark.parametrize("name", SERVICES)
def test_the_map_of_services_names_whom_a_service_asks(name: str) -> None:
    rows = (ROOT / "services/README.md").read_text().splitlines()
    (row,) = [one for one in rows if one.startswith(f"| [{name}]")]
    column = row.split("|")[3]
    asked = {contract.name for contract in clients(name).values()} - {name}
    assert {one for one in asked if one not in column} == set()
