"""Organisations, people, links and sessions, as the rights matrix asks about them."""

from typing import Any
from uuid import uuid4

from registry.seed.people import DEFAULT_PASSWORD
from registry.usecases import sessions
from tenderhall_contracts import registry as contracts

from .rights import Payload, a_role, asks, same_password
from .test_members import PASSWORD, ask, created, form, invited, joined


@asks(
    contracts.list_organisations,
    contracts.list_users,
    contracts.password_rules,
    contracts.my_account,
    contracts.my_sessions,
    contracts.revoke_other_sessions,
)
def no_filter(desk: Any) -> Payload:
    del desk
    return {}


@asks(contracts.create_organisation)
def a_new_organisation(desk: Any) -> Payload:
    del desk
    return form()


@asks(contracts.get_organisation)
def an_organisation(desk: Any) -> Payload:
    return {"id": created(desk)["id"]}


@asks(contracts.save_organisation)
def another_name(desk: Any) -> Payload:
    made = created(desk)
    return {name: made[name] for name in ("id", "version", "name", "uscc")}


@asks(contracts.deactivate_organisation)
def an_active_one(desk: Any) -> Payload:
    made = created(desk)
    return {"id": made["id"], "version": made["version"], "reason": "资质被撤销"}


@asks(contracts.reactivate_organisation)
def an_inactive_one(desk: Any) -> Payload:
    asked = an_active_one(desk)
    done = ask(desk, contracts.deactivate_organisation, asked)
    return asked | {"version": done["version"]}


@asks(contracts.get_user, contracts.unlock_user)
def a_person(desk: Any) -> Payload:
    return {"id": joined(desk, created(desk))["id"]}


@asks(contracts.deactivate_user)
def an_active_person(desk: Any) -> Payload:
    person = joined(desk, created(desk))
    return {"id": person["id"], "version": person["version"], "reason": "离职"}


@asks(contracts.reactivate_user)
def an_inactive_person(desk: Any) -> Payload:
    asked = an_active_person(desk)
    return asked | {"version": ask(desk, contracts.deactivate_user, asked)["version"]}


@asks(contracts.grant_membership)
def a_role_to_give(desk: Any) -> Payload:
    org = created(desk)
    return {"user_id": joined(desk, org)["id"], "org_id": org["id"], "role": "agency_seal_holder"}


@asks(contracts.end_membership)
def a_role_to_end(desk: Any) -> Payload:
    (held,) = joined(desk, created(desk))["memberships"]
    return {"membership_id": held["membership_id"], "reason": "离岗"}


@asks(contracts.bind_ca)
def a_certificate(desk: Any) -> Payload:
    org = created(desk)
    told = {"org_id": org["id"], "uscc": org["uscc"], "subject": "CN=甲"}
    return told | {"serial": uuid4().hex}


@asks(contracts.revoke_ca)
def a_bound_certificate(desk: Any) -> Payload:
    bound = ask(desk, contracts.bind_ca, a_certificate(desk))
    return {"serial": bound["serial"], "reason": "证书到期"}


@asks(contracts.invite_user)
def a_new_person(desk: Any) -> Payload:
    told = {"org_id": created(desk)["id"], "name": "钱新人", "role": "agency_operator"}
    return told | {"login": f"u{uuid4().hex[:8]}"}


@asks(contracts.reset_password)
def a_forgetful_person(desk: Any) -> Payload:
    return {"user_id": joined(desk, created(desk))["id"]}


@asks(contracts.withdraw_invitation)
def an_open_invitation(desk: Any) -> Payload:
    return {"id": invited(desk, created(desk))["id"]}


@asks(contracts.show_invitation)
def a_link(desk: Any) -> Payload:
    return {"token": invited(desk, created(desk))["token"]}


@asks(contracts.accept_invitation)
def a_link_and_a_password(desk: Any) -> Payload:
    return a_link(desk) | {"password": PASSWORD}


@asks(contracts.change_password)
def a_new_password(desk: Any) -> Payload:
    same_password(desk)
    return {"old": DEFAULT_PASSWORD, "password": f"{DEFAULT_PASSWORD}-2"}


@asks(contracts.list_sessions)
def sessions_of_an_agency(desk: Any) -> Payload:
    return {"org_id": str(desk.agency)}


@asks(contracts.revoke_session)
def a_clerks_session(desk: Any) -> Payload:
    opened = desk.run(sessions.choose_role, contracts.choose_role.takes().load(a_role(desk)))
    return {"id": str(opened["session_id"])}
