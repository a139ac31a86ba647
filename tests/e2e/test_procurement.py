"""One whole procurement through the gateway; the verifier, not the driver, judges it."""

import json
from pathlib import Path

import pytest
from tenderhall_local.demo.driver import STEPS
from tenderhall_local.demo.play import play
from tenderhall_local.platform import Platform


@pytest.mark.timeout(300)
def test_a_procurement_goes_from_registration_to_a_published_sealed_notice(
    platform: Platform, tmp_path: Path
) -> None:
    good = play(platform, tmp_path)
    report = json.loads((tmp_path / "report.json").read_text())
    assert good, [step for step in report["steps"] if not step["ok"]]
    assert [step["name"] for step in report["steps"]][: len(STEPS)] == list(STEPS)
    assert (tmp_path / "notice.pdf").read_bytes().startswith(b"%PDF-")
