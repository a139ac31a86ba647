"""The public portal in a browser: list, search, notice, verdict, in every state it can be in."""

import io
import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from minio import Minio
from minio.error import S3Error
from playwright.sync_api import Page, expect
from sqlalchemy import NullPool, create_engine, text
from tenderhall_local.demo.play import play
from tenderhall_local.platform import Platform
from tenderhall_local.processes import until
from tenderhall_local.supervise import base_env

from browsing import at, expecting, settled, shot, weight
from browsing.chromium import DESK

LIGHT = 200_000
"""Bytes: what a first page may cost."""

LIST = "public/notices/index.json"
Shelve = Callable[[list[dict[str, Any]]], None]


def notice(number: int) -> dict[str, Any]:
    """A row of the list: three notices a day in January 2026."""
    what = ("中心医院CT设备采购项目", "智慧校园平台建设服务采购项目", "市政道路照明改造工程")[
        number % 3
    ]
    day = f"2026-01-{number // 3 + 1:02}"
    return {
        "no": f"HYZC-2026-G-{number:04}-ZB-01",
        "kind": "tender",
        "title": f"衡阳市{what}（第{number}号）公开招标公告",
        "project_no": f"HYZC-2026-G-{number:04}",
        "lot_nos": ["1"],
        "published_at": f"{day}T09:30:00+08:00",
        "opening_at": "2026-02-28T09:30:00+08:00",
        "url": f"/notices/HYZC-2026-G-{number:04}-ZB-01",
        "pdf_sha256": "0" * 64,
    }


@pytest.fixture
def shelve(platform: Platform) -> Iterator[Shelve]:
    """``shelve(rows)`` puts this list in the place of the real one, which comes back at the end."""
    s3 = platform.stack.s3
    host = s3.endpoint.removeprefix("http://")
    store = Minio(host, s3.access_key, s3.secret_key, secure=False, region=s3.region)
    before: bytes | None = None
    try:
        with store.get_object(s3.bucket, LIST) as answer:
            before = answer.read()
    except S3Error as fault:
        if fault.code != "NoSuchKey":
            raise

    def put(rows: list[dict[str, Any]]) -> None:
        body = json.dumps({"items": rows, "total": len(rows)}).encode()
        store.put_object(s3.bucket, LIST, io.BytesIO(body), len(body))

    yield put
    if before is None:
        store.remove_object(s3.bucket, LIST)
    else:
        store.put_object(s3.bucket, LIST, io.BytesIO(before), len(before))


@contextmanager
def gateway_alone(platform: Platform, log: Path, **env: str) -> Iterator[str]:
    """A gateway of this test with no bus: every service is down for it; answers its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    own = {"AMQP_URI": "amqp://127.0.0.1:1", "GATEWAY_HOST": "127.0.0.1", "GATEWAY_PORT": port}
    words = [sys.executable, "-m", "gateway"]
    told = base_env() | platform.common("gateway") | own | env
    with log.open("wb") as out, subprocess.Popen(words, env=told, stdout=out, stderr=out) as ran:  # noqa: S603 — our own
        base = f"http://127.0.0.1:{port}"
        until(lambda: _lives(base), 60)
        yield base
        ran.terminate()


def _lives(base: str) -> bool:
    try:
        return httpx.get(f"{base}/healthz", trust_env=False).is_success
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="package")
def published(platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a notice that has come through a whole procurement."""
    folder = tmp_path_factory.mktemp("procurement")
    play(platform, folder)
    told = json.loads((folder / "journey.json").read_text())
    return str(told["ids"]["notice"]["url"]).removeprefix(platform.public_url)


def test_the_list_before_the_first_notice(visitor: Page, shelve: Shelve) -> None:
    shelve([])
    at(visitor, "/")
    expect(visitor.get_by_text("暂无已发布的公告")).to_be_visible()
    shot(visitor, "portal-list-empty")


def test_the_list_is_paged(visitor: Page, shelve: Shelve) -> None:
    shelve([notice(number) for number in range(45, 0, -1)])
    at(visitor, "/")
    expect(visitor.get_by_text("共45条公告 · 第1页，共3页")).to_be_visible()
    shot(visitor, "portal-list-filled")
    visitor.get_by_role("link", name="下一页").click()
    visitor.get_by_role("link", name="3", exact=True).click()
    expect(visitor.get_by_role("row")).to_have_count(6)
    expect(visitor.get_by_role("link", name="下一页")).to_have_count(0)
    settled(visitor, "portal list, last page")


