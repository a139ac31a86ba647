"""审核 submit, withdraw, approve, reject; each re-checks what may have changed since."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tenderhall_contracts.lots import TERMINAL
from tenderhall_contracts.notices import (
    notice_approved,
    notice_rejected,
    notice_submitted,
    notice_voided,
    notice_withdrawn,
    rule_overridden,
)
from tenderhall_contracts.vocab import PublishState
from tenderhall_contracts.workflow import Action
from tenderhall_kit import overrides
from tenderhall_kit.actors import service_actor
from tenderhall_kit.work import Work

from notices import store
from notices.kinds import MANUAL, kind_of
from notices.models import Notice
from notices.usecases import awards, forms, lawful, telling

FILING = "filing"
"""提交备案 what a policy says that lets a notice be approved at once where every check holds."""


def submit(work: Work, asked: Mapping[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """提交公告 for review, sealed, with 签署意见.

    Raises:
        Problem: VALIDATION_FAILED, PRECONDITION_FAILED, LEGAL_PERIOD, CALENDAR_UNAVAILABLE,
            SEAL_INVALID, STATE_CONFLICT, VERSION_CONFLICT, NOT_FOUND.
    """
    notice = forms.own(work, asked, Action.SUBMIT)
    opinion = forms.opinion_of(asked, "签署意见")
    lawful.ensure(work, notice, facts)
    lawful.ensure_as_sealed(work, notice, facts)
    _pass_by(work, notice, asked, facts, since=None)
    notice.submitted_by = work.actor.user_id
    _, flags = lawful.opinions(work, notice, facts)
    forms.move(work, notice, Action.SUBMIT, opinion=opinion, event=notice_submitted, flags=flags)
    if not flags and not lawful.doubts(work, notice, facts):
        _approve_by_policy(work, notice)
    awards.determined(work, notice)
    return _told(work, notice)


def _approve_by_policy(work: Work, notice: Notice) -> None:
    """备案 all checks hold without a flag: the system approves where policy says so (C7)."""
    policy = kind_of(notice.kind).review_policy
    if policy == MANUAL or work.reference.policies.get(policy, FILING) != FILING:
        return
    system = service_actor(work.settings.service)
    notice.publish_state = PublishState.PUBLISHING.value
    told = f"备案：核对全部通过（{policy}={FILING}）"
    forms.move(
        work,
        notice,
        Action.AUTO_APPROVE,
        opinion=told,
        event=notice_approved,
        actor=system,
    )


def withdraw(work: Work, asked: Mapping[str, Any]) -> dict[str, Any]:
    """撤回公告 back to 编辑中; the seal holds until the content changes."""
    notice = forms.own(work, asked, Action.WITHDRAW)
    forms.move(work, notice, Action.WITHDRAW, event=notice_withdrawn)
    return _told(work, notice)


def approve(work: Work, asked: Mapping[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """公告审核通过 everything is checked again: review may have eaten the 20 days.

    Raises:
        Problem: as ``submit``, and FORBIDDEN_ROLE for the submitter or its agency.
    """
    notice = forms.under_review(work, asked, Action.APPROVE)
    lawful.ensure(work, notice, facts)
    lawful.ensure_as_sealed(work, notice, facts)
    _pass_by(work, notice, asked, facts, since=telling.submitted_at(notice))
    notice.publish_state = PublishState.PUBLISHING.value
    opinion = (asked.get("opinion") or "").strip() or None
    forms.move(work, notice, Action.APPROVE, opinion=opinion, event=notice_approved)
    return _told(work, notice)


def reject(work: Work, asked: Mapping[str, Any]) -> dict[str, Any]:
    """公告审核不通过 with an opinion.

    Raises:
        Problem: VALIDATION_FAILED without one.
    """
    notice = forms.under_review(work, asked, Action.REJECT)
    opinion = forms.opinion_of(asked, "审核意见")
    forms.move(work, notice, Action.REJECT, opinion=opinion, event=notice_rejected)
    return _told(work, notice)


def lot_ended(work: Work, lot_id: UUID, project: Mapping[str, Any]) -> None:
    """失效 what nobody has decided on, once all of its lots are cancelled or have failed.

    A tender notice that was published for these lots only is 已终止 (domain §5.7).

    The notice of a form, which may be the very one that ended them, follows its form instead.
    """
    ended = [one["id"] for one in project["lots"] if one["state"] in TERMINAL]
    for notice in store.undecided(work.session, lot_id):
        own = not kind_of(notice.kind).of_form
        if own and all(one in ended for one in notice.lot_ids):
            forms.move(work, notice, Action.VOID, event=notice_voided)
    for notice in store.tendering(work.session, lot_id):
        if all(one in ended for one in notice.lot_ids):
            _terminate(work, notice)


def _terminate(work: Work, notice: Notice) -> None:
    """已终止 of a published tender notice nothing is tendered any more; it stays as it was."""
    notice.publish_state = PublishState.TERMINATED.value
    notice.version += 1
    told = {"publish_state": notice.publish_state}
    work.record("notice.terminated", subject=("notice", notice.id), after=told)


def _pass_by(
    work: Work,
    notice: Notice,
    asked: Mapping[str, Any],
    facts: Mapping[str, Any],
    *,
    since: datetime | None,
) -> None:
    """放行 what warns, with a reason for each rule.

    Raises:
        Problem: VALIDATION_FAILED with every rule that lacks one.
    """
    subject, doubts = ("notice", notice.id), lawful.doubts(work, notice, facts)
    project = notice.project_id, notice.project_no
    leave = overrides.telling(
        work, rule_overridden, subject, version=notice.version, project=project
    )
    overrides.pass_by(work, subject, doubts, asked, leave, since=since)


def _told(work: Work, notice: Notice) -> dict[str, Any]:
    work.session.flush()
    work.session.expire(notice, ["steps"])
    return telling.full(work, notice)
