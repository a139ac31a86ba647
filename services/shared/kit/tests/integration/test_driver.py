"""Transactions of our own making: they begin, end and fail as psycopg2's do."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sample import usecases
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from tenderhall_kit.actors import Actor
from tenderhall_kit.call import Call, Kit
from tenderhall_kit.work import Work

INSERT = text("INSERT INTO note (text, at) VALUES (:text, now())")


@pytest.fixture
def connection(kit_for: Callable[[str], Kit]) -> Iterator[Connection]:
    with kit_for("sample").engine.connect() as made:
        made.execute(text("DELETE FROM note"))
        made.commit()
        yield made


def notes(connection: Connection) -> int:
    return int(connection.scalar(text("SELECT count(*) FROM note")) or 0)


def test_what_is_committed_stays_and_what_is_not_goes(connection: Connection) -> None:
    connection.execute(INSERT, {"text": "stays"})
    connection.commit()
    connection.execute(INSERT, {"text": "goes"})
    connection.rollback()
    assert notes(connection) == 1


def test_many_rows_at_once_go_together(connection: Connection) -> None:
    connection.execute(INSERT, [{"text": str(number)} for number in range(5)])
    assert notes(connection) == 5
    connection.rollback()
    assert notes(connection) == 0


def test_a_first_statement_that_fails_leaves_a_sound_connection(connection: Connection) -> None:
    with pytest.raises(DBAPIError, match="division by zero"):
        connection.execute(text("SELECT 1 / 0"))
    with pytest.raises(DBAPIError, match="aborted"):
        connection.execute(text("SELECT 1"))
    connection.rollback()
    connection.execute(INSERT, {"text": "after"})
    connection.commit()
    assert notes(connection) == 1


def test_text_that_is_no_sql_leaves_a_sound_connection(connection: Connection) -> None:
    with pytest.raises(DBAPIError, match="syntax error"):
        connection.execute(text("SELEKT 1"))
    connection.rollback()
    assert notes(connection) == 0


@pytest.mark.parametrize("level", ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"])
def test_a_transaction_has_the_isolation_asked_for(
    kit_for: Callable[[str], Kit], level: Any
) -> None:
    engine = kit_for("sample").engine.execution_options(isolation_level=level)
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW transaction_isolation")) == level.lower()
    with kit_for("sample").engine.connect() as connection:
        assert connection.scalar(text("SHOW transaction_isolation")) == "read committed"


def test_each_transaction_has_a_time_of_its_own(connection: Connection) -> None:
    first = connection.scalar(text("SELECT now()"))
    assert connection.scalar(text("SELECT now()")) == first
    connection.commit()
    assert connection.scalar(text("SELECT now()")) != first


def test_what_goes_with_the_commit_fails_the_whole(
    call_for: Callable[..., Call], clerk: Actor, rows: Callable[..., list[Any]]
) -> None:
    def tell(work: Work, action: Any) -> None:
        usecases.heard(work, "event", "with the commit")
        work.record(action, subject=("note", 1))

    with pytest.raises(DBAPIError, match="null value"):
        call_for("sample", clerk).run(tell, None)
    assert not rows("SELECT 1 FROM heard WHERE text = 'with the commit'")
    call_for("sample", clerk).run(tell, "note.add")
    assert len(rows("SELECT 1 FROM heard WHERE text = 'with the commit'")) == 1
