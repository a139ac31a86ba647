"""中标通知书 in a browser: from the award's page to the sealed letter (87号令第69条)."""

import pytest
from playwright.sync_api import Page, expect
from tenderhall_local.platform import Platform

from browsing import at, award, settled, shot
from browsing.award import Bidder
from browsing.ground import Form, Ground

pytestmark = pytest.mark.timeout(300)  # a whole procurement comes before
SLOW = 30_000


@pytest.fixture(scope="module")
def awarded(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Form:
    """A published award notice of two lots."""
    journey = ground.procurement(tmp_path_factory.mktemp("awarded"))
    project = award.tendered(ground, journey)
    winner = Bidder.called("衡阳智学科技有限公司", "450000.00")
    award.known(ground, winner)
    award.opened(ground, project)
    award.evaluated(ground, project, [winner], bidders=4, committee="C-1")
    draft = award.drafted(ground, project, winner, ["罗建国", "唐丽华", "何志强", "谭小平"])
    return award.published(ground, journey, award.submitted(ground, journey, draft))


def test_a_letter_is_checked_sealed_and_issued(
    clerk: Page, awarded: Form, platform: Platform, reviewer: Page
) -> None:
    at(clerk, f"/desk/awards/{awarded['id']}?view=1")
    row = clerk.get_by_role("table", name="中标通知书").get_by_role("row").nth(1)
    shot(clerk, "award-published")
    row.get_by_role("link", name="签章").click()
    expect(clerk.get_by_role("main")).to_contain_text("衡阳智学科技有限公司")
    shot(clerk, "award-letter")
    clerk.get_by_role("link", name="点击签章").click()
    settled(clerk, "award letter: choosing the seal")
    clerk.get_by_role("button", name="下一步").click()
    dialog = clerk.get_by_role("dialog", name="信息确认")
    expect(dialog.get_by_role("link", name="下载PDF核对")).to_be_visible(timeout=SLOW)
    shot(clerk, "award-letter-confirm")
    original = clerk.request.get(dialog.get_by_role("link").get_attribute("href") or "")
    assert original.body().startswith(b"%PDF")
    clerk.get_by_label("证书口令（PIN）").fill(platform.stack.token("agency-a").pin)
    clerk.get_by_role("button", name="电子签章").click()
    done = clerk.get_by_role("dialog", name="签章完成")
    expect(done).to_contain_text("中标通知书已盖章发出", timeout=SLOW)
    done.get_by_role("link", name="完成离开").click()
    expect(clerk.get_by_role("main")).to_contain_text("已发出")
    shot(clerk, "award-letter-issued")
    sealed = clerk.request.get(
        clerk.get_by_role("link", name="下载PDF").get_attribute("href") or ""
    ).body()
    assert sealed.startswith(original.body())
    assert clerk.get_by_role("link", name="点击签章").count() == 0
    at(reviewer, clerk.url.partition("?")[0])
    expect(reviewer.get_by_role("main")).to_contain_text("已发出")
