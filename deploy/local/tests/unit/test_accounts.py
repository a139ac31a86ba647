"""What the regular expressions of the broker accounts admit."""

import re
from uuid import uuid4

import pytest
from gateway.live.message import EVENTS
from tenderhall_local.accounts import (
    CALLS,
    SERVICES,
    accounts,
    gateway_account,
    host_account,
    platform_account,
    service_account,
)
from tenderhall_local.broker import Account


def may(account: Account, right: str, name: str) -> bool:
    return re.search(getattr(account, right), name) is not None


def may_send(account: Account, key: str) -> bool:
    return re.search(account.topics[0].write, key) is not None


def may_bind(account: Account, key: str) -> bool:
    return re.search(account.topics[0].read, key) is not None


def test_there_is_one_account_for_each_program() -> None:
    names = [each.name for each in accounts("demo")]
    assert names == [*SERVICES, "gateway", "signing-demo"]


@pytest.mark.parametrize("source", EVENTS)
def test_the_gateway_hears_every_event_that_its_pages_follow(source: str) -> None:
    (topic,) = (one for one in gateway_account().topics if one.exchange == f"{source}.events")
    assert [one for one in EVENTS[source] if not re.search(topic.read, one)] == []


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_takes_its_own_requests_and_nobody_elses(name: str) -> None:
    account = service_account(name)
    assert may(account, "read", f"rpc-{name}")
    assert may_bind(account, f"{name}.*")
    for other in set(SERVICES) - {name}:
        assert not may(account, "read", f"rpc-{other}")
        assert not may_bind(account, f"{other}.*")
    assert not may_bind(account, "#")


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_asks_only_those_it_calls(name: str) -> None:
    account = service_account(name)
    for other in set(SERVICES) - {name}:
        assert may_send(account, f"{other}.form_state") == (other in CALLS[name])


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_tells_events_in_its_own_name_only(name: str) -> None:
    account = service_account(name)
    assert may(account, "write", f"{name}.events")
    assert not any(may(account, "write", f"{each}.events") for each in set(SERVICES) - {name})
    assert not may(account, "configure", "nameko-rpc")
    assert not may(account, "configure", f"{name}.events")


def test_the_gateway_hears_of_forms_and_of_nothing_else() -> None:
    gateway = gateway_account()
    heard = {one.exchange: one.read for one in gateway.topics[1:]}
    assert re.search(heard["notices.events"], "notice.sealed")
    assert re.search(heard["registry.events"], "project.approved")
    for exchange, key in (
        ("registry.events", "#"),
        ("registry.events", "*.approved"),
        ("registry.events", "lot.state_changed"),
        ("venue.events", "venue.#"),
    ):
        assert not re.search(heard[exchange], key)
    assert not may(gateway, "read", "signing.events")
    assert not any(may(gateway, "write", f"{each}.events") for each in SERVICES)


def test_only_signing_reaches_the_hosts() -> None:
    senders = [name for name in SERVICES if may_send(service_account(name), "signing-demo.sign")]
    assert senders == ["signing"]
    assert not may_send(gateway_account(), "signing-demo.sign")


def test_a_host_answers_and_tells_its_presence_and_nothing_else() -> None:
    host = host_account("demo")
    assert may_send(host, str(uuid4()))
    assert not may_send(host, "signing.open_job")
    assert not may_send(host, "signing-other.sign")
    assert may_bind(host, "signing-demo.*")
    assert not may_bind(host, "signing-other.*")
    assert not may(host, "read", "rpc-signing")
    assert not may(host, "write", "amq.default")


def test_the_name_of_one_host_does_not_open_another() -> None:
    host = host_account("a")
    assert not may(host, "configure", "rpc-signing-ab")
    assert not may(host, "configure", "xrpc-signing-a")


def test_another_platform_asks_and_tells_what_its_scopes_name_and_nothing_else() -> None:
    account = platform_account("evaluation", ["registry.get_project", "evaluation.ended"])
    assert account.name == "platform-evaluation"
    assert may_send(account, "registry.get_project")
    assert not may_send(account, "registry.get_projects")
    assert not may_send(account, "registry.list_projects")
    assert not may_send(account, str(uuid4()))
    assert may_bind(account, str(uuid4()))
    assert not may_bind(account, "registry.get_project")
    told = account.topics[1]
    assert (told.exchange, told.read) == ("platform.events", "^$")
    assert re.search(told.write, "evaluation.ended")
    assert not re.search(told.write, "contract.signed")
    assert not any(may(account, "read", f"{each}.events") for each in (*SERVICES, "platform"))
    assert not any(may(account, "write", f"{each}.events") for each in SERVICES)


def test_another_platform_hears_of_what_its_scopes_name() -> None:
    account = platform_account("screens", ["venue.booking_approved"])
    assert may(account, "read", "venue.events")
    assert not may(account, "read", "registry.events")
    (heard,) = account.topics[2:]
    assert (heard.exchange, heard.write) == ("venue.events", "^$")
    assert re.search(heard.read, "venue.booking_approved")
    assert not re.search(heard.read, "venue.#")


def test_an_account_without_scopes_may_nothing() -> None:
    account = platform_account("nobody", [])
    assert all(not re.search(topic.write, "evaluation.ended") for topic in account.topics)
    assert not may_send(account, "registry.get_project")


def test_a_platforms_queues_are_its_own() -> None:
    account = platform_account("a", ["registry.get_project"])
    for right in ("configure", "write", "read"):
        assert may(account, right, "platform-a.replies")
        for other in ("platform-a-b.replies", "platform-ab.x", "rpc-registry", "evt-x--a.b"):
            assert not may(account, right, other)
