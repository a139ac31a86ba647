"""外部平台 what others tell us, and what their accounts can be given."""

import re

import pytest
from tenderhall_contracts.catalogue import SERVICES
from tenderhall_contracts.core import Event, Role
from tenderhall_contracts.events import Envelope
from tenderhall_contracts.examples import envelope
from tenderhall_contracts.platform import platform, restricted
from tenderhall_contracts.registry.accounts import CreateServiceAccount
from tenderhall_contracts.scopes import ASKS, HEARS, SCOPES, TELLS, heard

R25 = re.compile(r"candidate|committee|expert|supplier|taker")
EVENTS = list(platform.events.values())
FORM = {"name": "deposit", "title": "保证金", "organisation": "银行", "scopes": []}


@pytest.mark.parametrize("event", EVENTS, ids=lambda one: one.name)
def test_its_example_can_be_read(event: Event) -> None:
    told = Envelope().load(envelope(event))
    assert event.carries().load(told["data"])


@pytest.mark.parametrize("event", EVENTS, ids=lambda one: one.name)
def test_what_is_secret_until_the_result_is_marked(event: Event) -> None:
    named = {name for name in event.carries().fields if R25.search(name)}
    assert named <= restricted(event.carries)


def test_who_paid_a_deposit_is_secret_and_who_signed_a_contract_is_not() -> None:
    secret = {one.name: restricted(one.carries) for one in EVENTS}
    assert secret["deposit.paid"] == {"uscc"}
    assert not secret["contract.signed"]
    assert secret["evaluation.ended"] == {"candidates", "committee_ref"}


def test_the_scopes_are_rpcs_and_events_that_exist() -> None:
    known = {rpc.routing_key for one in SERVICES.values() for rpc in one}
    told = {name for one in SERVICES.values() for name in one.events}
    assert known >= ASKS
    assert told >= HEARS
    assert set(platform.events) == TELLS
    assert len(SCOPES) == len(ASKS) + len(TELLS) + len(HEARS)


def test_platforms_only_look() -> None:
    open_to = [rpc for one in SERVICES.values() for rpc in one if Role.PLATFORM in rpc.roles]
    assert open_to
    assert {rpc.kind.value for rpc in open_to} == {"query"}


def test_what_is_heard_is_told_by_source() -> None:
    scopes = ["notice.published", "lot.state_changed", "registry.get_project", "deposit.paid"]
    assert heard(scopes) == {"registry": ["lot.state_changed"], "notices": ["notice.published"]}


@pytest.mark.parametrize("key", ["", "AAAA", "not base64!", "A" * 44, "AAAA" * 20])
def test_only_a_raw_ed25519_key_is_taken(key: str) -> None:
    assert "public_key" in CreateServiceAccount().validate(FORM | {"public_key": key})


def test_a_good_key_is_taken() -> None:
    assert not CreateServiceAccount().validate(FORM | {"public_key": "A" * 43 + "="})


@pytest.mark.parametrize("name", ["Deposit", "x", "a b", "a/b", "a\n", "1a", "-a", "a" * 32])
def test_a_name_is_fit_for_the_broker(name: str) -> None:
    told = FORM | {"public_key": "A" * 43 + "=", "name": name}
    assert "name" in CreateServiceAccount().validate(told)
