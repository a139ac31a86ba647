"""公告链 a project as its notices tell it: chain, timeline, where each lot stands."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

Values = Mapping[str, Any]

STANDING = {
    "tender": "tendering",
    "change": "",
    "suspension": "suspended",
    "cancellation": "cancelled",
    "failure": "failed",
    "award": "awarded",
}
"""What a notice of this kind makes of its lots; other kinds leave them as they are."""

STANDING_ZH = {
    "tendering": "招标中",
    "suspended": "已暂停",
    "cancelled": "已取消",
    "failed": "已废标",
    "awarded": "已中标",
}
TITLES = {
    "tender": ("招标公告发布", "Tender notice published"),
    "change": ("变更公告发布", "Change notice published"),
    "clarification": ("澄清公告发布", "Clarification published"),
    "supplement": ("补充公告发布", "Supplement published"),
    "suspension": ("项目暂停", "Suspended"),
    "resumption": ("项目恢复", "Resumed"),
    "cancellation": ("项目终止", "Cancelled"),
    "failure": ("项目废标", "Tender failed"),
    "award": ("中标结果公告发布", "Award notice published"),
    "award_change": ("中标公告变更", "Award changed"),
}
OPENING = ("投标截止、开标", "Deadline for bids, opening")
_OTHER = ("公告发布", "Notice published")
_NO_OPENING = {"suspended", "cancelled", "failed"}


def project(entries: Sequence[Values]) -> dict[str, Any]:
    """公开项目 ``entries`` are its notices, oldest first, each with what it told (``about``)."""
    newest, known = entries[-1], entries[-1]["about"]
    fields = ("project_no", "region", "method", "category", "purchaser", "agency", "ocid")
    lots = lots_of(entries)
    return {
        **{name: newest[name] for name in fields},
        "name": newest["project_name"],
        "plan_no": known["plan_no"],
        "lots": lots,
        "chain": [{key: one[key] for key in one if key != "about"} for one in entries],
        "timeline": timeline(entries, lots),
    }


def lots_of(entries: Sequence[Values]) -> list[dict[str, Any]]:
    """分包 as the newest notice tells each, with its opening and standing."""
    lots: dict[str, dict[str, Any]] = {}
    for one in entries:
        for lot in one["about"]["lots"]:
            before = lots.get(lot["no"], {"opening_at": None, "standing": "tendering"})
            fields = ("no", "name", "catalogue_code", "catalogue_name", "budget")
            lots[lot["no"]] = before | {key: lot[key] for key in fields} | _moved(before, one)
    for lot in lots.values():
        lot.pop("before", None)
    return [lots[no] for no in sorted(lots)]


def timeline(entries: Sequence[Values], lots: Sequence[Values]) -> list[dict[str, Any]]:
    """时间轴 each notice at its publication, and the openings that stand."""
    told = [_moment(one["published_at"], one["kind"], one) for one in entries]
    for at in sorted({one["opening_at"] for one in lots if one["opening_at"]}):
        nos = [one["no"] for one in lots if one["opening_at"] == at]
        zh, en = OPENING
        told.append(
            {
                "at": at,
                "what": "opening",
                "title_zh": zh,
                "title_en": en,
                "no": None,
                "lot_nos": nos,
            }
        )
    return sorted(told, key=lambda one: _time(one["at"]))


def _moved(before: Values, one: Values) -> dict[str, Any]:
    resumed = "tendering" if one["about"].get("resumes") else ""
    if one["kind"] == "resumption":
        resumed = before.get("before", "tendering")
    standing = resumed or STANDING.get(one["kind"]) or before["standing"]
    opening = one["opening_at"] or before["opening_at"]
    if standing in _NO_OPENING:
        opening = None
    told = {"standing": standing, "standing_zh": STANDING_ZH[standing], "opening_at": opening}
    return told | {"before": before["standing"]} if one["kind"] == "suspension" else told


def _moment(at: Any, what: str, one: Values) -> dict[str, Any]:
    zh, en = TITLES.get(what, _OTHER)
    fields = {"no": one["no"], "lot_nos": one["lot_nos"]}
    return {"at": at, "what": what, "title_zh": zh, "title_en": en, **fields}


def _time(at: Any) -> datetime:
    return datetime.fromisoformat(at) if isinstance(at, str) else at
