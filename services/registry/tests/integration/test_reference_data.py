"""参考数据 the seed, its repetition, and an administrator's year (architecture §8)."""

from datetime import date
from typing import Any

import pytest
from registry import seed
from registry.usecases import calendar, reference
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
