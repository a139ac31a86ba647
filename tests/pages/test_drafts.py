"""Drafts are never lost: a tab that is killed, a gateway away, a session over, a second editor."""

import os
import re
import signal
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, expect
from tenderhall_local import people
from tenderhall_local.demo.client import Api
from tenderhall_local.demo.registration import project_form
from tenderhall_local.platform import Platform
from tenderhall_local.supervise import Supervisor

from browsing import at, expecting, settled, shot
from browsing.drafting import (
    AUTOSAVE,
    KEPT_SOON,
    LONG,
    SAVED,
    Form,
    another,
    away,
    banner,
    field,
    killed,
    now,
    saved,
    status,
    unsent,
    where,
)
from browsing.entering import log_in
from browsing.ground import Ground


@pytest.fixture(scope="module")
def api(platform: Platform) -> Api:
    """The same clerk as the page's, as a program."""
    return Api(platform.public_url).log_in("clerk-a", people.demo_password(platform.stack))


@pytest.fixture
def project(api: Api) -> Form:
    """A draft with two lots."""
    made: Form = api.call("registry", "create_project", project_form("草稿测试", "甲", []))
    return made


# ── 自动保存 ─────────────────────────────────────────────────────────────────────────────────────
def test_what_is_typed_is_saved_without_a_button(clerk: Page, api: Api, project: Form) -> None:
    at(clerk, where(project))
    field(clerk, "name").fill("自动保存的名称")
    saved(clerk)
    assert now(api, project)["name"] == "自动保存的名称"
    assert (
        clerk.evaluate("Object.keys(localStorage).filter((one) => one.startsWith('draft:'))") == []
    )
    shot(clerk, "drafts-saved")


def test_a_new_form_becomes_a_project_at_its_first_autosave(clerk: Page, api: Api) -> None:
    at(clerk, "/desk/projects/new")
    name = f"新建即保存 {uuid4()}"
    field(clerk, "name").fill(name)
    saved(clerk)
    clerk.wait_for_url(re.compile("/desk/projects/[0-9a-f-]{36}$"))
    field(clerk, "name").fill(f"{name} 又改")
    expect(status(clerk)).not_to_have_text(SAVED)
    saved(clerk)
    clerk.reload()
    expect(field(clerk, "name")).to_have_value(f"{name} 又改")
    expect(banner(clerk)).to_have_count(0)
    found = api.call("registry", "list_projects", {"q": name, "limit": 5})
    assert found["total"] == 1


def test_rows_get_their_ids_at_the_first_autosave_and_keep_them(
    clerk: Page, api: Api, project: Form
) -> None:
    at(clerk, where(project))
    clerk.get_by_role("button", name="移除分包").first.click()
    clerk.get_by_role("button", name="添加分包").click()
    field(clerk, "lots.2.name").fill("第三包")
    saved(clerk)
    first = now(api, project)["lots"]
    assert [one["name"] for one in first] == [project["lots"][1]["name"], "第三包"]
    field(clerk, "lots.2.name").fill("第三包改")
    expect(status(clerk)).not_to_have_text(SAVED)
    saved(clerk)
    second = now(api, project)["lots"]
    assert [one["id"] for one in second] == [one["id"] for one in first]
    assert second[1]["name"] == "第三包改"


def test_entries_that_cannot_be_saved_are_kept_and_pointed_at(
    clerk: Page, api: Api, project: Form
) -> None:
    at(clerk, where(project))
    field(clerk, "lots.1.budget").fill("八十万")
    expect(status(clerk)).to_have_text("有 1 处填写有误，内容已暂存在本机")
    expect(clerk.locator("[id='d-lots.1.budget']")).to_be_visible()
    assert now(api, project)["version"] == project["version"]
    shot(clerk, "drafts-invalid")
    clerk = killed(clerk)
    at(clerk, where(project))
    expect(field(clerk, "lots.1.budget")).to_have_value("八十万")
    field(clerk, "lots.1.budget").fill("800000")
    saved(clerk)
    expect(clerk.locator(".draft-hint")).to_have_count(0)


