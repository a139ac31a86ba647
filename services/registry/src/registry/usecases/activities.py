"""业务登记 forms of other services announce themselves on the lots (architecture §3)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Problem
from tenderhall_contracts.vocab import Activity
from tenderhall_kit.envelope import Envelope
from tenderhall_kit.work import Work

from registry.models import Lot, Project
from registry.rules import lots as rules
from registry.rules.forms import is_live, is_over
from registry.store import activities as store
from registry.store import projects
from registry.usecases import shown
from registry.usecases.lots import locked, seen

LEASE = timedelta(seconds=60)
ASK_AGAIN = timedelta(seconds=15)


def open_activity(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """业务登记 idempotent by form id; a form that has ended may come again.

    Raises:
        Problem: NOT_FOUND where a lot is unknown or another agency's; PRECONDITION_FAILED where a
            lot's state does not allow it, or another form of the kind is open on it;
            FORBIDDEN_ROLE where the owner told is not the service that asks.
    """
    if payload["owner"] != work.actor.issuer:
        raise Problem("FORBIDDEN_ROLE", needs=payload["owner"])
    activity, form_id = Activity(payload["activity"]), payload["form_id"]
    found = locked(work, payload["lot_ids"])
    project = _one_project(work, found, payload["org_id"])
    rules.ensure_allowed(activity, [seen(work, one) for one in found])
    ids = [one.id for one in found]
    rules.ensure_alone(activity, str(form_id), store.open_forms(work.session, ids))
    store.put(work.session, [_row(work, payload, lot_id) for lot_id in ids])
    store.close_other_lots(work.session, form_id, ids)
    return {
        "project": shown.project(work, project, history=False),
        "lots": [shown.lot(one) for one in found],
    }


def close_activity(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """业务注销 its owner says that the form has ended; a second time changes nothing.

    Raises:
        Problem: NOT_FOUND where the form is another service's.
    """
    form_id = payload["form_id"]
    rows = store.of_form(work.session, form_id)
    if any(one.owner != work.actor.issuer for one in rows):
        raise Problem("NOT_FOUND")
    store.settle(work.session, form_id, store.CLOSED)
    return {"form_id": form_id, "state": store.CLOSED}


def follow(work: Work, event: Envelope) -> None:
    """跟进 what a form's event says of its registration; an older event changes nothing.

    What it says of the form before it was registered again is older too. Where that is not known,
    only the owner's answer ends a lease that runs.
    """
    told = event.data
    form_id = told["form_id"]
    projects.lock_lots(work.session, store.lots_of_form(work.session, form_id))
    rows = store.of_form(work.session, form_id)
    if not rows or event.seq <= max(one.seq for one in rows):
        return
    if told["form_version"] <= max(one.form_version for one in rows):
        return
    live = is_live(told["form_type"], told["state"]) and not is_over(event.type, told)
    leased = any(one.state == "leased" for one in rows)
    if not live and leased and max(one.lease_until for one in rows) > work.real_now:
        state = "leased"
    else:
        state = "live" if live else store.CLOSED
    store.follow(work.session, form_id, state, event.seq, told["lot_ids"])


def take_over(work: Work, event: Envelope) -> None:
    """变更生效 the change is registered as the booking from now on, instead of the old one."""
    form_id, before = event.data["form_id"], event.data["booking_id"]
    if form_id == before:
        return
    projects.lock_lots(work.session, store.lots_of_form(work.session, form_id))
    store.settle(work.session, before, store.CLOSED)
    store.become(work.session, form_id, Activity.BOOKING)


def due_leases(work: Work) -> list[tuple[UUID, str]]:
    """到期的登记 (form, owner), by real time."""
    return store.due_leases(work.session, work.real_now)


def settle_lease(work: Work, form_id: UUID, *, live: bool) -> None:
    """落实登记 as its owner has answered, unless the form has moved on meanwhile."""
    rows = store.of_form(work.session, form_id)
    if any(one.state == "leased" and one.lease_until <= work.real_now for one in rows):
        store.settle_leased(work.session, form_id, "live" if live else store.CLOSED)


def _one_project(work: Work, found: list[Lot], org_id: UUID) -> Project:
    project = work.session.get_one(Project, found[0].project_id)
    if project.agency_id != org_id or any(one.project_id != project.id for one in found):
        raise Problem("NOT_FOUND")
    return project


def _row(work: Work, payload: dict[str, Any], lot_id: UUID) -> dict[str, Any]:
    return {
        "form_id": payload["form_id"],
        "lot_id": lot_id,
        "activity": Activity(payload["activity"]).value,
        "owner": payload["owner"],
        "org_id": payload["org_id"],
        "state": "leased",
        "lease_until": work.real_now + LEASE,
        "form_version": payload["form_version"],
    }
