"""招标文件的呈现 what callers and listeners are told of a tender document."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.workflow import STATE_ZH, TENDER_DOCUMENT, State, allowed
from tenderhall_kit.work import Work

from documents import store
from documents.models import TenderDocument
from documents.store import clarifications
from documents.usecases.beside import FORM_TYPE, beside
from documents.usecases.uploads import org_of

AMENDED_ZH = "已修改"
"""An issued document that a clarification has become part of (domain §5.5)."""

_LIVE = {State.PENDING, State.APPROVED, State.ISSUED}
_PLAIN = (
    *("id", "state", "version", "updated_at", "project_id", "project_no", "agency_id"),
    *("template", "title", "bid_validity_days", "evaluation", "price_weight", "price"),
    *("obtaining", "file", "attachments", "approved_by_policy", "issued_at"),
    *("opening_at", "opening_place"),
)


def subject(row: TenderDocument) -> tuple[str, UUID]:
    """对象 type and id, for audit and events."""
    return (FORM_TYPE, row.id)


def show(work: Work, row: TenderDocument, *, history: bool = True) -> dict[str, Any]:
    """招标文件 as its contract tells it, with the buttons of who asks."""
    state = State(row.state)
    role = work.actor.role
    own = not role.of_agency or work.actor.org_id == str(row.agency_id)
    told = {name: getattr(row, name) for name in _PLAIN}
    told |= {
        "state_zh": STATE_ZH[state],
        "allowed": allowed(TENDER_DOCUMENT, state, role) if own else [],
        "lot_ids": [one.lot_id for one in row.lots],
        "lot_nos": [one.lot_no for one in row.lots],
    }
    amended = _amendments(work, row) if state is State.ISSUED else []
    if amended:
        told |= {"state_zh": AMENDED_ZH, "amendments": amended}
    if history:
        told["written"] = store.find_content(work.session, row.id) is not None
        told["history"] = work.history(subject(row))
    return told


def _amendments(work: Work, row: TenderDocument) -> list[dict[str, Any]]:
    """澄清、补充 that were issued for its lots: the document itself stays as it was issued."""
    found = clarifications.amendments(work.session, [one.lot_id for one in row.lots])
    names = ("id", "kind", "title", "issued_at")
    return [{**{name: getattr(one, name) for name in names}, "n": n} for one, n in found]


def facts(row: TenderDocument, before: State | None, opinion: str | None) -> dict[str, Any]:
    """事件内容 what the events of a tender document carry."""
    return {
        "form_type": FORM_TYPE,
        "form_id": row.id,
        "form_version": row.version,
        "from_state": before,
        "opinion": opinion,
        "lot_ids": [one.lot_id for one in row.lots],
        "lot_nos": [one.lot_no for one in row.lots],
        "file": row.file["file"] if row.file else None,
        **{
            name: getattr(row, name)
            for name in ("title", "state", "project_id", "project_no", "agency_id", "agency_name")
        },
        "template": row.template,
        "approved_by_policy": row.approved_by_policy,
    }


def scope(work: Work) -> tuple[UUID | None, set[str]]:
    """Whose tender documents may be seen, and in which states they may not."""
    role = work.actor.role
    if role.of_agency:
        return org_of(work), {State.DELETED}
    hidden = set() if role is Role.SERVICE else {State.DRAFT}
    return None, {State.DELETED, *hidden}


def get(work: Work, tender_id: UUID) -> dict[str, Any]:
    """查看招标文件."""
    owner, hidden = scope(work)
    found = store.find_tender(work.session, tender_id, owner)
    if found is None or found.state in hidden:
        raise Problem("NOT_FOUND")
    told = show(work, found)
    return told if work.actor.role is Role.SERVICE else told | beside(work, found)


def page(work: Work, form: Mapping[str, Any]) -> dict[str, Any]:
    """招标文件列表 newest first."""
    owner, hidden = scope(work)
    asked = {name: form.get(name) for name in ("q", "state")}
    total, rows = store.list_tenders(
        work.session,
        org_id=owner,
        hidden=hidden,
        limit=form["limit"],
        offset=form["offset"],
        **asked,
    )
    return {"total": total, "items": [show(work, one, history=False) for one in rows]}


def effective(work: Work, lot_ids: list[UUID]) -> dict[str, Any]:
    """有效招标文件 of these lots."""
    rows = store.effective_tenders(work.session, lot_ids)
    items = [show(work, one, history=False) | _opening(work, one) for one in rows]
    return {"total": len(rows), "items": items}


def _opening(work: Work, row: TenderDocument) -> dict[str, Any]:
    """文件所载开标时间和地点 of a file that was made here; of others its agency has told it."""
    kept = store.find_content(work.session, row.id)
    if kept is None or not kept.made(row.file):
        return {}
    values = kept.content["values"]
    at = values.get("opening_at")
    return {
        "opening_at": datetime.fromisoformat(at) if at else None,
        "opening_place": values.get("opening_place"),
    }


def form_state(work: Work, tender_id: UUID) -> dict[str, Any]:
    """表单现状 for registry, whose lease on the lots has run out."""
    found = store.find_tender(work.session, tender_id, None)
    state = State(found.state) if found else None
    return {
        "id": tender_id,
        "exists": found is not None,
        "live": state in _LIVE,
        "state": state,
    }
