"""情况公告 the system tells the public what has become of lots that a tender notice was of."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tenderhall_contracts.notices import notice_announced
from tenderhall_contracts.workflow import State
from tenderhall_kit.envelope import Envelope
from tenderhall_kit.plain import plain
from tenderhall_kit.work import Work

from notices import store
from notices.kinds import kind_of
from notices.models import Announcement, Notice
from notices.rules import announcements as rules
from notices.usecases.telling import public_url


def announce(work: Work, event: Envelope, project: Mapping[str, Any]) -> None:
    """发布情况公告 once for all lots of a form, where any of them was ever tendered in public."""
    told, kind = event.data, rules.KINDS[event.type]
    form_id = UUID(str(told["form_id"] or event.event_id))
    lot_nos = sorted({*(told.get("form_lot_nos") or ()), told["lot_no"]})
    store.lock_project(work.session, told["project_id"])
    if _told_by_a_notice(work, form_id):
        return
    if store.announcement(work.session, form_id, kind.name):
        return
    if not store.published_of(work.session, told["project_id"], lot_nos):
        return
    serial = store.next_number(work.session, told["project_id"], kind.name)
    no = f"{project['no']}-{kind.word}-{serial:02d}"
    row = Announcement(
        form_id=form_id,
        kind=kind.name,
        no=no,
        title=f"{project['name']}{kind.title}",
        project_id=told["project_id"],
        project_no=project["no"],
        lot_nos=lot_nos,
        paragraphs=rules.paragraphs(kind, project, told),
        url=public_url(no),
        published_at=work.now,
    )
    work.session.add(row)
    _tell(work, row)


def _told_by_a_notice(work: Work, form_id: UUID) -> bool:
    """有正式公告 a change notice that resumes, or the sealed notice of the form itself."""
    notice = work.session.get(Notice, form_id, populate_existing=True)
    if notice is None or not kind_of(notice.kind).of_form:
        return notice is not None
    return notice.sealed_pdf is not None and notice.state != State.VOID


def clarify(work: Work, told: Mapping[str, Any], project: Mapping[str, Any]) -> None:
    """发布澄清、补充公告 once, with its file where that is a PDF (87号令第27条)."""
    kind = rules.CLARIFICATIONS[told["kind"]]
    store.lock_project(work.session, told["project_id"])
    if store.announcement(work.session, told["id"], kind.name):
        return
    serial = store.next_number(work.session, told["project_id"], kind.word)
    no = f"{project['no']}-{kind.word}-{serial:02d}"
    row = Announcement(
        form_id=told["id"],
        kind=kind.name,
        no=no,
        title=f"{project['name']}{kind.title}",
        project_id=told["project_id"],
        project_no=project["no"],
        lot_nos=sorted(told["lot_nos"]),
        paragraphs=rules.clarified(kind, project, told),
        pdf=_pdf(told),
        url=public_url(no),
        published_at=work.now,
    )
    work.session.add(row)
    _tell(work, row)


def _pdf(told: Mapping[str, Any]) -> dict[str, Any] | None:
    files = [one["file"] for one in told["attachments"]]
    found = next((one for one in files if one["mime"] == "application/pdf"), None)
    return plain(found) if found else None


def _tell(work: Work, row: Announcement) -> None:
    fields = ("no", "kind", "title", "project_id", "lot_nos", "form_id", "url", "published_at")
    facts = {field: getattr(row, field) for field in fields}
    work.record("notice.announce", subject=("announcement", row.form_id), after={"no": row.no})
    work.emit(
        notice_announced,
        facts,
        aggregate=("announcement", row.form_id, 1),
        project_no=row.project_no,
        lot_nos=row.lot_nos,
        visibility="public",
    )
