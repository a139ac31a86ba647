"""采购异常 suspension, cancellation, failure, resumption, re-tender (manual 3.9, 3.13).

废标公告 is a menu entry of its own in the manual; it is the same form with the option 项目废标.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import registry
from tenderhall_contracts.core import AGENCY, Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.vocab import LABELS, Activity, AttachmentKind, ExceptionKind
from tenderhall_contracts.vocab import ExceptionReason as Reason
from tenderhall_contracts.workflow import State

from gateway.pages import exception_notices, seals
from gateway.pages.kit import answers, autosave, forms, lots, shown, tables, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.flow import SAID, WITH_CONTENT, Flow, Refused
from gateway.pages.kit.forms import Posted
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person

LIST, NEW, RETENDER = "/desk/exceptions", "/desk/exceptions/new", "/desk/retender"
FAILURES = "/desk/failures"
STATES = (*words.FORM_STATES, State.VOID)

_K, _F = ExceptionKind, AttachmentKind

ABOUT = {
    _K.SUSPENSION: N_("所选分包暂停采购活动，已预约的场地释放，投标截止时间不再计时。"),
    _K.CANCELLATION: N_("因重大变故采购任务取消，所选分包终止；未办结的业务失效。"),
    _K.FAILURE: N_("投标截止后，符合政府采购法第36条四种情形之一的，所选分包废标。"),
    _K.RESUMPTION: N_("筹备中、开标后暂停的分包恢复到暂停前的状态；招标中暂停的，以变更公告恢复。"),
}
"""What each kind does, said where it is chosen and where it is filled in."""

REASONS = {
    _K.SUSPENSION: (
        Reason.PURCHASER_REQUEST,
        Reason.FINANCE_NOTICE,
        Reason.COMPLAINT,
        Reason.FORCE_MAJEURE,
    ),
    _K.CANCELLATION: (Reason.MAJOR_CHANGE,),
    _K.FAILURE: (),
    _K.RESUMPTION: (Reason.CAUSE_REMOVED, Reason.ORDER_ENDED),
}
FILES = {
    _K.SUSPENSION: (_F.PURCHASER_DECISION, _F.FINANCE_NOTICE, _F.OTHER),
    _K.CANCELLATION: (_F.PURCHASER_DECISION, _F.OTHER),
    _K.FAILURE: (_F.COMMITTEE_CONCLUSION, _F.OPENING_RECORD, _F.SUPERVISOR_DECISION, _F.OTHER),
    _K.RESUMPTION: (_F.PURCHASER_DECISION, _F.RESUME_NOTICE, _F.OTHER),
}
"""电子件 that each kind may have; which of them it must, the rules say at submit."""

Form = dict[str, Any]


def _sheet(form: Form) -> forms.Sheet:
    return forms.of({**form, "lot_ids": [one["id"] for one in form["lots"]]})


FLOW = Flow(
    LIST,
    registry.get_exception,
    registry.create_exception,
    registry.save_exception,
    {
        "submit": registry.submit_exception,
        "send": registry.submit_exception,
        "withdraw": registry.withdraw_exception,
        "delete": registry.delete_exception,
    },
    said={**SAID, "send": SAID["submit"]},
    sheet=_sheet,
)
"""``send`` submits what is kept, as it was sealed; ``submit`` saves what is typed first."""

_ON_FORM = WITH_CONTENT | {"seal"}


@person_page()
async def show_list(request: Request, person: Person) -> Response:
    """采购异常列表 newest first."""
    return await _list(request, person, None)


@person_page()
async def show_failures(request: Request, person: Person) -> Response:
    """废标公告列表 the failures among them (manual 3.13.1)."""
    return await _list(request, person, _K.FAILURE)


async def _list(request: Request, person: Person, kind: ExceptionKind | None) -> Response:
    listing = tables.listing(request)
    wanted = listing.payload | ({"kind": kind.value} if kind else {})
    found = await ask(request, registry.list_exceptions, wanted, person=person)
    return shown.page(
        request,
        "desk/exceptions/list.html",
        person=person,
        found=found,
        listing=listing,
        states=words.states(STATES),
        failures=kind is not None,
    )


@person_page(Role.CLERK)
async def choose_kind(request: Request, person: Person) -> Response:
    """新增分包异常 which kind it is: that decides which lots can be chosen."""
    kinds = [(one.value, say(LABELS[one]), say(ABOUT[one])) for one in ExceptionKind]
    return shown.page(request, "desk/exceptions/kinds.html", person=person, kinds=kinds)


@person_page(Role.CLERK)
async def show_new(request: Request, person: Person) -> Response:
    """新增分包异常 lots first (manual 3.9.2), then the form."""
    kind = _kind(request.path_params["kind"])
    picked = await lots.chosen(request, person)
    if picked is None:
        path, activity = f"{NEW}/{kind.value}", Activity(kind.value)
        return await lots.choose(request, person, activity, title=LABELS[kind], path=path)
    reasons = REASONS[kind]
    sheet = forms.of(
        {
            "kind": kind.value,
            "project_id": picked.project["id"],
            "lot_ids": picked.lot_ids,
            "reason": reasons[0].value if len(reasons) == 1 else None,
        }
    )
    return await _form(request, person, sheet, picked.project)


@person_page(Role.CLERK)
async def create(request: Request, person: Person) -> Response:
    """新增 the first save makes the form; what is refused after it goes on with that one."""
    posted = await forms.posted(request)
    try:
        return await _press(request, person, posted, None)
    except Refused as refused:
        kept = await FLOW.load(request, person, refused.form_id) if refused.form_id else None
        sheet = posted.sheet(refused.problem)
        project = await _project(request, person, sheet.get("project_id"))
        return await _form(request, person, sheet, project, kept, problem=refused.problem)


@person_page()
async def show(request: Request, person: Person) -> Response:
    """查看采购异常 the form while the agency may edit it, else its facts."""
    form = await FLOW.load(request, person)
    if "save" not in form["allowed"] or "view" in request.query_params:
        return await _view(request, person, form)
    if "edit" not in request.query_params and await _waits_to_be_sent(request, person, form):
        return await _view(request, person, form)
    project = await _project(request, person, form["project_id"])
    return await _form(request, person, _sheet(form), project, form)


async def _waits_to_be_sent(request: Request, person: Person, form: Form) -> bool:
    """待提交 what is sealed is looked at, and edited only by who asks for it."""
    if form["state"] != State.DRAFT:
        return False
    if form.get("sealed"):
        return True
    notice = await exception_notices.find(request, person, form)
    return notice is not None and bool(notice["sealed"])


@person_page(Role.CLERK)
async def act(request: Request, person: Person) -> Response:
    """修改保存、点击签章、提交信息、撤回、删除."""
    posted = await forms.posted(request)
    form = await FLOW.load(request, person)
    try:
        return await _press(request, person, posted, form)
    except Refused as refused:
        # A save that has succeeded before the refused step has moved the version on.
        fresh = await FLOW.load(request, person)
        if "save" not in fresh["allowed"] or posted.action not in _ON_FORM:
            return await _view(request, person, fresh, refused.problem)
        project = await _project(request, person, fresh["project_id"])
        sheet = posted.sheet(refused.problem)
        return await _form(request, person, sheet, project, fresh, problem=refused.problem)


async def _press(request: Request, person: Person, posted: Posted, form: Form | None) -> Response:
    """What is saved gets its notice at once; what is to be sealed must have one.

    Raises:
        Refused: whatever the services refuse with.
    """
    if posted.action not in ("save", "seal"):
        return await FLOW.press(request, person, posted, form)
    kept: Form = {"id": form["id"]} if form else {}
    try:
        kept = await FLOW.keep(request, person, posted, form)
        if posted.action == "seal":
            await exception_notices.prepare(request, person, kept, posted.key)
            return answers.go(request, f"{LIST}/{kept['id']}?seal=1")
    except Problem as problem:
        raise Refused(problem, kept.get("id")) from None
    await exception_notices.prepare_if_possible(request, person, kept, posted.key)
    return answers.go(request, f"{LIST}/{kept['id']}", answers.done(say(SAID["save"])))


@person_page(Role.CLERK)
async def show_aside(request: Request, person: Person) -> Response:
    """预览与核对 beside a form that was saved as it was typed; its notice is written by now."""
    form = await FLOW.load(request, person)
    await exception_notices.prepare_if_possible(request, person, form, "aside")
    notice = await exception_notices.find(request, person, form)
    return shown.fragment(
        "desk/notices/aside_alone.html", notice=notice, made_by="/desk/exceptions"
    )


@person_page(*AGENCY)
async def start_seal(request: Request, person: Person) -> Response:
    """点击签章 the notice is frozen and printed, and a job is opened on exactly these bytes."""
    try:
        return await seals.begin(request, person, LIST)
    except Problem as problem:
        return await _not_started(request, person, problem)


async def _not_started(request: Request, person: Person, problem: Problem) -> Response:
    """What another seal or moment may mend is told in the dialog; the rest at the form's fields."""
    form = await FLOW.load(request, person)
    inside = problem if seals.in_dialog(problem) else None
    outside = None if inside else problem
    if "save" not in form["allowed"]:
        return await _view(request, person, form, outside, in_dialog=inside)
    sheet, project = _sheet(form), await _project(request, person, form["project_id"])
    sheet.findings = list(outside.findings) if outside else []
    told = {"problem": outside, "in_dialog": inside}
    return await _form(request, person, sheet, project, form, **told)


