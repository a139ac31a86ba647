"""The tender notice: drafted, refused where the law is broken, sealed, reviewed, published."""

import datetime as dt
import time
from contextlib import suppress
from typing import Any

import httpx

from tenderhall_local.demo import clock, sealing
from tenderhall_local.demo.client import Refused, waits
from tenderhall_local.demo.journey import Journey
from tenderhall_local.say import Trouble

OBTAIN_DAYS = 14
"""More than five working days in any year (R02, 财政部令第87号 第18条)."""


def draft(journey: Journey) -> None:
    """招标公告草稿 with a period that is too short: the preview must say so, by rule and article.

    Raises:
        AssertionError: the preview names no broken rule.
    """
    clerk = journey.api["clerk-a"]
    made = create(journey, obtain_days=2)
    journey.ids["notice"] = {"id": made["id"]}
    preview = clerk.call("notices", "preview_notice", {"id": made["id"]})
    journey.keep("preview.html", preview["html"].encode())
    journey.ids["refused_periods"] = preview["findings"]
    if "R02" not in {each["rule"] for each in preview["findings"]}:
        raise AssertionError(f"预览未指出R02 · preview names no R02: {preview['findings']}")


def create(journey: Journey, obtain_days: int = OBTAIN_DAYS) -> dict[str, Any]:
    """招标公告 a draft of all lots."""
    form = _form(journey, obtain_days=obtain_days)
    made: dict[str, Any] = journey.api["clerk-a"].call("notices", "create_tender_notice", form)
    return made


def correct(journey: Journey) -> None:
    """改正 the period and look again: nothing is left to refuse.

    Raises:
        AssertionError: the preview still names a broken rule.
    """
    clerk = journey.api["clerk-a"]
    seen = clerk.call("notices", "get_notice", {"id": journey.ids["notice"]["id"]})
    form = _form(journey, obtain_days=OBTAIN_DAYS)
    saved = clerk.call(
        "notices", "save_tender_notice", form | {"id": seen["id"], "version": seen["version"]}
    )
    preview = clerk.call("notices", "preview_notice", {"id": saved["id"]})
    journey.keep("preview.html", preview["html"].encode())
    if preview["findings"]:
        raise AssertionError(f"预览仍有问题 · still refused: {preview['findings']}")


def _form(journey: Journey, *, obtain_days: int) -> dict[str, Any]:
    project = journey.ids["project"]
    today = clock.now(journey).date()
    until = today + dt.timedelta(days=obtain_days)
    return {
        "project_id": project["id"],
        "lot_ids": [each["id"] for each in project["lots"]],
        "title": f"衡阳市智慧校园设备采购项目（演示{journey.mark}）公开招标公告",
        "planned_publish_on": today.isoformat(),
        "obtain_from": today.isoformat(),
        "obtain_until": until.isoformat(),
        "daily_hours": "上午00:00至12:00，下午12:00至23:59",
        "obtain_place": "衡阳市公共资源交易中心交易平台",
        "obtain_method": "登录交易平台免费下载",
        "price": "0.00",
        "policy_qualification": "无",
        "special_qualification": "无",
        "performance_period": "合同签订后30日内交货并安装调试完毕",
        "other": "本公告为本机演示数据，不构成任何采购要约。",
        "media": ["中国湖南政府采购网"],
    }


def seal(journey: Journey) -> None:
    """签章 with the agency's seal."""
    journey.ids["seal"] = sealing.seal(journey, journey.ids["notice"]["id"])


def _until(journey: Journey, who: str, true: Any, what: str) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for wait in waits():
        seen = journey.api[who].call("notices", "get_notice", {"id": journey.ids["notice"]["id"]})
        if true(seen):
            return seen
        time.sleep(wait)
    raise TimeoutError(f"{what}未完成 · not done: {seen.get('state')} {seen.get('publish_error')}")


def submit(journey: Journey) -> None:
    """提交公告 with 签署意见; without one it must be refused.

    Raises:
        AssertionError: it was accepted without an opinion.
    """
    clerk = journey.api["clerk-a"]
    seen = clerk.call("notices", "get_notice", {"id": journey.ids["notice"]["id"]})
    command = {"id": seen["id"], "version": seen["version"]}
    try:
        clerk.call("notices", "submit_notice", command)
    except Refused as refused:
        journey.ids["refused_without_opinion"] = refused.code
    else:
        raise AssertionError("未填签署意见也可提交 · accepted without an opinion")
    clerk.call("notices", "submit_notice", command | {"opinion": "内容无误，同意发布。"})


def approve(journey: Journey) -> None:
    """公告审核 approved by the centre; publication follows by itself."""
    reviewer = journey.api["reviewer"]
    seen = reviewer.call("notices", "get_notice", {"id": journey.ids["notice"]["id"]})
    command = {"id": seen["id"], "version": seen["version"], "opinion": "审核通过。"}
    reviewer.call("notices", "approve_notice", command)


def _read(url: str) -> bytes:
    """A public file; asked for again while the gateway is away."""
    for wait in waits():
        with suppress(httpx.TransportError):
            answer = httpx.get(url, timeout=30, follow_redirects=True, trust_env=False)
            return answer.raise_for_status().content
        time.sleep(wait)
    raise Trouble(f"门户没有应答 · the portal does not answer: {url}")


def published(journey: Journey) -> None:
    """发布 wait for the number and address, then keep the published page, PDF and JSON."""
    seen = _until(journey, "clerk-a", lambda notice: notice["publish_state"] == "published", "发布")
    url = str(httpx.URL(journey.setting.base).join(seen["public_url"])).rstrip("/")
    found = {"no": seen["no"], "url": url, "sha256": seen["sealed_pdf"]["sha256"]}
    journey.ids["notice"] |= found
    for name in ("", "/notice.pdf", "/notice.json"):
        journey.keep(name.removeprefix("/") or "index.html", _read(url + name))
