"""订阅源 the list of notices, or any search of it, as an Atom feed (RFC 4287)."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from starlette.requests import Request
from starlette.responses import Response
from tenderhall_contracts.errors import Problem

from gateway.parts import of
from gateway.portal.home import look
from gateway.portal.search import Search

PATH = "/notices/feed.atom"
_SPACE = "http://www.w3.org/2005/Atom"
_NOT_MODIFIED = 304
_EPOCH = "2020-01-01T00:00:00+08:00"


async def show(request: Request) -> Response:
    """读取订阅源 the newest twenty that match; whoever has them already is told so.

    Raises:
        Problem: VALIDATION_FAILED for what is no date; UNAVAILABLE.
    """
    search = Search.read(request.query_params)
    if search.faults:
        raise Problem("VALIDATION_FAILED")
    found, _ = await look(request, search)
    if found is None:
        raise Problem("UNAVAILABLE")
    body = written(of(request).settings.public_url, search, found.rows)
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    headers = {"etag": etag, "cache-control": "public, max-age=60"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=_NOT_MODIFIED, headers=headers)
    kind = "application/atom+xml; charset=utf-8"
    return Response(body, media_type=kind, headers=headers)


def written(site: str, search: Search, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """写成 Atom: ids are stable for ever, ``updated`` is the time of publication."""
    here, listed = site + search.link(1, PATH), site + search.link(1)
    feed = ET.Element("feed", {"xmlns": _SPACE, "xml:lang": "zh-CN"})
    _text(feed, "title", "政府采购公告" + _conditions(search))
    _text(feed, "id", here)
    newest = max((row["published_at"] for row in rows), key=datetime.fromisoformat, default=_EPOCH)
    _text(feed, "updated", newest)
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": here})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": listed})
    author = ET.SubElement(feed, "author")
    _text(author, "name", "衡阳市公共资源交易中心")
    for row in rows:
        _entry(feed, site, row)
    told: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return told


def _entry(feed: ET.Element, site: str, row: Mapping[str, Any]) -> None:
    entry = ET.SubElement(feed, "entry")
    url = f"{site}{row['url']}"
    host = urlsplit(site).hostname
    published = datetime.fromisoformat(row["published_at"])
    _text(entry, "id", f"tag:{host},{published:%Y-%m-%d}:{row['no']}")
    _text(entry, "title", row["title"])
    _text(entry, "published", row["published_at"])
    _text(entry, "updated", row["published_at"])
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": url})
    if row.get("pdf_sha256"):
        pdf = {"rel": "enclosure", "type": "application/pdf", "href": f"{url}/notice.pdf"}
        ET.SubElement(entry, "link", pdf)
    if row.get("kind"):
        ET.SubElement(entry, "category", {"term": row["kind"]})
    _text(entry, "summary", _summary(row))


def _summary(row: Mapping[str, Any]) -> str:
    told = [f"项目编号：{row['project_no']}"]
    if row.get("purchaser"):
        told.append(f"采购人：{row['purchaser']}")
    if row.get("opening_at"):
        told.append(f"开标时间：{datetime.fromisoformat(row['opening_at']):%Y-%m-%d %H:%M}")
    return "；".join(told)


def _conditions(search: Search) -> str:
    told = [f"{name}={value}" for name, value in search.told.items() if value]
    return f"（{'，'.join(told)}）" if told else ""


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text
