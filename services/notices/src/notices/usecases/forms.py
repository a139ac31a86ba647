"""表单 what every change of a notice has in common: who may, from where, history, event."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tenderhall_contracts import workflow
from tenderhall_contracts.core import Event, Role
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.workflow import NOTICE, Action, State
from tenderhall_kit.actors import Actor
from tenderhall_kit.changes import CONTENT
from tenderhall_kit.plain import fingerprint
from tenderhall_kit.work import Work

from notices import store
from notices.kinds import kind_of
from notices.models import Notice, NoticeStep
from notices.usecases.beside import submitted

FORM_TYPE = "notice"
"""What registry's worklist knows a notice by; its table is ``workflow.TABLES`` under that name."""


def seen(work: Work, notice_id: UUID) -> Notice:
    """可见的公告 the agency sees its own; the centre sees what has left its agency's hands.

    Raises:
        Problem: NOT_FOUND, also for what is another agency's.
    """
    return _shown(work, store.get(work.session, notice_id))


def own(work: Work, asked: Mapping[str, Any], action: Action) -> Notice:
    """本机构的公告 locked for an action that its state allows, in the version the caller saw.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT, VERSION_CONFLICT.
    """
    notice = _shown(work, store.lock(work.session, asked["id"]))
    return _ready(work, notice, asked, action)


def looked_at(work: Work, asked: Mapping[str, Any], action: Action) -> Notice:
    """本机构的公告 as ``own``, without the lock: for what is prepared before a transaction."""
    return _ready(work, seen(work, asked["id"]), asked, action)


def under_review(work: Work, asked: Mapping[str, Any], action: Action) -> Notice:
    """待审核的公告 locked; never by who submitted it or by its own agency (domain §5.0).

    Who comes second to a withdrawal is told so, by STATE_CONFLICT.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT, VERSION_CONFLICT, FORBIDDEN_ROLE.
    """
    notice = _ready(work, store.lock(work.session, asked["id"]), asked, action)
    if work.actor.user_id == notice.submitted_by or work.actor.org_id == str(notice.agency_id):
        raise Problem("FORBIDDEN_ROLE", reason="审核人不得审核本机构的公告")
    return notice


def move(
    work: Work,
    notice: Notice,
    action: Action,
    *,
    opinion: str | None = None,
    event: Event | None = None,
    flags: Sequence[Finding] = (),
    actor: Actor | None = None,
) -> None:
    """流转 change the state as the table says; history, audit and event in the same transaction.

    ``flags`` are what a reviewer should look at twice; ``actor`` is who acts, if not the caller.

    Raises:
        Problem: STATE_CONFLICT, FORBIDDEN_ROLE.
    """
    before, acting = State(notice.state), {"actor": actor} if actor else {}
    notice.state = workflow.step(NOTICE, before, action, (actor or work.actor).role).value
    notice.version += 1
    notice.updated_at = work.now
    note(work, notice, action.value, before.value, opinion, actor=actor)
    sent = {CONTENT: submitted(notice)} if action is Action.SUBMIT else {}
    work.record(
        f"notice.{action}",
        subject=("notice", notice.id),
        before={"state": before},
        after={"state": notice.state, "version": notice.version, **sent},
        opinion=opinion,
        content_sha256=said(notice),
        **acting,
    )
    if event:
        tell(
            work,
            notice,
            event,
            from_state=before.value,
            opinion=opinion,
            actor=actor,
            flags=list(flags),
        )


def note(
    work: Work,
    notice: Notice,
    action: str,
    from_state: str | None,
    opinion: str | None = None,
    *,
    actor: Actor | None = None,
) -> None:
    """办理记录 add a step to the notice's history."""
    who = actor or work.actor
    work.session.add(
        NoticeStep(
            notice_id=notice.id,
            version=notice.version,
            action=action,
            from_state=from_state,
            to_state=notice.state,
            actor_id=who.user_id,
            actor_name=who.name,
            role=who.role.value,
            auth=who.auth,
            ca_serial=who.ca_serial,
            opinion=opinion,
            content_sha256=said(notice),
            at=work.now,
        )
    )


def said(notice: Notice) -> str:
    """内容摘要 of what is frozen for its seal; until then of what was entered."""
    return notice.content_sha256 or fingerprint(notice.entered)


def tell(
    work: Work,
    notice: Notice,
    event: Event,
    *,
    from_state: str | None = None,
    opinion: str | None = None,
    visibility: str = "member",
    actor: Actor | None = None,
    **more: Any,
) -> None:
    """发出事件 with the facts that every form tells (the worklist follows them), and ``more``."""
    facts = {
        "form_type": FORM_TYPE,
        "form_id": notice.id,
        "form_version": notice.version,
        "from_state": from_state,
        "opinion": opinion,
    }
    for field in ("title", "state", "project_id", "project_no", "lot_ids", "lot_nos"):
        facts[field] = getattr(notice, field)
    for field in ("agency_id", "agency_name", "kind", "content_sha256"):
        facts[field] = getattr(notice, field)
    if kind_of(notice.kind).of_form:
        facts["form_content_version"] = notice.facts["form"]["content_version"]
    work.emit(
        event,
        {**facts, **more},
        aggregate=("notice", notice.id, notice.version),
        project_no=notice.project_no,
        lot_nos=notice.lot_nos,
        visibility=visibility,
        **({"actor": actor} if actor else {}),
    )


def opinion_of(asked: Mapping[str, Any], name: str) -> str:
    """意见 that may not be blank.

    Raises:
        Problem: VALIDATION_FAILED.
    """
    given = (asked.get("opinion") or "").strip()
    if not given:
        finding = Finding("opinion", "OPINION_REQUIRED", f"请填写{name}", "An opinion is required")
        raise Problem("VALIDATION_FAILED", [finding])
    return given


def _shown(work: Work, notice: Notice) -> Notice:
    role, state = work.actor.role, notice.state
    mine = role.of_agency and work.actor.org_id == str(notice.agency_id)
    centre = role.of_centre and (state != State.DRAFT or _submitted(notice))
    if state == State.DELETED or not (mine or centre or role is Role.SERVICE):
        raise Problem("NOT_FOUND")
    return notice


def _submitted(notice: Notice) -> bool:
    """A form's notice has left its agency's hands with the form."""
    return kind_of(notice.kind).of_form and bool(notice.facts["standing"]["submitted_at"])


def _ready(work: Work, notice: Notice, asked: Mapping[str, Any], action: Action) -> Notice:
    if kind_of(notice.kind).of_form and action is not Action.SEAL:
        raise Problem("STATE_CONFLICT", reason="本公告随采购异常办理，请在采购异常中操作")
    workflow.step(NOTICE, State(notice.state), action, work.actor.role)
    if notice.version != asked["version"]:
        raise Problem("VERSION_CONFLICT", version=notice.version)
    return notice
