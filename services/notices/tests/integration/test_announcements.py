"""情况公告 what the public is told of a lot that is suspended, resumed, cancelled or has failed."""

import json
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from notices import portal
from notices.usecases import announcing, flows, publiclist
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.core import Event
from tenderhall_contracts.examples import envelope
from tenderhall_kit.envelope import read

Data = dict[str, Any]


@pytest.fixture
def published(world: Any, approved: Data) -> Data:
    flows.publish(world.as_service(), world.partners, UUID(approved["id"]))
    return world.get(approved)  # type: ignore[no-any-return]


def hear(world: Any, event: Event, form_id: UUID, **facts: Any) -> None:
    """One event of each lot of the form, as registry tells them."""
    project = world.told["project"]
    nos = [one["no"] for one in project["lots"]]
    for lot in project["lots"]:
        told = {"lot_id": lot["id"], "lot_no": lot["no"], "project_id": project["id"]}
        told |= {"form_id": form_id, "form_lot_nos": nos, "until": None, "ground": None}
        body = envelope(event)
        body["data"] |= {
            key: str(one) if isinstance(one, UUID) else one for key, one in told.items()
        }
        body["data"] |= facts
        world.as_service().run(announcing.announce, read(event, body), project)


def announced(world: Any) -> list[Any]:
    with Session(world.kit.engine) as session:
        rows = session.execute(
            text("SELECT * FROM announcement WHERE project_id = :id ORDER BY no"),
            {"id": world.told["project"]["id"]},
        )
        return list(rows)


def test_one_form_is_announced_once_for_all_its_lots(world: Any, published: Data) -> None:
    form_id = uuid4()
    for _ in range(2):
        hear(world, contracts.lot_cancelled, form_id, reason_code="major_change")
    (row,) = announced(world)
    project = world.told["project"]
    assert (row.no, row.kind) == (f"{project['no']}-QX-01", "cancellation")
    assert row.title == f"{project['name']}终止公告"
    assert row.lot_nos == sorted(one["no"] for one in project["lots"])
    assert row.paragraphs[1] == "原因：重大变故，采购任务取消。"


def test_a_lot_that_was_never_tendered_in_public_is_not_announced(world: Any, draft: Data) -> None:
    hear(world, contracts.lot_cancelled, uuid4())
    assert announced(world) == []


def test_each_kind_counts_its_own_numbers(world: Any, published: Data) -> None:
    hear(world, contracts.lot_suspended, uuid4(), until="2026-10-07")
    hear(world, contracts.lot_resumed, uuid4())
    hear(world, contracts.lot_suspended, uuid4())
    hear(world, contracts.lot_failed, uuid4(), ground=1)
    words = [row.no.rpartition(f"{world.told['project']['no']}-")[2] for row in announced(world)]
    assert words == ["FB-01", "HF-01", "ZT-01", "ZT-02"]
    failed, _, suspended, _ = announced(world)
    assert any("第三十六条第一款（一）" in line for line in failed.paragraphs)
    assert any("暂停期限至2026年10月7日" in line for line in suspended.paragraphs)


def test_the_portal_shows_it_and_the_notice_links_to_it(world: Any, published: Data) -> None:
    hear(world, contracts.lot_suspended, uuid4())
    (row,) = announced(world)
    call, storage = world.as_service(), world.kit.storage
    portal.put_announcement(storage, call.read(publiclist.announcement, row.no))
    call.run(publiclist.rebuild, storage)
    page = storage.get(f"public/notices/{row.no}/index.html").decode()
    assert row.title in page
    assert f"/notices/{published['no']}" in page
    about = storage.get(f"public/notices/{published['no']}/index.html").decode()
    assert f"/notices/{row.no}" in about
    listed = json.loads(storage.get("public/notices/index.json"))["items"]
    (shown,) = [one for one in listed if one["no"] == row.no]
    assert (shown["kind"], shown["opening_at"], shown["pdf_sha256"]) == ("suspension", None, None)
    assert date.fromisoformat(shown["published_at"][:10]) == row.published_at.date()


@pytest.mark.parametrize("what", ["UPDATE announcement SET no = ''", "DELETE FROM announcement"])
def test_what_was_announced_stays(world: Any, published: Data, what: str) -> None:
    hear(world, contracts.lot_suspended, uuid4())
    with Session(world.kit.engine) as session, pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(what))


def clarification(world: Any, **changed: Any) -> Data:
    """What documents tells of an issued clarification; its file is in the store."""
    project = world.told["project"]
    file = world.kit.storage.put(b"%PDF-1.7\n%%EOF\n", "application/pdf") | {"name": "澄清.pdf"}
    lots = [{"lot_id": one["id"], "lot_no": one["no"], "n": 2} for one in project["lots"]]
    told = {
        "id": uuid4(),
        "kind": "clarification",
        "project_id": UUID(str(project["id"])),
        "lot_nos": [one["no"] for one in project["lots"]],
        "numbers": lots,
        "title": "关于交货期的澄清",
        "content": "交货期改为30日。",
        "questions": "交货期可否延长？",
        "affects_bids": True,
        "passages": [{"place": "第五章", "before": "20日", "after": "30日"}],
        "attachments": [{"kind": "clarification", "file": file}],
    }
    return told | changed


def test_an_issued_clarification_is_announced_once_with_its_file(
    world: Any, published: Data
) -> None:
    told, project = clarification(world), world.told["project"]
    for _ in range(2):
        world.as_service().run(announcing.clarify, told, project)
    (row,) = announced(world)
    assert (row.no, row.kind) == (f"{project['no']}-DY-01", "clarification")
    assert "第五章：原文“20日”，修改为“30日”。" in row.paragraphs
    assert any("第2次" in line for line in row.paragraphs)
    call, storage = world.as_service(), world.kit.storage
    portal.put_announcement(storage, call.read(publiclist.announcement, row.no))
    page = storage.get(f"public/notices/{row.no}/index.html").decode()
    assert "答疑文件（PDF）：澄清.pdf" in page
    assert storage.get(f"public/notices/{row.no}/notice.pdf").startswith(b"%PDF")


def test_clarifications_and_supplements_share_their_numbers(world: Any, published: Data) -> None:
    for kind in ("clarification", "supplement"):
        told = clarification(world, kind=kind)
        world.as_service().run(announcing.clarify, told, world.told["project"])
    assert [row.no[-5:] for row in announced(world)] == ["DY-01", "DY-02"]
