"""Two people edit the same form: nobody's work is lost, nobody's is overwritten unseen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tenderhall_local import people
from tenderhall_local.demo.client import Api
from tenderhall_local.demo.registration import project_form
from tenderhall_local.platform import Platform

from browsing import at, shot
from browsing.drafting import (
    LONG,
    Form,
    away,
    banner,
    field,
    killed,
    now,
    saved,
    status,
    where,
)


@pytest.fixture(scope="module")
def api(platform: Platform) -> Api:
    """The same clerk as the page's, as a program."""
    return Api(platform.public_url).log_in("clerk-a", people.demo_password(platform.stack))


@pytest.fixture
def project(api: Api) -> Form:
    """A draft with two lots."""
    made: Form = api.call("registry", "create_project", project_form("草稿测试", "甲", []))
    return made


@pytest.fixture
def colleague(known: Callable[[str], Page]) -> Page:
    """The same organisation at another machine."""
    return known("clerk-a")


def test_what_only_one_of_two_has_changed_is_merged_by_itself(
    clerk: Page, colleague: Page, api: Api, project: Form
) -> None:
    at(clerk, where(project))
    at(colleague, where(project))
    field(colleague, "summary").fill("同事改的概述")
    field(colleague, "lots.1.name").fill("同事改的分包")
    saved(colleague)
    field(clerk, "name").fill("我改的名称")
    saved(clerk)
    expect(banner(clerk)).to_contain_text("已自动合并 2 处")
    expect(field(clerk, "summary")).to_have_value("同事改的概述")
    told = now(api, project)
    assert (told["name"], told["summary"]) == ("我改的名称", "同事改的概述")
    assert told["lots"][1]["name"] == "同事改的分包"


@pytest.mark.parametrize(
    ("choice", "expected"), [("全部用对方的", "同事的名称"), ("全部用我的", "我的名称")]
)
def test_what_both_have_changed_is_for_a_person_to_choose(
    clerk: Page, colleague: Page, api: Api, project: Form, choice: str, expected: str
) -> None:
    at(clerk, where(project))
    at(colleague, where(project))
    field(colleague, "name").fill("同事的名称")
    field(colleague, "summary").fill("同事的概述")
    saved(colleague)
    field(clerk, "name").fill("我的名称")
    dialog = clerk.get_by_role("dialog", name="同一内容被两人修改")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("row", name="项目名称")).to_contain_text("同事的名称")
    shot(clerk, f"drafts-conflict-{'theirs' if expected.startswith('同') else 'mine'}")
    dialog.get_by_role("button", name=choice).click()
    dialog.get_by_role("button", name="确定并保存").click()
    expect(field(clerk, "name")).to_have_value(expected)
    expect(clerk.locator("[data-look=ok]")).to_be_visible(timeout=LONG)
    told = now(api, project)
    assert (told["name"], told["summary"]) == (expected, "同事的概述")


def test_a_choice_that_is_put_off_sends_nothing_and_loses_nothing(
    clerk: Page, colleague: Page, api: Api, project: Form
) -> None:
    at(clerk, where(project))
    at(colleague, where(project))
    field(colleague, "name").fill("同事的名称")
    saved(colleague)
    field(clerk, "name").fill("我的名称")
    clerk.get_by_role("dialog").get_by_role("button", name="稍后处理").click()
    expect(status(clerk)).to_contain_text("有 1 处须选择")
    clerk = killed(clerk)
    at(clerk, where(project))
    dialog = clerk.get_by_role("dialog")
    dialog.get_by_role("button", name="稍后处理").click()
    expect(field(clerk, "name")).to_have_value("我的名称")
    clerk.get_by_role("button", name="修改保存").last.click()
    expect(dialog).to_be_visible()
    assert now(api, project)["name"] == "同事的名称"
    dialog.get_by_role("button", name="确定并保存").click()
    expect(dialog).to_be_hidden()
    expect(clerk.locator("[data-flash], [data-look=ok]").first).to_be_visible()
    assert now(api, project)["name"] == "我的名称"


