"""项目注册 list, form and view of a project with its lots (manual 3.1, domain §5.2)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import registry
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Finding, Problem

from gateway.pages.kit import answers, autosave, forms, sheets, shown, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.flow import WITH_CONTENT, Flow, Refused
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person

LIST, NEW = "/desk/projects", "/desk/projects/new"
_BEGIN = {
    "booking": (N_("新增开标场地"), "/desk/bookings/new"),
    "tender_document": (N_("新增交易文件"), "/desk/tender-documents/new"),
    "tender_notice": (N_("新增交易公告"), "/desk/notices/new"),
}
"""Step of a lot → the button that begins it, in the manual's words."""

FLOW = Flow(
    LIST,
    registry.get_project,
    registry.create_project,
    registry.save_project,
    {
        "submit": registry.submit_project,
        "withdraw": registry.withdraw_project,
        "delete": registry.delete_project,
    },
)


@person_page(Role.CLERK)
async def show_new(request: Request, person: Person) -> Response:
    """新建项目 an empty form with one lot."""
    sheet = forms.of({"region": "430400", "imports": False, "lots": [{"name": ""}]})
    return await _form(request, person, sheet)


@person_page(Role.CLERK)
async def create(request: Request, person: Person) -> Response:
    """新建 the first save makes the project; then its own page goes on."""
    posted = await forms.posted(request)
    if posted.action in _ROWS:
        return await _ROWS[posted.action](request, person, posted, None)
    try:
        return await FLOW.press(request, person, posted, None)
    except Refused as refused:
        kept = await FLOW.load(request, person, refused.form_id) if refused.form_id else None
        sheet = posted.sheet(refused.problem)
        return await _form(request, person, sheet, kept, problem=refused.problem)


@person_page()
async def show(request: Request, person: Person) -> Response:
    """查看项目 the form while the agency may edit it, else its facts."""
    project = await FLOW.load(request, person)
    if "save" in project["allowed"] and "view" not in request.query_params:
        return await _form(request, person, forms.of(project), project)
    return await _view(request, person, project)


@person_page(Role.CLERK)
async def act(request: Request, person: Person) -> Response:
    """修改保存、提交信息、撤回、删除."""
    posted = await forms.posted(request)
    project = await FLOW.load(request, person)
    if posted.action in _ROWS:
        return await _ROWS[posted.action](request, person, posted, project)
    try:
        return await FLOW.press(request, person, posted, project)
    except Refused as refused:
        # A save that has succeeded before the refused step has moved the version on.
        fresh = await FLOW.load(request, person)
        if "save" in fresh["allowed"] and posted.action in WITH_CONTENT:
            sheet = posted.sheet(refused.problem)
            return await _form(request, person, sheet, fresh, problem=refused.problem)
        return await _view(request, person, fresh, problem=refused.problem)


async def _with_lot(
    request: Request, person: Person, posted: forms.Posted, project: dict[str, Any] | None
) -> Response:
    """添加分包 for browsers that run no script; nothing is saved."""
    sheet = posted.sheet()
    sheet.add_row("lots", "name")
    return await _form(request, person, sheet, project)


async def _import_lots(
    request: Request, person: Person, posted: forms.Posted, project: dict[str, Any] | None
) -> Response:
    """导入分包 behind those that are typed already; nothing is saved, and nothing typed is lost."""
    sheet = posted.sheet()
    try:
        rows = sheets.read(posted.files.get("_file"))
        lines = [{"line": line, "cells": row} for line, row in enumerate(rows[1:], 2)]
        told = {"head": rows[0] if rows else [], "rows": lines}
        told["electronic"] = {"true": True, "false": False}.get(sheet.get("electronic"))
        read = await ask(request, registry.read_lots, told, person=person)
    except Problem as problem:
        return await _form(request, person, posted.sheet(problem), project, problem=problem)
    _put_lots(sheet, read)
    return await _form(request, person, sheet, project, imported=read)


def _put_lots(sheet: forms.Sheet, read: dict[str, Any]) -> None:
    """Into the first row that is still empty, and on; what is wrong is told at its field."""
    place = next((n for n in sheet.rows("lots") if _is_empty(sheet, n)), len(sheet.rows("lots")))
    places = {one["line"]: place + n for n, one in enumerate(read["lots"])}
    for one in read["lots"]:
        sheet.values[f"lots.{places[one['line']]}.name"] = [""]
        for name, value in one["values"].items():
            sheet.values[f"lots.{places[one['line']]}.{name}"] = [value]
    for one in read["findings"]:
        told = {name: one.get(name) or "" for name in Finding.__slots__}
        sheet.findings.append(
            Finding(**told | {"field": f"lots.{places[one['row']]}.{one['field']}"})
        )


