"""A whole life of three lots, months on a clock that is moved on; the verifier judges it.

It stands here, as the last of all: no test that counts on today may follow it on the same stack.
"""

import json
from pathlib import Path

import pytest
from tenderhall_local.demo.life.driver import LIFE
from tenderhall_local.demo.play import play
from tenderhall_local.platform import Platform


@pytest.mark.timeout(600)
def test_three_lots_go_to_an_award_changed_a_failure_tendered_again_and_a_cancellation(
    platform: Platform, tmp_path: Path
) -> None:
    good = play(platform, tmp_path, plan=LIFE)
    report = json.loads((tmp_path / "report.json").read_text())
    assert good, [step for step in report["steps"] if not step["ok"]]
