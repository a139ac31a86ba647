"""站点地图 every public notice and project, for search engines (sitemaps.org)."""

from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

from tenderhall_kit.storage import Storage

PART = 10_000
"""Entries of a file: each is a notice and may bring its project; 50 000 addresses are allowed."""

XML = "application/xml"
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
STANDING = ("/", "/guide", "/open-data", "/calculator")


def put_part(storage: Storage, site: str, part: int, found: Sequence[Any]) -> None:
    """写入一份 the notices of these entries, and their projects, each with its last change."""
    newest = {one.project_no: one.published_at for one in found}
    urls = [(f"/notices/{one.no}", one.published_at) for one in found]
    urls += [(f"/projects/{no}", at) for no, at in newest.items()]
    made = ET.Element("urlset", {"xmlns": _SPACE})
    for path in STANDING if part == 0 else ():
        ET.SubElement(ET.SubElement(made, "url"), "loc").text = site + path
    for path, at in urls:
        url = ET.SubElement(made, "url")
        ET.SubElement(url, "loc").text = site + path
        ET.SubElement(url, "lastmod").text = at.isoformat(timespec="seconds")
    storage.put_at(f"public/sitemaps/{part}.xml", _written(made), XML)


def put_index(storage: Storage, site: str, parts: int) -> None:
    """写入索引 of all parts."""
    made = ET.Element("sitemapindex", {"xmlns": _SPACE})
    for part in range(parts):
        ET.SubElement(ET.SubElement(made, "sitemap"), "loc").text = f"{site}/sitemaps/{part}.xml"
    storage.put_at("public/sitemaps/index.xml", _written(made), XML)


def _written(made: ET.Element) -> bytes:
    told: bytes = ET.tostring(made, encoding="utf-8", xml_declaration=True)
    return told
