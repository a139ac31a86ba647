"""What must be true after each step of a whole life (three lots: awarded, failed, cancelled)."""

import json
from typing import Any

from tenderhall_local.demo.verify import ocds, portal
from tenderhall_local.demo.verify.databases import Databases
from tenderhall_local.demo.verify.findings import Findings

Ids = dict[str, Any]


def joined(findings: Findings, databases: Databases, ids: Ids) -> None:
    """评标系统接入 an account in force, of which only the public half of the key is known."""
    asked = "SELECT count(*) FROM service_account WHERE name = %s AND revoked_at IS NULL"
    found = databases.one("registry", asked, ids["evaluation"]["name"])
    findings.same("服务账号有效 the account is in force", found, 1)


def suppliers(findings: Findings, databases: Databases, ids: Ids) -> None:
    """供应商 both candidates are in the directory."""
    del ids
    asked = (
        "SELECT count(*) FROM supplier WHERE uscc IN ('91430400MA4L54321Q', '91430100MA4L12345A')"
    )
    findings.same("两家供应商在库 both are known", databases.one("registry", asked), 2)


def registered(findings: Findings, databases: Databases, ids: Ids) -> None:
    """项目注册 submitted once, with three lots."""
    made = databases.events("registry", "project.submitted", project_id=ids["project"]["id"])
    findings.same("提交事件一次 submitted once", len(made), 1)
    findings.same("三个分包 three lots", len(ids["project"]["lots"]), 3)


def booked(findings: Findings, databases: Databases, ids: Ids) -> None:
    """场地预约 submitted once for all lots; a later change of it is another form."""
    made = databases.events("venue", "venue.booking_submitted", form_id=ids["first_booking"])
    findings.same("提交事件一次 submitted once", len(made), 1)


def booking_reviewed(findings: Findings, databases: Databases, ids: Ids) -> None:
    """预约审核 approved once."""
    made = databases.events("venue", "venue.booking_approved", form_id=ids["first_booking"])
    findings.same("审核通过事件一次 approved once", len(made), 1)


def tendered(findings: Findings, databases: Databases, ids: Ids) -> None:
    """招标公告 published: all lots are tendered, the document is issued."""
    for place in (1, 2, 3):
        _moved(findings, databases, ids, place, "tendering", from_state="preparing")
    form = ids["tender_document"]["id"]
    issued = databases.events("documents", "tender_document.issued", form_id=form)
    findings.same("招标文件发出一次 the document is issued once", len(issued), 1)


def clarified(findings: Findings, databases: Databases, ids: Ids) -> None:
    """澄清 issued once to all lots as the first of each, and told to the public."""
    form = ids["clarification"]
    told = databases.events("documents", "clarification.issued", form_id=form)
    findings.same("澄清发出一次 issued once", len(told), 1)
    said = databases.events("notices", "notice.announced", form_id=form)
    findings.same("澄清公告一次 announced once", len(said), 1)


def put_off(findings: Findings, databases: Databases, ids: Ids) -> None:
    """场地变更 approved once, not before it was told to the public."""
    form = ids["booking"]["id"]
    approved = databases.events("venue", "venue.booking_approved", form_id=form)
    findings.same("变更审核通过一次 approved once", len(approved), 1)


def changed(findings: Findings, databases: Databases, ids: Ids) -> None:
    """变更公告 moved the deadline of all lots to the new opening, once."""
    for place in (1, 2, 3):
        told = databases.events("registry", "tender.deadline_changed", lot_id=_lot(ids, place))
        first = [one["data"]["new"] for one in told][:1]
        _same_moment(findings, f"分包{place} 投标截止时间 deadline", first, ids["booking"])
    effective = databases.events("venue", "venue.booking_changed", form_id=ids["booking"]["id"])
    findings.same("场地变更生效一次 effective once", len(effective), 1)


def suspended(findings: Findings, databases: Databases, ids: Ids) -> None:
    """项目暂停 lot 1 alone; it alone has given its room back."""
    _once(findings, databases, ids, 1, "lot.suspended")
    released = databases.events(
        "venue", "venue.booking_lots_released", form_id=ids["booking"]["id"]
    )
    left = [set(one["data"]["lot_ids"]) for one in released][:1]
    findings.same("场地只释放分包1 its room only", left, [{_lot(ids, 2), _lot(ids, 3)}])


def resumed(findings: Findings, databases: Databases, ids: Ids) -> None:
    """恢复 lot 1 is tendered again, and opens at its new time."""
    _once(findings, databases, ids, 1, "lot.resumed")
    told = databases.events("registry", "tender.deadline_changed", lot_id=_lot(ids, 1))
    last = [one["data"]["new"] for one in told][-1:]
    _same_moment(findings, "新的投标截止时间 deadline", last, {"opening_at": ids["resumed_at"]})


def cancelled(findings: Findings, databases: Databases, ids: Ids) -> None:
    """项目取消 lot 3, for good."""
    _once(findings, databases, ids, 3, "lot.cancelled")
    _state(findings, databases, ids, 3, "cancelled")


def opened_second(findings: Findings, databases: Databases, ids: Ids) -> None:
    """开标 lot 2 at its time; too few tenders are told with their rule."""
    _once(findings, databases, ids, 2, "tender.deadline_reached")
    rules = {one["rule"] for one in ids["too_few"]["findings"]}
    findings.see("提示 R09 rule R09 is told", ok="R09" in rules, detail=sorted(rules))


def failed(findings: Findings, databases: Databases, ids: Ids) -> None:
    """废标 lot 2 on ground 1 of article 36."""
    _once(findings, databases, ids, 2, "lot.failed")
    (told,) = databases.events("registry", "lot.failed", lot_id=_lot(ids, 2))
    findings.same("法定情形第（一）项 ground 1", told["data"]["ground"], 1)


