"""中标公告变更 chosen from the published awards, entered as they shall be (manual 3.12, C16)."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import notices
from tenderhall_contracts.core import AGENCY, Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.workflow import State

from gateway.pages import award_content, award_letters, seals
from gateway.pages.kit import answers, autosave, forms, shown, tables, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.flow import SAID, WITH_CONTENT, Flow, Refused
from gateway.pages.kit.forms import Posted, Sheet
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import say
from gateway.pages.kit.session import Person

LIST, NEW = "/desk/award-changes", "/desk/award-changes/new"

FLOW = Flow(
    LIST,
    notices.get_notice,
    notices.create_award_change,
    notices.save_award_change,
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
    """中标公告变更列表 newest first."""
    return await _list(request, person, {"kind": "award_change"}, choosing=False)


@person_page(Role.CLERK)
async def show_new(request: Request, person: Person) -> Response:
    """新增中标变更公告 a published award first, then it as its form."""
    about_id = request.query_params.get("about")
    if not about_id:
        return await _list(request, person, {"kind": "award", "state": "approved"}, choosing=True)
    about = await FLOW.load(request, person, about_id)
    sheet = award_content.filled(about)
    sheet.values |= {"about_id": [about_id], "change_kind": ["text"], "title": [""]}
    return _form(request, person, sheet, about)


@person_page(Role.CLERK)
async def create(request: Request, person: Person) -> Response:
    """新增 the first save makes the notice; then its own page goes on."""
    posted = await forms.posted(request)
    about = await FLOW.load(request, person, posted.sheet().get("about_id"))
    if award_content.edits(posted):
        return await _edited(request, person, posted, about, None)
    try:
        kept = await FLOW.keep(request, person, posted, None)
    except Problem as problem:
        return _form(request, person, posted.sheet(problem), about, problem=problem)
    return _on(request, kept, "seal" if posted.action == "seal" else "save")


@person_page()
async def show(request: Request, person: Person) -> Response:
    """查看中标变更 the form while the agency may edit it, else its facts."""
    notice = await FLOW.load(request, person)
    if "save" in notice["allowed"] and "view" not in request.query_params:
        sealing = await seals.dialog(request, person, notice)
        return _form(request, person, _filled(notice), notice, notice, sealing=sealing)
    return await _view(request, person, notice)


@person_page(Role.CLERK)
async def act(request: Request, person: Person) -> Response:
    """修改保存、点击签章、提交信息、撤回、删除；检索、添加一行."""
    posted = await forms.posted(request)
    notice = await FLOW.load(request, person)
    if award_content.edits(posted):
        return await _edited(request, person, posted, notice, notice)
    try:
        return await _press(request, person, posted, notice)
    except Problem as problem:
        fresh = await FLOW.load(request, person)
        if "save" not in fresh["allowed"] or posted.action not in _ON_FORM:
            return await _view(request, person, fresh, problem)
        sheet = posted.sheet(problem) if "title" in posted.tree else _filled(fresh)
        sheet.findings = list(problem.findings)
        return _form(request, person, sheet, fresh, fresh, problem=problem)


async def _press(request: Request, person: Person, posted: Posted, notice: Notice) -> Response:
    """A sealed notice is submitted as it is; what is saved over it voids the seal."""
    unsealed = notice["state"] != State.DRAFT or not notice["sealed"]
    if posted.action == "seal":
        if unsealed:
            await FLOW.keep(request, person, posted, notice)
        return _on(request, notice, "seal")
    if posted.action == "submit":
        at: Notice = {"id": notice["id"], "version": posted.version}
        if unsealed:
            at = await FLOW.keep(request, person, posted, notice)
        elif award_content.changed(posted, _filled(notice), notices.AwardChangeIn):
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
        notice = await FLOW.load(request, person)
        if "save" not in notice["allowed"]:
            return await _view(request, person, notice, problem)
        sheet = _filled(notice)
        sheet.findings = list(problem.findings)
        return _form(request, person, sheet, notice, notice, problem=problem)


async def _list(request: Request, person: Person, narrowed: Notice, *, choosing: bool) -> Response:
    listing = tables.listing(request)
    wanted = {**listing.payload, **narrowed}
    found = await ask(request, notices.list_notices, wanted, person=person)
    return shown.page(
        request,
        "desk/awards/changes.html",
        person=person,
        found=found,
        listing=listing,
        states=words.states(),
        choosing=choosing,
    )


async def _edited(
    request: Request, person: Person, posted: Posted, about: Notice, notice: Notice | None
) -> Response:
    sheet = posted.sheet()
    found = await award_content.edit(request, person, posted, sheet)
    return _form(request, person, sheet, about, notice, suppliers=found)


def _filled(notice: Notice) -> Sheet:
    sheet, award = award_content.filled(notice), notice["award"]
    told = {name: [award.get(name) or ""] for name in ("change_kind", "basis", "change_reason")}
    sheet.values |= {**told, "about_id": [notice["about_id"]]}
    return sheet


def _on(request: Request, notice: Notice, done: str) -> Response:
    where = f"{LIST}/{notice['id']}"
    if done == "seal":
        return answers.go(request, f"{where}?seal=1")
    return answers.go(request, where, answers.done(say(SAID[done])))


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
        about={**about["award"], "project_id": about["project_id"]},
        notice=notice,
        problem=shown.told(problem, notices.AwardChangeIn),
        columns=award_content.COLUMNS,
        price_forms=words.options("PriceForm"),
        change_kinds=words.options("AwardChangeKind"),
        bases=words.options("AwardChangeBasis"),
        suppliers=suppliers,
        sealing=sealing,
        path=LIST,
    )


async def _view(
    request: Request, person: Person, notice: Notice, problem: Problem | None = None
) -> Response:
    seals_it = "seal" in notice["allowed"] or "job" in request.query_params
    return shown.page(
        request,
        "desk/awards/show.html",
        person=person,
        status=problem.family.status if problem else 200,
        notice=notice,
        problem=shown.told(problem, notices.AwardChangeIn),
        sealing=await seals.dialog(request, person, notice) if seals_it else None,
        seal=await seals.of(request, person, notice),
        letters=await award_letters.of(request, person, notice),
        path=LIST,
    )


def routes() -> list[BaseRoute]:
    """路由 of changes of awards."""
    one = f"{LIST}/{{id}}"
    return [
        Route(LIST, show_list),
        Route(NEW, show_new),
        Route(NEW, create, methods=["POST"]),
        *autosave.routes(replace(FLOW, sheet=_filled)),
        Route(one, show),
        Route(one, act, methods=["POST"]),
        Route(f"{one}/seal", start_seal, methods=["POST"]),
        *award_letters.routes(one),
    ]
