"""生成件 whether a document's file was made of what is written, and whether that still agrees."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from tenderhall_contracts.checks import Check
from tenderhall_contracts.errors import invalid
from tenderhall_kit import severity
from tenderhall_kit.law import day_of
from tenderhall_kit.plain import fingerprint
from tenderhall_kit.work import Work

from documents import patterns, store
from documents.models import TenderContent, TenderDocument
from documents.rules import scoring, written
from documents.rules import tender as rules
from documents.rules.written import Facts, Placed
from documents.usecases import around


def content_of(work: Work, row: TenderDocument) -> TenderContent | None:
    """所写内容 of this document, where it is written here."""
    return store.find_content(work.session, row.id)


def digest(kept: TenderContent) -> str:
    """内容摘要 SHA-256 of the content as canonical JSON."""
    return fingerprint(kept.content)


def is_built(row: TenderDocument, kept: TenderContent | None) -> bool:
    """是否所生成 True where the document's file was made of what is written here."""
    return kept is not None and kept.made(row.file)


def must_agree(work: Work, tender_id: UUID) -> bool:
    """须与业务一致 True where it is known what the file of this document says."""
    row = store.find_tender(work.session, tender_id, None)
    if row is None:
        return False
    stated = row.opening_at or row.opening_place
    return bool(stated) or is_built(row, content_of(work, row))


def outdate(work: Work, row: TenderDocument) -> None:
    """作废生成件 the form has changed: what was made of it goes, and what is being made."""
    if is_built(row, content_of(work, row)):
        row.file = None
    running = store.last_build(work.session, row.id)
    if running and running.state == "asked":
        running.state, running.finished_at = "outdated", work.real_now


def checked(work: Work, kept: TenderContent, facts: Facts) -> list[Placed]:
    """核对 everything that is written, by the law of today."""
    pattern, today = patterns.named(kept.pattern_id, kept.pattern_version), day_of(work.now)
    newest = patterns.newest(facts["document"]["template"], today)
    found = [
        *written.pattern_checks(pattern, newest),
        *written.checks(pattern, kept.content, facts),
    ]
    category = facts["project"].get("category")
    return [*found, *scoring.checks(pattern, kept.content, category, work.law, today)]


def ensure(work: Work, row: TenderDocument, told: Mapping[str, Any] | None) -> None:
    """提交前核对 a file that was made here agrees with everything, another says the booked opening.

    Raises:
        Problem: VALIDATION_FAILED.
    """
    if told is None:
        return
    kept, facts = content_of(work, row), around.facts(row, told)
    if kept is not None and is_built(row, kept):
        found = checked(work, kept, facts)
        invalid(severity.refusals(_content_fields(found)))
    else:
        invalid(rules.opening_differs(row.opening_at, row.opening_place, facts["booking"]))


def _content_fields(found: Sequence[Placed]) -> list[Check]:
    """Findings of the written document, told at the file of the form that is submitted."""
    return [replace(one.check, finding=replace(one.check.finding, field="file")) for one in found]


def which(kept: TenderContent) -> dict[str, Any]:
    """事件内容 which content by which model text."""
    return {
        "form_id": kept.tender_id,
        "content_version": kept.version,
        "pattern_id": kept.pattern_id,
        "pattern_version": kept.pattern_version,
    }
