"""公告内容 what a tender notice says, put together from what was entered and what others know.

Pure. ``entered`` are the fields of the notice form, ``facts`` what registry, venue and documents
said (``usecases.facts``), both as JSON values; the view is what the template reads.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from notices.kinds.parts import CENTRE, contact, media_of, party

TENDER = "tender"
FOLLOWED = (
    *("project", "lots", "place", "deadline", "budget", "ceiling", "purchaser", "agency"),
    "attachments",
)
"""Parts of the view that come from other services: a sealed notice must still agree with them."""

Values = Mapping[str, Any]


def title_of(entered: Values, facts: Values) -> str:
    """公告标题 as entered, or the project's name with the format's own ending."""
    return str(entered.get("title") or f"{facts['project']['name']}公开招标公告")


def opening_of(facts: Values) -> str | None:
    """开标时间 the one approved booking's; None while there is none."""
    return facts["booking"]["opening_at"] if facts.get("booking") else None


def place_of(facts: Values) -> str | None:
    """开标地点 the room of the approved booking."""
    booking = facts.get("booking")
    return f"{CENTRE}{booking['room']}" if booking else None


def effective(entered: Values, facts: Values) -> dict[str, Any]:
    """有效内容 what was entered, and where it is silent what project and document said before."""
    told = {
        "performance_period": facts["project"]["performance_period"],
        "price": facts["document_price"],
    }
    return {**entered, **{key: entered.get(key) or value for key, value in told.items()}}


def tender_view(
    entered: Values, facts: Values, *, issued_on: date, notice_days: int, challenge_days: int
) -> dict[str, Any]:
    """招标公告视图 what ``GB50-TENDER`` reads. Values still missing are empty, for a preview.

    Args:
        entered: The notice form, effective.
        facts: Project, lots, booking and tender document.
        issued_on: The day that stands under the notice.
        notice_days: 公告期限 in working days (R03).
        challenge_days: 质疑期限 in working days (R29).
    """
    project, lots = facts["project"], facts["lots"]
    return {
        "title": title_of(entered, facts),
        "subject": _subject(project["name"]),
        "deadline": opening_of(facts),
        "place": place_of(facts) or "",
        "project": {key: project[key] for key in ("no", "plan_no", "name")},
        "budget": _total(lots, "budget"),
        "ceiling": _ceiling(project, lots),
        "lots": [_lot(lot) for lot in lots],
        "contract_period": entered.get("performance_period") or "",
        "consortium": bool(project["consortium"]),
        "qualification": {
            "policy": entered.get("policy_qualification") or "",
            "specific": entered.get("special_qualification") or "",
        },
        "obtain": {
            "starts_on": entered.get("obtain_from"),
            "ends_on": entered.get("obtain_until"),
            "hours": entered.get("daily_hours") or "",
            "place": entered.get("obtain_place") or "",
            "method": entered.get("obtain_method") or "",
            "price": entered.get("price"),
        },
        "notice_period_workdays": notice_days,
        "challenge_workdays": challenge_days,
        "supplement": entered.get("other") or "",
        "media": media_of(entered),
        "purchaser": party(project["purchaser"]),
        "agency": party(project["agency"]),
        "contact": contact(project),
        "attachments": [facts["document"]] if facts.get("document") else [],
        "issued_on": issued_on.isoformat(),
    }


def _subject(name: str) -> str:
    """「某某采购项目」招标项目 would say 项目 twice."""
    return name.removesuffix("项目").removesuffix("采购") or name


def _total(lots: list[Values], field: str) -> str | None:
    """The sum over the lots; None where none of them has the value."""
    given = [Decimal(lot[field]) for lot in lots if lot.get(field)]
    return str(sum(given)) if given else None


def _ceiling(project: Values, lots: list[Values]) -> str | None:
    """The project's where the notice is of all its lots (R15), else the sum of the lots' own.

    A lot without one leaves no sum: the rows of the table tell what each has.
    """
    if project.get("ceiling") and project.get("lots_in_all") == len(lots):
        return str(project["ceiling"])
    return _total(lots, "ceiling") if all(lot.get("ceiling") for lot in lots) else None


def _lot(lot: Values) -> dict[str, Any]:
    amount = f"（数量：{_plain(lot['quantity'])}{lot['unit'] or ''}）" if lot["quantity"] else ""
    told = {key: lot[key] for key in ("no", "name", "budget", "ceiling")}
    return {**told, "requirement": f"{lot['requirement'] or ''}{amount}"}


def _plain(quantity: str) -> str:
    return f"{Decimal(quantity).normalize():f}"
