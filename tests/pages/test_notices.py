"""Tender notices in a browser: form, preview, seal, submission, publication."""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, expect
from tenderhall_local.demo import notice as notices
from tenderhall_local.demo.journey import Journey

from browsing import at, expecting, settled, shot
from browsing.ground import Ground, seen

pytestmark = pytest.mark.timeout(300)  # a whole procurement is made before the first of them

LIST = "/desk/notices"
CHINA = dt.timezone(dt.timedelta(hours=8))
SLOW = 30_000
"""Milliseconds for what prints or seals a PDF."""


@pytest.fixture(scope="module")
def prepared(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Journey:
    """A project that waits for its notice; the tests make theirs one after the other."""
    return ground.procurement(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def journey(prepared: Journey, ground: Ground) -> Iterator[Journey]:
    """The prepared project, without a notice when the test begins."""
    prepared.ids.pop("notice", None)
    ground.free_for("tender_notice", prepared.ids["project"])
    yield prepared
    if "notice" in prepared.ids:
        notice = kept(ground, prepared)
        if "withdraw" in notice["allowed"]:
            notice = ground.call("clerk-a", "notices", "withdraw_notice", **seen(notice))
        ground.call("clerk-a", "notices", "delete_notice", **seen(notice))


@pytest.fixture
def drafted(journey: Journey) -> Journey:
    """A draft whose document may be had for two days only."""
    notices.draft(journey)
    return journey


@pytest.fixture
def sealed(drafted: Journey) -> Journey:
    """A notice that has been mended and sealed."""
    notices.correct(drafted)
    notices.seal(drafted)
    return drafted


@pytest.fixture
def pin(ground: Ground) -> str:
    """The PIN of the agency's token."""
    return ground.platform.stack.token("agency-a").pin


def page_of(journey: Journey) -> str:
    return f"{LIST}/{journey.ids['notice']['id']}"


def kept(ground: Ground, journey: Journey, login: str = "clerk-a") -> dict[str, Any]:
    told: dict[str, Any] = ground.call(
        login, "notices", "get_notice", id=journey.ids["notice"]["id"]
    )
    return told


def control(page: Page, name: str) -> Locator:
    return page.locator(f"[id='f-{name}']")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def later(days: int) -> str:
    return (dt.datetime.now(CHINA).date() + dt.timedelta(days)).isoformat()


def begin_seal(page: Page) -> None:
    """点击签章, the seal that is offered, and on to the confirmation."""
    button(page, "点击签章").click()
    expect(page.get_by_role("dialog")).to_contain_text("在线")
    button(page, "下一步").click()


def enter_pin(page: Page, pin: str) -> None:
    page.get_by_label("证书口令").fill(pin)
    button(page, "电子签章").click()


def test_the_list_says_what_comes_before_a_first_notice(other_clerk: Page) -> None:
    at(other_clerk, LIST)
    expect(other_clerk.get_by_text("还没有招标公告")).to_be_visible()
    shot(other_clerk, "notices-empty")


def test_lots_without_booking_and_document_cannot_be_chosen(clerk: Page, ground: Ground) -> None:
    project = ground.project("图书馆设备采购项目")
    at(clerk, f"{LIST}/new?project={project['id']}")
    expect(clerk.get_by_role("checkbox", name=project["lots"][0]["no"])).to_be_disabled()
    expect(clerk.locator("main")).to_contain_text("场地预约")
    shot(clerk, "notice-choose_lots-blocked")


def test_a_notice_is_begun_with_what_is_known(
    clerk: Page, journey: Journey, ground: Ground
) -> None:
    project = journey.ids["project"]
    at(clerk, f"{LIST}/new?project={project['id']}")
    for one in project["lots"]:
        clerk.get_by_role("checkbox", name=one["no"]).check()
    button(clerk, "确定选择").click()
    expect(control(clerk, "title")).to_have_value(re.compile("公开招标公告$"))
    expect(control(clerk, "price")).to_have_value("0.00")
    expect(control(clerk, "opening_at")).to_contain_text(
        journey.ids["booking"]["opening_at"][:16].replace("T", " ")
    )
    shot(clerk, "notice-form-empty")

    control(clerk, "obtain_from").fill(later(0))
    control(clerk, "obtain_until").fill(later(14))
    control(clerk, "policy_qualification").fill("无")
    control(clerk, "special_qualification").fill("无")
    clerk.locator("[name=media]").fill("中国政府采购网")
    # the first thing that is saved as typed makes the notice, and its preview appears
    expect(clerk.frame_locator("iframe").get_by_role("heading", level=1)).to_be_visible(
        timeout=SLOW
    )
    button(clerk, "修改保存").last.click()
    expect(clerk.locator("#flashes")).to_contain_text("已保存")
    journey.ids["notice"] = {"id": clerk.url.rpartition("/")[2]}
    notice = kept(ground, journey)
    assert (notice["obtain_until"], notice["media"][2:]) == (later(14), ["中国政府采购网"])
    shown = clerk.frame_locator("iframe")
    expect(shown.get_by_role("heading", level=1)).to_have_text(notice["title"])
    expect(shown.get_by_text("中国政府采购网")).to_be_visible()
    expect(clerk.get_by_text("未发现不符合要求之处")).to_be_visible()
    shot(clerk, "notice-form-filled")


def test_the_preview_follows_what_is_typed(clerk: Page, drafted: Journey, ground: Ground) -> None:
    at(clerk, page_of(drafted))
    expect(clerk.locator("#law")).to_contain_text("R02")
    control(clerk, "obtain_until").fill(later(14))
    control(clerk, "obtain_place").fill("中心一楼大厅")
    expect(clerk.get_by_text("已自动保存")).to_be_visible(timeout=SLOW)
    shown = clerk.frame_locator("iframe")
    expect(shown.get_by_text("中心一楼大厅").first).to_be_visible(timeout=SLOW)
    expect(clerk.locator("#law")).to_contain_text("未发现不符合要求之处", timeout=SLOW)
    assert kept(ground, drafted)["obtain_place"] == "中心一楼大厅"


def test_a_notice_that_is_deleted_meanwhile_is_told_in_its_preview(
    clerk: Page, drafted: Journey, ground: Ground
) -> None:
    at(clerk, page_of(drafted))
    shown = clerk.frame_locator("iframe")
    expect(shown.get_by_role("heading", level=1)).to_be_visible(timeout=SLOW)
    ground.call("clerk-a", "notices", "delete_notice", **seen(kept(ground, drafted)))
    del drafted.ids["notice"]
    expect(shown.get_by_role("alert")).to_contain_text("未找到", timeout=SLOW)


def test_too_short_a_period_is_told_beside_the_form_and_refused_at_sealing(
    clerk: Page, drafted: Journey
) -> None:
    at(clerk, page_of(drafted))
    law = clerk.locator("#law")
    expect(law).to_contain_text("R02")
    expect(law).to_contain_text("第十八条")
    law.get_by_role("link").first.click()
    expect(control(clerk, "obtain_until")).to_be_focused()

    begin_seal(clerk)
    problem = clerk.locator("main .problem")
    expect(problem).to_contain_text("不符合法定期限", timeout=SLOW)
    expect(problem).to_contain_text("最早可行日期")
    expect(clerk.get_by_role("dialog")).to_have_count(0)
    expect(clerk.locator("[id='e-obtain_until']")).to_contain_text("R02")
    shot(clerk, "notice-form-error")

    control(clerk, "obtain_until").fill(later(14))
    button(clerk, "点击签章").click()
    expect(clerk.get_by_role("dialog")).to_contain_text("选择印章")


def test_what_is_missing_is_told_at_its_field(clerk: Page, drafted: Journey) -> None:
    at(clerk, page_of(drafted))
    control(clerk, "obtain_until").fill("")
    control(clerk, "obtain_place").fill("")
    begin_seal(clerk)
    expect(clerk.locator("[id='e-obtain_place']")).to_contain_text("R38", timeout=SLOW)
    expect(control(clerk, "obtain_place")).to_have_attribute("aria-invalid", "true")


def test_a_notice_is_sealed_after_a_wrong_pin(
    clerk: Page, drafted: Journey, ground: Ground, pin: str
) -> None:
    at(clerk, page_of(drafted))
    control(clerk, "obtain_until").fill(later(14))
    button(clerk, "点击签章").click()
    expect(clerk.get_by_role("dialog")).to_contain_text("在线")
    shot(clerk, "notice-seal_choose")
    button(clerk, "下一步").click()
    clerk.wait_for_url("**job=**", timeout=SLOW)
    expect(clerk.get_by_role("dialog")).to_contain_text(kept(ground, drafted)["pdf"]["sha256"])
    expect(clerk.get_by_role("dialog")).to_contain_text("中国湖南政府采购网")
    shot(clerk, "notice-seal_confirm")

    enter_pin(clerk, "000000")
    expect(clerk.locator("#pin-error")).to_contain_text("证书口令错误", timeout=SLOW)
    expect(clerk.get_by_label("证书口令")).to_have_value("")
    expect(clerk.get_by_label("证书口令")).to_be_focused()
    shot(clerk, "notice-seal_wrong_pin")

    enter_pin(clerk, pin)
    expect(clerk.locator("dialog[data-step=done]")).to_be_visible(timeout=SLOW)
    shot(clerk, "notice-seal_done")
    clerk.get_by_role("link", name="完成离开").click()
    expect(control(clerk, "sealed")).to_contain_text(kept(ground, drafted)["sealed_pdf"]["sha256"])
    shot(clerk, "notice-form-sealed")


def test_a_change_voids_the_seal_only_when_that_is_confirmed(
    clerk: Page, sealed: Journey, ground: Ground
) -> None:
    at(clerk, page_of(sealed))
    button(clerk, "修改保存").last.click()
    expect(clerk.locator("#flashes")).to_contain_text("已保存")
    assert kept(ground, sealed)["sealed"] is True

    control(clerk, "other").fill("另行通知。")
    button(clerk, "修改保存").last.click()
    expect(clerk.get_by_role("dialog")).to_contain_text("签章将失效")
    assert kept(ground, sealed)["sealed"] is True
    shot(clerk, "notice-void_seal")
    button(clerk, "保存，签章作废").click()
    expect(button(clerk, "点击签章")).to_be_visible()
    assert kept(ground, sealed)["sealed"] is False


def test_the_pin_leaves_the_page_only_sealed(clerk: Page, drafted: Journey, pin: str) -> None:
    at(clerk, page_of(drafted))
    control(clerk, "obtain_until").fill(later(14))
    begin_seal(clerk)
    clerk.wait_for_url("**job=**", timeout=SLOW)
    sent: list[Request] = []
    clerk.on("request", lambda one: sent.append(one))  # noqa: PLW0108 — Playwright marks what it is given
    enter_pin(clerk, pin)
    expect(clerk.locator("dialog[data-step=done]")).to_be_visible(timeout=SLOW)
    assert any(one.url.endswith("/signing/apply_seal") for one in sent)
    assert not [one.url for one in sent if pin in one.url or pin in (one.post_data or "")]
    stored = clerk.evaluate("() => JSON.stringify([localStorage, sessionStorage, history.state])")
    assert pin not in stored


def test_sealing_goes_by_the_keyboard_alone(clerk: Page, drafted: Journey, pin: str) -> None:
    at(clerk, page_of(drafted))
    control(clerk, "obtain_until").fill(later(14))
    button(clerk, "点击签章").focus()
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("radio").first).to_be_focused()
    clerk.keyboard.press("Enter")
    clerk.wait_for_url("**job=**", timeout=SLOW)
    expect(clerk.get_by_label("证书口令")).to_be_focused()
    clerk.keyboard.type(pin)
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("link", name="完成离开")).to_be_focused(timeout=SLOW)
    clerk.keyboard.press("Enter")
    expect(button(clerk, "提交信息")).to_be_visible()


