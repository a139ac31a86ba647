"""排版 a notice as HTML and as PDF/A-3b, from versioned templates, by the common press."""

from pathlib import Path

from tenderhall_press import (
    Catalogue,
    NoTemplate,
    Printed,
    Product,
    RenderError,
    RenderPool,
    TemplateVersion,
)

__all__ = [
    "CATALOGUE",
    "NOTICE",
    "NoTemplate",
    "Printed",
    "RenderError",
    "RenderPool",
    "TemplateVersion",
    "choose",
    "named",
]

NOTICE = Product(
    templates=Path(__file__).parent / "templates",
    enclosed="release.json",
    described="公告结构化数据 the notice as data",
    largest=250_000,
    too_large="公告内容过长，采购需求请作概述，详见招标文件 the notice is too long",
)
"""About 200 pages at most; a tender notice has about 10,000 characters."""

CATALOGUE = Catalogue(NOTICE.templates)
choose, named = CATALOGUE.choose, CATALOGUE.named
