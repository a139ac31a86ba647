"""The lot lifecycle held against its rules as people read them (``lot_truth.txt``)."""

from typing import Any

import pytest
from tenderhall_contracts import lots as tables
from tenderhall_contracts.lots import ALWAYS, Effect, Move
from tenderhall_contracts.vocab import Activity, LotState

from . import lot_oracle
from .lot_driver import DifferenceError, Driver

SEED = 20261123
STEPS, LONG = 500, 10_000


def test_the_rules_as_read_name_every_activity_and_effect() -> None:
    assert set(lot_oracle.ACTIVITIES) == set(Activity)
    assert {effect for _, effect in lot_oracle.MOVES} == set(Effect)
    assert set(lot_oracle.STATES) == set(LotState)


def test_no_random_step_differs_from_the_rules_as_read(desk: Any) -> None:
    driver = Driver(desk, SEED)
    driver.run(STEPS)
    assert set(driver.seen) >= set(lot_oracle.STATES) - {"registered"}


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_no_random_step_of_very_many_differs_from_the_rules_as_read(desk: Any) -> None:
    driver = Driver(desk, SEED + 1)
    driver.run(LONG)
    assert set(driver.seen) == set(lot_oracle.STATES)
    print(dict(sorted(driver.done.items())))  # noqa: T201 — what was tried, for who reads the run


@pytest.mark.parametrize(
    ("table", "cell", "wrong"),
    [
        ("MOVES", (LotState.SUSPENDED, Effect.RESUMED), Move(LotState.PREPARING)),
        ("MOVES", (LotState.TENDERING, Effect.DEADLINE_REACHED), Move(LotState.EVALUATED)),
        ("ALLOWED", Activity.CANCELLATION, dict.fromkeys(LotState, ALWAYS)),
    ],
)
def test_a_mutation_of_the_table_is_caught(
    desk: Any, monkeypatch: pytest.MonkeyPatch, table: str, cell: Any, wrong: Any
) -> None:
    monkeypatch.setitem(getattr(tables, table), cell, wrong)
    with pytest.raises(DifferenceError):
        Driver(desk, SEED).run(3 * STEPS)
