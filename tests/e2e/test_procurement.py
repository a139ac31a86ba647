"""One whole procurement through the gateway; the verifier, not the driver, judges it."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tenderhall_local.demo.client import waits
from tenderhall_local.demo.driver import STEPS
from tenderhall_local.demo.journey import Journey
from tenderhall_local.demo.play import play
from tenderhall_local.platform import Platform

PROGRESS = {
    "项目注册 register project": "current blocked blocked blocked blocked",
    "项目审核 review project": "done open open blocked blocked",
    "场地预约 book rooms": "done current open blocked blocked",
    "预约审核 review booking": "done done open blocked blocked",
    "招标文件 tender document": "done done done open blocked",
    "公告草稿 notice draft and preview": "done done done current blocked",
    "公告提交 submit notice": "done done done current blocked",
    "公告发布 published": "done done done done done",
}
"""After which step of the demo the clerk's page tells what, of each lot."""


def watched(name: str, action: Callable[[Journey], None]) -> Callable[[Journey], None]:
    """The step, and then until registry, which hears of it by events, tells that it was done."""

    def take(journey: Journey) -> None:
        action(journey)
        asked = {"id": journey.ids["project"]["id"]}
        for wait in waits(20):
            told = journey.api["clerk-a"].call("registry", "project_progress", asked)
            seen = {" ".join(step["status"] for step in lot["steps"]) for lot in told["lots"]}
            if seen == {PROGRESS[name]}:
                return
            time.sleep(wait)
        raise AssertionError(f"{name}: {seen}")

    return take


@pytest.mark.timeout(300)
def test_a_procurement_goes_from_registration_to_a_published_sealed_notice(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in PROGRESS:
        monkeypatch.setitem(STEPS, name, watched(name, STEPS[name]))
    good = play(platform, tmp_path)
    report = json.loads((tmp_path / "report.json").read_text())
    assert good, [step for step in report["steps"] if not step["ok"]]
    assert [step["name"] for step in report["steps"]][: len(STEPS)] == list(STEPS)
    assert (tmp_path / "notice.pdf").read_bytes().startswith(b"%PDF-")
