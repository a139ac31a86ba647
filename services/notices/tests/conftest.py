"""What the tests of notices share: one notice as data, the fonts, a pool of render workers."""

import os
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from notices.rendering import NOTICE, RenderPool, TemplateVersion, choose
from notices.usecases.facts import assemble
from tenderhall_press.fonts import FontFolder, build

CHINA = ZoneInfo("Asia/Shanghai")
FONTS = Path(os.environ.get("TENDERHALL_FONT_DIR", Path(__file__).parents[3] / ".local/fonts"))


@pytest.fixture(scope="session")
def fonts() -> FontFolder:
    return build(FONTS)


@pytest.fixture(scope="session")
def pool(fonts: FontFolder) -> Iterator[RenderPool]:
    started = RenderPool(NOTICE, fonts).start()
    yield started
    started.stop()


@pytest.fixture
def template() -> TemplateVersion:
    return choose("tender", "430400", date(2026, 11, 23))


@pytest.fixture
def at() -> datetime:
    return datetime.fromisoformat("2026-11-23T10:00:00+08:00")


@pytest.fixture
def view() -> dict[str, Any]:
    """The view of a notice with two lots, as the template reads it."""
    return {
        "title": "衡阳市第一中学智慧校园设备及运维服务采购项目公开招标公告",
        "subject": "智慧校园设备及运维服务",
        "deadline": "2026-12-22T09:30:00+08:00",
        "project": {
            "no": "HYZC-2026-G-0012",
            "plan_no": "湘财采计[2026]001910号",
            "name": "衡阳市第一中学智慧校园设备及运维服务采购项目",
        },
        "budget": "3850000.00",
        "ceiling": "3800000.00",
        "lots": [_lot("01", "智慧教室设备", "2600000.00"), _lot("02", "运维服务", None)],
        "contract_period": "合同签订后60日内完成供货、安装和调试",
        "consortium": False,
        "qualification": {
            "policy": "本项目非专门面向中小企业采购，对小微企业的价格给予10%的扣除。",
            "specific": "具有有效的营业执照，近三年在经营活动中没有重大违法记录，"
            "未被“信用中国”网站列入失信被执行人名单。",
        },
        "obtain": {
            "starts_on": "2026-11-24",
            "ends_on": "2026-12-02",
            "hours": "每天上午08:30至12:00，下午14:30至17:30",
            "place": "衡阳市公共资源交易中心电子交易平台",
            "method": "使用CA证书登录平台网上下载",
            "price": "0",
        },
        "place": "衡阳市公共资源交易中心五楼501开标室",
        "notice_period_workdays": 5,
        "challenge_workdays": 7,
        "supplement": "本项目采用综合评分法。\n招标文件以平台公布的为准。",
        "media": ["中国湖南政府采购网（www.ccgp-hunan.gov.cn）", "衡阳市公共资源交易中心门户"],
        "purchaser": {"name": "衡阳市第一中学", "address": "司前街81号", "contact": "0734-8221234"},
        "agency": {
            "name": "湖南明正项目管理有限公司",
            "address": "解放大道26号",
            "contact": "0734-8889999",
        },
        "contact": {"name": "李晓东", "phone": "0734-8889988"},
        "attachments": [{"name": "招标文件.pdf", "sha256": "9f" * 32}],
        "issued_on": "2026-11-23",
    }


def _lot(number: str, name: str, ceiling: str | None) -> dict[str, Any]:
    return {
        "no": f"HYZC-2026-G-0012-{number}",
        "name": name,
        "requirement": "交互式智能黑板60套、录播主机12台及配套安装调试，质保5年。",
        "budget": "2650000.00",
        "ceiling": ceiling,
    }


AGENCY, PROJECT = "6f9619ff-8b86-4011-b42d-00c04fc964ff", "0f8fad5b-d9cb-469f-a165-70867728950e"
LOTS = ["7c9e6679-7425-40de-944b-e07fc1f90ae7", "9b2d1c1e-3a57-4a0f-8f4e-2f6f0b7e5d11"]


@pytest.fixture
def entered() -> dict[str, Any]:
    """A complete form, as JSON values."""
    return {
        "title": "衡阳市第一中学智慧校园设备采购项目公开招标公告",
        "planned_publish_on": None,
        "obtain_from": "2026-09-08",
        "obtain_until": "2026-09-18",
        "daily_hours": "每天上午08:30至12:00，下午14:30至17:30",
        "obtain_place": "衡阳市公共资源交易中心电子交易平台",
        "obtain_method": "使用CA证书登录平台网上下载",
        "price": "0.00",
        "policy_qualification": "非专门面向中小企业采购。",
        "special_qualification": "无。",
        "performance_period": "合同签订后60日内",
        "other": "本项目采用综合评分法。",
        "media": [],
    }


