"""The public pages: from the store alone, byte for byte; verification asks signing."""

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import uuid4

import pytest
from gateway.app import make
from gateway.settings import Settings
from minio import Minio
from minio.error import S3Error
from starlette.testclient import TestClient
from tenderhall_local.stack import Stack

PAGE = "<!DOCTYPE html><style>h1{color:red}</style><h1>公开招标公告</h1>"
MOMENT = "2026-11-22T09:30:00+08:00"
HTML = {"accept": "text/html"}


@dataclass(frozen=True)
class Published:
    no: str
    title: str
    pdf: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.pdf).hexdigest()


class Shelf:
    """Puts what notices would publish."""

    def __init__(self, stack: Stack) -> None:
        s3 = stack.s3
        host = s3.endpoint.removeprefix("http://")
        self._client = Minio(host, s3.access_key, s3.secret_key, secure=False, region=s3.region)
        self._bucket = s3.bucket
        self._before: dict[str, bytes | None] = {}

    def put(self, path: str, body: bytes) -> None:
        key = f"public/{path.removeprefix('../')}" if ".." in path else f"public/notices/{path}"
        if key not in self._before:
            self._before[key] = self._get(key)
        self._client.put_object(self._bucket, key, io.BytesIO(body), len(body))

    def _get(self, key: str) -> bytes | None:
        try:
            answer = self._client.get_object(self._bucket, key)
        except S3Error:
            return None
        try:
            return bytes(answer.read())
        finally:
            answer.close()
            answer.release_conn()

    def publish(self, *, pdf: bytes = b"%PDF-1.7 " + b"x" * 200, title: str = "公告") -> Published:
        made = Published(f"TEST-{uuid4().hex[:8]}", title, pdf)
        facts = {
            "no": made.no,
            "title": title,
            "project_no": "HYZC-2026-G-0001",
            "published_at": MOMENT,
            "pdf": {"sha256": made.sha256, "size": len(pdf), "mime": "application/pdf"},
        }
        self.put(f"{made.no}/index.html", PAGE.encode())
        self.put(f"{made.no}/notice.pdf", pdf)
        self.put(f"{made.no}/notice.json", json.dumps(facts).encode())
        return made

    def list(self, *made: Published) -> None:
        """The list of notices, as notices would write it; the one before comes back at the end."""
        rows = [
            {"no": one.no, "title": one.title, "project_no": "P-1", "published_at": MOMENT}
            for one in made
        ]
        self.put("index.json", json.dumps({"items": rows, "total": len(rows)}).encode())

    def clear(self) -> None:
        for key, body in self._before.items():
            if body is None:
                self._client.remove_object(self._bucket, key)
            else:
                self._client.put_object(self._bucket, key, io.BytesIO(body), len(body))


@pytest.fixture
def shelf(stack: Stack) -> Iterator[Shelf]:
    made = Shelf(stack)
    yield made
    made.clear()


@pytest.fixture
def quiet(settings: Settings) -> TestClient:
    """The gateway with no broker at all: every service is down, the store is not."""
    return TestClient(make(replace(settings, amqp_uri="amqp://127.0.0.1:1")))


def test_a_notice_is_served_byte_for_byte_with_every_service_down(
    quiet: TestClient, shelf: Shelf
) -> None:
    made = shelf.publish()
    page = quiet.get(f"/notices/{made.no}")
    assert (page.status_code, page.text) == (200, PAGE)
    pdf = quiet.get(f"/notices/{made.no}/notice.pdf")
    assert (pdf.content, pdf.headers["content-type"]) == (made.pdf, "application/pdf")
    assert pdf.headers["etag"] == f'"{made.sha256}"'
    assert "immutable" in pdf.headers["cache-control"]
    told = quiet.get(f"/notices/{made.no}/notice.json").json()
    assert told["pdf"]["sha256"] == made.sha256


def test_a_project_its_calendar_and_its_records_need_no_service(
    quiet: TestClient, shelf: Shelf
) -> None:
    shelf.put("../projects/TEST-P/index.html", PAGE.encode())
    shelf.put("../projects/TEST-P/openings.ics", b"BEGIN:VCALENDAR")
    shelf.put("../ocds/bulk/releases-2026-11.jsonl", b"{}\n")
    shelf.put("../sitemaps/index.xml", b"<sitemapindex/>")
    page = quiet.get("/projects/TEST-P")
    assert (page.status_code, page.text) == (200, PAGE)
    calendar = quiet.get("/projects/TEST-P/openings.ics")
    assert calendar.headers["content-type"] == "text/calendar; charset=utf-8"
    lines = quiet.get("/ocds/bulk/releases-2026-11.jsonl")
    assert (lines.text, lines.headers["access-control-allow-origin"]) == ("{}\n", "*")
    assert quiet.get("/sitemap.xml").text == "<sitemapindex/>"
    assert quiet.get("/ocds/records/none.json").status_code == 404


