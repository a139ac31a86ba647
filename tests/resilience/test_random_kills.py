"""``make resilience``: procurements under kill -9 of random programs, by a seeded plan.

The seed is printed, and ``RESILIENCE_SEED`` repeats a plan; moments cannot be repeated exactly, the
victims and the steps can.
"""

import os
import time
from collections.abc import Callable
from typing import Any

import pytest
from tenderhall_local.demo.chaos import Chaos
from tenderhall_local.demo.driver import STEPS
from tenderhall_local.supervise import Supervisor

KILLS = 10
SEED = int(os.environ.get("RESILIENCE_SEED", time.time()))
ROUNDS = int(os.environ.get("RESILIENCE_ROUNDS", "3"))


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(SEED, SEED + ROUNDS))
def test_a_procurement_survives_ten_random_kills(
    seed: int, platform: Any, drive: Callable[[Any, Callable[[str], None]], Any]
) -> None:
    chaos = Chaos(Supervisor(platform.stack.layout), KILLS, seed)
    hits = chaos.plan(list(STEPS))
    done = drive(platform, lambda step: chaos.strike(step, hits.get(step, [])))
    chaos.settle()
    print(f"seed {seed}: killed {chaos.told()}")  # noqa: T201 — the report of this run
    assert len(chaos.done) == KILLS
    assert done.sound() == []
