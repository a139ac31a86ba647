"""A large file goes in parts: paused, left, chosen again later; and a file gets a new version."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect
from tenderhall_local.demo.papers import paper

from browsing import at, settled

FORM = "/desk/projects/new"
SIZE = 65 * 2**20
WITHHOLD = """() => {
    const {open, send} = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.open = function (method, url) {
        this.to = url;
        open.call(this, method, url);
    };
    XMLHttpRequest.prototype.send = function (body) {
        if (!/partNumber=[45]&/.test(this.to)) send.call(this, body);
    };
}"""
"""Two of the five parts are never sent. (Playwright's own way would carry all bytes itself.)"""


@pytest.fixture
def form(clerk: Page) -> Iterator[Page]:
    at(clerk, FORM)
    clerk.locator("[data-attachments][data-ready]").wait_for()
    yield clerk
    clerk.evaluate("localStorage.clear()")
    clerk.goto("about:blank")


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A PDF just too large for one piece; all but its ends are holes, which take no disk."""
    path = tmp_path / "图纸.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n" + uuid4().bytes)
        file.truncate(SIZE)
        file.seek(0, 2)
        file.write(b"\n%%EOF\n")
    return path


def zone(page: Page) -> Locator:
    return page.locator("section[data-kind=other]")


def choose(page: Page, path: Path) -> None:
    zone(page).locator("input[type=file]").set_input_files(str(path))


@pytest.mark.long
def test_a_large_file_is_paused_and_goes_on_after_the_page_was_left(
    form: Page, large: Path
) -> None:
    asked: list[str] = []
    form.on("request", lambda one: one.method == "PUT" and asked.append(one.url))
    form.evaluate(WITHHOLD)
    choose(form, large)
    job = zone(form).locator("[data-job]")
    expect(job.locator("[data-state]")).to_have_text(re.compile("正在上传 [5-7]"))
    job.get_by_role("button", name="暂停").click()
    expect(job.locator("[data-state]")).to_have_text("上传已暂停")
    settled(form, "attachments paused")
    form.once("dialog", lambda dialog: dialog.accept())
    at(form, FORM)
    expect(zone(form).get_by_text("上次没有传完")).to_be_visible()
    settled(form, "attachments unfinished")
    asked.clear()
    choose(form, large)
    expect(zone(form).locator("[data-item]")).to_have_count(1)
    again = {found[1] for url in asked if (found := re.search(r"partNumber=(\d)", url))}
    assert again <= {"3", "4", "5"}, "what had come was not sent again"
    assert {"4", "5"} <= again


def test_a_file_gets_a_new_version_and_shows_who_brought_which(form: Page, tmp_path: Path) -> None:
    old, new = (tmp_path / name for name in ("方案.pdf", "方案（修订）.pdf"))
    for path in (old, new):
        path.write_bytes(paper(path.name, f"version {uuid4()}").body)
    choose(form, old)
    row = zone(form).locator("[data-item]")
    expect(row.locator("[data-versions]")).to_have_text("第1版")
    with form.expect_file_chooser() as waiting:
        row.get_by_role("button", name="上传新版本").click()
    waiting.value.set_files(str(new))
    expect(row.locator("[data-versions]")).to_have_text("第2版")
    expect(row).to_have_count(1)
    at(form, str(row.locator("[data-versions]").get_attribute("href")))
    expect(form.get_by_role("row")).to_have_count(3)
    settled(form, "versions of a file")
