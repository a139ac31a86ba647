"""我的账户 one's own password, address for notices, sessions, roles and certificates."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import registry
from tenderhall_contracts.errors import Problem

from gateway.pages import passwords
from gateway.pages.kit import acts, answers, forms, shown
from gateway.pages.kit.acts import Act, Pressed
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person
from gateway.parts import address, of

PATH = "/desk/account"


def _password(pressed: Pressed) -> dict[str, Any]:
    passwords.ensure_same(pressed.posted)
    return pressed.posted.payload(registry.ChangePassword)


ACTS = {
    "password": Act(registry.change_password, N_("密码已修改，您的其他会话已全部退出"), _password),
    "email": Act(
        registry.set_email,
        N_("已保存"),
        lambda pressed: pressed.posted.payload(registry.SetEmail),
    ),
    "leave": Act(registry.revoke_session, N_("会话已退出"), acts.row),
    "others": Act(registry.revoke_other_sessions, N_("其他会话已全部退出"), lambda _: {}),
}
"""The buttons of the page."""


@person_page()
async def show(request: Request, person: Person) -> Response:
    """我的账户."""
    return await _show(request, person, forms.Sheet())


@person_page()
async def act(request: Request, person: Person) -> Response:
    """修改密码、邮件提醒、退出会话."""
    posted = await forms.posted(request)
    try:
        if acts.verb(posted) == "password":
            of(request).logins.use(address(request))
        said, _ = await acts.press(request, person, posted, ACTS)
    except Problem as problem:
        return await _show(request, person, passwords.without(posted.sheet(problem)), problem)
    return answers.go(request, PATH, answers.done(say(said)))


async def _show(
    request: Request, person: Person, sheet: forms.Sheet, problem: Problem | None = None
) -> Response:
    account = await ask(request, registry.my_account, {}, person=person)
    opened = await ask(request, registry.my_sessions, {}, person=person)
    rules = await ask(request, registry.password_rules, {}, person=person)
    sheet.values.setdefault("email", [account["email"] or ""])
    return shown.page(
        request,
        "desk/account/show.html",
        person=person,
        status=problem.family.status if problem else 200,
        account=account,
        opened=opened["items"],
        rules=rules["items"],
        sheet=sheet,
        problem=shown.told(problem, registry.ChangePassword),
    )


def routes() -> list[BaseRoute]:
    """路由 of one's own account."""
    return [Route(PATH, show), Route(PATH, act, methods=["POST"])]