def test_a_host_that_goes_away_keeps_the_dialog_open(
    clerk: Page, drafted: Journey, pin: str
) -> None:
    at(clerk, page_of(drafted))
    control(clerk, "obtain_until").fill(later(14))
    begin_seal(clerk)
    clerk.wait_for_url("**job=**", timeout=SLOW)
    told = {"code": "HOST_AWAY", "title": "签章主机未连接，请检查证书Key", "status": 503}
    told |= {"message_zh": "未检测到证书Key，请插入后重试", "retryable": False, "findings": []}
    away = "**/api/v1/signing/apply_seal"
    with expecting(clerk, 503):
        clerk.route(away, lambda route: route.fulfill(status=503, body=json.dumps(told)))
        enter_pin(clerk, pin)
        expect(clerk.locator("#pin-error")).to_contain_text("未检测到证书Key", timeout=SLOW)
        shot(clerk, "notice-seal_host_away")
        clerk.unroute(away)
    enter_pin(clerk, pin)
    expect(clerk.locator("dialog[data-step=done]")).to_be_visible(timeout=SLOW)


def test_a_job_that_was_overtaken_is_begun_again(
    clerk: Page, drafted: Journey, ground: Ground
) -> None:
    at(clerk, page_of(drafted))
    control(clerk, "obtain_until").fill(later(14))
    begin_seal(clerk)
    clerk.wait_for_url("**job=**", timeout=SLOW)
    notice, (seal,) = (
        kept(ground, drafted),
        ground.call("clerk-a", "signing", "list_seals")["items"],
    )
    command = {"id": notice["id"], "version": notice["version"], "seal_id": seal["seal_id"]}
    ground.call("clerk-a", "notices", "start_seal", **command)
    clerk.reload()
    expect(clerk.get_by_role("dialog")).to_contain_text("填写的内容都在")
    shot(clerk, "notice-seal_over")
    clerk.get_by_role("link", name="重新签章").click()
    expect(clerk.get_by_role("dialog")).to_contain_text("选择印章")
    expect(control(clerk, "obtain_until")).to_have_value(later(14))


