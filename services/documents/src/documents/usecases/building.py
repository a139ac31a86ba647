"""生成招标文件 asked for, made beside all requests, and put in place as the document's file.

The making is the continuation of ``tender_document.build_asked``: a process that dies leaves the
event to the next one, which makes the same bytes of the same content.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tenderhall_contracts import documents as promises
from tenderhall_contracts.core import Event
from tenderhall_contracts.errors import Finding, invalid
from tenderhall_contracts.vocab import AttachmentKind
from tenderhall_contracts.workflow import State
from tenderhall_kit import receipts
from tenderhall_kit.call import Call
from tenderhall_kit.plain import canonical
from tenderhall_kit.storage import Ref
from tenderhall_kit.work import Work
from tenderhall_press import Printed, RenderError, RenderPool
from uuid6 import uuid7

from documents import patterns, printing, store
from documents.models import Document, TenderBuild, TenderContent, TenderDocument, Version
from documents.scanning import UNSCANNED
from documents.usecases import around, built, tender
from documents.usecases.writing import writable
from documents.usecases.written import refuses

LONGEST = timedelta(minutes=15)
"""A making that is not over after so long has been lost; it may be asked for again."""

MIME = "application/pdf"

Told = Mapping[str, Any]


def ask(work: Work, form: Told, told: Told) -> dict[str, Any]:
    """请求生成 of what is written now, once nothing is missing and nothing disagrees.

    A making of the same content that is under way is told again.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT, VERSION_CONFLICT; VALIDATION_FAILED.
    """
    row, kept = writable(work, form)
    placed = built.checked(work, kept, around.facts(row, told))
    invalid([one.check.finding for one in placed if refuses(one)])
    running = store.last_build(work.session, row.id)
    if running and running.state == "asked":
        if running.content_version == kept.version and not _lost(running, work.real_now):
            return {"id": running.id}
        _end(work, running, "outdated")
        work.session.flush()
    return _asked(work, row, kept)


def _lost(build: TenderBuild, now: datetime) -> bool:
    return build.asked_at < now - LONGEST


def _asked(work: Work, row: TenderDocument, kept: TenderContent) -> dict[str, Any]:
    made = TenderBuild(
        id=uuid7(),
        tender_id=row.id,
        content_version=kept.version,
        state="asked",
        pages=0,
        findings=[],
        asked_by=work.actor.user_id,
        asked_at=work.real_now,
    )
    work.session.add(made)
    work.record("tender_document.build", subject=("tender_build", made.id), after=_which(made))
    _tell(work, promises.tender_build_asked, row, kept, made)
    return {"id": made.id}


# ── 生成 making ─────────────────────────────────────────────────────────────────────────────────
def make(call: Call, press: RenderPool, build_id: UUID) -> None:
    """生成 print outside of any transaction, then put the file in its place."""
    plan = call.read(_plan, build_id)
    if plan is None:
        call.run(skip, build_id)
        return
    progress = replace(call, claim=None)  # counts pages: no effect that must happen once
    try:
        made = _print(press, plan, lambda pages: progress.run(_laid, build_id, pages))
    except RenderError as fault:
        call.run(fail, build_id, _reason(fault))
        return
    ref = call.storage.put(made.pdf, MIME)
    call.run(finish, build_id, ref, made.pages)


def _reason(fault: RenderError) -> Finding:
    """为何未能生成 in words for who writes the document."""
    told = str(fault)
    named = told.rpartition(": ")[2]
    zh, en = {
        "missing_glyph": (
            f"字体中没有这些字，请改用其他字词：{named}",
            f"No font has these characters, use others: {named}",
        ),
        "lost": ("排版中断，请重新生成", "The printing was cut short, build it again"),
    }.get(fault.reason, (told, ""))
    return Finding("", f"BUILD_{fault.reason.upper()}", zh, en)


def _plan(work: Work, build_id: UUID) -> dict[str, Any] | None:
    """What is to be printed; None where the content has moved on."""
    build = store.find_build(work.session, build_id)
    kept = store.find_content(work.session, build.tender_id) if build else None
    row = store.find_tender(work.session, build.tender_id, None) if build else None
    if not (build and kept and row) or not _wanted(build, kept, row):
        return None
    pattern = patterns.named(kept.pattern_id, kept.pattern_version)
    layout = printing.layout(kept.updated_at.date())
    which = {
        "tender_id": str(row.id),
        "project_no": row.project_no,
        "lot_nos": [one.lot_no for one in row.lots],
        "layout": {
            "id": layout.template_id,
            "version": layout.version,
            "sha256": layout.sha256,
        },
    }
    return {
        "layout": layout,
        "view": printing.view(pattern, kept.content, [one["file"] for one in row.attachments]),
        "data": canonical(printing.embedded(which, pattern, kept.content)).decode(),
        "at": kept.updated_at,
    }


def _wanted(build: TenderBuild, kept: TenderContent, row: TenderDocument) -> bool:
    now = build.state == "asked" and build.content_version == kept.version
    return now and row.state in (State.DRAFT, State.REJECTED)


def _print(press: RenderPool, plan: Told, laid: Any) -> Printed:
    return press.print(plan["layout"], plan["view"], plan["data"], plan["at"], laid)


def _laid(work: Work, build_id: UUID, pages: int) -> None:
    store.note_pages(work.session, build_id, pages)


# ── 结束 the end of a making ────────────────────────────────────────────────────────────────────
def finish(work: Work, build_id: UUID, ref: Ref, pages: int) -> None:
    """生成完成 the PDF is the next version of the written document, and its form's file."""
    found = _locked(work, build_id)
    if found is None or not _wanted(*found):
        skip(work, build_id)
        return
    build, kept, row = found
    version = _add_version(work, build, kept, row, ref)
    build.file, build.pages = _attachment(work, row, version), pages
    _end(work, build, "done")
    tender.adopt(work, row, build.file)
    work.record(
        "tender_document.built",
        subject=("tender_build", build.id),
        after=_which(build) | {"pages": pages},
        content_sha256=ref["sha256"],
    )
    _tell(work, promises.tender_document_built, row, kept, build)


