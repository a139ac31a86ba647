"""中标公告变更 of a published award: computed, sealed, reviewed, kept as versions (§5.12)."""

from typing import Any
from uuid import UUID

import pytest
from notices.models import Publication
from notices.usecases import awarding, flows, letters
from sqlalchemy.orm import Session
from tenderhall_contracts.notices import AwardChangeIn, NoticeOut
from tenderhall_kit.plain import plain

from .test_awards import (
    FIRST,
    SECOND,
    awarded,
    directory,
    events,
    hall,
    item,
    publish,
    receipt,
    refused,
    results,
)

Data = dict[str, Any]
__all__ = ["awarded", "directory", "hall", "receipt", "results"]


def form(hall: Any, about: Data, receipt: Any, **changes: Any) -> Data:
    award = about["award"]
    told: Data = {"about_id": about["id"], "change_kind": "winner", "basis": "withdrawal"}
    told |= {"change_reason": "中标人放弃中标", "experts": award["experts"]}
    told |= {name: award[name] for name in ("fee_standard", "fee", "determined_on")}
    told |= {"report_delivered_on": award["report_delivered_on"]}
    told["attachments"] = [receipt("winner_confirmation"), receipt("award_basis")]
    second = {"uscc": SECOND, "amount": "950000.00", "items": [item()], "reason": "顺延"}
    lots = [one["id"] for one in hall.told["project"]["lots"]]
    first = {"uscc": FIRST, "amount": "900000.00", "items": [item()]}
    told["winners"] = [{"lot_id": lots[0], **second}, {"lot_id": lots[1], **first}]
    return dict(AwardChangeIn().load(told | changes))


def create(hall: Any, asked: Data) -> Data:
    made = awarding.create_change(hall.as_clerk(), hall.partners, asked)
    return dict(plain(NoticeOut().dump(NoticeOut().load(plain(made)))))


def unchanged(hall: Any, amount: str = "900000.00") -> list[Data]:
    lots = [one["id"] for one in hall.told["project"]["lots"]]
    first = {"uscc": FIRST, "amount": amount, "items": [item()]}
    return [{"lot_id": one, **first} for one in lots]


@pytest.fixture
def changed(hall: Any, awarded: Data, receipt: Any) -> Data:
    notice = hall.seal(create(hall, form(hall, awarded, receipt)))
    publish(hall, hall.approve(hall.submit(notice)))
    return dict(hall.get(notice))


def test_another_winner_is_told_with_what_was_before(
    hall: Any, awarded: Data, changed: Data
) -> None:
    assert changed["no"] == f"{hall.told['project']['no']}-ZJBG-01"
    (row,) = changed["award"]["corrections"]
    assert FIRST in row["before"]
    assert SECOND in row["after"]
    assert hall.get(awarded)["publish_state"] == "changed"
    with Session(hall.kit.engine) as session:
        body = session.get_one(Publication, UUID(changed["id"])).body
    assert "■采购结果" in body
    assert "变更后的中标（成交）供应商" in body


def test_the_old_award_is_cancelled_and_another_stands(
    hall: Any, awarded: Data, changed: Data
) -> None:
    (gone,) = events(hall, "award.cancelled")
    told = events(hall, "award.changed")
    instead = next(one["data"] for one in told if one["data"]["winner"]["uscc"] == SECOND)
    assert instead["old_award_id"] == gone["data"]["award_id"]
    asked = {"id": UUID(changed["project_id"])}
    kept = plain(hall.as_clerk().read(awarding.history, asked))["items"]
    standing = {(one["award_id"], one["version"]): one["status"] for one in kept}
    assert standing[gone["data"]["award_id"], 1] == "active"
    assert standing[gone["data"]["award_id"], 2] == "cancelled"
    assert standing[instead["award_id"], 1] == "active"
    old = hall.as_clerk().read(letters.of_notice, {"id": UUID(awarded["id"])})["items"]
    assert sorted(one["state"] for one in old) == ["cancelled", "unsealed"]
    new = hall.as_clerk().read(letters.of_notice, {"id": UUID(changed["id"])})["items"]
    assert [one["winner_uscc"] for one in new] == [SECOND]


def test_a_corrected_amount_is_another_version_of_the_same_award(
    hall: Any, awarded: Data, receipt: Any
) -> None:
    told = {"change_kind": "amount", "basis": None, "winners": unchanged(hall, "880000.00")}
    notice = hall.seal(create(hall, form(hall, awarded, receipt, **told)))
    publish(hall, hall.approve(hall.submit(notice)))
    assert events(hall, "award.cancelled") == []
    said = [one["data"] for one in events(hall, "award.changed")]
    assert {(one["award_version"], one["amount"]) for one in said} == {(2, "880000.00")}
    assert all(one["award_id"] == one["old_award_id"] for one in said)


def test_a_change_that_changes_nothing_is_refused(hall: Any, awarded: Data, receipt: Any) -> None:
    told = {"change_kind": "text", "basis": None, "winners": unchanged(hall)}
    problem = refused(lambda: hall.seal(create(hall, form(hall, awarded, receipt, **told))))
    assert [one.rule for one in problem.findings] == ["CHANGE_ROWS"]


def test_another_winner_needs_its_basis_and_the_kind_that_it_is(
    hall: Any, awarded: Data, receipt: Any
) -> None:
    bare = {"basis": None, "attachments": [receipt("winner_confirmation")]}
    made = create(hall, form(hall, awarded, receipt, **bare))
    problem = refused(lambda: hall.seal(made))
    assert [one.rule for one in problem.findings] == ["CHANGE_BASIS"]
    again = form(hall, awarded, receipt, change_kind="text") | {"id": UUID(made["id"])}
    asked = awarding.with_lots(hall.as_clerk(), again | {"version": made["version"]})
    kept = plain(flows.save(hall.as_clerk(), hall.partners, asked))
    problem = refused(lambda: hall.seal(kept))
    assert [one.rule for one in problem.findings] == ["CHANGE_KIND"]
