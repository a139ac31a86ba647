"""公告内容 a tender notice as the template reads it, as long as one wants it."""

from typing import Any

AGENCY = "衡阳诚信招标代理有限公司"
REQUIREMENT = (
    "交互式智能黑板60套、录播主机12台及配套安装调试，质保5年；投标人应提供制造商出具的检测报告，"
    "并在合同签订后60日内完成供货、安装、调试和人员培训，验收按照财库[2016]205号文件执行。"
)


def view(lots: int, lines: int) -> dict[str, Any]:
    """公告视图 with so many lots, each with so many paragraphs of requirements."""
    each = [_lot(number, lines) for number in range(1, lots + 1)]
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
        "lots": each,
        "contract_period": "合同签订后60日内完成供货、安装和调试",
        "consortium": False,
        "qualification": {
            "policy": "本项目非专门面向中小企业采购，对小微企业的价格给予10%的扣除。",
            "specific": "具有有效的营业执照，近三年在经营活动中没有重大违法记录。",
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
        "supplement": "本项目采用综合评分法。",
        "media": ["中国湖南政府采购网（www.ccgp-hunan.gov.cn）"],
        "purchaser": {"name": "衡阳市第一中学", "address": "司前街81号", "contact": "0734-8221234"},
        "agency": {"name": AGENCY, "address": "解放大道26号", "contact": "0734-8889999"},
        "contact": {"name": "李晓东", "phone": "0734-8889988"},
        "attachments": [],
        "issued_on": "2026-11-23",
    }


def _lot(number: int, lines: int) -> dict[str, Any]:
    return {
        "no": f"HYZC-2026-G-0012-{number:02d}",
        "name": f"第{number}包设备",
        "requirement": "\n".join([REQUIREMENT] * lines),
        "budget": "2650000.00",
        "ceiling": None,
    }
