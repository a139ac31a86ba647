"""供应商库 in a browser: imported with a report per row, found, changed, debarred (domain §7.1)."""

import uuid

from playwright.sync_api import Page, expect
from tenderhall_contracts.fields import uscc_ok

from browsing import at, expecting, settled, shot
from browsing.clicking import fill, press

FORBIDDEN = 403
LIST, IMPORT = "/desk/suppliers", "/desk/suppliers/import"
HEAD = "统一社会信用代码,名称,地址,法定代表人,联系人,联系电话,规模"
_LAST = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def code() -> str:
    """A valid USCC that nobody else has."""
    base = f"91430400MA5{uuid.uuid4().int % 10**6:06}"
    return next(base + last for last in _LAST if uscc_ok(base + last))


def load(admin: Page, content: str) -> None:
    file = {"name": "名录.csv", "mimeType": "text/csv", "buffer": content.encode("gb18030")}
    admin.get_by_label("供应商文件").set_input_files(file)
    admin.get_by_label("来源").fill("省财政厅2026年名录")
    press(admin, "导入")


def test_each_row_of_an_import_is_told_and_the_good_ones_are_found(admin: Page) -> None:
    good, mark = code(), uuid.uuid4().hex[:4]
    name = f"衡阳来雁{mark}印务有限公司"
    at(admin, IMPORT)
    shot(admin, "supplier-import-empty")
    with expecting(admin, 422):
        load(admin, "名称\n甲\n")
        expect(admin.locator("#e-file")).to_contain_text("缺少列")
    load(admin, f"{HEAD}\n{good},{name},石鼓路1号,,,,小型\n91430400MA4L12345X,乙公司,,,,,巨型\n")
    rows = admin.get_by_role("table").locator("tbody tr")
    expect(rows.first).to_contain_text("GB 32100-2015")
    expect(rows.first).to_contain_text("规模应为大型、中型、小型或微型")
    expect(rows.nth(1)).to_contain_text("新增")
    shot(admin, "supplier-import-report")
    at(admin, f"{LIST}?q=hengyanglaiyan{mark}")
    expect(admin.get_by_role("link", name=name)).to_be_visible()
    shot(admin, "suppliers-found")


def test_a_supplier_is_typed_in_and_debarred_by_an_administrator_only(
    admin: Page, clerk: Page
) -> None:
    at(admin, f"{LIST}/new")
    fill(admin, {"uscc": "91430400MA4L12345X", "name": "衡山玖公司"})
    with expecting(admin, 422):
        press(admin, "保存")
        expect(admin.locator("#e-uscc")).to_contain_text("统一社会信用代码")
    shot(admin, "supplier-form-refused")
    good = code()
    fill(admin, {"uscc": good, "size": "micro"})
    press(admin, "保存")
    expect(admin.locator("#flashes")).to_contain_text("已保存")
    debar(admin, good)
    at(clerk, f"{LIST}/{good}")
    expect(clerk.locator("main")).to_contain_text("围标")
    expect(clerk.get_by_role("link", name="修改")).to_have_count(0)
    for path in (f"{LIST}/new", IMPORT, f"{LIST}/{good}/edit", f"{LIST}/{good}/debar"):
        assert status(clerk, path) == FORBIDDEN
    settled(clerk, "supplier-forbidden")


def debar(admin: Page, uscc: str) -> None:
    """登记禁止参加 first with a period that ends before it begins."""
    admin.get_by_role("link", name="登记禁止参加").click()
    period = {"doc_no": f"衡财罚{uscc[-6:]}号", "debarred_from": "2026-01-01", "reason": "围标"}
    fill(admin, period | {"debarred_until": "2025-01-01"})
    press(admin, "登记")
    with expecting(admin, 422):
        press(admin, "确认登记")
        expect(admin.locator("#e-debarred_until")).to_contain_text("截止日不得早于起始日")
    fill(admin, {"debarred_until": "2028-12-31"})
    press(admin, "登记")
    settled(admin, "supplier-debar-confirm")
    press(admin, "确认登记")
    expect(admin.locator(".page-tools .state")).to_have_text("禁止参加")
    shot(admin, "supplier-debarred")


def status(page: Page, path: str) -> int:
    answer = page.goto(path)
    assert answer
    return answer.status
