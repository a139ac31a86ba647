"""表单事件 what another service's form tells of itself: its registration and the worklist."""

from tenderhall_kit.envelope import Envelope
from tenderhall_kit.work import Work

from registry.rules.forms import is_of_exception
from registry.usecases import activities, worklist


def follow_form(work: Work, event: Envelope) -> None:
    """跟进表单 in one transaction; older news than what is known changes nothing."""
    if is_of_exception(event.data):
        return
    activities.follow(work, event)
    worklist.follow(work, event)


def follow_change(work: Work, event: Envelope) -> None:
    """跟进场地变更 that has become effective."""
    activities.take_over(work, event)
    follow_form(work, event)
