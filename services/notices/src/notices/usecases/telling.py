"""回答 a notice as its contract tells it to the caller."""

from datetime import datetime
from typing import Any

from tenderhall_contracts.core import Role
from tenderhall_contracts.workflow import NOTICE, STATE_ZH, Action, State, allowed
from tenderhall_kit.sealers import may_seal
from tenderhall_kit.work import Work

from notices.kinds import kind_of
from notices.kinds.exception import EDITED
from notices.kinds.parts import media_of
from notices.models import Notice, NoticeStep, Publication
from notices.usecases import lawful

ROW = (
    "id",
    "state",
    "version",
    "updated_at",
    "kind",
    "no",
    "title",
    "project_no",
    "lot_nos",
    "publish_state",
    "published_at",
    "about_id",
)
FULL = ("project_id", "lot_ids", "agency_id", "opening_at")
SEAL = ("pdf", "sealed_pdf", "signer", "seal_job_id", "content_sha256")
OPEN_STATES = {State.DRAFT, State.PENDING, State.APPROVED, State.REJECTED}


def row(work: Work, notice: Notice) -> dict[str, Any]:
    """公告列表行."""
    return {
        **{field: getattr(notice, field) for field in ROW},
        "state_zh": STATE_ZH[State(notice.state)],
        "allowed": _allowed(work, notice),
        "sealed": notice.sealed_pdf is not None,
        "nth": notice.serial,
    }


def full(work: Work, notice: Notice) -> dict[str, Any]:
    """公告 with its form, its seal, its warnings and its history."""
    kind = kind_of(notice.kind)
    return {
        **row(work, notice),
        **{field: getattr(notice, field) for field in (*FULL, *SEAL)},
        **_open_to(work, notice, kind.told(notice.entered, notice.facts)),
        "media": media_of(notice.entered),
        "opening_place": kind.place(notice.entered, notice.facts),
        "publish_error": notice.publish_error or notice.seal_error,
        "public_url": public_url(notice.no) if notice.published_at else None,
        "warnings": _warnings(work, notice),
        "history": [_step(one) for one in notice.steps],
    }


def _open_to(work: Work, notice: Notice, told: dict[str, Any]) -> dict[str, Any]:
    """R25: a program is not told who has judged before everybody is."""
    if "award" in told and work.actor.role is Role.SERVICE and not notice.published_at:
        return {**told, "award": {**told["award"], "experts": None}}
    return told


def whose(notice: Notice) -> dict[str, Any]:
    """哪个公告 what ``facts.gather`` needs to know of it."""
    fields = ("id", "kind", "project_id", "about_id", "entered")
    known = {field: getattr(notice, field) for field in fields}
    return {**known, "lot_ids": list(notice.lot_ids)}


def submitted_at(notice: Notice) -> datetime | None:
    """提交时间 of the last submission, in business time."""
    sent = [one.at for one in notice.steps if one.action == Action.SUBMIT]
    return sent[-1] if sent else None


def public(publication: Publication) -> dict[str, Any]:
    """已发布公告."""
    fields = ("no", "kind", "title", "project_no", "lot_nos", "published_at", "pdf")
    more = ("content_sha256", "verdict", "media", "url")
    return {field: getattr(publication, field) for field in (*fields, *more)}


def public_url(no: str | None) -> str:
    """公告网址 below the portal's root."""
    return f"/notices/{no}"


def _warnings(work: Work, notice: Notice) -> list[Any]:
    """Warn while something can still be done about it."""
    if notice.published_at or notice.state not in OPEN_STATES:
        return []
    return lawful.opinions(work, notice, notice.facts)[1]


def _allowed(work: Work, notice: Notice) -> list[str]:
    """What the role may do, less what the seal rules out: none yet, or not this person's to put."""
    out = set() if may_seal(work) else {Action.SEAL}
    if notice.sealed_pdf is None:
        out.add(Action.SUBMIT)
    if kind_of(notice.kind).of_form:
        return [Action.SEAL.value] if Action.SEAL not in out and _sealable(work, notice) else []
    found = allowed(NOTICE, State(notice.state), work.actor.role)
    return [one.value for one in found if one not in out]


def _sealable(work: Work, notice: Notice) -> bool:
    """A form's notice is sealed once for each content, while the form is being written."""
    mine = Action.SEAL in allowed(NOTICE, State(notice.state), work.actor.role)
    return mine and notice.sealed_pdf is None and notice.facts["standing"]["state"] in EDITED


def _step(step: NoticeStep) -> dict[str, Any]:
    fields = ("action", "from_state", "to_state", "actor_name", "role", "opinion", "at")
    more = ("ca_serial", "content_sha256", *(["auth"] if step.auth else []))
    return {field: getattr(step, field) for field in (*fields, *more)}