def test_with_every_service_down_the_latest_notices_are_searched(
    newcomer: Callable[..., Page], platform: Platform, shelve: Shelve, tmp_path: Path
) -> None:
    shelve([notice(number) for number in range(45, 0, -1)])
    with gateway_alone(platform, tmp_path / "log") as base:
        visitor = newcomer(base=base)
        at(visitor, "/")
        _search(visitor)


def _search(visitor: Page) -> None:
    visitor.get_by_label("关键词").fill("医院 ct")
    visitor.get_by_label("公告类型").select_option("招标公告")
    visitor.get_by_label("发布日期从").fill("2026-01-05")
    visitor.get_by_label("至", exact=True).fill("2026-01-09")
    visitor.get_by_role("button", name="查询").click()
    expect(visitor.get_by_text("共5条公告")).to_be_visible()
    expect(visitor.get_by_role("alert")).to_contain_text("检索服务没有应答")
    shot(visitor, "portal-list-searched")
    visitor.get_by_label("关键词").fill("医院 学校")
    visitor.get_by_label("关键词").press("Enter")
    expect(visitor.get_by_text("没有符合条件的公告")).to_be_visible()
    shot(visitor, "portal-list-nothing_found")
    visitor.get_by_role("link", name="查看全部公告").click()
    expect(visitor.get_by_text("共45条公告")).to_be_visible()


