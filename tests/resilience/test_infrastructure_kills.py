"""kill -9 of what the services stand on, in the midst of a procurement: ``make resilience``."""

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from tenderhall_local import processes
from tenderhall_local.infra import checks
from tenderhall_local.supervise import Supervisor

STRUCK = {
    "项目审核 review project": "postgres",
    "场地预约 book rooms": "rabbitmq",
    "电子签章 seal": "signing-host",
    "公告提交 submit notice": "rabbitmq",
    "公告审核 review notice": "weed",
}
PATIENCE = 90.0
"""Seconds in which supervisord must have it back: the store must be whole when it is read."""


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_procurement_survives_the_loss_of_what_it_stands_on(
    platform: Any, drive: Callable[[Any, Callable[[str], None]], Any]
) -> None:
    stack = platform.stack
    supervisor = Supervisor(stack.layout)
    killed: list[str] = []

    def strike(step: str) -> None:
        if step in STRUCK:
            os.killpg(supervisor.pids()[STRUCK[step]], signal.SIGKILL)
            killed.append(STRUCK[step])

    done = drive(platform, strike)
    assert killed == list(STRUCK.values())
    for name, ready in checks(stack.layout, stack.ports).items():
        assert processes.until(ready, PATIENCE), f"{name} is not back"
    assert done.sound() == []
