"""招标文件制作 a page for each chapter: outline, form, checks, making of the PDF (domain §5.5)."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import documents
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Finding, Problem

from gateway.pages.kit import answers, autosave, forms, shown
from gateway.pages.kit.ask import ask
from gateway.pages.kit.flow import Flow
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import say
from gateway.pages.kit.session import Person

DOCUMENTS = "/desk/tender-documents"
BASE = f"{DOCUMENTS}/writing"
_TABLES = "tables."
_PLACE = re.compile(r"\{([a-z_]+)\}")
BLANK = "________"

Content = dict[str, Any]


def flow_of(chapter: str) -> Flow:
    """办理流程 of one chapter: its fields, kept and told by themselves."""
    return Flow(
        f"{BASE}/{chapter}",
        documents.get_tender_content,
        documents.start_tender_content,
        documents.save_tender_content,
        {},
        sheet=lambda content: sheet_of(content, chapter),
        ready=ready,
    )


def sheet_of(content: Content, chapter: str) -> forms.Sheet:
    """填入 what stands in the chapter; rows of a table are named by the table alone."""
    wanted: Content = {"chapter": chapter, "values": {}, "texts": {}}
    for section in _chapter(content, chapter)["sections"]:
        for one in section["entries"]:
            wanted["values"][one["name"]] = content["values"].get(one["name"], "")
        for one in section["zones"]:
            wanted["texts"][one["name"]] = content["texts"].get(one["name"], "")
        for one in section["tables"]:
            wanted[one["name"]] = content["tables"].get(one["name"], [])
    return forms.of(wanted)


def ready(posted: forms.Posted) -> forms.Posted:
    """入参 the rows of each table stand under ``tables``, as the service takes them."""
    plain = {name: node for name, node in posted.tree.items() if not _is_table(node)}
    tables = {name: node for name, node in posted.tree.items() if _is_table(node)}
    return replace(posted, tree={**plain, "tables": tables})


def _is_table(node: Any) -> bool:
    return isinstance(node, list) and bool(node) and all(isinstance(one, dict) for one in node)


def filled(content: Content, clause: str) -> str:
    """条款 with what stands for its names now, as it will be printed."""
    return _PLACE.sub(lambda found: content["shown"]["values"].get(found[1]) or BLANK, clause)


def _chapter(content: Content, identity: str) -> Content:
    for one in content["chapters"]:
        if one["id"] == identity:
            return dict(one)
    raise Problem("NOT_FOUND")


def _here(request: Request) -> str:
    return str(request.path_params["chapter"])


@person_page()
async def show_first(request: Request, person: Person) -> Response:
    """招标文件制作 the first chapter."""
    content = await flow_of("").load(request, person)
    return answers.go(request, f"{BASE}/{content['chapters'][0]['id']}/{content['id']}")


@person_page()
async def show(request: Request, person: Person) -> Response:
    """一章 to be written where the person may, else to be read."""
    chapter = _here(request)
    content = await flow_of(chapter).load(request, person)
    return _page(request, person, content, sheet_of(content, chapter))


@person_page(Role.CLERK)
async def act(request: Request, person: Person) -> Response:
    """修改保存、下一章、重新取用业务信息、生成."""
    posted, chapter = await forms.posted(request), _here(request)
    flow = flow_of(chapter)
    before = await flow.load(request, person)
    try:
        kept = await flow.keep(request, person, posted, before)
        return await _press(request, person, posted, kept)
    except Problem as problem:
        problem = _placed(problem)
        fresh = await flow.load(request, person)
        return _page(request, person, fresh, posted.sheet(problem), _of_chapter(problem, posted))


async def _press(request: Request, person: Person, posted: forms.Posted, kept: Content) -> Response:
    here = f"{BASE}/{_here(request)}/{kept['id']}"
    if posted.action == "next":
        return answers.go(request, f"{BASE}/{_next(kept, _here(request))}/{kept['id']}")
    if posted.action == "renew":
        command = {"id": kept["id"], "version": kept["document_version"]}
        rpc = documents.start_tender_content
        await ask(request, rpc, command, person=person, key=f"{posted.key}:start")
        return answers.go(
            request, here, answers.done(say("已重新取用项目、分包、预约和表单的信息"))
        )
    if posted.action == "build":
        command = {"id": kept["id"], "version": kept["version"]}
        rpc = documents.build_tender_document
        await ask(request, rpc, command, person=person, key=f"{posted.key}:build")
        return answers.go(request, f"{here}#build")
    return answers.go(request, here, answers.done(say("已保存")))


def _next(content: Content, chapter: str) -> str:
    names = [str(one["id"]) for one in content["chapters"]]
    return names[min(names.index(chapter) + 1, len(names) - 1)]


def _placed(problem: Problem) -> Problem:
    """Findings at the names that the page's fields have."""
    found = [replace(one, field=one.field.removeprefix(_TABLES)) for one in problem.findings]
    return Problem(problem.code, found, **problem.extra)


