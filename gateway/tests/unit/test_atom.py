"""The feed of notices: well-formed, with ids that stay."""

from xml.etree import ElementTree as ET

from gateway.portal.atom import written
from gateway.portal.search import Search

SPACE = {"a": "http://www.w3.org/2005/Atom"}
ROW = {
    "no": "P-1-ZB-01",
    "kind": "tender",
    "title": "医院 <CT> 设备",
    "project_no": "P-1",
    "purchaser": "第一中学",
    "published_at": "2026-11-22T09:30:00+08:00",
    "opening_at": "2026-12-22T09:30:00+08:00",
    "pdf_sha256": "0" * 64,
    "url": "/notices/P-1-ZB-01",
}


def parsed(feed: bytes) -> ET.Element:
    return ET.fromstring(feed)  # noqa: S314 — our own words


def test_an_entry_tells_what_and_where() -> None:
    search = Search.read({"q": "医院", "region": "430405"})
    feed = parsed(written("https://example.test", search, [ROW]))
    entry = feed.find("a:entry", SPACE)
    assert entry is not None
    assert entry.findtext("a:id", "", SPACE) == "tag:example.test,2026-11-22:P-1-ZB-01"
    assert entry.findtext("a:title", "", SPACE) == "医院 <CT> 设备"
    assert entry.findtext("a:updated", "", SPACE) == ROW["published_at"]
    hrefs = [one.get("href") for one in entry.findall("a:link", SPACE)]
    assert hrefs == [
        "https://example.test/notices/P-1-ZB-01",
        "https://example.test/notices/P-1-ZB-01/notice.pdf",
    ]
    assert feed.findtext("a:id", "", SPACE).endswith(
        "/notices/feed.atom?q=%E5%8C%BB%E9%99%A2&region=430405"
    )


def test_a_feed_without_entries_still_has_all_that_it_must() -> None:
    feed = parsed(written("https://example.test", Search.read({}), []))
    for name in ("id", "title", "updated", "author/a:name"):
        assert feed.findtext(f"a:{name}", "", SPACE), name
    assert feed.findall("a:entry", SPACE) == []
