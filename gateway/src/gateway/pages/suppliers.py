"""供应商库 looked up by everybody, kept, imported and debarred by the centre (domain §7.1)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import registry
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.registry.suppliers import COLUMNS, ROWS

from gateway.pages.kit import answers, forms, sheets, shown, tables, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import say
from gateway.pages.kit.session import Person

LIST, NEW, IMPORT = "/desk/suppliers", "/desk/suppliers/new", "/desk/suppliers/import"
ONE = f"{LIST}/{{uscc}}"
SHOWN = 500
"""Rows of a report that the page shows, those that were refused first."""

_EXAMPLE = {
    "uscc": "91430400MA4L12345R",
    "name": "衡阳市示例科技有限公司",
    "address": "衡阳市蒸湘区示例路1号",
    "legal_representative": "张三",
    "contact": "李四",
    "contact_phone": "0734-8000000",
    "size": "小型企业",
}
Supplier = dict[str, Any]


@person_page()
async def show_list(request: Request, person: Person) -> Response:
    """检索供应商 by part of a name, pinyin, initials or code."""
    listing = tables.listing(request)
    asked = {name: one for name, one in listing.payload.items() if name != "state"}
    if listing.state:
        asked["status"] = listing.state
    found = await ask(request, registry.search_suppliers, asked, person=person)
    states = words.options("SupplierStatus")
    return shown.page(
        request,
        "desk/suppliers/list.html",
        person=person,
        found=found,
        listing=listing,
        states=states,
    )


@person_page()
async def show(request: Request, person: Person) -> Response:
    """查看供应商 its facts, the periods in which it may not take part, its changes."""
    supplier = await _load(request, person)
    return shown.page(request, "desk/suppliers/show.html", person=person, supplier=supplier)


@person_page(Role.ADMIN)
async def show_new(request: Request, person: Person) -> Response:
    """新增供应商 an empty form."""
    return _form(request, person, forms.of({}), None)


@person_page(Role.ADMIN)
async def show_form(request: Request, person: Person) -> Response:
    """修改供应商."""
    supplier = await _load(request, person)
    return _form(request, person, forms.of(supplier), supplier)


@person_page(Role.ADMIN)
async def save(request: Request, person: Person) -> Response:
    """保存供应商 a new one, or the one that the page's address names."""
    posted = await forms.posted(request)
    known = request.path_params.get("uscc")
    told = posted.payload(registry.SaveSupplier) | ({"uscc": known} if known else {})
    try:
        kept = await ask(request, registry.save_supplier, told, person=person, key=posted.key)
    except Problem as problem:
        there = await _load(request, person) if known else None
        return _form(request, person, posted.sheet(problem), there, problem)
    return answers.go(request, f"{LIST}/{kept['uscc']}", answers.done(say("已保存")))


@person_page(Role.ADMIN)
async def show_debar(request: Request, person: Person) -> Response:
    """登记禁止参加 empty, or with the document that is to be corrected (``?doc_no=``)."""
    supplier = await _load(request, person)
    doc_no = request.query_params.get("doc_no")
    known = (one for one in supplier["debarments"] if one["doc_no"] == doc_no)
    return _debar(request, person, forms.of(next(known, {})), supplier)


@person_page(Role.ADMIN)
async def debar(request: Request, person: Person) -> Response:
    """登记禁止参加 in force at once."""
    posted, supplier = await forms.posted(request), await _load(request, person)
    told = posted.payload(registry.DebarSupplier) | {"uscc": supplier["uscc"]}
    try:
        await ask(request, registry.debar_supplier, told, person=person, key=posted.key)
    except Problem as problem:
        return _debar(request, person, posted.sheet(problem), supplier, problem)
    where = f"{LIST}/{supplier['uscc']}"
    return answers.go(request, where, answers.done(say("已登记禁止参加政府采购活动")))


@person_page(Role.ADMIN)
async def show_import(request: Request, person: Person) -> Response:
    """导入供应商 the form that takes a file."""
    return _import(request, person, forms.of({}))


@person_page(Role.ADMIN)
async def load(request: Request, person: Person) -> Response:
    """导入供应商 the good rows land; every row is told what became of it."""
    posted = await forms.posted(request)
    told = posted.payload(registry.ImportSuppliers)
    try:
        told["csv"] = sheets.as_csv(posted.files.get("file"))
        report = await ask(request, registry.import_suppliers, told, person=person, key=posted.key)
    except Problem as problem:
        at_file = _at_file(problem)
        return _import(request, person, posted.sheet(at_file), problem=at_file)
    return _import(request, person, forms.of({}), report=report)


@person_page(Role.ADMIN)
async def template(request: Request, person: Person) -> Response:
    """导入模板 the columns, and a row as it would be written."""
    del request, person
    return sheets.template("suppliers.csv", [list(COLUMNS), list(_EXAMPLE.values())])


async def _load(request: Request, person: Person) -> Supplier:
    asked = {"uscc": request.path_params["uscc"]}
    found: Supplier = await ask(request, registry.get_supplier, asked, person=person)
    return found


def _at_file(problem: Problem) -> Problem:
    """What is wrong with the text that was made of the file is wrong with the file."""
    if problem.code != "VALIDATION_FAILED":
        return problem
    told = [
        Finding("file", one.rule, one.message_zh, one.message_en, one.basis)
        if one.field == "csv"
        else one
        for one in problem.findings
    ]
    return Problem(problem.code, told)


def _form(
    request: Request,
    person: Person,
    sheet: forms.Sheet,
    supplier: Supplier | None,
    problem: Problem | None = None,
) -> Response:
    return shown.page(
        request,
        "desk/suppliers/form.html",
        person=person,
        status=problem.family.status if problem else 200,
        sheet=sheet,
        supplier=supplier,
        problem=shown.told(problem, registry.SupplierIn),
    )


def _debar(
    request: Request,
    person: Person,
    sheet: forms.Sheet,
    supplier: Supplier,
    problem: Problem | None = None,
) -> Response:
    return shown.page(
        request,
        "desk/suppliers/debar.html",
        person=person,
        status=problem.family.status if problem else 200,
        sheet=sheet,
        supplier=supplier,
        problem=shown.told(problem, registry.DebarSupplier),
    )


def _import(
    request: Request,
    person: Person,
    sheet: forms.Sheet,
    *,
    problem: Problem | None = None,
    report: dict[str, Any] | None = None,
) -> Response:
    rows = report["rows"] if report else []
    ordered = sorted(rows, key=lambda one: (one["outcome"] != "refused", one["row"]))
    return shown.page(
        request,
        "desk/suppliers/import.html",
        person=person,
        status=problem.family.status if problem else 200,
        sheet=sheet,
        report=report,
        rows=ordered[:SHOWN],
        left=max(0, len(rows) - SHOWN),
        columns=list(COLUMNS),
        most=ROWS,
        heads={name: head for head, name in COLUMNS.items()},
        problem=shown.told(problem),
    )


def routes() -> list[BaseRoute]:
    """路由 of the directory."""
    return [
        Route(LIST, show_list),
        Route(NEW, show_new),
        Route(NEW, save, methods=["POST"]),
        Route(IMPORT, show_import),
        Route(IMPORT, load, methods=["POST"]),
        Route(f"{IMPORT}/template.csv", template),
        Route(ONE, show),
        Route(f"{ONE}/edit", show_form),
        Route(f"{ONE}/edit", save, methods=["POST"]),
        Route(f"{ONE}/debar", show_debar),
        Route(f"{ONE}/debar", debar, methods=["POST"]),
    ]
