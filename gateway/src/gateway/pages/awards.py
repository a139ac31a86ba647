"""中标公告 list, form with its winners and items, sealing, submission, letters (manual 3.11)."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import notices
from tenderhall_contracts.core import AGENCY, Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.vocab import Activity
from tenderhall_contracts.workflow import State

from gateway.pages import award_content, award_letters, seals
from gateway.pages.kit import answers, autosave, forms, lots, shown, tables, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.flow import SAID, WITH_CONTENT, Flow, Refused
from gateway.pages.kit.forms import Posted, Sheet
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person

LIST, NEW = "/desk/awards", "/desk/awards/new"

FLOW = Flow(
    LIST,
    notices.get_notice,
    notices.create_award_notice,
    notices.save_award_notice,
    {
        "submit": notices.submit_notice,
        "withdraw": notices.withdraw_notice,
        "delete": notices.delete_notice,
    },
    ready=award_content.without_empty,
)
_ON_FORM = WITH_CONTENT | {"seal"}

Notice = dict[str, Any]


@person_page()
async def show_list(request: Request, person: Person) -> Response:
    """中标公告列表 newest first."""
    listing = tables.listing(request)
    wanted = {**listing.payload, "kind": "award"}
    found = await ask(request, notices.list_notices, wanted, person=person)
    return shown.page(
        request,
        "desk/awards/list.html",
        person=person,
        found=found,
        listing=listing,
        states=words.states(),
    )


@person_page(Role.CLERK)
async def show_new(request: Request, person: Person) -> Response:
    """新增中标公告 the evaluated lots first, then a form with what the committee has said."""
    picked = await lots.chosen(request, person)
    if picked is None:
        return await lots.choose(
            request, person, Activity.AWARD_NOTICE, title=N_("中标公告"), path=NEW
        )
    about = await _basis(request, person, picked.project["id"], picked.lot_ids)
    sheet = forms.of(award_content.suggested(picked.project, about))
    return _form(request, person, sheet, about)


@person_page(Role.CLERK)
async def create(request: Request, person: Person) -> Response:
    """新增 the first save makes the notice; then its own page goes on."""
    posted = await forms.posted(request)
    told = posted.sheet()
    about = await _basis(request, person, told.get("project_id"), told.all("lot_ids"))
    if award_content.edits(posted):
        return await _edited(request, person, posted, about, None)
    try:
        kept = await FLOW.keep(request, person, posted, None)
    except Problem as problem:
        return _form(request, person, posted.sheet(problem), about, problem=problem)
    return _on(request, kept, "seal" if posted.action == "seal" else "save")


@person_page()
async def show(request: Request, person: Person) -> Response:
    """查看中标公告 the form while the agency may edit it, else its facts."""
    notice = await FLOW.load(request, person)
    if "save" in notice["allowed"] and "view" not in request.query_params:
        sealing = await seals.dialog(request, person, notice)
        return _form(
            request, person, award_content.filled(notice), _about(notice), notice, sealing=sealing
        )
    return await _view(request, person, notice)


@person_page(Role.CLERK)
async def act(request: Request, person: Person) -> Response:
    """修改保存、点击签章、提交信息、撤回、删除；检索、添加一行."""
    posted = await forms.posted(request)
    notice = await FLOW.load(request, person)
    if award_content.edits(posted):
        return await _edited(request, person, posted, _about(notice), notice)
    try:
        return await _press(request, person, posted, notice)
    except Problem as problem:
        fresh = await FLOW.load(request, person)
        if "save" not in fresh["allowed"] or posted.action not in _ON_FORM:
            return await _view(request, person, fresh, problem)
        sheet = posted.sheet(problem) if "title" in posted.tree else award_content.filled(fresh)
        sheet.findings = list(problem.findings)
        return _form(request, person, sheet, _about(fresh), fresh, problem=problem)


async def _press(request: Request, person: Person, posted: Posted, notice: Notice) -> Response:
    """A sealed notice is submitted as it is; what is saved over it voids the seal."""
    if posted.action == "seal":
        if not notice["sealed"] or notice["state"] != State.DRAFT:
            await FLOW.keep(request, person, posted, notice)
        return _on(request, notice, "seal")
    if posted.action == "submit":
        at: Notice = {"id": notice["id"], "version": posted.version}
        if notice["state"] != State.DRAFT or not notice["sealed"]:
            at = await FLOW.keep(request, person, posted, notice)
        elif award_content.changed(posted, award_content.filled(notice), notices.AwardNoticeIn):
            raise seals.unsaved()
        await FLOW.take_step(request, person, posted, at)
        return _on(request, notice, "submit")
    try:
        return await FLOW.press(request, person, posted, notice)
    except Refused as refused:
        raise refused.problem from None


@person_page(*AGENCY)
async def start_seal(request: Request, person: Person) -> Response:
    """点击签章 the content is frozen and printed, and a job is opened on exactly these bytes."""
    try:
        return await seals.begin(request, person, LIST)
    except Problem as problem:
        return await _not_started(request, person, problem)


async def _not_started(request: Request, person: Person, problem: Problem) -> Response:
    """What another seal may mend is told in the dialog; the rest at the form's fields."""
    notice = await FLOW.load(request, person)
    inside = problem if seals.in_dialog(problem) else None
    if "save" not in notice["allowed"]:
        return await _view(request, person, notice, None if inside else problem, inside=inside)
    sheet = award_content.filled(notice)
    if inside:
        sealing = await seals.dialog(request, person, notice, inside)
        return _form(request, person, sheet, _about(notice), notice, sealing=sealing)
    sheet.findings = list(problem.findings)
    return _form(request, person, sheet, _about(notice), notice, problem=problem)


