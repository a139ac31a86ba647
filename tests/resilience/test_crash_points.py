"""kill -9 at each named point of the kit, in each service, in the midst of one procurement.

Before the steps told below services are armed; each dies once at each point, is started again, and
the books must be as if nothing had happened.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from tenderhall_kit.faults import POINTS
from tenderhall_kit.testprocess import until
from tenderhall_local.accounts import SERVICES

STRUCK = {
    "项目注册 register project": {"registry": "before_commit", "documents": "before_commit"},
    "项目审核 review project": {"registry": "after_commit"},
    "场地预约 book rooms": {"venue": "before_commit after_commit"},
    "另一项目 rival project": {"registry": "after_publish", "documents": "after_commit"},
    "预约审核 review booking": {"venue": "after_publish after_effect"},
    "招标文件 tender document": {"documents": "after_publish after_effect"},
    "公告期限 periods refused by law": {"registry": "after_effect"},
    "电子签章 seal": {"signing": " ".join(POINTS)},
    "公告审核 review notice": {"notices": " ".join(POINTS)},
}
"""Notices dies between the approval and the public page, at every point."""


def test_every_service_is_struck_once_at_each_point() -> None:
    told = defaultdict(list)
    for each in STRUCK.values():
        for service, points in each.items():
            told[service] += points.split()
    assert told == {name: list(POINTS) for name in SERVICES}


@pytest.mark.timeout(900)
def test_a_procurement_survives_a_kill_of_each_service_at_each_point(
    platform: Any,
    arm: Callable[[str, str], None],
    drive: Callable[[Any, Callable[[str], None]], Any],
) -> None:
    def strike(step: str) -> None:
        for service, points in STRUCK.get(step, {}).items():
            _struck(platform, service)
            arm(service, points)

    done = drive(platform, strike)
    assert done.sound() == []
    for service in SERVICES:
        _struck(platform, service)


def _struck(platform: Any, service: str) -> None:
    """It has died at all points so far: a step is answered before its events are sent."""
    file = platform.crash_file(service)
    until(lambda: not file.exists(), lambda: f"{service} was spared: {file.read_text()}")
