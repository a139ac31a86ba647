"""平台事件 what each kind of event may do to a lot in each state (domain §5.1, §7.4)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from registry.rules.inbound import REASONS, Seen, judge, suspended_until, too_few
from tenderhall_contracts.platform import platform
from tenderhall_contracts.vocab import LotState
from tenderhall_kit.law import Rule

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
S = LotState


def told(kind: str, lot: Seen, **data: Any) -> tuple[str, str | None]:
    judged = judge(kind, lot, {"round": 1, "suspended_from": NOW} | data)
    assert judged.reason is None or judged.reason in REASONS
    return judged.status.value, judged.reason


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (S.REGISTERED, ("waiting", "NOT_OPENED")),
        (S.PREPARING, ("waiting", "NOT_OPENED")),
        (S.TENDERING, ("waiting", "NOT_OPENED")),
        (S.OPENING, ("applied", None)),
        (S.EVALUATED, ("recorded", "STALE_ROUND")),
        (S.RE_EVALUATING, ("applied", None)),
        (S.AWARDED, ("recorded", "STALE_ROUND")),
        (S.SUSPENDED, ("waiting", "SUSPENDED")),
        (S.CANCELLED, ("recorded", "LOT_ENDED")),
        (S.FAILED, ("recorded", "LOT_ENDED")),
    ],
)
def test_an_evaluation_ends_where_one_is_awaited(
    state: LotState, expected: tuple[str, str | None]
) -> None:
    before = S.OPENING if state is S.SUSPENDED else None
    assert told("evaluation.ended", Seen(state, suspended_in=before)) == expected


def test_an_earlier_round_moves_nothing_and_a_later_one_waits() -> None:
    lot = Seen(S.RE_EVALUATING, evaluation_round=2)
    assert told("evaluation.ended", lot, round=1) == ("recorded", "STALE_ROUND")
    assert told("evaluation.ended", lot, round=2) == ("applied", None)
    assert told("evaluation.ended", lot, round=3) == ("waiting", "ROUND_TO_COME")


@pytest.mark.parametrize(
    ("state", "before", "expected"),
    [
        (S.TENDERING, None, ("waiting", "NOT_OPENED")),
        (S.OPENING, None, ("applied", None)),
        (S.SUSPENDED, S.TENDERING, ("waiting", "NOT_OPENED")),
        (S.SUSPENDED, S.OPENING, ("applied", None)),
        (S.FAILED, None, ("recorded", "LOT_ENDED")),
    ],
)
def test_an_opening_is_known_once_the_lot_was_opened(
    state: LotState, before: LotState | None, expected: tuple[str, str | None]
) -> None:
    assert told("opening.completed", Seen(state, suspended_in=before)) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (S.REGISTERED, ("waiting", "NOT_APPROVED")),
        *((one, ("applied", None)) for one in (S.PREPARING, S.TENDERING, S.OPENING)),
        *((one, ("applied", None)) for one in (S.EVALUATED, S.RE_EVALUATING, S.AWARDED)),
        (S.SUSPENDED, ("recorded", "ALREADY_SUSPENDED")),
        (S.CANCELLED, ("recorded", "LOT_ENDED")),
        (S.FAILED, ("recorded", "LOT_ENDED")),
    ],
)
def test_a_supervisor_suspends_whatever_goes_on(
    state: LotState, expected: tuple[str, str | None]
) -> None:
    assert told("supervision.suspension_ordered", Seen(state, now=NOW)) == expected


def test_an_order_comes_too_late_or_too_early() -> None:
    order = "supervision.suspension_ordered"
    signed = Seen(S.AWARDED, contract_signed=True)
    assert told(order, signed) == ("recorded", "CONTRACT_SIGNED")
    assert told(order, Seen(S.OPENING, lifted=True)) == ("recorded", "LIFTED")
    tomorrow = NOW + timedelta(days=1)
    judged = judge(order, Seen(S.OPENING, now=NOW), {"suspended_from": tomorrow})
    assert (judged.status.value, judged.reason, judged.due_at) == ("waiting", "NOT_YET", tomorrow)


def test_a_contract_is_signed_for_a_lot_that_is_awarded() -> None:
    kind = "contract.signed"
    assert told(kind, Seen(S.AWARDED)) == ("applied", None)
    assert told(kind, Seen(S.SUSPENDED, suspended_in=S.AWARDED)) == ("applied", None)
    assert told(kind, Seen(S.EVALUATED)) == ("waiting", "NOT_AWARDED")
    assert told(kind, Seen(S.AWARDED, contract_signed=True)) == ("recorded", "CONTRACT_SIGNED")
    assert told(kind, Seen(S.FAILED)) == ("recorded", "LOT_ENDED")


def test_a_suspension_is_lifted_where_there_is_one() -> None:
    kind = "supervision.suspension_lifted"
    assert told(kind, Seen(S.SUSPENDED)) == ("applied", None)
    assert told(kind, Seen(S.OPENING)) == ("recorded", "NOT_SUSPENDED")


@pytest.mark.parametrize(
    "kind", ["challenge.accepted", "deposit.paid", "deposit.refunded", "purchase_plan.approved"]
)
def test_what_this_phase_does_not_act_on_is_kept(kind: str) -> None:
    assert kind in platform.events
    assert told(kind, Seen(S.OPENING)) == ("recorded", None)


def rule(value: int) -> Rule:
    return Rule("R", "", "法条", "flow", value, "day", date(2017, 10, 1), None)


def test_fewer_than_three_tenders_suggest_a_failed_lot() -> None:
    assert too_few(3, rule(3)) == []
    (found,) = too_few(2, rule(3))
    assert (found.field, found.basis) == ("bidder_count", "法条")
    assert "2家" in found.message_zh


@pytest.mark.parametrize(
    ("until", "expected", "told_of"),
    [
        (None, date(2026, 12, 23), 0),
        (date(2026, 12, 1), date(2026, 12, 1), 0),
        (date(2026, 12, 23), date(2026, 12, 23), 0),
        (date(2026, 12, 24), date(2026, 12, 23), 1),
    ],
)
def test_a_suspension_lasts_thirty_days_at_most(
    until: date | None, expected: date, told_of: int
) -> None:
    latest, found = suspended_until(date(2026, 11, 23), until, rule(30))
    assert (latest, len(found)) == (expected, told_of)
