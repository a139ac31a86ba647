"""审核所见 what must be seen beside a notice: what changed, and the rules with their figures."""

from contextlib import suppress
from typing import Any

from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.notices import NoticeOut
from tenderhall_contracts.workflow import State
from tenderhall_kit import overrides
from tenderhall_kit.changes import since_submitted
from tenderhall_kit.work import Work

from notices.kinds import kind_of
from notices.kinds.parts import media_of
from notices.models import Notice
from notices.usecases import lawful
from notices.usecases.telling import OPEN_STATES, submitted_at

_UNSENT = {State.DRAFT, State.REJECTED}


def beside(work: Work, notice: Notice) -> dict[str, Any]:
    """较上次提交的变更和核对结果; once it is published the law has no more to say of it."""
    subject, state = ("notice", notice.id), State(notice.state)
    sent = since_submitted(work.session, subject, NoticeOut, submitted(notice), state)
    return {"changes": sent, "checks": _checks(work, notice), **_passing(work, notice)}


def _passing(work: Work, notice: Notice) -> dict[str, Any]:
    """Reasons are needed while somebody can still be asked for them; those given are kept."""
    open_still = not notice.published_at and notice.state in OPEN_STATES - {State.APPROVED}
    since = submitted_at(notice) if notice.state not in _UNSENT else None
    doubts: list[Finding] = []
    if open_still and not work.reference.missing:
        with suppress(Problem):  # a year not confirmed: the checks tell it
            doubts = lawful.doubts(work, notice, notice.facts)
    return overrides.told(work, ("notice", notice.id), doubts, since)


def submitted(notice: Notice) -> dict[str, Any]:
    """提交内容 under the names of ``NoticeOut``: as entered, and what it takes from others."""
    kind, facts = kind_of(notice.kind), notice.facts
    effective = kind.effective(notice.entered, facts)
    return {
        **kind.told(effective, facts),
        "title": notice.title,
        "media": media_of(notice.entered),
        "opening_at": kind.opening(effective, facts),
        "opening_place": kind.place(effective, facts),
    }


def _checks(work: Work, notice: Notice) -> list[dict[str, Any]]:
    if notice.published_at or notice.state not in OPEN_STATES:
        return []
    found = lawful.checks(work, notice, notice.facts)
    if notice.sealed_pdf is not None:
        found = [*found, lawful.seal_check(work, notice, notice.facts)]
    return [one.told() for one in found]
