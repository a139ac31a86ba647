"""待办 the centre's queue in several hands, many approved at once, and what the agency is told."""

import datetime as dt
import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import NullPool, create_engine, text
from tenderhall_local.demo.clock import SHANGHAI
from tenderhall_local.platform import Platform

from browsing import at, settled, shot
from browsing.clicking import press
from browsing.ground import Ground, seen

Form = dict[str, object]


@pytest.fixture
def two(ground: Ground) -> tuple[str, Form, Form]:
    """A mark that only these two waiting projects have in their names."""
    now = f"{uuid.uuid4().int % 10**9:09}"
    first, second = (ground.project(f"衡阳市{kind}（{now}）", review=False) for kind in "甲乙")
    return now, first, second


def test_a_reviewer_takes_a_form_and_gives_it_back(
    reviewer: Page, two: tuple[str, Form, Form]
) -> None:
    _, project, _ = two
    at(reviewer, f"/desk/review/project/{project['id']}")
    press(reviewer, "领取")
    expect(reviewer.locator("main")).to_contain_text("由您办理")
    shot(reviewer, "review-taken")
    press(reviewer, "退回待审核列表")
    expect(reviewer.locator("main")).to_contain_text("尚未领取")


def test_many_plain_forms_are_approved_at_once_and_the_agency_is_told(
    reviewer: Page, clerk: Page, ground: Ground, two: tuple[str, Form, Form]
) -> None:
    now, first, second = two
    ground.call("reviewer", "registry", "reject_project", **seen(second), opinion="退回")
    at(reviewer, f"/desk/queue?q={now}")
    boxes = reviewer.locator("input[name=ticked]")
    expect(boxes).to_have_count(1)
    boxes.check()
    press(reviewer, "批量通过")
    settled(reviewer, "queue-approve_ticked")
    press(reviewer, "确认通过")
    expect(reviewer.locator("#flashes")).to_contain_text("已审核通过")
    ground.until(lambda: _unread(ground))
    at(clerk, "/desk/notifications")
    expect(clerk.locator("main")).to_contain_text(f"（{now}）”")
    shot(clerk, "notifications-filled")
    press(clerk, "全部标为已读")
    expect(clerk.locator(".unread")).to_have_count(0)
    assert first["id"] != second["id"]


def _unread(ground: Ground) -> bool:
    return bool(ground.call("clerk-a", "registry", "my_notifications", limit=1)["unread"])


def test_a_clerk_sees_what_the_law_sets_a_date_for_and_tells_how_it_was_done(
    clerk: Page, ground: Ground, platform: Platform
) -> None:
    project = ground.project(f"衡阳市任务项目（{uuid.uuid4().hex[:6]}）")
    for rule, days, stage in (("R18", -2, "overdue"), ("R32", 1, "due"), ("R14", 20, "set")):
        set_task(platform, project, rule, days, stage)
    at(clerk, "/desk")
    first = clerk.locator("#duties tbody tr", has_text=project["lots"][0]["no"]).first
    expect(first).to_contain_text("已逾期2天")
    shot(clerk, "desk-duties")
    first.get_by_role("button").click()
    settled(clerk, "desk-duty-finish")
    clerk.locator("dialog[open] textarea").fill("9月30日送达采购人")
    press(clerk, "确认办结")
    expect(clerk.locator("#flashes")).to_contain_text("已办结")
    told = ground.call("clerk-a", "registry", "my_reminders", limit=100)["items"]
    own = {one["rule_id"] for one in told if one["project_id"] == project["id"]}
    assert own == {"R32", "R14"}


def set_task(platform: Platform, project: Any, rule: str, days: int, stage: str) -> None:
    """A task of the first lot, as an event of an evaluation platform would have set it."""
    engine = create_engine(platform.stack.database_url("registry"), poolclass=NullPool)
    row = text(
        "INSERT INTO reminder (id, rule_id, lot_id, cause, agency_id, task_zh, task_en, basis,"
        " begun_on, due_on, stage) VALUES (gen_random_uuid(), :rule, :lot, 'test', :agency,"
        " '将评审报告送交采购人', 'Deliver the evaluation report', '政府采购法实施条例第四十三条',"
        " :today, :today + :days, :stage)"
    )
    told = {"rule": rule, "lot": project["lots"][0]["id"], "agency": project["agency_id"]}
    today = dt.datetime.now(SHANGHAI).date()
    with engine.begin() as line:
        line.execute(row, told | {"today": today, "days": days, "stage": stage})
