"""渲染 HTML pages from templates: everything is escaped, a missing value is an error."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

_CHINA = ZoneInfo("Asia/Shanghai")


def moment(text: str | None) -> str:
    """北京时间 ``2026-11-22T09:30:00+08:00`` → ``2026-11-22 09:30:00``; a dash for none."""
    if not text:
        return "—"
    return datetime.fromisoformat(text).astimezone(_CHINA).strftime("%Y-%m-%d %H:%M:%S")


_pages = Environment(
    loader=PackageLoader("gateway"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_pages.filters["moment"] = moment


def page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """页面 one template with its values."""
    return HTMLResponse(text(name, **values), status_code=status, headers=_FRESH)


def text(name: str, **values: Any) -> str:
    """页面文本 as ``page``, without the answer around it."""
    return _pages.get_template(name).render(**values)


_FRESH: Mapping[str, str] = {"cache-control": "no-cache"}
