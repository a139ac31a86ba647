"""表单事件 what another service's form tells of itself: registration, worklist, opening time."""

from tenderhall_contracts.notices import notice_published
from tenderhall_kit.envelope import Envelope
from tenderhall_kit.work import Work

from registry.usecases import activities, lots, worklist


def follow_form(work: Work, event: Envelope) -> None:
    """跟进表单 in one transaction; older news than what is known changes nothing."""
    activities.follow(work, event)
    worklist.follow(work, event)
    if event.type == notice_published.name:
        lots.set_opening(work, event.data["lot_ids"], event.data["opening_at"])