def retendered(findings: Findings, databases: Databases, ids: Ids) -> None:
    """重新招标 one lot of round 2, 筹备中."""
    told = databases.events("registry", "retender.opened", from_lot_id=_lot(ids, 2))
    findings.same("重新招标一次 once", len(told), 1)
    asked = "SELECT state || round FROM lot WHERE id = %s"
    new = databases.one("registry", asked, ids["retendered"][0]["id"])
    findings.same("新分包第二轮 its second round", new, "preparing2")


def opened_first(findings: Findings, databases: Databases, ids: Ids) -> None:
    """开标 lot 1 once, at the time of its resumption and not at the one before."""
    _once(findings, databases, ids, 1, "tender.deadline_reached")
    (told,) = databases.events("registry", "tender.deadline_reached", lot_id=_lot(ids, 1))
    moment = [told["data"]["effective_at"]]
    _same_moment(findings, "开标时间 its opening", moment, {"opening_at": ids["resumed_at"]})


def evaluated(findings: Findings, databases: Databases, ids: Ids) -> None:
    """评标 ended once, as the other platform told; who is first is in no event of ours."""
    _moved(findings, databases, ids, 1, "evaluated", from_state="opening")
    told = databases.rows(
        "registry", "SELECT envelope FROM kit_outbox WHERE routing_key LIKE 'lot.%%'"
    )
    names = "湖南公正项目管理有限公司", "COMMITTEE-"
    spoken = [
        name for name in names if any(name in json.dumps(row, ensure_ascii=False) for row in told)
    ]
    findings.same("分包事件不含候选人和评委 no candidate, no committee", spoken, [])


def awarded(findings: Findings, databases: Databases, ids: Ids) -> None:
    """中标 the first in rank, once."""
    told = databases.events("notices", "award.published", lot_id=_lot(ids, 1))
    findings.same("中标事件一次 awarded once", len(told), 1)
    findings.same("中标人 the winner", [_winner(one) for one in told], ["91430400MA4L54321Q"])


def booked_again(findings: Findings, databases: Databases, ids: Ids) -> None:
    """复评预约 lot 1 is 复评中 by one approved booking."""
    told = databases.events("venue", "reevaluation.booked", project_id=ids["project"]["id"])
    findings.same("复评预约一次 booked once", len(told), 1)
    _moved(findings, databases, ids, 1, "re_evaluating", from_state="awarded")


def evaluated_again(findings: Findings, databases: Databases, ids: Ids) -> None:
    """复评结束 the lot is 已中标 again: its award stands until it is changed."""
    _moved(findings, databases, ids, 1, "awarded", from_state="re_evaluating")


def award_changed(findings: Findings, databases: Databases, ids: Ids) -> None:
    """中标公告变更 the old award is cancelled, another stands; both are kept."""
    gone = databases.events("notices", "award.cancelled", lot_id=_lot(ids, 1))
    anew = databases.events("notices", "award.changed", lot_id=_lot(ids, 1))
    findings.same("原中标取消一次 cancelled once", len(gone), 1)
    findings.same("新中标人 the new winner", [_winner(one) for one in anew], ["91430100MA4L12345A"])
    _state(findings, databases, ids, 1, "awarded")
    _state(findings, databases, ids, 2, "failed")
    _record(findings, ids)
    numbers = [one["no"] for one in ids["published"]]
    portal.project_page(findings, ids["base"], ids["project"], numbers)
    portal.project_feeds(findings, ids["base"], ids["project"], numbers)


def _record(findings: Findings, ids: Ids) -> None:
    """OCDS 记录 of the whole life: lots, awards, one release for each notice."""
    compiled = portal.compiled(ids["base"], ids["project"])
    lots = {one["id"]: one["status"] for one in compiled["tender"]["lots"]}
    wanted = ("complete", "unsuccessful", "cancelled")
    numbers = [one["no"] for one in ids["project"]["lots"]]
    findings.same("OCDS 分包状态 lots", lots, dict(zip(numbers, wanted, strict=True)))
    statuses = sorted(one["status"] for one in compiled["awards"])
    findings.same("OCDS 中标状态 awards", statuses, ["active", "cancelled", "unsuccessful"])
    if folder := ocds.schemas():
        findings.same("OCDS 1.1.5 架构校验 valid", ocds.faults(compiled, folder), [])


def _lot(ids: Ids, place: int) -> str:
    return str(ids["project"]["lots"][place - 1]["id"])


def _winner(event: dict[str, Any]) -> Any:
    return (event["data"].get("winner") or {}).get("uscc")


def _once(findings: Findings, databases: Databases, ids: Ids, place: int, event: str) -> None:
    told = databases.events("registry", event, lot_id=_lot(ids, place))
    findings.same(f"分包{place} {event} 一次 once", len(told), 1)


def _moved(
    findings: Findings, databases: Databases, ids: Ids, place: int, state: str, **more: str
) -> None:
    facts = {"lot_id": _lot(ids, place), "to_state": state, **more}
    told = databases.events("registry", "lot.state_changed", **facts)
    findings.same(f"分包{place} {state} 一次 once", len(told), 1)


def _state(findings: Findings, databases: Databases, ids: Ids, place: int, state: str) -> None:
    found = databases.one("registry", "SELECT state FROM lot WHERE id = %s", _lot(ids, place))
    findings.same(f"分包{place} 现状态 its state now", found, state)


def _same_moment(findings: Findings, text: str, found: list[str], wanted: Ids) -> None:
    findings.same(text, [one[:16] for one in found], [wanted["opening_at"][:16]])
