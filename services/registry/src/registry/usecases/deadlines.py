"""期限计算 for anybody: every period of an event, by the rules in force on its day."""

from typing import Any

from tenderhall_kit.work import Work

from registry.rules import deadlines as rules


def deadlines(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """计算法定期限."""
    event, on = payload["event"], payload["on"]
    return {
        "event": event.value,
        "on": on,
        "roll": work.reference.policies.get("legal.roll", "nonworking"),
        "periods": rules.of(work.law, event, on),
    }
