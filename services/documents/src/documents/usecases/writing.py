"""招标文件制作 begin by a model text, write chapter by chapter (domain §5.5, 87号令 §20)."""

from collections.abc import Mapping
from typing import Any

from tenderhall_contracts import documents as promises
from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_contracts.workflow import TENDER_DOCUMENT, Action, State, step
from tenderhall_kit.law import day_of
from tenderhall_kit.work import Work
from tenderhall_press.rich import blank, clean

from documents import patterns, store
from documents.models import TenderContent, TenderDocument
from documents.patterns import Chapter, Pattern, Table
from documents.rules import typed
from documents.rules.written import Facts, at
from documents.usecases import around, built, tender
from documents.usecases.uploads import org_of

Form = Mapping[str, Any]
Content = dict[str, dict[str, Any]]


def start(work: Work, form: Form, told: Mapping[str, Any]) -> dict[str, Any]:
    """开始制作 by the model text in force; again: what others say is taken over anew.

    Whatever else was written and has a place in the model text stays. ``told`` is what
    ``around.ask`` gave.

    Raises:
        Problem: NOT_FOUND, VERSION_CONFLICT, STATE_CONFLICT; PRECONDITION_FAILED where there is no
            model text for the document's template.
    """
    row = tender.mine(work, form)
    step(TENDER_DOCUMENT, State(row.state), Action.SAVE, work.actor.role)
    pattern = _pattern(work, row)
    kept = store.find_content(work.session, row.id, lock=True)
    content = _begun(pattern, kept.content if kept else {}, around.facts(row, told))
    if kept is None:
        kept = TenderContent(tender_id=row.id, version=0)
        work.session.add(kept)
    same = kept.pattern_sha256 == pattern.sha256
    kept.pattern_id, kept.pattern_version = pattern.id, pattern.version
    kept.pattern_sha256 = pattern.sha256
    return _keep(work, row, kept, content, "start", same=same)


def _pattern(work: Work, row: TenderDocument) -> Pattern:
    try:
        return patterns.choose(row.template, day_of(work.now))
    except patterns.NoPattern as missing:
        zh, en = "没有适用的模板范本", "There is no model text for this template"
        found = Finding("template", "CONTENT_NO_PATTERN", zh, en, "手册 3.5.3")
        raise Problem("PRECONDITION_FAILED", [found]) from missing


def _begun(pattern: Pattern, old: Mapping[str, Any], facts: Facts) -> Content:
    """First values, over which goes what was written, unless it must equal what others say."""
    made: Content = {"values": {}, "texts": {}, "tables": {}}
    for chapter in pattern.chapters:
        for entry in chapter.entries.values():
            first = typed.first(entry, at(facts, entry.source)) if entry.source else entry.default
            written = old.get("values", {}).get(entry.name, "")
            made["values"][entry.name] = first if entry.same and first else written or first
        for table in chapter.tables.values():
            rows = [] if table.fixed else old.get("tables", {}).get(table.name, [])
            made["tables"][table.name] = rows or _rows(table, facts)
        for name in chapter.zones:
            made["texts"][name] = old.get("texts", {}).get(name, "")
    return made


def _rows(table: Table, facts: Facts) -> list[dict[str, str]]:
    """A row for each of the table's source, where it has one."""
    sources = (at(facts, table.source) or []) if table.source else []
    return [
        {one.name: typed.first(one, source.get(one.source)) for one in table.columns}
        for source in sources
    ]


def save(work: Work, form: Form) -> dict[str, Any]:
    """保存一章 whatever was built of the content before is void.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT, VERSION_CONFLICT; VALIDATION_FAILED.
    """
    row, kept = writable(work, form)
    chapter = patterns.named(kept.pattern_id, kept.pattern_version).chapter(form["chapter"])
    if chapter is None:
        zh, en = "范本中没有该章", "The model text has no such chapter"
        raise Problem("VALIDATION_FAILED", [Finding("chapter", "CONTENT_UNKNOWN", zh, en)])
    invalid(list(typed.misread(chapter, form)))
    return _keep(work, row, kept, _merged(kept.content, chapter, form), "content")


def writable(work: Work, form: Form) -> tuple[TenderDocument, TenderContent]:
    """可写 the agency's own document, in a state to be edited, and its content of that version.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT, VERSION_CONFLICT.
    """
    row = store.find_tender(work.session, form["id"], org_of(work), lock=True)
    kept = store.find_content(work.session, form["id"], lock=True) if row else None
    if row is None or kept is None:
        raise Problem("NOT_FOUND")
    step(TENDER_DOCUMENT, State(row.state), Action.SAVE, work.actor.role)
    if kept.version != form["version"]:
        raise Problem("VERSION_CONFLICT", version=kept.version)
    return row, kept


def _merged(content: Mapping[str, Any], chapter: Chapter, form: Form) -> Content:
    values = {name: typed.kept(chapter.entries[name], to) for name, to in form["values"].items()}
    texts = {name: "" if blank(to) else clean(to) for name, to in form["texts"].items()}
    tables = {
        name: [_row(table, one) for one in form["tables"].get(name, ())]
        for name, table in chapter.tables.items()
    }
    return {
        "values": content["values"] | values,
        "texts": content["texts"] | texts,
        "tables": content["tables"]
        | {name: [one for one in rows if any(one.values())] for name, rows in tables.items()},
    }


def _row(table: Table, told: Mapping[str, str]) -> dict[str, str]:
    return {one.name: typed.kept(one, told.get(one.name, "")) for one in table.columns}


def _keep(
    work: Work,
    row: TenderDocument,
    kept: TenderContent,
    content: Content,
    action: str,
    *,
    same: bool = True,
) -> dict[str, Any]:
    """Nothing that changed nothing counts; a change voids the file that was built before it."""
    if same and content == kept.content:
        return _which(kept)
    kept.content = content
    kept.version += 1
    kept.updated_at, kept.updated_by = work.now, work.actor.name
    work.session.flush()
    work.record(
        f"tender_document.{action}",
        subject=("tender_content", row.id),
        after={"version": kept.version, "pattern": [kept.pattern_id, kept.pattern_version]},
        content_sha256=built.digest(kept),
    )
    _tell(work, row, kept)
    if built.is_built(row, kept):
        tender.unbuild(work, row)
    return _which(kept)


def _which(kept: TenderContent) -> dict[str, Any]:
    return {"id": kept.tender_id, "version": kept.version}


def _tell(work: Work, row: TenderDocument, kept: TenderContent) -> None:
    work.emit(
        promises.tender_content_saved,
        built.which(kept),
        aggregate=("tender_content", row.id, kept.version),
        project_no=row.project_no,
        lot_nos=[one.lot_no for one in row.lots],
    )
