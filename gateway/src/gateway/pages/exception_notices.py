"""采购异常的公告 what stands beside an exception: its notice, the seal on it, what became of it.

The notice has the form's id; notices writes it when it is asked to, and keeps it in step.
"""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from tenderhall_contracts import notices
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.signing import verify_pdf

from gateway.pages import seals
from gateway.pages.kit.ask import ask
from gateway.pages.kit.session import Person

_VERIFY = replace(verify_pdf, timeout=15.0)

Form = dict[str, Any]


async def find(request: Request, person: Person, form: Form | None) -> Form | None:
    """公告 of the form; None while there is none, or where it needs none."""
    if form is None or not form.get("notice_needed"):
        return None
    try:
        found: Form = await ask(request, notices.get_notice, {"id": form["id"]}, person=person)
    except Problem as problem:
        if problem.code == "NOT_FOUND":
            return None
        raise
    return found


async def prepare(request: Request, person: Person, form: Form, key: str) -> Form:
    """起草 the notice as the form is now.

    Raises:
        Problem: whatever notices refuses with.
    """
    key = f"{key}:{form['id']}:prepare:{form['version']}"
    command = {"id": form["id"]}
    made: Form = await ask(request, notices.prepare_form_notice, command, person=person, key=key)
    return made


async def prepare_if_possible(request: Request, person: Person, form: Form, key: str) -> None:
    """起草 after a save that has succeeded; where it cannot be done now, sealing does it."""
    if form.get("notice_needed"):
        with suppress(Problem):
            await prepare(request, person, form, key)


async def beside(
    request: Request, person: Person, form: Form | None, in_dialog: Problem | None = None
) -> Form:
    """公告、签章对话框、印章 as the templates of exceptions read them."""
    notice = await find(request, person, form)
    return {
        "notice": notice,
        "sealing": await seals.dialog(request, person, notice, in_dialog),
        "seal": await seals.of(request, person, notice),
    }


async def under_review(request: Request, person: Person, form: Form) -> Form:
    """审核所见 the sealed notice, and what its seal is worth today."""
    notice = await find(request, person, form)
    if notice is None or not notice["sealed"]:
        return {"notice": notice, "verdict": None}
    try:
        told = await ask(request, _VERIFY, {"pdf": notice["sealed_pdf"]}, person=person)
    except Problem:
        told = None
    return {"notice": notice, "verdict": told}
