"""One transaction for all: claims, retries, refusals, read-only; on the real database, no bus."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import psycopg2
import pytest
from sample import contract, usecases
from sample.models import NoteRow
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tenderhall_contracts.errors import Problem
from tenderhall_kit.actors import Actor
from tenderhall_kit.call import TRIES, Call
from tenderhall_kit.claims import CommandClaim, EventClaim
from tenderhall_kit.database import SPARE
from tenderhall_kit.housekeeping import prune
from tenderhall_kit.work import Work

NOTE = {"text": "note"}


@pytest.fixture
def call(call_for: Callable[..., Call], clerk: Actor) -> Call:
    return call_for("sample", clerk)


def event_call(call: Call, event_id: str) -> Call:
    return Call(call.kit, call.actor, "req", claim=EventClaim(event_id, "handler"))


def notes(work: Work) -> int:
    return int(work.session.scalar(text("SELECT count(*) FROM note")) or 0)


def test_state_audit_and_outbox_are_written_together(
    call: Call, rows: Callable[..., list[Any]], clerk: Actor
) -> None:
    told = call.run(usecases.add_note, {"text": "together"})
    (audit,) = rows("SELECT * FROM kit_audit WHERE request_id = :id", id=call.request_id)
    assert (audit.action, audit.subject_id, audit.after) == (
        "note.add",
        str(told["id"]),
        {"text": "together"},
    )
    assert audit.actor["user_id"] == clerk.user_id
    assert rows("SELECT 1 FROM kit_outbox WHERE envelope->>'trace_id' = :id", id=call.request_id)


def test_a_use_case_that_fails_leaves_nothing(call: Call, rows: Callable[..., list[Any]]) -> None:
    def fail(work: Work) -> None:
        usecases.add_note(work, NOTE)
        raise RuntimeError("after all")

    before = call.read(notes)
    with pytest.raises(RuntimeError, match="after all"):
        call.run(fail)
    assert call.read(notes) == before
    assert not rows("SELECT 1 FROM kit_audit WHERE request_id = :id", id=call.request_id)
    assert not rows("SELECT 1 FROM kit_idempotency WHERE key = :key", key=call.key)


def test_what_was_just_told_is_seen_in_the_same_transaction(call: Call) -> None:
    def look(work: Work) -> list[str]:
        work.record("note.open", subject=("note", 0), after={"state": "draft"})
        work.record("note.close", subject=("note", 0), after={"state": "closed"})
        return [one["to_state"] for one in work.history(("note", 0))]

    assert call.run(look) == ["draft", "closed"]


def test_a_question_that_tells_something_is_refused(call: Call) -> None:
    def tell(work: Work) -> None:
        work.record("note.add", subject=("note", 0))

    with pytest.raises(DBAPIError, match="read-only"):
        call.read(tell)


def test_nothing_is_told_inside_a_savepoint_whose_rollback_would_not_take_it_back(
    call: Call,
) -> None:
    def tell(work: Work) -> None:
        with work.session.begin_nested():
            work.record("note.add", subject=("note", 0))

    with pytest.raises(RuntimeError, match="savepoint"):
        call.run(tell)


def test_each_step_of_a_command_has_its_own_result(call: Call) -> None:
    def step(_work: Work, number: int) -> int:
        return number

    for _ in range(2):
        assert call.run(step, 1, step="first") == 1
        assert call.run(step, 2) == 2


def test_another_caller_may_use_the_same_key(call_for: Callable[..., Call], clerk: Actor) -> None:
    other = Actor("somebody-else", clerk.role)
    first = call_for("sample", clerk, key="shared").run(usecases.add_note, NOTE)
    assert call_for("sample", other, key="shared").run(usecases.add_note, NOTE) != first


def test_a_key_with_another_payload_is_refused(call: Call) -> None:
    call.run(usecases.add_note, NOTE)
    other = CommandClaim("sample.test", call.actor.user_id, str(call.key), "another payload")
    with pytest.raises(Problem, match="IDEMPOTENCY_MISMATCH"):
        Call(call.kit, call.actor, "req", claim=other).run(usecases.add_note, NOTE)


def test_two_that_come_at_once_with_one_key_run_once(
    call_for: Callable[..., Call], clerk: Actor
) -> None:
    barrier, told = threading.Barrier(8), []

    def ask() -> None:
        call = call_for("sample", clerk, key="race")
        barrier.wait()
        told.append(call.run(usecases.add_note, {"text": "race"})["id"])

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (len(told), len(set(told))) == (8, 1)


def test_an_event_takes_effect_once_in_a_handler(call: Call) -> None:
    event_id = str(uuid4())
    first = event_call(call, event_id).run(usecases.add_note, NOTE)
    repeat = event_call(call, event_id)
    assert repeat.run(usecases.add_note, NOTE) == first
    assert not repeat.fresh


def test_two_that_deadlock_both_come_through(call_for: Callable[..., Call], clerk: Actor) -> None:
    made = call_for("sample", clerk)
    pair = [made.run(usecases.add_note, NOTE, step=name)["id"] for name in "ab"]
    barrier, runs = threading.Barrier(2), []

    def touch(work: Work, ids: list[int]) -> None:
        runs.append(ids)
        for number, one in enumerate(ids):
            work.session.get_one(NoteRow, one, with_for_update=True)
            if number == 0 and len(runs) <= 2:
                barrier.wait()

    calls = [(call_for("sample", clerk), ids) for ids in (pair, pair[::-1])]
    threads = [threading.Thread(target=call.run, args=(touch, ids)) for call, ids in calls]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(runs) == 3, "one of the two was chosen as the deadlock's victim and ran again"


def test_a_transaction_is_not_tried_for_ever(call: Call) -> None:
    runs = []

    def unlucky(work: Work) -> None:
        runs.append(1)
        work.session.execute(text("DO $$ BEGIN RAISE serialization_failure; END $$"))

    with pytest.raises(Problem, match="UNAVAILABLE"):
        call.run(unlucky)
    assert len(runs) == TRIES


def test_a_broken_constraint_is_told_as_it_is_and_not_tried_again(call: Call) -> None:
    def twice(work: Work) -> None:
        for _ in range(2):
            work.session.execute(text("INSERT INTO kit_reference VALUES ('x', 1, '{}', now())"))

    with pytest.raises(DBAPIError, match="kit_reference_pkey"):
        call.run(twice)


def test_reading_cannot_write(call: Call) -> None:
    with pytest.raises(DBAPIError, match="read-only"):
        call.read(usecases.add_note, NOTE)


def test_an_event_that_breaks_its_contract_is_never_told(call: Call) -> None:
    def tell(work: Work) -> None:
        work.emit(contract.noted, {"id": 1}, aggregate=("note", 1, 1))

    with pytest.raises(Exception, match="required"):
        call.run(tell)


def test_keys_for_others_are_the_same_in_every_repeat(call: Call) -> None:
    assert call.derived_key("registry.open") == call.derived_key("registry.open")
    assert call.derived_key("registry.open") != call.derived_key("registry.close")
    assert Call(call.kit, call.actor, "req").derived_key("registry.open") is None


@pytest.mark.parametrize("what", ["UPDATE kit_audit SET action = 'x'", "DELETE FROM kit_audit",
                                  "TRUNCATE kit_audit"])  # fmt: skip
def test_audit_rows_cannot_be_changed_or_removed(
    call: Call, rows: Callable[..., list[Any]], what: str
) -> None:
    call.run(usecases.add_note, NOTE)
    with pytest.raises(DBAPIError, match=r"permission denied|append-only"):
        rows(what)


def test_only_old_rows_are_pruned_and_the_last_number_stays(
    call: Call, call_for: Callable[..., Call], clerk: Actor, rows: Callable[..., list[Any]]
) -> None:
    rows("DELETE FROM kit_outbox")
    for _ in range(3):
        call_for("sample", clerk).run(usecases.add_note, NOTE)
    rows("UPDATE kit_outbox SET seq = id, sent_at = now() - interval '8 days'")
    rows("UPDATE kit_idempotency SET at = now() - interval '31 days'")
    assert call.run(prune)["outbox"] == 2
    assert len(rows("SELECT 1 FROM kit_outbox")) == 1
    assert [row.key for row in rows("SELECT key FROM kit_idempotency")] == [call.key]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("statement_timeout", "15s"),
        ("lock_timeout", "5s"),
        ("idle_in_transaction_session_timeout", "30s"),
        ("timezone", "Asia/Shanghai"),
        ("application_name", "sample"),
    ],
)
def test_each_connection_is_bounded_in_time_and_named(call: Call, setting: str, value: str) -> None:
    told = call.read(lambda work: work.session.scalar(text(f"SHOW {setting}")))
    assert told == value


def test_there_is_a_connection_for_each_worker_and_for_the_loops(call: Call) -> None:
    assert call.kit.engine.pool.size() == call.settings.workers + SPARE


def test_a_connection_that_died_while_idle_is_replaced_unnoticed(
    call: Call, monkeypatch: pytest.MonkeyPatch, stack: Any, database: Callable[[str], str]
) -> None:
    monkeypatch.setattr("tenderhall_kit.database.IDLE", 0.0)
    call.read(notes)
    connection = psycopg2.connect(stack.superuser_dsn())
    connection.autocommit = True
    connection.cursor().execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
        (database("sample").rpartition("/")[2],),
    )
    connection.close()
    assert call.run(usecases.add_note, NOTE)["text"] == "note"