# ── 断电、断网 ───────────────────────────────────────────────────────────────────────────────────
def test_a_tab_that_is_killed_loses_nothing(clerk: Page, api: Api, project: Form) -> None:
    at(clerk, where(project))
    with unsent(clerk):
        field(clerk, "name").fill("没来得及保存")
        clerk.get_by_role("button", name="添加分包").click()
        field(clerk, "lots.2.name").fill("没来得及保存的分包")
        clerk.locator("[name=consortium][value=true]").check()
        field(clerk, "method").select_option("competitive_negotiation")
        clerk = killed(clerk)
    assert now(api, project)["version"] == project["version"]
    at(clerk, where(project))
    expect(banner(clerk)).to_contain_text("未保存的内容")
    expect(field(clerk, "name")).to_have_value("没来得及保存")
    expect(field(clerk, "lots.2.name")).to_be_visible()
    expect(field(clerk, "lots.2.name")).to_have_value("没来得及保存的分包")
    expect(clerk.locator("[name=consortium][value=true]")).to_be_checked()
    expect(field(clerk, "method")).to_have_value("competitive_negotiation")
    shot(clerk, "drafts-restored")
    banner(clerk).get_by_role("button", name="关闭").click()
    saved(clerk)
    assert now(api, project)["lots"][2]["name"] == "没来得及保存的分包"


def test_what_was_restored_can_be_discarded(clerk: Page, api: Api, project: Form) -> None:
    at(clerk, where(project))
    with unsent(clerk):
        field(clerk, "name").fill("不要了")
        clerk.get_by_role("button", name="移除分包").first.click()
        clerk = killed(clerk)
    at(clerk, where(project))
    expect(clerk.locator("[data-rows=lots] > [data-row]")).to_have_count(1)
    banner(clerk).get_by_role("button", name="放弃").click()
    expect(field(clerk, "name")).to_have_value(project["name"])
    expect(field(clerk, "lots.0.name")).to_have_value(project["lots"][0]["name"])
    clerk.wait_for_timeout(5000)
    clerk.reload()
    expect(banner(clerk)).to_have_count(0)
    told = now(api, project)
    assert told["name"] == project["name"]
    assert [one["name"] for one in told["lots"]] == [one["name"] for one in project["lots"]]


def test_a_new_form_whose_tab_was_killed_comes_back(clerk: Page, api: Api) -> None:
    with away(clerk):
        at(clerk, "/desk/projects/new")
        name = f"尚无编号的草稿 {uuid4()}"
        field(clerk, "name").fill(name)
        other = another(clerk)
        at(other, "/desk/projects/new")
        expect(field(other, "name")).to_have_value("")  # the first tab still has it
        other.close(run_before_unload=False)
        clerk = killed(clerk)
        at(clerk, "/desk/projects/new")
        expect(field(clerk, "name")).to_have_value(name)
    banner(clerk).get_by_role("button", name="关闭").click()
    saved(clerk)
    found = api.call("registry", "list_projects", {"q": name, "limit": 5})
    assert found["total"] == 1


def test_a_gateway_that_is_away_is_waited_for(clerk: Page, api: Api, project: Form) -> None:
    at(clerk, where(project))
    with away(clerk):
        field(clerk, "name").fill("断网时写的")
        expect(status(clerk)).to_have_text("暂时无法连接，内容已暂存在本机，恢复后自动保存")
        shot(clerk, "drafts-away")
    saved(clerk)
    assert now(api, project)["name"] == "断网时写的"


def test_a_gateway_that_is_killed_is_waited_for_too(
    clerk: Page, api: Api, project: Form, platform: Platform
) -> None:
    at(clerk, where(project))
    with expecting(clerk, 0):
        os.kill(Supervisor(platform.stack.layout).pids()["gateway"], signal.SIGKILL)
        field(clerk, "name").fill("网关被杀时写的")
        saved(clerk)
    assert now(api, project)["name"] == "网关被杀时写的"


