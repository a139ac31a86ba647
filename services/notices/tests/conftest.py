"""What the tests of notices share: one notice as data, the fonts, a pool of render workers."""

import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from notices.fonts import FontFolder, build
from notices.rendering import RenderPool, TemplateVersion, choose

FONTS = Path(os.environ.get("TENDERHALL_FONT_DIR", Path(__file__).parents[3] / ".local/fonts"))


@pytest.fixture(scope="session")
def fonts() -> FontFolder:
    return build(FONTS)


@pytest.fixture(scope="session")
def pool(fonts: FontFolder) -> Iterator[RenderPool]:
    started = RenderPool(fonts).start()
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
