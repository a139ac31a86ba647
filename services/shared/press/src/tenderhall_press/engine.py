"""排版 one HTML from template and data, and the PDF/A-3b made from that same HTML.

Runs only inside a render worker: WeasyPrint blocks for a tenth of a second a page and takes
memory, neither of which a service process can afford (documents.md §3.3).
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader
from weasyprint import CSS, HTML, Attachment, Document
from weasyprint.text import ffi
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from tenderhall_press.formats import FILTERS
from tenderhall_press.justify import justify_chinese
from tenderhall_press.product import Product
from tenderhall_press.sandbox import PressEnvironment, environment
from tenderhall_press.sealfield import add_seal_field, seal_box
from tenderhall_press.templates import TemplateVersion


class EngineUnfit(RuntimeError):  # noqa: N818 — reads as what is wrong
    """排版环境不合格 a library is missing without which rendering is 50 times slower."""


class RenderRefused(ValueError):  # noqa: N818 — reads as what happened
    """拒绝排版 the data or the template cannot make a lawful document; ``reason`` says why."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class Rendered:
    """排版结果 the PDF/A-3b with the place kept for a seal, and a fragment where one is wanted."""

    body: str
    pdf: bytes
    pages: int
    seal: dict[str, float] | None


def check_engine() -> None:
    """启动检查 refuse to start without libharfbuzz-subset0.

    libpango does not depend on it; WeasyPrint then falls back to fontTools in silence and a page
    takes 11 s instead of 0.2 s (documents.md §3.2).

    Raises:
        EngineUnfit: Names the Debian package to install.
    """
    if ffi.harfbuzz_subset is None:
        raise EngineUnfit("缺少 libharfbuzz-subset0: apt-get install libharfbuzz-subset0")


def render_body(product: Product, template: TemplateVersion, data: dict[str, Any]) -> str:
    """正文 the HTML fragment, the same on the page and in the PDF."""
    return _fill(product, template, "body.html", data)


def render(
    product: Product, template: TemplateVersion, data: dict[str, Any], attached: str, at: datetime
) -> Rendered:
    """排版 as HTML and as PDF/A-3b with its data embedded.

    Args:
        product: What is printed.
        template: The version to use.
        data: The view that the template reads.
        attached: The same as structured data, canonical JSON; embedded as ``product.enclosed``.
        at: The moment written as the embedded file's date. The same input gives the same bytes.

    Raises:
        RenderRefused: ``missing_glyph`` names characters no font has; ``too_large``.
    """
    document = _layout(product, template, data)
    seal = seal_box(document)
    release = Attachment(
        string=attached,
        name=product.enclosed,
        description=product.described,
        created=at,
        modified=at,
        relationship="Source",
    )
    pdf = document.write_pdf(
        pdf_variant="pdf/a-3b",
        attachments=[release],
        finisher=lambda _, made: add_seal_field(made, seal),
    )
    _refuse_missing_glyphs(document)
    body = render_body(product, template, data) if product.fragment else ""
    return Rendered(body, pdf, len(document.pages), seal)


def _layout(product: Product, template: TemplateVersion, data: dict[str, Any]) -> Document:
    justify_chinese()
    filled = _fill(product, template, "document.html", data)
    html = HTML(string=filled, url_fetcher=_nothing())
    return html.render(font_config=_fonts(), stylesheets=[_style(template.folder)])


def _nothing() -> URLFetcher:
    """Fetches nothing from anywhere."""
    return URLFetcher(allowed_protocols={"data"})


def _fill(product: Product, template: TemplateVersion, name: str, data: dict[str, Any]) -> str:
    pieces, size = [], 0
    for piece in _environment(str(template.folder)).get_template(name).generate(data):
        size += len(piece)
        if size > product.largest:
            raise RenderRefused("too_large", product.too_large)
        pieces.append(piece)
    return "".join(pieces)


def _refuse_missing_glyphs(document: Document) -> None:
    """A .notdef box is forbidden in PDF/A and would misprint somebody's name."""
    points = {point for font in document.fonts.values() for point in font.missing}
    if points:
        named = "、".join(f"{chr(point)}（U+{point:04X}）" for point in sorted(points))
        raise RenderRefused("missing_glyph", f"字体中没有这些字 no glyph for: {named}")


@cache
def _environment(folder: str) -> PressEnvironment:
    return environment(FileSystemLoader(folder), FILTERS)


@cache
def _style(folder: Path) -> CSS:
    """Read once: a version's files never change."""
    text = (folder / "print.css").read_text(encoding="utf-8")
    return CSS(string=text, url_fetcher=_nothing(), font_config=_fonts())


@cache
def _fonts() -> FontConfiguration:
    """Shared by all renders: a fresh one leaks megabytes each time."""
    return FontConfiguration()