def _of_chapter(problem: Problem, posted: forms.Posted) -> Problem:
    """What is open in other chapters is told in one line; the list beside it leads there."""
    names = posted.sheet().values
    own = [one for one in problem.findings if not one.field or _stands(one.field, names)]
    others = len(problem.findings) - len(own)
    if others:
        zh = f"其他章还有{others}处未完成，见核对清单"
        own.append(Finding("", "", zh, f"{others} more in other chapters: see the checks"))
    return Problem(problem.code, own, **problem.extra)


def _stands(field: str, names: Mapping[str, Any]) -> bool:
    return any(one == field or one.startswith(f"{field}.") for one in names)


@person_page()
async def show_checks(request: Request, person: Person) -> Response:
    """核对清单 asked of registry and venue anew each time."""
    wanted = {"id": request.path_params["id"]}
    found = await ask(request, documents.check_tender_content, wanted, person=person)
    for one in found["checks"]:
        one["name"] = one["field"].removeprefix(_TABLES)
    return shown.fragment(
        "desk/tender_writing/checks.html", found=found, base=BASE, id=wanted["id"]
    )


@person_page()
async def show_build(request: Request, person: Person) -> Response:
    """生成进度 of the last making, and the file once it is there."""
    chapter = _here(request)
    content = await flow_of(chapter).load(request, person)
    file = await _file(request, person, content)
    return shown.fragment(
        "desk/tender_writing/build.html", content=content, base=f"{BASE}/{chapter}", file=file
    )


async def _file(request: Request, person: Person, content: Content) -> Content | None:
    if not content["built"]:
        return None
    wanted = {"id": content["id"]}
    document = await ask(request, documents.get_tender_document, wanted, person=person)
    return dict(document["file"]) if document["file"] else None


def _page(
    request: Request,
    person: Person,
    content: Content,
    sheet: forms.Sheet,
    problem: Problem | None = None,
) -> Response:
    chapter = _here(request)
    return shown.page(
        request,
        "desk/tender_writing/chapter.html",
        person=person,
        status=problem.family.status if problem else 200,
        content=content,
        chapter=_chapter(content, chapter),
        base=BASE,
        filled=filled,
        sheet=sheet,
        writes="save" in content["allowed"],
        last=_next(content, chapter) == chapter,
        problem=shown.told(problem),
    )


@autosave.script(Role.CLERK)
async def save(request: Request, person: Person) -> Response:
    """自动保存 the chapter."""
    try:
        return await autosave.save(request, person, flow_of(_here(request)))
    except Problem as problem:
        raise _placed(problem) from None


@autosave.script()
async def current(request: Request, person: Person) -> Response:
    """现有内容 of the chapter."""
    return await autosave.current(request, person, flow_of(_here(request)))


def routes() -> list[BaseRoute]:
    """路由 of writing; they stand before those of tender documents."""
    one = f"{BASE}/{{chapter}}/{{id}}"
    return [
        Route(f"{BASE}/{{id}}", show_first),
        Route(f"{one}/autosave", save, methods=["POST"]),
        Route(f"{one}/current", current),
        Route(f"{one}/checks", show_checks),
        Route(f"{one}/build", show_build),
        Route(one, show),
        Route(one, act, methods=["POST"]),
    ]
