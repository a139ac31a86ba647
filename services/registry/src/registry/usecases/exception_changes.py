"""改变采购异常 what every step has in common: locks, state, audit row, event, worklist, lots."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tenderhall_contracts.core import Event
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.vocab import AttachmentKind, ExceptionKind, LotState
from tenderhall_contracts.workflow import EXCEPTION, Action, State, step
from tenderhall_kit.actors import Actor
from tenderhall_kit.changes import CONTENT
from tenderhall_kit.law import day_of
from tenderhall_kit.plain import fingerprint
from tenderhall_kit.work import Work

from registry.models import LotException
from registry.rules import exceptions as rules
from registry.rules import lots as lot_rules
from registry.store import activities
from registry.store import exceptions as store
from registry.usecases import lots, suspensions, worklist
from registry.usecases import shown_exceptions as shown


def locked(work: Work, payload: dict[str, Any], also: Sequence[UUID] = ()) -> LotException:
    """取得并锁定 its lots first, as everybody does, then the form in the version the caller saw.

    Raises:
        Problem: NOT_FOUND (also where it is another agency's), VERSION_CONFLICT.
    """
    seen = store.get(work.session, work.actor, payload["id"])
    if seen is None:
        raise Problem("NOT_FOUND")
    lots.locked(work, list({*(part.lot_id for part in seen.parts), *also}))
    row = store.lock(work.session, work.actor, payload["id"])
    if row is None:
        raise Problem("NOT_FOUND")
    if row.version != payload["version"]:
        raise Problem("VERSION_CONFLICT", version=row.version)
    return row


def step_on(work: Work, row: LotException, action: Action) -> State:
    """状态转换 where the action leads, or a refusal."""
    return step(EXCEPTION, State(row.state), action, work.actor.role)


def change(
    work: Work,
    row: LotException,
    action: Action | str,
    to: State,
    event: Event,
    *,
    opinion: str | None = None,
    flags: Sequence[Finding] = (),
    actor: Actor | None = None,
) -> None:
    """改变 set the state, and record, tell and list that it changed."""
    before = row.state
    sent = {CONTENT: shown.submitted(row)} if action is Action.SUBMIT else {}
    row.state, row.updated_at = to.value, work.now
    row.version = (row.version or 0) + 1
    work.session.flush()
    work.record(
        f"exception.{action}",
        subject=("exception", row.id),
        before={"state": before} if before else None,
        after={"state": row.state, "version": row.version, **sent},
        opinion=opinion,
        content_sha256=fingerprint(shown.content(row)),
        actor=actor,
    )
    tell(work, row, event, actor, from_state=before, opinion=opinion)
    worklist.follow_exception(work, row, before, flags)


def terms(work: Work, row: LotException) -> rules.Terms:
    """审查依据 the law of today; once approved that of its submission."""
    decided = row.submitted_at if row.state == State.APPROVED else None
    ids = [part.lot_id for part in row.parts]
    running = store.suspending(work.session, ids) if row.kind == ExceptionKind.RESUMPTION else ()
    return rules.Terms(
        law=work.law,
        on=day_of(decided or work.now),
        awarded=any(
            LotState.AWARDED in (part.lot.state, part.lot.suspended_in) for part in row.parts
        ),
        ordered_until=max((one.until for one in running if one.until), default=None),
        lifted=bool(running) and all(suspensions.lifted(work, one) for one in running),
    )


def ensure_lots(work: Work, row: LotException) -> None:
    """要求 every lot allows it now, with what the form itself brings (domain §5.1).

    Raises:
        Problem: PRECONDITION_FAILED with one blocker for each lot that does not.
    """
    facts = {"decision": decided(row)}
    kind = rules.ACTIVITY[ExceptionKind(row.kind)]
    lot_rules.ensure_allowed(kind, [lots.seen(work, part.lot, facts) for part in row.parts])


def register(work: Work, row: LotException) -> None:
    """业务登记 the form is open on its lots from its draft on.

    Raises:
        Problem: PRECONDITION_FAILED where a lot does not allow it, or another such form is open.
    """
    kind = rules.ACTIVITY[ExceptionKind(row.kind)]
    ids = [part.lot_id for part in row.parts]
    brought = {"decision": True}  # a draft may still lack it
    lot_rules.ensure_allowed(kind, [lots.seen(work, part.lot, brought) for part in row.parts])
    lot_rules.ensure_alone(kind, str(row.id), activities.open_forms(work.session, ids))
    told: dict[str, Any] = {"form_id": row.id, "activity": kind.value, "owner": "registry"}
    told |= {"org_id": row.agency_id, "state": "live", "lease_until": work.real_now}
    activities.put(work.session, [told | {"lot_id": one} for one in ids])
    activities.settle(work.session, row.id, "live")
    activities.close_other_lots(work.session, row.id, ids)


def decided(row: LotException) -> bool:
    """是否附监管部门决定."""
    return any(one["kind"] == AttachmentKind.SUPERVISOR_DECISION for one in row.attachments)


def tell(
    work: Work, row: LotException, event: Event, actor: Actor | None = None, **more: Any
) -> None:
    """发出事件 with what every form tells, and ``more``."""
    numbers = [part.lot.no for part in row.parts]
    facts = {
        "form_type": "exception",
        "form_id": row.id,
        "form_version": row.version,
        "title": row.title,
        "state": row.state,
        "project_id": row.project_id,
        "project_no": row.project.no,
        "lot_ids": [part.lot_id for part in row.parts],
        "lot_nos": numbers,
        "agency_id": row.agency_id,
        "agency_name": row.project.agency.name,
        "kind": row.kind,
        **more,
    }
    about = ("exception", row.id, row.version)
    work.emit(
        event, facts, aggregate=about, project_no=row.project.no, lot_nos=numbers, actor=actor
    )