def _is_empty(sheet: forms.Sheet, place: int) -> bool:
    """True where neither this row nor a later one has anything in it."""
    later = [n for n in sheet.rows("lots") if n >= place]
    return not any(
        text for n in later for name, text in _typed(sheet) if name.startswith(f"lots.{n}.")
    )


def _typed(sheet: forms.Sheet) -> list[tuple[str, str]]:
    return [(name, texts[0].strip()) for name, texts in sheet.values.items() if texts]


@person_page(Role.CLERK)
async def lots_template(request: Request, person: Person) -> Response:
    """分包表模板 the columns, and a row as it would be written."""
    told = await ask(request, registry.lot_columns, {}, person=person)
    columns = told["columns"]
    rows = [[one["label_zh"] for one in columns], [one["example"] for one in columns]]
    return sheets.template("lots.csv", rows)


_ROWS = {"add_lot": _with_lot, "import_lots": _import_lots}
"""What only changes the rows of the form."""


async def _form(
    request: Request,
    person: Person,
    sheet: forms.Sheet,
    project: dict[str, Any] | None = None,
    *,
    problem: Problem | None = None,
    imported: dict[str, Any] | None = None,
) -> Response:
    asked = await ask(request, registry.project_form, {}, person=person)
    return shown.page(
        request,
        "desk/projects/form.html",
        person=person,
        status=problem.family.status if problem else 200,
        sheet=sheet,
        project=project,
        problem=shown.told(problem, registry.ProjectIn),
        required={one["path"] for one in asked["fields"] if one["required"]},
        imported=imported,
        methods=[(one["method"], _method(one)) for one in asked["methods"]],
    )


def _method(told: dict[str, Any]) -> str:
    """One that is not offered stays in the list, and says so."""
    label = say(told["label_zh"])
    return label if told["enabled"] else say("{name}（暂未开通）").format(name=label)


async def _view(
    request: Request, person: Person, project: dict[str, Any], problem: Problem | None = None
) -> Response:
    wanted = {"id": project["id"]}
    progress = await ask(request, registry.project_progress, wanted, person=person)
    return shown.page(
        request,
        "desk/projects/show.html",
        person=person,
        status=problem.family.status if problem else 200,
        project=project,
        progress=progress,
        next=_next(progress),
        problem=shown.told(problem, registry.ProjectIn),
        paths=words.PATHS,
    )


@person_page(Role.CLERK)
async def show_catalogue(request: Request, person: Person) -> Response:
    """采购目录选项 for what has been typed into the field so far."""
    typed = next((text for _, text in request.query_params.multi_items()), "").strip()
    wanted = {"q": typed[:50]}
    asked = registry.search_catalogue
    found = await ask(request, asked, wanted, person=person) if typed else {"items": []}
    return shown.fragment("desk/projects/catalogue.html", items=found["items"])


@person_page(Role.CLERK)
async def copy(request: Request, person: Person) -> Response:
    """复制项目 leads to the new draft; told is what has to be entered again."""
    posted = await forms.posted(request)
    wanted = {"id": request.path_params["id"]}
    made = await ask(request, registry.copy_project, wanted, person=person, key=posted.key)
    left = [answers.warned(one["message_zh"]) for one in made["warnings"]]
    told = answers.done(say("已复制为新项目{no}").format(no=made["no"]))
    return answers.go(request, f"{LIST}/{made['id']}", told, *left)


def _next(progress: dict[str, Any]) -> list[tuple[str, str]]:
    """下一步 the forms that may be begun now for one of the lots."""
    begun = {
        step["step"]
        for lot in progress["lots"]
        for step in lot["steps"]
        if step["status"] == "open"
    }
    return [(say(text), path) for step, (text, path) in _BEGIN.items() if step in begun]


def routes() -> list[BaseRoute]:
    """路由 of project registration."""
    return [
        Route(NEW, show_new),
        Route(NEW, create, methods=["POST"]),
        Route(f"{LIST}/lots-template.csv", lots_template),
        Route("/desk/catalogue", show_catalogue),
        *autosave.routes(FLOW),
        Route(f"{LIST}/{{id}}/copy", copy, methods=["POST"]),
        Route(f"{LIST}/{{id}}", show),
        Route(f"{LIST}/{{id}}", act, methods=["POST"]),
    ]