def test_a_submission_needs_an_opinion_and_may_be_withdrawn(
    clerk: Page, sealed: Journey, ground: Ground
) -> None:
    at(clerk, page_of(sealed))
    button(clerk, "提交信息").click()
    button(clerk, "确认提交").click()
    expect(clerk.get_by_role("dialog")).to_contain_text("请填写签署意见", timeout=SLOW)
    shot(clerk, "notice-submit-error")
    clerk.get_by_role("dialog").get_by_label("签署意见").fill("内容无误，同意发布。")
    button(clerk, "确认提交").click()
    expect(clerk.locator("#flashes")).to_contain_text("等待交易中心审核", timeout=SLOW)
    assert kept(ground, sealed)["state"] == "pending"
    shot(clerk, "notice-pending")

    button(clerk, "撤回").click()
    button(clerk, "确认撤回").click()
    expect(button(clerk, "提交信息")).to_be_visible()
    assert kept(ground, sealed)["sealed"] is True


def test_an_unsaved_change_after_sealing_is_not_submitted(
    clerk: Page, sealed: Journey, ground: Ground
) -> None:
    at(clerk, page_of(sealed))
    control(clerk, "other").fill("另行通知。")
    button(clerk, "提交信息").click()
    clerk.get_by_role("dialog").get_by_label("签署意见").fill("同意")
    button(clerk, "确认提交").click()
    expect(clerk.locator("main .problem")).to_contain_text("签章后内容又有修改")
    expect(control(clerk, "other")).to_have_value("另行通知。")
    notice = kept(ground, sealed)
    assert (notice["sealed"], notice["state"]) == (True, "draft")


