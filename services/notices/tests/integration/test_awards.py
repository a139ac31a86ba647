"""中标公告 from draft to publication, on a real database and store (domain §5.11)."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from notices.kinds.award import AWARD
from notices.models import Award, Publication
from notices.usecases import awarding, flows, letters
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.notices import AwardLetters, AwardNoticeIn, LetterSealing, NoticeOut
from tenderhall_kit.actors import Actor
from tenderhall_kit.plain import plain
from tenderhall_kit.receipts import Receipt, issue
from tenderhall_kit.tables import Outbox

Data = dict[str, Any]
AGENCY = "6f9619ff-8b86-4011-b42d-00c04fc964ff"
FIRST, SECOND = "91430400MA4L12345R", "12430400MB0000001W"


def supplier(uscc: str, **changes: Any) -> Data:
    told = {"uscc": uscc, "name": f"供应商{uscc[-3:]}", "address": "蒸湘区1号", "size": None}
    told |= {"size_zh": None, "status": "normal", "status_zh": "正常", "version": 1}
    told |= {"source": "中心", "updated_at": "2026-09-01T10:00:00+08:00", "debarments": []}
    return told | changes


def evaluated(lot: Data) -> Data:
    ranked = [
        {"rank": 1, "uscc": FIRST, "name": "甲", "price": "900000.00", "score": "91.50"},
        {"rank": 2, "uscc": SECOND, "name": "乙", "price": "950000.00", "score": "88.00"},
    ]
    told = {"lot_id": lot["id"], "lot_no": lot["no"], "round": 1, "result": "ok"}
    told |= {"ended_at": "2026-09-03T17:00:00+08:00", "bidder_count": 4}
    return told | {"report_sha256": "0" * 64, "candidates": ranked}


@pytest.fixture
def directory() -> dict[str, Data]:
    return {code: supplier(code) for code in (FIRST, SECOND)}


@pytest.fixture
def results(world: Any) -> list[Data]:
    return [evaluated(one) for one in world.told["project"]["lots"]]


@pytest.fixture
def hall(world: Any, directory: dict[str, Data], results: list[Data]) -> Any:
    return evaluated_hall(world, directory, results)


def evaluated_hall(world: Any, directory: dict[str, Data], results: list[Data]) -> Any:
    """The world of notices with evaluated lots and a directory of suppliers."""
    lots = world.told["project"]["lots"]
    for lot in lots:
        lot |= {"state": "evaluated", "state_zh": "评标已结束", "catalogue_code": "A02010104"}
        lot |= {"opening_at": "2026-09-01T09:30:00+08:00"}

    def snapshot(asked: Data) -> Data:
        found = directory[asked["uscc"]]
        told = {"id": str(uuid4()), "uscc": asked["uscc"], "content": found, "sha256": "5" * 64}
        return told | {"taken_at": datetime.fromisoformat("2026-09-07T10:00:00+08:00")}

    def move(asked: Data) -> Data:
        for lot in lots:
            lot |= {"state": "awarded", "state_zh": "已中标"}
        return {"lots": lots, "already": False}

    world.partners.registry.answers |= {
        "evaluation_results": lambda _: {"items": results},
        "get_supplier": lambda asked: directory.get(asked["uscc"]) or Problem("NOT_FOUND"),
        "supplier_snapshot": snapshot,
        "move_lots": move,
    }
    return world


def item() -> Data:
    return {"name": "交互式智能黑板", "model": "86寸", "quantity": "60套", "unit_price": "15000.00"}


def form(hall: Any, receipt: Any, **changes: Any) -> Data:
    lots = [one["id"] for one in hall.told["project"]["lots"]]
    winner = {"uscc": FIRST, "amount": "900000.00", "items": [item()]}
    experts = [{"name": f"专家{mark}"} for mark in "甲乙丙丁"]
    told = {
        "project_id": hall.told["project"]["id"],
        "lot_ids": lots,
        "winners": [{"lot_id": one, **winner} for one in lots],
        "experts": [*experts, {"name": "王老师", "purchaser": True}],
        "fee_standard": "按招标文件约定",
        "fee": "12000.00",
        "report_delivered_on": "2026-09-04",
        "determined_on": "2026-09-07",
        "attachments": [receipt("winner_confirmation")],
    }
    return dict(AwardNoticeIn().load(told | changes))


@pytest.fixture
def receipt(settings_for: Any, seeds: dict[str, bytes]) -> Any:
    """An attachment of that kind, as documents vouches for it."""
    documents = replace(
        settings_for("documents", "postgresql+psycopg2://"), service_key=seeds["documents"]
    )

    def make(kind: str) -> Data:
        said = Receipt(str(uuid4()), 1, "7" * 64, 9, "application/pdf", f"{kind}.pdf", kind, AGENCY)
        return {"kind": kind, "receipt": issue(documents, said, datetime(2026, 1, 5, tzinfo=UTC))}

    return make


def create(hall: Any, asked: Data) -> Data:
    made = flows.create(hall.as_clerk(), hall.partners, AWARD, asked)
    return dict(plain(NoticeOut().dump(NoticeOut().load(plain(made)))))


def events(hall: Any, kind: str) -> list[Data]:
    with Session(hall.kit.engine) as session:
        rows = session.scalars(select(Outbox).order_by(Outbox.id)).all()
        found = [one.envelope for one in rows if one.routing_key == kind]
    return [one for one in found if one["project_no"] == hall.told["project"]["no"]]


def publish(hall: Any, notice: Data) -> None:
    flows.publish(hall.as_service(), hall.partners, UUID(notice["id"]))


def refused(make: Any) -> Problem:
    with pytest.raises(Problem) as told:
        make()
    return told.value


@pytest.fixture
def awarded(hall: Any, receipt: Any) -> Data:
    notice = hall.seal(create(hall, form(hall, receipt)))
    publish(hall, hall.approve(hall.submit(notice)))
    return dict(hall.get(notice))


def test_an_award_is_sealed_reviewed_and_published(hall: Any, awarded: Data) -> None:
    assert awarded["no"] == f"{hall.told['project']['no']}-ZJ-01"
    (_, moved) = next(one for one in hall.partners.registry.asked if one[0] == "move_lots")
    assert (moved["effect"], moved["form_id"]) == ("award_published", awarded["id"])
    with Session(hall.kit.engine) as session:
        row = session.get_one(Publication, UUID(awarded["id"]))
    assert "五、评审专家（单一来源采购人员）名单：" in row.body
    assert "王老师（采购人代表）" in row.body
    assert (row.kind, row.period_days) == ("award", 1)
    folder = f"public/notices/{awarded['no']}"
    assert "开标时间" not in hall.kit.storage.get(f"{folder}/index.html").decode()
    assert json.loads(hall.kit.storage.get(f"{folder}/notice.json"))["opening_at"] is None


def test_every_winner_has_a_record_a_letter_and_an_event(hall: Any, awarded: Data) -> None:
    told = events(hall, "award.published")
    assert [one["data"]["amount"] for one in told] == ["900000.00", "900000.00"]
    assert {one["visibility"] for one in told} == {"public"}
    assert told[0]["data"]["period_ends_on"] == "2026-09-09"
    assert told[0]["data"]["challenge_until"] == "2026-09-18"
    asked = {"id": UUID(awarded["project_id"])}
    kept = plain(hall.as_clerk().read(awarding.history, asked))["items"]
    assert [(one["version"], one["status"], one["uscc"]) for one in kept] == [
        (1, "active", FIRST),
        (1, "active", FIRST),
    ]
    found = hall.as_clerk().read(letters.of_notice, {"id": UUID(awarded["id"])})
    AwardLetters().load(plain(found))
    assert [one["state"] for one in found["items"]] == ["unsealed", "unsealed"]


def test_what_was_awarded_is_never_changed(hall: Any, awarded: Data) -> None:
    with Session(hall.kit.engine) as session, pytest.raises(DBAPIError):
        session.execute(text("UPDATE award SET amount = 1"))


def test_a_letter_is_sealed_and_issued_to_its_winner(hall: Any, awarded: Data) -> None:
    asked = {"id": UUID(awarded["id"])}
    letter = hall.as_clerk().read(letters.of_notice, asked)["items"][0]
    begun = letters.start_seal(
        hall.as_clerk(), hall.partners, {"id": UUID(str(letter["id"])), "seal_id": uuid4()}
    )
    LetterSealing().load(plain(begun))
    pdf = begun["job"]["pdf"]
    back = hall.kit.storage.put(hall.kit.storage.get(pdf) + b"\n% seal", "application/pdf")
    applied = {"owner_id": UUID(str(letter["id"])), "pdf": pdf, "sealed": back}
    assert letters.adopted(hall.as_service(), applied | {"signer": "湖南明正"})
    found = hall.as_clerk().read(letters.of_notice, asked)["items"][0]
    assert found["state"] == "issued"
    (told,) = events(hall, "award.letter_issued")
    assert told["data"]["pdf_sha256"] == back["sha256"]
    again = {"id": UUID(str(letter["id"])), "seal_id": uuid4()}
    once = refused(lambda: letters.start_seal(hall.as_clerk(), hall.partners, again))
    assert once.code == "STATE_CONFLICT"


def test_a_seal_of_something_else_is_no_letters(hall: Any, awarded: Data) -> None:
    assert not letters.adopted(hall.as_service(), {"owner_id": UUID(awarded["id"])})


def test_the_experts_are_told_to_no_program_before_publication(hall: Any, receipt: Any) -> None:
    notice = create(hall, form(hall, receipt))
    assert len(notice["award"]["experts"]) == 5
    assert hall.get(notice, hall.as_service())["award"]["experts"] is None
    hall.submit(hall.seal(notice))
    with Session(hall.kit.engine) as session:
        said = session.scalars(select(Outbox)).all()
    assert not [one for one in said if "专家甲" in str(one.envelope)]
    (told,) = events(hall, "award.determined")
    assert told["data"]["determined_on"] == "2026-09-07"
    assert FIRST not in str(told)


def test_a_re_evaluation_freezes_an_award_that_waits(
    hall: Any, receipt: Any, results: list[Data]
) -> None:
    pending = hall.submit(hall.seal(create(hall, form(hall, receipt))))
    lots = hall.told["project"]["lots"]
    lots[0] |= {"state": "re_evaluating", "state_zh": "复评中"}
    frozen = refused(lambda: hall.approve(pending))
    assert frozen.code == "PRECONDITION_FAILED"
    assert "正在复评" in frozen.findings[0].message_zh
    lots[0] |= {"state": "evaluated", "state_zh": "评标已结束"}
    results[0] |= {"round": 2}
    stale = refused(lambda: hall.approve(pending))
    assert stale.code == "SEAL_INVALID"


def test_only_a_candidate_in_order_of_rank_wins_unless_there_is_a_reason(
    hall: Any, receipt: Any
) -> None:
    lots = [one["id"] for one in hall.told["project"]["lots"]]
    second = {"uscc": SECOND, "amount": "950000.00", "items": [item()]}
    told = form(hall, receipt, winners=[{"lot_id": one, **second} for one in lots])
    problem = refused(lambda: hall.seal(create(hall, told)))
    assert {one.rule for one in problem.findings} == {"R18"}
    hall.go_on_to_another_project()


def test_a_debarred_supplier_or_the_agency_itself_never_wins(
    hall: Any, receipt: Any, directory: dict[str, Data]
) -> None:
    directory[FIRST] |= {"status": "debarred"}
    hall.told["project"]["agency"]["uscc"] = FIRST
    problem = refused(lambda: hall.seal(create(hall, form(hall, receipt))))
    assert {one.rule for one in problem.findings} == {"DEBARRED", "R37"}


def test_an_award_over_budget_is_refused_by_its_article(hall: Any, receipt: Any) -> None:
    lots = [one["id"] for one in hall.told["project"]["lots"]]
    dear = {"uscc": FIRST, "amount": "9000000.00", "items": [item()]}
    told = form(hall, receipt, winners=[{"lot_id": one, **dear} for one in lots])
    problem = refused(lambda: hall.seal(create(hall, told)))
    assert {(one.rule, one.basis) for one in problem.findings} == {
        ("R23", "财政部令第87号第六十三条第（四）项")
    }


def test_another_agency_is_told_nothing_of_the_evaluation(hall: Any) -> None:
    other = Actor(str(uuid4()), Role.CLERK, org_id=str(uuid4()), name="他人")
    project = hall.told["project"]
    asked = {"project_id": UUID(project["id"])}
    asked["lot_ids"] = [UUID(one["id"]) for one in project["lots"]]
    call = hall.call("notices", other)
    assert refused(lambda: awarding.basis(call, hall.partners, asked)).code == "NOT_FOUND"
    told = awarding.basis(hall.as_clerk(), hall.partners, asked)
    assert [one["candidates"][0]["rank"] for one in told["lots"]] == [1, 1]


def test_a_repeated_publication_awards_nothing_twice(hall: Any, awarded: Data) -> None:
    publish(hall, awarded)
    with Session(hall.kit.engine) as session:
        found = session.scalars(select(Award).where(Award.notice_id == UUID(awarded["id"]))).all()
    assert len(found) == 2
