"""渲染 HTML pages from templates: everything is escaped, a missing value is an error."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from gateway import files
from gateway.pages.kit import attached, forms, lang, words

_CHINA = ZoneInfo("Asia/Shanghai")
_NONE = "—"


def moment(text: str | None) -> str:
    """北京时间 ``2026-11-22T09:30:00+08:00`` → ``2026-11-22 09:30:00``; a dash for none."""
    return _shanghai(text).strftime("%Y-%m-%d %H:%M:%S") if text else _NONE


def minute(text: str | None) -> str:
    """北京时间 to the minute; a dash for none."""
    return _shanghai(text).strftime("%Y-%m-%d %H:%M") if text else _NONE


def local(text: str | None) -> str:
    """本地时间 as ``<input type="datetime-local">`` takes it; what is no time is left as typed."""
    if not text or "+" not in text:
        return text or ""
    return _shanghai(text).strftime("%Y-%m-%dT%H:%M")


def money(text: str | None) -> str:
    """金额 yuan with separators: ``1200000.00`` → ``1,200,000.00``; a dash for none."""
    if text in {None, ""}:
        return _NONE
    try:
        return f"{Decimal(str(text)):,.2f}"
    except InvalidOperation:
        return str(text)


def size(count: int) -> str:
    """文件大小 in kB or MB (10³, 10⁶ bytes)."""
    mega = 1_000_000
    return f"{count / mega:.1f} MB" if count >= mega else f"{max(1, round(count / 1000))} kB"


def _shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(_CHINA)


_pages = Environment(
    loader=PackageLoader("gateway"),
    extensions=["jinja2.ext.i18n"],
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_pages.install_gettext_callables(lang.say, lang.say_many, newstyle=True)  # type: ignore[attr-defined]  # the i18n extension adds it
_pages.globals.update(
    attached=attached.rows,
    blank=forms.Sheet(),
    language=lang.current.get,
    length=words.length,
    options=words.options,
    region=words.region,
    regions=words.regions,
    static=files.address,
    upload_rule=attached.rule,
    weekday=words.weekday,
    word=words.word,
)
_pages.filters.update(moment=moment, minute=minute, local=local, money=money, size=size)


def page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """页面 one template with its values."""
    return HTMLResponse(text(name, **values), status_code=status, headers=_FRESH)


def text(name: str, **values: Any) -> str:
    """页面文本 as ``page``, without the answer around it."""
    return _pages.get_template(name).render(**values)


_FRESH: Mapping[str, str] = {"cache-control": "no-cache"}
