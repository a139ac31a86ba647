"""Organisations and people: made, changed, ended; and never without an administrator."""

from typing import Any
from uuid import uuid4

import pytest
from registry.seed.people import fixed_id
from registry.service import SERVICE
from registry.usecases import sessions
from sqlalchemy import text
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.core import Rpc
from tenderhall_contracts.errors import Problem
from tenderhall_kit.serving import dump

from .test_sessions import choose, resolve, waiting

CODE = "91430400MA4L00001X"
Shown = dict[str, Any]


def ask(desk: Any, rpc: Rpc, payload: Any, who: Any = None) -> Any:
    """Through the entry point, as the administrator where nobody is named."""
    who = who or desk.admin
    assert who.role in rpc.roles
    call = desk.call_for("registry", who)
    serve = getattr(SERVICE, rpc.name).__wrapped__
    return dump(rpc, serve(SERVICE(), call, rpc.takes().load(payload)))


def code(number: int) -> str:
    """A valid 统一社会信用代码 of its own."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"91430400MB{number:07d}"
    total = sum(alphabet.index(one) * pow(3, at, 31) for at, one in enumerate(body))
    return body + alphabet[(31 - total % 31) % 31]


def form(**changes: Any) -> Shown:
    told = {"name": "湖南新办招标代理有限公司", "uscc": code(uuid4().int % 10**7), "kind": "agency"}
    return told | changes


def created(desk: Any, **changes: Any) -> Shown:
    return dict(ask(desk, contracts.create_organisation, form(**changes)))


def invited(desk: Any, org: Shown, role: str = "agency_operator", **changes: Any) -> Shown:
    login = f"u{uuid4().hex[:8]}"
    told = {"org_id": org["id"], "login": login, "name": "钱新人", "role": role}
    return dict(ask(desk, contracts.invite_user, told | changes))


PASSWORD = "湖边的第三棵树-2026"


def accept(desk: Any, link: Shown, password: str = PASSWORD) -> Any:
    asked = {"token": link["token"], "password": password}
    return ask(desk, contracts.accept_invitation, asked, desk.clerk)


def joined(desk: Any, org: Shown, role: str = "agency_operator") -> Shown:
    """Somebody who has come by a link; gives what the administrator sees of the person."""
    link = invited(desk, org, role)
    accept(desk, link)
    found = ask(desk, contracts.list_users, {"q": link["login"]})
    (person,) = found["items"]
    return dict(person)


def refused(asked: Any) -> tuple[str, list[str]]:
    with pytest.raises(Problem) as told:
        asked()
    return told.value.code, [one.rule for one in told.value.findings]


def audit(desk: Any, action: str, subject: Any) -> list[Any]:
    asked = text(
        "SELECT opinion, after FROM kit_audit WHERE action = :action AND subject_id = :id"
        " ORDER BY id"
    )
    with desk.session() as session:
        return list(session.execute(asked, {"action": action, "id": str(subject)}))


def told(desk: Any, event: str) -> list[Shown]:
    asked = text("SELECT envelope -> 'data' FROM kit_outbox WHERE routing_key = :event ORDER BY id")
    with desk.session() as session:
        return list(session.scalars(asked, {"event": event}))


def test_an_organisation_is_made_found_and_changed(desk: Any) -> None:
    made = created(desk)
    assert (made["kind_zh"], made["active"], made["members"]) == ("采购代理机构", True, 0)
    assert made["roles"] == ["agency_operator", "agency_seal_holder"]
    found = ask(desk, contracts.list_organisations, {"q": made["uscc"], "kind": "agency"})
    assert [one["id"] for one in found["items"]] == [made["id"]]
    asked = {name: made[name] for name in ("id", "version", "uscc")}
    saved = ask(desk, contracts.save_organisation, asked | {"name": "湖南更名招标有限公司"})
    assert (saved["name"], saved["version"]) == ("湖南更名招标有限公司", made["version"] + 1)
    stale = refused(lambda: ask(desk, contracts.save_organisation, asked | {"name": "再改"}))
    assert stale == ("VERSION_CONFLICT", [])
    changes = [one["change"] for one in told(desk, "organisation.changed")]
    assert changes[-2:] == ["created", "saved"]


def test_a_code_is_of_one_organisation_only(desk: Any) -> None:
    made, other = created(desk), created(desk)
    again = refused(lambda: created(desk, uscc=made["uscc"]))
    assert again == ("VALIDATION_FAILED", ["USCC_TAKEN"])
    asked = {name: other[name] for name in ("id", "version", "name")} | {"uscc": made["uscc"]}
    moved = refused(lambda: ask(desk, contracts.save_organisation, asked))
    assert moved == ("VALIDATION_FAILED", ["USCC_TAKEN"])


def test_a_deactivated_organisation_ends_sessions_and_links_and_lets_nobody_in(desk: Any) -> None:
    org = created(desk)
    person, link = joined(desk, org), invited(desk, org)
    opened = choose(desk, waiting(desk, person["login"]))
    asked = {"id": org["id"], "version": org["version"], "reason": "资质被撤销"}
    done = ask(desk, contracts.deactivate_organisation, asked)
    assert (done["active"], done["invitations"]) == (False, [])
    assert refused(lambda: resolve(desk, opened["token"])) == ("SESSION_EXPIRED", [])
    assert waiting(desk, person["login"])["roles"] == []
    assert refused(lambda: accept(desk, link))[0] == "NOT_FOUND"
    assert refused(lambda: invited(desk, org))[0] == "STATE_CONFLICT"
    assert audit(desk, "organisation.deactivated", org["id"])[0].opinion == "资质被撤销"
    asked["version"] = done["version"]
    assert ask(desk, contracts.reactivate_organisation, asked)["active"]
    assert refused(lambda: resolve(desk, opened["token"]))[0] == "SESSION_EXPIRED"
    assert len(waiting(desk, person["login"])["roles"]) == 1


@pytest.mark.parametrize("kind", ["purchaser", "supervisor"])
def test_a_role_is_given_only_where_it_belongs(desk: Any, kind: str) -> None:
    org = created(desk, kind=kind)
    wrong = refused(lambda: invited(desk, org))
    assert wrong == ("VALIDATION_FAILED", ["ORG_ROLE"])
    person = joined(desk, created(desk))
    asked = {"user_id": person["id"], "org_id": org["id"], "role": "centre_admin"}
    assert refused(lambda: ask(desk, contracts.grant_membership, asked))[1] == ["ORG_ROLE"]


def test_a_second_role_is_granted_ended_and_granted_again(desk: Any) -> None:
    org = created(desk)
    person = joined(desk, org)
    asked = {"user_id": person["id"], "org_id": org["id"], "role": "agency_seal_holder"}
    granted = ask(desk, contracts.grant_membership, asked)
    roles = {one["role"]: one for one in granted["memberships"]}
    assert len(waiting(desk, person["login"])["roles"]) == 2
    place = [one["role"] for one in waiting(desk, person["login"])["roles"]]
    opened = choose(desk, waiting(desk, person["login"]), place.index("agency_seal_holder"))
    ending = {"membership_id": roles["agency_seal_holder"]["membership_id"], "reason": "离岗"}
    ask(desk, contracts.end_membership, ending)
    assert refused(lambda: resolve(desk, opened["token"]))[0] == "SESSION_EXPIRED"
    assert len(waiting(desk, person["login"])["roles"]) == 1
    ask(desk, contracts.grant_membership, asked)
    assert len(waiting(desk, person["login"])["roles"]) == 2


def test_a_deactivated_user_is_out_at_once_and_comes_back_by_reason(desk: Any) -> None:
    person = joined(desk, created(desk))
    opened = choose(desk, waiting(desk, person["login"]))
    asked = {"id": person["id"], "version": person["version"], "reason": "离职"}
    gone = ask(desk, contracts.deactivate_user, asked)
    assert refused(lambda: resolve(desk, opened["token"]))[0] == "SESSION_EXPIRED"
    assert desk.run(sessions.log_in, person["login"], right=True) == {"refused": "LOGIN_FAILED"}
    assert refused(lambda: ask(desk, contracts.reset_password, {"user_id": person["id"]}))[0] == (
        "STATE_CONFLICT"
    )
    ask(desk, contracts.reactivate_user, asked | {"version": gone["version"]})
    assert "pre_auth" in waiting(desk, person["login"])


def test_the_last_administrator_stays_whatever_is_tried(desk: Any) -> None:
    admin = ask(desk, contracts.get_user, {"id": str(fixed_id("admin"))})
    (held,) = [one for one in admin["memberships"] if one["role"] == "centre_admin"]
    centre = ask(desk, contracts.get_organisation, {"id": str(fixed_id("centre"))})
    tries = (
        (contracts.end_membership, {"membership_id": held["membership_id"]}),
        (contracts.deactivate_user, {"id": admin["id"], "version": admin["version"]}),
        (contracts.deactivate_organisation, {"id": centre["id"], "version": centre["version"]}),
    )
    for rpc, asked in tries:
        what = refused(lambda rpc=rpc, asked=asked: ask(desk, rpc, asked | {"reason": "试"}))
        assert what == ("PRECONDITION_FAILED", ["LAST_ADMIN"])
    second = joined(desk, centre, "centre_admin")
    ask(desk, contracts.end_membership, {"membership_id": held["membership_id"], "reason": "换岗"})
    grant = {"user_id": admin["id"], "org_id": centre["id"], "role": "centre_admin"}
    ask(desk, contracts.grant_membership, grant)
    asked = {"id": second["id"], "version": second["version"], "reason": "离职"}
    assert not ask(desk, contracts.deactivate_user, asked)["active"]


def test_a_certificate_is_bound_to_whose_code_it_carries(desk: Any) -> None:
    org = created(desk)
    person = joined(desk, org)
    serial = uuid4().hex
    asked = {"org_id": org["id"], "serial": serial.upper(), "subject": "CN=甲"}
    other = refused(lambda: ask(desk, contracts.bind_ca, asked | {"uscc": code(7)}))
    assert other == ("VALIDATION_FAILED", ["CA_USCC"])
    ask(desk, contracts.bind_ca, asked | {"uscc": org["uscc"]})
    assert refused(lambda: ask(desk, contracts.bind_ca, asked | {"uscc": org["uscc"]}))[0] == (
        "STATE_CONFLICT"
    )
    assert desk.run(sessions.log_in, person["login"], right=True) == {"refused": "CA_REQUIRED"}
    assert serial not in str(told(desk, "auth.ca_bound"))
    for _ in range(2):
        ask(desk, contracts.revoke_ca, {"serial": serial, "reason": "证书到期"})
    assert "pre_auth" in waiting(desk, person["login"])
    assert len([one for one in told(desk, "auth.ca_revoked") if one["org_id"] == org["id"]]) == 1


def test_an_administrator_ends_a_lock_before_its_time(desk: Any) -> None:
    person = joined(desk, created(desk))
    for _ in range(5):
        desk.run(sessions.log_in, person["login"], right=False)
    assert ask(desk, contracts.get_user, {"id": person["id"]})["locked_until"]
    opened = ask(desk, contracts.unlock_user, {"id": person["id"]})
    assert opened["locked_until"] is None
    assert opened["version"] == person["version"] + 1
    assert "refused" not in desk.run(sessions.log_in, person["login"], right=True)
    again = ask(desk, contracts.unlock_user, {"id": person["id"]})
    assert again["version"] == opened["version"]


def test_one_sees_ones_own_roles_and_the_certificates_of_ones_organisation(desk: Any) -> None:
    shown = ask(desk, contracts.my_account, {}, desk.clerk)
    assert shown["login"] == "clerk-a"
    assert [one["role"] for one in shown["memberships"]] == ["agency_operator"]
    assert shown["ca_bindings"] == []