@person_page(Role.CLERK)
async def choose_failed(request: Request, person: Person) -> Response:
    """重新招标 the failed lots that begin a new round, then a confirmation."""
    picked = await lots.chosen(request, person)
    if picked is None:
        title, path = N_("重新招标"), f"{RETENDER}/new"
        return await lots.choose(request, person, Activity.RETENDER, title=title, path=path)
    return _retender(request, person, picked)


@person_page(Role.CLERK)
async def retender(request: Request, person: Person) -> Response:
    """确认重新招标 leads to the project, where the new lots are."""
    posted, picked = await forms.posted(request), await lots.chosen(request, person)
    if picked is None:
        raise Problem("MALFORMED")
    command = {"lot_ids": picked.lot_ids}
    try:
        key = f"{posted.key}:retender"
        told = await ask(request, registry.retender_lots, command, person=person, key=key)
    except Problem as problem:
        return _retender(request, person, picked, problem)
    numbers = "、".join(one["no"] for one in told["lots"])
    where = f"/desk/projects/{picked.project['id']}"
    return answers.go(request, where, answers.done(say("已重新招标：{no}").format(no=numbers)))


def _retender(
    request: Request, person: Person, picked: lots.Chosen, problem: Problem | None = None
) -> Response:
    return shown.page(
        request,
        "desk/exceptions/retender.html",
        person=person,
        status=problem.family.status if problem else 200,
        picked=picked,
        problem=shown.told(problem),
    )


