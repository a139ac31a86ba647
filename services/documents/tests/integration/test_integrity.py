"""The integrity sweep: what was proven once is read again, and what is damaged is told."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from documents.usecases import integrity
from sqlalchemy import text
from sqlalchemy.orm import Session
from tenderhall_contracts.core import Role
from tenderhall_contracts.documents import IntegrityOut
from tenderhall_contracts.errors import Problem
from tenderhall_kit.plain import plain
from tenderhall_kit.storage import cas_key

from .conftest import Desk, pdf, sha


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everything that was ever read is due again."""
    monkeypatch.setattr(integrity, "AGAIN", timedelta(0))
    return


def sweep(desk: Desk) -> dict[str, str]:
    """One round; the outcome by hash."""
    call = desk.call()
    found = {
        one["sha256"]: integrity.look(call.storage, one["sha256"])
        for one in call.read(integrity.due)
    }
    for sha256, outcome in found.items():
        desk.call().run(integrity.note, sha256, outcome)
    return found


def report(desk: Desk) -> dict[str, dict[str, Any]]:
    told = plain(desk.call().read(integrity.integrity))
    IntegrityOut().load(told)
    return {one["sha256"]: one for one in told["faults"]}


def told(desk: Desk, sha256: str) -> list[str]:
    query = (
        "SELECT envelope->'data'->>'outcome' FROM kit_outbox"
        " WHERE envelope->>'type' = 'document.integrity_failed'"
        " AND envelope->'data'->>'sha256' = :it ORDER BY id"
    )
    with Session(desk.call().kit.engine) as session:
        return list(session.scalars(text(query), {"it": sha256}))


@pytest.mark.usefixtures("at_once")
def test_sound_bytes_are_read_and_nothing_is_said(clerk: Desk) -> None:
    sha256 = clerk.upload(pdf())["file"]["sha256"]
    assert sweep(clerk)[sha256] == "sound"
    assert sha256 not in report(clerk)
    assert told(clerk, sha256) == []


@pytest.mark.usefixtures("at_once")
def test_changed_and_lost_bytes_are_told_once_and_until_they_are_back(clerk: Desk) -> None:
    data = pdf()
    sha256 = clerk.upload(data, name="图纸.pdf")["file"]["sha256"]
    storage = clerk.call().storage
    storage.put_at(cas_key(sha256), data + b" ", "application/pdf")
    assert [sweep(clerk)[sha256], sweep(clerk)[sha256]] == ["changed", "changed"]
    assert report(clerk)[sha256]["names"] == ["图纸.pdf"]
    storage.remove(cas_key(sha256))
    assert sweep(clerk)[sha256] == "lost"
    assert told(clerk, sha256) == ["changed", "lost"]
    storage.put_at(cas_key(sha256), data, "application/pdf")
    assert sweep(clerk)[sha256] == "sound"
    assert sha256 not in report(clerk)


def test_what_was_read_of_late_is_not_read_again(clerk: Desk) -> None:
    sha256 = clerk.upload(pdf())["file"]["sha256"]
    assert sha256 not in {one["sha256"] for one in clerk.call().read(integrity.due)}


def large() -> bytes:
    """More than what is read whole at completion in any case."""
    return pdf("甲" * 400_000 + uuid4().hex)


def fresh(desk: Desk) -> set[str]:
    return {one["sha256"] for one in desk.call().read(integrity.fresh)}


def test_what_only_the_store_has_compared_is_read_soon_and_once(clerk: Desk) -> None:
    sha256 = clerk.upload(large())["file"]["sha256"]
    assert sha256 in fresh(clerk)
    assert clerk.call().read(integrity.integrity)["due"] > 0
    outcome = integrity.look(clerk.call().storage, sha256)
    clerk.call().run(integrity.note, sha256, outcome)
    assert (outcome, sha256 in fresh(clerk)) == ("sound", False)


def test_what_was_read_at_completion_is_not_read_again_at_once(clerk: Desk) -> None:
    small = clerk.upload(pdf())["file"]["sha256"]
    clerk.trusting = False
    whole = clerk.upload(large())["file"]["sha256"]
    assert not {small, whole} & fresh(clerk)


def test_a_store_that_compared_wrongly_is_found_out(clerk: Desk) -> None:
    data = large()
    sha256 = clerk.upload(data)["file"]["sha256"]
    clerk.call().storage.put_at(cas_key(sha256), data[:-1] + b" ", "application/pdf")
    for one in fresh(clerk) & {sha256}:
        clerk.call().run(integrity.note, one, integrity.look(clerk.call().storage, one))
    assert told(clerk, sha256) == ["changed"]


def test_large_bytes_that_did_not_come_by_the_url_are_read_at_completion(clerk: Desk) -> None:
    data = large()
    invitation = clerk.announce(data)
    clerk.call().storage.put_at(cas_key(sha(data)), data[:-1] + b" ", "application/pdf")
    with pytest.raises(Problem) as caught:
        clerk.complete(invitation)
    assert [one.rule for one in caught.value.findings] == ["FILE_HASH"]


@pytest.mark.usefixtures("at_once")
def test_a_round_reads_no_more_than_it_may_but_one_at_least(
    clerk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (len(data) for data in (pdf("甲" * 50), pdf("乙" * 50)))
    for words in ("甲" * 50, "乙" * 50):
        clerk.upload(pdf(words))
    monkeypatch.setattr(integrity, "BYTES", 1)
    assert len(clerk.call().read(integrity.due)) == 1
    monkeypatch.setattr(integrity, "BYTES", 100 * (first + second))
    assert len(clerk.call().read(integrity.due)) > 1


@pytest.mark.usefixtures("at_once")
def test_a_store_that_is_away_proves_nothing(clerk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = clerk.upload(pdf())["file"]["sha256"]
    storage = clerk.call().storage

    def away(*_: object) -> Any:
        raise Problem("UNAVAILABLE", what="store")

    monkeypatch.setattr(storage, "measure", away)
    with pytest.raises(Problem, match="UNAVAILABLE"):
        integrity.look(storage, sha256)


def test_the_report_is_the_centres(desk: Callable[..., Desk]) -> None:
    assert "faults" in desk(Role.SUPERVISOR).call().read(integrity.integrity)
