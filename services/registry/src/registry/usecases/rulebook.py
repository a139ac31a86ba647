"""法规与政策 an administrator reads and corrects the dated rules and the switches."""

from datetime import date
from typing import Any

from tenderhall_contracts.errors import Problem, invalid
from tenderhall_contracts.registry import rules_updated
from tenderhall_kit.law import day_of
from tenderhall_kit.plain import plain
from tenderhall_kit.work import Work

from registry.rules import rulebook
from registry.rules.policies import KNOWN
from registry.store import reference as store
from registry.usecases import findings
from registry.usecases.reference import tell

_KEPT = ("effective_from", "effective_to", "severity", "value", "unit", "basis", "text_zh")


_UNCHANGED = {"changed_by": None, "changed_at": None, "reason": None}


def list_rules(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """查询法定规则 every row with its state on that day."""
    on = payload.get("on") or day_of(work.now)
    rows = store.rules(work.session)
    of_rule: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        of_rule.setdefault(row["rule_id"], []).append(row)
    told = [row | {"status": rulebook.status(row, of_rule[row["rule_id"]], on)} for row in rows]
    return {"on": on, "items": [one for one in told if _matches(one, payload.get("q") or "")]}


def put_rule(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """新增规则行 the rows before it stay; a correction of the past leaves a finding.

    Raises:
        Problem: NOT_FOUND for an unknown rule; VALIDATION_FAILED with every finding.
    """
    today = day_of(work.now)
    rows, known = _rows(work, payload["rule_id"], today)
    correction = payload.pop("correction")
    row = {"effective_to": None, "value": None, "unit": None, **payload}
    invalid(list(rulebook.faults(row, known, today, correction=correction)))
    before = next((one for one in rows if one["effective_from"] == row["effective_from"]), None)
    told = _write(work, row, before)
    if row["effective_from"] < today:
        subject = ("legal_rule", row["rule_id"])
        findings.record(
            work, row["rule_id"], subject, actual=today, reason=row["reason"], kind="corrected"
        )
    return told


def switch_rule(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """切换规则 the row in force, with another severity from today on.

    Raises:
        Problem: NOT_FOUND for an unknown rule.
    """
    today = day_of(work.now)
    rows, known = _rows(work, payload["rule_id"], today)
    row = {**known, **payload, "effective_from": today}
    before = next((one for one in rows if one["effective_from"] == today), None)
    return _write(work, row, before or known)


def list_policies(work: Work) -> dict[str, Any]:
    """查询政策 with what they mean, what they may be, and who changed them last and why."""
    values, changes = store.policies(work.session), store.policy_changes(work.session)
    items = [
        {
            "name": one.name,
            "value": values.get(one.name, one.default),
            "default": one.default,
            "kind": one.kind,
            "allowed": list(one.allowed),
            "text_zh": one.text_zh,
            "text_en": one.text_en,
            **changes.get(one.name, _UNCHANGED),
        }
        for one in KNOWN.values()
    ]
    return {"items": items}


def set_policy(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """修改政策.

    Raises:
        Problem: NOT_FOUND for an unknown one; VALIDATION_FAILED where it cannot have this value.
    """
    name, value = payload["name"], payload["value"].strip()
    policy = KNOWN.get(name)
    if policy is None:
        raise Problem("NOT_FOUND", policy=name)
    invalid(list(policy.faults(value, production=work.settings.production)))
    before = store.policies(work.session).get(name)
    store.write_policy(work.session, name, value)
    work.record(
        "policy.set",
        subject=("policy", name),
        before={"value": before},
        after={"value": value},
        opinion=payload["reason"],
    )
    return tell(work)


def _rows(work: Work, rule_id: str, today: date) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """A rule's rows, and the one that a new row is held against: in force, else the newest."""
    rows = store.rule_rows(work.session, rule_id)
    if not rows:
        raise Problem("NOT_FOUND", rule_id=rule_id)
    return rows, dict(rulebook.in_force(rows, today) or rows[-1])


def _write(work: Work, row: dict[str, Any], before: dict[str, Any] | None) -> dict[str, Any]:
    """One row, its audit row and its events."""
    rule_id = row["rule_id"]
    store.write_rule(work.session, row | {"changed_by": work.actor.name})
    work.record(
        "rule.put",
        subject=("legal_rule", rule_id),
        before=_kept(before) if before else None,
        after=_kept(row),
        opinion=row["reason"],
    )
    told = tell(work)
    facts = {"rule_ids": [rule_id], **told}
    work.emit(rules_updated, facts, aggregate=("legal_rule", rule_id, told["version"]))
    return told


def _kept(row: dict[str, Any]) -> dict[str, Any]:
    return {name: plain(row[name]) for name in _KEPT}


def _matches(row: dict[str, Any], q: str) -> bool:
    return not q or any(q.lower() in row[name].lower() for name in ("rule_id", "text_zh", "basis"))
