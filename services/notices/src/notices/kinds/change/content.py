"""更正内容 what a change notice says: 更正前 and 更正后, computed, never typed (§5.8, §2.2).

``facts["about"]`` is the published notice as it stands after its earlier changes; ``moved`` the
approved 场地变更 that awaits this notice; ``booking`` the lots' booking. What may be changed at all
is ``ITEMS``, the opening and passages of the tender document: never the subject, the qualification,
the method, the lots or the purchaser (R06, 87号令第27条).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tenderhall_contracts.vocab import LABELS, CorrectionMatter, LotState
from tenderhall_press.formats import day, minute

from notices.kinds.parts import CENTRE, contact, media_of, party

Values = Mapping[str, Any]

ITEMS: Mapping[str, str] = {
    "obtain_until": "获取招标文件截止日期",
    "daily_hours": "每日获取时段",
    "obtain_place": "获取招标文件地点",
    "obtain_method": "获取招标文件方式",
    "other": "其他补充事宜",
}
"""What is typed, and what it is called in the notice."""

FOLLOWED = (
    *("project", "about", "rows", "values", "resumes", "clarifications"),
    *("purchaser", "agency"),
)


def title_of(entered: Values, facts: Values) -> str:
    """公告标题 as entered, or the project's name with the format's own ending."""
    return str(entered.get("title") or f"{facts['project']['name']}更正公告")


def resumes(facts: Values) -> bool:
    """恢复招标 the lots were suspended while 招标中 and go on with this notice (§5.9)."""
    return any(lot["state"] == LotState.SUSPENDED for lot in facts["lots"])


def new_place(facts: Values) -> Values | None:
    """新的时间地点 the new booking's to resume, else the approved change's; None: as it was."""
    found: Values | None = facts["booking"] if resumes(facts) else facts["moved"]
    return found


def opening_of(_entered: Values, facts: Values) -> str | None:
    """投标截止（开标）时间 after this notice."""
    moved = new_place(facts)
    return str((moved or facts["about"])["opening_at"])


def place_of(_entered: Values, facts: Values) -> str | None:
    """开标地点 after this notice."""
    moved = new_place(facts)
    return f"{CENTRE}{moved['room']}" if moved else str(facts["about"]["place"])


def effective(entered: Values, _facts: Values) -> dict[str, Any]:
    """有效内容 nothing is taken from elsewhere: what is empty stays as it was published."""
    return dict(entered)


def values_after(entered: Values, facts: Values) -> dict[str, Any]:
    """变更后内容 everything that may be changed, as it stands once this is published."""
    about = facts["about"]
    told = {name: entered.get(name) or about[name] for name in ITEMS}
    opening = {"opening_at": opening_of(entered, facts), "place": place_of(entered, facts)}
    return {**told, **opening}


def rows(entered: Values, facts: Values) -> list[dict[str, str]]:
    """更正明细 one line for each value that changes, in the order of the tender notice."""
    before, after = facts["about"], values_after(entered, facts)
    return [*_of_notice(before, after), *_of_document(entered, facts)]


def _of_notice(before: Values, after: Values) -> Iterator[dict[str, str]]:
    told = {**ITEMS, "opening_at": "投标截止时间、开标时间", "place": "开标地点"}
    for name, item in told.items():
        if before[name] != after[name]:
            yield {
                "item": item,
                "before": _said(name, before[name]),
                "after": _said(name, after[name]),
            }


def _of_document(entered: Values, facts: Values) -> Iterator[dict[str, str]]:
    for one in chosen(entered, facts):
        for passage in one["passages"]:
            where = f"招标文件{passage.get('place') or ''}"
            old, new = passage.get("before") or "（无）", passage.get("after") or "（删除）"
            yield {"item": where, "before": old, "after": new}


def chosen(entered: Values, facts: Values) -> list[Values]:
    """所附答疑文件 the clarifications that are picked, in the order of their creation."""
    wanted = set(entered.get("clarification_ids") or ())
    picked = bool(entered.get("has_clarifications"))
    return [one for one in facts["clarifications"] if picked and one["id"] in wanted]


def affects_bids(entered: Values, facts: Values) -> bool:
    """影响投标文件编制 by its own word, or by that of a clarification that it announces."""
    told = any(one["affects_bids"] for one in chosen(entered, facts))
    return bool(entered.get("affects_bids")) or told


def told(entered: Values, facts: Values) -> dict[str, Any]:
    """变更公告内容 under the names of ``ChangeOut``."""
    about = facts["about"]
    plain = ("matters", "has_clarifications", "affects_bids", "extends_obtaining", "reason")
    change = {
        "about_id": about["id"],
        "about_no": about["no"],
        "about_title": about["title"],
        "first_published_on": about["published_on"],
        "resumes": resumes(facts),
        "clarification_ids": entered.get("clarification_ids") or [],
        "clarifications": [_linked(one) for one in chosen(entered, facts)],
        **{name: entered.get(name) for name in (*plain, *ITEMS)},
        "rows": rows(entered, facts),
    }
    return {"change": {**change, "matters": change["matters"] or []}}


def change_view(entered: Values, facts: Values, *, issued_on: date) -> dict[str, Any]:
    """更正公告视图 what ``GB50-CORRECTION`` reads."""
    project, about = facts["project"], facts["about"]
    matters = entered.get("matters") or []
    return {
        "title": title_of(entered, facts),
        "project": {key: project[key] for key in ("no", "plan_no", "name")},
        "about": {key: about[key] for key in ("no", "title", "published_on")},
        "lots": [{key: lot[key] for key in ("no", "name")} for lot in facts["lots"]],
        "matters": [LABELS[one] for one in CorrectionMatter if one.value in matters],
        "all_matters": [LABELS[one] for one in CorrectionMatter],
        "resumes": resumes(facts),
        "extends": bool(entered.get("extends_obtaining")),
        "moves": new_place(facts) is not None,
        "rows": rows(entered, facts),
        "values": values_after(entered, facts),
        "reason": entered.get("reason") or "",
        "clarifications": [_linked(one) for one in chosen(entered, facts)],
        "corrected_on": issued_on.isoformat(),
        "media": media_of(entered),
        "purchaser": party(project["purchaser"]),
        "agency": party(project["agency"]),
        "contact": contact(project),
        "issued_on": issued_on.isoformat(),
    }


def _linked(one: Values) -> dict[str, Any]:
    return {name: one[name] for name in ("id", "kind", "title", "issued_at")}


def _said(name: str, value: Any) -> str:
    if not value:
        return "（无）"
    if name == "opening_at":
        return f"{minute(value)}（北京时间）"
    return str(day(value) if name == "obtain_until" else value)
