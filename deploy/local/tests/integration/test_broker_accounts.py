"""Each account tries what it must not do; RabbitMQ refuses it (runtime.md §6, abuse list)."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import amqp
import pytest
from tenderhall_local import partner as partner_command
from tenderhall_local.accounts import (
    gateway_account,
    host_account,
    platform_account,
    service_account,
)
from tenderhall_local.say import Trouble
from tenderhall_local.stack import Stack

REFUSED = (amqp.exceptions.AccessRefused, amqp.exceptions.PreconditionFailed)
HEARD = ["lot.state_changed"]
Connect = Callable[[str], amqp.Connection]


@pytest.fixture(scope="module")
def connect(stack: Stack) -> Iterator[Connect]:
    """``connect("venue")``: as this account, in a virtual host of this module."""
    vhost = f"rights-{uuid4().hex[:12]}"
    stack.create_vhost(vhost)

    def get(user: str) -> amqp.Connection:
        word = stack.amqp_uri(vhost, user).split(":")[2].split("@")[0]
        host = f"127.0.0.1:{stack.ports.amqp}"
        connection = amqp.Connection(host, userid=user, password=word, virtual_host=vhost)
        connection.connect()
        return connection

    with get("tenderhall") as admin:
        channel = admin.channel()
        exchanges = ("nameko-rpc", "signing.events", "registry.events", "venue.events")
        for exchange in (*exchanges, "platform.events"):
            channel.exchange_declare(exchange, "topic", durable=True, auto_delete=False)
        channel.queue_declare("rpc-signing", durable=True, auto_delete=False)
        channel.queue_bind("rpc-signing", "nameko-rpc", "signing.*")
    services = (service_account("venue"), service_account("signing"))
    theirs = platform_account("demo", ["registry.get_project", "evaluation.ended", *HEARD])
    for account in (host_account("demo"), gateway_account(), theirs, *services):
        stack.put_account(vhost, account)
    yield get
    stack.delete_vhost(vhost)


@pytest.fixture
def host(connect: Connect) -> Iterator[amqp.Channel]:
    with connect("signing-demo") as connection:
        yield connection.channel()


@pytest.fixture
def venue(connect: Connect) -> Iterator[amqp.Channel]:
    with connect("venue") as connection:
        yield connection.channel()


@pytest.fixture
def gateway(connect: Connect) -> Iterator[amqp.Channel]:
    with connect("gateway") as connection:
        channel = connection.channel()
        channel.queue_declare("gateway.push-1", exclusive=True, auto_delete=True)
        yield channel


@pytest.fixture
def partner(connect: Connect) -> Iterator[amqp.Channel]:
    with connect("platform-demo") as connection:
        yield connection.channel()


def publish(channel: amqp.Channel, exchange: str, key: str, **properties: str) -> None:
    channel.confirm_select()
    channel.basic_publish(amqp.Message("{}", **properties), exchange, key)
    deadline = time.monotonic() + 5
    acked: list[int] = []
    channel.events["basic_ack"].add(lambda tag, _many: acked.append(tag))
    while not acked and time.monotonic() < deadline:
        channel.connection.drain_events(timeout=5)


def test_a_host_may_answer_a_question(host: amqp.Channel) -> None:
    publish(host, "nameko-rpc", str(uuid4()))


def test_a_host_may_tell_its_presence(host: amqp.Channel) -> None:
    publish(host, "signing.events", "signing.presence")


def test_a_host_may_declare_and_bind_its_own_queue(host: amqp.Channel) -> None:
    host.queue_declare("rpc-signing-demo", durable=False, exclusive=True, auto_delete=True)
    host.queue_bind("rpc-signing-demo", "nameko-rpc", "signing-demo.*")


@pytest.mark.parametrize("key", ["signing.open_job", "registry.get_project", "signing-b.sign"])
def test_a_host_may_not_ask_anybody(host: amqp.Channel, key: str) -> None:
    with pytest.raises(REFUSED):
        publish(host, "nameko-rpc", key)


@pytest.mark.parametrize("key", ["#", "signing.*", "registry.#"])
def test_a_host_may_not_listen_to_others(host: amqp.Channel, key: str) -> None:
    host.queue_declare("rpc-signing-demo", durable=False, exclusive=True, auto_delete=True)
    with pytest.raises(REFUSED):
        host.queue_bind("rpc-signing-demo", "nameko-rpc", key)


def test_a_host_may_not_declare_a_spy_queue(host: amqp.Channel) -> None:
    with pytest.raises(REFUSED):
        host.queue_declare("spy", exclusive=True)


def test_a_host_may_not_take_the_pooled_services_requests(host: amqp.Channel) -> None:
    with pytest.raises(REFUSED):
        host.basic_consume("rpc-signing")


@pytest.mark.parametrize("exchange", ["nameko-rpc", "signing.events"])
def test_a_host_may_not_delete_an_exchange(host: amqp.Channel, exchange: str) -> None:
    with pytest.raises(REFUSED):
        host.exchange_delete(exchange)


@pytest.mark.parametrize(
    ("exchange", "key"),
    [("registry.events", "project.approved"), ("signing.events", "seal.applied")],
)
def test_a_host_may_not_tell_events_of_others(host: amqp.Channel, exchange: str, key: str) -> None:
    with pytest.raises(REFUSED):
        publish(host, exchange, key)


def test_a_host_may_not_write_into_a_queue_directly(host: amqp.Channel) -> None:
    with pytest.raises(REFUSED):
        publish(host, "", "rpc-signing")


def test_a_host_may_not_pose_as_somebody_else(host: amqp.Channel) -> None:
    with pytest.raises(REFUSED):
        publish(host, "nameko-rpc", str(uuid4()), user_id="signing")


def test_a_service_may_not_tell_anothers_events(venue: amqp.Channel) -> None:
    publish(venue, "venue.events", "venue.booking_submitted")
    with pytest.raises(REFUSED):
        publish(venue, "registry.events", "project.approved")


def test_a_service_may_not_ask_whom_it_never_calls(venue: amqp.Channel) -> None:
    publish(venue, "nameko-rpc", "registry.open_activity")
    with pytest.raises(REFUSED):
        publish(venue, "nameko-rpc", "notices.approve_notice")


def test_the_gateway_may_hear_of_forms(gateway: amqp.Channel) -> None:
    gateway.queue_bind("gateway.push-1", "registry.events", "project.approved")
    gateway.queue_bind("gateway.push-1", "venue.events", "venue.booking_submitted")


@pytest.mark.parametrize(
    ("exchange", "key"),
    [
        ("registry.events", "#"),
        ("registry.events", "lot.state_changed"),
        ("signing.events", "seal.applied"),
        ("nameko-rpc", "signing.apply_seal"),
    ],
)
def test_the_gateway_may_hear_nothing_else(gateway: amqp.Channel, exchange: str, key: str) -> None:
    with pytest.raises(REFUSED):
        gateway.queue_bind("gateway.push-1", exchange, key)


def test_the_gateway_may_tell_no_event(gateway: amqp.Channel) -> None:
    with pytest.raises(REFUSED):
        publish(gateway, "registry.events", "project.approved")


def test_another_platform_tells_asks_and_hears_what_its_scopes_name(partner: amqp.Channel) -> None:
    publish(partner, "platform.events", "evaluation.ended")
    publish(partner, "nameko-rpc", "registry.get_project")
    partner.queue_declare("platform-demo.replies", exclusive=True, auto_delete=True)
    partner.queue_bind("platform-demo.replies", "nameko-rpc", str(uuid4()))
    partner.queue_bind("platform-demo.replies", "registry.events", "lot.state_changed")
    partner.basic_consume("platform-demo.replies")


@pytest.mark.parametrize(
    ("exchange", "key"),
    [
        ("platform.events", "contract.signed"),
        ("nameko-rpc", "registry.list_projects"),
        ("nameko-rpc", "registry.move_lots"),
        ("nameko-rpc", "00000000-0000-0000-0000-000000000000"),
        ("registry.events", "lot.state_changed"),
    ],
)
def test_another_platform_tells_and_asks_nothing_else(
    partner: amqp.Channel, exchange: str, key: str
) -> None:
    with pytest.raises(REFUSED):
        publish(partner, exchange, key)


@pytest.mark.parametrize(
    ("exchange", "key"),
    [
        ("platform.events", "evaluation.ended"),
        ("registry.events", "project.approved"),
        ("registry.events", "#"),
        ("nameko-rpc", "registry.*"),
    ],
)
def test_another_platform_hears_nothing_else(
    partner: amqp.Channel, exchange: str, key: str
) -> None:
    partner.queue_declare("platform-demo.replies", exclusive=True, auto_delete=True)
    with pytest.raises(REFUSED):
        partner.queue_bind("platform-demo.replies", exchange, key)


@pytest.mark.parametrize("queue", ["rpc-signing", "dead-registry", "rpc.reply-registry-1"])
def test_another_platform_takes_from_no_queue_of_ours(partner: amqp.Channel, queue: str) -> None:
    with pytest.raises((*REFUSED, amqp.exceptions.NotFound)):
        partner.basic_consume(queue)


def test_a_partners_account_is_given_narrowed_and_taken(
    stack: Stack, connect: Connect, tmp_path: Path
) -> None:
    with connect("tenderhall") as admin:
        vhost = admin.virtual_host
    give = partial(partner_command.give, stack.broker(), vhost, "brief", secrets=tmp_path)
    word = give(["evaluation.ended"]).read_text()
    assert (tmp_path / "broker-platform-brief").stat().st_mode & 0o077 == 0
    host = f"127.0.0.1:{stack.ports.amqp}"
    login = {"userid": "platform-brief", "password": word, "virtual_host": vhost}
    with amqp.Connection(host, **login) as theirs:
        publish(theirs.channel(), "platform.events", "evaluation.ended")
    assert give([]).read_text() == word
    with amqp.Connection(host, **login) as theirs, pytest.raises(REFUSED):
        publish(theirs.channel(), "platform.events", "evaluation.ended")
    partner_command.take(stack.broker(), "brief")
    with pytest.raises(amqp.exceptions.AccessRefused):
        amqp.Connection(host, **login).connect()


def test_a_scope_that_does_not_exist_is_given_to_nobody(stack: Stack, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"registry\.move_lots"):
        partner_command.give(stack.broker(), "/", "x-y", ["registry.move_lots"], tmp_path)
