"""验章页 what a published PDF's signatures are worth right now, by the signing service."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.signing import verify_pdf

from gateway import errors, logs
from gateway.auth import ANONYMOUS
from gateway.parts import address, of
from gateway.portal import layout
from gateway.portal.notices import facts, number

_REF = ("sha256", "size", "mime")

_ASKED = replace(verify_pdf, timeout=15.0)
"""A reader at a browser waits less long than a program."""


async def show(request: Request) -> Response:
    """验证签章 a page for people, JSON for programs (``Accept: application/json``).

    Where signing does not answer, the page says so and tells how to check without it.
    """
    no = number(request)
    parts = of(request)
    parts.verifications.use(address(request))
    notice, _ = await facts(request, no)
    if "pdf" not in notice:
        raise Problem("NOT_FOUND")  # a plain announcement has nothing that is sealed
    try:
        verdict, problem = await _verdict(request, notice), None
    except Problem as met:
        verdict, problem = None, met
    if "text/html" in request.headers.get("accept", ""):
        status = problem.family.status if problem else 200
        told = problem.as_dict() if problem else None
        values = {"notice": notice, "verdict": verdict, "problem": told}
        return layout.page(request, "portal/verify.html", status, index=False, **values)
    return errors.respond(problem) if problem else JSONResponse(verdict)


async def _verdict(request: Request, notice: dict[str, Any]) -> Any:
    parts = of(request)
    pdf = {name: notice["pdf"][name] for name in _REF}
    return await parts.bus.call(
        _ASKED,
        {"pdf": pdf},
        actor=parts.minter.mint(ANONYMOUS, address(request)),
        request_id=logs.request_id.get(),
    )
