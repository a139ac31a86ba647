"""招标文件制作 in a browser: begun from the form, written, checked, built, seen (manual 3.5.4)."""

from typing import Any

from playwright.sync_api import Page, expect

from browsing import at, settled, shot
from browsing.ground import Form, Ground

WRITING = "/desk/tender-documents/writing"
SCORES = [
    {"part": "price", "factor": "报价", "standard": "低价优先法", "points": "30"},
    {"part": "technical", "factor": "参数", "standard": "每满足一项得5分", "points": "70"},
]


def write(ground: Ground, content: Form, chapter: str, **told: Any) -> Form:
    """One chapter over the API."""
    payload = {"id": content["id"], "version": content["version"], "chapter": chapter, **told}
    saved: Form = ground.call("clerk-a", "documents", "save_tender_content", **payload)
    return saved


def write_most(ground: Ground, identity: str) -> None:
    """Everything but the agency's fee."""
    content = ground.call("clerk-a", "documents", "get_tender_content", id=identity)
    content = write(ground, content, "evaluation", tables={"scoring": SCORES})
    terms = {"payment_terms": "验收合格后一次付清", "warranty": "3年"}
    content = write(ground, content, "contract", values=terms)
    usual = {"spec": "见技术要求", "unit": "套", "quantity": "1"}
    items = [
        {name: value or usual.get(name, "") for name, value in one.items()}
        for one in content["tables"]["items"]
    ]
    rest = {"values": {"acceptance": "按国家标准验收"}, "texts": {"technical": "<p>机架式。</p>"}}
    write(ground, content, "requirement", tables={"items": items}, **rest)


def begin(clerk: Page, project: Form) -> str:
    """在线制作 from the empty form; gives the document's id."""
    at(clerk, f"/desk/tender-documents/new?project={project['id']}")
    for lot in project["lots"]:
        clerk.get_by_role("checkbox", name=lot["no"]).check()
    clerk.get_by_role("button", name="确定选择").click()
    clerk.get_by_label("价格分权重（百分数）").fill("30")
    clerk.get_by_role("button", name="在线制作").click()
    clerk.wait_for_url(f"**{WRITING}/invitation/**")
    return clerk.url.rpartition("/")[2]


def test_a_tender_document_is_written_checked_and_built(clerk: Page, ground: Ground) -> None:
    project = ground.project("机房设备采购项目")
    ground.booking(project, ground.free(7))
    ground.free_for("tender_document", project)
    identity = begin(clerk, project)
    checks = clerk.locator(".checks-sum")
    expect(checks).to_contain_text("处须处理")

    write_most(ground, identity)
    at(clerk, f"{WRITING}/evaluation/{identity}")
    expect(clerk.locator("[data-sums]")).to_have_text("100")
    expect(checks).to_contain_text("还有1处须处理")
    expect(clerk.locator("#open-schedule")).to_have_text("1")
    lawful = clerk.locator(".lawful")
    lawful.locator("summary").click()
    expect(lawful.locator("li")).to_have_count(16)
    expect(lawful.locator("li", has=clerk.locator(".check-bad"))).to_have_count(1)
    settled(clerk, "tender document, checks")
    shot(clerk, "writing-scoring")
    clerk.locator(".checks a").first.click()
    clerk.wait_for_url(f"**{WRITING}/schedule/{identity}#f-values.agency_fee")
    clerk.get_by_label("采购代理机构代理费用的收取标准和方式").fill("由中标人支付")
    expect(clerk.locator("[data-draft-status]")).to_contain_text("已自动保存")
    expect(checks).to_contain_text("已齐备")
    clerk.get_by_role("button", name="生成招标文件").click()
    expect(clerk.locator("#build")).to_contain_text("已生成", timeout=30_000)
    settled(clerk, "tender document, built")
    at(clerk, f"/desk/tender-documents/{identity}")
    expect(clerk.locator("[data-attachments=file]")).to_contain_text("招标文件.pdf")
    expect(clerk.get_by_role("button", name="继续在线制作")).to_be_visible()
