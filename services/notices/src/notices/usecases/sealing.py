"""签章 the content is frozen, printed, sealed by the agency's key, and the seal is taken in."""

import hashlib
from collections.abc import Mapping
from typing import Any

from tenderhall_contracts.notices import notice_seal_failed, notice_sealed
from tenderhall_contracts.workflow import Action, State
from tenderhall_kit.plain import canonical
from tenderhall_kit.sealers import ensure_may_seal
from tenderhall_kit.work import Work

from notices import rendering, store
from notices.kinds import kind_of
from notices.kinds.parts import issued_on
from notices.models import Notice
from notices.usecases import form_notices, forms, lawful, telling

FIELD = "seal"
"""The empty signature field that rendering puts in for the signing service."""


def plan(work: Work, asked: Mapping[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """准备签章 what is to be printed, if it may be sealed at all.

    Raises:
        Problem: as ``lawful.ensure``; STATE_CONFLICT, VERSION_CONFLICT, NOT_FOUND, FORBIDDEN_ROLE.
    """
    ensure_may_seal(work)
    notice = forms.looked_at(work, asked, Action.SEAL)
    lawful.ensure(work, notice, facts)
    _ensure_sealable(notice, facts)
    view = lawful.view(work, notice, facts)
    template = rendering.choose(notice.kind, notice.region, issued_on(notice.entered, work.now))
    return {
        "view": view,
        "template": template,
        "release": _release(notice, view, template),
        "at": work.now,
    }


def freeze(
    work: Work,
    asked: Mapping[str, Any],
    facts: dict[str, Any],
    plan: Mapping[str, Any],
    printed: Mapping[str, Any],
) -> dict[str, Any]:
    """冻结内容 keep what was printed; any change from here on voids it.

    Raises:
        Problem: VERSION_CONFLICT where it changed while it was printed, STATE_CONFLICT where
            another seal of a form's notice has come meanwhile.
    """
    notice = forms.own(work, asked, Action.SEAL)
    _ensure_sealable(notice, facts)
    notice.facts, notice.body, notice.pdf = facts, printed["body"], printed["pdf"]
    notice.sealed_pdf = notice.signer = notice.seal_error = None
    notice.frozen = {"view": plan["view"], "release": plan["release"]}
    notice.content_sha256 = hashlib.sha256(canonical(plan["release"])).hexdigest()
    notice.updated_at = work.now
    work.record(
        "notice.freeze",
        subject=("notice", notice.id),
        after={"pdf": notice.pdf},
        content_sha256=notice.content_sha256,
    )
    return {"pdf": notice.pdf, "title": notice.title, "label": kind_of(notice.kind).label}


def confirm(work: Work, asked: Mapping[str, Any], job: Mapping[str, Any]) -> dict[str, Any]:
    """信息确认框 what the person confirms: the notice, the media, the seal job."""
    notice = store.lock(work.session, asked["id"])
    notice.seal_job_id = job["job_id"]
    work.session.flush()
    told = telling.full(work, notice)
    return {"notice": told, "job": job, "media": told["media"]}


def adopt(work: Work, told: Mapping[str, Any], *, exact: bool) -> str:
    """签章完成 take in the sealed PDF, if it seals exactly the bytes that were frozen.

    Args:
        work: The unit of work.
        told: Contract ``SealApplied``.
        exact: The frozen PDF is the beginning of the sealed one, byte for byte.
    """
    notice = store.lock(work.session, told["owner_id"])
    verdict = _judge(notice, told, exact=exact)
    if verdict == "sealed":
        notice.sealed_pdf, notice.signer = _ref(told["sealed"]), told["signer"]
        forms.note(work, notice, Action.SEAL.value, notice.state)
        forms.tell(work, notice, notice_sealed, from_state=notice.state)
    elif verdict == "altered":
        notice.seal_error = "签章返回的文件与公告原文不一致，已拒绝"
        forms.tell(work, notice, notice_seal_failed, from_state=notice.state)
    work.record(
        f"notice.seal_{verdict}",
        subject=("notice", notice.id),
        after={"sealed": _ref(told["sealed"]), "certificate_sha256": told["certificate_sha256"]},
        content_sha256=notice.content_sha256,
    )
    return verdict


def failed(work: Work, told: Mapping[str, Any]) -> None:
    """签章失败 tell it with the notice; the agency may try again."""
    notice = store.lock(work.session, told["owner_id"])
    if notice.seal_job_id == told["job_id"] and notice.sealed_pdf is None:
        notice.seal_error = f"签章未完成：{told['failure_code']}"
        forms.tell(work, notice, notice_seal_failed, from_state=notice.state)


def _ensure_sealable(notice: Notice, facts: Mapping[str, Any]) -> None:
    if kind_of(notice.kind).of_form:
        form_notices.ensure_sealable(notice, facts)


def _judge(notice: Notice, told: Mapping[str, Any], *, exact: bool) -> str:
    """A seal on content that has since changed is no seal of this notice."""
    frozen = notice.pdf and notice.pdf["sha256"] == told["pdf"]["sha256"]
    if notice.state != State.DRAFT or not frozen:
        return "outdated"
    return "sealed" if exact else "altered"


def _ref(told: Mapping[str, Any]) -> dict[str, Any]:
    return {key: told[key] for key in ("sha256", "size", "mime")}


def _release(
    notice: Notice, view: Mapping[str, Any], template: rendering.TemplateVersion
) -> dict[str, Any]:
    """结构化数据 the notice as data: embedded in the PDF; its SHA-256 is the content's."""
    return {
        "schema": "tenderhall/notice/1",
        "kind": notice.kind,
        "notice_id": str(notice.id),
        "project_id": str(notice.project_id),
        "lot_ids": [str(one) for one in notice.lot_ids],
        "region": notice.region,
        "template": {
            "id": template.template_id,
            "version": template.version,
            "sha256": template.sha256,
        },
        "notice": dict(view),
    }