@pytest.mark.parametrize("new", [False, True])
def test_an_answer_that_is_lost_leads_to_no_second_save(
    clerk: Page, api: Api, project: Form, *, new: bool
) -> None:
    name = f"应答丢失 {project['no']}"
    at(clerk, "/desk/projects/new" if new else where(project))
    lost: list[int] = []

    def lose(route: Route) -> None:
        if lost:
            route.fallback()
            return
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    clerk.context.route(AUTOSAVE, lose)
    with expecting(clerk, 0):
        field(clerk, "name").fill(name)
        expect(status(clerk)).to_contain_text("暂时无法连接")
        field(clerk, "name").fill(f"{name} 又改")
        saved(clerk)
        expect(clerk.locator("dialog[open]")).to_have_count(0)
        expect(field(clerk, "name")).to_have_value(f"{name} 又改")
    clerk.wait_for_timeout(2500)
    saved(clerk)
    assert lost == [200]
    found = api.call("registry", "list_projects", {"q": name, "limit": 5})["items"]
    assert [one["name"] for one in found] == [f"{name} 又改"]


# ── 登录 ─────────────────────────────────────────────────────────────────────────────────────────
def test_a_session_that_ends_loses_nothing_and_goes_on_after_the_next_login(
    enter: Callable[[str], Page], platform: Platform, api: Api, project: Form
) -> None:
    clerk = enter("clerk-a")
    at(clerk, where(project))
    end_session(clerk, platform)
    field(clerk, "name").fill("登录过期时写的")
    expect(status(clerk)).to_contain_text("登录已过期，内容已暂存在本机")
    shot(clerk, "drafts-expired")
    with clerk.context.expect_page() as opened:
        status(clerk).get_by_role("link", name="在新标签页登录").click()
    word = people.demo_password(platform.stack)
    log_in(opened.value, "clerk-a", word)
    clerk.bring_to_front()
    saved(clerk)
    assert now(api, project)["name"] == "登录过期时写的"
    field(clerk, "name").fill("登录之后接着写的")
    clerk.get_by_role("button", name="修改保存").last.click()
    expect(clerk.locator("[data-flash]")).to_have_text("已保存")


def end_session(page: Page, platform: Platform) -> None:
    """Log out behind the page's back."""
    cookie = next(one for one in page.context.cookies() if one["name"] == "th_session")
    leaver = Api(platform.public_url)
    leaver.token = cookie["value"]
    leaver.call("registry", "log_out")


def test_another_person_at_the_same_browser_sees_nothing_of_it(
    enter: Callable[[str], Page], platform: Platform, project: Form
) -> None:
    clerk = enter("clerk-a")
    at(clerk, where(project))
    at(clerk, "/desk/projects/new")
    with away(clerk):
        field(clerk, "name").fill("甲的草稿")
        page = killed(clerk)
    end_session(page, platform)
    page.context.clear_cookies()
    log_in(page, "clerk-b", people.demo_password(platform.stack))
    at(page, "/desk/projects/new")
    page.wait_for_timeout(KEPT_SOON)
    expect(banner(page)).to_have_count(0)
    expect(field(page, "name")).to_have_value("")


# ── 离开 ─────────────────────────────────────────────────────────────────────────────────────────
def test_a_link_waits_for_what_was_just_typed(clerk: Page, api: Api, project: Form) -> None:
    at(clerk, where(project))
    field(clerk, "name").fill("点链接前写的")
    clerk.get_by_role("link", name="项目注册").first.click()
    clerk.wait_for_url("**/desk/projects")
    assert now(api, project)["name"] == "点链接前写的"


