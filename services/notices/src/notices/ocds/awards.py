"""OCDS 中标 awards and their suppliers, and the award that a failed tender came to."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from notices.ocds import parts

Values = Mapping[str, Any]
KINDS = {"award", "award_change", "failure"}
"""Notices whose document stands with the award."""

_DOCUMENT = {"failure": "unsuccessfulDetails"}


def awards(entry: Values, before: Sequence[Values], site: str) -> list[dict[str, Any]]:
    """中标结果 one for each lot and winner; of a failed lot one that was unsuccessful."""
    if entry["kind"] == "failure":
        return [_failed(entry, no, site) for no in entry["lot_nos"]]
    if entry["kind"] not in KINDS:
        return []
    made = [_award(entry, lot, one, site) for lot, one in _winners(entry)]
    return [*_cancelled(entry, before), *made]


def suppliers(entry: Values) -> list[dict[str, Any]]:
    """中标人 as parties, each once."""
    found = {parts.identity(one): one for _, one in _winners(entry)}
    return [parts.party(one, "supplier") for one in found.values()]


def winner_changed(entry: Values, before: Sequence[Values]) -> bool:
    """中标人变更 whether other suppliers win than before."""
    return any(True for _ in _cancelled(entry, before))


def _award(entry: Values, lot: Values, one: Values, site: str) -> dict[str, Any]:
    amount = one.get("amount") if one.get("price_form", "amount") == "amount" else None
    return parts.present(
        {
            "id": _id(lot, one),
            "title": f"{lot['no']} {lot.get('name') or ''}".strip(),
            "status": "active",
            "date": entry["published_at"],
            "value": parts.value(amount),
            "suppliers": [parts.reference(one)],
            "relatedLots": [lot["no"]],
            "documents": [_document(entry, site)],
        }
    )


def _failed(entry: Values, no: str, site: str) -> dict[str, Any]:
    return {
        "id": f"{no}-{entry['no']}",
        "title": f"{no} 废标",
        "status": "unsuccessful",
        "date": entry["published_at"],
        "relatedLots": [no],
        "documents": [_document(entry, site)],
    }


def _cancelled(entry: Values, before: Sequence[Values]) -> Iterator[dict[str, Any]]:
    """The awards of these lots that stood until this change of the award, and stand no more."""
    if entry["kind"] != "award_change":
        return
    now = {_id(lot, one) for lot, one in _winners(entry)}
    changed = {lot["no"] for lot, _ in _winners(entry)}
    for no, lots in _standing(before).items():
        if no not in now and changed & set(lots):
            yield {"id": no, "status": "cancelled", "relatedLots": lots}


def _standing(before: Sequence[Values]) -> dict[str, list[str]]:
    """The awards that earlier releases told and did not take back, with their lots."""
    found: dict[str, list[str]] = {}
    for one in before:
        for award in one["release"].get("awards") or ():
            found.pop(award["id"], None)
            if award["status"] == "active":
                found[award["id"]] = award["relatedLots"]
    return found


def _winners(entry: Values) -> Iterator[tuple[Values, Values]]:
    notice = (entry.get("content") or {}).get("notice") or {}
    for lot in notice.get("lots") or ():
        for one in lot.get("winners") or ():
            yield lot, one


def _id(lot: Values, one: Values) -> str:
    return f"{lot['no']}-{one.get('uscc') or one['name']}"


def _document(entry: Values, site: str) -> dict[str, Any]:
    url = f"{site}{entry['url']}"
    file = {"url": f"{url}/notice.pdf", "format": "application/pdf"}
    page = {"url": url, "format": "text/html"}
    return {
        "id": entry["no"],
        "documentType": _DOCUMENT.get(entry["kind"], "awardNotice"),
        "title": entry["title"],
        **(file if entry["pdf_sha256"] else page),
        "datePublished": entry["published_at"],
        "language": parts.LANGUAGE,
    }
