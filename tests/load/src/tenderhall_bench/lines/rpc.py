"""一次RPC through our entry points, beside bare nameko and raw kombu with the same INSERT."""

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from uuid import uuid4

import psycopg2
from tenderhall_contracts.core import Role
from tenderhall_kit.actors import Actor, issue
from tenderhall_kit.asking import headers_for
from tenderhall_kit.testprocess import declare

from tenderhall_bench.asker import Asker, Next, Question
from tenderhall_bench.line import Line, Result
from tenderhall_bench.noted import start
from tenderhall_bench.stage import Stage
from tenderhall_bench.timing import Rounds, interleave, percentile

FLIGHTS = (1, 10)
ROUNDS, SECONDS, WARM_UP = 15, 0.7, 1.5
BAR = 0.8
TEXT = "一次记录"
MODULES = {
    "ours": "tenderhall_kit.run",
    "bare nameko": f"{start.PACKAGE}.bare",
    "raw kombu": f"{start.PACKAGE}.raw",
}
CLERK = Actor(str(uuid4()), Role.CLERK, org_id=str(uuid4()), name="测量员", ip="127.0.0.1")


def run(stage: Stage) -> Iterator[Result]:
    """测量 three processes on one database and one virtual host, asked by turns."""
    url, uri = stage.database(start.PACKAGE, "rpc"), stage.vhost()
    told = start.env(stage.stack, uri, url)
    declare(start.PACKAGE, told)
    with ExitStack() as running:
        for name, module in MODULES.items():
            words = (start.PACKAGE,) if name == "ours" else ()
            log = stage.folder("rpc") / f"{name.replace(' ', '-')}.log"
            running.enter_context(start.process(module, told, log, *words))
        with Asker(uri) as asker:
            for following in QUESTIONS.values():
                asker.await_service(following)
                asker.rate(following, FLIGHTS[-1], WARM_UP)
            for flight in FLIGHTS:
                yield _measured(asker, flight, stage.superuser(url))


def _measured(asker: Asker, flight: int, address: str) -> Result:
    began, before = time.monotonic(), _rows(address)
    spent: dict[str, list[float]] = {name: [] for name in QUESTIONS}

    def way(name: str) -> float:
        speed = asker.rate(QUESTIONS[name], flight, SECONDS)
        spent[name] += asker.spent
        return speed

    done = interleave({name: partial(way, name) for name in QUESTIONS}, ROUNDS)
    _ensure_all_written(address, before, spent)
    return _result(flight, done, spent, time.monotonic() - began)


def _result(flight: int, done: Rounds, spent: Mapping[str, list[float]], seconds: float) -> Result:
    sizes = {"in flight": flight, "calls": sum(map(len, spent.values())), "rounds": ROUNDS}
    middle = ", ".join(f"{name} {percentile(all_, 50) * 1e3:.1f}" for name, all_ in spent.items())
    ratio = done.ratio("ours", "bare nameko")
    return Result(
        *(f"rpc.{flight}", ratio, "×", BAR, "higher", done.medians(), sizes, seconds),
        note=f"calls/s; p50 ms: {middle}",
    )


def _ensure_all_written(
    address: str, before: tuple[int, int, int], spent: Mapping[str, list[float]]
) -> None:
    """Every answer stands for one row; every answer of ours for its audit row and event, too."""
    notes, audits, events = (now - then for now, then in zip(_rows(address), before, strict=True))
    ours = len(spent["ours"])
    wanted = (sum(map(len, spent.values())), ours, ours)
    if (notes, audits, events) != wanted:
        raise AssertionError(f"rows {(notes, audits, events)}, but answers {wanted}")


def _rows(address: str) -> tuple[int, int, int]:
    connection = psycopg2.connect(address)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT count(*) FROM note), (SELECT count(*) FROM kit_audit),"
                " (SELECT count(*) FROM kit_outbox)"
            )
            notes, audits, events = cursor.fetchone()
            return notes, audits, events
    finally:
        connection.close()


def _ours() -> Question:
    """As the gateway asks: an actor token and a key of its own for each."""
    body = {"args": [], "kwargs": {"payload": {"text": TEXT}, "key": str(uuid4())}}
    token = issue(CLERK, start.SEED)
    return Question("bench.add_note", body, headers_for(token, uuid4().hex, 30))


def _theirs(service: str) -> Question:
    return Question(f"{service}.add_note", {"args": [], "kwargs": {"text": TEXT}}, {})


QUESTIONS: Mapping[str, Next] = {
    "ours": _ours,
    "bare nameko": partial(_theirs, "bare"),
    "raw kombu": partial(_theirs, "raw"),
}

LINE = Line("rpc", "一次 RPC · one RPC through our entry points", "infra", run)
