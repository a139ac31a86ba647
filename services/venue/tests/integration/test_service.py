"""The service as it runs in production: over the bus, with events as registry tells them."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from kombu import Connection
from tenderhall_contracts import venue
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_kit.actors import Actor
from tenderhall_kit.plain import plain
from tenderhall_kit.testbus import Bus
from tenderhall_kit.testprocess import until
from venue import usecases

from .conftest import CONTENT, NOW, Desk, Project


@pytest.fixture(scope="module")
def serving(furnished: Any, running: Callable[..., Any]) -> Iterator[Any]:
    with running("venue") as one:
        yield one


@pytest.fixture
def mine(serving: Any, vhost: str, desk: Desk) -> Project:
    """A project that registry has just approved."""
    made = Project(desk.person())
    told = made.told()
    lot = {"project_id": made.id, "state_zh": "筹备中"}
    data = {
        "project_id": made.id,
        "project_no": made.no,
        "name": told["name"],
        "agency_id": made.agency.org_id,
        "agency_name": "某招标代理",
        "state": "approved",
        "lots": [one | lot for one in told["lots"]],
    }
    _publish(vhost, "project.approved", data)
    known = {"project_id": made.id, "lot_ids": made.lots}
    until(lambda: desk.call(made.agency).read(usecases.knows_lots, known))
    return made


def _publish(vhost: str, kind: str, data: dict[str, Any]) -> None:
    envelope = {
        "event_id": uuid4(),
        "type": kind,
        "version": 1,
        "seq": 1,
        "occurred_at": NOW,
        "source": "registry",
        "trace_id": "test",
        "actor": {"user_id": "r", "org_id": None, "role": "centre_reviewer", "auth": "password"},
        "aggregate": {"type": "project", "id": data["project_id"], "version": 1},
        "data": data,
    }
    with Connection(vhost) as connection:
        connection.Producer().publish(
            json.dumps(plain(envelope)).encode(),
            exchange="registry.events",
            routing_key=kind,
            content_type="application/json",
            content_encoding="utf-8",
        )


def test_rooms_are_told_to_people_and_to_nobody_else(serving: Any, bus: Any, desk: Desk) -> None:
    told = bus.call(venue.list_rooms, {"kind": "evaluation", "capacity": 8}, desk.person())
    assert [one["name"] for one in told["items"]] == ["评标一室"]
    with pytest.raises(Problem) as refused:
        bus.call(venue.list_rooms, {})
    assert refused.value.code == "UNAUTHENTICATED"


def test_a_draft_goes_over_the_bus_once_registry_has_told_of_the_project(
    mine: Project, bus: Any, desk: Desk
) -> None:
    payload = {**CONTENT, "project_id": mine.id, "lot_ids": mine.lots}
    made = bus.call(venue.create_booking, payload, mine.agency)
    assert (made["state"], made["lot_ids"]) == ("draft", mine.lots)
    asked = {"id": made["id"]}
    seen = bus.call(venue.get_booking, asked, mine.agency)
    assert seen["history"][0]["actor_name"] == "测试员"
    assert len(seen["history"][0]["content_sha256"]) == 64
    for stranger in (desk.person(), desk.reviewer):
        with pytest.raises(Problem) as refused:
            bus.call(venue.get_booking, asked, stranger)
        assert refused.value.code == "NOT_FOUND"
    listed = bus.call(venue.list_bookings, {"q": mine.no}, mine.agency)
    assert (listed["total"], listed["items"][0]["id"]) == (1, made["id"])


def test_what_is_for_services_is_refused_to_people(
    serving: Any, bus: Any, desk: Desk, vhost: str, seeds: dict[str, bytes]
) -> None:
    asked = {"id": uuid4()}
    registry = Actor("service:registry", Role.SERVICE, auth="service", issuer="registry")
    with Bus(vhost, seeds["registry"]) as its_bus:
        told = its_bus.call(venue.form_state, asked, registry)
    assert (told["exists"], told["live"]) == (False, False)
    for person in (desk.person(), desk.reviewer):
        with pytest.raises(Problem) as refused:
            bus.call(venue.form_state, asked, person)
        assert refused.value.code == "FORBIDDEN_ROLE"


def test_an_unknown_field_is_refused_by_name(serving: Any, bus: Any, desk: Desk) -> None:
    with pytest.raises(Problem) as refused:
        bus.call(venue.free_slots, {"minutes": 60, "not_before": NOW, "colour": 1}, desk.person())
    assert [one.field for one in refused.value.findings] == ["colour"]


def test_only_an_administrator_keeps_rooms_and_only_the_centre_audits_them(
    serving: Any, bus: Any, desk: Desk
) -> None:
    room = {"name": "谈判室", "kind": "other", "capacity": 8, "opens": "08:30", "closes": "17:30"}
    day = {"begins": NOW, "ends": NOW + timedelta(days=1)}
    closure = {"room_ids": [1], "kind": "reserved", "reason": "培训", **day}
    kept = [
        (venue.create_room, room),
        (venue.save_room, {"id": 1, "version": 1, **room}),
        (venue.import_rooms, {"csv": "名称"}),
        (venue.create_closure, closure),
        (venue.end_closure, {"id": 1, "version": 1}),
    ]
    others = (Role.CLERK, Role.SEAL_HOLDER, Role.REVIEWER, Role.SUPERVISOR)
    for rpc, payload in kept:
        for role in others:
            _forbidden(bus, rpc, plain(payload), desk.person(role))
    for rpc in (venue.list_closures, venue.self_test):
        for role in (Role.CLERK, Role.SEAL_HOLDER):
            _forbidden(bus, rpc, {}, desk.person(role))
    for role in (Role.REVIEWER, Role.ADMIN, Role.SUPERVISOR):
        assert bus.call(venue.self_test, {}, desk.person(role))["ok"]
        assert bus.call(venue.list_closures, {}, desk.person(role))["total"] == 0
    admin = desk.person(Role.ADMIN)
    made = bus.call(venue.create_room, room, admin)
    assert (made["name"], made["version"]) == ("谈判室", 1)
    told = bus.call(venue.create_closure, plain(closure), admin)
    assert [one["name"] for one in told["rooms"]] == ["开标一室"]


def _forbidden(bus: Any, rpc: Any, payload: dict[str, Any], who: Actor) -> None:
    with pytest.raises(Problem) as refused:
        bus.call(rpc, payload, who)
    assert refused.value.code == "FORBIDDEN_ROLE", rpc.name


def test_a_change_takes_effect_over_the_bus_at_the_word_of_a_service_and_of_nobody_else(
    serving: Any, bus: Any, desk: Desk, probe: Any, vhost: str, seeds: dict[str, bytes]
) -> None:
    mine = Project(desk.person())
    form = desk.approve(mine, desk.book(mine))
    mine.state = "tendering"
    later = CONTENT["opening_at"] + timedelta(hours=2)
    change = desk.approve(mine, desk.ask_change(mine, form, opening_at=later))
    asked = {"id": change["id"], "change_notice_id": uuid4(), "opening_at": later}
    with pytest.raises(Problem) as refused:
        bus.call(venue.apply_booking_change, asked, desk.reviewer)
    assert refused.value.code == "FORBIDDEN_ROLE"
    heard = probe("venue")
    notices = Actor("service:notices", Role.SERVICE, auth="service", issuer="notices")
    with Bus(vhost, seeds["notices"]) as its_bus:
        applied = its_bus.call(venue.apply_booking_change, asked, notices)
    assert (applied["awaiting_notice"], applied["holding"]) == (False, True)
    (envelope,) = heard.wait("venue.booking_changed")
    told = envelope["data"]
    assert (told["booking_id"], told["form_id"]) == (form["id"], change["id"])
    assert told["change_notice_id"] == str(asked["change_notice_id"])
