"""The limiter lets a burst pass and then one at a time."""

import pytest
from gateway.limits import Limiter
from tenderhall_contracts.errors import Problem


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_passes_then_the_caller_waits_and_is_told_how_long() -> None:
    clock = Clock()
    limiter = Limiter(3, clock)
    for _ in range(3):
        limiter.use("a")
    with pytest.raises(Problem) as met:
        limiter.use("a")
    assert met.value.code == "RATE_LIMITED"
    clock.now = float(met.value.extra["retry_after"])
    limiter.use("a")


def test_callers_do_not_use_each_others_share() -> None:
    limiter = Limiter(1, Clock())
    limiter.use("a")
    limiter.use("b")
    with pytest.raises(Problem):
        limiter.use("a")


def test_refused_tries_do_not_lengthen_the_wait() -> None:
    clock = Clock()
    limiter = Limiter(1, clock)
    limiter.use("a")
    for _ in range(10):
        with pytest.raises(Problem):
            limiter.use("a")
    clock.now = 60.0
    limiter.use("a")
