"""Reference data in the database: what one replica stores, all of them use."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session
from tenderhall_kit import database, reference
from tenderhall_kit.call import Kit
from tenderhall_kit.reference import References


def told(version: int, **more: Any) -> dict[str, Any]:
    return {
        "version": version,
        "rules": [],
        "days": [{"date": "2026-09-25", "kind": "statutory"}],
        "official_years": [2026],
        "policies": {"seal.auth": "pin_only"},
        "clock": {
            "real_epoch": "2026-11-22T12:00:00+08:00",
            "business_epoch": "2026-09-21T09:00:00+08:00",
            "rate": 1.0,
        },
        **more,
    }


@pytest.fixture
def kit(kit_for: Callable[[str], Kit]) -> Kit:
    return kit_for("sample")


@pytest.fixture
def references(kit: Kit) -> References:
    return References(database.transactions(kit.engine))


@pytest.fixture(autouse=True)
def _empty(rows: Callable[..., list[Any]]) -> Iterator[None]:
    yield
    rows("DELETE FROM kit_reference")


def store(kit: Kit, version: int, **more: Any) -> None:
    with Session(kit.engine) as session, session.begin():
        reference.store(session, told(version, **more))


def test_nothing_is_known_until_registry_has_told(references: References) -> None:
    assert references.missing
    assert references.policies == {}


def test_what_one_replica_stores_the_others_use(kit: Kit, references: References) -> None:
    store(kit, 1)
    assert not references.missing
    assert references.policies == {"seal.auth": "pin_only"}
    assert references.law.kind(date(2026, 9, 25)) == "statutory"
    assert references.clock.business_now().year == 2026
    store(kit, 2, policies={"seal.auth": "ca"})
    references.forget()
    assert references.policies == {"seal.auth": "ca"}


def test_while_nobody_has_told_anything_not_every_question_reads_the_table(
    kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reference, "FRESH", 3600)
    transactions, looks = database.transactions(kit.engine), []

    @contextmanager
    def counted() -> Iterator[Session]:
        looks.append(1)
        with transactions() as session:
            yield session

    references = References(counted)
    assert [references.missing for _ in range(50)] == [True] * 50
    assert len(looks) == 1


def test_who_comes_while_the_first_look_is_still_reading_is_not_left_without_law(
    kit: Kit,
) -> None:
    store(kit, 1)
    reading, may_go_on = threading.Event(), threading.Event()
    transactions = database.transactions(kit.engine)

    @contextmanager
    def slow_at_first() -> Iterator[Session]:
        if not reading.is_set():
            reading.set()
            assert may_go_on.wait(20)
        with transactions() as session:
            yield session

    references = References(slow_at_first)
    first = threading.Thread(target=lambda: references.version)
    first.start()
    assert reading.wait(20)
    version = references.version
    may_go_on.set()
    first.join()
    assert version == 1


def test_old_news_changes_nothing(kit: Kit, references: References) -> None:
    store(kit, 5, policies={"seal.auth": "ca"})
    store(kit, 4)
    assert (references.version, references.policies) == (5, {"seal.auth": "ca"})


def test_work_counts_in_business_time(kit: Kit, call_for: Callable[..., Any], clerk: Any) -> None:
    store(kit, 1)
    kit.references.forget()
    now, real = call_for("sample", clerk).read(lambda work: (work.now, work.real_now))
    assert (real - now).days == 62
