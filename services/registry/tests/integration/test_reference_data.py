"""参考数据 the seed, its repetition, and an administrator's year (architecture §8)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from registry import seed
from registry.usecases import calendar, clock, reference
from sqlalchemy import text
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem
from tenderhall_kit.serving import dump


def told(desk: Any) -> Any:
    return dump(contracts.get_reference, desk.run(reference.get_reference))


def confirm(desk: Any, year: int, days: list[dict[str, str]], **more: str) -> Any:
    wanted = {"year": year, "days": days, "source": "国务院办公厅通知"} | more
    done = desk.ask(calendar.confirm_year, contracts.confirm_year, desk.admin, wanted)
    desk.kit.references.forget()
    return done


def holidays_of(year: int) -> list[dict[str, str]]:
    return [
        {"date": f"{year}-{day}", "kind": "statutory"}
        for day in ("01-01", "05-01", "10-01", "10-02", "10-03")
    ]


def test_the_seed_brings_rules_years_policies_and_a_clock_at_rate_one(desk: Any) -> None:
    data = told(desk)
    rules = {one["rule_id"]: one for one in data["rules"]}
    assert (rules["R01"]["value"], rules["R01"]["basis"]) == (20, "政府采购法第三十五条")
    today = date.today()  # noqa: DTZ011 — the year is all that matters here
    assert {2026, today.year, today.year + 1} <= set(data["official_years"])
    assert data["policies"]["seal.auth"] == "pin_only"
    assert data["clock"]["rate"] == 1.0


def test_the_coming_year_is_marked_as_demo_data(desk: Any) -> None:
    with desk.session() as session:
        demo = dict(session.execute(text("SELECT year, demo FROM calendar_year")).all())
    assert demo[2026] is False
    assert demo[max(demo)] is True


def test_a_second_seed_changes_and_tells_nothing(desk: Any) -> None:
    before = told(desk)
    again = desk.run(seed.run)
    assert again == {"version": before["version"], "changed": False}
    assert told(desk) == before


def test_a_seed_keeps_what_an_administrator_has_changed(desk: Any) -> None:
    change = "UPDATE policy SET value = '3' WHERE name = 'review.sla_days'"
    with desk.session() as session, session.begin():
        session.execute(text(change))
    desk.run(seed.run)
    assert told(desk)["policies"]["review.sla_days"] == "3"


def test_a_confirmed_year_is_told_and_the_law_counts_with_it(desk: Any) -> None:
    before = told(desk)["version"]
    with pytest.raises(Problem, match="CALENDAR_UNAVAILABLE"):
        desk.kit.references.law.is_workday(date(2040, 1, 2))
    done = confirm(desk, 2040, holidays_of(2040))
    assert done["version"] > before
    assert desk.kit.references.law.is_workday(date(2040, 1, 2))
    assert not desk.kit.references.law.is_workday(date(2040, 5, 1))
    with desk.session() as session:
        newest = text("SELECT routing_key FROM kit_outbox ORDER BY id DESC LIMIT 2")
        assert set(session.scalars(newest)) == {"reference.updated", "calendar.updated"}


def test_a_confirmed_year_is_corrected_with_a_reason(desk: Any) -> None:
    confirm(desk, 2041, holidays_of(2041))
    makeup = [{"date": "2041-01-05", "kind": "makeup"}]
    with pytest.raises(Problem) as refused:
        confirm(desk, 2041, holidays_of(2041) + makeup)
    assert refused.value.findings[0].field == "reason"
    confirm(desk, 2041, holidays_of(2041) + makeup, reason="国务院办公厅更正通知")
    assert desk.kit.references.law.is_workday(date(2041, 1, 5))


@pytest.mark.parametrize(
    "days",
    [
        [],
        [{"date": "2042-01-01", "kind": "statutory"}],
        [*holidays_of(2042), {"date": "2043-01-01", "kind": "dayoff"}],
    ],
)
def test_an_arrangement_that_cannot_be_right_is_refused(
    desk: Any, days: list[dict[str, str]]
) -> None:
    with pytest.raises(Problem) as refused:
        confirm(desk, 2042, days)
    assert refused.value.findings[0].field == "days"


def test_a_published_year_needs_no_days(desk: Any) -> None:
    confirm(desk, 2026, [])
    assert desk.kit.references.law.is_workday(date(2026, 10, 10))


def advance(desk: Any, to: Any) -> Any:
    done = desk.ask(
        clock.advance_clock, contracts.advance_clock, desk.admin, {"to": to.isoformat()}
    )
    desk.kit.references.forget()
    return done


def business_now(desk: Any) -> Any:
    return desk.kit.references.clock.business_now()


def test_the_business_clock_goes_on_from_where_it_is_put_and_never_back(desk: Any) -> None:
    there, later = business_now(desk), business_now(desk) + timedelta(days=30)
    before = told(desk)["version"]
    assert advance(desk, later)["version"] == before + 1
    assert timedelta(0) <= business_now(desk) - later < timedelta(minutes=1)
    for wrong in (there, later + timedelta(days=400)):
        with pytest.raises(Problem, match="VALIDATION_FAILED") as caught:
            advance(desk, wrong)
        assert [(one.field, one.rule) for one in caught.value.findings] == [("to", "CLOCK")]


def test_the_business_clock_of_production_is_not_moved(desk: Any) -> None:
    desk.kit.settings = replace(desk.kit.settings, env="production")
    try:
        with pytest.raises(Problem, match="PRECONDITION_FAILED"):
            advance(desk, business_now(desk) + timedelta(days=1))
    finally:
        desk.kit.settings = replace(desk.kit.settings, env="test")
