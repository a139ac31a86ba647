"""档案与保存 in a browser: a hold with its reason, and an archive that is made and fetched."""

import io
import zipfile

from playwright.sync_api import Page, expect

from browsing import at, expecting, settled, shot
from browsing.ground import Ground

LIST = "/desk/archives"
MADE = 60_000
"""Milliseconds: four services are asked for their part."""


def test_an_administrator_holds_a_project_and_fetches_its_archive(
    admin: Page, ground: Ground
) -> None:
    project = ground.project("图书馆书架采购项目")

    def known() -> bool:
        asked = {"q": project["no"]}
        return bool(ground.call("admin", "documents", "list_retentions", **asked)["total"])

    ground.until(known)
    at(admin, f"{LIST}?q={project['no']}")
    expect(admin.get_by_role("main")).to_contain_text("文件存储支持对象锁定")
    shot(admin, "archives")
    admin.get_by_role("table").get_by_role("link", name="图书馆书架采购项目").click()
    expect(admin.get_by_role("main")).to_contain_text("还没有导出过档案")
    shot(admin, "archive-none")

    admin.get_by_role("button", name="设置法律保全").click()
    with expecting(admin, 422):
        admin.get_by_role("button", name="确认设置").click()
        expect(admin.get_by_role("dialog")).to_contain_text("不能为空")
    settled(admin, "hold refused")
    admin.get_by_role("dialog").get_by_label("理由").fill("财政部门投诉处理期间")
    admin.get_by_role("button", name="确认设置").click()
    expect(admin.get_by_role("main")).to_contain_text("保全中")

    admin.get_by_role("button", name="申请导出档案").click()
    fetch = admin.get_by_role("link", name="下载")
    expect(fetch).to_be_visible(timeout=MADE)
    shot(admin, "archive-ready")
    answer = admin.request.get(fetch.get_attribute("href") or "")
    with zipfile.ZipFile(io.BytesIO(answer.body())) as archive:
        names = set(archive.namelist())
        assert archive.testzip() is None
    assert {"verify.py", "SHA256SUMS", "parts/registry.json", "parts/venue.json"} <= names
    assert sum(one.startswith("files/") for one in names) == len(project["attachments"])
