"""公告共用内容 parts of the content that all kinds of notices say alike (domain §2)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tenderhall_contracts.errors import Finding
from tenderhall_kit.law import SHANGHAI, day_of

Values = Mapping[str, Any]

DESIGNATED_MEDIUM = "中国湖南政府采购网（www.ccgp-hunan.gov.cn）"
"""省级指定媒体 a local budget's notices must stand on the provincial site (R33, 101号令第8条)."""

PORTAL = "衡阳市公共资源交易中心门户"
CENTRE = "衡阳市公共资源交易中心"


def media_of(entered: Values) -> list[str]:
    """发布媒体 the designated medium and the portal, then what the agency added."""
    fixed = [DESIGNATED_MEDIUM, PORTAL]
    added = entered.get("media") or []
    return fixed + [one for one in added if not any(known.startswith(one) for known in fixed)]


def issued_on(entered: Values, now: datetime) -> date:
    """交发布日 today, or the planned day where that is later."""
    planned = entered.get("planned_publish_on")
    today = day_of(now)
    return max(today, date.fromisoformat(planned)) if planned else today


def party(told: Values) -> dict[str, str]:
    """采购人、代理机构 name, address and how to reach it."""
    reached = " ".join(filter(None, (told.get("contact"), told.get("phone"))))
    return {
        "name": told.get("name") or "",
        "address": told.get("address") or "",
        "contact": reached,
    }


def contact(project: Values) -> dict[str, str]:
    """项目联系人 the agency's leader of the project, else its own contact."""
    agency = project["agency"]
    return {
        "name": project["agency_leader"] or agency.get("contact") or "",
        "phone": project["agency_phone"] or agency.get("phone") or "",
    }


def minute(moment: datetime) -> str:
    """分钟 as people read it in figures."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def finding(bases: Mapping[str, str], field: str, rule: str, zh: str, en: str) -> Finding:
    """问题 with the article shown where registry's own rule row is not there."""
    return Finding(field, rule, zh, en, bases.get(rule, bases[""]))
