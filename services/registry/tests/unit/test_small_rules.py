"""Numbers, forms, log-in and the calendar's entry."""

from datetime import UTC, date, datetime, timedelta

import pytest
from registry import holidays
from registry.rules import calendar, forms, login, numbering
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.vocab import Method

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("method", "letter"),
    [
        (Method.OPEN, "G"),
        (Method.INVITED, "Y"),
        (Method.NEGOTIATION, "T"),
        (Method.CONSULTATION, "C"),
        (Method.INQUIRY, "X"),
        (Method.SINGLE_SOURCE, "D"),
        (None, "G"),
    ],
)
def test_the_letter_of_a_number_tells_the_method(method: Method | None, letter: str) -> None:
    assert numbering.series(2026, method) == f"HYZC-2026-{letter}"


def test_numbers_have_four_digits_and_grow_beyond() -> None:
    assert numbering.project_no("HYZC-2026-G", 12) == "HYZC-2026-G-0012"
    assert numbering.project_no("HYZC-2026-G", 12345) == "HYZC-2026-G-12345"
    assert numbering.lot_no("HYZC-2026-G-0012", 1) == "HYZC-2026-G-0012-01"
    assert numbering.lot_no("HYZC-2026-G-0012", 123) == "HYZC-2026-G-0012-123"


@pytest.mark.parametrize(
    ("form_type", "live"),
    [
        ("booking", {"pending", "approved"}),
        ("tender_document", {"pending", "approved", "issued"}),
        ("notice", {"draft", "pending", "approved", "rejected", "issued", "released", "used"}),
        ("unheard_of", {"draft", "pending", "approved", "rejected", "issued", "released", "used"}),
    ],
)
def test_a_form_stands_in_the_way_while_it_lives(form_type: str, live: set[str]) -> None:
    states = {"draft", "pending", "approved", "rejected", "deleted", "void"}
    states |= {"issued", "released", "used"}
    assert {one for one in states if forms.is_live(form_type, one)} == live


def test_the_fifth_failure_locks_for_fifteen_minutes() -> None:
    failures, locked = 0, None
    for _ in range(4):
        failures, locked = login.after_failure(failures, NOW)
        assert locked is None
    failures, locked = login.after_failure(failures, NOW)
    assert (failures, locked) == (0, NOW + timedelta(minutes=15))


def test_a_locked_account_tells_how_long() -> None:
    login.ensure_unlocked(None, NOW)
    login.ensure_unlocked(NOW, NOW)
    with pytest.raises(Problem) as refused:
        login.ensure_unlocked(NOW + timedelta(seconds=30), NOW)
    assert refused.value.code == "RATE_LIMITED"
    assert refused.value.extra["retry_after"] == 31


@pytest.mark.parametrize(
    ("role", "auth", "bound", "needed"),
    [
        (Role.CLERK, "password", True, True),
        (Role.CLERK, "ca", True, False),
        (Role.CLERK, "password", False, False),
        (Role.REVIEWER, "password", True, False),
    ],
)
def test_an_agency_with_a_bound_ca_logs_in_by_ca(
    role: Role, auth: str, *, bound: bool, needed: bool
) -> None:
    assert login.ca_required(role, auth, bound=bound) is needed


def test_a_session_ends_idle_or_at_last() -> None:
    assert login.session_ends(NOW, NOW) == NOW + timedelta(minutes=30)
    late = NOW + timedelta(hours=11, minutes=50)
    assert login.session_ends(NOW, late) == NOW + timedelta(hours=12)


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_published_year_has_thirteen_statutory_days(year: int) -> None:
    days = holidays.published(year)
    assert days is not None
    assert sum(kind == "statutory" for kind in days.values()) == 13
    assert len(days) == 365


def test_the_kinds_of_the_published_year_are_those_of_the_arrangement() -> None:
    days = holidays.published(2026)
    assert days is not None
    told = {
        "02-14": "makeup",
        "02-15": "weekend",
        "02-16": "statutory",
        "02-20": "dayoff",
        "02-28": "makeup",
        "10-10": "makeup",
        "09-25": "statutory",
        "03-02": "workday",
    }
    assert {day: days[date.fromisoformat(f"2026-{day}")] for day in told} == told


def test_a_year_that_is_not_published_is_unknown() -> None:
    assert holidays.published(2004) is None
    assert holidays.published(max(holidays.known_years()) + 1) is None


def test_an_entered_year_is_filled_with_workdays_and_weekends() -> None:
    days = calendar.whole_year(2028, {date(2028, 1, 1): "statutory"})
    assert len(days) == 366
    assert days[date(2028, 1, 1)] == "statutory"
    assert days[date(2028, 1, 2)] == "weekend"
    assert days[date(2028, 1, 3)] == "workday"


def test_an_arrangement_without_new_year_or_with_strays_is_refused_by_name() -> None:
    entered = dict.fromkeys(calendar.statutory_days(2028), "statutory")
    assert calendar.arrangement_findings(2028, entered) == []
    del entered[date(2028, 1, 1)]
    found = calendar.arrangement_findings(2028, entered | {date(2027, 12, 31): "workday"})
    assert [one.message_en for one in found] == [
        "2027-12-31 is not in 2028",
        "2028-01-01 is a statutory holiday",
    ]


def test_a_year_without_arrangement_has_its_statutory_days_only() -> None:
    days = calendar.without_arrangement(2040)
    assert days[date(2040, 5, 2)] == "statutory"
    assert set(days.values()) == {"statutory", "weekend", "workday"}
    assert date(2020, 5, 2) not in calendar.statutory_days(2020)