def fail(work: Work, build_id: UUID, finding: Finding) -> None:
    """生成失败 with the reason; what is written can be mended and built again."""
    found = _locked(work, build_id)
    if found is None or found[0].state != "asked":
        return
    build, kept, row = found
    build.findings = [asdict(finding)]
    _end(work, build, "failed")
    work.record("tender_document.build_failed", subject=("tender_build", build.id))
    _tell(work, promises.tender_build_failed, row, kept, build)


def skip(work: Work, build_id: UUID) -> None:
    """不再需要 the content has changed since, or the document has been handed in."""
    build = store.find_build(work.session, build_id, lock=True)
    if build and build.state == "asked":
        _end(work, build, "outdated")


def _end(work: Work, build: TenderBuild, state: str) -> None:
    build.state, build.finished_at = state, work.real_now


def _locked(work: Work, build_id: UUID) -> tuple[TenderBuild, TenderContent, TenderDocument] | None:
    """Locked in the order in which every command locks them."""
    build = store.find_build(work.session, build_id)
    row = store.find_tender(work.session, build.tender_id, None, lock=True) if build else None
    kept = store.find_content(work.session, row.id, lock=True) if row else None
    again = store.find_build(work.session, build_id, lock=True)
    return (again, kept, row) if again and kept and row else None


def _add_version(
    work: Work, build: TenderBuild, kept: TenderContent, row: TenderDocument, ref: Ref
) -> Version:
    store.keep_proof(work.session, ref["sha256"], ref["size"], read=True)
    if kept.document_id is None:
        kind = AttachmentKind.TENDER_DOCUMENT.value
        document = Document(id=uuid7(), org_id=row.agency_id, kind=kind)
        work.session.add(document)
        work.session.flush()
        kept.document_id = document.id
    made = Version(
        document_id=kept.document_id,
        version=store.count_versions(work.session, kept.document_id) + 1,
        **ref,
        name=f"{row.title}.pdf",
        scan=UNSCANNED,
        uploader_id=build.asked_by,
        uploader_name=kept.updated_by,  # whose words they are
        at=work.real_now,
    )
    work.session.add(made)
    return made


def _attachment(work: Work, row: TenderDocument, version: Version) -> dict[str, Any]:
    """The file as the form keeps it, as if it had been uploaded."""
    receipt = receipts.Receipt(
        document_id=str(version.document_id),
        org_id=str(row.agency_id),
        kind=AttachmentKind.TENDER_DOCUMENT.value,
        **{name: getattr(version, name) for name in ("version", "sha256", "size", "mime", "name")},
    )
    told = receipts.issue(work.settings, receipt, version.at)
    return receipt.attachment() | {"receipt": told}


def _which(build: TenderBuild) -> dict[str, Any]:
    return {"tender_id": str(build.tender_id), "content_version": build.content_version}


def _tell(
    work: Work, event: Event, row: TenderDocument, kept: TenderContent, build: TenderBuild
) -> None:
    told = built.which(kept) | {
        "build_id": build.id,
        "pages": build.pages,
        "file": build.file["file"] if build.file else None,
        "failure": build.findings[0]["message_zh"] if build.findings else None,
    }
    work.emit(
        event,
        told,
        aggregate=("tender_build", build.id, 1),
        project_no=row.project_no,
        lot_nos=[one.lot_no for one in row.lots],
    )
