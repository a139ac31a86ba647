"""富文本 what a person may write with emphasis, lists and tables; everything else is taken out.

Cleaned when it is kept and again when it is printed: neither relies on the other.
"""

import re

import nh3
from markupsafe import Markup

TAGS = {
    *("p", "br", "strong", "b", "em", "i", "u", "sub", "sup"),
    *("h4", "h5", "ul", "ol", "li", "blockquote"),
    *("table", "thead", "tbody", "tr", "th", "td", "caption"),
}
"""The headings of chapters and sections are the template's own."""

ATTRIBUTES = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_MARKUP = re.compile(r"<[^>]*>|&nbsp;")
_DROPPED = {"script", "style", "title", "template"}


def clean(written: str) -> str:
    """净化 the allowed markup of it; texts of other tags stay, scripts and styles go."""
    kept = nh3.clean(
        written, tags=TAGS, attributes=ATTRIBUTES, clean_content_tags=_DROPPED, link_rel=None
    )
    return kept.strip()


def blank(written: str) -> bool:
    """是否空白 True where no word stands in it."""
    return not _MARKUP.sub("", written).strip()


def rich(written: str) -> Markup:
    """富文本 for a template: cleaned, and no longer escaped."""
    return Markup(clean(written))  # noqa: S704 — cleaned in this very line
