"""中标公告表单内容 rows of winners, items and experts, and the search in the directory."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from marshmallow import Schema
from starlette.requests import Request
from tenderhall_contracts.registry import search_suppliers

from gateway.pages.kit import forms
from gateway.pages.kit.ask import ask
from gateway.pages.kit.forms import Posted, Sheet
from gateway.pages.kit.lang import N_
from gateway.pages.kit.session import Person
from gateway.pages.notice_content import FIXED_MEDIA

Values = dict[str, Any]

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "A": {
        "name": N_("名称"),
        "brand": N_("品牌"),
        "model": N_("规格型号"),
        "quantity": N_("数量"),
        "unit_price": N_("单价（元）"),
    },
    "B": {
        "name": N_("名称"),
        "scope": N_("施工范围"),
        "duration": N_("施工工期"),
        "manager": N_("项目经理"),
        "certificate": N_("执业证书信息"),
    },
    "C": {
        "name": N_("名称"),
        "scope": N_("服务范围"),
        "requirement": N_("服务要求"),
        "service_time": N_("服务时间"),
        "standard": N_("服务标准"),
    },
}
"""主要标的 of goods, works and services (财政部 format 5)."""

EXPERTS = 5
SHOWN = 8
_EDITS = ("search", "pick:", "add_winner:", "add_item:", "add_expert")


def edits(posted: Posted) -> bool:
    """是否只改表单 a button that adds to the form and keeps nothing."""
    return posted.action.startswith(_EDITS)


async def edit(
    request: Request, person: Person, posted: Posted, sheet: Sheet
) -> dict[str, Any] | None:
    """检索、选择、添加 as the button says; what a search has found is given back."""
    what, _, rest = posted.action.partition(":")
    if what == "add_expert":
        sheet.add_row("experts", "name")
    elif what == "add_item":
        sheet.add_row(f"winners.{rest}.items", "name")
    elif what == "add_winner":
        _add_winner(sheet, rest, "")
    elif what == "pick":
        lot_id, _, uscc = rest.partition(":")
        _pick(sheet, lot_id, uscc)
    else:
        return await _search(request, person, posted)
    return None


async def _search(request: Request, person: Person, posted: Posted) -> dict[str, Any]:
    """检索 by name, pinyin or code, in the directory of suppliers."""
    said = str(posted.own.get("_q") or "").strip()
    asked = {"q": said, "limit": SHOWN}
    found: dict[str, Any] = await ask(request, search_suppliers, asked, person=person)
    return {**found, "q": said}


def _add_winner(sheet: Sheet, lot_id: str, uscc: str) -> None:
    place = len(sheet.rows("winners"))
    sheet.values[f"winners.{place}.lot_id"] = [lot_id]
    sheet.values[f"winners.{place}.uscc"] = [uscc]
    sheet.values[f"winners.{place}.items.0.name"] = [""]


def _pick(sheet: Sheet, lot_id: str, uscc: str) -> None:
    """选择中标单位 into the lot's first row without one, else into a new row."""
    for place in sheet.rows("winners"):
        here = sheet.get(f"winners.{place}.lot_id") == lot_id
        if here and not sheet.get(f"winners.{place}.uscc"):
            sheet.values[f"winners.{place}.uscc"] = [uscc]
            return
    _add_winner(sheet, lot_id, uscc)


def suggested(project: Values, about: Values) -> Values:
    """预填内容 the first in rank of each lot with its price; all of it to be looked over."""
    return {
        "title": f"{project['name']}中标结果公告",
        "winners": [_first(lot) for lot in about["lots"]],
        "experts": [{"name": ""}] * EXPERTS,
    }


def _first(lot: Values) -> Values:
    ranked = lot.get("candidates") or [{}]
    best = ranked[0]
    told = {"lot_id": lot["id"], "uscc": best.get("uscc") or "", "amount": best.get("price") or ""}
    return {**told, "items": [{"name": lot.get("name") or ""}]}


def filled(notice: Values) -> Sheet:
    """填入 a kept notice; a winner or item that is still to be named has an empty row."""
    award = notice["award"]
    named = {one["lot_id"] for one in award["winners"]}
    lacking = [{"lot_id": one["id"], "uscc": ""} for one in award["lots"] if one["id"] not in named]
    winners = [{**one, "items": one.get("items") or [{"name": ""}]} for one in award["winners"]]
    winners += [{**one, "items": [{"name": ""}]} for one in lacking]
    own = ("title", "planned_publish_on", "other")
    plain = ("fee_standard", "fee", "report_delivered_on", "determined_on", "attachments")
    return forms.of(
        {
            **{name: notice.get(name) for name in own},
            **{name: award.get(name) for name in plain},
            "media": notice["media"][len(FIXED_MEDIA) :],
            "winners": winners,
            "experts": award["experts"] or [{"name": ""}] * EXPERTS,
        }
    )


def changed(posted: Posted, kept: Sheet, takes: type[Schema]) -> bool:
    """是否修改 whether the form says anything else than what is kept."""
    if "title" not in posted.tree:
        return False
    pairs = [(name, text) for name, texts in kept.values.items() for text in texts]
    before, now = _said(Posted(forms.tree(pairs), {}), takes), _said(posted, takes)
    names = {name.partition(".")[0] for name in kept.values}
    return any(before.get(name) != now.get(name) for name in names)


def _said(posted: Posted, takes: type[Schema]) -> Values:
    """What would be sent, without what is empty; an unticked box is empty too."""
    told: Values = _filled(without_empty(posted).payload(takes))
    return told


def _filled(value: Any) -> Any:
    match value:
        case dict():
            return {name: _filled(one) for name, one in value.items() if _filled(one)}
        case list():
            return [_filled(one) for one in value if _filled(one)]
    return value


def without_empty(posted: Posted) -> Posted:
    """What was left empty among winners, items and experts is none."""
    tree = dict(posted.tree)
    winners = [one for one in _rows(tree, "winners") if _typed(one.get("uscc"))]
    tree["winners"] = [
        {**one, "items": [row for row in _rows(one, "items") if any(map(_typed, row.values()))]}
        for one in winners
    ]
    tree["experts"] = [one for one in _rows(tree, "experts") if _typed(one.get("name"))]
    return replace(posted, tree=tree)


def _rows(tree: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    told = tree.get(name)
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []


def _typed(told: Any) -> bool:
    return any(isinstance(one, str) and one.strip() for one in told or ())
