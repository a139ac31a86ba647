"""招标文件内容的呈现 what callers are told of a written document, of its checks, of its making."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Problem
from tenderhall_contracts.workflow import STATE_ZH, TENDER_DOCUMENT, Action, State, allowed
from tenderhall_kit.work import Work

from documents import patterns, store
from documents.models import TenderBuild, TenderContent, TenderDocument
from documents.patterns import Chapter, Entry, Pattern, Section, Table, Zone
from documents.rules import lawful, typed
from documents.rules.written import Placed
from documents.usecases import around, built
from documents.usecases.telling import scope

Told = dict[str, Any]


def found(work: Work, tender_id: UUID) -> tuple[TenderDocument, TenderContent]:
    """所写招标文件 that who asks may see.

    Raises:
        Problem: NOT_FOUND.
    """
    owner, hidden = scope(work)
    row = store.find_tender(work.session, tender_id, owner)
    kept = store.find_content(work.session, tender_id) if row else None
    if row is None or kept is None or row.state in hidden:
        raise Problem("NOT_FOUND")
    return row, kept


def show(work: Work, tender_id: UUID) -> Told:
    """查看招标文件内容 with its model text, chapter by chapter."""
    row, kept = found(work, tender_id)
    pattern = patterns.named(kept.pattern_id, kept.pattern_version)
    build = store.last_build(work.session, row.id)
    return {
        "id": row.id,
        "version": kept.version,
        "document_version": row.version,
        "state": row.state,
        "state_zh": STATE_ZH[State(row.state)],
        "allowed": _allowed(work, row),
        **{name: getattr(row, name) for name in ("title", "project_id", "project_no")},
        "pattern": _pattern(pattern),
        "chapters": [_chapter(one) for one in pattern.chapters],
        **kept.content,
        "shown": _shown(pattern, kept.content),
        "built": built.is_built(row, kept),
        "build": tell_build(build) if build else None,
        "updated_at": kept.updated_at,
        "updated_by": kept.updated_by,
    }


def _shown(pattern: Pattern, content: Told) -> Told:
    """As people read it."""
    values, tables = content["values"], content["tables"]
    chapters = pattern.chapters
    return {
        "values": {
            name: typed.shown(entry, values.get(name, ""))
            for chapter in chapters
            for name, entry in chapter.entries.items()
        },
        "tables": {
            name: [_row(table, row) for row in tables.get(name, ())]
            for chapter in chapters
            for name, table in chapter.tables.items()
        },
    }


def _row(table: Table, row: Mapping[str, str]) -> dict[str, str]:
    return {one.name: typed.shown(one, row.get(one.name, "")) for one in table.columns}


def _allowed(work: Work, row: TenderDocument) -> list[Action]:
    owner = work.actor.org_id == str(row.agency_id)
    steps = allowed(TENDER_DOCUMENT, State(row.state), work.actor.role) if owner else []
    return [one for one in steps if one is Action.SAVE]


def check(work: Work, tender_id: UUID, told: Mapping[str, Any]) -> Told:
    """核对招标文件内容 those that refuse first, then those that warn, then those that hold."""
    row, kept = found(work, tender_id)
    placed = built.checked(work, kept, around.facts(row, told))
    refused = [one for one in placed if refuses(one)]
    pattern = patterns.named(kept.pattern_id, kept.pattern_version)
    return {
        "version": kept.version,
        "open": len(refused),
        "chapters": lawful.chapters(pattern, refused),
        "contents": lawful.contents(pattern, refused),
        "checks": [one.told() for one in sorted(placed, key=_weight)],
    }


def refuses(one: Placed) -> bool:
    """是否拒绝 neither kept nor let pass."""
    return not one.check.ok and not one.check.amber


def _weight(one: Placed) -> int:
    return 0 if refuses(one) else 1 if one.check.amber else 2


def show_build(work: Work, build_id: UUID) -> Told:
    """生成进度 of a document that who asks may see."""
    build = store.find_build(work.session, build_id)
    if build is None:
        raise Problem("NOT_FOUND")
    found(work, build.tender_id)
    return tell_build(build)


def tell_build(build: TenderBuild) -> Told:
    """生成 as its contract tells it."""
    names = ("id", "content_version", "state", "pages", "findings", "asked_at", "finished_at")
    told = {name: getattr(build, name) for name in names}
    return told | {"file": build.file["file"] if build.file else None}


def _pattern(one: Pattern) -> Told:
    return {name: getattr(one, name) for name in ("id", "version", "title", "basis", "sha256")}


def _chapter(one: Chapter) -> Told:
    return {"id": one.id, "title": one.title, "sections": [_section(each) for each in one.sections]}


def _section(one: Section) -> Told:
    return {
        "title": one.title,
        "clauses": list(one.clauses),
        "contents": list(one.contents),
        "entries": [_entry(each) for each in one.entries],
        "tables": [_table(each) for each in one.tables],
        "zones": [_zone(each) for each in one.zones],
    }


def _entry(one: Entry) -> Told:
    names = ("name", "label", "kind", "required", "same", "hint")
    options = [{"value": value, "label": label} for value, label in (one.options or {}).items()]
    told = {name: getattr(one, name) for name in names}
    return told | {"options": options, "contents": list(one.contents)}


def _table(one: Table) -> Told:
    names = ("name", "label", "required", "fixed", "hint")
    told = {name: getattr(one, name) for name in names}
    columns = [_entry(each) for each in one.columns]
    return told | {"contents": list(one.contents), "columns": columns}


def _zone(one: Zone) -> Told:
    names = ("name", "label", "required", "hint")
    return {name: getattr(one, name) for name in names} | {"contents": list(one.contents)}
