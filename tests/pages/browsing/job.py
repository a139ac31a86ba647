"""The main job by clicking: from a new project to its published notice (manual 3.1, 3.3, 3.5, 3.7).

``look`` is called with a name at each state worth looking at: nothing, ``settled`` or ``shot``.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect
from tenderhall_local.demo.clock import SHANGHAI
from tenderhall_local.demo.papers import paper
from tenderhall_local.demo.registration import ATTACHMENTS

from browsing import projects
from browsing.going import at
from browsing.ground import Ground
from browsing.hands import Hand, Mouse

Look = Callable[[Page, str], None]
SLOW = 40_000
"""Milliseconds that a busy machine may take to print, seal or publish a notice."""
LOTS = 2
"""分包 of the project that is registered."""


def not_looking(_page: Page, _name: str) -> None:
    """Only the way counts."""


@dataclass
class Job:
    """One procurement on its way; ``pin`` opens the agency's seal."""

    clerk: Page
    reviewer: Page
    ground: Ground
    pin: str
    mark: str
    look: Look = not_looking
    hand: Hand = field(default_factory=Mouse)
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the project is called."""
        return f"衡阳市智慧校园设备采购项目（{self.mark}）"

    def whole(self) -> str:
        """一次完整采购 from the project to the published notice: its path on the portal."""
        self.register()
        self.approve("project")
        self.book()
        self.approve("booking")
        self.document()
        self.draft()
        self.seal()
        self.send()
        self.approve("notice")
        return self.published()

    def register(self) -> None:
        """项目注册 two lots, four papers, submitted."""
        at(self.clerk, "/desk/projects")
        self.hand.follow(self.clerk.get_by_role("link", name="新建项目").first)
        self.look(self.clerk, "project-form-empty")
        self.hand.press(self.clerk, "添加分包")
        self.hand.fill(self.clerk, projects.values(self.name, self.mark))
        for kind, name in ATTACHMENTS.items():
            self.hand.attach(self.clerk, kind, name, paper(name, kind, self.mark).body)
        self.look(self.clerk, "project-form-filled")
        self.hand.press(self.clerk, "提交信息")
        self.look(self.clerk, "project-form-confirm")
        self.hand.press(self.clerk, "确认提交")
        self.said("已提交")
        self.ids["project"] = self.clerk.url.split("/")[5].split("?")[0]
        self.look(self.clerk, "project-pending")

    def approve(self, kind: str) -> None:
        """审核通过 the form is found in the queue, looked at and approved."""
        page = self.reviewer
        at(page, f"/desk/queue?q={self.mark}")
        self.look(page, f"queue-{kind}")
        self.hand.follow(page.locator(f"a[href^='/desk/review/{kind}/']").first)
        self.look(page, f"review-{kind}-pending")
        self.hand.press(page, "审核通过")
        self.hand.write(page.locator("dialog[open] textarea"), "资料齐全，同意。")
        self.look(page, f"review-{kind}-opinion")
        self.hand.press(page, "确认通过")
        expect(page.locator("#flashes")).to_contain_text("已审核通过", timeout=SLOW)

    def choose(self, path: str, name: str) -> None:
        """选择分包 both lots, offered a moment after what they wait for is approved."""
        free = self.clerk.locator("input[name=lot]:enabled")
        page = f"{path}/new?q={self.mark}"
        self.ground.until(lambda: at(self.clerk, page) and free.count() == LOTS)
        self.look(self.clerk, f"{name}-choose_lots")
        for lot in free.all():
            self.hand.tick(lot)
        self.hand.press(self.clerk, "确定选择")

    def book(self) -> None:
        """场地预约 an opening room and an evaluation room after it, submitted."""
        self.choose("/desk/bookings", "booking")
        self.look(self.clerk, "booking-form-empty")
        opening = self.ground.free(4, 60, kind="opening")
        evaluation = self.ground.free(4, 120, kind="evaluation", not_before=opening["ends"])
        values = {
            "opening_at": opening["begins"][:16],
            "opening_minutes": "60",
            "opening_room_id": opening["room_id"],
            "attendees": "12",
            "evaluation": True,
            "evaluation_at": evaluation["begins"][:16],
            "evaluation_minutes": "120",
            "evaluation_room_id": evaluation["room_id"],
            "contact": "李采购",
            "phone": "0734-8000002",
            "services": "投影、录音录像",
        }
        self.hand.fill(self.clerk, values)
        self.look(self.clerk, "booking-form-filled")
        self.hand.press(self.clerk, "提交信息")
        self.hand.press(self.clerk, "确认提交")
        self.said("已提交")
        self.look(self.clerk, "booking-pending")

    def document(self) -> None:
        """招标文件 submitted with an opinion; policy approves it at once."""
        self.choose("/desk/tender-documents", "tender-document")
        self.look(self.clerk, "tender-document-form-empty")
        told = {
            "title": f"智慧校园设备采购项目招标文件（{self.mark}）",
            "template": "goods-comprehensive",
            "evaluation": "comprehensive",
            "price_weight": "30",
            "bid_validity_days": "90",
            "price": "0",
            "obtaining": "登录交易平台免费下载",
        }
        self.hand.fill(self.clerk, told)
        body = paper("招标文件.pdf", "Tender document", self.mark).body
        self.hand.attach(self.clerk, "tender_document", "招标文件.pdf", body)
        self.look(self.clerk, "tender-document-form-filled")
        self.hand.press(self.clerk, "确认提交")
        self.hand.write(self.clerk.locator("dialog[open] textarea"), "已核对，确认提交。")
        self.look(self.clerk, "tender-document-form-opinion")
        self.hand.press(self.clerk, "确认提交")
        expect(self.clerk.locator(".state", has_text="审核通过").first).to_be_visible(timeout=SLOW)
        self.look(self.clerk, "tender-document-approved")

    def draft(self) -> None:
        """招标公告 filled in and saved."""
        self.choose("/desk/notices", "notice")
        self.look(self.clerk, "notice-form-empty")
        self.hand.fill(self.clerk, self.notice_values())
        self.hand.press(self.clerk, "修改保存")
        self.said("已保存")
        self.ids["notice"] = self.clerk.url.split("/")[5].split("?")[0]
        self.look(self.clerk, "notice-form-filled")

    def notice_values(self, days: int = 14) -> dict[str, Any]:
        """A lawful notice whose documents may be had for so many days."""
        today = dt.datetime.now(SHANGHAI).date()
        return {
            "title": f"衡阳市智慧校园设备采购项目（{self.mark}）公开招标公告",
            "planned_publish_on": today.isoformat(),
            "obtain_from": today.isoformat(),
            "obtain_until": (today + dt.timedelta(days=days)).isoformat(),
            "daily_hours": "上午00:00至12:00，下午12:00至23:59",
            "obtain_place": "衡阳市公共资源交易中心交易平台",
            "obtain_method": "登录交易平台免费下载",
            "price": "0",
            "policy_qualification": "无",
            "special_qualification": "无",
            "performance_period": "合同签订后30日内交货并安装调试完毕",
        }

    def seal(self) -> None:
        """点击签章 the seal, the summary, the PIN (manual 3.7.5)."""
        page = self.clerk
        self.hand.press(page, "点击签章")
        expect(page.locator("dialog[open] h2")).to_have_text("点击签章：选择印章")
        self.look(page, "seal-choose")
        self.hand.press(page, "下一步")
        expect(page.locator("dialog[open] h2")).to_have_text("信息确认", timeout=SLOW)
        self.look(page, "seal-confirm")
        self.hand.write(page.get_by_label("证书口令（PIN）"), self.pin)
        self.hand.press(page, "电子签章")
        expect(page.locator("dialog[open] h2")).to_have_text("签章完成", timeout=SLOW)
        self.look(page, "seal-done")
        self.hand.follow(page.get_by_role("link", name="完成离开"))

    def send(self) -> None:
        """提交信息 with an opinion."""
        self.look(self.clerk, "notice-form-sealed")
        self.hand.press(self.clerk, "提交信息")
        self.hand.write(self.clerk.locator("dialog[open] textarea"), "内容无误，请审核发布。")
        self.look(self.clerk, "notice-form-opinion")
        self.hand.press(self.clerk, "确认提交")
        self.said("已提交")
        self.look(self.clerk, "notice-pending")

    def published(self) -> str:
        """发布 the clerk's page tells it by itself; answers the notice's path at the portal."""
        at(self.clerk, f"/desk/notices/{self.ids['notice']}")
        link = self.clerk.locator("main a[href*='/notices/HYZC']").first
        expect(link).to_be_visible(timeout=SLOW)
        self.look(self.clerk, "notice-published")
        found = re.search(r"/notices/[^/?]+$", link.get_attribute("href") or "")
        assert found
        return found[0]

    def said(self, text: str) -> None:
        """The page says what was done."""
        expect(self.clerk.locator("#flashes")).to_contain_text(text, timeout=SLOW)
