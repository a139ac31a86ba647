"""业务表单的公告 kept in step with the form that registry keeps (domain §5.0, form and notice).

A notice is sealed for one content of its form, by number, and once: that seal goes only when the
form has another content. So registry, which has heard of it, never counts on a seal that is gone.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Problem
from tenderhall_contracts.notices import notice_approved, notice_saved, notice_voided
from tenderhall_contracts.vocab import PublishState
from tenderhall_contracts.workflow import Action, State
from tenderhall_kit.actors import service_actor
from tenderhall_kit.work import Work

from notices import store
from notices.kinds import kind_of
from notices.models import Notice
from notices.usecases import drafting, forms, telling

ENDED = frozenset({State.DELETED, State.VOID})
Facts = dict[str, Any]


def prepare(work: Work, form_id: UUID, facts: Facts) -> dict[str, Any]:
    """起草 the notice of a form, or bring it up to what the form says now.

    Raises:
        Problem: NOT_FOUND where the form is another agency's; PRECONDITION_FAILED where none of its
            lots was announced.
    """
    if facts["project"]["agency_id"] != work.actor.org_id:
        raise Problem("NOT_FOUND")
    store.lock_project(work.session, facts["project"]["id"])
    notice = store.find(work.session, form_id)
    if notice is None:
        _ensure_needed(facts)
        kind, lots = kind_of(facts["form"]["kind"]), [UUID(one["id"]) for one in facts["lots"]]
        asked = {"project_id": UUID(facts["project"]["id"]), "lot_ids": lots}
        return drafting.create(work, form_id, kind, asked, facts)
    notice = store.lock(work.session, form_id)
    _bring_up(work, notice, facts)
    work.session.flush()
    work.session.expire(notice, ["steps"])
    return telling.full(work, notice)


def exists(work: Work, form_id: UUID) -> bool:
    """是否有公告 of this form."""
    return store.find(work.session, form_id) is not None


def follow(work: Work, form_id: UUID, facts: Facts) -> None:
    """随表单办理 saved, approved, voided: as registry tells the form now, whatever came before."""
    store.lock_project(work.session, facts["project"]["id"])
    notice = store.lock(work.session, form_id)
    if notice.state != State.DRAFT:
        return
    _bring_up(work, notice, facts)
    if facts["standing"]["state"] == State.APPROVED:
        _approve(work, notice)
    elif facts["standing"]["state"] in ENDED:
        give_up(work, form_id)


def give_up(work: Work, form_id: UUID) -> None:
    """失效 with a form that was deleted, or has become void."""
    notice = store.lock(work.session, form_id)
    if notice.state == State.DRAFT:
        forms.move(work, notice, Action.VOID, event=notice_voided)


def ensure_sealable(notice: Notice, facts: Mapping[str, Any]) -> None:
    """可以签章 as long as nothing was sealed for what the form says now.

    Raises:
        Problem: VERSION_CONFLICT where the form says something else by now; STATE_CONFLICT where it
            is sealed already.
    """
    if facts["form"]["content_version"] != notice.facts["form"]["content_version"]:
        raise Problem("VERSION_CONFLICT", version=notice.version)
    if notice.sealed_pdf is not None:
        zh = "公告已签章；修改并保存采购异常后，可以重新签章"
        raise Problem("STATE_CONFLICT", state=notice.state, reason=zh)


def _approve(work: Work, notice: Notice) -> None:
    """审核通过 with its form; what was not sealed, or was announced without it, is given up."""
    announced = store.announcement(work.session, notice.id, notice.kind)
    if notice.sealed_pdf is None or announced is not None:
        forms.move(work, notice, Action.VOID, event=notice_voided)
        return
    notice.publish_state = PublishState.PUBLISHING.value
    forms.move(
        work,
        notice,
        Action.AUTO_APPROVE,
        opinion="采购异常审核通过，公告随之发布",
        event=notice_approved,
        actor=service_actor(work.settings.service),
    )


def _bring_up(work: Work, notice: Notice, facts: Facts) -> None:
    """更新 to newer contents; older news than what is known tells nothing."""
    known, told = notice.facts, facts
    newer = told["form"]["content_version"] - known["form"]["content_version"]
    if newer < 0 or told["standing"]["version"] < known["standing"]["version"]:
        return
    if not newer and (notice.sealed_pdf is not None or _said(known) == _said(told)):
        notice.facts = {**known, "standing": told["standing"]}
        return
    drafting.adopt(work, notice, facts)
    notice.lot_ids = [UUID(one["id"]) for one in facts["lots"]]
    notice.lot_nos = [one["no"] for one in facts["lots"]]
    drafting.void_seal(notice)
    notice.version += 1
    forms.note(work, notice, "refresh", notice.state)
    after = {"content_version": told["form"]["content_version"], "version": notice.version}
    work.record("notice.refresh", subject=("notice", notice.id), after=after)
    forms.tell(work, notice, notice_saved, from_state=notice.state)


def _said(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in facts.items() if name != "standing"}


def _ensure_needed(facts: Mapping[str, Any]) -> None:
    if not facts["standing"]["notice_needed"]:
        zh = "所选分包未发布过招标公告，无须发布公告"
        blocker = {"kind": "notice", "message_zh": zh, "message_en": "Nothing was ever announced"}
        raise Problem("PRECONDITION_FAILED", blockers=[blocker])
