"""期限计算器 a date and what happened → every statutory period with its article, for anybody."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from tenderhall_contracts import registry
from tenderhall_contracts.core import YEARS
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.vocab import LegalEvent

from gateway.pages.kit import lang
from gateway.pages.kit.ask import ask
from gateway.pages.kit.lang import N_, say
from gateway.portal import layout

PATH = "/calculator"
_CHINA = ZoneInfo("Asia/Shanghai")

DAY_KINDS = {
    "workday": N_("工作日"),
    "weekend": N_("周末"),
    "statutory": N_("法定节假日"),
    "dayoff": N_("放假"),
    "makeup": N_("调休上班"),
}
"""日历日类型 as pages name them."""

_SENSES = {
    "earliest": N_("最早"),
    "latest": N_("最迟"),
    "until": N_("届满"),
    "latest_before": N_("最迟"),
}
_UNITS = {"day": N_("日"), "working_day": N_("个工作日")}


async def show(request: Request) -> Response:
    """计算法定期限 it works without script; without a date the form alone, with today in it."""
    lang.current.set(lang.of(request))
    asked = request.query_params
    today = datetime.now(_CHINA).date()
    typed = {"event": asked.get("event", ""), "on": asked.get("on", "")}
    event, on = _event(typed["event"]), _day(typed["on"])
    wrong = _wrong(typed, event, on)
    found, problem = None, None
    if event and on:
        try:
            payload = {"event": event.value, "on": on.isoformat()}
            found = await ask(request, registry.deadlines, payload)
        except Problem as met:
            problem = met
    return layout.page(
        request,
        "portal/calculator.html",
        problem.family.status if problem else 422 if wrong else 200,
        index=not asked,
        typed=typed if asked else {"event": "notice_published", "on": today.isoformat()},
        wrong=wrong,
        found=found,
        periods=[_shown(one) for one in found["periods"]] if found else [],
        away=problem is not None,
    )


def _event(text: str) -> LegalEvent | None:
    return LegalEvent(text) if text in set(LegalEvent) else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _wrong(typed: dict[str, str], event: LegalEvent | None, on: date | None) -> dict[str, str]:
    if not any(typed.values()):
        return {}
    told = {
        "event": "" if event else say("请选择发生了什么"),
        "on": "" if on else say("请填写日期，如2026-11-22"),
    }
    return {name: text for name, text in told.items() if text}


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    """A period in the reader's language; the law's own words stay Chinese."""
    suffix = "en" if lang.current.get() == lang.ENGLISH else "zh"
    refused = one["refused"]
    return one | {
        "title": one[f"title_{suffix}"],
        "sense": say(_SENSES[one["sense"]]),
        "unit": say(_UNITS.get(one["unit"], one["unit"])),
        "skipped": _runs(one["skipped"]),
        "refused": refused | {"message": refused[f"message_{suffix}"]} if refused else None,
    }


def _runs(days: list[dict[str, str]]) -> list[dict[str, str]]:
    """连续的日子 days of one kind that follow each other are told as one stretch."""
    runs: list[dict[str, str]] = []
    for day in days:
        last = runs[-1] if runs else None
        if last and last["kind"] == day["kind"] and _next(last["until"]) == day["date"]:
            last["until"] = day["date"]
        else:
            runs.append({"kind": day["kind"], "since": day["date"], "until": day["date"]})
    return [one | {"kind": say(DAY_KINDS[one["kind"]])} for one in runs]


def _next(day: str) -> str:
    return date.fromordinal(date.fromisoformat(day).toordinal() + 1).isoformat()
