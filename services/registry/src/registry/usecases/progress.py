"""办理进度 how far each lot has come, and which lots a form may be begun for (domain §5.1)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.lots import ALLOWED
from tenderhall_contracts.vocab import LABELS, Activity, LotState, ProgressStep
from tenderhall_contracts.workflow import STATE_ZH, State
from tenderhall_kit.work import Work

from registry.models import Lot, LotActivity, WorkItem
from registry.rules import progress as rules
from registry.rules.progress import Form, Standing, StepSeen
from registry.store import activities, projects, worklist
from registry.store import lot_lists as lots
from registry.usecases import shown
from registry.usecases.lots import seen


def project_progress(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """项目办理进度 lot by lot; the centre is told of no form that its agency is still writing.

    Raises:
        Problem: NOT_FOUND, also where it is another agency's, or was never submitted.
    """
    row = projects.project(work.session, work.actor, payload["id"])
    if row is None:
        raise Problem("NOT_FOUND")
    project = Form(ProgressStep.PROJECT, str(row.id), State(row.state))
    known = _Known(work, row.lots)
    told = [_lot_progress(one, rules.progress(project, known.standing(one))) for one in row.lots]
    return {"project_id": row.id, "lots": told}


def lots_for(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """选择分包 the agency's own lots of approved projects, those that may be chosen first."""
    activity, limit, offset = Activity(payload["activity"]), payload["limit"], payload["offset"]
    asked = lots.own_lots(work.actor, project_id=payload.get("project_id"))
    if payload.get("q"):
        asked = lots.found(work.session, asked, payload["q"])
    candidates = lots.in_states(work.session, asked, ALLOWED[activity])
    form_id = payload.get("form_id")
    judged = _judged(work, [one for one, _, _ in candidates], activity, form_id)
    first = [row for row in candidates if not judged[row[0].id]]
    rows = first[offset : offset + limit]
    ids = [one.id for one, _, _ in first]
    rows += lots.others(
        work.session, asked, ids, limit=limit - len(rows), offset=offset - len(first)
    )
    judged |= _judged(work, [one for one, _, _ in rows], activity, form_id)
    total = lots.count(work.session, asked)
    return {"total": total, "items": [_choice(*one, judged[one[0].id]) for one in rows]}


class _Known:
    """What worklist and registrations tell of some lots."""

    def __init__(self, work: Work, lots: Sequence[Lot]) -> None:
        self._work = work
        self._inside = not work.actor.role.of_agency
        self._opened: dict[UUID, list[LotActivity]] = defaultdict(list)
        self._rows: dict[tuple[UUID, str], list[WorkItem]] = defaultdict(list)
        for one in activities.on_lots(work.session, [one.id for one in lots]):
            self._opened[one.lot_id].append(one)
        for row in worklist.of_projects(work.session, {one.project_id for one in lots}):
            for lot_no in row.lot_nos:
                self._rows[row.project_id, lot_no].append(row)

    def standing(self, lot: Lot) -> Standing:
        """分包现状."""
        state = LotState(lot.state)
        return Standing(
            place=lot.position,
            round=lot.round,
            state=state,
            published=rules.published(state, lot.opens_at),
            forms=rules.that_count(self._forms(lot)),
            facts=seen(self._work, lot).facts,
        )

    def live(self, lot: Lot, activity: Activity) -> dict[str, State | None]:
        """进行中的表单 of this kind: form id → its state, where an event has told it."""
        states = {one.form_id: State(one.state) for one in self._of(lot)}
        opened = [one for one in self._opened[lot.id] if one.activity == activity]
        return {
            str(one.form_id): states.get(one.form_id)
            for one in opened
            if one.state != activities.CLOSED
        }

    def _forms(self, lot: Lot) -> Iterable[Form]:
        kinds = {one.form_id: Activity(one.activity) for one in self._opened[lot.id]}
        told = set()
        for row in self._of(lot):
            told.add(row.form_id)
            step, state = rules.step_of(row.form_type, kinds.get(row.form_id)), State(row.state)
            if step and state not in rules.GONE and not (self._inside and state is State.DRAFT):
                yield Form(step, str(row.form_id), state, row.at)
        for one in self._opened[lot.id]:
            step = rules.step_of("", kinds[one.form_id])
            live = one.state != activities.CLOSED and one.form_id not in told
            if step and live and not self._inside:
                yield Form(step, str(one.form_id), None)

    def _of(self, lot: Lot) -> list[WorkItem]:
        return self._rows[lot.project_id, lot.no]


def _judged(
    work: Work, lots: Sequence[Lot], activity: Activity, form_id: UUID | None
) -> dict[UUID, list[Finding]]:
    """What stands in the way of the activity on each lot."""
    known, own = _Known(work, lots), str(form_id) if form_id else None
    told = {}
    for one in lots:
        standing = known.standing(one)
        others = known.live(one, activity)
        told[one.id] = [
            *rules.hindrances(activity, standing),
            *rules.rivals(activity, standing, others, own),
        ]
    return told


def _lot_progress(lot: Lot, steps: Iterable[StepSeen]) -> dict[str, Any]:
    state = LotState(lot.state)
    return {
        "lot_id": lot.id,
        "lot_no": lot.no,
        "name": lot.name,
        "state": state,
        "state_zh": LABELS[state],
        "steps": [_step(one) for one in steps],
    }


def _step(seen: StepSeen) -> dict[str, Any]:
    told: dict[str, Any] = {
        "step": seen.step,
        "title_zh": LABELS[seen.step],
        "title_en": rules.TITLE_EN[seen.step],
        "status": seen.status,
        "status_zh": LABELS[seen.status],
        "blockers": [shown.finding(one) for one in seen.blockers],
    }
    return told | (_form(seen.step, seen.form) if seen.form else {})


def _form(step: ProgressStep, form: Form) -> dict[str, Any]:
    return {
        "form_type": rules.FORM_TYPE[step],
        "form_id": form.form_id,
        "form_state": form.state,
        "form_state_zh": STATE_ZH[form.state] if form.state else None,
    }


def _choice(
    lot: Lot, project_no: str, project_name: str, blockers: Sequence[Finding]
) -> dict[str, Any]:
    opening = {"opening_at": lot.opens_at} if lot.opens_at else {}
    return {
        "lot": shown.lot(lot),
        "project_id": lot.project_id,
        "project_no": project_no,
        "project_name": project_name,
        "allowed": not blockers,
        "blockers": [shown.finding(one) for one in blockers],
        **opening,
    }
