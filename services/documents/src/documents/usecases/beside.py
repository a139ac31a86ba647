"""审核所见 what must be seen beside a tender document: what changed, the rules with figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from tenderhall_contracts.documents import TenderDocumentIn
from tenderhall_contracts.workflow import State
from tenderhall_kit.changes import since_submitted
from tenderhall_kit.plain import plain
from tenderhall_kit.work import Work

from documents.models import TenderDocument
from documents.rules import tender as rules

FORM_TYPE = "tender_document"
FIELDS = (
    *("template", "title", "bid_validity_days", "price_weight", "price", "obtaining"),
    "evaluation",
)
"""What the agency fills in, besides lots and files."""

_OF_LOT = ("id", "no", "evaluation")


def beside(work: Work, row: TenderDocument) -> dict[str, Any]:
    """较上次提交的变更和核对结果, over what registry said when it was last asked."""
    content, state, facts = submitted(row), State(row.state), row.facts or {}
    sent = since_submitted(work.session, (FORM_TYPE, row.id), TenderDocumentIn, content, state)
    checks = rules.checks(judged(row), facts.get("project", {}), facts.get("lots", []))
    return {"changes": sent, "checks": [one.told() for one in checks]}


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
