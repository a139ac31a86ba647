"""变更公告 list, choice of the tender notice, form, sealing, 提交备案 (manual 3.8, domain §5.8)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import notices
from tenderhall_contracts.core import AGENCY, Role
from tenderhall_contracts.documents import list_clarifications
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry import get_project
from tenderhall_contracts.venue import list_bookings
from tenderhall_contracts.vocab import LABELS, CorrectionMatter, LotState, PublishState
from tenderhall_contracts.workflow import State

from gateway.pages import notice_content, seals
from gateway.pages.kit import answers, autosave, forms, shown, tables, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.flow import SAID, Flow, Refused
from gateway.pages.kit.forms import Posted, Sheet
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person

LIST, NEW = "/desk/change-notices", "/desk/change-notices/new"
KIND = "change"

FLOW = Flow(
    LIST,
    notices.get_notice,
    notices.create_change_notice,
    notices.save_change_notice,
    {
        "submit": notices.submit_notice,
        "withdraw": notices.withdraw_notice,
        "delete": notices.delete_notice,
    },
    {**SAID, "submit": N_("已提交备案")},
)
MATTERS = (CorrectionMatter.NOTICE, CorrectionMatter.DOCUMENT)
_GONE = {State.REJECTED.value, State.DELETED.value, State.VOID.value}
_OUT = {PublishState.PUBLISHED.value, PublishState.CHANGED.value}
_ON_FORM = {"save", "ask_save", "seal", "submit"}
_MOST = 100

Notice = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Basis:
    """依据 the notice that is changed, its project, and what this one may announce."""

    original: Notice
    project: Notice
    clarifications: list[Notice]
    moved: Notice | None
    """The approved 场地变更 that awaits this notice."""


@person_page()
async def show_list(request: Request, person: Person) -> Response:
    """变更公告列表 newest first."""
    listing = tables.listing(request)
    wanted = {**listing.payload, "kind": KIND}
    found = await ask(request, notices.list_notices, wanted, person=person)
    return shown.page(
        request,
        "desk/change_notices/list.html",
        person=person,
        found=found,
        listing=listing,
        states=words.states(),
    )


@person_page(Role.CLERK)
async def show_new(request: Request, person: Person) -> Response:
    """新增变更公告 选择招标公告 first (manual 3.8.2), then the form."""
    about_id = request.query_params.get("about")
    if not about_id:
        return await _choose(request, person)
    about = await _basis(request, person, about_id)
    title = f"{about.project['name']}更正公告"
    suggested = {"about_id": about_id, "title": title, "lot_ids": _suggested(about)}
    return await _form(request, person, forms.of({**suggested, "matters": ["notice"]}), about)


def _suggested(about: Basis) -> list[str]:
    """Those 招标中; where none is, those that are suspended: to resume them."""
    lots = [one for one in about.project["lots"] if one["id"] in about.original["lot_ids"]]
    states = (LotState.TENDERING, LotState.SUSPENDED)
    wanted = ([one["id"] for one in lots if one["state"] == state] for state in states)
    return next(filter(None, wanted), [])


async def _choose(request: Request, person: Person) -> Response:
    listing = tables.listing(request)
    wanted = {**listing.payload, "kind": "tender", "state": State.APPROVED.value}
    found = await ask(request, notices.list_notices, wanted, person=person)
    return shown.page(
        request,
        "desk/change_notices/choose.html",
        person=person,
        items=[one for one in found["items"] if one["publish_state"] in _OUT],
        found=found,
        listing=listing,
    )


@person_page(Role.CLERK)
async def create(request: Request, person: Person) -> Response:
    """新增 the first save makes the notice; then its own page goes on."""
    posted = await forms.posted(request)
    try:
        kept = await FLOW.keep(request, person, posted, None)
    except Problem as problem:
        sheet = posted.sheet(problem)
        about = await _basis(request, person, sheet.get("about_id"))
        return await _form(request, person, sheet, about, problem=problem)
    return _on(request, kept, "seal" if posted.action == "seal" else "save")


def _on(request: Request, notice: Notice, done: str) -> Response:
    where = f"{LIST}/{notice['id']}"
    if done == "seal":
        return answers.go(request, f"{where}?seal=1")
    return answers.go(request, where, answers.done(say(FLOW.said[done])))


@person_page()
async def show(request: Request, person: Person) -> Response:
    """查看变更公告 the form while the agency may edit it, else its facts."""
    notice = await FLOW.load(request, person)
    if "save" in notice["allowed"] and "view" not in request.query_params:
        about = await _basis(request, person, notice["about_id"])
        return await _form(request, person, filled(notice), about, notice)
    return await _view(request, person, notice)


@person_page(Role.CLERK)
async def act(request: Request, person: Person) -> Response:
    """修改保存、点击签章、提交备案、撤回、删除."""
    posted = await forms.posted(request)
    notice = await FLOW.load(request, person)
    try:
        return await _press(request, person, posted, notice)
    except Problem as problem:
        fresh = await FLOW.load(request, person)
        if "save" not in fresh["allowed"] or posted.action not in _ON_FORM:
            return await _view(request, person, fresh, problem)
        about = await _basis(request, person, fresh["about_id"])
        return await _form(request, person, posted.sheet(problem), about, fresh, problem=problem)


async def _press(request: Request, person: Person, posted: Posted, notice: Notice) -> Response:
    """What was sealed is saved over only by who says so (``save``), and submitted as it is."""
    dirty = changed(posted, notice) or notice["state"] != State.DRAFT
    if posted.action == "ask_save" and dirty:
        about = await _basis(request, person, notice["about_id"])
        return await _form(request, person, posted.sheet(), about, notice)
    if posted.action in ("ask_save", "seal"):
        if dirty:
            await FLOW.keep(request, person, posted, notice)
        return _on(request, notice, "seal" if posted.action == "seal" else "save")
    if posted.action == "submit":
        return await _submit(request, person, posted, notice)
    try:
        return await FLOW.press(request, person, posted, notice)
    except Refused as refused:
        raise refused.problem from None


async def _submit(request: Request, person: Person, posted: Posted, notice: Notice) -> Response:
    """提交备案 what was sealed and nothing else: no seal is voided unasked."""
    if changed(posted, notice):
        raise seals.unsaved()
    at: Notice = {"id": notice["id"], "version": posted.version}
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
    inside = problem if seals.in_dialog(problem) else None
    outside = None if inside else problem
    if "save" not in notice["allowed"]:
        return await _view(request, person, notice, outside, in_dialog=inside)
    about, sheet = await _basis(request, person, notice["about_id"]), filled(notice)
    sheet.findings = list(outside.findings) if outside else []
    told = {"problem": outside, "in_dialog": inside}
    return await _form(request, person, sheet, about, notice, **told)


def filled(notice: Notice) -> Sheet:
    """填入 a kept notice; only the media that the agency has added stand in fields."""
    return forms.of({**_kept(notice), "media": notice_content.added_media(notice)})


def _as_typed(notice: Notice) -> Sheet:
    """表单字段 for the script that saves as one types: with the field for one medium more."""
    return forms.of({**_kept(notice), "media": [*notice_content.added_media(notice), ""]})


def changed(posted: Posted, notice: Notice) -> bool:
    """是否修改 whether the form says anything else than what is kept."""
    if "title" not in posted.tree:
        return False
    typed, kept = posted.payload(notices.ChangeNoticeIn), _kept(notice)
    kept["media"] = notice_content.added_media(notice)
    return any(_plain(typed.get(name)) != _plain(kept.get(name)) for name in _entered())


def _entered() -> list[str]:
    return list(notices.ChangeNoticeIn().fields)


def _kept(notice: Notice) -> Notice:
    told = {**notice, **notice["change"]}
    return {name: told.get(name) for name in _entered()}


def _plain(value: Any) -> Any:
    """Nothing is nothing, however it is written; 否 is an answer."""
    if isinstance(value, list):
        return sorted(str(one) for one in value if one) or None
    return None if value in (None, "") else str(value).strip().lower()


async def _basis(request: Request, person: Person, about_id: str) -> Basis:
    original = await ask(request, notices.get_notice, {"id": about_id}, person=person)
    if original["kind"] != "tender":
        raise Problem("NOT_FOUND")
    project_id, lots = original["project_id"], set(original["lot_ids"])
    project = await ask(request, get_project, {"id": project_id}, person=person)
    wanted = {"project_id": project_id, "limit": _MOST}
    found = await ask(request, list_clarifications, wanted, person=person)
    asked = {"q": project["no"], "limit": _MOST}
    bookings = await ask(request, list_bookings, asked, person=person)
    waiting = (one for one in bookings["items"] if one.get("awaiting_notice"))
    return Basis(
        original,
        project,
        [one for one in found["items"] if one["state"] not in _GONE and _shares(one, lots)],
        next((one for one in waiting if _shares(one, lots)), None),
    )


def _shares(one: Mapping[str, Any], lots: set[str]) -> bool:
    return bool(set(one["lot_ids"]) & lots)


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
        "desk/change_notices/form.html",
        person=person,
        status=refused.family.status if refused else 200,
        sheet=sheet,
        about=about,
        notice=notice,
        problem=shown.told(problem, notices.ChangeNoticeIn),
        matters=[(one.value, LABELS[one]) for one in MATTERS],
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
        "desk/change_notices/show.html",
        person=person,
        status=refused.family.status if refused else 200,
        notice=notice,
        problem=shown.told(problem, notices.ChangeNoticeIn),
        sealing=await seals.dialog(request, person, notice, in_dialog) if seals_it else None,
        seal=await seals.of(request, person, notice),
    )


def routes() -> list[BaseRoute]:
    """路由 of change notices; preview, checks, publication and PDF are those of every notice."""
    one = f"{LIST}/{{id}}"
    return [
        Route(LIST, show_list),
        Route(NEW, show_new),
        Route(NEW, create, methods=["POST"]),
        *autosave.routes(replace(FLOW, sheet=_as_typed)),
        Route(one, show),
        Route(one, act, methods=["POST"]),
        Route(f"{one}/seal", start_seal, methods=["POST"]),
    ]
