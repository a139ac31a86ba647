"""Every refusal of the main job as a person sees it: at its field, with its rule and article."""

import datetime as dt
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tenderhall_local.demo.clock import SHANGHAI
from tenderhall_local.demo.papers import paper
from tenderhall_local.platform import Platform

from browsing import at, projects, shot
from browsing.clicking import attach, field, fill, finding, press, refused
from browsing.ground import Form, Ground, seen
from browsing.job import SLOW, Job

REQUIRED_PAPERS = ("委托代理协议", "采购计划备案", "采购需求", "进场交易申请表")


def mark() -> str:
    return f"{time.time_ns() // 1_000_000:x}"


@pytest.fixture
def project(ground: Ground) -> Form:
    """An approved project of the clerk's agency."""
    return ground.project(f"衡阳市校园设备采购项目（{mark()}）")


@pytest.fixture
def job(clerk: Page, reviewer: Page, ground: Ground, calendar: None, platform: Platform) -> Job:
    """The main job, of which nothing is done yet."""
    return Job(clerk, reviewer, ground, platform.stack.token("agency-a").pin, mark())


def submitted(ground: Ground) -> Form:
    """A project that waits for its review."""
    return ground.project(f"衡阳市待审项目（{mark()}）", review=False)


def choose(page: Page, path: str, project: Form) -> None:
    """The empty form of all lots of a project."""
    lots = "&".join(f"lot={project['id']}:{one['id']}" for one in project["lots"])
    at(page, f"{path}/new?{lots}")


def test_a_project_that_breaks_the_law_is_told_rule_by_rule(clerk: Page) -> None:
    now = mark()
    projects.begin(clerk, f"衡阳市违规项目（{now}）", now)
    wrong = {
        "summary": "",
        "budget": "1300000.00",
        "lots.0.deposit": "14000.01",
        "lots.1.qualification": "pre",
    }
    fill(clerk, wrong)
    projects.submit(clerk)
    expect(refused(clerk, "VALIDATION_FAILED")).to_be_focused()
    finding(clerk, "summary", "", "", text="采购需求概述为必填项")
    finding(clerk, "budget", "BUDGET_SUM", "", text="分包预算合计1200000.00元")
    finding(clerk, "lots.0.deposit", "R13", "政府采购法实施条例第三十三条", text="最高14000.00元")
    finding(clerk, "lots.1.qualification", "PREQUAL_NOT_ELECTRONIC", "操作手册3.1.3")
    for one in REQUIRED_PAPERS:
        expect(clerk.locator("[id='e-attachments']")).to_contain_text(f"缺少电子件：{one}")
    for name, typed in wrong.items():
        expect(field(clerk, name)).to_have_value(typed)
    shot(clerk, "project-form-error")
    clerk.locator(".problem a[href='#f-lots.0.deposit']").click()
    expect(field(clerk, "lots.0.deposit")).to_be_focused()


def test_a_credit_code_with_a_wrong_digit_is_told_with_its_standard(clerk: Page) -> None:
    at(clerk, projects.NEW)
    fill(clerk, {"name": f"衡阳市项目（{mark()}）", "purchaser.uscc": "114304000060012341"})
    press(clerk, "修改保存")
    refused(clerk, "VALIDATION_FAILED")
    finding(clerk, "purchaser.uscc", "", "GB 32100-2015", text="统一社会信用代码校验不通过")


def test_an_opening_in_the_past_is_refused(clerk: Page, project: Form, ground: Ground) -> None:
    choose(clerk, "/desk/bookings", project)
    slot = ground.free(6)
    past = dt.datetime.now(SHANGHAI).date() - dt.timedelta(days=7)
    values = {
        "opening_at": f"{past}T10:00",
        "opening_room_id": slot["room_id"],
        "evaluation": False,
        "contact": "李采购",
        "phone": "0734-8000002",
    }
    fill(clerk, values)
    projects.submit(clerk)
    refused(clerk, "VALIDATION_FAILED")
    finding(clerk, "opening_at", "OPENING_IN_FUTURE", "3.3", text="必须晚于当前时间")
    shot(clerk, "booking-form-past")


