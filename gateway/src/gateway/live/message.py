"""消息 what a browser is told of an event, and which browsers are told.

A message says that a form has changed, never what is in it: the page asks for that, under its own
rights. The events of seals name no agency, so they are not listened to: notices tells of its own
forms when a seal has come (``notice.sealed``), after it has taken it in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from tenderhall_contracts.catalogue import SERVICES
from tenderhall_contracts.common import FormEvent
from tenderhall_contracts.core import Event, Role
from tenderhall_contracts.registry import ProjectFacts, ReminderOut, legal_reminder
from tenderhall_contracts.workflow import STATE_ZH, State

_UNSEEN = frozenset({None, State.DRAFT, State.DELETED})
"""States in which a form is in its agency's hands only (domain §5.0)."""


def _of_forms(event: Event) -> bool:
    return issubclass(event.carries, (FormEvent, ProjectFacts, ReminderOut))


EVENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        name: tuple(one.name for one in service.events.values() if _of_forms(one))
        for name, service in SERVICES.items()
        if any(map(_of_forms, service.events.values()))
    }
)
"""The events of forms and of an agency's tasks, by the service that tells them."""


@dataclass(frozen=True, slots=True)
class Message:
    """消息 ``data`` is all that a browser gets; ``left_agency``: the centre may see the form."""

    agency_id: str
    left_agency: bool
    data: Mapping[str, str | None]

    def meant_for(self, role: Role, org_id: str | None) -> bool:
        """可见 an agency sees its own forms, the centre what was submitted to it."""
        if role.of_agency:
            return org_id == self.agency_id
        return self.left_agency and role.of_centre


def of(envelope: Mapping[str, Any]) -> Message:
    """转成消息 an event's envelope, cut down to what a browser may be told.

    Raises:
        KeyError: the event is none of a form.
    """
    facts = envelope["data"]
    if envelope["type"] == legal_reminder.name:
        return _of_task(facts)
    state = facts["state"]
    data = {
        "form_type": facts.get("form_type", "project"),
        "form_id": facts.get("form_id", facts["project_id"]),
        "type": envelope["type"],
        "state": state,
        "state_zh": STATE_ZH.get(state, state),
        "title": facts.get("title", facts.get("name")),
        "project_no": facts["project_no"],
    }
    left = not {state, facts.get("from_state")} <= _UNSEEN
    return Message(facts["agency_id"], left, data)


def _of_task(facts: Mapping[str, Any]) -> Message:
    """法定任务到期 for its agency only."""
    data = {
        "form_type": "reminder",
        "form_id": facts["id"],
        "type": legal_reminder.name,
        "state": facts["stage"],
        "state_zh": _STAGES.get(facts["stage"], facts["stage"]),
        "title": facts["task_zh"],
        "project_no": facts["project_no"],
    }
    return Message(facts["agency_id"], left_agency=False, data=data)


_STAGES = {"due": "即将到期", "overdue": "已逾期"}