def _kind(value: str) -> ExceptionKind:
    if value not in set(ExceptionKind):
        raise Problem("NOT_FOUND")
    return ExceptionKind(value)


async def _project(request: Request, person: Person, identity: str) -> Form:
    wanted = {"id": identity}
    project: Form = await ask(request, registry.get_project, wanted, person=person)
    return project


async def _form(
    request: Request,
    person: Person,
    sheet: forms.Sheet,
    project: Form,
    form: Form | None = None,
    *,
    problem: Problem | None = None,
    in_dialog: Problem | None = None,
) -> Response:
    kind, refused = _kind(sheet.get("kind")), problem or in_dialog
    return shown.page(
        request,
        "desk/exceptions/form.html",
        person=person,
        status=refused.family.status if refused else 200,
        sheet=sheet,
        project=project,
        exception=form,
        kind=kind.value,
        kind_title=say(LABELS[kind]),
        about=say(ABOUT[kind]),
        reasons=[(one.value, say(LABELS[one])) for one in REASONS[kind]],
        files=[one.value for one in FILES[kind]],
        problem=shown.told(problem, registry.ExceptionIn),
        must_seal=_must_seal(sheet, project, form),
        **await exception_notices.beside(request, person, form, in_dialog),
    )


def _must_seal(sheet: forms.Sheet, project: Form, form: Form | None) -> bool:
    """须先签章 as the service says; of a form that is not kept yet, by its lots' openings."""
    if form is not None:
        return bool(form.get("seal_needed")) and not form.get("sealed")
    chosen = set(sheet.all("lot_ids"))
    return any(one.get("opening_at") for one in project["lots"] if one["id"] in chosen)


async def _view(
    request: Request,
    person: Person,
    form: Form,
    problem: Problem | None = None,
    *,
    in_dialog: Problem | None = None,
) -> Response:
    refused = problem or in_dialog
    return shown.page(
        request,
        "desk/exceptions/show.html",
        person=person,
        status=refused.family.status if refused else 200,
        exception=form,
        problem=shown.told(problem, registry.ExceptionIn),
        **await exception_notices.beside(request, person, form, in_dialog),
    )


def routes() -> list[BaseRoute]:
    """路由 of exceptions."""
    return [
        Route(LIST, show_list),
        Route(FAILURES, show_failures),
        Route(NEW, choose_kind),
        Route(f"{NEW}/{{kind}}", show_new),
        Route(f"{NEW}/{{kind}}", create, methods=["POST"]),
        Route(RETENDER, choose_failed),
        Route(f"{RETENDER}/new", choose_failed),
        Route(f"{RETENDER}/new", retender, methods=["POST"]),
        *autosave.routes(FLOW),
        Route(f"{LIST}/{{id}}", show),
        Route(f"{LIST}/{{id}}", act, methods=["POST"]),
        Route(f"{LIST}/{{id}}/aside", show_aside),
        Route(f"{LIST}/{{id}}/seal", start_seal, methods=["POST"]),
    ]
