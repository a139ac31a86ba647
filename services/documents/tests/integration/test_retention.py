"""How long documents are kept: from registry's events, under legal holds, behind two walls."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from documents.rules import retention as rules
from documents.service import SERVICE
from documents.store import archives as store
from documents.usecases import retention
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from tenderhall_contracts import documents as promises
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.core import Role
from tenderhall_contracts.examples import envelope
from tenderhall_kit.actors import service_actor
from tenderhall_kit.call import Call
from tenderhall_kit.envelope import read
from tenderhall_kit.housekeeping import equip
from tenderhall_kit.law import day_of
from tenderhall_kit.plain import canonical
from tenderhall_kit.storage import cas_key
from tenderhall_kit.work import Work

from .conftest import Desk, pdf
from .test_tender_documents import Office, refused

pytestmark = pytest.mark.usefixtures("tell_law")

Tell = Callable[..., dict[str, Any]]


@pytest.fixture
def office(clerk: Desk) -> Office:
    return Office(clerk)


@pytest.fixture
def admin(desk: Callable[..., Desk]) -> Desk:
    return desk(Role.ADMIN)


@pytest.fixture
def moved(call_for: Callable[..., Call], office: Office, admin: Desk) -> Tell:
    """``moved("awarded", "cancelled")`` registry tells of a move; the lots stand like that."""

    def tell(*states: str, at: datetime | None = None) -> dict[str, Any]:
        for lot, state in zip(office.project["lots"], states, strict=True):
            lot["state"] = state
        body = envelope(contracts.lot_state_changed)
        body["event_id"] = str(uuid4())
        if at:
            body["occurred_at"] = at.isoformat()
        event = read(contracts.lot_state_changed, body)
        call_for("documents", service_actor("documents")).run(
            retention.follow, event, office.project
        )
        return look(admin, office)

    return tell


def look(desk: Desk, office: Office) -> dict[str, Any]:
    return dict(desk.call().read(retention.get, office.project["id"]))


def test_a_project_under_way_is_kept_without_an_end(moved: Tell) -> None:
    told = moved("tendering", "preparing")
    assert (told["ended_on"], told["retain_until"], told["held"]) == (None, None, False)


def test_once_every_lot_has_ended_it_is_kept_fifteen_years_from_then(moved: Tell) -> None:
    at = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    assert moved("awarded", "tendering", at=at)["retain_until"] is None
    told = moved("awarded", "failed", at=at)
    assert (told["ended_on"], told["retain_until"]) == (day_of(at), date(2041, 11, 20))
    later = moved("awarded", "failed", at=at - timedelta(days=3))
    assert later["ended_on"] == day_of(at)


def test_a_lot_that_lives_again_makes_the_end_unknown(moved: Tell) -> None:
    assert moved("awarded", "cancelled")["retain_until"]
    assert moved("re_evaluating", "cancelled")["retain_until"] is None


def test_a_leap_day_is_kept_a_day_longer_never_shorter() -> None:
    assert rules.later(date(2028, 2, 29), 15) == date(2043, 3, 1)


def test_the_database_lets_retention_only_grow(moved: Tell, office: Office, admin: Desk) -> None:
    moved("awarded", "failed")
    change = "UPDATE project_kept SET retain_until = retain_until - 1 WHERE project_id = :id"
    with Session(admin.call().kit.engine) as session, pytest.raises(DBAPIError, match="shortened"):
        session.execute(text(change), {"id": str(office.project["id"])})


@pytest.mark.parametrize(
    "table",
    [
        *("document", "document_version", "stored_object", "tender_document"),
        *("clarification", "project_kept", "project_file", "object_lock"),
    ],
)
@pytest.mark.parametrize("how", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_nothing_that_is_kept_is_removed_by_the_database(
    office: Office, table: str, how: str
) -> None:
    office.create()
    with (
        Session(office.desk.call().kit.engine) as session,
        pytest.raises(DBAPIError, match="immutable"),
    ):
        session.execute(text(how.format(table)))


def test_a_hold_is_set_and_released_with_reasons(moved: Tell, office: Office, admin: Desk) -> None:
    moved("awarded", "failed")
    form = {"project_id": office.project["id"], "reason": "财政部门投诉处理中"}
    assert admin.call().run(retention.hold, form)["held"]
    told = look(admin, office)
    assert (told["hold_reason"], told["hold_by"]) == (form["reason"], admin.who.name)
    assert refused(admin.call().run, retention.hold, form)[0] == "STATE_CONFLICT"
    assert refused(admin.call().run, retention.release, form | {"reason": " "})[1] == ["REQUIRED"]
    assert not admin.call().run(retention.release, form | {"reason": "处理完毕"})["held"]
    assert refused(admin.call().run, retention.release, form)[0] == "STATE_CONFLICT"
    assert office.types()[-3:] == ["retention.changed"] * 3
    what = [one["data"]["what"] for one in office.events()[-3:]]
    assert what == ["end", "hold", "release"]
    assert all(one["visibility"] == "restricted" for one in office.events()[-3:])


def test_what_nobody_knows_cannot_be_held(admin: Desk) -> None:
    form = {"project_id": uuid4(), "reason": "x"}
    assert refused(admin.call().run, retention.hold, form)[0] == "NOT_FOUND"


def test_the_list_finds_what_is_held_and_what_has_ended(
    moved: Tell, office: Office, admin: Desk
) -> None:
    moved("awarded", "failed")
    no = office.project["no"]

    def found(**asked: Any) -> int:
        payload = {"q": no, "limit": 20, "offset": 0, **asked}
        return int(admin.call().read(retention.page, payload)["total"])

    assert (found(), found(state="ended"), found(state="open"), found(state="held")) == (1, 1, 0, 0)
    admin.call().run(retention.hold, {"project_id": office.project["id"], "reason": "x"})
    assert found(state="held") == 1


def test_the_store_refuses_to_remove_what_is_locked(clerk: Desk) -> None:
    version = clerk.upload(pdf())
    call = clerk.call()
    sha256 = version["file"]["sha256"]
    assert call.storage.lockable(), "the stack's bucket is born with Object Lock"
    until = rules.later(call.read(lambda work: work.real_now).date(), rules.LEAST)
    retention.lock(call.storage, sha256, until)
    key = cas_key(sha256)
    kept = call.storage.client.get_object_retention(call.storage.bucket, key)
    assert kept is not None
    assert kept.mode == "COMPLIANCE"
    assert kept.retain_until_date.date() == until
    told = call.storage.stat(key)
    with pytest.raises(Exception, match=r"(?i)denied|locked|retention"):
        call.storage.client.remove_object(call.storage.bucket, key, version_id=told.version_id)
    assert call.storage.exists(key)


def test_each_object_is_locked_once_and_longer_when_its_project_is_kept_longer(
    moved: Tell, office: Office, call_for: Callable[..., Call]
) -> None:
    row = office.create()
    sha256 = row["file"]["file"]["sha256"]
    call = call_for("documents", service_actor("documents"))

    def due() -> dict[str, date]:
        return {one["sha256"]: one["until"] for one in _all_due(call)}

    first = due()[sha256]
    call_for("documents", service_actor("documents")).run(retention.note_lock, sha256, first)
    assert sha256 not in due()
    at = datetime.combine(first, time(12), UTC).replace(year=first.year - 14)
    moved("awarded", "failed", at=at)
    assert due()[sha256] > first


def _all_due(call: Call) -> list[dict[str, Any]]:
    """All of them, not one round's."""

    def due(work: Work) -> list[dict[str, Any]]:
        standing = rules.standing(work.real_now.date())
        rows = store.unlocked(work.session, rules.LEAST, standing, 1_000_000)
        return [{"sha256": one.sha256, "until": one.until} for one in rows]

    return list(call.read(due))


