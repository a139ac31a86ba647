"""Registering a project by clicking."""

import re

from playwright.sync_api import Page, expect
from tenderhall_local.demo.papers import paper
from tenderhall_local.demo.registration import ATTACHMENTS, project_form

from browsing.clicking import attach, fill, flat, press
from browsing.going import at

NEW = "/desk/projects/new"


def values(name: str, mark: str) -> dict[str, object]:
    """A complete and lawful project of two lots, by the paths of its fields."""
    return flat(project_form(name, mark, []))


def begin(page: Page, name: str, mark: str) -> None:
    """The form of a new project, filled in, without its attachments."""
    at(page, NEW)
    press(page, "添加分包")
    fill(page, values(name, mark))


def add_papers(page: Page, mark: str, without: str = "") -> None:
    """Each typed attachment that a project needs."""
    for kind, name in ATTACHMENTS.items():
        if kind != without:
            attach(page, kind, name, paper(name, kind, mark).body)


def submit(page: Page) -> None:
    """提交信息, and the confirmation."""
    press(page, "提交信息")
    press(page, "确认提交")


def register(page: Page, name: str, mark: str) -> str:
    """A project submitted; answers its id."""
    begin(page, name, mark)
    add_papers(page, mark)
    submit(page)
    expect(page.locator("#flashes")).to_contain_text("已提交")
    found = re.search(r"/desk/projects/([0-9a-f-]{36})", page.url)
    assert found, page.url
    return found[1]
