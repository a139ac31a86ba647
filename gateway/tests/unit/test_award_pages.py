"""中标公告 pages: their forms' rows, and the pages as they are shown."""

from typing import Any

import pytest
from gateway.auth import Actor
from gateway.pages import award_content
from gateway.pages.kit import forms, words
from gateway.pages.kit.session import Person
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Finding
from tenderhall_contracts.notices import AwardNoticeIn

from gateway import render

ACTOR = Actor("u1", Role.CLERK, org="o1", name="李晓东", org_name="某代理公司")
LOT = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
FIRST = "91430400MA4L12345R"

Data = dict[str, Any]


def lot() -> Data:
    ranked = [{"rank": 1, "uscc": FIRST, "name": "甲公司", "price": "900000.00", "score": "91.50"}]
    told = {"id": LOT, "no": "HYZC-2026-G-0012-01", "name": "智慧黑板", "category": "A"}
    told |= {"budget": "1000000.00", "ceiling": None, "round": 1, "result": "ok"}
    return told | {"ended_at": "2026-09-03T17:00:00+08:00", "candidates": ranked}


def notice(**changes: Any) -> Data:
    winner = {"lot_id": LOT, "lot_no": lot()["no"], "uscc": FIRST, "name": "甲公司"}
    winner |= {"address": "蒸湘区1号", "size": "small", "price_form": "amount", "rate": ""}
    winner |= {"amount": "900000.00", "rank": 1, "score": "91.50", "reason": ""}
    item = dict.fromkeys(award_content.COLUMNS["A"]) | {"name": "黑板", "unit_price": "15000.00"}
    blank = dict.fromkeys(("scope", "requirement", "service_time", "standard", "duration"))
    winner["items"] = [item | blank | dict.fromkeys(("manager", "certificate"))]
    experts = [{"name": "专家甲", "purchaser": False, "leader": True}]
    award = {"winners": [winner], "experts": experts, "lots": [lot()], "attachments": []}
    award |= {"fee_standard": "按约定", "fee": "12000.00", "determined_on": "2026-09-07"}
    award |= {"report_delivered_on": None, "tender_no": "HYZC-2026-G-0012-ZB-01"}
    award |= {"tender_published_on": "2026-08-01"}
    told = {"id": LOT, "kind": "award", "no": None, "title": "某项目中标结果公告", "state": "draft"}
    told |= {
        "state_zh": "编辑中",
        "version": 2,
        "project_id": LOT,
        "project_no": "HYZC-2026-G-0012",
    }
    told |= {"lot_ids": [LOT], "lot_nos": [lot()["no"]], "other": "", "planned_publish_on": None}
    told |= {"media": ["一", "二"], "sealed": False, "publish_state": "unpublished"}
    told |= {"publish_error": None, "published_at": None, "history": [], "warnings": []}
    told |= {"allowed": ["save", "seal", "delete"], "award": award, "opening_at": None}
    return told | changes


def page(name: str, **values: Any) -> str:
    person = Person(ACTOR, "token")
    frame: Data = {"html_lang": "zh-CN", "person": person, "menu": (), "active": "", "here": "/"}
    frame |= {"csrf_token": "c", "upload_way": "store", "key": "k", "since": 0, "embed": False}
    return render.text(name, **frame, flashes=[], problem=None, **values)


def form(sheet: forms.Sheet, kept: Data | None, **more: Any) -> str:
    about = {"lots": [lot()], "tender_no": None, "tender_published_on": None, "project_id": LOT}
    told: Data = {"columns": award_content.COLUMNS, "price_forms": words.options("PriceForm")}
    told |= {"sealing": None, "suppliers": None, "sheet": sheet, "notice": kept, "about": about}
    told |= {"path": "/desk/awards"}
    return page("desk/awards/form.html", **(told | more))


def test_a_new_award_begins_with_the_first_in_rank_of_each_lot() -> None:
    told = award_content.suggested({"name": "某项目"}, {"lots": [lot()]})
    sheet = forms.of(told)
    assert sheet.get("winners.0.uscc") == FIRST
    assert sheet.get("winners.0.amount") == "900000.00"
    shown = form(sheet, None)
    assert "甲公司" in shown
    assert 'name="winners.0.items.0.unit_price"' in shown


def test_a_kept_award_is_shown_as_its_form_with_findings_at_their_fields() -> None:
    sheet = award_content.filled(notice())
    sheet.findings = [Finding("winners.0.amount", "R23", "超过预算", "Over", "第六十三条")]
    shown = form(sheet, notice())
    assert "超过预算" in shown
    assert 'value="专家甲"' in shown


def test_a_search_in_the_directory_offers_each_lot() -> None:
    row = {"name": "乙公司", "address": None, "uscc": FIRST, "status_zh": "正常"}
    shown = form(forms.of({"title": ""}), None, suppliers={"items": [row], "total": 1, "q": "乙"})
    assert f'value="pick:{LOT}:{FIRST}"' in shown


