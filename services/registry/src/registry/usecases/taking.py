"""领取 who of the centre's reviewers has a form in hand (domain §7.1)."""

from typing import Any
from uuid import UUID

from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_contracts.workflow import State
from tenderhall_kit.work import Work

from registry.models import User, WorkItem
from registry.store import members
from registry.store import worklist as store
from registry.usecases import notifications
from registry.usecases.worklist import told


def take_work(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """领取 what nobody has; what one has already stays one's own.

    Raises:
        Problem: NOT_FOUND; STATE_CONFLICT where it waits no more, or another has it.
    """
    row = _waiting(work, payload)
    if row.assignee_id is not None and str(row.assignee_id) != work.actor.user_id:
        raise _taken(row)
    if row.assignee_id is None:
        _give(work, row, UUID(work.actor.user_id), work.actor.name, "take_work")
    return told(work, row)


def release_work(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """退回队列 by who has it, or by the administrator.

    Raises:
        Problem: NOT_FOUND; STATE_CONFLICT where it waits no more, or another has it.
    """
    row = _in_hand(work, payload)
    if row.assignee_id is not None:
        _give(work, row, None, None, "release_work")
    return told(work, row)


def transfer_work(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """转交 to another reviewer, who is told.

    Raises:
        Problem: NOT_FOUND; STATE_CONFLICT where it waits no more, or another has it;
            VALIDATION_FAILED where the other is no reviewer.
    """
    row = _in_hand(work, payload)
    names = {one.id: one for one in members.reviewers(work.session)}
    other = names.get(payload["user_id"])
    if other is None:
        zh, en = "只能转交给在岗的审核人员", "Only to a reviewer who is active"
        invalid([Finding("user_id", "REVIEWER", zh, en)])
    elif row.assignee_id != other.id:
        _give(work, row, other.id, other.name, "transfer_work")
        notifications.of_transfer(work, row, other.id)
    return told(work, row)


def list_reviewers(work: Work) -> dict[str, Any]:
    """审核人员 who may be given a form."""
    return {"items": [_reviewer(one) for one in members.reviewers(work.session)]}


def _reviewer(one: User) -> dict[str, Any]:
    return {"user_id": one.id, "name": one.name}


def _waiting(work: Work, payload: dict[str, Any]) -> WorkItem:
    row = store.lock(work.session, payload["form_type"], payload["form_id"])
    if row is None:
        raise Problem("NOT_FOUND")
    if row.state != State.PENDING:
        raise Problem("STATE_CONFLICT", state=row.state)
    return row


def _in_hand(work: Work, payload: dict[str, Any]) -> WorkItem:
    """What the asker has, nobody has, or the administrator takes out of another's hands."""
    row = _waiting(work, payload)
    own = row.assignee_id is None or str(row.assignee_id) == work.actor.user_id
    if not own and work.actor.role is not Role.ADMIN:
        raise _taken(row)
    return row


def _taken(row: WorkItem) -> Problem:
    return Problem("STATE_CONFLICT", state=row.state, assignee=row.assignee_name)


def _give(work: Work, row: WorkItem, user_id: UUID | None, name: str | None, action: str) -> None:
    before = {"assignee": row.assignee_id}
    row.assignee_id, row.assignee_name = user_id, name
    row.taken_at = work.now if user_id else None
    subject = ("work_item", row.form_id)
    work.record(action, subject=subject, before=before, after={"assignee": user_id})
