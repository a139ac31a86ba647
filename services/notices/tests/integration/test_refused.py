"""Every rule refuses by name and article at submit, at approval and at publication (domain §1.1).

One row is one way in which a notice that was lawful when it was sealed is so no more: the clock has
moved on, another service says something else, or the law has another number. All pass the one gate,
``usecases/lawful.py``. At publication the notice goes back to its agency with the reason.

What is not here: R04 and R22 bind no notice of ours; R06 of clarifications, R10 and R12 are refused
by the forms of documents and registry; R25 is looked for in ``tests/platform``; R33 and R34 hold by
construction, as ``test_media`` and ``test_notice_life`` show.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from notices.usecases import flows
from tenderhall_contracts.documents import ClarificationOut
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.examples import example
from tenderhall_kit.plain import plain

from . import test_change_notices
from .rights import Ground
from .test_awards import receipt

__all__ = ["receipt"]

Data = dict[str, Any]
Spoil = Callable[[Any], None]


@dataclass(frozen=True)
class Row:
    """One rule, the kind of notice, what breaks it, and how it is refused."""

    rule: str
    kind: str
    spoil: Spoil
    code: str
    basis: str
    earliest: str = ""


def clock(business: str) -> Spoil:
    return lambda world: world.set_clock(f"{business}T10:00:00+08:00")


def number(rule: str, value: int) -> Spoil:
    """Another number of the law, from today on."""

    def change(world: Any) -> None:
        for one in world.told["reference"]["rules"]:
            if one["rule_id"] == rule:
                one["value"] = value
        world.set_clock("2026-09-07T11:00:00+08:00")

    return change


def lots(**told: Any) -> Spoil:
    """Registry says something else of every lot."""

    def change(world: Any) -> None:
        for one in world.told["project"]["lots"]:
            one.update(told)

    return change


def another_opening(world: Any) -> None:
    (booking,) = world.told["bookings"]
    ids = [one["id"] for one in world.told["project"]["lots"]]
    booking["lot_ids"] = ids[:1]
    other = {**booking, "id": str(uuid4()), "lot_ids": ids[1:]}
    world.told["bookings"].append(other | {"opening_at": "2026-10-21T09:30:00+08:00"})


def another_subject(world: Any) -> None:
    world.told["clarifications"][0]["changes_subject"] = True


def another_rank(world: Any) -> None:
    answer = world.partners.registry.answers["evaluation_results"]
    for result in answer(None)["items"]:
        for rank, one in enumerate(reversed(result["candidates"]), start=1):
            one["rank"] = rank


REFUSED = (
    Row("R01", "tender", clock("2026-09-30"), "LEGAL_PERIOD", "法35", "2026-10-28"),
    Row("R02", "tender", clock("2026-09-14"), "LEGAL_PERIOD", "87-18", "2026-09-21"),
    Row("R03", "tender", number("R03", 7), "SEAL_INVALID", "87-16"),
    Row("R08", "tender", another_opening, "VALIDATION_FAILED", "87号令第39条"),
    Row("R08", "tender", clock("2026-10-21"), "VALIDATION_FAILED", "87号令第39条"),
    Row("R15", "tender", lots(budget=None), "VALIDATION_FAILED", "条例第30条、87号令第12条"),
    Row("R05", "change", clock("2026-10-14"), "LEGAL_PERIOD", "条例31", "2026-10-30"),
    Row("R06", "change", another_subject, "VALIDATION_FAILED", "87号令第27条"),
    Row(
        "R18",
        "award",
        another_rank,
        "VALIDATION_FAILED",
        "政府采购法实施条例第四十三条、财政部令第87号第六十八条",
    ),
    Row("R20", "award", number("R20", 2), "SEAL_INVALID", "87-69"),
    Row(
        "R21",
        "award",
        lots(catalogue_code="C16070200"),
        "VALIDATION_FAILED",
        "财政部令第87号第六十九条",
    ),
    Row(
        "R23",
        "award",
        lots(ceiling="800000.00"),
        "VALIDATION_FAILED",
        "财政部令第87号第六十三条第（四）项",
    ),
)
WARNED = (
    Row("R19", "award", clock("2026-09-14"), "", "条例43"),
    Row("R24", "award", number("R24.large", 300), "", "87-47"),
)
"""A late duty and a small committee are gone past with a reason: never refused for good."""


@pytest.fixture
def ground(world: Any, entered: Data, receipt: Any) -> Ground:
    world.told["reference"]["policies"] = {"review.change_notice": "manual"}
    return Ground(world, entered, receipt, lambda _: None)


def made(ground: Ground, kind: str) -> Data:
    if kind == "tender":
        return ground.draft()
    if kind == "award":
        return ground.award()
    about = ground.tendered()
    test_change_notices.change_place(ground.world)
    ours = {
        "id": str(uuid4()),
        "lot_ids": [one["id"] for one in ground.world.told["project"]["lots"]],
    }
    told = plain(example(ClarificationOut)) | ours | {"state": "issued", "changes_subject": False}
    ground.world.told["clarifications"].append(told)
    linked = {"has_clarifications": True, "clarification_ids": [ours["id"]]}
    return test_change_notices.draft(ground.world, about, affects_bids=True, **linked)


def sealed(ground: Ground, kind: str) -> Data:
    return ground.world.seal(made(ground, kind))


def refusal(act: Callable[[], Any]) -> Problem:
    with pytest.raises(Problem) as refused:
        act()
    return refused.value


def told(row: Row, problem: Problem) -> None:
    """By name, with its article, and the earliest lawful day where there is one."""
    assert problem.code == row.code
    assert (row.rule, row.basis) in {(one.rule, one.basis) for one in problem.findings}
    if row.earliest:
        assert problem.extra["rule_id"] == row.rule
        assert problem.extra["earliest_ok"] == row.earliest
        assert row.earliest in problem.findings[0].message_zh


def ids(row: Row) -> str:
    return f"{row.rule}-{row.kind}-{REFUSED.index(row) if row in REFUSED else 0}"


@pytest.mark.parametrize("row", REFUSED, ids=ids)
@pytest.mark.parametrize("gate", ["submit", "approve"])
def test_what_the_law_refuses_is_refused_with_rule_article_and_day(
    ground: Ground, row: Row, gate: str
) -> None:
    world = ground.world
    notice = sealed(ground, row.kind)
    if gate == "approve":
        notice = world.submit(notice)
    row.spoil(world)
    told(row, refusal(lambda: getattr(world, gate)(notice)))
    assert world.get(notice)["state"] == notice["state"]


@pytest.mark.parametrize("row", REFUSED, ids=ids)
def test_what_the_law_refuses_at_publication_goes_back_with_its_reason(
    ground: Ground, row: Row
) -> None:
    back = at_publication(ground, row)
    assert (back["state"], back["publish_state"], back["no"]) == ("rejected", "unpublished", None)
    for said in (row.rule, row.basis, row.earliest):
        assert said in back["publish_error"]
    assert back["history"][-1]["opinion"] == f"系统退回：{back['publish_error']}"


@pytest.mark.parametrize("row", WARNED, ids=ids)
def test_what_the_law_warns_of_asks_for_a_reason(ground: Ground, row: Row) -> None:
    notice = sealed(ground, row.kind)
    row.spoil(ground.world)
    lacking = refusal(lambda: ground.world.submit(notice))
    assert (lacking.code, [one.rule for one in lacking.findings]) == (
        "VALIDATION_FAILED",
        [row.rule],
    )


@pytest.mark.parametrize("row", WARNED, ids=ids)
def test_what_the_law_warns_of_never_stops_a_duty(ground: Ground, row: Row) -> None:
    assert at_publication(ground, row)["publish_state"] == "published"


def at_publication(ground: Ground, row: Row) -> Data:
    """Approved while it was lawful; then it is to be published."""
    world = ground.world
    approved = world.approve(world.submit(sealed(ground, row.kind)))
    row.spoil(world)
    flows.publish(world.as_service(), world.partners, UUID(approved["id"]))
    return world.get(approved)