def test_publication_is_told_while_the_page_is_open(
    clerk: Page, reviewer: Page, visitor: Page, ground: Ground, tmp_path: Path
) -> None:
    journey = ground.procurement(tmp_path)
    for step in (notices.draft, notices.correct, notices.seal, notices.submit):
        step(journey)
    notice = kept(ground, journey)
    command = {"id": notice["id"], "version": notice["version"], "opinion": "同意"}
    at(clerk, page_of(journey))
    badge = clerk.locator(".page-head .state")
    expect(badge).to_have_text("待审核")
    ground.call("reviewer", "notices", "approve_notice", **command)
    expect(clerk.get_by_role("link", name="查看公开页面")).to_be_visible(timeout=SLOW)
    expect(badge).to_have_text("审核通过")
    expect(clerk.get_by_text("指定媒体尚未确认")).to_be_visible(timeout=SLOW)
    shot(clerk, "notice-published")
    _enter_medium(reviewer, page_of(journey), kept(ground, journey))
    expect(clerk.get_by_text("指定媒体已确认")).to_be_visible(timeout=SLOW)
    at(visitor, kept(ground, journey)["public_url"])
    expect(visitor.get_by_role("link", name="中国湖南政府采购网")).to_be_visible(timeout=SLOW)
    at(clerk, LIST)
    expect(clerk.get_by_role("row").filter(has_text=notice["title"])).to_contain_text("已发布")
    shot(clerk, "notices-filled")
    at(clerk, page_of(journey))
    clerk.get_by_role("link", name="查看公开页面").click()
    expect(clerk.get_by_text("签章有效").first).to_be_visible()


