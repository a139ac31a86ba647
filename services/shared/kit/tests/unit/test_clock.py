from datetime import datetime, timedelta

import pytest
from tenderhall_contracts.registry import ClockOut
from tenderhall_kit.clock import SHANGHAI, Clock, ClockRefusedError, real_now

REAL = datetime(2026, 11, 22, 12, tzinfo=SHANGHAI)
BUSINESS = datetime(2026, 9, 21, 9, tzinfo=SHANGHAI)


def told(rate: float) -> dict[str, object]:
    return {"real_epoch": REAL, "business_epoch": BUSINESS, "rate": rate}


def test_business_time_runs_from_its_epoch_at_its_rate() -> None:
    clock = Clock.from_reference(told(3600), production=False)
    assert clock.business_at(REAL) == BUSINESS
    assert clock.business_at(REAL + timedelta(seconds=24)) == BUSINESS + timedelta(days=1)


def test_the_plain_clock_is_the_machine_s() -> None:
    before = real_now()
    assert before <= Clock.plain().business_now() <= real_now()


def test_times_are_aware_and_in_shanghai() -> None:
    assert Clock.plain().business_now().utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize("rate", [0.5, 2, 0, -1])
def test_production_refuses_any_rate_but_one(rate: float) -> None:
    with pytest.raises(ClockRefusedError):
        Clock.from_reference(told(rate), production=True)


def test_production_takes_rate_one() -> None:
    assert Clock.from_reference(told(1), production=True).rate == 1


def test_the_contract_s_clock_is_read_as_it_is_told() -> None:
    wire = ClockOut().dump(told(60))
    assert Clock.from_reference(ClockOut().load(wire), production=False) == Clock(
        REAL, BUSINESS, 60
    )
