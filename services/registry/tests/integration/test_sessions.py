"""登录 lockout, role choice, sessions and their end (domain §5.14)."""

from typing import Any
from uuid import uuid4

import pytest
from registry.seed.people import fixed_id
from registry.service import RegistryService
from registry.usecases import sessions
from sqlalchemy import text
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_kit.actors import Actor, service_actor

GATEWAY = service_actor("gateway")


def waiting(desk: Any, login: str = "clerk-a") -> Any:
    return desk.run(sessions.log_in, login, right=True)


def choose(desk: Any, told: dict[str, Any], place: int = 0) -> Any:
    choice = {
        "pre_auth": told["pre_auth"],
        "membership_id": told["roles"][place]["membership_id"],
    }
    return desk.ask(sessions.choose_role, contracts.choose_role, GATEWAY, choice)


def resolve(desk: Any, token: str) -> Any:
    return desk.ask(sessions.resolve_session, contracts.resolve_session, GATEWAY, {"token": token})


def change(desk: Any, statement: str, **values: Any) -> None:
    with desk.session() as session, session.begin():
        session.execute(text(statement), values)


def test_a_role_is_chosen_once_and_the_session_knows_who_it_is(desk: Any) -> None:
    told = waiting(desk)
    assert [one["role_zh"] for one in told["roles"]] == ["招标代理"]
    opened = choose(desk, told)
    who = resolve(desk, opened["token"])
    assert (who["role"], who["org_id"]) == ("agency_operator", str(desk.agency))
    assert opened["token"] != told["pre_auth"]
    with pytest.raises(Problem, match="SESSION_EXPIRED"):
        choose(desk, told)


def test_neither_token_is_kept_in_the_database(desk: Any) -> None:
    told = waiting(desk)
    opened = choose(desk, told)
    with desk.session() as session:
        kept = session.execute(text("SELECT * FROM user_session")).fetchall()
        kept += session.execute(text("SELECT * FROM pre_auth")).fetchall()
    assert opened["token"] not in str(kept)
    assert told["pre_auth"] not in str(kept)


def test_a_role_of_somebody_else_cannot_be_chosen(desk: Any) -> None:
    told, other = waiting(desk), waiting(desk, "reviewer")
    with pytest.raises(Problem, match="NOT_FOUND"):
        choose(desk, told | {"roles": other["roles"]})


def test_the_pre_authentication_lives_five_minutes(desk: Any) -> None:
    told = waiting(desk)
    change(desk, "UPDATE pre_auth SET expires_at = now() WHERE used_at IS NULL")
    with pytest.raises(Problem, match="SESSION_EXPIRED"):
        choose(desk, told)


def abandon(desk: Any, pre_auth: str) -> Any:
    asked = {"pre_auth": pre_auth}
    return desk.ask(sessions.abandon_login, contracts.abandon_login, GATEWAY, asked)


def abandoned(desk: Any) -> int:
    with desk.session() as session:
        told = text("SELECT count(*) FROM kit_audit WHERE action = 'abandon_login'")
        return int(session.scalar(told) or 0)


def test_a_login_that_is_abandoned_chooses_no_role_any_more(desk: Any) -> None:
    told, before = waiting(desk), abandoned(desk)
    assert abandon(desk, told["pre_auth"]) == {}
    with pytest.raises(Problem, match="SESSION_EXPIRED"):
        choose(desk, told)
    assert abandon(desk, told["pre_auth"]) == {}
    assert abandoned(desk) == before + 1


def test_an_unknown_login_is_abandoned_without_a_word(desk: Any) -> None:
    before = abandoned(desk)
    assert abandon(desk, "nobody's") == {}
    assert abandoned(desk) == before


def test_abandoning_a_login_after_its_role_was_chosen_ends_no_session(desk: Any) -> None:
    told = waiting(desk)
    opened = choose(desk, told)
    before = abandoned(desk)
    assert abandon(desk, told["pre_auth"]) == {}
    assert abandoned(desk) == before
    assert resolve(desk, opened["token"])["role"] == "agency_operator"


def test_expired_pre_authentications_are_swept(desk: Any) -> None:
    waiting(desk)
    change(desk, "UPDATE pre_auth SET expires_at = now()")
    kept = waiting(desk)
    desk.run(sessions.prune)
    with desk.session() as session:
        assert session.scalar(text("SELECT count(*) FROM pre_auth")) == 1
    assert choose(desk, kept)["role"] == "agency_operator"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE user_session SET seen_at = now() - interval '31 minutes'",
        "UPDATE user_session SET created_at = now() - interval '13 hours'",
        "UPDATE user_session SET revoked_at = now()",
    ],
)
def test_a_session_ends_idle_at_last_or_revoked(desk: Any, statement: str) -> None:
    opened = choose(desk, waiting(desk))
    change(desk, statement)
    with pytest.raises(Problem, match="SESSION_EXPIRED"):
        resolve(desk, opened["token"])


