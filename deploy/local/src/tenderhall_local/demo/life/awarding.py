"""The award, a re-evaluation after it, and the award that follows from that."""

import datetime as dt
from typing import Any

from tenderhall_local.demo import clock
from tenderhall_local.demo.journey import Journey
from tenderhall_local.demo.life.desk import (
    CONTACT,
    Form,
    approve,
    ask,
    free_for,
    ids,
    lots,
    papers,
    publish,
    seen,
)
from tenderhall_local.demo.life.evaluating import FIRST, PRICES, SECOND

EXPERTS = ("陈甲", "林乙", "黄丙", "周丁")
RE_EVALUATION_MINUTES = 120


def know_suppliers(journey: Journey) -> None:
    """供应商 both are in the directory, before anybody can win."""
    admin = journey.api["admin"]
    for one in (FIRST, SECOND):
        found = admin.call("registry", "search_suppliers", {"q": one["uscc"]})["items"]
        if not found:
            told = {**one, "address": "湖南省长沙市岳麓区演示路9号", "size": "small"}
            admin.call("registry", "save_supplier", told)


def award(journey: Journey) -> None:
    """中标公告 of lot 1."""
    free_for(journey, "award_notice", 1)
    made = ask(
        journey,
        "notices",
        "create_award_notice",
        project_id=journey.ids["project"]["id"],
        lot_ids=ids(journey, 1),
        **_result(journey, FIRST),
        attachments=papers(journey, "winner_confirmation", "sme_declaration"),
    )
    journey.ids["award"] = publish(journey, made["id"])["id"]
    lots(journey, "awarded", 1)


def evaluate_again(journey: Journey) -> None:
    """复评预约 after the award: the sum was wrong (财政部令第87号 第64条)."""
    clock.advance(journey, clock.now(journey) + dt.timedelta(days=2))
    free_for(journey, "re_evaluation", 1)
    begin = clock.now(journey) + dt.timedelta(days=3)
    asked = {"kind": "evaluation", "minutes": RE_EVALUATION_MINUTES, "limit": 1}
    slot = ask(journey, "venue", "free_slots", not_before=begin.isoformat(), **asked)["items"][0]
    made = ask(
        journey,
        "venue",
        "create_re_evaluation",
        project_id=journey.ids["project"]["id"],
        lot_ids=ids(journey, 1),
        re_evaluation_kind="review_again",
        legal_case="wrong_sum",
        opening_at=slot["begins"],
        opening_minutes=RE_EVALUATION_MINUTES,
        opening_room_id=slot["room_id"],
        statement="评分汇总计算错误，须由原评标委员会重新评审。",
        attachments=papers(journey, "re_evaluation_request"),
        **CONTACT,
    )
    sent = ask(journey, "venue", "submit_booking", **seen(made))
    approve(journey, "venue", "booking", sent["id"])
    lots(journey, "re_evaluating", 1)


def change(journey: Journey) -> None:
    """中标公告变更 the winner is another, on the ground of the re-evaluation."""
    free_for(journey, "award_change", 1)
    made = ask(
        journey,
        "notices",
        "create_award_change",
        about_id=journey.ids["award"],
        change_kind="winner",
        basis="re_evaluation",
        change_reason="复评后评分汇总更正，排名第一的供应商变更。",
        **_result(journey, SECOND),
        attachments=papers(journey, "winner_confirmation", "sme_declaration", "award_basis"),
    )
    journey.ids["award_change"] = publish(journey, made["id"])["id"]


def _result(journey: Journey, winner: Form) -> dict[str, Any]:
    today = clock.now(journey).date().isoformat()
    item = {"name": "触控一体机", "model": "86寸", "quantity": "86台", "unit_price": "7500.00"}
    (lot,) = ids(journey, 1)
    won = {"lot_id": lot, "uscc": winner["uscc"], "amount": PRICES[0], "items": [item]}
    experts: list[dict[str, Any]] = [{"name": name} for name in EXPERTS]
    experts[0]["leader"] = True
    return {
        "winners": [won],
        "experts": [*experts, {"name": "刘老师", "purchaser": True}],
        "fee_standard": "按委托代理协议约定",
        "fee": "8000.00",
        "report_delivered_on": today,
        "determined_on": today,
    }
