"""审核所见 what must be seen beside a tender document: what changed, the rules with figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from tenderhall_contracts.checks import Check, unavailable
from tenderhall_contracts.checks import warnings as amber
from tenderhall_contracts.documents import TenderDocumentIn
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.workflow import State
from tenderhall_kit import overrides, severity
from tenderhall_kit.changes import since_submitted
from tenderhall_kit.law import day_of
from tenderhall_kit.plain import plain
from tenderhall_kit.work import Work

from documents.models import TenderDocument
from documents.rules import tender as rules

FORM_TYPE = "tender_document"
FIELDS = (
    *("template", "title", "bid_validity_days", "price_weight", "price", "obtaining"),
    *("evaluation", "opening_at", "opening_place"),
)
"""What the agency fills in, besides lots and files."""

_UNDECIDED = {State.DRAFT, State.PENDING, State.REJECTED}
_OF_LOT = ("id", "no", "evaluation")


def beside(work: Work, row: TenderDocument) -> dict[str, Any]:
    """较上次提交的变更和核对结果, over what registry said when it was last asked."""
    content, state, subject = submitted(row), State(row.state), (FORM_TYPE, row.id)
    sent = since_submitted(work.session, subject, TenderDocumentIn, content, state)
    found = checks(work, row, row.facts or {})
    doubts = severity.doubts(found, work.law, day_of(work.now)) if state in _UNDECIDED else []
    return {
        "changes": sent,
        "checks": [one.told() for one in found],
        "warnings": amber(found),
        **overrides.told(work, subject, doubts, row.submitted_at),
    }


def checks(work: Work, row: TenderDocument, facts: Mapping[str, Any]) -> list[Check]:
    """核对 every rule over these facts of registry's, by the law of today."""
    if work.reference.missing:
        return [unavailable(Finding("", "R17", ""), Problem("UNAVAILABLE"))]
    project, lots = facts.get("project", {}), facts.get("lots", [])
    today, policies = day_of(work.now), work.reference.policies
    return rules.checks(judged(row), project, lots, work.law, today, policies=policies)


def submitted(row: TenderDocument) -> dict[str, Any]:
    """提交内容 under the names of ``TenderDocumentIn``; lots by number."""
    return {
        **{name: getattr(row, name) for name in FIELDS},
        "lot_ids": [one.lot_no for one in row.lots],
        "file": _file(row.file) if row.file else None,
        "attachments": [_attachment(one) for one in row.attachments],
    }


def judged(row: TenderDocument) -> dict[str, Any]:
    """规则所判 what the rules look at."""
    return {name: getattr(row, name) for name in (*FIELDS, "file")}


def facts_of(project: Mapping[str, Any], lots: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """业务信息 what the rules need of the project and the chosen lots, as JSON values."""
    rows = [{name: lot.get(name) for name in _OF_LOT} for lot in lots]
    told: dict[str, Any] = plain({"project": {"category": project.get("category")}, "lots": rows})
    return told


def _file(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: kept["file"].get(name) for name in ("name", "sha256")}


def _attachment(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": kept["document_id"], "kind": kept["kind"], "receipt": _file(kept)}