@pytest.fixture
def answers() -> Callable[[], dict[str, Any]]:
    """What registry, venue and documents answer, as their contracts say it."""
    return _answers


@pytest.fixture
def facts(answers: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    told = answers()
    return assemble(told["project"], LOTS, told["bookings"], told["documents"])


@pytest.fixture(scope="session")
def reference() -> Callable[[], dict[str, Any]]:
    """registry's legal data: the rules that notices use, and the working days of 2026."""
    return _reference


def _answers() -> dict[str, Any]:
    project = {
        "id": PROJECT,
        "no": "HYZC-2026-G-0012",
        "name": "衡阳市第一中学智慧校园设备采购项目",
        "plan_no": "湘财采计[2026]001910号",
        "region": "430400",
        "state": "approved",
        "state_zh": "审核通过",
        "version": 3,
        "consortium": False,
        "performance_period": "合同签订后90日内",
        "purchaser": {
            "name": "衡阳市第一中学",
            "address": "司前街81号",
            "contact": "王老师",
            "phone": "0734-8221234",
        },
        "agency": {
            "name": "湖南明正项目管理有限公司",
            "address": "解放大道26号",
            "contact": "李晓东",
            "phone": "0734-8889999",
        },
        "agency_id": AGENCY,
        "agency_leader": "李晓东",
        "agency_phone": "0734-8889988",
        "lots": [_registered(1, "2650000.00", "2600000.00"), _registered(2, "1200000.00", None)],
    }
    booking = {
        "id": "1e0a5ed1-66b9-4a05-8a6a-5b1d8f5d3b0a",
        "state": "approved",
        "lot_ids": LOTS,
        "opening_at": "2026-10-20T09:30:00+08:00",
        "opening_room": {"name": "五楼501开标室"},
    }
    document = {
        "id": "2f6d2f1c-6f35-4f5a-9a39-3b0d5c7a9e22",
        "state": "approved",
        "lot_ids": LOTS,
        "price": "300.00",
        "file": {
            "file": {
                "name": "招标文件.pdf",
                "sha256": "9f" * 32,
                "size": 9,
                "mime": "application/pdf",
            }
        },
    }
    return {"project": project, "bookings": [booking], "documents": [document]}


def _registered(number: int, budget: str, ceiling: str | None) -> dict[str, Any]:
    return {
        "id": LOTS[number - 1],
        "no": f"HYZC-2026-G-0012-{number:02d}",
        "position": number,
        "project_id": PROJECT,
        "name": f"第{number}包",
        "requirement": "交互式智能黑板及配套安装调试，质保5年。",
        "quantity": "60.000",
        "unit": "套",
        "budget": budget,
        "ceiling": ceiling,
        "state": "preparing",
        "state_zh": "筹备中",
    }


def _reference() -> dict[str, Any]:
    counted = [("R01", 20, "day", "法35"), ("R02", 5, "working_day", "87-18")]
    counted += [("R03", 5, "working_day", "87-16"), ("R29", 7, "working_day", "法52")]
    counted += [("R05", 15, "day", "条例31")]
    counted += [("R34", 1, "working_day", "101-13"), ("R20", 1, "working_day", "87-69")]
    counted += [("R18", 2, "working_day", "条例43"), ("R32", 30, "day", "法46")]
    told = [_rule(*one) for one in counted]
    warned = [("R18.winner", 5, "working_day", "条例43"), ("R19", 2, "working_day", "条例43")]
    warned += [("R24", 7, "member", "87-47"), ("R24.normal", 5, "member", "87-47")]
    warned += [("R24.large", 1000, "ten_thousand_yuan", "87-47")]
    told += [_rule(*one) | {"severity": "warn"} for one in warned]
    first = date(2026, 1, 1)
    return {
        "version": 1,
        "rules": told,
        "days": [_day(first + timedelta(days=step)) for step in range(365)],
        "official_years": [2026],
        "policies": {},
        "clock": {
            "real_epoch": datetime.now(CHINA),
            "business_epoch": datetime(2026, 9, 7, 10, tzinfo=CHINA),
            "rate": 1.0,
        },
    }


def _rule(rule_id: str, value: int, unit: str, basis: str) -> dict[str, Any]:
    told = {"rule_id": rule_id, "text_zh": "规则", "basis": basis, "severity": "block"}
    dates = {"effective_from": date(2015, 3, 1), "effective_to": None}
    return {**told, **dates, "value": value, "unit": unit}


def _day(day: date) -> dict[str, Any]:
    works = chinese_calendar.is_workday(day)
    if day.weekday() > 4:
        return {"date": day, "kind": "makeup" if works else "weekend"}
    return {"date": day, "kind": "workday" if works else "statutory"}
