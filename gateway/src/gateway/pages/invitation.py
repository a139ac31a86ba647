"""使用链接 whoever was invited, or has lost the password, sets one; nobody is logged in yet.

The token comes behind ``#``, which no browser sends: the page's script puts it into the form. It
then travels in bodies only, never in an address, a log line or a Referer.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry import AcceptInvitation, accept_invitation, show_invitation

from gateway.pages import passwords
from gateway.pages.kit import answers, forms, shown
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import open_page
from gateway.pages.kit.lang import say
from gateway.pages.links import PATH
from gateway.parts import address, of


@open_page
async def show(request: Request) -> Response:
    """打开链接 the page that its script sends on; without script the link is pasted."""
    return _open(request, forms.Sheet())


@open_page
async def act(request: Request) -> Response:
    """查看邀请, then 设置密码."""
    posted = await forms.posted(request)
    token = posted.sheet().get("token").rpartition("#")[2].strip()
    try:
        of(request).logins.use(address(request))
        link = await ask(request, show_invitation, {"token": token})
    except Problem as problem:
        return _open(request, posted.sheet(problem), problem)
    if posted.action != "accept":
        return _form(request, forms.of({"token": token}), link)
    try:
        passwords.ensure_same(posted)
        wanted = posted.payload(AcceptInvitation) | {"token": token}
        await ask(request, accept_invitation, wanted, key=posted.key)
    except Problem as problem:
        return _form(request, passwords.without(posted.sheet(problem)), link, problem)
    return answers.go(request, "/login", answers.done(say("密码已设置，请登录")))


def _open(request: Request, sheet: forms.Sheet, problem: Problem | None = None) -> Response:
    return shown.page(
        request,
        "desk/invitation/open.html",
        status=problem.family.status if problem else 200,
        sheet=sheet,
        problem=shown.told(problem),
    )


def _form(
    request: Request, sheet: forms.Sheet, link: dict[str, Any], problem: Problem | None = None
) -> Response:
    return shown.page(
        request,
        "desk/invitation/form.html",
        status=problem.family.status if problem else 200,
        sheet=sheet,
        link=link,
        problem=shown.told(problem, AcceptInvitation),
    )


def routes() -> list[BaseRoute]:
    """路由 of links."""
    return [Route(PATH, show), Route(PATH, act, methods=["POST"])]
