"""The content and the rules of a change notice (domain §5.8, manual 3.8, R02, R05, R06, R40)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from marshmallow import ValidationError
from notices.kinds.change import CHANGE, content
from notices.kinds.change.checks import content_checks, preconditions
from tenderhall_contracts.checks import broken
from tenderhall_contracts.notices import ChangeNoticeIn
from tenderhall_kit.law import Calculator

Data = dict[str, Any]
NOW = datetime.fromisoformat("2026-09-14T10:00:00+08:00")
LATER = "2026-10-27T09:30:00+08:00"


@pytest.fixture
def changed(facts: Data) -> Data:
    """A published tender notice, its lots 招标中, nothing moved yet."""
    for lot in facts["lots"]:
        lot["state"] = "tendering"
    about = {
        "id": "1",
        "no": "HYZC-ZB-01",
        "title": "公开招标公告",
        "published_on": "2026-09-07",
        "suspended_on": None,
        "obtain_until": "2026-09-18",
        "daily_hours": "上午",
        "obtain_place": "平台",
        "obtain_method": "下载",
        "other": "",
        "opening_at": "2026-10-20T09:30:00+08:00",
        "place": "衡阳市公共资源交易中心五楼501开标室",
    }
    return {**facts, "about": about, "deadlines": [], "moved": None, "clarifications": []}


@pytest.fixture
def form() -> Data:
    return {
        "matters": ["notice"],
        "has_clarifications": False,
        "affects_bids": False,
        "reason": "供应商获取文件需要更多时间",
        "obtain_until": "2026-09-25",
    }


def clarification(**more: Any) -> Data:
    told = {"id": "7", "kind": "clarification", "title": "第1次澄清", "state": "draft"}
    told |= {"issued_at": None, "affects_bids": True, "changes_subject": False, "waits": True}
    return {**told, "passages": [{"place": "第三章", "before": "甲", "after": "乙"}], **more}


def refused(form: Data, facts: Data) -> set[tuple[str, str]]:
    return {(one.rule, one.field) for one in broken(content_checks(form, facts, NOW))}


def test_what_changes_is_computed_from_what_was_published(form: Data, changed: Data) -> None:
    moved = {**changed, "moved": {"id": "2", "opening_at": LATER, "room": "四楼402开标室"}}
    told = {one["item"]: (one["before"], one["after"]) for one in content.rows(form, moved)}
    assert told == {
        "获取招标文件截止日期": ("2026年09月18日", "2026年09月25日"),
        "投标截止时间、开标时间": (
            "2026年10月20日 09点30分（北京时间）",
            "2026年10月27日 09点30分（北京时间）",
        ),
        "开标地点": (
            "衡阳市公共资源交易中心五楼501开标室",
            "衡阳市公共资源交易中心四楼402开标室",
        ),
    }
    assert refused(form, moved) == set()
    assert CHANGE.opening(form, moved) == LATER


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"obtain_until": "2026-09-17"}, ("TIMES_LATER", "obtain_until")),
        ({"obtain_until": "2026-10-21"}, ("R02", "obtain_until")),
        ({"extends_obtaining": True, "obtain_until": None}, ("R40", "obtain_until")),
        ({"obtain_until": None}, ("NOTHING_CHANGED", "obtain_until")),
        ({"reason": ""}, ("REQUIRED", "reason")),
        ({"matters": []}, ("REQUIRED", "matters")),
        ({"has_clarifications": True}, ("CLARIFICATIONS_LINKED", "clarification_ids")),
    ],
)
def test_each_rule_refuses_by_name(form: Data, changed: Data, change: Data, rule: Any) -> None:
    assert rule in refused({**form, **change}, changed)


def test_times_only_move_later(form: Data, changed: Data) -> None:
    moved = {"id": "2", "opening_at": "2026-10-19T09:30:00+08:00", "room": "501"}
    assert ("TIMES_LATER", "opening_at") in refused(form, {**changed, "moved": moved})


def test_the_old_deadline_must_not_have_come(form: Data, changed: Data) -> None:
    changed["about"]["opening_at"] = "2026-09-14T09:00:00+08:00"
    assert ("BEFORE_DEADLINE", "opening_at") in refused(form, changed)


def test_c5_an_unannounced_clarification_must_be_announced(form: Data, changed: Data) -> None:
    waiting = {**changed, "clarifications": [clarification()]}
    assert ("CLARIFICATIONS_LINKED", "has_clarifications") in refused(form, waiting)
    linked = {**form, "has_clarifications": True, "clarification_ids": ["7"]}
    assert refused(linked, waiting) == set()
    assert content.rows(linked, waiting)[-1]["after"] == "乙"
    assert content.affects_bids(linked, waiting)


def test_r06_the_subject_and_the_qualification_stay(form: Data, changed: Data) -> None:
    told = {**changed, "clarifications": [clarification(changes_subject=True)]}
    linked = {**form, "has_clarifications": True, "clarification_ids": ["7"]}
    assert ("R06", "clarification_ids") in refused(linked, told)
    with pytest.raises(ValidationError):
        ChangeNoticeIn().load({"about_id": "7" * 32, "special_qualification": "其他"})


def test_c14_lots_resume_with_a_new_booking_and_lose_no_day(form: Data, changed: Data) -> None:
    for lot in changed["lots"]:
        lot["state"] = "suspended"
    changed["about"]["suspended_on"] = "2026-09-10"
    assert ("RESUME", "opening_at") in refused(form, changed)
    changed["booking"]["opening_at"] = LATER
    assert refused(form, changed) == set()
    assert [one for one in preconditions(changed) if not one.ok] == []
    unbooked = {**changed, "booking": None, "unbooked": ["01"]}
    assert "BOOKING_APPROVED" in {one.rule for one in broken(preconditions(unbooked))}
    assert content.told(form, changed)["change"]["resumes"]


def test_a_moved_deadline_keeps_twenty_days_from_the_mediums_own_day_and_r05_as_well(
    form: Data, changed: Data, reference: Callable[[], Data]
) -> None:
    """R01 counts from what the designated medium told of the notice that is changed (§1.2)."""
    moved = {**changed, "moved": {"id": "2", "opening_at": LATER, "room": "四楼402开标室"}}
    days = {one["date"]: one["kind"] for one in reference()["days"]}
    law = Calculator(reference()["rules"], days, {2026})

    def broken_on(begun: str | None, **entered: Any) -> set[str]:
        told = {**moved, "clock_starts_on": begun}
        judged = CHANGE.judge(law, {**form, **entered}, told, NOW)
        return {one.rule.rule_id for one in judged.broken.values()}

    assert broken_on(None) == set()
    assert broken_on("2026-10-07") == set()
    assert broken_on("2026-10-08") == {"R01"}
    moved["moved"]["opening_at"] = "2026-09-29T09:30:00+08:00"
    late = datetime.fromisoformat("2026-09-28T10:00:00+08:00")
    told = {**moved, "clock_starts_on": "2026-09-08"}
    judged = CHANGE.judge(law, {**form, "affects_bids": True}, told, late)
    assert {one.rule.rule_id for one in judged.broken.values()} == {"R05"}