@pytest.mark.parametrize("table", ["membership", "app_user", "organisation"])
def test_a_session_ends_with_the_membership_behind_it(desk: Any, table: str) -> None:
    opened = choose(desk, waiting(desk))
    change(desk, f"UPDATE {table} SET active = false")  # noqa: S608 — a table's name of this test
    try:
        with pytest.raises(Problem, match="SESSION_EXPIRED"):
            resolve(desk, opened["token"])
    finally:
        change(desk, f"UPDATE {table} SET active = true")  # noqa: S608 — as above


def test_an_idle_session_that_is_touched_goes_on(desk: Any) -> None:
    opened = choose(desk, waiting(desk))
    change(desk, "UPDATE user_session SET seen_at = now() - interval '29 minutes'")
    before = resolve(desk, opened["token"])
    desk.run(sessions.touch, before["session_id"])
    assert resolve(desk, opened["token"])["expires_at"] > before["expires_at"]


def test_a_page_that_merely_stays_open_does_not_keep_its_session_alive(
    desk: Any, call_for: Any
) -> None:
    opened = choose(desk, waiting(desk))
    change(desk, "UPDATE user_session SET seen_at = now() - interval '29 minutes'")
    call = call_for("registry", GATEWAY)

    def ask(**more: bool) -> Any:
        asked = contracts.resolve_session.takes().load({"token": opened["token"], **more})
        return RegistryService.resolve_session.__wrapped__(None, call, asked)["expires_at"]

    before = ask(passive=True)
    assert ask(passive=True) == before
    ask()
    assert ask() > before


def test_logging_out_twice_changes_nothing_more(desk: Any, call_for: Any) -> None:
    opened = choose(desk, waiting(desk))
    who = resolve(desk, opened["token"])
    leaver = Actor(who["user_id"], Role.CLERK, session_id=who["session_id"])
    for _ in range(2):
        assert call_for("registry", leaver).run(sessions.log_out) == {}
    with pytest.raises(Problem, match="SESSION_EXPIRED"):
        resolve(desk, opened["token"])


def test_five_failures_lock_even_the_right_password_out(desk: Any) -> None:
    for _ in range(5):
        assert desk.run(sessions.log_in, "clerk-b", right=False) == {"refused": "LOGIN_FAILED"}
    with pytest.raises(Problem, match="RATE_LIMITED"):
        desk.run(sessions.log_in, "clerk-b", right=True)
    with pytest.raises(Problem) as refused:
        desk.run(sessions.password_hash, "clerk-b")
    assert 0 < refused.value.extra["retry_after"] <= 15 * 60 + 1
    change(desk, "UPDATE app_user SET locked_until = now() WHERE login = 'clerk-b'")
    assert "pre_auth" in waiting(desk, "clerk-b")


def test_a_right_password_forgets_earlier_failures(desk: Any) -> None:
    for _ in range(4):
        desk.run(sessions.log_in, "admin", right=False)
    waiting(desk, "admin")
    assert desk.run(sessions.log_in, "admin", right=False) == {"refused": "LOGIN_FAILED"}
    assert desk.run(sessions.password_hash, "admin") is not None


def test_an_unknown_user_is_refused_like_a_wrong_password(desk: Any) -> None:
    assert desk.run(sessions.password_hash, "nobody") is None
    assert desk.run(sessions.log_in, "nobody", right=False) == {"refused": "LOGIN_FAILED"}


def test_once_a_ca_is_bound_a_password_is_not_enough_for_the_agency(desk: Any) -> None:
    """domain §6 C21: 办理CA锁后一律使用CA登录."""
    told = waiting(desk)
    serial = uuid4().hex
    change(
        desk,
        "INSERT INTO ca_binding (serial, org_id, subject) VALUES (:serial, :org, 'CN=甲')",
        serial=serial,
        org=fixed_id("agency-a"),
    )
    assert desk.run(sessions.log_in, "clerk-a", right=True) == {"refused": "CA_REQUIRED"}
    with pytest.raises(Problem, match="CA_REQUIRED"):
        choose(desk, told)
    assert "pre_auth" in waiting(desk, "reviewer")
    change(desk, "UPDATE ca_binding SET revoked_at = now() WHERE serial = :serial", serial=serial)
    assert "pre_auth" in waiting(desk)
