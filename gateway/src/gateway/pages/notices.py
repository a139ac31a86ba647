"""招标公告 list, form with its preview, sealing and submission (manual 3.7, domain §5.7)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import notices
from tenderhall_contracts.core import AGENCY, Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.vocab import Activity, ExceptionKind
from tenderhall_contracts.workflow import State

from gateway.pages import notice_content, notice_fragments, notice_media, seals
from gateway.pages.kit import answers, autosave, forms, lots, shown, tables, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.flow import SAID, WITH_CONTENT, Flow, Refused
from gateway.pages.kit.forms import Posted, Sheet
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person
from gateway.pages.notice_content import Basis

LIST, NEW = "/desk/notices", "/desk/notices/new"

FLOW = Flow(
    LIST,
    notices.get_notice,
    notices.create_tender_notice,
    notices.save_tender_notice,
    {
        "submit": notices.submit_notice,
        "withdraw": notices.withdraw_notice,
        "delete": notices.delete_notice,
    },
)


class _AsTyped(Flow):
    """表单字段 a notice as its form's fields hold it, for the script that saves as one types."""

    async def load(
        self, request: Request, person: Person, form_id: str | None = None
    ) -> dict[str, Any]:
        """读取 without the media that are always there: they have no field."""
        notice = await super().load(request, person, form_id)
        return {**notice, "media": [*notice_content.added_media(notice), ""]}


AS_TYPED = _AsTyped(FLOW.path, FLOW.get, FLOW.create, FLOW.save, FLOW.steps)
_ON_FORM = WITH_CONTENT | {"ask_save", "seal"}

_PAGES = {
    "change": "/desk/change-notices",
    "award": "/desk/awards",
    "award_change": "/desk/award-changes",
    **{one.value: "/desk/exceptions" for one in ExceptionKind},
}
"""Where the other kinds of notices have their pages."""

Notice = dict[str, Any]


@person_page()
async def show_list(request: Request, person: Person) -> Response:
    """招标公告列表 newest first."""
    listing = tables.listing(request)
    wanted = {**listing.payload, "kind": "tender"}
    found = await ask(request, notices.list_notices, wanted, person=person)
    return shown.page(
        request,
        "desk/notices/list.html",
        person=person,
        found=found,
        listing=listing,
        states=words.states(),
    )


@person_page(Role.CLERK)
async def show_new(request: Request, person: Person) -> Response:
    """新增交易公告 the lots first, then a form with what is known of them."""
    picked = await lots.chosen(request, person)
    if picked is None:
        return await lots.choose(
            request, person, Activity.TENDER_NOTICE, title=N_("招标公告"), path=NEW
        )
    about = await notice_content.basis(request, person, picked.project["id"], picked.lot_ids)
    return await _form(request, person, forms.of(notice_content.suggested(about)), about)


@person_page(Role.CLERK)
async def create(request: Request, person: Person) -> Response:
    """新增 the first save makes the notice; then its own page goes on."""
    posted = await forms.posted(request)
    try:
        kept = await FLOW.keep(request, person, posted, None)
    except Problem as problem:
        told = posted.sheet()
        project, lot_ids = told.get("project_id"), told.all("lot_ids")
        about = await notice_content.basis(request, person, project, lot_ids)
        return await _form(request, person, posted.sheet(problem), about, problem=problem)
    return _on(request, kept, "seal" if posted.action == "seal" else "save")


def _on(request: Request, notice: Notice, done: str) -> Response:
    """On to the notice's page: with the seal's dialog, or with what was done."""
    where = f"{LIST}/{notice['id']}"
    if done == "seal":
        return answers.go(request, f"{where}?seal=1")
    return answers.go(request, where, answers.done(say(SAID[done])))


@person_page()
async def show(request: Request, person: Person) -> Response:
    """查看公告 the form while the agency may edit it, else its facts."""
    notice = await FLOW.load(request, person)
    if elsewhere := _PAGES.get(notice["kind"]):
        query = f"?{request.url.query}" if request.url.query else ""
        return answers.go(request, f"{elsewhere}/{notice['id']}{query}")
    if "save" in notice["allowed"] and "view" not in request.query_params:
        about = await _about(request, person, notice)
        return await _form(request, person, notice_content.filled(notice), about, notice)
    return await _view(request, person, notice)


@person_page(Role.CLERK)
async def act(request: Request, person: Person) -> Response:
    """修改保存、点击签章、提交信息、撤回、删除."""
    posted = await forms.posted(request)
    notice = await FLOW.load(request, person)
    try:
        return await _press(request, person, posted, notice)
    except Problem as problem:
        # A save that has succeeded before the refused step has moved the version on.
        fresh = await FLOW.load(request, person)
        if "save" not in fresh["allowed"] or posted.action not in _ON_FORM:
            return await _view(request, person, fresh, problem)
        about = await _about(request, person, fresh)
        return await _form(request, person, posted.sheet(problem), about, fresh, problem=problem)


