"""公告页 the public page of a notice: plain, readable without script, printable."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from notices.rendering.formats import day, minute

HERE = Path(__file__).parent
KINDS = {"tender": "招标公告"}


def page(record: Mapping[str, Any]) -> str:
    """公告页 whole HTML. The body was escaped by the notice's template when it was printed."""
    style = (HERE / "page.css").read_text(encoding="utf-8")
    body = Markup(record["body"])  # noqa: S704 — made by our own autoescaping template
    return _template().render(
        {**record, "body": body, "style": Markup(style), "kind_zh": KINDS[record["kind"]]}  # noqa: S704 — our own file
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": _day, "minute": minute}
    return environment.get_template("page.html")


def _day(value: str | date | datetime) -> str:
    return day(value)
