"""词语 the vocabularies and states as pages show them, in the person's language."""

from collections.abc import Iterable
from datetime import date, datetime

from tenderhall_contracts import vocab
from tenderhall_contracts.workflow import STATE_ZH, State

from gateway.pages.kit.lang import N_, say

FORM_STATES = (State.DRAFT, State.PENDING, State.APPROVED, State.REJECTED)

KINDS = {
    "project": (N_("项目注册"), "/desk/projects"),
    "booking": (N_("场地预约"), "/desk/bookings"),
    "tender_document": (N_("招标文件"), "/desk/tender-documents"),
    "clarification": (N_("答疑文件"), "/desk/clarifications"),
    "notice": (N_("招标公告"), "/desk/notices"),
    "exception": (N_("采购异常"), "/desk/exceptions"),
    "swap": (N_("场地互换"), "/desk/swaps"),
}
"""Form type → its name in the menu and the path of its pages."""

PATHS = {kind: path for kind, (_, path) in KINDS.items()}


def options(name: str) -> list[tuple[str, str]]:
    """选项 value and label of every member of a vocabulary (``Method``, …)."""
    return [(one.value, say(vocab.LABELS[one])) for one in getattr(vocab, name)]


def word(name: str, value: str | None) -> str:
    """标签 of one value; a dash for none."""
    return say(vocab.LABELS[getattr(vocab, name)(value)]) if value else "—"


def regions() -> list[tuple[str, str]]:
    """行政区划选项 those that the centre serves, with their codes."""
    return [(code, f"{name}（{code}）") for code, name in vocab.REGIONS.items()]


def region(code: str | None) -> str:
    """行政区划名称 with its code; the code alone where it is unknown, a dash for none."""
    return dict(regions()).get(code or "", code or "—")


def states(chosen: Iterable[State] = FORM_STATES) -> list[tuple[str, str]]:
    """状态选项 for a list's filter."""
    return [(one.value, say(STATE_ZH[one])) for one in chosen]


_WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
_HOUR = 60


def weekday(when: str | date) -> str:
    """星期 of a day, or of a time as the contracts write it (Shanghai's offset)."""
    day = when if isinstance(when, date) else datetime.fromisoformat(when)
    return say(_WEEKDAYS[day.weekday()])


def length(minutes: int) -> str:
    """时长 in hours and minutes, as people say it."""
    hours, rest = divmod(minutes, _HOUR)
    told = [say("{n}小时").format(n=hours)] if hours else []
    told += [say("{n}分钟").format(n=rest)] if rest or not hours else []
    return " ".join(told)
