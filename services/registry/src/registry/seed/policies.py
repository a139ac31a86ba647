"""政策 the switches and their defaults (domain §5.0), which follow the manual."""

from collections.abc import Mapping

DEFAULTS: Mapping[str, str] = {
    "review.tender_doc": "auto",
    "review.clarification": "auto",
    "review.change_notice": "filing",
    "review.sla_days": "1",
    "seal.required": (
        "tender_notice,change_notice,award_notice,award_change,failure_notice,exception"
    ),
    "seal.by_holder_only": "false",
    "withdraw_approved": "direct",
    "legal.roll": "nonworking",
    "legal.min_days_full": "false",
    "project.prequalification": "off",
    "project.lot_budgets": "equal",
    "project.plan_no": r"湘财采计\[\d{4}\]\d{6}号",
    "help.ca_line": "0734-8846535",
}


def policies(*, production: bool) -> dict[str, str]:
    """政策 for this environment: only demo and test may seal by PIN alone (architecture §6)."""
    return {**DEFAULTS, "seal.auth": "ca" if production else "pin_only"}
