import subprocess
import sys
from collections.abc import Callable
from typing import Any

import sqlalchemy
from sqlalchemy import text
from sqlalchemy.orm import Session
from tenderhall_kit import migrate
from venue.store import claims

Url = Callable[[str], str]


def _tables(url: str) -> set[str]:
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        found = set(sqlalchemy.inspect(connection).get_table_names())
    engine.dispose()
    return found - {"alembic_version"}


def test_the_migrations_go_up_down_and_up_again_and_end_with_the_constraint(database: Url) -> None:
    url = database("venue")
    before = _tables(url)
    assert _guarded(url)
    migrate.down("venue", url)
    assert _tables(url) == set()
    migrate.up("venue", url)
    assert _tables(url) == before
    assert _guarded(url)
    assert {"venue_claim", "booking_lot", "kit_outbox"} <= before
    migrate.check("venue", url)


def _guarded(url: str) -> bool:
    engine = sqlalchemy.create_engine(url)
    with Session(engine) as session:
        found = claims.guarded(session)
    engine.dispose()
    return found


def test_the_constraint_is_there_as_written_and_not_deferrable(database: Url) -> None:
    assert _guarded(database("venue"))


def test_the_self_check_notices_a_dropped_and_an_altered_constraint(database: Url) -> None:
    engine = sqlalchemy.create_engine(database("venue"))
    altered = [
        "room_id WITH =, blocked WITH &&) WHERE (holding)",
        "room_id WITH =, project_id WITH <>, blocked WITH &&) WHERE (holding)",
        "room_id WITH =, blocked WITH &&, project_id WITH <>)",
        "room_id WITH =, blocked WITH &&, project_id WITH <>) WHERE (holding) DEFERRABLE",
    ]
    with Session(engine) as session:
        session.execute(text("ALTER TABLE venue_claim DROP CONSTRAINT venue_claim_no_overlap"))
        assert not claims.guarded(session)
        for one in altered:
            session.execute(text("SAVEPOINT a"))
            session.execute(
                text(
                    "ALTER TABLE venue_claim ADD CONSTRAINT venue_claim_no_overlap"
                    f" EXCLUDE USING gist ({one}"
                )
            )
            assert not claims.guarded(session), one
            session.execute(text("ROLLBACK TO a"))
        session.rollback()
        assert claims.guarded(session)
    engine.dispose()


def test_the_service_does_not_start_without_the_constraint(
    database: Url, service_env: Callable[..., dict[str, str]]
) -> None:
    url = database("venue")
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE venue_claim DROP CONSTRAINT venue_claim_no_overlap"))
    engine.dispose()
    done = _start(service_env("venue", url))
    migrate.down("venue", url)
    migrate.up("venue", url)
    assert done.returncode == 1
    assert "venue_claim_no_overlap" in done.stdout + done.stderr


def _start(env: dict[str, str]) -> Any:
    from tenderhall_kit.testprocess import declare, environment  # noqa: PLC0415 — used once

    declare("venue", env)
    words = [sys.executable, "-m", "tenderhall_kit.run", "venue"]
    return subprocess.run(  # noqa: S603 — our own module
        words, env=environment(env), capture_output=True, text=True, timeout=40, check=False
    )


def test_seeding_twice_leaves_five_rooms(database: Url) -> None:
    url = database("venue")
    for _ in range(2):
        words = [sys.executable, "-m", "venue.seed"]
        subprocess.run(words, env={"DATABASE_URL": url}, check=True)  # noqa: S603 — our own module
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT name, kind, opens::text, closes::text FROM venue_room ORDER BY id")
        ).all()
    engine.dispose()
    assert [row.name for row in rows] == [
        "开标一室",
        "开标二室",
        "开标三室",
        "评标一室",
        "评标二室",
    ]
    assert {(row.opens, row.closes) for row in rows} == {("08:30:00", "17:30:00")}
