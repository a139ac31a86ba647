"""Links that set a password once, and what becomes of one's password and sessions after."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from registry.usecases import sessions
from sqlalchemy import text
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.core import Role
from tenderhall_kit.actors import Actor

from .test_members import (
    PASSWORD,
    Shown,
    accept,
    ask,
    created,
    invited,
    joined,
    refused,
    told,
)
from .test_sessions import change, choose, resolve, waiting


@pytest.fixture(scope="module")
def org_of() -> dict[str, Shown]:
    return {}


@pytest.fixture
def org(desk: Any, org_of: dict[str, Shown]) -> Shown:
    """One agency for the whole module."""
    if "made" not in org_of:
        org_of["made"] = created(desk)
    return org_of["made"]


def shown(desk: Any, link: Shown) -> Any:
    return ask(desk, contracts.show_invitation, {"token": link["token"]}, desk.clerk)


def in_session(person: Shown, opened: Any, who: Any) -> Actor:
    session = str(who["session_id"])
    return Actor(person["id"], Role.CLERK, org_id=str(opened["org_id"]), session_id=session)


def working(desk: Any, person: Shown) -> Actor:
    """The person with an open session."""
    opened = choose(desk, waiting(desk, person["login"]))
    return in_session(person, opened, resolve(desk, opened["token"]))


def log_in(desk: Any, login: str, password: str) -> Any:
    return ask(desk, contracts.log_in, {"login": login, "password": password}, desk.clerk)


def test_an_invited_person_sets_a_password_and_logs_in_with_it(desk: Any, org: Shown) -> None:
    link = invited(desk, org)
    seen = shown(desk, link)
    assert (seen["login"], seen["org_name"]) == (link["login"], org["name"])
    assert (seen["role_zh"], len(seen["rules"])) == ("招标代理", 4)
    accept(desk, link)
    choices = log_in(desk, link["login"], PASSWORD)["roles"]
    assert [one["org_id"] for one in choices] == [org["id"]]
    changes = [one["change"] for one in told(desk, "invitation.changed")]
    assert changes[-2:] == ["issued", "accepted"]


def test_a_link_works_once_and_for_seven_days_and_only_the_newest(desk: Any, org: Shown) -> None:
    used, late, older = invited(desk, org), invited(desk, org), invited(desk, org)
    accept(desk, used)
    change(
        desk,
        "UPDATE invitation SET expires_at = now() WHERE id = :id",
        id=UUID(late["id"]),
    )
    newer = invited(desk, org, login=older["login"])
    for link in (used, late, older, {"token": "nobody's"}):
        assert refused(lambda link=link: shown(desk, link)) == ("NOT_FOUND", [])
        assert refused(lambda link=link: accept(desk, link)) == ("NOT_FOUND", [])
    accept(desk, newer)


def test_a_withdrawn_invitation_is_over(desk: Any, org: Shown) -> None:
    link = invited(desk, org)
    open_now = ask(desk, contracts.get_organisation, {"id": org["id"]})["invitations"]
    assert link["id"] in {one["id"] for one in open_now}
    for _ in range(2):
        ask(desk, contracts.withdraw_invitation, {"id": link["id"]})
    assert refused(lambda: accept(desk, link))[0] == "NOT_FOUND"


def test_a_taken_user_name_is_not_invited(desk: Any, org: Shown) -> None:
    taken = refused(lambda: invited(desk, org, login="clerk-a"))
    assert taken == ("VALIDATION_FAILED", ["LOGIN_TAKEN"])


def test_a_weak_password_is_refused_and_the_link_is_still_good(desk: Any, org: Shown) -> None:
    link = invited(desk, org)
    weak = refused(lambda: accept(desk, link, "12345"))
    assert weak == ("VALIDATION_FAILED", ["PASSWORD_1"])
    accept(desk, link)


def test_no_secret_is_kept_told_or_recorded(desk: Any, org: Shown) -> None:
    link = invited(desk, org)
    accept(desk, link)
    with desk.session() as session:
        kept = [
            str(session.execute(text(f"SELECT * FROM {table}")).fetchall())  # noqa: S608 — our tables
            for table in ("invitation", "kit_audit", "kit_outbox", "kit_idempotency", "app_user")
        ]
    assert not [one for one in kept if link["token"] in one or PASSWORD in one]


def test_a_reset_link_sets_a_new_password_and_ends_every_session(desk: Any, org: Shown) -> None:
    person = joined(desk, org)
    opened = choose(desk, waiting(desk, person["login"]))
    for _ in range(5):
        desk.run(sessions.log_in, person["login"], right=False)
    link = ask(desk, contracts.reset_password, {"user_id": person["id"]})
    assert shown(desk, link)["purpose"] == "reset"
    accept(desk, link, "另一句足够长的新密码在这里")
    assert refused(lambda: resolve(desk, opened["token"]))[0] == "SESSION_EXPIRED"
    assert refused(lambda: log_in(desk, person["login"], PASSWORD))[0] == "LOGIN_FAILED"
    assert log_in(desk, person["login"], "另一句足够长的新密码在这里")["roles"]


def test_a_changed_password_ends_the_other_sessions_only(desk: Any, org: Shown) -> None:
    person = joined(desk, org)
    mine, other = working(desk, person), choose(desk, waiting(desk, person["login"]))
    asked = {"old": PASSWORD, "password": "换成另一句更长的密码"}
    too_short = refused(lambda: ask(desk, contracts.change_password, asked, mine))
    assert too_short == ("VALIDATION_FAILED", ["PASSWORD_1"])
    same = refused(
        lambda: ask(desk, contracts.change_password, asked | {"password": PASSWORD}, mine)
    )
    assert same == ("VALIDATION_FAILED", ["PASSWORD_SAME"])
    asked["password"] = "换成另一句更长的密码吧朋友"
    ask(desk, contracts.change_password, asked, mine)
    assert refused(lambda: resolve(desk, other["token"]))[0] == "SESSION_EXPIRED"
    (left,) = ask(desk, contracts.my_sessions, {}, mine)["items"]
    assert (left["id"], left["current"]) == (mine.session_id, True)
    assert log_in(desk, person["login"], asked["password"])["roles"]


def test_a_wrong_present_password_counts_towards_the_lock(desk: Any, org: Shown) -> None:
    person = joined(desk, org)
    mine, asked = working(desk, person), {"old": "猜一个", "password": "换成另一句更长的密码吧"}
    for _ in range(5):
        wrong = refused(lambda: ask(desk, contracts.change_password, asked, mine))
        assert wrong == ("VALIDATION_FAILED", ["PASSWORD_OLD"])
    assert refused(lambda: ask(desk, contracts.change_password, asked, mine))[0] == "RATE_LIMITED"
    locked = ask(desk, contracts.list_users, {"state": "locked", "q": person["login"]})
    assert [one["id"] for one in locked["items"]] == [person["id"]]
    (burst,) = [
        one for one in told(desk, "auth.login_failed_burst") if one["user_id"] == person["id"]
    ]
    assert person["login"] not in str(burst)


def test_a_session_is_ended_by_its_owner_or_an_administrator_and_nobody_else(
    desk: Any, org: Shown
) -> None:
    person = joined(desk, org)
    mine = replace(working(desk, person), ip="10.0.0.9")
    opened = [choose(desk, waiting(desk, person["login"])) for _ in range(3)]
    ids = [str(resolve(desk, one["token"])["session_id"]) for one in opened]
    stranger = refused(lambda: ask(desk, contracts.revoke_session, {"id": ids[0]}, desk.rival))
    assert stranger == ("NOT_FOUND", [])
    ask(desk, contracts.revoke_session, {"id": ids[0]}, mine)
    seen = ask(desk, contracts.list_sessions, {"org_id": org["id"], "user_id": person["id"]})
    assert {one["id"] for one in seen["items"]} == {mine.session_id, *ids[1:]}
    ask(desk, contracts.revoke_session, {"id": ids[1]}, desk.admin)
    ask(desk, contracts.revoke_other_sessions, {}, mine)
    (left,) = ask(desk, contracts.my_sessions, {}, mine)["items"]
    assert left["id"] == mine.session_id
    for one in opened:
        assert refused(lambda one=one: resolve(desk, one["token"]))[0] == "SESSION_EXPIRED"


def test_an_unknown_user_name_is_locked_like_a_known_one(desk: Any) -> None:
    nobody = f"nobody-{uuid4().hex[:6]}"
    for _ in range(5):
        assert refused(lambda: log_in(desk, nobody, "guess"))[0] == "LOGIN_FAILED"
    assert refused(lambda: log_in(desk, nobody, "guess"))[0] == "RATE_LIMITED"
    with desk.session() as session:
        kept = str(session.execute(text("SELECT * FROM login_failures")).fetchall())
    assert nobody not in kept
    change(desk, "UPDATE login_failures SET at = now() - interval '2 days'")
    desk.run(sessions.prune)
    assert refused(lambda: log_in(desk, nobody, "guess"))[0] == "LOGIN_FAILED"
