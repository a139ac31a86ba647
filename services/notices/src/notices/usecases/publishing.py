"""发布 after approval, by the system: check, number, publish. Nothing is ever published twice."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.notices import notice_published, notice_rejected
from tenderhall_contracts.vocab import PublishState
from tenderhall_contracts.workflow import Action, State
from tenderhall_kit.law import day_of
from tenderhall_kit.work import Work

from notices import store
from notices.kinds import kind_of
from notices.models import Notice, Publication
from notices.usecases import awards, forms, lawful, media, telling

PATIENCE = timedelta(minutes=5)
"""Business time that a publication may take before it is looked after."""

KEPT = (
    *("no", "kind", "title", "project_id", "project_no", "lot_nos", "about_id", "serial"),
    *("body", "opening_at"),
)
FINAL = {"VALIDATION_FAILED", "PRECONDITION_FAILED", "LEGAL_PERIOD", "SEAL_INVALID"}
"""Refusals that trying again does not mend: the notice goes back to its agency."""


def pending(work: Work, notice_id: UUID) -> dict[str, Any] | None:
    """待发布的公告 what publication needs to ask others; None where there is nothing to do."""
    notice = store.get(work.session, notice_id)
    if notice.state != State.APPROVED or notice.published_at:
        return None
    fields = ("sealed_pdf", "pdf", "opening_at", "agency_id")
    told = {**telling.whose(notice), **{field: getattr(notice, field) for field in fields}}
    return {**told, "view": (notice.frozen or {})["view"], "kept": notice.facts}


def unfinished(work: Work) -> list[UUID]:
    """未完成发布的公告 that the continuation of their approval has not brought out."""
    return store.unfinished(work.session, work.now - PATIENCE)


def ensure(work: Work, notice_id: UUID, facts: dict[str, Any]) -> None:
    """发布前检查 the law at the moment of publication.

    Once its effect stands there is no way back: this form alone could have had it, so the check is
    over and publication is finished, even if it comes late.

    Raises:
        Problem: as ``review.submit``.
    """
    notice = store.get(work.session, notice_id)
    if kind_of(notice.kind).done((notice.frozen or {})["view"], facts):
        return
    lawful.ensure(work, notice, facts)
    lawful.ensure_as_sealed(work, notice, facts)


def ensure_seal(due: Mapping[str, Any], verdict: Mapping[str, Any]) -> None:
    """验章 the seal is good today, and it is over the notice's own bytes (电子签名法第13条).

    Raises:
        Problem: SEAL_INVALID with the verdict's own words.
    """
    originals = {one.get("original_sha256") for one in verdict["signatures"]} - {None}
    same = not originals or due["pdf"]["sha256"] in originals
    if not verdict["ok"] or not verdict["signatures"] or not same:
        zh = f"发布前验章未通过：{verdict['summary_zh']}"
        raise Problem("SEAL_INVALID", [Finding("sealed", "R36", zh, "", "电子签名法第13条")])


def number(work: Work, notice_id: UUID) -> dict[str, Any]:
    """编号 gap-free in the project; a repeat keeps the number and brings the time up to date."""
    notice = store.lock(work.session, notice_id)
    if notice.no is None:
        serial = store.next_number(work.session, notice.project_id, notice.kind)
        notice.no = f"{notice.project_no}-{kind_of(notice.kind).word}-{serial:02d}"
        if notice.about_id:
            about, series = notice.about_id, f"{notice.kind}_of"
            notice.serial = store.next_number(work.session, about, series)
        told = {"no": notice.no, "serial": notice.serial}
        work.record("notice.number", subject=("notice", notice.id), after=told)
    return publication_of(work, notice)


def publication_of(work: Work, notice: Notice) -> dict[str, Any]:
    """发布记录 the immutable record, as it will be kept."""
    frozen = notice.frozen or {}
    period_days = kind_of(notice.kind).period_days(frozen["view"])
    return {
        **{field: getattr(notice, field) for field in KEPT},
        "notice_id": notice.id,
        "content": frozen["release"],
        "content_sha256": notice.content_sha256,
        "pdf": notice.sealed_pdf,
        "media": frozen["view"]["media"],
        "url": telling.public_url(notice.no),
        "published_at": work.now,
        "period_days": period_days,
        "period_ends_on": _period_end(work, period_days),
    }


def _period_end(work: Work, days: int) -> date:
    """公告期限届满日 as planned: from the day by which the designated medium publishes (R34).

    The day itself where the law sets no period.
    """
    today = day_of(work.now)
    if not days:
        return today
    return work.law.working_days_after(work.law.planned_publication(today), days)


def publish(
    work: Work, notice_id: UUID, record: Mapping[str, Any], verdict: Mapping[str, Any]
) -> None:
    """发布公告 what the portal already shows becomes the record, and everybody is told."""
    notice = store.lock(work.session, notice_id)
    if store.publication(work.session, notice_id) is not None:
        return
    record = _dated(record)
    work.session.add(Publication(**record, verdict=dict(verdict)))
    notice.publish_state, notice.publish_error = PublishState.PUBLISHED.value, None
    notice.published_at = record["published_at"]
    notice.version += 1
    forms.note(work, notice, "publish", notice.state)
    work.record(
        "notice.publish",
        subject=("notice", notice.id),
        after={"no": notice.no, "pdf": notice.sealed_pdf},
        content_sha256=notice.content_sha256,
    )
    _mark_about(work, notice)
    _tell_all(work, notice, record)
    awards.keep(work, notice, record)
    media.open_all(work, notice, record)


def _mark_about(work: Work, notice: Notice) -> None:
    """原公告 stays as it was published; beside it stands that another has changed it."""
    left = kind_of(notice.kind).leaves_about
    if notice.about_id and left:
        about = store.lock(work.session, notice.about_id)
        about.publish_state = left.value
        about.version += 1
        told = {"publish_state": left, "by": notice.no}
        work.record("notice.amended", subject=("notice", about.id), after=told)


def fall_back(work: Work, notice_id: UUID, problem: Problem) -> None:
    """退回 a rule fails at publication: back to 审核不通过, with the system's reason."""
    notice = store.lock(work.session, notice_id)
    if notice.no is not None:
        return  # another try has gone beyond the check meanwhile
    reasons = reasons_of(problem)
    notice.publish_state = PublishState.UNPUBLISHED.value
    notice.publish_error = reasons
    reason = f"系统退回：{reasons}"
    forms.move(work, notice, Action.FALL_BACK, opinion=reason, event=notice_rejected)


