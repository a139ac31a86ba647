"""Organisations and people at the centre's desk, from the first form to the person who leaves."""

import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tenderhall_contracts.fields import uscc_ok

from browsing import at, expecting, shot
from browsing.clicking import fill, press, refused
from browsing.entering import log_in

PASSWORD = "湖边的第三棵树-2026"
ORGANISATIONS, PEOPLE = "/desk/admin/organisations", "/desk/admin/people"


def new_code() -> str:
    """A 统一社会信用代码 that is nobody's yet."""
    body = f"91430400MB{uuid.uuid4().int % 10**7:07}"
    return next(code for one in "0123456789ABCDEFGHJKLMNPQRTUWXY" if uscc_ok(code := body + one))


@pytest.fixture
def agency(admin: Page) -> str:
    """The name of an agency that the administrator has just entered; its page is open."""
    name, code = f"衡阳新办招标代理有限公司{uuid.uuid4().hex[:4]}", new_code()
    at(admin, ORGANISATIONS)
    admin.get_by_role("link", name="新建单位").click()
    fill(admin, {"name": name, "uscc": f"{code[:-1]}I", "kind": "agency"})
    with expecting(admin, 422):
        press(admin, "保存")
        expect(refused(admin, "VALIDATION_FAILED")).to_contain_text("统一社会信用代码校验不通过")
    shot(admin, "organisation-refused")
    fill(admin, {"uscc": code})
    press(admin, "保存")
    expect(admin.get_by_role("heading", level=1)).to_have_text(name)
    return name


def invite(admin: Page, login: str) -> str:
    """邀请人员 from the organisation's page; gives the link, which is shown once."""
    admin.get_by_role("link", name="邀请人员").click()
    fill(admin, {"name": "钱新人", "login": login, "role": "agency_operator"})
    press(admin, "发出邀请")
    link = admin.get_by_label("链接", exact=True).input_value()
    shot(admin, "invitation-link")
    admin.get_by_role("link", name="完成").click()
    expect(admin.get_by_role("table", name="未使用的邀请")).to_contain_text(login)
    expect(admin.locator("main")).not_to_contain_text(link.partition("#")[2])
    return link


def test_an_organisation_comes_its_people_are_invited_and_it_goes(admin: Page, agency: str) -> None:
    shot(admin, "organisation-empty")
    invite(admin, f"qian-{uuid.uuid4().hex[:6]}")
    press(admin, "撤销对钱新人的邀请")
    press(admin, "确认撤销")
    expect(admin.locator("#flashes")).to_contain_text("邀请已撤销")

    press(admin, "停用")
    with expecting(admin, 422):
        press(admin, "确认停用")
        expect(admin.get_by_role("dialog")).to_contain_text("不能为空")
    admin.get_by_role("dialog").get_by_label("理由").fill("资质到期")
    press(admin, "确认停用")
    expect(admin.locator("#flashes")).to_contain_text("单位已停用")
    expect(admin.get_by_role("link", name="邀请人员")).to_have_count(0)
    at(admin, f"{ORGANISATIONS}?q={agency}&state=inactive")
    expect(admin.get_by_role("table")).to_contain_text(agency)
    shot(admin, "organisations-list")


def accept(invited: Page, link: str) -> None:
    """使用链接 a password that breaks a rule, then one that holds; the secret is in no address."""
    invited.goto(link)
    expect(invited.get_by_role("heading", level=1)).to_have_text("接受邀请")
    assert invited.url.endswith("/invitation")
    expect(invited.locator("main")).to_contain_text("角色为招标代理")
    fill(invited, {"password": "短而小密码", "again": "短而小密码"})
    expect(invited.locator("#rules .is-met")).to_have_count(2)
    with expecting(invited, 422):
        press(invited, "设置密码")
        expect(refused(invited, "VALIDATION_FAILED")).to_contain_text("至少12个字符")
    shot(invited, "invitation-refused")
    fill(invited, {"password": PASSWORD, "again": PASSWORD})
    expect(invited.locator("#rules .is-met")).to_have_count(3)
    press(invited, "设置密码")
    expect(invited.locator("#flashes")).to_contain_text("密码已设置")


def test_who_is_invited_sets_a_password_logs_in_and_keeps_the_account(
    admin: Page, agency: str, newcomer: Callable[..., Page]
) -> None:
    login = f"qian-{uuid.uuid4().hex[:6]}"
    link, invited, elsewhere = invite(admin, login), newcomer(), newcomer()
    accept(invited, link)
    with expecting(invited, 404):
        invited.goto(link)
        expect(invited.locator("main")).to_contain_text("链接无效")
    for page in (elsewhere, invited):
        log_in(page, login, PASSWORD)

    invited.get_by_role("link", name="钱新人").click()
    shot(invited, "account")
    fill(invited, {"old": "错的", "password": f"{PASSWORD}新", "again": f"{PASSWORD}新"})
    with expecting(invited, 422):
        press(invited, "修改密码")
        expect(refused(invited, "VALIDATION_FAILED")).to_contain_text("原密码不正确")
    shot(invited, "account-refused")
    fill(invited, {"email": "qian@example.cn"})
    press(invited, "保存")
    expect(invited.get_by_label("电子邮箱")).to_have_value("qian@example.cn")
    sessions = invited.get_by_role("table", name="我的会话")
    expect(sessions.get_by_role("row")).to_have_count(3)
    press(invited, "退出其他全部会话")
    expect(sessions.get_by_role("row")).to_have_count(2)
    at(admin, f"{PEOPLE}?q={login}")
    admin.get_by_role("link", name="钱新人").click()
    grant_and_end(admin, agency)
    leave(admin)


def grant_and_end(admin: Page, agency: str) -> None:
    """授予角色 of an organisation that is looked for, and 终止 it with a reason."""
    admin.get_by_role("link", name="授予角色").click()
    admin.get_by_label("查找").fill(agency)
    press(admin, "查询")
    expect(admin.get_by_role("button", name=f"授予招标代理，{agency}")).to_have_count(0)
    shot(admin, "grant")
    press(admin, f"授予印章保管人，{agency}")
    expect(admin.locator("#flashes")).to_contain_text("角色已授予")
    press(admin, "终止角色印章保管人")
    admin.get_by_role("dialog").get_by_label("理由").fill("岗位调整")
    press(admin, "确认终止")
    expect(admin.locator("#flashes")).to_contain_text("角色已终止")


def leave(admin: Page) -> None:
    """停用人员 whose page is open."""
    shot(admin, "person")
    press(admin, "停用")
    admin.get_by_role("dialog").get_by_label("理由").fill("离职")
    press(admin, "确认停用")
    expect(admin.locator("#flashes")).to_contain_text("人员已停用")


def test_a_clerk_sees_nothing_of_the_administration(clerk: Page) -> None:
    for path in (ORGANISATIONS, PEOPLE):
        answer = clerk.goto(path)
        assert answer
        assert answer.status == 403
    shot(clerk, "administration-refused")
