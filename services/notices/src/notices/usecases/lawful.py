"""合规检查 the same checks at seal, submit, approve and publish, over the facts of that moment."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tenderhall_contracts.checks import Check, broken, unavailable, warnings
from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_kit import severity
from tenderhall_kit.law import day_of
from tenderhall_kit.work import Work

from notices.kinds import kind_of
from notices.models import Notice
from notices.rules.periods import Periods


def ensure(work: Work, notice: Notice, facts: Mapping[str, Any]) -> None:
    """须合规 complete, preconditions met, periods kept (domain §5.7).

    Raises:
        Problem: VALIDATION_FAILED, PRECONDITION_FAILED, LEGAL_PERIOD, CALENDAR_UNAVAILABLE;
            UNAVAILABLE while registry has not told its legal data.
    """
    invalid(severity.refusals(_content(work, notice, facts)))
    ensure_ready(notice, facts)
    judge(work, notice, facts).ensure()


def doubts(work: Work, notice: Notice, facts: Mapping[str, Any]) -> list[Finding]:
    """须说明理由的 what is broken where the rule only warns: the first of each rule.

    Raises:
        Problem: CALENDAR_UNAVAILABLE, UNAVAILABLE.
    """
    judged = judge(work, notice, facts)
    told = severity.doubts(_content(work, notice, facts), work.law, day_of(work.now))
    found = {one.rule: one for one in reversed([*judged.doubts, *told])}
    return [found[rule] for rule in sorted(found)]


def _content(work: Work, notice: Notice, facts: Mapping[str, Any]) -> list[Check]:
    """内容核对 by the severity that the law of today gives each rule; as it stands without law."""
    kind = kind_of(notice.kind)
    told = kind.effective(notice.entered, facts)
    found = list(kind.content_checks(told, facts, work.now))
    if work.reference.missing:
        return found
    found += kind.lawful_checks(work.law, told, facts, work.now)
    return list(severity.weighed(found, work.law, day_of(work.now)))


def blockers(notice: Notice, facts: Mapping[str, Any]) -> list[Finding]:
    """前置条件 that do not hold."""
    return broken(kind_of(notice.kind).preconditions(facts))


def ensure_ready(notice: Notice, facts: Mapping[str, Any]) -> None:
    """前置条件.

    Raises:
        Problem: PRECONDITION_FAILED with the blockers.
    """
    found = blockers(notice, facts)
    if found:
        told = [{"kind": one.rule, "message_zh": one.message_zh} for one in found]
        raise Problem("PRECONDITION_FAILED", found, blockers=told)


def ensure_as_sealed(work: Work, notice: Notice, facts: Mapping[str, Any]) -> None:
    """与签章内容一致 what other services say now is what the sealed PDF says.

    Raises:
        Problem: SEAL_INVALID, naming what has changed.
    """
    if notice.frozen is None or notice.sealed_pdf is None:
        finding = Finding("sealed", "SEALED", "公告尚未签章，请先点击签章", "Not sealed yet")
        raise Problem("SEAL_INVALID", [finding])
    current = view(work, notice, facts)
    _ensure_same_period(work, notice, notice.frozen["view"], current)
    changed = kind_of(notice.kind).changed_since(notice.frozen["view"], current)
    if changed:
        zh = "签章后业务信息已变化，请修改保存后重新签章：" + "、".join(changed)
        finding = Finding("sealed", "SEALED", zh, f"Changed since sealing: {', '.join(changed)}")
        raise Problem("SEAL_INVALID", [finding], changed=changed)


def _ensure_same_period(
    work: Work, notice: Notice, frozen: Mapping[str, Any], current: Mapping[str, Any]
) -> None:
    """公告期限 as sealed is the law's own on the day of issue (R03, R20).

    Raises:
        Problem: SEAL_INVALID where the law has another number by now.
    """
    kind = kind_of(notice.kind)
    sealed, now = kind.period_days(frozen), kind.period_days(current)
    if kind.period_rule and sealed != now:
        rule = work.law.rule(kind.period_rule, date.fromisoformat(current["issued_on"]))
        zh = f"所签公告载明的公告期限为{sealed}个工作日，现行规定为{now}个工作日，请重新签章"
        en = f"{sealed} working days were sealed, the law sets {now}: seal it again"
        raise Problem("SEAL_INVALID", [rule.finding("sealed", zh, en)], changed=[kind.period_in])


def judge(work: Work, notice: Notice, facts: Mapping[str, Any]) -> Periods:
    """判断期限.

    Raises:
        Problem: CALENDAR_UNAVAILABLE, UNAVAILABLE.
    """
    if work.reference.missing:
        raise Problem("UNAVAILABLE", missing="reference")
    return kind_of(notice.kind).judge(work.law, notice.entered, facts, work.now)


def view(work: Work, notice: Notice, facts: Mapping[str, Any]) -> dict[str, Any]:
    """公告视图 what the template would read now.

    Raises:
        Problem: UNAVAILABLE while registry has not told its legal data.
    """
    if work.reference.missing:
        raise Problem("UNAVAILABLE", missing="reference")
    return kind_of(notice.kind).view(notice.entered, facts, work.law, work.now)


def opinions(
    work: Work, notice: Notice, facts: Mapping[str, Any]
) -> tuple[list[Finding], list[Finding]]:
    """预检 (what would be refused today, what would be warned of), told and not raised."""
    found = _content(work, notice, facts)
    refused, amber = [*severity.refusals(found), *blockers(notice, facts)], warnings(found)
    try:
        judged = judge(work, notice, facts)
    except Problem as problem:
        told = Finding("opening_at", problem.code, problem.text.zh, problem.text.en)
        return [*refused, told], amber
    broken = [one.finding(field) for field, one in judged.broken.items()]
    return [*refused, *broken], [*amber, *judged.warnings]


def checks(work: Work, notice: Notice, facts: Mapping[str, Any]) -> list[Check]:
    """核对 every rule as computed over these facts, also those that hold; never raises for law."""
    told = [*_content(work, notice, facts), *kind_of(notice.kind).preconditions(facts)]
    if work.reference.missing:
        return [*told, unavailable(Finding("opening_at", "R01", ""), Problem("UNAVAILABLE"))]
    return [*told, *kind_of(notice.kind).period_checks(work.law, notice.entered, facts, work.now)]


def seal_check(work: Work, notice: Notice, facts: Mapping[str, Any]) -> Check:
    """签章核对 whether the sealed PDF still says what these facts say."""
    zh, en = (
        "签章内容与业务信息一致",
        "The sealed content agrees with project, booking and document",
    )
    try:
        ensure_as_sealed(work, notice, facts)
    except Problem as problem:
        lost = unavailable(Finding("sealed", "SEALED", ""), problem)
        return Check(problem.findings[0], ok=False) if problem.findings else lost
    return Check(Finding("sealed", "SEALED", ""), ok=True, zh=zh, en=en)
