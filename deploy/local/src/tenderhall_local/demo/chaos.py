"""Faults over a running demo: kill -9 of random programs at random moments, seeded."""

import os
import random
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tenderhall_local.infra import NAMES as INFRASTRUCTURE
from tenderhall_local.supervise import Supervisor

LONGEST_DELAY = 0.8
"""Seconds into a step at which a kill may fall."""


@dataclass
class Chaos:
    """故障注入 `kills` kills spread over the steps; supervisord starts again what was killed."""

    supervisor: Supervisor
    kills: int
    seed: int
    done: list[dict[str, Any]] = field(default_factory=list)
    timers: list[threading.Timer] = field(default_factory=list)

    def plan(self, steps: list[str]) -> dict[str, list[float]]:
        """计划 which steps are hit, and how many seconds into each; the same for the same seed."""
        dice = random.Random(self.seed)
        hits: dict[str, list[float]] = {}
        for _ in range(self.kills):
            hits.setdefault(dice.choice(steps), []).append(dice.uniform(0, LONGEST_DELAY))
        return hits

    def strike(self, step: str, delays: list[float]) -> None:
        """安排 the kills of a step that begins now."""
        for delay in delays:
            timer = threading.Timer(delay, self._kill, [step])
            self.timers.append(timer)
            timer.start()

    def _kill(self, step: str) -> None:
        dice = random.Random(f"{self.seed} {len(self.done)}")
        pids = self.supervisor.pids()
        mortal = sorted(name for name in pids if name not in INFRASTRUCTURE)
        victim = dice.choice(mortal)
        with suppress(ProcessLookupError):
            os.kill(pids[victim], signal.SIGKILL)
        self.done.append({"step": step, "program": victim, "at": time.time()})

    def told(self) -> str:
        """简述 which programs were killed, in order."""
        return ", ".join(each["program"] for each in self.done)

    def settle(self) -> None:
        """等待 every planned kill to have happened."""
        for timer in self.timers:
            timer.join()
