"""What each RPC is asked with when its rights are tried: always something that would succeed.

``asks`` marks the function that makes a fresh payload for an RPC, about something of agency-a. A
part of registry with many RPCs keeps its own in ``rights_<part>.py``, which ``test_rights``
imports.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from registry import passwords
from registry.seed.people import DEFAULT_PASSWORD
from registry.usecases import sessions
from sqlalchemy import text
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.core import Rpc

Payload = dict[str, Any]
Maker = Callable[[Any], Payload]
MAKERS: dict[str, Maker] = {}
ASKED_BY: dict[str, str] = {}
"""Whose the thing is that an RPC is about, where it is a service's."""


def asks(*rpcs: Rpc, service: str = "venue") -> Callable[[Maker], Maker]:
    """The payload of these RPCs; it is made anew after each time that something was allowed.

    ``service`` is the one of ours that the thing belongs to (column ``service_own``).
    """

    def mark(maker: Maker) -> Maker:
        for rpc in rpcs:
            assert rpc.name not in MAKERS, f"{rpc.name} has two payloads"
            MAKERS[rpc.name], ASKED_BY[rpc.name] = maker, service
        return maker

    return mark


@asks(
    contracts.get_reference,
    contracts.list_projects,
    contracts.list_reviewers,
    contracts.list_service_accounts,
    contracts.log_out,
    contracts.my_notifications,
    contracts.my_reminders,
    contracts.my_work,
    contracts.read_notifications,
    contracts.review_queue,
)
def nothing(desk: Any) -> Payload:
    del desk
    return {}


@asks(contracts.set_email)
def no_address(desk: Any) -> Payload:
    del desk
    return {"email": None}


@asks(contracts.search_catalogue)
def some_words(desk: Any) -> Payload:
    del desk
    return {"q": "设备"}


@cache
def hashed() -> str:
    return passwords.hash_of(DEFAULT_PASSWORD)


def same_password(desk: Any) -> None:
    """Everybody's password is the demo's, whatever was changed before."""
    everybody = text("UPDATE app_user SET password_hash = :hashed, failures = 0")
    with desk.session() as session, session.begin():
        session.execute(everybody, {"hashed": hashed()})


@asks(contracts.log_in)
def a_password(desk: Any) -> Payload:
    same_password(desk)
    return {"login": "clerk-a", "password": DEFAULT_PASSWORD}


@asks(contracts.choose_role)
def a_role(desk: Any) -> Payload:
    told = desk.run(sessions.log_in, "clerk-a", right=True)
    membership = told["roles"][0]["membership_id"]
    return {"pre_auth": told["pre_auth"], "membership_id": str(membership)}


@asks(contracts.abandon_login)
def a_login(desk: Any) -> Payload:
    return {"pre_auth": a_role(desk)["pre_auth"]}


@asks(contracts.resolve_session)
def a_session(desk: Any) -> Payload:
    chosen = contracts.choose_role.takes().load(a_role(desk))
    return {"token": desk.run(sessions.choose_role, chosen)["token"]}
