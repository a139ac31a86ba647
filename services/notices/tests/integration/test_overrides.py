"""说明理由后放行 a rule that warns is gone past with a reason, at submit and at approval."""

from typing import Any
from uuid import UUID

import pytest
from notices.usecases import flows
from sqlalchemy import select
from sqlalchemy.orm import Session
from tenderhall_contracts.errors import Problem
from tenderhall_kit.tables import Outbox

Data = dict[str, Any]
TOO_LATE = "2026-09-30T10:00:00+08:00"
"""From here the opening is less than twenty days away (R01)."""

REASON = {"rule_id": "R01", "reason": "财政部门批准紧急采购"}


def switch(world: Any, severity: str, business: str = TOO_LATE) -> None:
    of = {"R01": severity, "R02": "off"}
    for one in world.told["reference"]["rules"]:
        one["severity"] = of.get(one["rule_id"], one["severity"])
    world.set_clock(business)


def asked(notice: Data, *overrides: Data) -> Data:
    identity = {"id": UUID(notice["id"]), "version": notice["version"]}
    return {**identity, "opinion": "同意", "overrides": list(overrides)}


def submit(world: Any, notice: Data, *overrides: Data) -> Data:
    return dict(flows.submit(world.as_clerk(), world.partners, asked(notice, *overrides)))


def approve(world: Any, notice: Data, *overrides: Data) -> Data:
    return dict(flows.approve(world.as_reviewer(), world.partners, asked(notice, *overrides)))


def lacking(act: Any, *args: Any) -> list[tuple[str, str]]:
    with pytest.raises(Problem) as refused:
        act(*args)
    return [(one.field, one.rule) for one in refused.value.findings]


def told(world: Any, notice: Data) -> list[Data]:
    with Session(world.kit.engine) as session:
        rows = [one.envelope for one in session.scalars(select(Outbox).order_by(Outbox.id))]
    mine = [one for one in rows if one["aggregate"]["id"] == notice["id"]]
    return [one["data"] for one in mine if one["type"] == "legal.rule_overridden"]


def test_the_clerks_reason_counts_for_the_reviewer_too(world: Any, sealed: Data) -> None:
    switch(world, "warn")
    assert lacking(submit, world, sealed) == [("overrides.0.reason", "R01")]
    assert world.get(sealed)["needs_reason"] == ["R01"]
    sent = submit(world, sealed, REASON)
    seen = world.get(sent, world.as_reviewer())
    assert seen["needs_reason"] == []
    assert [(one["rule_id"], one["reason"]) for one in seen["overrides"]] == [
        ("R01", "财政部门批准紧急采购")
    ]
    assert approve(world, sent)["state"] == "approved"
    (event,) = told(world, sent)
    assert (event["rule_id"], event["by_user"]) == ("R01", world.clerk.user_id)


def test_what_review_has_eaten_up_is_the_reviewers_to_answer_for(world: Any, pending: Data) -> None:
    switch(world, "warn")
    assert lacking(approve, world, pending) == [("overrides.0.reason", "R01")]
    assert approve(world, pending, REASON)["state"] == "approved"
    assert [one["by_user"] for one in told(world, pending)] == [world.reviewer.user_id]


def test_a_rule_that_only_informs_asks_nobody(world: Any, sealed: Data) -> None:
    switch(world, "info")
    assert submit(world, sealed)["state"] == "pending"
    assert told(world, sealed) == []


def test_a_rule_that_blocks_is_not_gone_past(world: Any, sealed: Data) -> None:
    switch(world, "block")
    with pytest.raises(Problem, match="LEGAL_PERIOD"):
        submit(world, sealed, REASON)
