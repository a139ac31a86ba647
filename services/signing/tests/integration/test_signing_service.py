"""The centre, a host and a token together, over the real bus, store and database."""

import base64
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2
import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from tenderhall_contracts import signing as contract
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_kit import reference
from tenderhall_kit.actors import Actor
from tenderhall_kit.testbus import Bus
from tenderhall_kit.testprocess import Running, until


@pytest.fixture(scope="module")
def pooled(running: Callable[..., Any], pooled_env: dict, seeded: dict) -> Iterator[Running]:
    with running("signing", **pooled_env) as service:
        yield service


@pytest.fixture(scope="module")
def desk(pooled: Running, make_desk: Callable) -> Any:
    return make_desk()


@pytest.fixture(scope="module")
def present(desk: Any, host: Callable) -> Iterator[Running]:
    """The host, known to the centre."""
    with host() as running:
        until(desk.online, running.tail)
        yield running


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(Problem) as refused:
        call()
    return refused.value.code


def test_a_clerk_sees_the_seals_of_her_organisation_only(
    present: Running, desk: Any, seeded: dict
) -> None:
    mine = desk.ask(contract.list_seals, {})["items"]
    assert [str(one["seal_id"]) for one in mine] == [desk.seal["seal_id"]]
    assert (mine[0]["online"], mine[0]["host"]) == (True, "test")
    stranger = Actor(str(uuid4()), Role.CLERK, org_id=str(uuid4()))
    assert desk.ask(contract.list_seals, {}, stranger)["items"] == []


def test_a_document_is_sealed_once_and_told_once(
    present: Running, desk: Any, probe: Callable
) -> None:
    ear, before = probe("signing"), desk.calls()
    job = desk.open()
    done = desk.apply(job)
    assert done["state"] == "done"
    (event,) = ear.wait("seal.applied")
    assert event["data"]["sealed"]["sha256"] == done["sealed"]["sha256"]
    assert event["data"]["owner_id"] == str(job["owner_id"])
    sealed = desk.storage.get(done["sealed"])
    assert sealed.startswith(desk.document)
    used = desk.calls() - before
    assert (used["Sign"], used["Login"]) == (1, 1)


def test_the_centre_names_the_seal_of_a_signature(present: Running, desk: Any) -> None:
    done = desk.apply(desk.open())
    verdict = desk.ask(contract.verify_pdf, {"pdf": done["sealed"]})
    (signature,) = verdict["signatures"]
    assert verdict["ok"]
    assert str(signature["seal_id"]) == desk.seal["seal_id"]
    assert signature["original_sha256"] == done["pdf"]["sha256"]
    assert signature["level"] == "B-T"


def test_a_changed_byte_is_told_to_anybody_who_asks(present: Running, desk: Any) -> None:
    sealed = bytearray(desk.storage.get(desk.apply(desk.open())["sealed"]))
    sealed[sealed.index(b"stream\n") + 20] ^= 1
    changed = desk.storage.put(bytes(sealed), "application/pdf")
    with Bus(desk.uri, desk.seed) as anybody:
        verdict = anybody.call(contract.verify_pdf, {"pdf": changed})
    assert not verdict["ok"]
    assert "改动" in verdict["summary_zh"]


def test_the_same_command_twice_signs_once(present: Running, desk: Any) -> None:
    job = desk.open()
    asked = {"id": str(job["job_id"]), "sealed_pin": desk.sealed_pin(job)}
    before, key = desk.calls(), str(uuid4())
    first = desk.ask(contract.apply_seal, asked, key=key)
    second = desk.ask(contract.apply_seal, asked, key=key)
    assert first["sealed"] == second["sealed"]
    assert (desk.calls() - before)["Sign"] == 1


def test_a_wrong_pin_is_tried_once_and_the_job_waits_for_another(
    present: Running, desk: Any
) -> None:
    job = desk.open()
    before = desk.calls()
    assert code_of(lambda: desk.apply(job, "00000000")) == "PIN_INCORRECT"
    assert (desk.calls() - before)["Login"] == 1
    again = desk.look(job)
    assert again["state"] == "open"
    assert again["pin_key"] != job["pin_key"]
    assert desk.apply(again)["state"] == "done"


