"""From the tender notice to the opening: clarified, moved, suspended, resumed, cancelled."""

import datetime as dt
from typing import Any

from tenderhall_local.demo import clock, sealing
from tenderhall_local.demo.booking import EVALUATION_MINUTES, OPENING_MINUTES
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
    published,
    seen,
    until,
)

RESUMED_AFTER = dt.timedelta(days=9)
"""After the suspended opening: what was left of the period is left again (94号令第28条)."""
PUT_OFF = dt.timedelta(days=4)


def clarify(journey: Journey) -> None:
    """答疑文件 for all lots, early enough for the deadline (R04, 财政部令第87号 第27条)."""
    clock.advance(journey, clock.now(journey) + dt.timedelta(days=3))
    made = ask(
        journey,
        "documents",
        "create_clarification",
        project_id=journey.ids["project"]["id"],
        lot_ids=ids(journey, 1, 2, 3),
        kind="clarification",
        title="关于安装位置的澄清",
        content="安装位置以采购人现场指定为准。",
        affects_bids=False,
        changes_subject=False,
        questions="安装位置如何确定？",
        passages=[{"place": "第三章", "before": "各教室", "after": "各教室及多功能厅"}],
        attachments=papers(journey, "clarification"),
    )
    ask(journey, "documents", "submit_clarification", **seen(made), opinion="同意发出。")
    journey.ids["clarification"] = made["id"]


def put_off(journey: Journey) -> None:
    """场地变更 to a later time; it waits for the change notice."""
    free_for(journey, "booking_change", 1, 2, 3)
    base = journey.ids["booking"]
    journey.ids["first_booking"] = base["id"]
    later = _slot(journey, dt.datetime.fromisoformat(base["opening_at"]) + PUT_OFF)
    made = ask(
        journey,
        "venue",
        "create_booking_change",
        base_id=base["id"],
        reason="采购人要求推迟开标时间",
        affects_documents=False,
        **_meetings(later),
    )
    sent = ask(journey, "venue", "submit_booking", **seen(made))
    moved = approve(journey, "venue", "booking", sent["id"])
    journey.ids["booking"] |= {"id": moved["id"], "opening_at": moved["opening_at"]}


def change(journey: Journey) -> None:
    """变更公告 tells the later opening and the clarification."""
    free_for(journey, "change_notice", 1, 2, 3)
    told = _change(
        journey,
        has_clarifications=True,
        clarification_ids=[journey.ids["clarification"]],
        reason="采购人要求推迟开标时间，并附澄清",
    )
    journey.ids["change_notice"] = told["id"]


def _change(journey: Journey, **form: Any) -> Form:
    about = journey.ids["notice"]["id"]
    told = {"matters": ["notice"], "affects_bids": False, **form}
    made = ask(journey, "notices", "create_change_notice", about_id=about, **told)
    return publish(journey, made["id"])


def suspend(journey: Journey) -> None:
    """项目暂停 of lot 1 at the purchaser's request: its room is released."""
    clock.advance(journey, clock.now(journey) + dt.timedelta(days=2))
    except_(
        journey,
        1,
        kind="suspension",
        reason="purchaser_request",
        statement="采购人调整安装场地，暂停采购活动。",
        suspended_from=clock.now(journey).date().isoformat(),
        attachments=papers(journey, "purchaser_decision"),
    )
    lots(journey, "suspended", 1)


def resume(journey: Journey) -> None:
    """恢复 another room and time, then the change notice that resumes lot 1 (domain §5.9)."""
    free_for(journey, "booking", 1)
    before = dt.datetime.fromisoformat(journey.ids["booking"]["opening_at"])
    slot = _slot(journey, before + RESUMED_AFTER)
    made = ask(
        journey,
        "venue",
        "create_booking",
        project_id=journey.ids["project"]["id"],
        lot_ids=ids(journey, 1),
        **_meetings(slot),
    )
    sent = ask(journey, "venue", "submit_booking", **seen(made))
    approve(journey, "venue", "booking", sent["id"])
    journey.ids["resumed_at"] = sent["opening_at"]
    free_for(journey, "change_notice", 1)
    _change(
        journey,
        lot_ids=ids(journey, 1),
        has_clarifications=False,
        reason="安装场地已确定，恢复采购活动",
    )
    lots(journey, "tendering", 1)


def cancel(journey: Journey) -> None:
    """项目取消 of lot 3: a major change has ended the task (R12)."""
    except_(
        journey,
        3,
        kind="cancellation",
        reason="major_change",
        statement="因学校布局调整，该分包采购任务取消。",
        attachments=papers(journey, "purchaser_decision"),
    )
    lots(journey, "cancelled", 3)


def except_(journey: Journey, place: int, **form: Any) -> Form:
    """采购异常 drafted, its notice sealed, submitted, approved, its notice published."""
    free_for(journey, str(form["kind"]), place)
    project = journey.ids["project"]["id"]
    made = ask(
        journey,
        "registry",
        "create_exception",
        project_id=project,
        lot_ids=ids(journey, place),
        **form,
    )
    ask(journey, "notices", "prepare_form_notice", id=made["id"])
    sealing.seal(journey, made["id"])
    told = until(
        lambda: ask(journey, "registry", "get_exception", id=made["id"]), lambda one: one["sealed"]
    )
    sent = ask(journey, "registry", "submit_exception", **seen(told), opinion="情况属实。")
    approve(journey, "registry", "exception", sent["id"])
    return published(journey, made["id"])


def _slot(journey: Journey, not_before: dt.datetime) -> Form:
    """An opening room, and an evaluation room after it."""
    opening = _free(journey, "opening", OPENING_MINUTES, not_before)
    ends = dt.datetime.fromisoformat(opening["ends"])
    return {
        "opening": opening,
        "evaluation": _free(journey, "evaluation", EVALUATION_MINUTES, ends),
    }


def _free(journey: Journey, kind: str, minutes: int, not_before: dt.datetime) -> Form:
    asked = {"kind": kind, "minutes": minutes, "not_before": not_before.isoformat(), "limit": 1}
    slot: Form = ask(journey, "venue", "free_slots", **asked)["items"][0]
    return slot


def _meetings(slot: Form) -> Form:
    opening, evaluation = slot["opening"], slot["evaluation"]
    return {
        "opening_at": opening["begins"],
        "opening_minutes": OPENING_MINUTES,
        "opening_room_id": opening["room_id"],
        "evaluation_at": evaluation["begins"],
        "evaluation_minutes": EVALUATION_MINUTES,
        "evaluation_room_id": evaluation["room_id"],
        "attendees": 12,
        **CONTACT,
    }
