"""OCDS 组成部分 parties, values, items and lots, from what a notice made known of its project."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

Values = Mapping[str, Any]

CURRENCY, LANGUAGE = "CNY", "zh"
SCHEME = "CN-USCC"
"""统一社会信用代码 (GB 32100-2015)."""
CATALOGUE = "CN-GPC2022"
"""政府采购品目分类目录 (2022年版)."""

METHODS = {
    "open_tender": ("open", "公开招标"),
    "invited_tender": ("limited", "邀请招标"),
    "competitive_negotiation": ("limited", "竞争性谈判"),
    "competitive_consultation": ("limited", "竞争性磋商"),
    "single_source": ("direct", "单一来源采购"),
    "inquiry": ("limited", "询价"),
    "framework_agreement": ("open", "框架协议采购"),
    "cooperative_innovation": ("limited", "合作创新采购"),
}
CATEGORIES = {"A": "goods", "B": "works", "C": "services"}
CRITERIA = {"lowest_price": "priceOnly", "comprehensive": "ratedCriteria"}

STATUS = {
    "tendering": "active",
    "suspended": "active",
    "cancelled": "cancelled",
    "failed": "unsuccessful",
    "awarded": "complete",
}
"""A lot's standing as OCDS has it; there is no code for a suspension, ``statusDetails`` says it."""
SUSPENDED = "已暂停"


def present(told: Values) -> dict[str, Any]:
    """有值的字段: OCDS leaves out what it does not know."""
    return {key: one for key, one in told.items() if one not in (None, "", [], {})}


def value(amount: Any) -> dict[str, Any] | None:
    """金额 in yuan; a number, as the standard wants it."""
    return {"amount": float(Decimal(str(amount))), "currency": CURRENCY} if amount else None


def party(told: Values, *roles: str) -> dict[str, Any]:
    """单位 with what its notice tells of it."""
    uscc = told.get("uscc") or ""
    return present(
        {
            "id": identity(told),
            "name": told["name"],
            "identifier": present({"scheme": SCHEME, "id": uscc, "legalName": told["name"]})
            if uscc
            else None,
            "address": present({"streetAddress": told.get("address"), "countryName": "中国"})
            if told.get("address")
            else None,
            "contactPoint": present(
                {"name": told.get("contact"), "telephone": told.get("phone")},
            ),
            "roles": list(roles),
        }
    )


def identity(told: Values) -> str:
    """单位编号 by its code where it is known."""
    return f"{SCHEME}-{told['uscc']}" if told.get("uscc") else f"CN-NAME-{told['name']}"


def reference(told: Values) -> dict[str, Any]:
    """引用 of a party."""
    return {"id": identity(told), "name": told["name"]}


def lots(known: Sequence[Values], standings: Mapping[str, str]) -> list[dict[str, Any]]:
    """分包 each with its status; a suspension is told beside it."""
    return [
        present(
            {
                "id": one["no"],
                "title": one["name"],
                "value": value(one["budget"]),
                "status": STATUS[standings[one["no"]]],
            }
        )
        | {"statusDetails": SUSPENDED if standings[one["no"]] == "suspended" else None}
        for one in known
    ]


def items(known: Sequence[Values]) -> list[dict[str, Any]]:
    """标的 one of each lot, classified by the procurement catalogue."""
    return [
        present(
            {
                "id": f"{one['no']}-1",
                "description": one.get("requirement") or one["name"],
                "classification": present(
                    {
                        "scheme": CATALOGUE,
                        "id": one["catalogue_code"],
                        "description": one["catalogue_name"],
                    }
                )
                if one["catalogue_code"]
                else None,
                "quantity": float(one["quantity"]) if one.get("quantity") else None,
                "unit": {"name": one["unit"]} if one.get("unit") else None,
                "relatedLot": one["no"],
            }
        )
        for one in known
    ]
