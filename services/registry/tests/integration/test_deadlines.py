"""期限计算 the vectors of domain §1.3, asked as anybody may, of the calendar that is seeded."""

from typing import Any

import pytest
from registry.usecases import deadlines, reference
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.core import Role
from tenderhall_kit.actors import Actor

NOBODY = Actor("anonymous", Role.ANONYMOUS, auth="none")


def ends(desk: Any, event: str, on: str) -> dict[str, Any]:
    """Rule → its period."""
    asked = {"event": event, "on": on}
    told = desk.ask(deadlines.deadlines, contracts.deadlines, NOBODY, asked)
    return {one["rule_id"]: one for one in told["periods"]}


@pytest.mark.parametrize(
    ("published", "five_working_days", "twenty_days", "rolled_from"),
    [
        ("2026-09-21", "2026-09-29", "2026-10-12", "2026-10-11"),
        ("2026-09-30", "2026-10-13", "2026-10-20", None),
        ("2026-02-09", "2026-02-14", "2026-03-02", "2026-03-01"),
        ("2026-04-30", "2026-05-11", "2026-05-20", None),
    ],
)
def test_a_notice_sets_off_the_periods_of_the_vectors(
    desk: Any, published: str, five_working_days: str, twenty_days: str, rolled_from: str | None
) -> None:
    found = ends(desk, "notice_published", published)
    assert found["R03"]["last_day"] == found["R02"]["last_day"] == five_working_days
    assert (found["R01"]["last_day"], found["R01"]["rolled_from"]) == (twenty_days, rolled_from)
    assert found["R01"]["basis"] == "政府采购法第三十五条"


@pytest.mark.parametrize(
    ("fixed", "due"), [("2026-09-30", "2026-10-09"), ("2026-02-13", "2026-02-24")]
)
def test_a_winner_sets_off_the_award_notice(desk: Any, fixed: str, due: str) -> None:
    assert ends(desk, "winner_determined", fixed)["R19"]["last_day"] == due


def test_an_award_notice_published_on_its_last_day_stands_one_working_day(desk: Any) -> None:
    assert ends(desk, "winner_determined", "2026-09-30")["R20"]["last_day"] == "2026-10-10"


def test_an_award_notice_can_be_challenged_for_seven_working_days_after_its_period(
    desk: Any,
) -> None:
    found = ends(desk, "award_published", "2026-10-09")
    assert found["R20"]["last_day"] == "2026-10-10"
    assert found["R29"]["last_day"] == "2026-10-20"


def test_a_clarification_comes_fifteen_days_before_the_deadline(desk: Any) -> None:
    assert ends(desk, "tender_deadline", "2026-10-20")["R05"]["last_day"] == "2026-10-05"


def test_a_period_that_reaches_a_missing_year_names_it_and_the_page(desk: Any) -> None:
    found = ends(desk, "notice_published", "2055-12-30")["R03"]
    assert (found["last_day"], found["refused"]["code"]) == (None, "CALENDAR_UNAVAILABLE")
    assert found["refused"]["page"] == "/desk/admin/calendar?year=2055"


def test_five_working_days_into_a_year_of_the_library_only_are_refused(desk: Any) -> None:
    with desk.session() as session, session.begin():
        session.connection().exec_driver_sql(
            "UPDATE calendar_year SET state = 'provisional' WHERE year > 2026"
        )
    desk.run(reference.tell)
    desk.kit.references.forget()
    found = ends(desk, "notice_published", "2026-12-30")
    assert found["R03"]["refused"]["year"] == 2027
    assert found["R29"]["refused"]["year"] == 2027
