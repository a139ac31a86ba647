"""项目进展 kept beside the project, so that a list can be narrowed by it (domain §5.1)."""

from collections.abc import Iterable

from tenderhall_contracts.workflow import State
from tenderhall_kit.work import Work

from registry.models import Lot
from registry.rules import lots as rules
from registry.store import project_lists as store


def renew(work: Work, moved: Iterable[Lot]) -> None:
    """更新 the projects of lots that have moved, with all their lots as they stand now.

    Each project is locked first: of two lots that move at a time the second sees the first.
    """
    work.session.flush()
    projects = store.lock_projects(work.session, {one.project_id for one in moved})
    states = store.lot_states(work.session, [one.id for one in projects])
    for one in projects:
        if one.state == State.APPROVED:
            one.stage = rules.stage(states[one.id])[0]
