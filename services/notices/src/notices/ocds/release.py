"""OCDS 发布 one immutable release for each publication, by the kind of the notice (domain §4.1)."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from notices.ocds import awards, parts
from notices.rules import chains

Values = Mapping[str, Any]
DOCUMENTS = {
    "tender": "tenderNotice",
    "clarification": "clarifications",
    "supplement": "clarifications",
    "cancellation": "cancellationDetails",
    "failure": "unsuccessfulDetails",
    "award": "awardNotice",
    "award_change": "awardNotice",
}
"""documentType by the kind of notice; any other notice is a further tender notice."""

UPDATE = ("tenderUpdate",)


def release(entry: Values, before: Sequence[Values], site: str) -> dict[str, Any]:
    """发布 of this notice, ``before`` being those of its project that came earlier.

    Args:
        entry: The catalogue's row, with ``about``, ``content`` (the notice as data, or none) and
            ``paragraphs``.
        before: Rows likewise, oldest first, each with its own ``release``.
        site: The portal's own address.
    """
    known = entry["about"]
    lots = chains.lots_of([*before, entry])
    made: dict[str, Any] = {
        "ocid": entry["ocid"],
        "id": entry["release_id"],
        "date": entry["published_at"],
        "tag": _tags(entry, before, lots),
        "initiationType": "tender",
        "language": parts.LANGUAGE,
        "parties": [
            parts.party(known["purchaser"], "buyer"),
            parts.party(known["agency"], "procuringEntity"),
            *awards.suppliers(entry),
        ],
        "buyer": parts.reference(known["purchaser"]),
        "tender": _tender(entry, before, lots, site),
    }
    return made | parts.present({"awards": awards.awards(entry, before, site)})


def _tender(
    entry: Values, before: Sequence[Values], lots: Sequence[Values], site: str
) -> dict[str, Any]:
    """The tender as this notice tells or changes it; what it leaves alone is not repeated."""
    standings = {one["no"]: one["standing"] for one in lots}
    told = {
        "id": entry["project_no"],
        "title": entry["project_name"],
        "status": _status(list(standings.values())),
        "lots": parts.lots(entry["about"]["lots"], standings),
        "documents": [_document(entry, site)] if entry["kind"] not in awards.KINDS else [],
    }
    if entry["kind"] == "tender":
        told |= _whole(entry, before)
    if entry["kind"] in AMENDING and before:
        told["amendments"] = [_amendment(entry, before)]
    if entry["opening_at"]:
        told |= _opening(entry)
    live = {one for one in standings.values() if parts.STATUS[one] == "active"}
    suspended = parts.SUSPENDED if live == {"suspended"} else None
    return parts.present(told) | {"statusDetails": suspended}


def _whole(entry: Values, before: Sequence[Values]) -> dict[str, Any]:
    """What only a tender notice tells: everything."""
    known = entry["about"]
    every = _known_lots([*before, entry])
    method, method_zh = parts.METHODS.get(known["method"], (None, known["method"]))
    criteria = {parts.CRITERIA.get(one["evaluation"]) for one in every} - {None}
    budgets = [Decimal(one["budget"]) for one in every if one["budget"]]
    notice = (entry.get("content") or {}).get("notice") or {}
    return {
        "description": known.get("summary"),
        "procuringEntity": parts.reference(known["agency"]),
        "value": parts.value(sum(budgets, Decimal(0))),
        "procurementMethod": method,
        "procurementMethodDetails": method_zh,
        "mainProcurementCategory": parts.CATEGORIES.get(known["category"]),
        "awardCriteria": criteria.pop() if len(criteria) == 1 else None,
        "submissionMethod": ["electronicSubmission"],
        "eligibilityCriteria": _eligibility(notice),
        "items": parts.items(known["lots"]),
    }


def _opening(entry: Values) -> dict[str, Any]:
    """The deadline is the opening (87号令第39条): one moment, as a period's end and a milestone."""
    starts = {"startDate": entry["published_at"]} if entry["kind"] == "tender" else {}
    milestone = {"id": "opening", "title": "开标", "type": "assessment"}
    due = {"dueDate": entry["opening_at"], "status": "scheduled"}
    return {
        "tenderPeriod": starts | {"endDate": entry["opening_at"]},
        "milestones": [milestone | due],
    }


def _amendment(entry: Values, before: Sequence[Values]) -> dict[str, Any]:
    notice = (entry.get("content") or {}).get("notice") or {}
    return parts.present(
        {
            "id": entry["no"],
            "date": entry["published_at"],
            "rationale": notice.get("reason") or entry["title"],
            "amendsReleaseID": before[-1]["release_id"],
            "releaseID": entry["release_id"],
        }
    )


def _document(entry: Values, site: str) -> dict[str, Any]:
    url = f"{site}{entry['url']}"
    file = {"url": f"{url}/notice.pdf", "format": "application/pdf"}
    page = {"url": url, "format": "text/html"}
    return {
        "id": entry["no"],
        "documentType": DOCUMENTS.get(entry["kind"], "tenderNotice"),
        "title": entry["title"],
        **(file if entry["pdf_sha256"] else page),
        "datePublished": entry["published_at"],
        "language": parts.LANGUAGE,
    }


def _eligibility(notice: Values) -> str | None:
    told = notice.get("qualification") or {}
    return "\n".join(filter(None, (told.get("policy"), told.get("specific")))) or None


def _known_lots(entries: Sequence[Values]) -> list[Values]:
    lots = {lot["no"]: lot for one in entries for lot in one["about"]["lots"]}
    return list(lots.values())


def _status(standings: Sequence[str]) -> str:
    found = {parts.STATUS[one] for one in standings}
    if "active" in found:
        return "active"
    return found.pop() if len(found) == 1 else "complete"


def _tags(entry: Values, before: Sequence[Values], lots: Sequence[Values]) -> list[str]:
    told = TAGS.get(entry["kind"], UPDATE)
    return list(told(entry, before, lots) if callable(told) else told)


def _cancelled(_: Values, __: Sequence[Values], lots: Sequence[Values]) -> Sequence[str]:
    ended = all(one["standing"] == "cancelled" for one in lots)
    return ("tenderCancellation",) if ended else UPDATE


def _resumed(entry: Values, _: Sequence[Values], __: Sequence[Values]) -> Sequence[str]:
    return ("tenderAmendment",) if entry["opening_at"] else UPDATE


def _awarded_anew(entry: Values, before: Sequence[Values], _: Sequence[Values]) -> Sequence[str]:
    changed = awards.winner_changed(entry, before)
    return ("awardCancellation", "award") if changed else ("awardUpdate",)


def _tendered(_: Values, before: Sequence[Values], __: Sequence[Values]) -> Sequence[str]:
    """A second tender notice of a project is of other lots: the tender is told anew."""
    return ("tenderUpdate",) if any(one["kind"] == "tender" for one in before) else ("tender",)


AMENDING = {"change", "resumption"}
TAGS: Mapping[str, Sequence[str] | Callable[..., Sequence[str]]] = {
    "tender": _tendered,
    "change": ("tenderAmendment",),
    "resumption": _resumed,
    "cancellation": _cancelled,
    "failure": ("award", "tenderUpdate"),
    "award": ("award", "tenderUpdate"),
    "award_change": _awarded_anew,
}