def test_leaving_what_the_server_has_not_got_is_asked_about(clerk: Page, project: Form) -> None:
    at(clerk, where(project))
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    clerk.on("dialog", stay)
    with away(clerk):
        field(clerk, "name").press_sequentially("断网")
        clerk.get_by_role("link", name="项目注册").first.click()
        clerk.wait_for_timeout(3500)
        assert asked == ["beforeunload"]
        assert where(project) in clerk.url
    saved(clerk)
    clerk.get_by_role("link", name="项目注册").first.click()
    clerk.wait_for_url("**/desk/projects")
    assert len(asked) == 1


def test_a_button_waits_for_the_autosave_that_is_running(
    clerk: Page, api: Api, project: Form
) -> None:
    at(clerk, where(project))
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    clerk.context.route(AUTOSAVE, hold)
    field(clerk, "name").fill("慢慢保存")
    expect(status(clerk)).to_have_text("正在保存…")
    clerk.get_by_role("button", name="修改保存").last.click()
    expect(status(clerk)).to_have_text("正在保存，请稍候…")
    waiting[0].continue_()
    clerk.context.unroute(AUTOSAVE)
    expect(clerk.locator("[data-flash]")).to_have_text("已保存")
    told = now(api, project)
    assert (told["name"], told["version"]) == ("慢慢保存", project["version"] + 2)
    expect(banner(clerk)).to_have_count(0)


def test_what_was_refused_is_kept_as_it_was_typed(clerk: Page, project: Form) -> None:
    at(clerk, where(project))
    field(clerk, "agency_phone").fill("")
    field(clerk, "summary").fill("提交前写的")
    clerk.get_by_role("button", name="提交信息").click()
    clerk.get_by_role("button", name="确认提交").click()
    expect(clerk.locator("[data-problem]")).to_be_visible()
    expect(field(clerk, "summary")).to_have_value("提交前写的")
    settled(clerk, "drafts refused")
    field(clerk, "agency_phone").fill("0734-8812345")
    saved(clerk)


# ── 每种表单 ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("path", "name"),
    [("tender-documents", "title"), ("notices", "other")],
)
def test_every_kind_of_form_is_saved_as_it_is_typed(
    clerk: Page, ground: Ground, path: str, name: str
) -> None:
    approved = ground.project("各种表单")
    lots = "&".join(f"lot={approved['id']}:{one['id']}" for one in approved["lots"])
    at(clerk, f"/desk/{path}/new?{lots}")
    field(clerk, name).fill("先写一半")
    saved(clerk)
    clerk.wait_for_url(re.compile(f"/desk/{path}/[0-9a-f-]{{36}}$"))
    clerk = killed(clerk)
    at(clerk, f"/desk/{path}/new?{lots}")
    clerk.wait_for_timeout(KEPT_SOON)
    expect(banner(clerk)).to_have_count(0)
    expect(field(clerk, name)).not_to_have_value("先写一半")


def test_a_booking_is_kept_in_the_browser_until_it_is_complete(clerk: Page, ground: Ground) -> None:
    first, second = ground.project("预约一半"), ground.project("另一项目")

    def begin(page: Page, project: Form) -> None:
        lots = "&".join(f"lot={project['id']}:{one['id']}" for one in project["lots"])
        at(page, f"/desk/bookings/new?{lots}")

    begin(clerk, first)
    field(clerk, "remark").fill("写到一半的预约")
    expect(status(clerk)).to_contain_text("处必填项未填，内容已暂存在本机", timeout=LONG)
    expect(clerk.locator(".draft-hint")).to_have_count(0)
    shot(clerk, "drafts-incomplete")
    clerk = killed(clerk)
    begin(clerk, second)
    clerk.wait_for_timeout(KEPT_SOON)
    expect(field(clerk, "remark")).to_have_value("")
    begin(clerk, first)
    expect(field(clerk, "remark")).to_have_value("写到一半的预约")
    expect(banner(clerk)).to_contain_text("未保存的内容")
