"""评审结果 told to notices alone: what its evaluation said decides what an award may say."""

from collections.abc import Mapping
from typing import Any

from tenderhall_contracts import platform
from tenderhall_contracts.errors import Problem
from tenderhall_kit.work import Work

from registry.models import InboundEvent, Lot
from registry.store import inbound as store

ASKS = "notices"
"""The one service that writes awards; nobody else is told who has tendered, and for how much."""

_VOIDED = platform.evaluation_voided.name


def evaluation_results(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """查询评审结果 the newest of each lot that has taken effect.

    Raises:
        Problem: FORBIDDEN_ROLE where another service asks.
    """
    if work.actor.issuer != ASKS:
        raise Problem("FORBIDDEN_ROLE", needs=ASKS)
    found = store.evaluations(work.session, payload["lot_ids"])
    voided = store.voided(work.session, payload["lot_ids"])
    newest: dict[Any, dict[str, Any]] = {}
    for row, lot in found:
        newest.setdefault(lot.id, _told(row, lot, voided))
    return {"items": sorted(newest.values(), key=lambda one: str(one["lot_no"]))}


def _told(row: InboundEvent, lot: Lot, voided: Mapping[Any, int]) -> dict[str, Any]:
    said = platform.EvaluationEnded().load(row.data | row.restricted)
    void = voided.get(lot.id, 0) >= said["round"]
    return {
        "lot_id": lot.id,
        "lot_no": lot.no,
        **{name: said[name] for name in ("round", "ended_at", "bidder_count", "report_sha256")},
        "result": "void" if void else said["result"],
        "candidates": sorted(said["candidates"], key=lambda one: one["rank"])
        if said.get("candidates") is not None
        else None,
    }
