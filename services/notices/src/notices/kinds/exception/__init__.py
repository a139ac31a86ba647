"""采购异常的公告 中止、终止、废标、恢复公告: the public text of a form of registry (domain §5.0).

What the form must say and prove is judged by registry; here stands what the public reads of it.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from tenderhall_contracts.checks import Check
from tenderhall_contracts.errors import Finding
from tenderhall_contracts.vocab import Activity
from tenderhall_contracts.workflow import State
from tenderhall_kit.law import Calculator

from notices.kinds.exception import content
from notices.kinds.kind import Kind
from notices.kinds.parts import issued_on
from notices.rules import announcements
from notices.rules.periods import Periods

Values = Mapping[str, Any]

EDITED = frozenset({State.DRAFT, State.REJECTED})
"""States of the form in which its notice may be sealed."""


def _view(entered: Values, facts: Values, _law: Calculator, now: datetime) -> dict[str, Any]:
    return content.view(facts, issued_on=issued_on(entered, now))


def _content_checks(_entered: Values, facts: Values, _now: datetime) -> Iterator[Check]:
    """What registry would refuse the form for today; it need not be sealed to be told so."""
    found = facts["standing"]["findings"]
    for one in found:
        yield Check(_finding(one), ok=False)
    if not found:
        zh, en = "采购异常的内容齐全，符合提交条件", "The form is complete and may be submitted"
        yield Check(Finding("", "FORM_COMPLETE", ""), ok=True, zh=zh, en=en)


def _preconditions(facts: Values) -> Iterator[Check]:
    standing = facts["standing"]
    zh, en = "采购异常已提交，不能再签章", "The form has been submitted"
    yield Check(
        Finding("sealed", "FORM_EDITED", zh, en),
        ok=standing["state"] in EDITED,
        zh="采购异常在编辑中",
        en="The form is still being written",
    )
    zh, en = "所选分包未发布过招标公告，无须发布公告", "None of its lots was ever announced"
    yield Check(
        Finding("lot_ids", "ANNOUNCED", zh, en),
        ok=standing["notice_needed"],
        zh="所选分包已发布过招标公告",
        en="Its lots were announced",
    )


def _no_periods(_law: Calculator, entered: Values, _facts: Values, now: datetime) -> Periods:
    """期限 the law sets none for these notices."""
    return Periods(issued_on(entered, now), {})


def _finding(told: Values) -> Finding:
    return Finding(
        told.get("field") or "",
        told.get("rule") or "",
        told.get("message_zh") or "",
        told.get("message_en") or "",
        told.get("basis") or "",
    )


def _kind(of: announcements.Kind, activity: Activity, seal_policy: str = "exception") -> Kind:
    return Kind(
        name=of.name,
        word=of.word,
        label=of.title,
        activity=activity,
        seal_policy=seal_policy,
        period_in=None,
        followed=content.FOLLOWED,
        title=lambda _, facts: content.title_of(facts),
        opening=lambda _, facts: content.opening_of(facts),
        place=lambda _entered, _facts: None,
        effective=lambda entered, _: dict(entered),
        told=lambda _entered, _facts: {},
        view=_view,
        content_checks=_content_checks,
        preconditions=_preconditions,
        judge=_no_periods,
        period_checks=lambda *_: (),
        done=lambda _view, _facts: True,
        of_form=True,
        tells_opening=False,
    )


_PLAIN = announcements.KINDS
SUSPENSION = _kind(_PLAIN["lot.suspended"], Activity.SUSPENSION)
CANCELLATION = _kind(_PLAIN["lot.cancelled"], Activity.CANCELLATION)
FAILURE = _kind(_PLAIN["lot.failed"], Activity.FAILURE, "failure_notice")
RESUMPTION = _kind(_PLAIN["lot.resumed"], Activity.RESUMPTION)
OF_EXCEPTIONS = (SUSPENSION, CANCELLATION, FAILURE, RESUMPTION)
"""Named and numbered as the plain announcements of what no form of an agency has brought about."""
