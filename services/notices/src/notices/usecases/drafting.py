"""编辑 a notice is drafted, changed, thrown away; and looked at beforehand."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.notices import notice_created, notice_deleted, notice_saved
from tenderhall_contracts.vocab import PublishState
from tenderhall_contracts.workflow import Action, State
from tenderhall_kit import receipts
from tenderhall_kit.plain import plain
from tenderhall_kit.work import Work

from notices import store
from notices.kinds import Kind, kind_of
from notices.kinds.parts import media_of
from notices.models import Notice
from notices.usecases import forms, lawful, telling

NOT_ENTERED = {"id", "version", "project_id", "lot_ids", "about_id"}


def create(
    work: Work, notice_id: UUID, kind: Kind, asked: Mapping[str, Any], facts: dict[str, Any]
) -> dict[str, Any]:
    """新增公告 draft a notice for lots that registry has opened to it.

    Raises:
        Problem: NOT_FOUND where project or lots are not the agency's.
    """
    _ensure_ours(work, asked, facts)
    notice = Notice(
        id=notice_id,
        kind=kind.name,
        state=State.DRAFT.value,
        version=1,
        publish_state=PublishState.UNPUBLISHED.value,
        agency_id=UUID(facts["project"]["agency_id"]),
        agency_name=facts["project"]["agency"]["name"],
        about_id=asked.get("about_id"),
        project_id=asked["project_id"],
        project_no=facts["project"]["no"],
        region=facts["project"]["region"],
        lot_ids=[UUID(lot["id"]) for lot in facts["lots"]],
        lot_nos=[lot["no"] for lot in facts["lots"]],
    )
    _write(work, notice, asked, facts)
    work.session.add(notice)
    work.session.flush()
    forms.note(work, notice, "create", None)
    work.record("notice.create", subject=("notice", notice.id), after={"state": notice.state})
    forms.tell(work, notice, notice_created)
    return _told(work, notice)


def save(work: Work, asked: Mapping[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """修改保存 change the form; the seal of what it said before is void.

    Saving again what is there already, while nobody else says anything new, changes nothing that
    was sealed.

    Raises:
        Problem: NOT_FOUND, VERSION_CONFLICT, STATE_CONFLICT, VALIDATION_FAILED.
    """
    notice = forms.own(work, asked, Action.SAVE)
    _ensure_same_lots(notice, asked)
    before, known = dict(notice.entered), notice.facts
    _write(work, notice, asked, facts)
    if not _same(before, notice.entered) or known != notice.facts:
        void_seal(notice)
    forms.move(work, notice, Action.SAVE, event=notice_saved)
    changed = {key: value for key, value in notice.entered.items() if before.get(key) != value}
    work.record("notice.edit", subject=("notice", notice.id), before=before, after=changed)
    return _told(work, notice)


def unsent(work: Work, lot_ids: Sequence[UUID]) -> list[UUID]:
    """编辑中的公告 that what has happened to these lots must be written into."""
    return store.unsent(work.session, lot_ids)


def refresh(work: Work, notice_id: UUID, facts: dict[str, Any]) -> None:
    """更新业务信息 of a notice still with its agency, as another service has just changed it.

    What was sealed before says something else: the seal is void (domain §5.4).
    """
    notice = store.lock(work.session, notice_id)
    if notice.state not in (State.DRAFT, State.REJECTED) or notice.facts == facts:
        return
    before = notice.facts.get("booking")
    adopt(work, notice, facts)
    void_seal(notice)
    notice.version += 1
    forms.note(work, notice, "refresh", notice.state)
    after = {"booking": facts.get("booking"), "version": notice.version}
    subject = ("notice", notice.id)
    work.record("notice.refresh", subject=subject, before={"booking": before}, after=after)
    forms.tell(work, notice, notice_saved, from_state=notice.state)


def delete(work: Work, asked: Mapping[str, Any]) -> dict[str, Any]:
    """删除公告 hide it; the row stays (R35).

    Raises:
        Problem: NOT_FOUND, VERSION_CONFLICT, STATE_CONFLICT.
    """
    notice = forms.own(work, asked, Action.DELETE)
    forms.move(work, notice, Action.DELETE, event=notice_deleted)
    return _told(work, notice)


def whose(work: Work, asked: Mapping[str, Any]) -> dict[str, Any]:
    """哪个公告 of which kind and lots, to ask others about; who may act is judged after."""
    notice = store.get(work.session, asked["id"])
    return telling.whose(notice)


def preview(work: Work, asked: Mapping[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """预览 the view to render, and what the law would say of the notice today."""
    notice = forms.seen(work, asked["id"])
    findings, warnings = lawful.opinions(work, notice, facts)
    return {
        "view": lawful.view(work, notice, facts),
        "region": notice.region,
        "kind": notice.kind,
        "findings": findings,
        "warnings": warnings,
        "checks": [one.told() for one in lawful.checks(work, notice, facts)],
    }


def void_seal(notice: Notice) -> None:
    """签章作废 what was sealed is no longer what the notice says."""
    notice.frozen = notice.pdf = notice.sealed_pdf = None
    notice.body = notice.content_sha256 = notice.signer = notice.seal_error = None
    notice.seal_job_id = None


def _write(work: Work, notice: Notice, asked: Mapping[str, Any], facts: dict[str, Any]) -> None:
    entered = {k: v for k, v in asked.items() if k not in NOT_ENTERED}
    if given := asked.get("attachments"):
        own = str(notice.agency_id)
        entered["attachments"] = receipts.attachments(work.settings, given, own)
    notice.entered = plain(entered)
    adopt(work, notice, facts)


def adopt(work: Work, notice: Notice, facts: dict[str, Any]) -> None:
    """采用 what the other services say now."""
    kind = kind_of(notice.kind)
    notice.facts = facts
    notice.title = kind.title(notice.entered, facts)
    opening = kind.opening(kind.effective(notice.entered, facts), facts)
    notice.opening_at = datetime.fromisoformat(opening) if opening else None
    notice.updated_at = work.now


def _same(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether two forms say the same; what is empty and what is missing are alike."""
    names = {*before, *after} - {"media"}
    alike = all((before.get(name) or None) == (after.get(name) or None) for name in names)
    return alike and media_of(before) == media_of(after)


def _told(work: Work, notice: Notice) -> dict[str, Any]:
    work.session.flush()
    work.session.expire(notice, ["steps"])
    return telling.full(work, notice)


def _ensure_ours(work: Work, asked: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    known = {lot["id"] for lot in facts["lots"]}
    ours = facts["project"]["agency_id"] == work.actor.org_id
    if not ours or known != {str(one) for one in asked["lot_ids"]}:
        raise Problem("NOT_FOUND")


def _ensure_same_lots(notice: Notice, asked: Mapping[str, Any]) -> None:
    """Those of a notice about another are that notice's, and the form does not name them."""
    same = notice.project_id == asked.get("project_id", notice.project_id)
    same = same and notice.about_id == asked.get("about_id")
    if not same or set(notice.lot_ids) != set(asked.get("lot_ids", notice.lot_ids)):
        zh = "公告的分包不能更换，请删除本公告后新建"
        finding = Finding("lot_ids", "LOTS_FIXED", zh, "Delete the notice and make a new one")
        raise Problem("VALIDATION_FAILED", [finding])
