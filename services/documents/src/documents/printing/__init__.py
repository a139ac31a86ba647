"""排版 a tender document as PDF/A-3b with table of contents, by the common press."""

from datetime import date
from pathlib import Path

from tenderhall_press import Catalogue, Product, TemplateVersion

from documents.printing.view import embedded, view

__all__ = ["TENDER", "embedded", "layout", "layout_named", "view"]

KIND = "tender_document"

TENDER = Product(
    templates=Path(__file__).parent / "templates",
    enclosed="tender.json",
    described="招标文件结构化数据 the tender document as data",
    largest=3_000_000,
    too_large="招标文件内容过长，请将图纸等作为附件 the tender document is too long",
    fragment=False,
)

_CATALOGUE = Catalogue(TENDER.templates)


def layout(on: date) -> TemplateVersion:
    """版式 the layout in force on that day."""
    return _CATALOGUE.choose(KIND, "*", on)


def layout_named(identity: str, version: str) -> TemplateVersion:
    """版式 one version by name."""
    return _CATALOGUE.named(identity, version)
