"""公告页 the public page of a notice: plain, readable without script, printable."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup
from tenderhall_press.formats import day, minute

from notices.kinds import KINDS as NOTICES
from notices.kinds import tells_opening
from notices.rules import announcements

HERE = Path(__file__).parent
KINDS = {**{one.name: one.label for one in NOTICES.values()}, **announcements.TITLES}


def page(record: Mapping[str, Any]) -> str:
    """公告页 whole HTML. The body was escaped by the notice's template when it was printed."""
    body = Markup(record["body"])  # noqa: S704 — made by our own autoescaping template
    known = {"related": [], "elsewhere": [], "period_confirmed": False, **record}
    shown = known | {"body": body, "opens": tells_opening(record["kind"])}
    return _template("page.html").render(_framed(shown))


def announcement(record: Mapping[str, Any]) -> str:
    """情况公告页 whole HTML: no seal, no PDF, and links to the notices that it is about."""
    return _template("announcement.html").render(_framed(record))


def project(told: Mapping[str, Any]) -> str:
    """项目页 whole HTML: what it is, where its lots stand, its timeline and chain of notices."""
    return _template("project.html").render(_framed(told))


def _framed(record: Mapping[str, Any]) -> dict[str, Any]:
    style = (HERE / "page.css").read_text(encoding="utf-8")
    return {**record, "style": Markup(style), "kinds": KINDS}  # noqa: S704 — our own file


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": _day, "minute": minute}
    return environment.get_template(name)


def _day(value: str | date | datetime) -> str:
    return day(value)