def test_a_tender_document_that_differs_from_its_project_is_refused(
    clerk: Page, project: Form
) -> None:
    choose(clerk, "/desk/tender-documents", project)
    values = {
        "title": "招标文件",
        "template": "services-lowest_price",
        "evaluation": "comprehensive",
        "price_weight": "20",
        "bid_validity_days": "90",
        "price": "0",
        "obtaining": "登录交易平台免费下载",
    }
    fill(clerk, values)
    attach(clerk, "tender_document", "招标文件.pdf", paper("招标文件.pdf", mark()).body)
    press(clerk, "确认提交")
    clerk.locator("dialog[open] textarea").fill("确认")
    press(clerk, "确认提交")
    refused(clerk, "VALIDATION_FAILED")
    finding(clerk, "template", "DOCUMENT_CATEGORY", "87号令 §7", text="应选用货物类模板范本")
    expect(clerk.locator("#reasons")).to_contain_text("R17")
    expect(clerk.locator("#reasons")).to_contain_text("不得低于30%")
    shot(clerk, "tender-document-form-error")


def test_a_tender_document_needs_an_opinion(clerk: Page, project: Form) -> None:
    choose(clerk, "/desk/tender-documents", project)
    press(clerk, "确认提交")
    press(clerk, "确认提交")
    dialog = clerk.locator("dialog[open]")
    expect(dialog).to_contain_text("签署意见")
    expect(dialog.locator("textarea")).to_have_attribute("aria-invalid", "true")
    expect(dialog).to_contain_text("手册 3.5.5")
    shot(clerk, "tender-document-form-no_opinion")


def test_a_rejection_needs_an_opinion_that_the_clerk_then_reads(
    clerk: Page, reviewer: Page, ground: Ground
) -> None:
    project = submitted(ground)
    at(reviewer, f"/desk/review/project/{project['id']}")
    press(reviewer, "审核不通过")
    press(reviewer, "确认退回")
    dialog = reviewer.locator("dialog[open]")
    expect(dialog.locator("textarea")).to_have_attribute("aria-invalid", "true")
    shot(reviewer, "review-project-no_opinion")
    dialog.locator("textarea").fill("采购需求与预算不符，请核对。")
    press(reviewer, "确认退回")
    expect(reviewer.locator("#flashes")).to_contain_text("已退回")
    at(clerk, f"/desk/projects/{project['id']}")
    expect(clerk.locator("main")).to_contain_text("采购需求与预算不符，请核对。")
    shot(clerk, "project-form-rejected")


def test_a_form_withdrawn_under_review_is_told_to_the_reviewer(
    clerk: Page, reviewer: Page, ground: Ground
) -> None:
    project = submitted(ground)
    at(reviewer, f"/desk/review/project/{project['id']}")
    at(clerk, f"/desk/projects/{project['id']}")
    press(clerk, "撤回")
    press(clerk, "确认撤回")
    expect(clerk.locator("#flashes")).to_contain_text("已撤回")
    press(reviewer, "审核通过")
    press(reviewer, "确认通过")
    expect(reviewer.locator(".problem")).to_be_visible(timeout=SLOW)
    expect(reviewer.locator("main")).to_contain_text("此表单现在的状态是：编辑中")
    expect(reviewer.locator(".problem")).not_to_contain_text("您填写的内容")
    shot(reviewer, "review-project-withdrawn")


def test_who_saves_over_another_is_told_and_loses_nothing(
    clerk: Page, known: Callable[[str], Page], ground: Ground
) -> None:
    project = submitted(ground)
    ground.call("clerk-a", "registry", "withdraw_project", **seen(project))
    other = known("clerk-a")
    for page in (clerk, other):
        at(page, f"/desk/projects/{project['id']}")
    fill(other, {"remark": "另一位同事先保存"})
    press(other, "修改保存")
    expect(other.locator("#flashes")).to_contain_text("已保存")
    fill(clerk, {"remark": "我填写的备注"})
    press(clerk, "修改保存")
    refused(clerk, "VERSION_CONFLICT")
    expect(field(clerk, "remark")).to_have_value("我填写的备注")
    shot(clerk, "project-form-conflict")


