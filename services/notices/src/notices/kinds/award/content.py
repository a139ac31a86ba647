"""中标公告内容 what an award notice says, of what was entered and of what others know.

Pure. A winner's name and address are the directory's, rank and score the committee's; entered are
who it is, for how much, and what is delivered.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from notices.kinds.parts import contact, media_of, party

AWARD = "award"
FOLLOWED = ("project", "purchaser", "agency", "basis")
"""Parts of the view that come from other services: a sealed notice must still agree with them."""

COLUMNS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "A": {
        "name": ("名称", "name"),
        "brand": ("品牌", "brand"),
        "model": ("规格型号", "model"),
        "quantity": ("数量", "quantity"),
        "unit_price": ("单价（元）", "unit price"),
    },
    "B": {
        "name": ("名称", "name"),
        "scope": ("施工范围", "scope"),
        "duration": ("施工工期", "duration"),
        "manager": ("项目经理", "manager"),
        "certificate": ("执业证书信息", "certificate"),
    },
    "C": {
        "name": ("名称", "name"),
        "scope": ("服务范围", "scope"),
        "requirement": ("服务要求", "requirement"),
        "service_time": ("服务时间", "service time"),
        "standard": ("服务标准", "standard"),
    },
}
"""主要标的 columns of goods, works and services (财办库 2020 年 50 号, format 5)."""

KEYS = tuple(dict.fromkeys(key for one in COLUMNS.values() for key in one))
OPTIONAL = {"brand"}
CATEGORIES: Mapping[str, str] = {"A": "货物类", "B": "工程类", "C": "服务类"}
PRINTED = {"sme_declaration", "disabled_declaration"}
"""电子件 that are published with the notice; the others are for the review."""

SHOWN = ("report_delivered_on", "determined_on", "fee_standard", "fee")

Values = Mapping[str, Any]


def title_of(entered: Values, facts: Values) -> str:
    """公告标题 as entered, or the project's name with the format's own ending."""
    return str(entered.get("title") or f"{facts['project']['name']}中标结果公告")


def effective(entered: Values, _facts: Values) -> dict[str, Any]:
    """有效内容 what was entered: nothing here is silent for others to speak."""
    return dict(entered)


def opening_of(facts: Values) -> str | None:
    """开标时间 as the tender notice last told it."""
    return next((one["opening_at"] for one in facts["lots"] if one.get("opening_at")), None)


def category_of(lot: Values) -> str:
    """项目类别 the letter of the lot's catalogue code; goods where it has none."""
    letter = str(lot.get("catalogue_code") or "A")[0]
    return letter if letter in COLUMNS else "A"


def winners_of(entered: Values, facts: Values) -> Iterator[dict[str, Any]]:
    """中标单位 in the order of lots and ranks, each with what others know of it."""
    lots = {one["id"]: one for one in facts["lots"]}
    given = [one for one in entered.get("winners") or [] if str(one["lot_id"]) in lots]
    known = [_winner(one, lots[str(one["lot_id"])], facts) for one in given]
    yield from sorted(known, key=lambda one: (one["lot_no"], one["rank"] or 0, one["uscc"]))


def told(entered: Values, facts: Values) -> dict[str, Any]:
    """中标结果 as ``NoticeOut`` tells it."""
    tender = facts.get("tender") or {}
    shown = {
        "winners": list(winners_of(entered, facts)),
        "experts": list(entered.get("experts") or []),
        "attachments": list(entered.get("attachments") or []),
        **{name: entered.get(name) for name in SHOWN},
        "lots": lots_of(facts),
        "tender_no": tender.get("no"),
        "tender_published_on": tender.get("published_on"),
    }
    own = ("planned_publish_on", "other")
    return {**{name: entered.get(name) for name in own}, "award": shown}


def lots_of(facts: Values) -> list[dict[str, Any]]:
    """分包及其评审结果."""
    told = []
    for lot in facts["lots"]:
        result = facts["evaluations"].get(lot["id"]) or {}
        told.append(
            {
                **{name: lot.get(name) for name in ("id", "no", "name", "budget", "ceiling")},
                "category": category_of(lot),
                **{name: result.get(name) for name in ("round", "ended_at", "result")},
                "candidates": result.get("candidates"),
            }
        )
    return told


def award_view(
    entered: Values, facts: Values, *, issued_on: date, notice_days: int, challenge_days: int
) -> dict[str, Any]:
    """中标公告视图 what ``GB50-AWARD`` reads; values still missing are empty, for a preview."""
    project = facts["project"]
    return {
        "title": title_of(entered, facts),
        "project": {key: project[key] for key in ("no", "plan_no", "name")},
        "lots": rows_of(entered, facts),
        "winners": summary_of(entered, facts),
        "experts": experts_of(entered),
        "fee_standard": entered.get("fee_standard") or "",
        "fee": entered.get("fee"),
        "determined_on": entered.get("determined_on"),
        "notice_period_workdays": notice_days,
        "challenge_workdays": challenge_days,
        "supplement": entered.get("other") or "",
        "media": media_of(entered),
        "purchaser": party(project["purchaser"]),
        "agency": party(project["agency"]),
        "contact": contact(project),
        "tender": facts.get("tender"),
        "attachments": attachments_of(entered, facts),
        "basis": basis_of(entered, facts),
        "issued_on": issued_on.isoformat(),
    }