def test_every_service_s_files_are_kept_as_long_as_their_project(
    moved: Tell, office: Office, admin: Desk, call_for: Callable[..., Call]
) -> None:
    """A published PDF is in the store by notices' hand; documents locks it with the project's."""
    moved("tendering", "tendering")
    system = call_for("documents", service_actor("documents"))
    notice = system.storage.put(pdf(), "application/pdf")
    told = {"tables": {"notice": [{"id": str(uuid4()), "pdf": {**notice, "name": "公告.pdf"}}]}}
    service = equip(SERVICE)()
    service.registry = service.venue = service.notices = Neighbour(system, told)
    body = envelope(promises.retention_changed)
    about = {"project_id": str(office.project["id"])}
    body |= {"event_id": str(uuid4()), "data": body["data"] | about}
    heard = read(promises.retention_changed, body)
    type(service).on_retention_changed.__wrapped__(service, system, heard)

    def due() -> date | None:
        found = {one["sha256"]: one["until"] for one in _all_due(system)}
        return found.get(notice["sha256"])

    year = day_of(datetime.now(UTC)).year
    assert due() == date(year + 2, 1, 1), "nobody knows the end yet"
    ended = moved("awarded", "failed")
    assert due() == ended["retain_until"]
    call_for("documents", service_actor("documents")).run(
        retention.note_lock, notice["sha256"], ended["retain_until"]
    )
    assert due() is None


class Neighbour:
    """Another service, whose part of the project is this."""

    def __init__(self, call: Call, told: dict[str, Any]) -> None:
        body = canonical(told)
        file = {**call.storage.put(body, "application/json"), "name": "part.json"}
        self.part = {"service": "notices", "file": file, "signature": ""}

    def archive_part(self, _call: Call, _asked: Any) -> dict[str, Any]:
        return self.part


def test_one_lost_file_does_not_keep_the_others_from_being_locked(
    clerk: Desk, call_for: Callable[..., Call], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = clerk.upload(pdf())["file"]["sha256"]
    until = rules.later(datetime.now(UTC).date(), rules.LEAST)
    found = [{"sha256": one, "until": until} for one in ("0" * 64, there)]
    monkeypatch.setattr(retention, "due", lambda _work: found)
    call = call_for("documents", service_actor("documents"))
    type(equip(SERVICE)()).lock_objects.__wrapped__(None, call)
    kept = call.storage.client.get_object_retention(call.storage.bucket, cas_key(there))
    assert kept is not None
    assert kept.retain_until_date.date() == until


def test_a_store_without_locks_is_named_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    retention.report(lockable=False)
    assert "no Object Lock" in caplog.text
