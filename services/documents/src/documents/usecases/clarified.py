"""答疑文件的呈现 what callers and listeners are told of a clarification."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tenderhall_contracts.checks import Check, unavailable
from tenderhall_contracts.checks import warnings as amber
from tenderhall_contracts.core import Role
from tenderhall_contracts.documents import ClarificationIn
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.workflow import CLARIFICATION, STATE_ZH, State, allowed
from tenderhall_kit import overrides, severity
from tenderhall_kit.changes import since_submitted
from tenderhall_kit.law import day_of
from tenderhall_kit.plain import plain
from tenderhall_kit.work import Work

from documents.models import Clarification
from documents.rules import clarifications as rules
from documents.store import clarifications as store
from documents.usecases.uploads import org_of

FORM_TYPE = "clarification"
FIELDS = ("kind", "title", "content", "affects_bids", "changes_subject", "questions", "passages")
"""What the agency fills in, besides lots and files."""

PUBLISHED_ZH = "已发布"
_LIVE = {State.PENDING, State.APPROVED}
_PLAIN = (
    *("id", "state", "version", "updated_at", "project_id", "project_no", "agency_id"),
    *FIELDS,
    *("attachments", "approved_by_policy", "issued_at"),
)


def subject(row: Clarification) -> tuple[str, UUID]:
    """对象 type and id, for audit and events."""
    return (FORM_TYPE, row.id)


def show(work: Work, row: Clarification, *, history: bool = True) -> dict[str, Any]:
    """答疑文件 as its contract tells it, with the buttons of who asks."""
    state, role = State(row.state), work.actor.role
    own = not role.of_agency or work.actor.org_id == str(row.agency_id)
    told = {name: getattr(row, name) for name in _PLAIN}
    told |= {
        "state_zh": PUBLISHED_ZH if state is State.ISSUED else STATE_ZH[state],
        "allowed": allowed(CLARIFICATION, state, role) if own else [],
        "lot_ids": [one.lot_id for one in row.lots],
        "lot_nos": [one.lot_no for one in row.lots],
        "numbers": numbers(row),
        "deadline_at": deadline(row),
    }
    if history:
        told["history"] = work.history(subject(row))
    return told


def numbers(row: Clarification) -> list[dict[str, Any]]:
    """第N次 of each lot; none before it is issued."""
    return [{"lot_id": one.lot_id, "lot_no": one.lot_no, "n": one.n} for one in row.lots if one.n]


def deadline(row: Clarification) -> Any:
    """投标截止时间 the earliest of its lots, as registry told it when it was last asked."""
    return rules.deadline_of((row.facts or {}).get("lots", []))


def facts(row: Clarification, before: State | None, opinion: str | None) -> dict[str, Any]:
    """事件内容 what the events of a clarification carry."""
    names = ("title", "state", "project_id", "project_no", "agency_id", "agency_name", "kind")
    return {
        "form_type": FORM_TYPE,
        "form_id": row.id,
        "form_version": row.version,
        "from_state": before,
        "opinion": opinion,
        "lot_ids": [one.lot_id for one in row.lots],
        "lot_nos": [one.lot_no for one in row.lots],
        **{name: getattr(row, name) for name in names},
        "approved_by_policy": row.approved_by_policy,
    }


def issued_facts(row: Clarification) -> dict[str, Any]:
    """发布事件内容 the deadline does not move: that is a change notice's to do."""
    given = numbers(row)
    return {
        "n": max(one["n"] for one in given),
        "numbers": given,
        "doc_sha256": row.attachments[0]["file"]["sha256"],
        "affects_bids": row.affects_bids,
        "deadline_moved": False,
        "new_deadline": None,
        "issued_at": row.issued_at,
    }


def facts_of(lots: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """业务信息 what the rules need of the chosen lots, as JSON values."""
    names = ("id", "no", "state", "opening_at")
    told: dict[str, Any] = plain(
        {"lots": [{name: one.get(name) for name in names} for one in lots]}
    )
    return told


def judged(row: Clarification) -> dict[str, Any]:
    """规则所判 what the rules look at."""
    return {name: getattr(row, name) for name in (*FIELDS, "attachments")}


def checks(work: Work, row: Clarification) -> list[Check]:
    """核对 every rule, as if it were issued now (or as of when it was)."""
    if work.reference.missing:
        return [unavailable(Finding("", "R05", ""), Problem("UNAVAILABLE"))]
    on = day_of(row.issued_at or work.now)
    policies = work.reference.policies
    return rules.checks(judged(row), deadline(row), work.law, on, policies)


def submitted(row: Clarification) -> dict[str, Any]:
    """提交内容 under the names of ``ClarificationIn``; lots by number."""
    return {
        **{name: getattr(row, name) for name in FIELDS},
        "lot_ids": [one.lot_no for one in row.lots],
        "attachments": [_attachment(one) for one in row.attachments],
    }


def _attachment(kept: Mapping[str, Any]) -> dict[str, Any]:
    file = {name: kept["file"].get(name) for name in ("name", "sha256")}
    return {"id": kept["document_id"], "kind": kept["kind"], "receipt": file}


def beside(work: Work, row: Clarification) -> dict[str, Any]:
    """审核所见 what changed, the rules with figures, old beside new, and what else it needs."""
    state, about = State(row.state), subject(row)
    found, late = _judged_now(work, row)
    undecided = state in (State.DRAFT, State.PENDING)
    doubts = severity.doubts(found, work.law, day_of(work.now)) if undecided else []
    return {
        "changes": since_submitted(work.session, about, ClarificationIn, submitted(row), state),
        "checks": [one.told() for one in found],
        "warnings": amber(found),
        "comparison": rules.comparison(row.passages),
        "needs_change_notice": late,
        **overrides.told(work, about, doubts, row.submitted_at),
    }


def _judged_now(work: Work, row: Clarification) -> tuple[list[Check], bool]:
    """The checks, and whether a change notice must come with it; a year may be unknown yet."""
    try:
        found = checks(work, row)
        if work.reference.missing or row.issued_at:
            return found, False
        on = day_of(work.now)
        return found, rules.needs_change_notice(judged(row), deadline(row), work.law, on)
    except Problem as problem:
        return [unavailable(Finding("affects_bids", "R05", ""), problem)], False


def _scope(work: Work) -> tuple[UUID | None, set[str]]:
    """Whose clarifications may be seen, and in which states they may not."""
    role = work.actor.role
    if role.of_agency:
        return org_of(work), {State.DELETED}
    hidden = set() if role is Role.SERVICE else {State.DRAFT}
    return None, {State.DELETED, *hidden}


def get(work: Work, clarification_id: UUID) -> dict[str, Any]:
    """查看答疑文件."""
    owner, hidden = _scope(work)
    found = store.find(work.session, clarification_id, owner)
    if found is None or found.state in hidden:
        raise Problem("NOT_FOUND")
    return show(work, found) | beside(work, found)


def page(work: Work, asked: Mapping[str, Any]) -> dict[str, Any]:
    """答疑文件列表 newest first."""
    owner, hidden = _scope(work)
    total, rows = store.page(work.session, org_id=owner, hidden=hidden, asked=asked)
    return {"total": total, "items": [show(work, one, history=False) for one in rows]}


def form_state(work: Work, form_id: UUID) -> dict[str, Any] | None:
    """表单现状 for registry; None where the form is no clarification."""
    found = store.find(work.session, form_id, None)
    if found is None:
        return None
    state = State(found.state)
    return {"id": form_id, "exists": True, "live": state in _LIVE, "state": state}