def reasons_of(problem: Problem) -> str:
    """原因 in Chinese: the findings by rule and article, or what another service named."""
    found = [_cited(one) for one in problem.findings]
    blocked = [one.get("message_zh", "") for one in problem.extra.get("blockers", [])]
    return "；".join(filter(None, found or blocked)) or problem.text.zh


def _cited(one: Finding) -> str:
    return f"{one.message_zh}（{one.rule} {one.basis}）" if one.basis else one.message_zh


def failed(work: Work, notice_id: UUID, why: str) -> None:
    """发布失败 visible to the staff while it is tried again."""
    notice = store.lock(work.session, notice_id)
    if notice.state == State.APPROVED and not notice.published_at:
        notice.publish_state, notice.publish_error = PublishState.FAILED.value, why


def _tell_all(work: Work, notice: Notice, record: Mapping[str, Any]) -> None:
    shared = ("no", "url", "media", "published_at", "period_days", "period_ends_on", "opening_at")
    forms.tell(
        work,
        notice,
        notice_published,
        from_state=notice.state,
        visibility="public",
        pdf_sha256=record["pdf"]["sha256"],
        period_unit="working_day",
        **{field: record[field] for field in shared},
    )


def _dated(record: Mapping[str, Any]) -> dict[str, Any]:
    """A step's stored result is JSON: bring ids, times and days back."""
    told = dict(record)
    for field in ("notice_id", "project_id", "about_id"):
        told[field] = UUID(str(told[field])) if told.get(field) else None
    for field in ("published_at", "opening_at"):
        told[field] = datetime.fromisoformat(told[field])
    told["period_ends_on"] = datetime.fromisoformat(told["period_ends_on"]).date()
    return told