def test_what_is_left_empty_is_no_winner_no_item_and_no_expert() -> None:
    rows = [{"lot_id": [LOT], "uscc": [FIRST], "items": [{"name": [""]}, {"name": ["黑板"]}]}]
    tree: Data = {"winners": [*rows, {"lot_id": [LOT], "uscc": [""]}]}
    tree |= {"experts": [{"name": ["甲"]}, {"name": [" "]}], "project_id": [LOT], "lot_ids": [LOT]}
    posted = award_content.without_empty(forms.Posted(tree, {}))
    told = AwardNoticeIn().load(posted.payload(AwardNoticeIn))
    assert [len(one["items"]) for one in told["winners"]] == [1]
    assert [one["name"] for one in told["experts"]] == ["甲"]


def test_a_published_award_shows_its_result_and_its_letters() -> None:
    letter = {"id": LOT, "lot_no": lot()["no"], "winner_name": "甲公司", "state": "issued"}
    letter |= {"issued_at": "2026-09-08T10:00:00+08:00", "seal_error": None}
    letter |= {"sealed_pdf": {"sha256": "5" * 64, "size": 9, "mime": "application/pdf"}}
    kept = notice(allowed=[], state="approved", state_zh="审核通过")
    told: Data = {
        "notice": kept,
        "letters": [letter],
        "sealing": None,
        "seal": None,
        "path": "/desk/awards",
    }
    shown = page("desk/awards/show.html", **told, blank=forms.Sheet())
    assert "已发出" in shown
    assert "专家甲（组长）" in shown


def test_experts_that_may_not_be_seen_are_said_to_be_secret() -> None:
    kept = notice(allowed=[])
    kept["award"] |= {"experts": None}
    told: Data = {
        "notice": kept,
        "letters": [],
        "sealing": None,
        "seal": None,
        "path": "/desk/awards",
    }
    shown = page("desk/awards/show.html", **told, blank=forms.Sheet())
    assert "结果公告前保密" in shown


def test_the_list_says_when_there_is_nothing() -> None:
    listing: Any = type("Listing", (), {"filtered": False, "q": "", "state": ""})()
    shown = page(
        "desk/awards/list.html", found={"items": [], "total": 0}, listing=listing, states=[]
    )
    assert "还没有中标公告" in shown


def test_a_change_asks_for_its_kind_and_shows_what_differs() -> None:
    more: Data = {"change_kinds": words.options("AwardChangeKind"), "path": "/desk/award-changes"}
    more |= {"bases": words.options("AwardChangeBasis")}
    shown = form(forms.of({"about_id": LOT, "change_kind": "text"}), None, **more)
    assert 'name="change_reason"' in shown
    assert f'name="about_id" value="{LOT}"' in shown
    kept = notice(allowed=[], kind="award_change")
    row = {"item": "代理服务收费金额（元）", "before": "12000.00", "after": "11000.00"}
    kept["award"] |= {"change_kind": "text", "basis": None, "change_reason": "笔误"}
    kept["award"] |= {"about_no": "HYZC-2026-G-0012-ZJ-01", "corrections": [row]}
    told: Data = {"notice": kept, "letters": [], "sealing": None, "seal": None}
    shown = page("desk/awards/show.html", **told, blank=forms.Sheet(), path="/desk/award-changes")
    assert "11000.00" in shown
    assert "文字更正" in shown


def test_a_change_begins_with_a_published_award() -> None:
    listing: Any = type("Listing", (), {"filtered": False, "q": "", "state": ""})()
    told: Data = {"found": {"items": [], "total": 0}, "listing": listing, "states": []}
    assert "还没有已发布的中标公告" in page("desk/awards/changes.html", **told, choosing=True)
    assert "还没有中标变更公告" in page("desk/awards/changes.html", **told, choosing=False)


@pytest.mark.parametrize("kind", ["award", "award_change"])
def test_the_reviewer_sees_the_award_beside_the_decision(kind: str) -> None:
    told: Data = {"form": notice(kind=kind, state="pending", allowed=["approve"]), "item": None}
    told |= {"kind": "notice", "kind_title": "公告", "sheet": forms.Sheet(), "mine": False}
    shown = page("desk/review/notice.html", **told, own_page="/desk/awards", others=[])
    assert "甲公司" in shown
    assert "专家甲（组长）" in shown


def test_the_review_of_a_tender_notice_asks_for_no_award() -> None:
    told: Data = {"form": notice(kind="tender", state="pending", allowed=[]), "item": None}
    told["form"] |= {"obtain_from": None, "obtain_until": None, "opening_place": None}
    del told["form"]["award"]
    told |= {"kind": "notice", "kind_title": "公告", "sheet": forms.Sheet(), "mine": False}
    assert "某项目中标结果公告" in page("desk/review/notice.html", **told, own_page="/", others=[])
