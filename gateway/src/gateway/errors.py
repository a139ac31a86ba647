"""错误 every refusal as RFC 9457 problem+json, with the request id to quote."""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from tenderhall_contracts.errors import Family, Finding, Problem

from gateway import logs
from gateway.portal import layout

_RETRY_AFTER = "2"
"""Seconds after which a retryable call may be repeated."""

_NO_SUCH_PAGE, _NO_SUCH_METHOD = 404, 405


class ProblemResponse(JSONResponse):
    """问题应答 RFC 9457."""

    media_type = "application/problem+json"


def respond(problem: Problem, **members: Any) -> ProblemResponse:
    """应答 the problem in both languages; ``members`` replace standard ones (``status``)."""
    told = {**problem.as_dict(), "request_id": logs.request_id.get(), **members}
    return ProblemResponse(told, status_code=told["status"], headers=_headers(problem))


def malformed(field: str, rule: str, zh: str, en: str) -> Problem:
    """格式错误 a request that cannot be read, with the part that is wrong."""
    return Problem("MALFORMED", [Finding(field, rule, zh, en)])


def _headers(problem: Problem) -> Mapping[str, str]:
    if problem.family is Family.UNAUTHENTICATED:
        return {"WWW-Authenticate": 'Bearer realm="tenderhall"'}
    if problem.family.retryable:
        return {"Retry-After": str(problem.extra.get("retry_after", _RETRY_AFTER))}
    return {}


def _for_people(request: Request) -> bool:
    """Whether a person at a browser asks, who needs a page and no JSON."""
    wanted = request.headers.get("accept", "")
    return not request.url.path.startswith("/api/") and "text/html" in wanted


def answer(request: Request, problem: Problem) -> Response:
    """应答 a page for people, problem+json for programs."""
    if not _for_people(request):
        return respond(problem)
    told = {**problem.as_dict(), "request_id": logs.request_id.get()}
    shown = layout.page(request, "portal/problem.html", problem.family.status, problem=told)
    shown.headers.update(_headers(problem))
    return shown


async def on_problem(request: Request, problem: Exception) -> Response:
    """问题处理 for Starlette: a service's refusal, or our own."""
    assert isinstance(problem, Problem)  # noqa: S101 — Starlette registers it for this class only
    return answer(request, problem)


async def on_http(request: Request, fault: Exception) -> Response:
    """路由错误 no such page, or no such method on it."""
    assert isinstance(fault, HTTPException)  # noqa: S101 — as on_problem
    if fault.status_code == _NO_SUCH_PAGE:
        return answer(request, Problem("NOT_FOUND"))
    if fault.status_code == _NO_SUCH_METHOD:
        refused = malformed(
            "method", "http.method", "不支持该请求方法", "This method is not allowed"
        )
        told = respond(refused, status=_NO_SUCH_METHOD)
        told.headers.update(fault.headers or {})
        return told
    return respond(Problem("MALFORMED"), status=fault.status_code)
