"""中标公告的业务信息 lots, evaluations, suppliers, tender notice: asked before a transaction."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Problem
from tenderhall_contracts.workflow import State
from tenderhall_kit.call import Call
from tenderhall_kit.law import day_of
from tenderhall_kit.plain import plain
from tenderhall_kit.work import Work

from notices import store
from notices.kinds.award.change import AWARD_CHANGE
from notices.kinds.award.content import standing_of

Values = Mapping[str, Any]

PROJECT = ("id", "no", "name", "plan_no", "region", "state", "category", "method")
PEOPLE = ("purchaser", "agency", "agency_id", "agency_leader", "agency_phone")
LOT = ("id", "no", "name", "catalogue_code", "budget", "ceiling", "state", "opening_at")
SUPPLIER = ("uscc", "name", "address", "size", "status")
RESULT = ("round", "ended_at", "result", "bidder_count", "report_sha256", "candidates")
READY = {State.APPROVED.value, State.ISSUED.value}


def of_award(call: Call, sources: Any, whose: Values) -> dict[str, Any]:
    """中标公告的业务信息 as JSON values, in a steady order.

    Raises:
        Problem: NOT_FOUND where there is no such project; UNAVAILABLE, DEADLINE.
    """
    project = plain(sources.registry.get_project(call, {"id": whose["project_id"]}))
    wanted = {"lot_ids": list(whose["lot_ids"])}
    results = plain(sources.registry.evaluation_results(call, wanted))["items"]
    documents = plain(sources.documents.effective_documents(call, wanted))["items"]
    chosen = {str(one) for one in whose["lot_ids"]}
    lots = [one for one in project["lots"] if one["id"] in chosen]
    return {
        "project": {key: project.get(key) for key in (*PROJECT, *PEOPLE)},
        "lots": [{key: one.get(key) for key in LOT} for one in sorted(lots, key=_position)],
        "evaluations": {one["lot_id"]: {key: one.get(key) for key in RESULT} for one in results},
        "suppliers": _suppliers(call, sources, plain(dict(whose["entered"] or {}))),
        "document": _document(documents),
        "tender": call.read(tender_notice, whose["project_id"], [one["no"] for one in lots]),
    }


def of_award_change(call: Call, sources: Any, whose: Values) -> dict[str, Any]:
    """中标变更的业务信息 as of an award, and what the public was last told of it."""
    return {**of_award(call, sources, whose), **plain(call.read(standing, whose["about_id"]))}


def standing(work: Work, about_id: UUID) -> dict[str, Any]:
    """中标公告现状 the notice, and the award after the changes published so far.

    Raises:
        Problem: NOT_FOUND where it was never published.
    """
    first = store.publication(work.session, about_id)
    if first is None:
        raise Problem("NOT_FOUND")
    changes = [one for one in store.amendments(work.session, about_id) if one.kind == AWARD_CHANGE]
    last = store.get(work.session, changes[-1].notice_id if changes else about_id)
    published_on = day_of(first.published_at).isoformat()
    about = {"id": about_id, "no": first.no, "title": first.title, "published_on": published_on}
    return {"about": about, "standing": standing_of(last.entered, last.facts)}


def tender_notice(work: Work, project_id: UUID, lot_nos: Sequence[str]) -> dict[str, Any] | None:
    """招标公告 by which these lots were tendered, the first of them."""
    found = store.published_of(work.session, project_id, lot_nos)
    first = next((one for one in found if one.kind == "tender"), None)
    if first is None:
        return None
    published_on = day_of(first.published_at).isoformat()
    return {"no": first.no, "title": first.title, "published_on": published_on}


def codes_of(entered: Values) -> list[str]:
    """统一社会信用代码 of the winners, each once."""
    return sorted({str(one["uscc"]) for one in entered.get("winners") or []})


def _suppliers(call: Call, sources: Any, entered: Values) -> dict[str, Any]:
    """供应商 as the directory has them; the status is that of the day the winner was fixed."""
    on = entered.get("determined_on")
    return {code: _supplier(call, sources, code, on) for code in codes_of(entered)}


def _supplier(call: Call, sources: Any, code: str, on: str | None) -> dict[str, Any] | None:
    asked = {"uscc": code, "on": on} if on else {"uscc": code}
    try:
        told = plain(sources.registry.get_supplier(call, asked))
    except Problem as problem:
        if problem.code != "NOT_FOUND":
            raise
        return None
    return {key: told.get(key) for key in SUPPLIER}


def _document(documents: Sequence[Values]) -> dict[str, str] | None:
    files = [one["file"]["file"] for one in documents if one["state"] in READY and one.get("file")]
    if not files:
        return None
    return {"name": files[0].get("name") or "招标文件", "sha256": files[0]["sha256"]}


def _position(lot: Values) -> tuple[int, str]:
    return lot["position"], lot["no"]
