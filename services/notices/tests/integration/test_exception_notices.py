"""中止、终止、废标、恢复公告 from the form at registry to the portal (domain §5.0, §5.9, §5.13)."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from notices.kinds import KINDS
from notices.models import Announcement, Notice
from notices.usecases import announcing, flows, publiclist, review
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.examples import envelope
from tenderhall_kit.envelope import read

Data = dict[str, Any]
OPENING = "2026-10-20T09:30:00+08:00"
SAID: dict[str, Data] = {
    "suspension": {"reason": "complaint", "suspended_from": "2026-09-14"},
    "cancellation": {"reason": "major_change"},
    "failure": {"ground": "too_few", "experts": "王一、李二、张三", "follow_up": "retender"},
    "resumption": {"reason": "cause_removed"},
}
EVENTS = {
    "suspension": contracts.lot_suspended,
    "cancellation": contracts.lot_cancelled,
    "failure": contracts.lot_failed,
    "resumption": contracts.lot_resumed,
}


@pytest.fixture
def announced(world: Any, approved: Data) -> Data:
    """A published tender notice, a week old."""
    flows.publish(world.as_service(), world.partners, UUID(approved["id"]))
    world.set_clock("2026-09-14T10:00:00+08:00")
    for lot in world.told["project"]["lots"]:
        lot["opening_at"] = OPENING
    return world.get(approved)  # type: ignore[no-any-return]


def form(world: Any, kind: str, **more: Any) -> Data:
    """What registry tells of an exception of all lots, in a draft that may be submitted."""
    project = world.told["project"]
    file = {"sha256": "ab" * 32, "size": 9, "mime": "application/pdf", "name": "决定.pdf"}
    proof = {"kind": "purchaser_decision", "document_id": str(uuid4()), "version": 1, "file": file}
    told = {
        "id": str(uuid4()),
        "state": "draft",
        "state_zh": "编辑中",
        "version": 1,
        "kind": kind,
        "kind_zh": "异常",
        "project_id": project["id"],
        "project_no": project["no"],
        "project_name": project["name"],
        "lot_nos": [one["no"] for one in project["lots"]],
        "lots": project["lots"],
        "agency_id": project["agency_id"],
        "agency_name": "湖南明正",
        "statement": "供应商投诉招标文件，\n须待处理。",
        "attachments": [proof],
        "findings": [],
        "submitted_at": None,
        "content_version": 1,
        "notice_needed": True,
    }
    made = told | SAID[kind] | more
    world.partners.registry.answers["get_exception"] = lambda _: made
    return made


def prepare(world: Any, made: Data) -> Data:
    asked = {"id": UUID(made["id"])}
    return flows.prepare_form(world.as_clerk(), world.partners, asked)  # type: ignore[no-any-return]


def follow(world: Any, made: Data) -> None:
    flows.follow_form(world.as_service(), world.partners, UUID(made["id"]))


def hear(world: Any, made: Data) -> None:
    """What registry tells of each lot that the form has moved."""
    event, project = EVENTS[made["kind"]], world.told["project"]
    for lot in project["lots"]:
        body = envelope(event)
        told = {"lot_id": lot["id"], "lot_no": lot["no"], "project_id": project["id"]}
        body["data"] |= told | {"form_id": made["id"], "form_lot_nos": made["lot_nos"]}
        body["data"] |= {"ground": None, "until": None}
        world.as_service().run(announcing.announce, read(event, body), project)


def approve(world: Any, made: Data) -> None:
    at = "2026-09-14T11:00:00+08:00"
    made |= {"state": "approved", "state_zh": "审核通过", "version": 3, "submitted_at": at}
    follow(world, made)


def publish(world: Any, made: Data) -> Data:
    flows.publish(world.as_service(), world.partners, UUID(made["id"]))
    return world.get(made)  # type: ignore[no-any-return]


def plain_ones(world: Any) -> list[str]:
    with Session(world.kit.engine) as session:
        of = Announcement.project_id == UUID(world.told["project"]["id"])
        return list(session.scalars(select(Announcement.no).where(of)))


def row(world: Any, made: Data) -> Notice:
    with Session(world.kit.engine) as session:
        return session.get_one(Notice, UUID(made["id"]))


def sealed(world: Any, kind: str, **more: Any) -> Data:
    made = form(world, kind, **more)
    world.seal(prepare(world, made))
    return made


@pytest.mark.parametrize(
    ("kind", "word", "order"),
    [("cancellation", "QX", "lots first"), ("failure", "FB", "form first")],
)
def test_what_is_sealed_with_its_form_is_published_when_the_form_is_approved(
    world: Any, announced: Data, kind: str, word: str, order: str
) -> None:
    made = sealed(world, kind)
    if order == "lots first":
        hear(world, made)
        ended = {"lots": [{**one, "state": "cancelled"} for one in world.told["project"]["lots"]]}
        world.as_service().run(review.lot_ended, UUID(made["lots"][0]["id"]), ended)
    approve(world, made)
    for _ in range(2):
        follow(world, made)
        out = publish(world, made)
    hear(world, made)
    assert (out["no"], out["publish_state"]) == (f"{made['project_no']}-{word}-01", "published")
    assert plain_ones(world) == []
    storage, folder = world.kit.storage, f"public/notices/{out['no']}"
    page = storage.get(f"{folder}/index.html").decode()
    assert KINDS[kind].label in page
    assert "签章有效" in page
    assert "<dt>开标时间</dt>" not in page
    assert storage.get(f"{folder}/notice.pdf").startswith(b"%PDF")
    assert json.loads(storage.get(f"{folder}/notice.json"))["opening_at"] is None
    world.as_service().run(publiclist.rebuild, storage)
    listed = json.loads(storage.get("public/notices/index.json"))["items"]
    (shown,) = [one for one in listed if one["no"] == out["no"]]
    assert (shown["opening_at"], shown["pdf_sha256"]) == (None, out["sealed_pdf"]["sha256"])
    about = world.as_service().read(publiclist.record, announced["no"])
    assert [one["no"] for one in about["related"]] == [out["no"]]


def test_the_suspension_and_its_end_are_told_by_notices_of_their_own(
    world: Any, announced: Data
) -> None:
    for kind, word in (("suspension", "ZT"), ("resumption", "HF")):
        made = sealed(world, kind)
        approve(world, made)
        assert publish(world, made)["no"].endswith(f"-{word}-01")
    standing = world.as_clerk().read(flows.amending.standing, UUID(announced["id"]))
    assert standing["suspended_on"] == "2026-09-14"


def test_what_a_form_says_anew_has_to_be_sealed_anew(world: Any, announced: Data) -> None:
    made = sealed(world, "suspension")
    again = prepare(world, made)
    assert (again["sealed"], again["allowed"]) == (True, [])
    with pytest.raises(Problem, match="STATE_CONFLICT"):
        world.start_seal(again)
    made |= {"content_version": 2, "version": 2, "statement": "改写。"}
    with pytest.raises(Problem, match="VERSION_CONFLICT"):
        world.start_seal(again)
    follow(world, made)
    out = world.get(made)
    assert (out["sealed"], out["allowed"]) == (False, ["seal"])
    stale = {**made, "content_version": 1, "version": 1}
    world.partners.registry.answers["get_exception"] = lambda _: stale
    follow(world, stale)
    assert row(world, made).facts["form"]["statement"] == "改写。"


def test_a_seal_tells_registry_which_content_it_is_of(world: Any, announced: Data) -> None:
    made = sealed(world, "suspension", content_version=4)
    with Session(world.kit.engine) as session:
        asked = "SELECT envelope->'data' FROM kit_outbox WHERE routing_key = 'notice.sealed'"
        found = list(session.scalars(text(asked)))
    (told,) = [one for one in found if one["form_id"] == made["id"]]
    assert told["form_content_version"] == 4


def test_an_unfinished_form_is_refused_its_seal_by_field_and_rule(
    world: Any, announced: Data
) -> None:
    finding = {"field": "reason", "rule": "R12", "message_zh": "不得擅自终止招标", "basis": "87-29"}
    made = form(world, "cancellation", findings=[finding])
    notice = prepare(world, made)
    with pytest.raises(Problem, match="VALIDATION_FAILED") as refused:
        world.start_seal(notice)
    assert [(one.field, one.rule) for one in refused.value.findings] == [("reason", "R12")]
    made |= {"findings": [], "state": "pending"}
    with pytest.raises(Problem, match="PRECONDITION_FAILED"):
        world.start_seal(notice)


@pytest.mark.parametrize("order", ["lots first", "form first"])
def test_what_was_approved_without_a_seal_is_told_by_the_system(
    world: Any, announced: Data, order: str
) -> None:
    made = form(world, "cancellation")
    prepare(world, made)
    steps = [lambda: hear(world, made), lambda: approve(world, made)]
    for step in steps if order == "lots first" else reversed(steps):
        step()
    assert plain_ones(world) == [f"{made['project_no']}-QX-01"]
    assert row(world, made).state == "void"


def test_a_form_that_is_given_up_takes_its_notice_with_it(world: Any, announced: Data) -> None:
    made = sealed(world, "suspension")
    world.partners.registry.answers["get_exception"] = Problem("NOT_FOUND")
    follow(world, made)
    assert row(world, made).state == "void"


def test_the_notice_of_a_form_is_seen_and_decided_with_it_only(world: Any, announced: Data) -> None:
    made = sealed(world, "suspension")
    notice = world.get(made)
    for act in (world.submit, world.approve):
        with pytest.raises(Problem, match=r"STATE_CONFLICT|NOT_FOUND"):
            act(notice)
    with pytest.raises(Problem, match="NOT_FOUND"):
        world.get(made, world.as_reviewer())
    made |= {"state": "pending", "version": 2, "submitted_at": "2026-09-14T10:30:00+08:00"}
    follow(world, made)
    assert world.get(made, world.as_reviewer())["sealed"]


def test_lots_that_were_never_announced_need_no_notice(world: Any, draft: Data) -> None:
    made = form(world, "cancellation", notice_needed=False)
    with pytest.raises(Problem, match="PRECONDITION_FAILED"):
        prepare(world, made)
    made["agency_id"] = str(uuid4())
    world.told["project"]["agency_id"] = made["agency_id"]
    with pytest.raises(Problem, match="NOT_FOUND"):
        prepare(world, made)