async def _press(request: Request, person: Person, posted: Posted, notice: Notice) -> Response:
    """What was sealed is saved over only by who says so (``save``), and submitted as it is."""
    changed = notice_content.changed(posted, notice)
    if posted.action == "ask_save":
        if not changed:
            return _on(request, notice, "save")
        about = await _about(request, person, notice)
        return await _form(request, person, posted.sheet(), about, notice)
    if posted.action == "submit":
        return await _submit(request, person, posted, notice, changed=changed)
    if posted.action == "seal":
        if changed or notice["state"] != State.DRAFT:
            await FLOW.keep(request, person, posted, notice)
        return _on(request, notice, "seal")
    try:
        return await FLOW.press(request, person, posted, notice)
    except Refused as refused:
        raise refused.problem from None


async def _submit(
    request: Request, person: Person, posted: Posted, notice: Notice, *, changed: bool
) -> Response:
    """提交信息 what was sealed and nothing else: no seal is voided unasked."""
    if notice["sealed"] and changed:
        raise seals.unsaved()
    at: Notice = {"id": notice["id"], "version": posted.version}
    if changed or notice["state"] != State.DRAFT:
        at = await FLOW.keep(request, person, posted, notice)
    await FLOW.take_step(request, person, posted, at)
    return _on(request, notice, "submit")


@person_page(*AGENCY)
async def start_seal(request: Request, person: Person) -> Response:
    """点击签章 the content is frozen and printed, and a job is opened on exactly these bytes."""
    try:
        return await seals.begin(request, person, LIST)
    except Problem as problem:
        return await _not_started(request, person, problem)


async def _not_started(request: Request, person: Person, problem: Problem) -> Response:
    """What another seal or moment may mend is told in the dialog; the rest at the form's fields."""
    notice = await FLOW.load(request, person)
    if "save" not in notice["allowed"]:
        if seals.in_dialog(problem):
            return await _view(request, person, notice, in_dialog=problem)
        return await _view(request, person, notice, problem)
    about, sheet = await _about(request, person, notice), notice_content.filled(notice)
    if seals.in_dialog(problem):
        return await _form(request, person, sheet, about, notice, in_dialog=problem)
    sheet.findings = list(problem.findings)
    return await _form(request, person, sheet, about, notice, problem=problem)


async def _about(request: Request, person: Person, notice: Notice) -> Basis:
    project_id, lot_ids = notice["project_id"], notice["lot_ids"]
    return await notice_content.basis(request, person, project_id, lot_ids)


async def _form(
    request: Request,
    person: Person,
    sheet: Sheet,
    about: Basis,
    notice: Notice | None = None,
    *,
    problem: Problem | None = None,
    in_dialog: Problem | None = None,
) -> Response:
    refused = problem or in_dialog
    return shown.page(
        request,
        "desk/notices/form.html",
        person=person,
        status=refused.family.status if refused else 200,
        sheet=sheet,
        about=about,
        notice=notice,
        problem=shown.told(problem, notices.TenderNoticeIn),
        fixed_media=notice_content.FIXED_MEDIA,
        sealing=await seals.dialog(request, person, notice, in_dialog),
        seal=await seals.of(request, person, notice),
    )


async def _view(
    request: Request,
    person: Person,
    notice: Notice,
    problem: Problem | None = None,
    *,
    in_dialog: Problem | None = None,
) -> Response:
    refused = problem or in_dialog
    seals_it = "seal" in notice["allowed"] or "job" in request.query_params
    return shown.page(
        request,
        "desk/notices/show.html",
        person=person,
        status=refused.family.status if refused else 200,
        notice=notice,
        about=await _about(request, person, notice),
        problem=shown.told(problem, notices.TenderNoticeIn),
        sealing=await seals.dialog(request, person, notice, in_dialog) if seals_it else None,
        seal=await seals.of(request, person, notice),
    )


def routes() -> list[BaseRoute]:
    """路由 of tender notices."""
    one = f"{LIST}/{{id}}"
    return [
        Route(LIST, show_list),
        Route(NEW, show_new),
        Route(NEW, create, methods=["POST"]),
        *autosave.routes(AS_TYPED),
        Route(one, show),
        Route(one, act, methods=["POST"]),
        Route(f"{one}/seal", start_seal, methods=["POST"]),
        *notice_fragments.routes(one),
        *notice_media.routes(one),
    ]
