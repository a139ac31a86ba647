"""The migrations runner on a real database: up, check, down, and one at a time."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import psycopg2
import pytest
from tenderhall_kit import migrate
from tenderhall_kit.testprocess import environment


@pytest.fixture
def url(stack: Any) -> Iterator[str]:
    name = f"t_migrate_{uuid4().hex[:8]}"
    yield stack.create_database(name, "tester")
    stack.drop_database(name)


@pytest.fixture
def run(url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], int]:
    monkeypatch.setenv("DATABASE_URL", url)
    return lambda what: migrate.main(["sample", what])


def tables(url: str) -> set[str]:
    connection = psycopg2.connect(url.replace("+psycopg2", ""))
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = {row[0] for row in cursor.fetchall()}
    connection.close()
    return found - {"alembic_version"}


def test_up_makes_all_tables_and_down_removes_them(run: Callable[[str], int], url: str) -> None:
    assert run("up") == 0
    assert {"note", "kit_outbox", "kit_inbox", "kit_audit"} <= tables(url)
    assert run("down") == 0
    assert tables(url) == set()
    assert run("up") == 0


def test_check_is_content_where_models_and_database_agree(run: Callable[[str], int]) -> None:
    run("up")
    assert run("check") == 0


def test_check_names_what_the_migrations_forgot(
    run: Callable[[str], int], url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run("up")
    connection = psycopg2.connect(url.replace("+psycopg2", ""))
    with connection, connection.cursor() as cursor:
        cursor.execute("ALTER TABLE note DROP COLUMN text")
    connection.close()
    assert run("check") == 1
    assert "note" in capsys.readouterr().err


def test_runners_at_once_take_turns(url: str) -> None:
    words = [sys.executable, "-m", "tenderhall_kit.migrate", "sample", "up"]
    env = environment({"DATABASE_URL": url})
    running = [
        subprocess.Popen(words, env=env, stderr=subprocess.PIPE)  # noqa: S603 — our own module
        for _ in range(3)
    ]
    ends = [(one.communicate()[1].decode(), one.returncode) for one in running]
    assert [code for _, code in ends] == [0, 0, 0], ends


def test_a_missing_address_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(SystemExit):
        migrate.main(["sample", "up"])
