"""法定规则 the dated rows of the law table: looked at by all, switched by the administrator."""

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import registry
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem

from gateway.pages import daygrid
from gateway.pages.kit import answers, forms, shown, tables
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person

LIST = "/desk/admin/rules"
SEVERITIES = {
    "block": N_("拒绝"),
    "warn": N_("提醒"),
    "info": N_("告知"),
    "flow": N_("流程"),
    "to_do": N_("列入待办"),
    "allow": N_("允许"),
    "off": N_("不启用"),
}
MEANINGS = {
    "block": N_("不符合的不能提交和通过"),
    "warn": N_("不符合的说明理由后放行，登记合规记录"),
    "info": N_("只提示，不阻止"),
    "flow": N_("由业务流程保证"),
    "to_do": N_("到期前列入待办，逾期登记合规记录"),
    "allow": N_("允许这样做"),
    "off": N_("不检查"),
}
"""What each severity does."""

STATES = {
    "in_force": ("approved", N_("现行")),
    "upcoming": ("pending", N_("未生效")),
    "superseded": ("cancelled", N_("已被替代")),
    "ended": ("cancelled", N_("不再有效")),
}
UNITS = {
    "day": N_("日"),
    "working_day": N_("个工作日"),
    "percent": N_("百分比"),
    "year": N_("年"),
    "member": N_("人（评标委员会）"),
    "bidder": N_("家投标人"),
    "supplier": N_("家供应商"),
    "ten_thousand_yuan": N_("万元"),
}
_SAID = {"switch": N_("已切换，自今日起生效"), "put": N_("规则行已保存")}
_RPCS = {"switch": registry.switch_rule, "put": registry.put_rule}
_IN_FORM = ("effective_to", "severity", "value", "unit", "basis", "text_zh")
"""What a new row begins with: the row in force."""

Row = dict[str, Any]


@person_page()
async def show_list(request: Request, person: Person) -> Response:
    """法定规则列表 what is in force on a day; a state asks for other rows."""
    listing = tables.listing(request, "on")
    rows, on = await _rows(request, person, listing.q)
    wanted = listing.state if listing.state in STATES else "in_force"
    return shown.page(
        request,
        "desk/law/rules.html",
        person=person,
        rows=[one for one in rows if one["status"] == wanted],
        on=on,
        listing=listing,
        wanted=wanted,
        **_words(),
    )


@person_page()
async def show(request: Request, person: Person) -> Response:
    """一条规则 its rows, newest first, and the forms that change it."""
    return await _rule(request, person, forms.of({}))


@person_page(Role.ADMIN)
async def change(request: Request, person: Person) -> Response:
    """切换、新增规则行 with the reason that the rule's history keeps."""
    posted = await forms.posted(request)
    if posted.action not in _RPCS:
        raise Problem("MALFORMED")
    rpc, rule_id = _RPCS[posted.action], request.path_params["id"]
    told = posted.part(posted.action).payload(rpc.takes) | {"rule_id": rule_id}
    try:
        await ask(request, rpc, told, person=person, key=f"{posted.key}:{posted.action}")
    except Problem as problem:
        at = forms.inside(problem, posted.action)
        return await _rule(request, person, posted.sheet(at), at)
    return answers.go(request, f"{LIST}/{rule_id}", answers.done(say(_SAID[posted.action])))


async def _rule(
    request: Request, person: Person, sheet: forms.Sheet, problem: Problem | None = None
) -> Response:
    rule_id = request.path_params["id"]
    found, on = await _rows(request, person, rule_id)
    rows = [one for one in found if one["rule_id"] == rule_id][::-1]
    if not rows:
        raise Problem("NOT_FOUND")
    now = next((one for one in rows if one["status"] == "in_force"), rows[0])
    begun = {f"put.{name}": [_text(now[name])] for name in _IN_FORM}
    sheet.values = begun | sheet.values
    return shown.page(
        request,
        "desk/law/rule.html",
        person=person,
        status=problem.family.status if problem else 200,
        rows=rows,
        now=now,
        on=on,
        sheet=sheet,
        switches=_switches(now["severity"]),
        severity_options=[(one, say(word)) for one, word in SEVERITIES.items()],
        unit_options=[(one, say(word)) for one, word in UNITS.items() if _fits(one, now["unit"])],
        changes=person.actor.role is Role.ADMIN,
        problem=shown.told(problem),
        **_words(),
    )


def _text(told: Any) -> str:
    return "" if told is None else str(told)


def _switches(now: str) -> list[tuple[str, str]]:
    """Every other severity, with what it does."""
    others = (one for one in SEVERITIES if one != now)
    return [(one, f"{say(SEVERITIES[one])} — {say(MEANINGS[one])}") for one in others]


def _fits(unit: str, known: str | None) -> bool:
    """A period may be counted in days or in working days; every other unit stays what it is."""
    days = {"day", "working_day"}
    return unit == known or {unit, known} <= days


async def _rows(request: Request, person: Person, q: str) -> tuple[list[Row], date]:
    """Every row with its state on the day that the address names; today where it names none."""
    on = daygrid.day_of(request.query_params.get("on", ""))
    wanted = {"on": on.isoformat()} if on else {}
    told = await ask(request, registry.list_rules, wanted | ({"q": q} if q else {}), person=person)
    return told["items"], date.fromisoformat(told["on"])


def _words() -> dict[str, Any]:
    return {
        "severities": SEVERITIES,
        "meanings": MEANINGS,
        "states": STATES,
        "units": UNITS,
    }


def routes() -> list[BaseRoute]:
    """路由 of the rules."""
    return [
        Route(LIST, show_list),
        Route(f"{LIST}/{{id}}", show),
        Route(f"{LIST}/{{id}}", change, methods=["POST"]),
    ]
