"""Least rights on the bus: one account per service, hosts and gateway included.

Exchanges, event queues and bindings are declared by the deploy step as administrator, so no
service may configure them. What passes through the one RPC exchange is narrowed by topic
permissions: a service may send requests only to those it calls, and may listen only under its own
name. RabbitMQ checks the regular expressions without anchors of its own, so each has them.
"""

from collections.abc import Iterable

from tenderhall_contracts.platform import platform
from tenderhall_contracts.registry import BROKER_PREFIX
from tenderhall_contracts.scopes import ASKS, TELLS, heard

from tenderhall_local.broker import Account, Topic

RPC = "nameko-rpc"
REPLY_KEY = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
SERVICES = ("registry", "venue", "documents", "notices", "signing")
CALLS: dict[str, tuple[str, ...]] = {
    "registry": ("venue", "documents", "notices"),
    "venue": ("registry",),
    "documents": ("registry", "venue", "notices"),
    "notices": ("registry", "venue", "documents", "signing"),
    "signing": ("registry", r"signing-[a-z0-9-]+"),
    "gateway": SERVICES,
}
FORM_EVENTS = {
    "registry": "(project|exception|legal)",
    "venue": "venue",
    "documents": "(tender_document|clarification)",
    "notices": "notice",
}
"""What the gateway listens to for live updates: events of forms and tasks, by who tells them."""

NOTHING = "^$"


def host_name(host: str) -> str:
    """主机账号 the account, queue and RPC name of a signing host."""
    return f"signing-{host}"


def service_account(name: str) -> Account:
    """服务账号 its own queues, its own events, and requests to the services that it calls."""
    own = rf"rpc-{name}|rpc\.reply-{name}-.*"
    events = rf"evt-.*--{name}\..*|dead-{name}"
    return Account(
        name,
        configure=rf"^({own})$",
        write=rf"^({own}|{RPC}|{name}\.events|{name}\.dead)$",
        read=rf"^({own}|{events}|{RPC})$",
        topics=[Topic(RPC, _requests(CALLS[name]), rf"^({name}\.[a-z_*]+|{REPLY_KEY})$")],
    )


def gateway_account() -> Account:
    """网关账号 requests to every service, a listener's queue for live updates, nothing else."""
    own = r"rpc\.reply-gateway-.*|gateway\.push-.*"
    sources = "|".join(FORM_EVENTS)
    heard = [
        Topic(f"{source}.events", NOTHING, rf"^{kind}\.[a-z_]+$")
        for source, kind in FORM_EVENTS.items()
    ]
    return Account(
        "gateway",
        configure=rf"^({own})$",
        write=rf"^({own}|{RPC})$",
        read=rf"^({own}|{RPC}|({sources})\.events)$",
        topics=[Topic(RPC, _requests(CALLS["gateway"]), rf"^{REPLY_KEY}$"), *heard],
    )


def host_account(host: str) -> Account:
    """签章主机账号 takes its own jobs, answers them, tells its presence; nothing more."""
    name = host_name(host)
    return Account(
        name,
        configure=rf"^rpc-{name}$",
        write=rf"^(rpc-{name}|{RPC}|signing\.events)$",
        read=rf"^(rpc-{name}|{RPC})$",
        topics=[
            Topic(RPC, rf"^{REPLY_KEY}$", rf"^{name}\.[a-z_*]+$"),
            Topic("signing.events", r"^(signing\.)?presence$", NOTHING),
        ],
    )


def platform_account(name: str, scopes: Iterable[str]) -> Account:
    """外部平台账号 asks and tells what its scopes name; takes from its own queues only.

    Every queue of it begins with its own name and a dot, which no name holds: ``a`` cannot reach
    what belongs to ``a-b``.
    """
    who, given = f"{BROKER_PREFIX}{name}", frozenset(scopes)
    own, heard_by_source = rf"{who}\..*", heard(given)
    exchanges = [rf"{source}\.events" for source in heard_by_source]
    heard_topics = [
        Topic(f"{source}.events", NOTHING, _only(names))
        for source, names in heard_by_source.items()
    ]
    return Account(
        who,
        configure=rf"^({own})$",
        write=rf"^({own}|{RPC}|platform\.events)$",
        read=rf"^({'|'.join([own, RPC, *exchanges])})$",
        topics=[
            Topic(RPC, _only(ASKS & given), rf"^{REPLY_KEY}$"),
            Topic(f"{platform.name}.events", _only(TELLS & given), NOTHING),
            *heard_topics,
        ],
    )


def _only(keys: Iterable[str]) -> str:
    told = "|".join(sorted(one.replace(".", r"\.") for one in keys))
    return f"^({told})$" if told else NOTHING


def _requests(callees: tuple[str, ...]) -> str:
    return rf"^({REPLY_KEY}|({'|'.join(callees)})\.[a-z_]+)$"


def accounts(host: str) -> list[Account]:
    """全部账号 of one platform with one signing host."""
    return [*(service_account(name) for name in SERVICES), gateway_account(), host_account(host)]