def rows_of(entered: Values, facts: Values) -> list[dict[str, Any]]:
    """按分包 the winners and what they deliver, with the columns of the lot's category."""
    all_winners = list(winners_of(entered, facts))
    return [
        {
            "no": lot["no"],
            "name": lot["name"] or "",
            "category": CATEGORIES[category_of(lot)],
            "columns": [[key, zh] for key, (zh, _) in COLUMNS[category_of(lot)].items()],
            "winners": [one for one in all_winners if one["lot_id"] == lot["id"]],
        }
        for lot in facts["lots"]
    ]


def summary_of(entered: Values, facts: Values) -> list[dict[str, Any]]:
    """中标单位一览 who has won which lot, for how much: for search and data, not printed."""
    told = ("lot_no", "uscc", "name", "price_form", "amount", "rate")
    return [{key: one[key] for key in told} for one in winners_of(entered, facts)]


def standing_of(entered: Values, facts: Values) -> dict[str, Any]:
    """中标现状 the parts of an award that a change of it may change."""
    kept = ("uscc", "name", "price_form", "amount", "rate", "items")
    return {
        "lots": [
            {
                "no": lot["no"],
                "winners": [{key: one[key] for key in kept} for one in lot["winners"]],
            }
            for lot in rows_of(entered, facts)
        ],
        "experts": experts_of(entered),
        "fee_standard": entered.get("fee_standard") or "",
        "fee": entered.get("fee"),
        "determined_on": entered.get("determined_on"),
        "supplement": entered.get("other") or "",
    }


def experts_of(entered: Values) -> list[str]:
    """评审专家名单 with 采购人代表 and 组长 marked (R21)."""
    return [expert_name(one) for one in entered.get("experts") or []]


def expert_name(one: Values) -> str:
    """姓名 with its marks."""
    marks = (("组长", one.get("leader")), ("采购人代表", one.get("purchaser")))
    said = "、".join(mark for mark, holds in marks if holds)
    return f"{one['name']}（{said}）" if said else str(one["name"])


def attachments_of(entered: Values, facts: Values) -> list[dict[str, str]]:
    """公告附件 the tender document and the declarations of the winners."""
    document = [facts["document"]] if facts.get("document") else []
    given = [one for one in entered.get("attachments") or [] if one["kind"] in PRINTED]
    files = [{"name": one["file"]["name"], "sha256": one["file"]["sha256"]} for one in given]
    return [*document, *files]


def basis_of(entered: Values, facts: Values) -> dict[str, Any]:
    """依据 what others said: the lots, their evaluations, the winners in the directory."""
    chosen = {str(one["uscc"]) for one in entered.get("winners") or []}
    return {
        "lots": [
            {key: one.get(key) for key in ("no", "budget", "ceiling")} for one in facts["lots"]
        ],
        "evaluations": [_evaluated(one, facts) for one in facts["lots"]],
        "suppliers": [
            {key: one.get(key) for key in ("uscc", "name", "address", "size")}
            for uscc, one in sorted(facts["suppliers"].items())
            if one and uscc in chosen
        ],
    }


def candidate_of(lot_id: str, uscc: str, facts: Values) -> Values | None:
    """候选供应商 as the committee has ranked it; None where it is not among them."""
    result = facts["evaluations"].get(lot_id) or {}
    ranked: Sequence[Values] = result.get("candidates") or ()
    return next((one for one in ranked if one["uscc"] == uscc), None)


def _evaluated(lot: Values, facts: Values) -> dict[str, Any]:
    result = facts["evaluations"].get(lot["id"]) or {}
    return {"no": lot["no"], **{key: result.get(key) for key in ("round", "ended_at", "result")}}


def _winner(one: Values, lot: Values, facts: Values) -> dict[str, Any]:
    uscc = str(one["uscc"])
    supplier = facts["suppliers"].get(uscc) or {}
    candidate = candidate_of(lot["id"], uscc, facts) or {}
    return {
        "lot_id": lot["id"],
        "lot_no": lot["no"],
        "uscc": uscc,
        **{name: supplier.get(name) or "" for name in ("name", "address", "size")},
        "price_form": one.get("price_form") or "amount",
        "amount": one.get("amount"),
        "rate": one.get("rate") or "",
        "rank": candidate.get("rank"),
        "score": candidate.get("score"),
        "reason": one.get("reason") or "",
        "items": [{key: item.get(key) for key in KEYS} for item in one.get("items") or []],
    }