async def _edited(
    request: Request, person: Person, posted: Posted, about: Notice, notice: Notice | None
) -> Response:
    """检索、选择中标单位、添加一行: nothing is kept by it, and it needs no script."""
    sheet = posted.sheet()
    found = await award_content.edit(request, person, posted, sheet)
    return _form(request, person, sheet, about, notice, suppliers=found)


def _on(request: Request, notice: Notice, done: str) -> Response:
    where = f"{LIST}/{notice['id']}"
    if done == "seal":
        return answers.go(request, f"{where}?seal=1")
    return answers.go(request, where, answers.done(say(SAID[done])))


async def _basis(request: Request, person: Person, project: str, lot_ids: list[str]) -> Notice:
    wanted = {"project_id": project, "lot_ids": lot_ids}
    told: Notice = await ask(request, notices.award_basis, wanted, person=person)
    return {**told, "project_id": project}


def _about(notice: Notice) -> Notice:
    award = notice["award"]
    told = {name: award.get(name) for name in ("lots", "tender_no", "tender_published_on")}
    return {**told, "project_id": notice["project_id"]}


def _form(
    request: Request,
    person: Person,
    sheet: Sheet,
    about: Notice,
    notice: Notice | None = None,
    *,
    problem: Problem | None = None,
    sealing: Any = None,
    suppliers: Any = None,
) -> Response:
    return shown.page(
        request,
        "desk/awards/form.html",
        person=person,
        status=problem.family.status if problem else 200,
        sheet=sheet,
        about=about,
        notice=notice,
        problem=shown.told(problem, notices.AwardNoticeIn),
        columns=award_content.COLUMNS,
        price_forms=words.options("PriceForm"),
        suppliers=suppliers,
        sealing=sealing,
        path=LIST,
    )


async def _view(
    request: Request,
    person: Person,
    notice: Notice,
    problem: Problem | None = None,
    *,
    inside: Problem | None = None,
) -> Response:
    refused = problem or inside
    seals_it = "seal" in notice["allowed"] or "job" in request.query_params
    return shown.page(
        request,
        "desk/awards/show.html",
        person=person,
        status=refused.family.status if refused else 200,
        notice=notice,
        columns=award_content.COLUMNS,
        problem=shown.told(problem, notices.AwardNoticeIn),
        sealing=await seals.dialog(request, person, notice, inside) if seals_it else None,
        seal=await seals.of(request, person, notice),
        letters=await award_letters.of(request, person, notice),
        path=LIST,
    )


def routes() -> list[BaseRoute]:
    """路由 of award notices."""
    one = f"{LIST}/{{id}}"
    return [
        Route(LIST, show_list),
        Route(NEW, show_new),
        Route(NEW, create, methods=["POST"]),
        *autosave.routes(replace(FLOW, sheet=award_content.filled)),
        Route(one, show),
        Route(one, act, methods=["POST"]),
        Route(f"{one}/seal", start_seal, methods=["POST"]),
        *award_letters.routes(one),
    ]
