"""Login, calendar, and project registration with its attachments and review."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import httpx

from tenderhall_local.demo import clock
from tenderhall_local.demo.client import Api
from tenderhall_local.demo.journey import Journey
from tenderhall_local.demo.papers import Paper, paper

ATTACHMENTS = {
    "agency_agreement": "委托代理协议.pdf",
    "plan_filing": "采购计划备案.pdf",
    "requirements": "采购需求.pdf",
    "entry_application": "进场交易申请表.pdf",
}
FIXED_HOLIDAYS = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
DEMO_SOURCE = "演示数据：仅供本机演示，不是国务院办公厅通知"


def log_in(journey: Journey) -> None:
    """登录 all four accounts with their passwords and roles."""
    for login in ("clerk-a", "clerk-b", "reviewer", "admin"):
        api = Api(journey.setting.base)
        journey.api[login] = api.log_in(login, journey.setting.password)
    clock.read(journey)


def confirm_calendar(journey: Journey) -> None:
    """确认工作日安排 of the coming year, marked as demo data, where nobody has confirmed it yet."""
    admin = journey.api["admin"]
    known = admin.call("registry", "get_reference")["official_years"]
    this_year = clock.now(journey).year
    for year in (this_year, this_year + 1):
        if year not in known:
            wanted = {"year": year, "days": _fixed_holidays(year), "source": DEMO_SOURCE}
            admin.call("registry", "confirm_year", wanted)


def _fixed_holidays(year: int) -> list[dict[str, str]]:
    """The statutory days whose date never moves (放假办法第2条); the demo needs no better."""
    days = [dt.date(year, month, day) for month, day in FIXED_HOLIDAYS]
    return [{"date": day.isoformat(), "kind": "statutory"} for day in days]


def upload(api: Api, kind: str, file: Paper) -> dict[str, Any]:
    """上传 register the hash, PUT the bytes to the store, complete; answers the version."""
    wanted = {"name": file.name, "size": len(file.body), "sha256": file.sha256}
    wanted |= {"mime": file.mime, "kind": kind}
    intent = api.call("documents", "create_upload", wanted)
    if not intent["present"]:
        sent = httpx.put(
            intent["url"], content=file.body, headers=intent["headers"], timeout=60, trust_env=False
        )
        sent.raise_for_status()
    version: dict[str, Any] = api.call("documents", "complete_upload", {"id": intent["upload_id"]})
    return version


def register(journey: Journey, lots: int = 2) -> None:
    """项目注册 four typed attachments, a project with its lots, submitted."""
    journey.ids["project"] = _register(journey, "clerk-a", "智慧校园设备采购项目", "SZ", lots)


def register_rival(journey: Journey) -> None:
    """另一代理机构的项目 registered and approved, so that it can ask for the same room."""
    rival = _register(journey, "clerk-b", "图书馆设备采购项目", "TS")
    journey.ids["rival"] = rival
    review(journey, rival)


def _register(journey: Journey, who: str, what: str, letters: str, lots: int = 2) -> dict[str, Any]:
    api = journey.api[who]
    receipts = []
    for kind, name in ATTACHMENTS.items():
        file = paper(name, kind, f"{letters} {journey.mark}")
        receipts.append({"kind": kind, "receipt": upload(api, kind, file)["receipt"]})
    journey.keep(f"receipts-{letters}.json", json.dumps(receipts, indent=1).encode())
    name, today = f"衡阳市{what}（演示{journey.mark}）", clock.now(journey).date()
    form = project_form(name, journey.mark, receipts, today) | _with(lots)
    made = api.call("registry", "create_project", form)
    command = {"id": made["id"], "version": made["version"]}
    sent = api.call("registry", "submit_project", command)
    made = {name: sent[name] for name in ("id", "no", "version")}
    return made | {"lots": [{"id": each["id"], "no": each["no"]} for each in sent["lots"]]}


def _with(lots: int) -> dict[str, Any]:
    """分包 the first of three; the budget is their sum."""
    chosen = LOTS[:lots]
    budget = sum(Decimal(one["budget"]) for one in chosen)
    return {"lots": chosen, "budget": f"{budget:.2f}", "ceiling": f"{budget - 20_000:.2f}"}


def project_form(
    name: str, mark: str, receipts: list[dict[str, Any]], today: dt.date | None = None
) -> dict[str, Any]:
    """项目信息 complete and lawful: two lots of goods, deposits of exactly 2 % (条例33)."""
    today = today or dt.datetime.now(clock.SHANGHAI).date()
    return {
        "name": name,
        "plan_no": f"湘财采计[{today.year}]{mark[-6:]}号",
        "method": "open_tender",
        "organisation": "dispersed",
        "purchaser": {
            "name": "衡阳市第一中学（演示）",
            "uscc": "11430400006001234Y",
            "address": "湖南省衡阳市蒸湘区演示路1号",
            "contact": "刘老师",
            "phone": "0734-8000001",
        },
        "agency_leader": "李采购",
        "agency_phone": "0734-8000002",
        "agreement_no": f"CX-{mark}",
        "agreement_date": today.isoformat(),
        "budget": "1200000.00",
        "ceiling": "1180000.00",
        "fund_source": "财政性资金",
        "region": "430400",
        "consortium": False,
        "sme_only": False,
        "imports": False,
        "summary": "采购触控一体机、电子白板及配套服务。",
        "performance_period": "合同签订后30日内交货并安装调试完毕",
        "electronic": True,
        "lots": LOTS[:2],
        "attachments": receipts,
    }


def _lot(name: str, code: str, budget: str, quantity: str) -> dict[str, Any]:
    return {
        "name": name,
        "catalogue_code": code,
        "budget": budget,
        "deposit": f"{Decimal(budget) * 2 / 100:.2f}",
        "qualification": "post",
        "evaluation": "comprehensive",
        "quantity": quantity,
        "unit": "台",
        "requirement": f"{name}，含安装、调试、培训及三年质保。",
    }


def approve(journey: Journey) -> None:
    """项目审核 the reviewer finds it in the queue and approves it."""
    review(journey, journey.ids["project"])


def review(journey: Journey, project: dict[str, Any]) -> None:
    """审核通过 a project that waits in the reviewer's queue."""
    reviewer = journey.api["reviewer"]
    seen = reviewer.call("registry", "get_project", {"id": project["id"]})
    command = {"id": seen["id"], "version": seen["version"], "opinion": "资料齐全，同意进场。"}
    reviewer.call("registry", "approve_project", command)


LOTS = [
    _lot("触控一体机", "A02020800", "700000.00", "86"),
    _lot("电子白板", "A02020700", "500000.00", "120"),
    _lot("录播主机", "A02020700", "300000.00", "12"),
]
