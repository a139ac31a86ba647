"""审计核验 what somebody with all rights on the database plants is found, and named."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest
from sample import contract, usecases
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from tenderhall_kit import audit
from tenderhall_kit.actors import Actor
from tenderhall_kit.audit import __main__ as command
from tenderhall_kit.audit import heads, verdict
from tenderhall_kit.audit.heads import Head
from tenderhall_kit.call import Call
from tenderhall_kit.tables import Audit, AuditHead

ROWS = 6
Plant = Callable[..., None]


@pytest.fixture(scope="module")
def superuser(stack: Any, database: Callable[[str], str]) -> Iterator[Engine]:
    """Somebody who may do everything, and switches the triggers off."""
    name = database("sample").rpartition("/")[2]
    engine = create_engine(stack.superuser_dsn(name).replace("postgresql:", "postgresql+psycopg2:"))
    yield engine
    engine.dispose()


@pytest.fixture
def plant(superuser: Engine) -> Plant:
    def run(*statements: str, **values: Any) -> None:
        with superuser.begin() as connection:
            for table in ("kit_audit", "kit_audit_head"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            for one in statements:
                connection.execute(text(one), values)

    return run


@pytest.fixture
def call(call_for: Callable[..., Call], clerk: Actor, plant: Plant) -> Iterator[Call]:
    """A log of six linked rows, the third of them signed yesterday, the last one today."""
    plant("TRUNCATE kit_audit RESTART IDENTITY", "TRUNCATE kit_audit_head")
    for _ in range(ROWS):
        call_for("sample", clerk).run(usecases.add_note, {"text": "note"})
    made = call_for("sample", clerk)
    link(made)
    plant("ALTER TABLE kit_audit ENABLE TRIGGER USER")
    for published in made.storage.names(f"{heads.FOLDER}/sample/"):
        made.storage.remove(published)  # by an earlier run, which signed with another key
    sign(made, date(2026, 1, 5), 3)
    sign(made, date(2026, 1, 6), ROWS)
    return made


def link(call: Call) -> None:
    with Session(call.kit.engine) as session, session.begin():
        audit.link(session, 100)


def sign(call: Call, day: date, seq: int) -> None:
    with Session(call.kit.engine) as session, session.begin():
        last = session.scalar(text("SELECT hash FROM kit_audit WHERE seq = :seq"), {"seq": seq})
        head = Head("sample", day, seq, last).signed(call.settings.service_key)
        session.add(AuditHead(**asdict(head)))


def rehash(engine: Engine) -> None:
    """The whole chain anew, as who knows the code would do it."""
    with Session(engine) as session, session.begin():
        session.execute(text("ALTER TABLE kit_audit DISABLE TRIGGER USER"))
        before = audit.START
        for seq, row in enumerate(session.query(Audit).order_by(Audit.id), 1):
            after = audit.hash_of(row, seq, before)
            row.seq, row.prev_hash, row.hash = seq, before, after
            before = after


def found(call: Call, *copies: Head) -> list[tuple[str, int, int]]:
    told = call.read(verdict.of, copies)
    assert told["ok"] == (not told["faults"])
    return [(one["kind"], one["first"], one["last"]) for one in told["faults"]]


def test_a_whole_log_is_found_whole(call: Call) -> None:
    told = call.read(verdict.of, [])
    assert (told["ok"], told["rows"], told["waiting"], told["heads"]) == (True, ROWS, 0, 2)
    assert told["head"]["seq"] == ROWS


def test_a_changed_row_is_named(call: Call, plant: Plant) -> None:
    plant("UPDATE kit_audit SET action = 'forged' WHERE seq = 2")
    assert found(call) == [("changed", 2, 2)]


def test_a_deleted_row_is_named(call: Call, plant: Plant) -> None:
    plant("DELETE FROM kit_audit WHERE seq IN (4, 5)")
    assert found(call) == [("deleted", 4, 5)]


def test_a_row_that_was_hashed_anew_breaks_the_link_behind_it(
    call: Call, plant: Plant, superuser: Engine
) -> None:
    plant("UPDATE kit_audit SET opinion = 'forged' WHERE seq = 5")
    with Session(superuser) as session, session.begin():
        row = session.query(Audit).filter_by(seq=5).one()
        row.hash = audit.hash_of(row, 5, row.prev_hash or "")
    assert found(call) == [("relinked", 6, 6)]


def test_a_chain_that_was_hashed_anew_contradicts_the_signed_heads(
    call: Call, plant: Plant, superuser: Engine
) -> None:
    plant("UPDATE kit_audit SET opinion = 'forged' WHERE seq = 5")
    rehash(superuser)
    assert found(call) == [("rehashed", 4, 6)]
    plant("DELETE FROM kit_audit WHERE seq = 2")
    rehash(superuser)
    assert [kind for kind, _, _ in found(call)] == ["rehashed", "cut_tail"]


def test_a_cut_tail_is_named(call: Call, plant: Plant) -> None:
    plant("DELETE FROM kit_audit WHERE seq > 4")
    assert found(call) == [("cut_tail", 5, 6)]


def test_a_tail_cut_with_its_head_shows_against_the_copy_kept_elsewhere(
    call: Call, plant: Plant
) -> None:
    copies = call.read(lambda work: heads.own(work.session))
    plant("DELETE FROM kit_audit WHERE seq > 4", "DELETE FROM kit_audit_head WHERE seq > 4")
    assert found(call) == []
    assert found(call, *copies) == [("missing_head", 6, 6), ("cut_tail", 5, 6)]


def test_a_forged_head_is_named_and_not_believed(call: Call) -> None:
    forged = Head("sample", date(2026, 1, 7), 99, "0" * 64, "AAAA")
    mine = replace(forged, service="venue").signed(call.settings.service_key)
    assert found(call, forged) == [("forged_head", 99, 99)]
    assert found(call, mine) == [("forged_head", 99, 99)]


def test_a_head_is_signed_once_a_day_and_told(call: Call, rows: Callable[..., list[Any]]) -> None:
    def publish(work: Any) -> Any:
        return heads.publish(work, contract.audit_head_published)

    first, second = (Call(call.kit, call.actor, "tick").run(publish) for _ in range(2))
    assert (first["seq"], second) == (ROWS, None)
    assert Head.of(first).holds(call.settings.actor_keys["sample"])
    (event,) = rows(
        "SELECT envelope->'data' AS data FROM kit_outbox WHERE routing_key = :key",
        key="audit.head_published",
    )
    assert event.data == first


def test_the_heads_are_read_back_from_where_they_are_published(call: Call) -> None:
    own = call.read(lambda work: heads.own(work.session))
    heads.file(call.storage, "sample", own)
    later = replace(own[-1], seq=1)
    heads.file(call.storage, "sample", [later])  # what was published stays as it was
    assert heads.published(call.storage, "sample") == own


@pytest.mark.parametrize("what", ["UPDATE {} SET seq = 0", "DELETE FROM {}", "TRUNCATE {}"])
def test_heads_cannot_be_changed_or_removed(
    call: Call, rows: Callable[..., list[Any]], what: str
) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        rows(what.format("kit_audit_head"))


def test_the_command_names_the_fault_and_fails(
    call: Call,
    plant: Plant,
    service_env: Callable[[str, str], dict[str, str]],
    database: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in service_env("sample", database("sample")).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("WORKERS", "1")
    assert command.main(["verify", "sample"]) == 0
    plant("UPDATE kit_audit SET action = 'forged' WHERE seq = 2")
    assert command.main(["verify", "sample"]) == 1
    assert "第2行：内容被改动 · row 2: its content was changed" in capsys.readouterr().out


def test_an_audit_row_tells_whence_and_by_which_certificate(
    call_for: Callable[..., Call], clerk: Actor, rows: Callable[..., list[Any]]
) -> None:
    made = call_for("sample", replace(clerk, auth="ca", ip="10.1.2.3", ca_serial="0A1B"))
    made.run(usecases.add_note, {"text": "note"})
    (row,) = rows("SELECT actor FROM kit_audit WHERE request_id = :id", id=made.request_id)
    told = {name: row.actor[name] for name in ("user_id", "org_id", "role", "auth")}
    assert told == clerk.as_dict() | {"auth": "ca"}
    assert (row.actor["ip"], row.actor["ca_serial"]) == ("10.1.2.3", "0A1B")
