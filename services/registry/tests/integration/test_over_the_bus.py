"""Registry as it runs: logged into, asked and told over the real bus."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from registry.seed.people import DEFAULT_PASSWORD
from sqlalchemy import text
from tenderhall_contracts import registry as contracts
from tenderhall_contracts import venue as venue_contracts
from tenderhall_contracts.core import Event, Role
from tenderhall_contracts.errors import Problem
from tenderhall_kit.actors import Actor
from tenderhall_kit.testbus import Bus
from tenderhall_kit.testprocess import until

GATEWAY = Actor("service:gateway", Role.SERVICE, auth="service", name="gateway")


@pytest.fixture(scope="module")
def served(seeded: None, running: Callable[..., Any]) -> Any:
    with running("registry") as registry:
        yield registry


def log_in(bus: Bus, login: str) -> tuple[dict[str, Any], Actor]:
    """As the gateway does: password, role, and then an actor of the resolved session."""
    waiting = bus.call(contracts.log_in, {"login": login, "password": DEFAULT_PASSWORD})
    choice = {
        "pre_auth": waiting["pre_auth"],
        "membership_id": str(waiting["roles"][0]["membership_id"]),
    }
    session = bus.call(contracts.choose_role, choice)
    who = bus.call(contracts.resolve_session, {"token": session["token"]}, GATEWAY)
    actor = Actor(
        str(who["user_id"]),
        who["role"],
        org_id=str(who["org_id"]),
        auth=who["auth"],
        session_id=str(who["session_id"]),
        name=who["user_name"],
    )
    return session, actor


def test_a_clerk_and_a_reviewer_take_a_project_through_and_it_is_told(
    desk: Any, served: Any, bus: Bus, probe: Callable[[str], Any]
) -> None:
    heard = probe("registry")
    _, clerk = log_in(bus, "clerk-a")
    made = bus.call(contracts.create_project, desk.form(), clerk)
    asked = {"id": str(made["id"]), "version": made["version"]}
    sent = bus.call(contracts.submit_project, asked, clerk)
    _, reviewer = log_in(bus, "reviewer")
    queue = bus.call(contracts.review_queue, {"q": made["no"]}, reviewer)
    assert [one["form_id"] for one in queue["items"]] == [made["id"]]
    asked = {"id": str(made["id"]), "version": sent["version"], "opinion": "同意进场"}
    done = bus.call(contracts.approve_project, asked, reviewer)
    assert done["state"] == "approved"
    heard.wait("project.approved")
    told = [one["type"] for one in heard.events if one["project_no"] == made["no"]]
    assert told == [
        "project.created",
        "project.submitted",
        "lot.state_changed",
        "lot.state_changed",
        "project.approved",
    ]


def test_a_session_ends_with_log_out(served: Any, bus: Bus) -> None:
    session, clerk = log_in(bus, "clerk-b")
    assert bus.call(contracts.log_out, {}, clerk) == {}
    with pytest.raises(Problem, match="SESSION_EXPIRED"):
        bus.call(contracts.resolve_session, {"token": session["token"]}, GATEWAY)


def test_a_wrong_password_is_refused_and_the_log_does_not_know_it(served: Any, bus: Bus) -> None:
    with pytest.raises(Problem, match="LOGIN_FAILED"):
        bus.call(contracts.log_in, {"login": "admin", "password": "not-the-password"})
    assert "not-the-password" not in served.log.read_text()


def test_only_the_administrator_confirms_a_year(served: Any, bus: Bus) -> None:
    _, clerk = log_in(bus, "clerk-a")
    with pytest.raises(Problem, match="FORBIDDEN_ROLE"):
        bus.call(contracts.confirm_year, {"year": 2031, "source": "试"}, clerk)


def tell(bus: Bus, event: Event, seq: int, data: dict[str, Any]) -> None:
    """Another service's event, as its relay would publish it."""
    envelope = {
        "event_id": str(uuid4()),
        "type": event.name,
        "version": event.version,
        "seq": seq,
        "occurred_at": "2026-03-02T09:00:00+08:00",
        "source": event.source,
        "trace_id": "test",
        "actor": {"user_id": "u", "org_id": None, "role": "agency_operator", "auth": "password"},
        "aggregate": {"type": "booking", "id": data["form_id"], "version": data["form_version"]},
        "data": data,
    }
    bus.producer.publish(
        envelope, exchange=event.exchange, routing_key=event.name, serializer="json"
    )


def booking(project: dict[str, Any], opened: dict[str, Any], state: str) -> dict[str, Any]:
    return {
        "form_type": "booking",
        "form_id": opened["form_id"],
        "form_version": 2,
        "title": "开标场地预约",
        "state": state,
        "from_state": None,
        "project_id": project["id"],
        "project_no": project["no"],
        "lot_ids": opened["lot_ids"],
        "lot_nos": [one["no"] for one in project["lots"]],
        "agency_id": str(project["agency_id"]),
        "agency_name": "衡阳诚信招标代理有限公司",
        "opinion": None,
        "opening_at": "2026-04-01T09:30:00+08:00",
        "opening_minutes": 60,
        "opening_room_id": 1,
        "opening_room_name": "开标一室",
        "evaluation_at": None,
        "evaluation_room_id": None,
    }


def state_of(desk: Any, opened: dict[str, Any]) -> str:
    with desk.session() as session:
        asked = text("SELECT min(state) FROM lot_activity WHERE form_id = :form")
        return str(session.scalar(asked, {"form": opened["form_id"]}))


def test_a_bookings_events_confirm_it_queue_it_and_end_it(desk: Any, served: Any, bus: Bus) -> None:
    project = desk.approved()
    opened = desk.open(project)
    tell(bus, venue_contracts.booking_submitted, 11, booking(project, opened, "pending"))
    until(lambda: state_of(desk, opened) == "live")
    queue = bus.call(contracts.review_queue, {"q": project["no"]}, desk.reviewer)
    assert [one["form_type"] for one in queue["items"]] == ["booking"]
    tell(bus, venue_contracts.booking_rejected, 12, booking(project, opened, "rejected"))
    until(lambda: state_of(desk, opened) == "closed")
    mine = bus.call(contracts.my_work, {"q": project["no"]}, desk.clerk)
    assert [one["state"] for one in mine["items"]] == ["rejected"]


def test_a_form_that_its_owner_does_not_know_is_closed_after_its_lease(
    desk: Any, served: Any, running: Callable[..., Any]
) -> None:
    opened = desk.open(desk.approved())
    with desk.session() as session, session.begin():
        session.execute(
            text("UPDATE lot_activity SET lease_until = now() WHERE form_id = :form"),
            {"form": opened["form_id"]},
        )
    with running("venue"):
        until(lambda: state_of(desk, opened) == "closed", served.tail)
