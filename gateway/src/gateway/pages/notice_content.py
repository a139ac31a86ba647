"""公告内容 what stands in a notice's form: what is typed, and what it takes from elsewhere."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from tenderhall_contracts.documents import list_tender_documents
from tenderhall_contracts.notices import TenderNoticeIn
from tenderhall_contracts.registry import get_project
from tenderhall_contracts.venue import list_bookings
from tenderhall_contracts.workflow import State

from gateway.pages.kit import forms
from gateway.pages.kit.ask import ask
from gateway.pages.kit.session import Person

FIXED_MEDIA = ("中国湖南政府采购网（www.ccgp-hunan.gov.cn）", "衡阳市公共资源交易中心门户")
"""Where every notice is published, whatever the agency adds (101号令第8条)."""

DAILY_HOURS = "上午00:00至12:00，下午12:00至23:59"
OBTAIN_PLACE = "衡阳市公共资源交易中心交易平台"
OBTAIN_METHOD = "登录交易平台免费下载"
FOR_SMALL_FIRMS = "本项目专门面向中小企业采购，供应商应为中小微企业、监狱企业、残疾人福利性单位。"

_NOT_TEXT = {"project_id", "lot_ids", "media"}
ENTERED = tuple(name for name in TenderNoticeIn().fields if name not in _NOT_TEXT)

_MOST = 100
_READY = (State.APPROVED.value, State.ISSUED.value)
_DECIMAL = re.compile(r"\d+\.\d+")

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Basis:
    """依据 shown beside the notice's form, never typed there; None where it is not approved yet."""

    project: Values
    lots: list[Values]
    booking: Values | None
    document: Values | None


async def basis(request: Request, person: Person, project_id: str, lot_ids: Sequence[str]) -> Basis:
    """查依据 of these lots, as the services tell it now.

    Raises:
        Problem: NOT_FOUND for a project that the person may not see.
    """
    project = await ask(request, get_project, {"id": project_id}, person=person)
    wanted = {"q": project["no"], "limit": _MOST}
    bookings, documents = await asyncio.gather(
        ask(request, list_bookings, wanted, person=person),
        ask(request, list_tender_documents, wanted, person=person),
    )
    return Basis(
        project,
        [one for one in project["lots"] if one["id"] in set(lot_ids)],
        _first(bookings["items"], lot_ids),
        _first(documents["items"], lot_ids),
    )


def _first(found: list[Values], lot_ids: Sequence[str]) -> Values | None:
    ready = (one for one in found if one["state"] in _READY)
    return next((one for one in ready if set(one["lot_ids"]) & set(lot_ids)), None)


def suggested(about: Basis) -> Values:
    """预填内容 what is usual, all of it to be looked over; what only the agency knows is empty."""
    project, document = about.project, about.document or {}
    return {
        "title": f"{project['name']}公开招标公告",
        "daily_hours": DAILY_HOURS,
        "obtain_place": OBTAIN_PLACE,
        "obtain_method": document.get("obtaining") or OBTAIN_METHOD,
        "price": document.get("price") or "0.00",
        "policy_qualification": FOR_SMALL_FIRMS if project["sme_only"] else "",
        "performance_period": project["performance_period"],
    }


def filled(notice: Values) -> forms.Sheet:
    """填入 a kept notice; only the media that the agency has added stand in fields."""
    return forms.of({**notice, "media": added_media(notice)})


def changed(posted: forms.Posted, notice: Values) -> bool:
    """是否修改 whether the form says anything else than what is kept."""
    if "title" not in posted.tree:
        return False
    told = posted.payload(TenderNoticeIn)
    alike = all(_plain(told.get(name)) == _plain(notice.get(name)) for name in ENTERED)
    return not alike or told.get("media", []) != added_media(notice)


def added_media(notice: Values) -> list[str]:
    """其他媒体 that the agency has added to those that are always there."""
    return list(notice["media"][len(FIXED_MEDIA) :])


def _plain(value: Any) -> str:
    """An amount without its last zeros, a text without what surrounds it; nothing is nothing."""
    text = str(value or "").strip()
    return text.rstrip("0").rstrip(".") if _DECIMAL.fullmatch(text) else text
