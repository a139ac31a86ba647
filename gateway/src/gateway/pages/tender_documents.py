"""招标文件 list, form and view (manual 3.5, domain §5.5): approved by policy or by the centre."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import documents, registry
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.vocab import Activity
from tenderhall_contracts.workflow import State

from gateway.pages.kit import autosave, forms, lots, shown, tables, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.flow import SAID, WITH_CONTENT, Flow, Refused
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person

LIST, NEW = "/desk/tender-documents", "/desk/tender-documents/new"
_STATES = (State.DRAFT, State.PENDING, State.APPROVED, State.REJECTED, State.ISSUED)

FLOW = Flow(
    LIST,
    documents.get_tender_document,
    documents.create_tender_document,
    documents.save_tender_document,
    {
        "submit": documents.submit_tender_document,
        "withdraw": documents.withdraw_tender_document,
        "delete": documents.delete_tender_document,
        "write": documents.start_tender_content,
    },
    {
        **SAID,
        "submit": N_("已提交：按政策自动审核通过，或等待交易中心审核"),
        "write": N_("已按模板范本取用业务信息，请逐章填写"),
    },
    leads={"write": f"{LIST}/writing"},
)

TEMPLATES = {
    "goods": N_("货物"),
    "services": N_("服务"),
    "works": N_("工程"),
    "lowest_price": N_("最低评标价法"),
    "comprehensive": N_("综合评分法"),
}
"""模板范本 the two halves of a template's name (manual 3.5.3)."""

_KIND_OF = {"A": "goods", "B": "works", "C": "services"}


@person_page()
async def show_list(request: Request, person: Person) -> Response:
    """招标文件列表 newest first."""
    listing = tables.listing(request)
    asked = documents.list_tender_documents
    found = await ask(request, asked, listing.payload, person=person)
    return shown.page(
        request,
        "desk/tender_documents/list.html",
        person=person,
        found=found,
        listing=listing,
        states=words.states(_STATES),
    )


@person_page(Role.CLERK)
async def show_new(request: Request, person: Person) -> Response:
    """新增交易文件 the lots first, then the form with what is known of them."""
    picked = await lots.chosen(request, person)
    if picked is None:
        return await lots.choose(
            request, person, Activity.TENDER_DOCUMENT, title=N_("招标文件"), path=NEW
        )
    sheet = forms.of(_prefilled(picked))
    return await _form(request, person, sheet, picked.project)


def _prefilled(picked: lots.Chosen) -> dict[str, Any]:
    """What project and lots tell already; the agency may change what is its own to say."""
    first = picked.lots[0]
    kind = _KIND_OF.get((first["catalogue_code"] or "A")[0], "goods")
    evaluation = first["evaluation"] or "comprehensive"
    return {
        "project_id": picked.project["id"],
        "lot_ids": picked.lot_ids,
        "title": f"{picked.project['name']}招标文件",
        "template": f"{kind}-{evaluation}",
        "evaluation": evaluation,
        "bid_validity_days": 90,
        "price": "0.00",
        "obtaining": "登录交易平台免费下载",
    }


@person_page(Role.CLERK)
async def create(request: Request, person: Person) -> Response:
    """新增 the first save makes the document; then its own page goes on."""
    posted = await forms.posted(request)
    try:
        return await FLOW.press(request, person, posted, None)
    except Refused as refused:
        kept = await FLOW.load(request, person, refused.form_id) if refused.form_id else None
        sheet = posted.sheet(refused.problem)
        project = await _project(request, person, sheet.get("project_id"))
        return await _form(request, person, sheet, project, document=kept, problem=refused.problem)


@person_page()
async def show(request: Request, person: Person) -> Response:
    """查看招标文件 the form while it may be edited, else its facts."""
    document = await FLOW.load(request, person)
    if "save" in document["allowed"] and "view" not in request.query_params:
        project = await _project(request, person, document["project_id"])
        return await _form(request, person, forms.of(document), project, document=document)
    return await _view(request, person, document)


@person_page(Role.CLERK)
async def act(request: Request, person: Person) -> Response:
    """修改保存、确认提交、撤回、删除."""
    posted = await forms.posted(request)
    document = await FLOW.load(request, person)
    try:
        return await FLOW.press(request, person, posted, document)
    except Refused as refused:
        fresh = await FLOW.load(request, person)
        if "save" in fresh["allowed"] and posted.action in WITH_CONTENT:
            sheet = posted.sheet(refused.problem)
            project = await _project(request, person, fresh["project_id"])
            return await _form(
                request, person, sheet, project, document=fresh, problem=refused.problem
            )
        return await _view(request, person, fresh, refused.problem)


async def _project(request: Request, person: Person, identity: str) -> dict[str, Any]:
    wanted = {"id": identity}
    project: dict[str, Any] = await ask(request, registry.get_project, wanted, person=person)
    return project


async def _form(
    request: Request,
    person: Person,
    sheet: forms.Sheet,
    project: dict[str, Any],
    *,
    document: dict[str, Any] | None = None,
    problem: Problem | None = None,
) -> Response:
    wanted = {"form_type": "tender_document"}
    asked = await ask(request, documents.form_fields, wanted, person=person)
    return shown.page(
        request,
        "desk/tender_documents/form.html",
        person=person,
        status=problem.family.status if problem else 200,
        sheet=sheet,
        required={one["path"] for one in asked["fields"] if one["required"]},
        project=project,
        document=document,
        templates=_templates(),
        problem=shown.told(problem, documents.TenderDocumentIn),
    )


def _templates() -> list[tuple[str, str]]:
    kinds, methods = ("goods", "services", "works"), ("lowest_price", "comprehensive")
    return [
        (f"{kind}-{method}", f"{say(TEMPLATES[kind])} · {say(TEMPLATES[method])}")
        for kind in kinds
        for method in methods
    ]


async def _view(
    request: Request, person: Person, document: dict[str, Any], problem: Problem | None = None
) -> Response:
    project = await _project(request, person, document["project_id"])
    return shown.page(
        request,
        "desk/tender_documents/show.html",
        person=person,
        status=problem.family.status if problem else 200,
        document=document,
        project=project,
        template=dict(_templates())[document["template"]],
        problem=shown.told(problem, documents.TenderDocumentIn),
    )


def routes() -> list[BaseRoute]:
    """路由 of tender documents."""
    return [
        Route(LIST, show_list),
        Route(NEW, show_new),
        Route(NEW, create, methods=["POST"]),
        *autosave.routes(FLOW),
        Route(f"{LIST}/{{id}}", show),
        Route(f"{LIST}/{{id}}", act, methods=["POST"]),
    ]
