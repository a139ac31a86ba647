"""公告页面的部分 what is loaded into a notice's page: preview, checks, publication, PDF."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import notices
from tenderhall_contracts.errors import Problem

from gateway import edge, render
from gateway.pages.kit import shown
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.session import Person
from gateway.portal.notices import policy

_SEE_OTHER = 303
_NEVER_KEPT = {"cache-control": "no-store"}


@person_page()
async def show_preview(request: Request, person: Person) -> Response:
    """预览页 what will be published, in a frame of our own pages only; it runs nothing."""
    try:
        found = await ask(request, notices.preview_notice, _wanted(request), person=person)
    except Problem as problem:
        why = render.text("desk/notices/preview_refused.html", problem=shown.told(problem))
        return HTMLResponse(why, problem.family.status, {**edge.FRAMED, **_NEVER_KEPT})
    page = render.text("desk/notices/preview.html", html=found["html"])
    framed = policy(page.encode()).replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    headers = {**edge.FRAMED, "content-security-policy": framed, **_NEVER_KEPT}
    return HTMLResponse(page, headers=headers)


@person_page()
async def show_aside(request: Request, person: Person) -> Response:
    """预览与核对 beside a form that has become a notice by being saved as it was typed."""
    notice = await ask(request, notices.get_notice, _wanted(request), person=person)
    return shown.fragment("desk/notices/aside_alone.html", notice=notice)


@person_page()
async def show_checks(request: Request, person: Person) -> Response:
    """核对结果 what the law says of the notice as it is kept."""
    found, refused = None, None
    try:
        found = await ask(request, notices.preview_notice, _wanted(request), person=person)
    except Problem as problem:
        refused = problem
    return shown.fragment("desk/notices/checks.html", found=found, problem=shown.told(refused))


@person_page()
async def show_publication(request: Request, person: Person) -> Response:
    """发布状态 asked for each time that the notice is heard of."""
    notice = await ask(request, notices.get_notice, _wanted(request), person=person)
    return shown.fragment("desk/notices/publication.html", notice=notice)


@person_page()
async def show_pdf(request: Request, person: Person) -> Response:
    """公告PDF the sealed one, or with ``?original=1`` what is to be sealed.

    Notices decides who may have it; the address of the bytes lives for five minutes.
    """
    wanted = {**_wanted(request), "sealed": "original" not in request.query_params}
    found = await ask(request, notices.notice_pdf, wanted, person=person)
    return RedirectResponse(found["url"], _SEE_OTHER, _NEVER_KEPT)


def _wanted(request: Request) -> dict[str, object]:
    return {"id": request.path_params["id"]}


def routes(one: str) -> list[BaseRoute]:
    """路由 below the page of one notice."""
    return [
        Route(f"{one}/preview", show_preview),
        Route(f"{one}/aside", show_aside),
        Route(f"{one}/checks", show_checks),
        Route(f"{one}/publication", show_publication),
        Route(f"{one}/pdf", show_pdf),
    ]
