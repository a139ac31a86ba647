"""登记 lists, filters, searches and worklists over 100 000 projects and 300 000 lots."""

import time
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import psycopg2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from registry import seed
from registry.service import SERVICE
from tenderhall_contracts.core import Role
from tenderhall_kit import database
from tenderhall_kit.actors import issue, service_actor
from tenderhall_kit.call import Call, Kit
from tenderhall_kit.reference import References
from tenderhall_kit.serving import Request
from tenderhall_kit.settings import Settings
from tenderhall_local.say import step

from tenderhall_bench.line import Line, Result
from tenderhall_bench.lines.registry import fill, plans
from tenderhall_bench.lines.registry.calls import Ask, asks
from tenderhall_bench.noted import start
from tenderhall_bench.stage import Stage
from tenderhall_bench.timing import percentile, took

ROUNDS, WARM = 40, 3
BAR = 100.0
"""Milliseconds at the service: token, input, use case, answer; not the bus (issue 5)."""
_LISTS = ("items", "lots", "history")


def run(stage: Stage) -> Iterator[Result]:
    """测量 every call by turns, so that what disturbs the machine hits all alike."""
    began = time.monotonic()
    url = stage.database("registry")
    address = stage.superuser(url)
    kit = _kit(url)
    with step("填充登记库 · filling the database"):
        Call(kit, service_actor("registry"), "bench").run(seed.run)
        kit.references.forget()
        fill.fill(address)
    asked = asks(*_known(address))
    ways = {name: _asker(kit, one) for name, one in asked.items()}
    figures = {name: [0.0] * 0 for name in ways}
    for turn in range(WARM + ROUNDS):
        for name, way in ways.items():
            spent = took(way) * 1000
            if turn >= WARM:
                figures[name].append(spent)
    told = {name: plans.explain(address, way) for name, way in ways.items()}
    kept = stage.folder("registry") / "plans.txt"
    kept.write_text("\n\n\n".join(f"── {name}\n{plan}" for name, plan in told.items()))
    kit.engine.dispose()
    spent = time.monotonic() - began
    for name, row in figures.items():
        yield _result(name, row, told[name], spent)


def _result(name: str, row: list[float], plan: str, spent: float) -> Result:
    used, whole = sorted(plans.indexes(plan)), sorted(plans.whole(plan))
    sizes = {"projects": fill.PROJECTS, "lots": fill.PROJECTS * fill.LOTS_EACH, "calls": len(row)}
    peers = {"p50": percentile(row, 50), "p95": percentile(row, 95), "most": max(row)}
    note = "ms; " + ", ".join([*used, *(f"all of {one}" for one in whole)])
    p95 = peers["p95"]
    return Result(f"registry.{name}", p95, "ms", BAR, "lower", peers, sizes, spent, note)


def _kit(url: str) -> Kit:
    public = Ed25519PrivateKey.from_private_bytes(start.SEED).public_key().public_bytes_raw()
    keys = dict.fromkeys(("gateway", "registry"), public)
    settings = Settings("registry", "test", "", url, keys, start.SEED)
    engine = database.engine(settings)
    return Kit(settings, engine, references=References(database.transactions(engine)))


def _known(address: str) -> tuple[UUID, UUID, UUID, str]:
    """The largest agency, another one, and a project of its own in the middle."""
    connection = psycopg2.connect(address)
    middle = (
        "SELECT id::text, no FROM project WHERE agency_id = %s AND state = 'approved'"
        " ORDER BY created_at DESC OFFSET 500 LIMIT 1"
    )
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT md5('agency1')::uuid::text, md5('agency7')::uuid::text")
            big, other = cursor.fetchone() or ("", "")
            cursor.execute(middle, (big,))
            project, no = cursor.fetchone() or ("", "")
    finally:
        connection.close()
    return UUID(big), UUID(other), UUID(project), no


def _asker(kit: Kit, one: Ask) -> Callable[[], object]:
    """One call as a message from the bus is taken; a refusal or too little found is an error."""
    service, serve = SERVICE(), getattr(SERVICE, one.rpc)

    def ask() -> object:
        body = {"args": [], "kwargs": {"payload": dict(one.payload), "key": None}}
        headers = {"nameko.actor": issue(one.who, start.SEED), "nameko.request_id": str(uuid4())}
        answer = serve(service, Request(kit, body, headers, {}))
        if answer.problem:
            raise AssertionError(f"{one.rpc} {one.payload}: {answer.problem}")
        _look(one, answer.value)
        return answer.value

    return ask


def _look(one: Ask, value: dict[str, object]) -> None:
    rows = next((value[name] for name in _LISTS if isinstance(value.get(name), list)), [])
    if one.who.role is not Role.SERVICE and len(rows) < one.least:  # type: ignore[arg-type]  # a list
        raise AssertionError(f"{one.rpc} {one.payload}: found {len(rows)}")  # type: ignore[arg-type]


LINE = Line("registry", "项目登记 · lists, searches and worklists of registry", "infra", run)