def test_an_ended_session_leads_to_the_login_and_back(
    enter: Callable[[str], Page], ground: Ground
) -> None:
    page = enter("clerk-b")
    other = page.context.new_page()
    at(other, "/desk")
    press(other, "退出登录")
    page.goto("/desk/projects")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    assert "next=/desk/projects" in page.url
    shot(page, "login-expired")


def test_another_role_and_another_agency_are_refused_in_words(
    reviewer: Page, other_clerk: Page, project: Form
) -> None:
    answer = reviewer.goto("/desk/projects/new")
    assert answer
    assert answer.status == 403
    expect(reviewer.locator("main")).to_contain_text("无权")
    shot(reviewer, "problem-wrong_role")
    answer = other_clerk.goto(f"/desk/projects/{project['id']}")
    assert answer
    assert answer.status == 404
    shot(other_clerk, "problem-other_agency")


def drafted(clerk: Page, job: Job, project: Form, *, weeks: int, days: int) -> None:
    """A saved notice: its opening so many weeks away, its documents to be had so many days."""
    booking = job.ground.booking(project, job.ground.free(weeks))
    job.ground.approve("venue", "booking", booking)
    job.ground.document(project)
    job.ground.free_for("tender_notice", project)
    choose(clerk, "/desk/notices", project)
    fill(clerk, job.notice_values(days=days))
    press(clerk, "修改保存")
    expect(clerk.locator("#flashes")).to_contain_text("已保存")


@pytest.mark.timeout(600)
def test_a_notice_is_held_against_the_law_before_and_at_its_sealing(
    clerk: Page, job: Job, project: Form
) -> None:
    drafted(clerk, job, project, weeks=2, days=2)
    law = ("R01", "第三十五条", "R02", "第十八条")
    for said in law:
        expect(clerk.locator("main")).to_contain_text(said, timeout=SLOW)
    shot(clerk, "notice-form-unlawful")
    press(clerk, "点击签章")
    press(clerk, "下一步")
    box = refused(clerk, "LEGAL_PERIOD")
    for said in (*law, "最早可行"):
        expect(box).to_contain_text(said)
    finding(clerk, "obtain_until", "R02", "第十八条")
    shot(clerk, "notice-form-error")


@pytest.mark.timeout(600)
def test_a_wrong_pin_seals_nothing_and_no_notice_goes_without_an_opinion(
    clerk: Page, job: Job, project: Form
) -> None:
    drafted(clerk, job, project, weeks=4, days=14)
    press(clerk, "点击签章")
    press(clerk, "下一步")
    expect(clerk.locator("dialog[open] h2")).to_have_text("信息确认", timeout=SLOW)
    press(clerk, "电子签章")
    expect(clerk.locator("#pin-error")).to_have_text("请输入证书口令")
    pin = clerk.get_by_label("证书口令（PIN）")
    pin.fill("000000")
    press(clerk, "电子签章")
    expect(clerk.locator("#pin-error")).to_contain_text("口令错误", timeout=SLOW)
    expect(pin).to_be_focused()
    expect(pin).to_have_value("")
    shot(clerk, "seal-wrong_pin")
    pin.fill(job.pin)
    press(clerk, "电子签章")
    expect(clerk.locator("dialog[open] h2")).to_have_text("签章完成", timeout=SLOW)
    clerk.get_by_role("link", name="完成离开").click()
    press(clerk, "提交信息")
    press(clerk, "确认提交")
    expect(clerk.locator("dialog[open] textarea")).to_have_attribute("aria-invalid", "true")
    shot(clerk, "notice-form-no_opinion")