def _enter_medium(reviewer: Page, path: str, notice: dict[str, Any]) -> None:
    """What the designated medium has published is entered by hand, refused once for its address."""
    at(reviewer, "/desk/media?state=by_hand")
    shot(reviewer, "media-list")
    reviewer.get_by_role("link", name=notice["no"]).click()
    expect(reviewer).to_have_url(re.compile(f"{path}/media$"))
    published = dt.datetime.fromisoformat(notice["published_at"]).astimezone(CHINA)
    reviewer.get_by_label("媒体网址").fill("www.ccgp-hunan.gov.cn/notice/1")
    reviewer.get_by_label("媒体发布时间").fill(f"{published:%Y-%m-%dT%H:%M}")
    reviewer.get_by_label("登记依据").fill("已在网站核对全文")
    with expecting(reviewer, 422):
        reviewer.get_by_role("button", name="登记", exact=True).click()
        expect(reviewer.get_by_text("网址须以").last).to_be_visible()
    shot(reviewer, "notice-media-refused")
    reviewer.get_by_label("媒体网址").fill("https://www.ccgp-hunan.gov.cn/notice/1")
    reviewer.get_by_role("button", name="登记", exact=True).click()
    expect(reviewer.get_by_text("指定媒体已确认")).to_be_visible()
    shot(reviewer, "notice-media")


def test_nothing_of_a_notice_reaches_another_agency(
    other_clerk: Page, sealed: Journey, ground: Ground
) -> None:
    for below in ("", "/preview", "/publication", "/media", "/pdf", "/pdf?original=1"):
        answer = other_clerk.goto(f"{page_of(sealed)}{below}")
        assert answer
        assert answer.status == 404, below
    answer = other_clerk.goto(f"{page_of(sealed)}/checks")
    assert answer
    title = kept(ground, sealed)["title"]
    assert title not in answer.text()


def test_the_sealed_pdf_is_fetched_from_its_notice(
    clerk: Page, sealed: Journey, ground: Ground
) -> None:
    at(clerk, f"{page_of(sealed)}?view=1")
    settled(clerk, "a sealed notice, read-only")
    with clerk.expect_download() as started:
        clerk.get_by_role("link", name="下载PDF").click()
    assert started.value.suggested_filename == f"{kept(ground, sealed)['title']}.pdf"


def test_who_has_a_notice_open_that_is_deleted_elsewhere_is_told(
    clerk: Page, prepared: Journey, ground: Ground
) -> None:
    prepared.ids.pop("notice", None)
    ground.free_for("tender_notice", prepared.ids["project"])
    notices.draft(prepared)
    at(clerk, f"{page_of(prepared)}?view=1")
    settled(clerk, "a notice that is about to go")
    ground.call("clerk-a", "notices", "delete_notice", **seen(kept(ground, prepared)))
    prepared.ids.pop("notice")
    expect(clerk.get_by_text("可能已被删除")).to_be_visible(timeout=SLOW)
    settled(clerk, "a notice that was deleted while it was open")


def test_the_pages_stand_in_english(enter: Callable[[str], Page], drafted: Journey) -> None:
    page = enter("clerk-a")
    at(page, f"/lang/en?back={page_of(drafted)}")
    expect(page.locator("#law")).to_contain_text("R02")
    settled(page, "a notice's form in English")
    assert not re.search(r"签章|保存", page.locator(".form-foot").inner_text())
    at(page, f"{page_of(drafted)}?seal=1")
    settled(page, "choosing a seal in English")
    assert page.get_by_role("dialog").get_by_role("button", name="Next").is_visible()