def test_a_sealed_pin_is_good_for_one_job_only(present: Running, desk: Any) -> None:
    one, other = desk.open(), desk.open()
    asked = {"id": str(one["job_id"]), "sealed_pin": desk.sealed_pin(other)}
    before = desk.calls()
    assert code_of(lambda: desk.ask(contract.apply_seal, asked)) == "SEAL_INVALID"
    assert (desk.calls() - before)["Login"] == 0


def test_a_colleague_cannot_use_my_job(present: Running, desk: Any) -> None:
    job = desk.open()
    colleague = Actor(str(uuid4()), Role.CLERK, org_id=desk.clerk.org_id)
    assert code_of(lambda: desk.apply(job, who=colleague)) == "NOT_FOUND"


def test_another_organisations_seal_cannot_be_asked_for(present: Running, desk: Any) -> None:
    assert code_of(lambda: desk.open(org_id=str(uuid4()))) == "NOT_FOUND"


def test_a_document_that_is_not_in_the_store_is_not_found(present: Running, desk: Any) -> None:
    nowhere = {"sha256": "0" * 64, "size": 9, "mime": "application/pdf"}
    assert code_of(lambda: desk.open(pdf=nowhere)) == "NOT_FOUND"


def test_a_place_that_does_not_exist_fails_the_job_and_tells_its_owner(
    present: Running, desk: Any, probe: Callable
) -> None:
    ear, before = probe("signing"), desk.calls()
    job = desk.open(field="nowhere")
    assert code_of(lambda: desk.apply(job)) == "SEAL_INVALID"
    (event,) = ear.wait("seal.failed")
    assert event["data"]["failure_code"] == "PLACEMENT"
    assert desk.look(job)["state"] == "failed"
    assert (desk.calls() - before)["Login"] == 0


def test_a_new_job_for_the_same_document_ends_the_older_one(present: Running, desk: Any) -> None:
    owner = str(uuid4())
    older, newer = desk.open(owner), desk.open(owner)
    assert desk.look(older)["state"] == "expired"
    assert code_of(lambda: desk.apply(older)) == "STATE_CONFLICT"
    assert desk.apply(newer)["state"] == "done"


def test_two_documents_at_once_are_both_sealed(present: Running, desk: Any) -> None:
    jobs = [desk.open(), desk.open()]
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(desk.apply, jobs))
    assert [one["state"] for one in done] == ["done", "done"]


VERSIONS = count(1)
"""A service keeps the newest reference data that it was told."""


def set_policies(url: str, policies: dict[str, str]) -> None:
    """What registry would tell signing."""
    epoch = "2026-01-01T00:00:00+08:00"
    clock = {"real_epoch": epoch, "business_epoch": epoch, "rate": 1}
    told = {"version": next(VERSIONS), "rules": [], "days": [], "official_years": []}
    engine = create_engine(url)
    with Session(engine) as session, session.begin():
        reference.store(session, told | {"policies": policies, "clock": clock})
    engine.dispose()


def test_a_seal_holder_seals_and_a_clerk_no_more_where_the_policy_says_so(
    present: Running, desk: Any, database: Callable
) -> None:
    holder = replace(desk.clerk, user_id=str(uuid4()), role=Role.SEAL_HOLDER)
    opened = desk.open(user_id=holder.user_id)
    assert desk.apply(opened, who=holder)["state"] == "done"
    bare = {"id": str(desk.open()["job_id"]), "sealed_pin": None}

    def clerk_is_told() -> str:
        return code_of(lambda: desk.ask(contract.apply_seal, bare))

    set_policies(database("signing"), {"seal.by_holder_only": "true"})
    until(lambda: clerk_is_told() == "FORBIDDEN_ROLE")
    set_policies(database("signing"), {})
    until(lambda: clerk_is_told() == "STATE_CONFLICT")  # no login is held for this session


