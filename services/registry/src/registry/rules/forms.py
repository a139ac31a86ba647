"""表单 what registry knows of the forms of the other services: their names, and when they live."""

from collections.abc import Mapping

from tenderhall_contracts.vocab import ExceptionKind
from tenderhall_contracts.workflow import State

FORM_ZH: Mapping[str, str] = {
    "project": "项目注册",
    "booking": "场地预约",
    "tender_document": "招标文件",
    "clarification": "答疑文件",
    "notice": "招标公告",
    "exception": "采购异常",
    "swap": "场地互换",
}

_LIVE: Mapping[str, frozenset[str]] = {
    "booking": frozenset({State.PENDING, State.APPROVED}),
    "tender_document": frozenset({State.PENDING, State.APPROVED, State.ISSUED}),
    "clarification": frozenset({State.PENDING, State.APPROVED}),
    "notice": frozenset(set(State) - {State.DELETED, State.VOID}),
}
"""States in which a form stands in the way of withdrawing its project (domain §6 C1)."""

_STANDING = "tender"
"""The kind of notice that goes on once it is published: its lots are tendered by it."""

WAITS_FOR_REVIEWER = (State.PENDING.value,)
WAITS_FOR_CLERK = (State.DRAFT.value, State.REJECTED.value)


def is_of_exception(told: Mapping[str, object]) -> bool:
    """随采购异常的公告 which has no review of its own: the exception is the form (domain §5.0)."""
    return told["form_type"] == "notice" and told.get("kind") in set(ExceptionKind)


def is_live(form_type: str, state: str) -> bool:
    """是否有效 True where the form blocks; an unknown kind does until it is gone."""
    live = _LIVE.get(form_type)
    return state not in (State.DELETED, State.VOID) if live is None else state in live


def is_over(event: str, told: Mapping[str, object]) -> bool:
    """是否办结 a notice about a notice is over once it is published, and another may follow."""
    return event == "notice.published" and told.get("kind") != _STANDING
