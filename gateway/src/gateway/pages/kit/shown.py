"""显示页面 a template inside the desk's layout, with everything that the layout needs."""

import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from marshmallow import Schema
from starlette.requests import Request
from starlette.responses import HTMLResponse
from tenderhall_contracts.errors import Family, Problem
from tenderhall_contracts.labels import full_label

from gateway import logs, render
from gateway.pages.kit import csrf, flash, lang, nav
from gateway.pages.kit.session import Person
from gateway.parts import of

_NEVER_KEPT = "no-store"
"""Pages of a session stay in no cache: the next person at the machine must not go back to them."""

_OK = 200

_READ_BEFORE = 2000
"""Milliseconds that what a page shows may be older than the page: live updates begin there."""


def page(
    request: Request, name: str, *, person: Person | None = None, status: int = 200, **values: Any
) -> HTMLResponse:
    """页面 in the person's language; the flash messages are shown once."""
    flashes = flash.take(request)
    shown = render.text(name, **_frame(request, person), flashes=flashes, **values)
    answer = HTMLResponse(shown, status, {"cache-control": _NEVER_KEPT})
    if flashes:
        answer.delete_cookie(flash.COOKIE)
    return answer


def refusal(request: Request, problem: Problem, *, person: Person | None = None) -> HTMLResponse:
    """拒绝页 a problem that belongs to no form of the page that was asked for.

    An open page that asks for itself anew and finds its form deleted shows that in its place: what
    is no success would not be shown at all.
    """
    status = _OK if _deleted_while_open(request, problem) else problem.family.status
    return page(request, "desk/problem.html", person=person, status=status, problem=told(problem))


def _deleted_while_open(request: Request, problem: Problem) -> bool:
    live = request.headers.get("hx-request") == "true" and "view" in request.query_params
    return live and problem.family is Family.NOT_FOUND


def told(problem: Problem | None, form: type[Schema] | None = None) -> dict[str, Any] | None:
    """告知 a problem as the box of problems shows it, with the number to quote.

    ``form`` is the schema of what was sent: findings are then told with the names of their fields.
    """
    if problem is None:
        return None
    made = {**problem.as_dict(), "request_id": logs.request_id.get()}
    if seconds := problem.extra.get("retry_after"):
        made["retry_at"] = (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()
    return made | {"findings": [_named(one, form) for one in made.get("findings", ())]}


def _named(finding: dict[str, Any], form: type[Schema] | None) -> dict[str, Any]:
    try:
        label = full_label(form, finding["field"]) if form else None
    except KeyError:  # a field of the page only, or of no field
        return finding
    return {**finding, "label_zh": label.zh, "label_en": label.en} if label else finding


def fragment(name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """片段 a part of a page, for htmx."""
    shown = render.text(name, **values)
    return HTMLResponse(shown, status, {"cache-control": _NEVER_KEPT})


def _frame(request: Request, person: Person | None) -> dict[str, Any]:
    menu = nav.MENU.get(person.actor.role, ()) if person else ()
    query = f"?{request.url.query}" if request.url.query else ""
    return {
        "html_lang": lang.TAGS[lang.current.get()],
        "person": person,
        "menu": menu,
        "active": nav.active(menu, request.url.path),
        "here": request.url.path + query,
        "csrf_token": csrf.token(person.token) if person else "",
        "upload_way": of(request).settings.upload_way,
        "key": str(uuid.uuid4()),
        "since": time.time_ns() // 1_000_000 - _READ_BEFORE,
        "embed": request.headers.get("hx-request") == "true",
    }
