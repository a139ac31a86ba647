"""改变 one change of a project: state, version, audit row, event and worklist, together."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tenderhall_contracts.core import Event
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.workflow import PROJECT, Action, State, step
from tenderhall_kit.changes import CONTENT
from tenderhall_kit.law import day_of
from tenderhall_kit.plain import fingerprint
from tenderhall_kit.work import Work

from registry.models import Project
from registry.rules import project as rules
from registry.rules.project import Terms
from registry.store import catalogue, reference, versions
from registry.store import projects as store
from registry.usecases import shown, worklist

_KEPT: Mapping[str, str] = {
    Action.SUBMIT: CONTENT,
    **dict.fromkeys(("create", "copy", Action.SAVE), versions.TYPED),
}
"""What was typed stays in the step's audit row, under this name: every version can be compared."""


def locked(work: Work, payload: dict[str, Any]) -> Project:
    """取得并锁定 the project of a command, in the version that the caller saw.

    Raises:
        Problem: NOT_FOUND (also where it is another agency's), VERSION_CONFLICT.
    """
    row = store.lock_project(work.session, work.actor, payload["id"])
    if row is None:
        raise Problem("NOT_FOUND")
    if row.version != payload["version"]:
        raise Problem("VERSION_CONFLICT", version=row.version)
    return row


def step_on(work: Work, row: Project, action: Action) -> State:
    """状态转换 where the action leads, or a refusal."""
    return step(PROJECT, State(row.state), action, work.actor.role)


def change(
    work: Work, row: Project, action: Action | str, to: State, event: Event, **more: Any
) -> None:
    """改变 set the state, and record, tell and list that it changed. ``more``: opinion."""
    before = row.state
    kept = {_KEPT[action]: shown.submitted(row)} if action in _KEPT else {}
    row.state, row.updated_at = to.value, work.now
    row.stage = shown.stage(row)[0]
    row.version = (row.version or 0) + 1
    work.session.flush()
    work.record(
        f"project.{action}",
        subject=("project", row.id),
        before={"state": before} if before else None,
        after={"state": row.state, "version": row.version, **kept},
        content_sha256=fingerprint(shown.content(row)),
        **more,
    )
    emit(work, row, event, before, **more)
    worklist.follow_project(work, row, before, _flags(work, row))


def _flags(work: Work, row: Project) -> list[Finding]:
    """What a reviewer of this project should look at twice."""
    pending = row.state == State.PENDING
    return rules.warnings(shown.content(row), terms(work, row)) if pending else []


def emit(work: Work, row: Project, event: Event, before: str | None, **more: Any) -> None:
    """发出事件 about the project, with its lots as they now stand."""
    reviewed = row.state in (State.APPROVED, State.REJECTED)
    facts = {
        "project_id": row.id,
        "project_no": row.no,
        "name": row.name,
        "agency_id": row.agency_id,
        "agency_name": row.agency.name,
        "state": row.state,
        "from_state": before,
        "reviewer_id": UUID(work.actor.user_id) if reviewed else None,
        "lots": [shown.lot(one) for one in row.lots],
        **more,
    }
    work.emit(
        event,
        facts,
        aggregate=("project", row.id, row.version),
        project_no=row.no,
        lot_nos=[one.no for one in row.lots],
    )


def terms(work: Work, row: Project) -> Terms:
    """审查依据 what it is held against: the law of today, once approved that of its submission."""
    on = day_of((row.submitted_at if row.state == State.APPROVED else None) or work.now)
    codes = {one.catalogue_code for one in row.lots if one.catalogue_code}
    return Terms(
        law=work.law,
        on=on,
        catalogue=catalogue.levels(work.session, catalogue.in_force(work.session, on), codes),
        agency_uscc=row.agency.uscc,
        policies=reference.policies(work.session),
    )
