"""Two clerks, two gateways, three replicas of venue, one room and time: one wins, every time.

Real services in processes of their own, asked over HTTP. ``RACE_ROUNDS`` sets the length.
"""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

import httpx
import pytest
import sqlalchemy
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from tenderhall_kit.receipts import Receipt, issue
from tenderhall_kit.testprocess import environment, until
from tenderhall_local.demo.client import Api
from tenderhall_local.demo.registration import ATTACHMENTS, project_form
from venue.store import claims

ROUNDS = int(os.environ.get("RACE_ROUNDS", "200"))
REPLICAS, WITHOUT_GUARD = 3, 5
PASSWORD = "Tenderhall-demo-1"
WON, LOST = 200, 409


@dataclass
class Clerk:
    """A clerk of an agency at a gateway of her own, with a draft that asks for the room."""

    api: Api
    agency: str
    draft: dict[str, Any] = field(default_factory=dict)

    def post(self, rpc: str, payload: dict[str, Any]) -> httpx.Response:
        """One try, whatever comes of it."""
        headers = {"Idempotency-Key": str(uuid4()), "Authorization": f"Bearer {self.api.token}"}
        url = f"{self.api.base}/api/v1/venue/{rpc}"
        return self.api.http.post(url, json=payload, headers=headers)

    def submit(self, start: threading.Barrier) -> httpx.Response:
        """From the barrier on, as fast as it goes."""
        seen = {"id": self.draft["id"], "version": self.draft["version"]}
        start.wait()
        return self.post("submit_booking", seen)

    def withdraw(self) -> None:
        """The winner gives the room back, for the next round."""
        seen = {"id": self.draft["id"], "version": self.draft["version"]}
        told = self.post("withdraw_booking", seen)
        assert told.status_code == WON, told.text
        self.draft = told.json()


@dataclass
class House:
    """The centre's rooms, and two clerks who want the same one."""

    engine: Engine
    clerks: list[Clerk]
    wins: dict[str, int] = field(default_factory=dict)

    def race(self, rounds: int) -> None:
        """Again and again both submit at once.

        Raises:
            AssertionError: in the first round in which not exactly one wins, or the other is not
                told why and what is free.
        """
        for number in range(rounds):
            start = threading.Barrier(len(self.clerks))
            with ThreadPoolExecutor(len(self.clerks)) as pool:
                told = list(pool.map(lambda one: one.submit(start), self.clerks))  # noqa: B023 — joined here
            self._judge(number, told)

    def _judge(self, number: int, told: list[httpx.Response]) -> None:
        won = [at for at, one in enumerate(told) if one.status_code == WON]
        for at in won:
            self.clerks[at].draft = told[at].json()
        with Session(self.engine) as session:
            doubles = claims.double_booked(session)
        codes = [one.status_code for one in told]
        for at in won:
            self.clerks[at].withdraw()
            name = self.clerks[at].agency
            self.wins[name] = self.wins.get(name, 0) + 1
        assert doubles == 0, f"round {number}: the room was given twice {codes}"
        assert sorted(codes) == [WON, LOST], f"round {number}: {[one.text for one in told]}"
        _explained(told[1 - won[0]].json(), self.clerks[won[0]].draft)


def _explained(problem: dict[str, Any], winner: dict[str, Any]) -> None:
    """The refusal shows the clash, without the rival's name, and three slots that are free."""
    assert problem["code"] == "ROOM_CONFLICT"
    (clash,) = problem["clashes"]
    assert (clash["begins"], clash["room_id"]) == (
        winner["opening_at"],
        winner["opening_room"]["id"],
    )
    assert (clash["label"], clash["own"]) == ("已占用", False)
    assert len(problem["alternatives"]) == 3
    taken = (clash["room_id"], clash["begins"])
    assert taken not in {(one["room_id"], one["begins"]) for one in problem["alternatives"]}


