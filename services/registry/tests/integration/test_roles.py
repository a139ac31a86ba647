"""Projects as each role sees them, and who comes in by password alone."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from registry.seed.people import fixed_id
from registry.usecases import project_lists, sessions, worklist
from sqlalchemy import text
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem


def listed(desk: Any, who: Any) -> int:
    told = desk.ask(project_lists.list_projects, contracts.list_projects, who, {"limit": 1})
    return int(told["total"])


def test_a_seal_holder_sees_what_the_clerk_sees_and_may_do_nothing(desk: Any) -> None:
    made = desk.create()
    seen = desk.get(made, desk.holder)
    assert (seen["id"], seen["allowed"]) == (made["id"], [])
    assert listed(desk, desk.holder) == listed(desk, desk.clerk)
    own = desk.ask(worklist.my_work, contracts.my_work, desk.holder, {})
    assert own == desk.ask(worklist.my_work, contracts.my_work, desk.clerk, {})


def test_a_seal_holder_of_another_agency_finds_nothing(desk: Any) -> None:
    stranger = replace(desk.holder, org_id=str(uuid4()))
    with pytest.raises(Problem, match="NOT_FOUND"):
        desk.get(desk.create(), stranger)
    assert listed(desk, stranger) == 0


def test_a_supervisor_reads_what_the_centre_reads(desk: Any) -> None:
    made = desk.create()
    with pytest.raises(Problem, match="NOT_FOUND"):
        desk.get(made, desk.supervisor)
    submitted = desk.submit(made)
    assert desk.get(submitted, desk.supervisor)["allowed"] == []
    assert listed(desk, desk.supervisor) == listed(desk, desk.reviewer)
    queue = desk.ask(worklist.review_queue, contracts.review_queue, desk.supervisor, {})
    assert queue == desk.ask(worklist.review_queue, contracts.review_queue, desk.reviewer, {})


PERSONAL = {
    *("log_in", "choose_role", "abandon_login", "log_out"),
    *("read_notifications", "set_email"),
    *("accept_invitation", "change_password", "revoke_session", "revoke_other_sessions"),
}
"""What a person changes of his own account only."""

LOOKING = {"check_audit"}
"""What changes nothing but the record that somebody has looked."""


def test_a_supervisor_may_ask_no_command_beyond_the_own_account() -> None:
    commands = {one.name for one in contracts.registry if one.kind == "command"}
    may = {one.name for one in contracts.registry if Role.SUPERVISOR in one.roles}
    assert commands & may == PERSONAL | LOOKING


def test_a_seal_holder_needs_the_ca_that_the_agency_has_bound(desk: Any) -> None:
    with desk.session() as session, session.begin():
        bound = text("INSERT INTO ca_binding (serial, org_id, subject) VALUES ('b1', :org, 'CN')")
        session.execute(bound, {"org": fixed_id("agency-a")})
    try:
        assert desk.run(sessions.log_in, "sealer-a", right=True) == {"refused": "CA_REQUIRED"}
    finally:
        with desk.session() as session, session.begin():
            session.execute(text("DELETE FROM ca_binding WHERE serial = 'b1'"))