def test_a_removed_row_that_a_colleague_has_changed_is_asked_about(
    clerk: Page, colleague: Page, api: Api, project: Form
) -> None:
    at(clerk, where(project))
    at(colleague, where(project))
    field(colleague, "lots.0.name").fill("同事改过的第一包")
    saved(colleague)
    clerk.get_by_role("button", name="移除分包").first.click()
    dialog = clerk.get_by_role("dialog")
    expect(dialog.get_by_role("row", name="分包明细")).to_contain_text("（已移除）")
    dialog.get_by_role("button", name="全部用对方的").click()
    dialog.get_by_role("button", name="确定并保存").click()
    saved(clerk)
    names = {one["name"]: one["id"] for one in now(api, project)["lots"]}
    assert names["同事改过的第一包"] == project["lots"][0]["id"]
    assert len(names) == 2


def test_a_colleagues_save_is_told_without_taking_what_is_being_typed(
    clerk: Page, colleague: Page, project: Form
) -> None:
    at(clerk, where(project))
    at(colleague, where(project))
    with away(clerk):
        field(clerk, "name").fill("正在写")
        field(colleague, "summary").fill("同事先存了")
        saved(colleague)
        expect(clerk.locator(".live-banner")).to_contain_text("他人刚刚办理了此表单")
        expect(field(clerk, "name")).to_have_value("正在写")
        shot(clerk, "drafts-live-banner")
    saved(clerk)
    expect(clerk.locator(".live-banner")).to_have_count(0)


def test_ones_own_save_is_nobody_elses(clerk: Page, project: Form) -> None:
    at(clerk, where(project))
    field(clerk, "name").fill("自己存的")
    saved(clerk)
    clerk.wait_for_timeout(1500)
    expect(clerk.locator(".live-banner")).to_have_count(0)


# ── 合并的规则 ───────────────────────────────────────────────────────────────────────────────────
MERGE = """async ([module, base, theirs, mine, choice]) => {
  const { merge } = await import(module);
  const merged = merge(base, theirs, mine);
  const choices = merged.conflicts.map(() => choice);
  return [merged.conflicts.map((one) => one.name), merged.resolve(choices)];
}"""
A, B = {"lots.0.id": ["a"], "lots.0.name": ["甲"]}, {"lots.1.id": ["b"], "lots.1.name": ["乙"]}
B_FIRST = {"lots.0.id": ["b"], "lots.0.name": ["乙"]}


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "asked", "mine_kept", "theirs_taken"),
    [
        ({"n": ["1"]}, {"n": ["2"]}, {"n": ["1"]}, [], {"n": ["2"]}, {"n": ["2"]}),
        ({"n": ["1"]}, {"n": ["1.00"]}, {"n": ["3"]}, [], {"n": ["3"]}, {"n": ["3"]}),
        ({"n": ["1"]}, {"n": ["2"]}, {"n": ["3"]}, ["n"], {"n": ["3"]}, {"n": ["2"]}),
        (
            {"n": ["1"]},
            {"n": ["2,000"]},
            {"n": ["2000.0"]},
            [],
            {"n": ["2000.0"]},
            {"n": ["2000.0"]},
        ),
        ({"t": []}, {"t": [""]}, {"t": ["x"]}, [], {"t": ["x"]}, {"t": ["x"]}),
        (A | B, B_FIRST, A | B, [], B, B),
        (A | B, A | B, B, [], B, B),
        (
            A | B,
            B_FIRST,
            {**A, "lots.0.name": ["甲改"], **B},
            ["lots.0"],
            {"lots.0.name": ["甲改"], **B},
            B,
        ),
        (
            {"files.0.receipt": ["x"]},
            {"files.0.receipt": ["x"], "files.1.receipt": ["z"]},
            {"files.0.receipt": ["x"], "files.1.receipt": ["y"]},
            [],
            {f"files.{n}.receipt": [one] for n, one in enumerate("xyz")},
            {f"files.{n}.receipt": [one] for n, one in enumerate("xyz")},
        ),
    ],
)
def test_changes_are_merged(
    visitor: Page,
    base: Form,
    theirs: Form,
    mine: Form,
    asked: list[str],
    mine_kept: Form,
    theirs_taken: Form,
) -> None:
    at(visitor, "/")
    for choice, expected in ((False, mine_kept), (True, theirs_taken)):
        told = [f"/static/js/drafts/merge.js?{choice}", base, theirs, mine, choice]
        assert visitor.evaluate(MERGE, told) == [asked, expected]