@pytest.fixture(scope="module")
def house(
    database: Callable[[str], str],
    service_env: Callable[[str, str], dict[str, str]],
    settings_for: Callable[[str, str], Any],
    running: Callable[..., Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    engine = sqlalchemy.create_engine(database("venue"))
    with ExitStack() as left:
        left.callback(engine.dispose)
        for _ in range(REPLICAS):
            left.enter_context(running("venue"))
        left.enter_context(running("registry"))
        for service in ("registry", "venue"):
            _python(["-m", f"{service}.seed"], service_env(service, database(service)))
        env, logs = service_env("gateway", ""), tmp_path_factory.mktemp("gateway")
        bases = [left.enter_context(_gateway(env, logs / f"{n}.log")) for n in range(2)]
        until(lambda: _rows(engine, "SELECT 1 FROM kit_reference"), lambda: "no reference data")
        reviewer = _person(left, bases[0], "reviewer")
        clerks = [_person(left, base, f"clerk-{at}") for base, at in zip(bases, "ab", strict=True)]
        made = House(
            engine, [Clerk(one, _agency(at)) for one, at in zip(clerks, "ab", strict=True)]
        )
        documents = settings_for("documents", "")
        wanted = _wanted(made.clerks[0])
        for clerk in made.clerks:
            clerk.draft = _draft(clerk, _project(clerk, reviewer, documents), wanted)
        yield made


def _python(words: list[str], env: dict[str, str]) -> None:
    done = subprocess.run(  # noqa: S603 — our own modules
        [sys.executable, *words], env=environment(env), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@contextmanager
def _gateway(env: dict[str, str], log: Path) -> Iterator[str]:
    """A gateway on a port of its own; gives its address."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    told = environment({**env, "GATEWAY_HOST": "127.0.0.1", "GATEWAY_PORT": str(port)})
    with log.open("wb") as out:
        words = [sys.executable, "-m", "gateway"]
        process = subprocess.Popen(words, env=told, stdout=out, stderr=out)  # noqa: S603 — our own
    base = f"http://127.0.0.1:{port}"
    try:
        until(lambda: process.poll() is not None or _ready(base), log.read_text)
        assert process.poll() is None, log.read_text()
        yield base
    finally:
        process.terminate()
        process.wait(20)


def _ready(base: str) -> bool:
    try:
        return httpx.get(f"{base}/readyz", trust_env=False).is_success
    except httpx.TransportError:
        return False


def _rows(engine: Engine, query: str) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text(query)))


def _person(left: ExitStack, base: str, login: str) -> Api:
    api = Api(base)
    left.callback(api.http.close)
    return api.log_in(login, PASSWORD)


def _agency(letter: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"tenderhall:agency-{letter}"))


def _project(clerk: Clerk, reviewer: Api, documents: Any) -> dict[str, Any]:
    """An approved project of the clerk's agency."""
    papers = [{"kind": one, "receipt": _receipt(clerk, one, documents)} for one in ATTACHMENTS]
    mark = f"{uuid4().int % 10**6:06}"
    form = clerk.api.call("registry", "create_project", project_form(f"项目{mark}", mark, papers))
    form = clerk.api.call("registry", "submit_project", _seen(form))
    made: dict[str, Any] = reviewer.call(
        "registry", "approve_project", _seen(form) | {"opinion": "同意"}
    )
    return made


def _draft(clerk: Clerk, project: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    form = {
        "project_id": project["id"],
        "lot_ids": [one["id"] for one in project["lots"]],
        "contact": "李采购",
        "phone": "0734-8000002",
        **wanted,
    }
    made: dict[str, Any] = clerk.api.call("venue", "create_booking", form)
    return made


def _seen(form: dict[str, Any]) -> dict[str, Any]:
    return {"id": form["id"], "version": form["version"]}


def _receipt(clerk: Clerk, kind: str, documents: Any) -> str:
    told = Receipt(
        document_id=str(uuid4()),
        version=1,
        sha256=uuid4().hex * 2,
        size=1000,
        mime="application/pdf",
        name=ATTACHMENTS[kind],
        kind=kind,
        org_id=clerk.agency,
    )
    return issue(documents, told, datetime.now(UTC))


def _wanted(clerk: Clerk) -> dict[str, Any]:
    """The first free slot four weeks ahead: what both will ask for."""
    begin = datetime.now(UTC) + timedelta(weeks=4)
    asked = {"minutes": 60, "not_before": begin.isoformat(), "limit": 1}
    (slot,) = clerk.api.call("venue", "free_slots", asked)["items"]
    return {"opening_at": slot["begins"], "opening_room_id": slot["room_id"]}


@pytest.mark.timeout(1500)
def test_exactly_one_of_two_clerks_gets_the_room_in_every_round(house: House) -> None:
    house.race(ROUNDS)
    assert sum(house.wins.values()) == ROUNDS
    sent = "SELECT 1 FROM kit_outbox WHERE routing_key = 'venue.booking_submitted'"
    assert len(_rows(house.engine, sent)) == ROUNDS


@pytest.mark.timeout(300)
def test_without_the_constraint_the_same_race_gives_the_room_twice(house: House) -> None:
    with house.engine.begin() as connection:
        connection.execute(text("ALTER TABLE venue_claim DROP CONSTRAINT venue_claim_no_overlap"))
    try:
        with pytest.raises(AssertionError, match="the room was given twice"):
            house.race(WITHOUT_GUARD)
    finally:
        with house.engine.begin() as connection:
            connection.execute(
                text(
                    f"ALTER TABLE venue_claim ADD CONSTRAINT venue_claim_no_overlap {claims.GUARD}"
                )
            )
    house.race(WITHOUT_GUARD)
