"""kill -9 at each named point of the kit, in each service, in the midst of a procurement.

One procurement per point: before the step that is told beside it, a service is armed; it dies once
at the point, is started again, and the books must be as if nothing had happened.
"""

from collections.abc import Callable
from typing import Any

import pytest
from tenderhall_kit.faults import POINTS
from tenderhall_local.accounts import SERVICES

STRUCK = {
    "项目审核 review project": "registry",
    "场地预约 book rooms": "venue",
    "招标文件 tender document": "documents",
    "电子签章 seal": "signing",
    "公告审核 review notice": "notices",
}


def test_every_service_is_struck_once() -> None:
    assert sorted(STRUCK.values()) == sorted(SERVICES)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("point", POINTS)
def test_a_procurement_survives_a_kill_of_each_service_at(
    point: str,
    platform: Any,
    arm: Callable[[str, str], None],
    drive: Callable[[Any, Callable[[str], None]], Any],
) -> None:
    def strike(step: str) -> None:
        if step in STRUCK:
            arm(STRUCK[step], point)

    done = drive(platform, strike)
    assert done.sound() == []
    spared = [name for name in SERVICES if platform.crash_file(name).exists()]
    assert spared == [], f"never reached {point}"