def test_any_search_is_a_feed_also_with_every_service_down(quiet: TestClient, shelf: Shelf) -> None:
    made = shelf.publish(title="医院设备")
    shelf.put(
        "index.json",
        json.dumps(
            {
                "items": [
                    {"no": made.no, "title": made.title, "project_no": "P-1", "kind": "tender"}
                    | {"published_at": MOMENT, "url": f"/notices/{made.no}", "pdf_sha256": "0" * 64}
                ],
                "total": 1,
            }
        ).encode(),
    )
    feed = quiet.get("/notices/feed.atom?q=医院")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert f":{made.no}</id>" in feed.text
    again = quiet.get("/notices/feed.atom?q=医院", headers={"if-none-match": feed.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert made.no not in quiet.get("/notices/feed.atom?q=学校").text


def test_what_the_reader_has_is_not_sent_again(quiet: TestClient, shelf: Shelf) -> None:
    path = f"/notices/{shelf.publish().no}/notice.pdf"
    etag = quiet.get(path).headers["etag"]
    again = quiet.get(path, headers={"if-none-match": f'"other", {etag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert quiet.get(path, headers={"if-none-match": '"other"'}).status_code == 200
    assert quiet.head(path).headers["etag"] == etag


def test_the_home_page_lists_what_is_published_and_escapes_it(
    quiet: TestClient, shelf: Shelf
) -> None:
    made = shelf.publish(title="<script>医院设备</script>")
    shelf.list(made, replace(made, no="TEST-2", title="第二个公告"))
    page = quiet.get("/")
    assert page.status_code == 200
    assert f'href="/notices/{made.no}"' in page.text
    assert "&lt;script&gt;医院设备" in page.text
    assert "<script>" not in page.text
    assert quiet.get("/notices/index.json").json()["total"] == 2


def test_a_notice_that_is_not_there_is_a_404(quiet: TestClient) -> None:
    for path in ("/notices/NO-1", "/notices/NO-1/notice.pdf", "/notices/NO-1/verify"):
        assert quiet.get(path).status_code == 404


def test_an_announcement_without_a_pdf_is_listed_and_has_no_verdict(
    quiet: TestClient, shelf: Shelf
) -> None:
    row = {"no": "P-1-QX-01", "kind": "cancellation", "title": "终止公告", "project_no": "P-1"}
    row |= {"published_at": MOMENT, "opening_at": None, "pdf_sha256": None}
    shelf.put("index.json", json.dumps({"items": [row], "total": 1}).encode())
    shelf.put("P-1-QX-01/notice.json", json.dumps(row).encode())
    page = quiet.get("/?kind=cancellation")
    assert 'href="/notices/P-1-QX-01"' in page.text
    assert "notice.pdf" not in page.text
    assert quiet.get("/notices/P-1-QX-01/verify").status_code == 404


@pytest.mark.parametrize(("size", "ok"), [(200, True), (50, False)])
def test_the_verdict_is_shown_and_told(
    web: TestClient, shelf: Shelf, size: int, *, ok: bool
) -> None:
    made = shelf.publish(pdf=b"x" * size)
    told = web.get(f"/notices/{made.no}/verify").json()
    assert (told["ok"], told["sha256"]) == (ok, made.sha256)
    assert told["claims"]["role"] == "anonymous"
    page = web.get(f"/notices/{made.no}/verify", headers=HTML)
    assert page.status_code == 200
    assert ("✔ 签章有效" if ok else "✘ 签章无效") in page.text
    assert made.sha256 in page.text
    assert "被改动 <b>" not in page.text


def test_without_signing_the_page_says_so_and_how_to_check(quiet: TestClient, shelf: Shelf) -> None:
    made = shelf.publish()
    page = quiet.get(f"/notices/{made.no}/verify", headers=HTML)
    assert page.status_code == 503
    assert "未能验证" in page.text
    assert made.sha256 in page.text
    assert quiet.get(f"/notices/{made.no}/verify").json()["code"] == "UNAVAILABLE"