def test_days_in_the_wrong_order_are_told_at_their_field(visitor: Page, shelve: Shelve) -> None:
    shelve([notice(1)])
    visitor.goto("/?from=2026-02-01&until=2026-01-01")
    field = visitor.get_by_label("至", exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description("截止日期不能早于起始日期")
    shot(visitor, "portal-list-error")


def test_the_portal_speaks_english(visitor: Page, shelve: Shelve) -> None:
    shelve([notice(number) for number in range(3, 0, -1)])
    at(visitor, "/?q=HYZC")
    visitor.get_by_role("link", name="English").click()
    expect(visitor.get_by_role("heading", name="Procurement notices")).to_be_visible()
    expect(visitor.get_by_label("Words")).to_have_value("HYZC")
    assert visitor.locator("html").get_attribute("lang") == "en"
    shot(visitor, "portal-list-english")
    visitor.get_by_role("link", name="中文").click()
    expect(visitor.get_by_role("heading", name="采购公告")).to_be_visible()


def test_the_list_says_so_when_the_store_is_away(
    newcomer: Callable[..., Page], platform: Platform, tmp_path: Path
) -> None:
    away = {"S3_ENDPOINT": "http://127.0.0.1:1"}
    with gateway_alone(platform, tmp_path / "log", **away) as base:
        page = newcomer(base=base)
        with expecting(page, 503):
            page.goto("/")
            expect(page.get_by_role("alert")).to_contain_text("公告暂时无法读取")
            shot(page, "portal-list-store_away")


@pytest.mark.timeout(300)
def test_a_notice_is_read_on_screen_and_on_paper(visitor: Page, published: str) -> None:
    at(visitor, published)
    shot(visitor, "portal-notice-published")
    visitor.emulate_media(media="print")
    expect(visitor.get_by_role("link", name="跳到公告正文")).to_be_hidden()
    settled(visitor, "portal notice, printed")


@pytest.mark.timeout(300)
def test_the_verdict_of_a_notice(visitor: Page, published: str) -> None:
    at(visitor, published)
    visitor.get_by_role("link", name="现在重新验证").click()
    expect(visitor.get_by_role("status")).to_contain_text("签章有效")
    shot(visitor, "portal-verdict-good")
    visitor.get_by_role("link", name="English").click()
    expect(visitor.get_by_role("status")).to_contain_text("The seal is valid")
    shot(visitor, "portal-verdict-english")


@pytest.mark.timeout(300)
def test_list_and_notice_need_no_service_and_the_verdict_says_that_it_does(
    newcomer: Callable[..., Page], platform: Platform, published: str, tmp_path: Path
) -> None:
    with gateway_alone(platform, tmp_path / "log") as base:
        page = newcomer(base=base)
        at(page, "/")
        page.locator(f"a[href='{published}']").click()
        settled(page, "portal notice, every service down")
        with expecting(page, 503):
            page.goto(f"{published}/verify")
            expect(page.get_by_role("alert")).to_contain_text("验章服务没有应答")
            shot(page, "portal-verdict-service_away")


def test_a_page_that_is_not_there(visitor: Page) -> None:
    visitor.goto("/notices/NONE-1")
    expect(visitor.get_by_text("没有这个页面，或公告尚未发布。")).to_be_visible()
    shot(visitor, "portal-problem-missing")


@pytest.mark.timeout(300)
def test_the_portal_needs_no_mouse(visitor: Page, published: str) -> None:
    at(visitor, "/")
    visitor.keyboard.press("Tab")
    expect(visitor.get_by_role("link", name="跳到正文")).to_be_in_viewport()
    visitor.keyboard.press("Enter")
    expect(visitor.locator("main")).to_be_focused()
    visitor.keyboard.press("Tab")
    expect(visitor.get_by_label("关键词")).to_be_focused()
    visitor.keyboard.type(published.rpartition("/")[2])
    visitor.keyboard.press("Enter")
    link = visitor.locator(f"a[href='{published}']")
    expect(link).to_be_visible()
    for _ in range(30):  # a date is four stops
        if link.evaluate("(one) => one === document.activeElement"):
            break
        visitor.keyboard.press("Tab")
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("公开招标公告")


@pytest.mark.timeout(300)
def test_search_engines_are_told_what_stands_where(platform: Platform, published: str) -> None:
    with httpx.Client(base_url=platform.public_url, trust_env=False) as robot:
        listed = robot.get("/", headers={"accept": "text/html"}).text
        searched = robot.get("/?q=x", headers={"accept": "text/html"}).text
        read = robot.get(published, headers={"accept": "text/html"}).text
    assert f'<link rel="canonical" href="{platform.public_url}/">' in listed
    assert f'href="{published}"' in listed
    assert '<meta name="robots" content="noindex, follow">' in searched
    for page in (listed, read):
        assert '<html lang="zh-CN">' in page
        assert '<meta name="description" content="' in page
    assert f'<link rel="canonical" href="{published}">' in read


@pytest.mark.parametrize("path", ["/", "/login"])
def test_a_first_page_is_light(visitor: Page, path: str) -> None:
    visitor.set_viewport_size(DESK)
    sizes = weight(visitor, path)
    assert 0 < sum(sizes.values()) <= LIGHT, sizes


def test_a_search_is_subscribed_to_and_the_subscription_looked_at_and_ended(
    visitor: Page, platform: Platform
) -> None:
    at(visitor, "/?q=医院&region=430400")
    visitor.get_by_label("发邮件到").fill("reader@example.org")
    with expecting(visitor, 409, 422):
        visitor.get_by_role("button", name="订阅").click()
        expect(visitor.get_by_text("未配置邮件发送")).to_be_visible()  # no mail server is here
    expect(visitor.get_by_text("医院", exact=True)).to_be_visible()
    shot(visitor, "portal-subscribe-refused")
    token = register_webhook(platform)
    path = f"/subscriptions/{token}"
    set_state(platform, token, "paused")
    at(visitor, path)
    shot(visitor, "portal-subscription-paused")
    visitor.get_by_role("button", name="恢复订阅").click()
    expect(visitor.get_by_text("订阅已生效")).to_be_visible()
    shot(visitor, "portal-subscription")
    visitor.get_by_role("button", name="退订并删除").click()
    expect(visitor.get_by_text("已退订")).to_be_visible()
    settled(visitor, "a subscription that was ended")
    answer = visitor.goto(path)
    assert answer
    assert answer.status == 404
    expect(visitor.get_by_text("没有这个订阅")).to_be_visible()


def register_webhook(platform: Platform) -> str:
    """A public address that nobody answers at from here; gives the token."""
    asked = {"url": "https://93.184.216.34/hook", "filter": {"q": "医院"}}
    headers = {"idempotency-key": f"pages-{socket.gethostname()}"}
    url = f"{platform.public_url}/api/v1/notices/register_webhook"
    answer = httpx.post(url, json=asked, headers=headers, timeout=40, trust_env=False)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["token"])


def set_state(platform: Platform, token: str, state: str) -> None:
    engine = create_engine(platform.stack.database_url("notices"), poolclass=NullPool)
    changed = "UPDATE subscription SET state = :state WHERE token = :token"
    with engine.begin() as connection:
        connection.execute(text(changed), {"state": state, "token": token})