def test_a_login_is_not_held_where_no_policy_allows_it(present: Running, desk: Any) -> None:
    desk.apply(desk.open(hold=True))
    job = desk.open(hold=True)
    assert "hold" not in json.loads(base64.b64decode(job["pin_info"]))
    bare = {"id": str(job["job_id"]), "sealed_pin": None}
    assert code_of(lambda: desk.ask(contract.apply_seal, bare)) == "STATE_CONFLICT"
    again = desk.look(job)
    assert again["state"] == "open"
    assert desk.apply(again)["state"] == "done"


def test_a_held_login_seals_on_without_a_pin_for_its_session_only(
    present: Running, desk: Any, database: Callable
) -> None:
    set_policies(database("signing"), {"seal.hold_minutes": "5"})
    session = str(uuid4())
    clerk = replace(desk.clerk, session_id=session)
    until(lambda: "hold" in told_hold(desk, session))
    first = desk.open(hold=True, session_id=session)
    assert desk.apply(first, who=clerk)["state"] == "done"
    before = desk.calls()
    job = desk.open(hold=True, session_id=session)
    bare = {"id": str(job["job_id"]), "sealed_pin": None}
    elsewhere = replace(clerk, session_id=str(uuid4()))
    assert code_of(lambda: desk.ask(contract.apply_seal, bare, elsewhere)) == "STATE_CONFLICT"
    assert desk.ask(contract.apply_seal, bare, clerk)["state"] == "done"
    used = desk.calls() - before
    assert (used["Login"], used["Sign"]) == (0, 1)
    desk.apply(desk.open())  # another session's PIN ends it
    last = desk.open(hold=True, session_id=session)
    bare = {"id": str(last["job_id"]), "sealed_pin": None}
    assert code_of(lambda: desk.ask(contract.apply_seal, bare, clerk)) == "STATE_CONFLICT"


def told_hold(desk: Any, session: str) -> Any:
    job = desk.open(hold=True, session_id=session)
    return json.loads(base64.b64decode(job["pin_info"]))


def test_a_driver_that_dies_costs_one_attempt_and_the_next_one_works(
    present: Running, desk: Any
) -> None:
    job = desk.open()
    (desk.shim / "crash").touch()
    assert code_of(lambda: desk.apply(job)) == "HOST_AWAY"
    until(desk.online)
    again = desk.look(job)
    assert again["state"] == "open"
    assert desk.apply(again)["state"] == "done"


def test_a_second_host_of_the_same_name_does_not_start(
    present: Running, desk: Any, host: Callable
) -> None:
    with pytest.raises(AssertionError, match="ended"), host():
        pass
    assert desk.apply(desk.open())["state"] == "done"


def test_no_pin_is_written_anywhere(
    present: Running, pooled: Running, desk: Any, host_env: dict, database: Callable
) -> None:
    pin = desk.stack.token("agency-a").pin
    desk.apply(desk.open())
    places = [pooled.log, *(one for one in Path(host_env["HOST_DIR"]).rglob("*") if one.is_file())]
    for place in places:
        assert pin.encode() not in place.read_bytes(), place
    with psycopg2.connect(database("signing").replace("+psycopg2", "")) as connection:
        cursor = connection.cursor()
        for table in ("job", "kit_idempotency", "kit_outbox", "kit_audit", "kit_inbox"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", (f"%{pin}%",))  # noqa: S608
            assert cursor.fetchone() == (0,), table
    connection.close()


def test_a_host_that_has_gone_is_told_at_once_and_its_job_waits(
    desk: Any, present: Running, host: Callable
) -> None:
    job = desk.open()
    present.kill()
    assert code_of(lambda: desk.apply(job)) == "HOST_AWAY"
    waiting = desk.look(job)
    assert (waiting["state"], waiting["pin_key"]) == ("open", None)
    with host() as back:
        until(lambda: desk.look(job)["pin_key"], back.tail)
        assert desk.apply(desk.look(job))["state"] == "done"
