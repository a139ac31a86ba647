"""The centre and a host work under broker accounts that can do nothing else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from tenderhall_contracts import signing as contract
from tenderhall_contracts.core import Role
from tenderhall_kit.actors import Actor, service_actor
from tenderhall_kit.storage import Storage
from tenderhall_kit.testbus import Bus
from tenderhall_kit.testprocess import declare, start, until
from tenderhall_local.accounts import host_account, service_account
from tenderhall_local.stack import Stack


def test_presence_and_a_one_time_key_pass_with_least_rights(
    stack: Stack,
    database: Callable[[str], str],
    service_env: Callable[..., dict[str, str]],
    pooled_env: dict[str, str],
    host_env: dict[str, str],
    seeded: dict[str, Any],
    seeds: dict[str, bytes],
    start_host: Callable[..., Any],
    settings_for: Callable[..., Any],
    original: Path,
    tmp_path: Path,
) -> None:
    name = f"test-{uuid4().hex[:8]}"
    admin = stack.create_vhost(name)
    env = service_env("signing", database("signing")) | pooled_env
    declare("signing", env | {"AMQP_URI": admin})
    pooled = env | {"AMQP_URI": stack.put_account(name, service_account("signing"))}
    host = host_env | {"AMQP_URI": stack.put_account(name, host_account("test"))}
    seal = seeded["agency-a"]
    storage = Storage(settings_for("signing", database("signing")))
    pdf = storage.put(original.read_bytes(), "application/pdf")
    clerk = Actor(str(uuid4()), Role.CLERK, org_id=seal["org_id"])
    with start("signing", pooled, tmp_path / "pooled.log"), start_host(host, tmp_path / "host.log"):
        until(lambda: _online(admin, seeds["gateway"], clerk), (tmp_path / "host.log").read_text)
        with Bus(admin, seeds["notices"]) as bus:
            job = bus.call(contract.open_job, _wanted(seal, clerk, pdf), service_actor("notices"))
        assert job["pin_key"]
    stack.delete_vhost(name)


def _online(uri: str, seed: bytes, clerk: Actor) -> bool:
    with Bus(uri, seed) as bus:
        items = bus.call(contract.list_seals, {}, clerk)["items"]
    return bool(items and items[0]["online"])


def _wanted(seal: dict[str, Any], clerk: Actor, pdf: Any) -> dict[str, Any]:
    return {
        "owner": "notices",
        "owner_id": str(uuid4()),
        "purpose": "招标公告",
        "user_id": clerk.user_id,
        "org_id": seal["org_id"],
        "session_id": str(uuid4()),
        "seal_id": seal["seal_id"],
        "pdf": pdf,
        "field": "seal_agency",
    }
