"""外来消息 what other platforms told and what came of it; entered by hand where none sends it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import registry
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.platform import OF_REGISTRY, platform
from tenderhall_contracts.vocab import AttachmentKind, InboundStatus

from gateway.pages import inbound_forms
from gateway.pages.kit import answers, attached, flash, forms, lang, shown, tables, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person

LIST, NEW = "/desk/admin/inbound", "/desk/admin/inbound/new"
_A = AttachmentKind
EVIDENCE = {
    "opening.completed": _A.OPENING_RECORD,
    "supervision.suspension_ordered": _A.FINANCE_NOTICE,
    "supervision.suspension_lifted": _A.RESUME_NOTICE,
    "complaint.decided": _A.SUPERVISOR_DECISION,
    "supplier.debarred": _A.SUPERVISOR_DECISION,
}
"""Kind of the file that a message is entered with; any other kind of message: 其他."""

_FILE = "file"
_SAID = {
    InboundStatus.APPLIED: (answers.done, N_("已录入，已生效")),
    InboundStatus.WAITING: (answers.warned, N_("已录入，条件具备时自动生效")),
    InboundStatus.RECORDED: (answers.warned, N_("已录入，仅作记录")),
}


@person_page(Role.ADMIN, Role.SUPERVISOR)
async def show_list(request: Request, person: Person) -> Response:
    """外来消息列表 the newest first, by outcome and type."""
    listing = tables.listing(request, "type")
    found = await ask(request, registry.list_inbound, listing.payload, person=person)
    return shown.page(
        request,
        "desk/admin/inbound/list.html",
        person=person,
        found=found,
        listing=listing,
        states=words.options("InboundStatus"),
        types=_types(),
    )


@person_page(Role.ADMIN, Role.SUPERVISOR)
async def show(request: Request, person: Person) -> Response:
    """查看外来消息 what it says, what came of it, and the file it was entered with."""
    asked = {"id": request.path_params["id"]}
    one = await ask(request, registry.get_inbound, asked, person=person)
    kind, secret = one["type"], one["restricted"] or {}
    return shown.page(
        request,
        "desk/admin/inbound/show.html",
        person=person,
        one=one,
        facts=inbound_forms.facts(kind, one["data"]),
        secrets=inbound_forms.facts(kind, secret),
        candidates=secret.get("candidates", []),
        reason=_reason(one),
    )


@person_page(Role.ADMIN)
async def choose_type(request: Request, person: Person) -> Response:
    """录入外来消息 which type it is: that decides what is to be filled in."""
    types = [(kind, title, say(inbound_forms.DOES[kind])) for kind, title in _types()]
    return shown.page(request, "desk/admin/inbound/types.html", person=person, types=types)


@person_page(Role.ADMIN)
async def show_new(request: Request, person: Person) -> Response:
    """录入外来消息 an empty form; ``?lot_no=`` names its lot already."""
    lot_no = request.query_params.get("lot_no", "")
    return _form(request, person, _kind(request), forms.of({"data": {"lot_no": lot_no}}))


@person_page(Role.ADMIN)
async def enter(request: Request, person: Person) -> Response:
    """确认录入 it has the effect that it would have had from its platform (C25)."""
    posted, kind = await forms.posted(request), _kind(request)
    if posted.action == "add_candidate":
        sheet = posted.sheet()
        sheet.add_row("data.candidates", "name")
        return _form(request, person, kind, sheet)
    told = _told(posted, kind)
    try:
        one = await ask(request, registry.enter_inbound, told, person=person, key=posted.key)
    except Problem as problem:
        at_file = _at_file(problem)
        return _form(request, person, kind, posted.sheet(at_file), at_file)
    say_so, text = _SAID[InboundStatus(one["status"])]
    reason = _reason(one)
    told_so: flash.Flash = say_so(say(text) + (f"{say('：')}{reason}" if reason else ""))
    return answers.go(request, f"{LIST}/{one['id']}", told_so)


def _told(posted: forms.Posted, kind: str) -> dict[str, Any]:
    """What is sent; the digests are those of the evidence."""
    told = posted.payload(inbound_forms.of(kind)) | {"type": kind}
    receipt = posted.sheet().get(f"{_FILE}.receipt")
    told |= {"receipt": receipt} if receipt else {}
    data = {name: one for name, one in told.get("data", {}).items() if one != ""}
    if digest := attached.digest(receipt):
        data |= dict.fromkeys(inbound_forms.digests(kind), digest)
    return told | {"data": data}


def _at_file(problem: Problem) -> Problem:
    """A finding of the receipt, or of a digest that was to come from it, is one of the file."""
    if problem.code != "VALIDATION_FAILED":
        return problem
    wanted = Finding(_FILE, "REQUIRED", "请上传依据文件", "Upload the evidence")
    others = [one for one in problem.findings if not _of_file(one)]
    return Problem(problem.code, others + [wanted] * (len(others) < len(problem.findings)))


def _of_file(one: Finding) -> bool:
    return one.field == "receipt" or one.field.endswith("_sha256")


def _reason(one: dict[str, Any]) -> str:
    english = lang.current.get() == lang.ENGLISH
    return (one["reason_en"] if english else one["reason_zh"]) or one["reason"] or ""


def _types() -> list[tuple[str, str]]:
    return [(event.name, say(event.title)) for event in OF_REGISTRY]


def _kind(request: Request) -> str:
    kind = str(request.path_params["kind"])
    if kind not in {one.name for one in OF_REGISTRY}:
        raise Problem("NOT_FOUND")
    return kind


def _form(
    request: Request,
    person: Person,
    kind: str,
    sheet: forms.Sheet,
    problem: Problem | None = None,
) -> Response:
    return shown.page(
        request,
        "desk/admin/inbound/form.html",
        person=person,
        status=problem.family.status if problem else 200,
        sheet=sheet,
        kind=kind,
        title=say(platform.events[kind].title),
        about=say(inbound_forms.DOES[kind]),
        fields=inbound_forms.shown(kind),
        row=inbound_forms.candidates if kind == "evaluation.ended" else None,
        evidence=EVIDENCE.get(kind, _A.OTHER).value,
        problem=shown.told(problem, inbound_forms.of(kind)),
    )


def routes() -> list[BaseRoute]:
    """路由 of what other platforms tell."""
    return [
        Route(LIST, show_list),
        Route(NEW, choose_type),
        Route(f"{NEW}/{{kind}}", show_new),
        Route(f"{NEW}/{{kind}}", enter, methods=["POST"]),
        Route(f"{LIST}/{{id}}", show),
    ]
