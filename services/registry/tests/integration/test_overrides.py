"""说明理由后放行 a rule that warns is gone past with a reason, which leaves a finding."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from registry.usecases import findings, projects, review, rulebook
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem
from tenderhall_kit.envelope import Envelope

REASON = {"rule_id": "R13", "reason": "采购人书面要求，已报财政部门"}


@pytest.fixture
def switch(desk: Any) -> Iterator[Any]:
    """``switch("R13", "warn")``; what it was is switched back."""
    was: dict[str, str] = {}

    def to(rule_id: str, severity: str) -> None:
        told = {"rule_id": rule_id, "severity": severity, "reason": "试行"}
        was.setdefault(rule_id, "block")
        desk.ask(rulebook.switch_rule, contracts.switch_rule, desk.admin, told)
        desk.kit.references.forget()

    yield to
    for rule_id, severity in was.items():
        to(rule_id, severity)


def beyond(desk: Any) -> Any:
    """A project whose first lot asks for a greater deposit than R13 allows."""
    form = desk.form()
    lots = [dict(one) for one in form["lots"]]
    lots[0]["deposit"] = str(float(lots[0]["budget"]) / 2)
    return desk.create(lots=lots)


def submit(desk: Any, seen: Any, *overrides: dict[str, str]) -> Any:
    told = {"id": seen["id"], "version": seen["version"], "overrides": list(overrides)}
    return desk.ask(projects.submit_project, contracts.submit_project, desk.clerk, told)


def approve(desk: Any, seen: Any, *overrides: dict[str, str]) -> Any:
    told = {"id": seen["id"], "version": seen["version"], "overrides": list(overrides)}
    return desk.ask(review.approve_project, contracts.approve_project, desk.reviewer, told)


def recorded(desk: Any, form: Any) -> list[tuple[str, str, str]]:
    told = desk.ask(findings.list_findings, contracts.list_findings, desk.reviewer, {})
    return [
        (one["rule_id"], one["kind"], one["by_name"])
        for one in told["items"]
        if one["subject_id"] == form["id"]
    ]


def test_where_a_rule_blocks_no_reason_helps(desk: Any) -> None:
    form = beyond(desk)
    with pytest.raises(Problem) as refused:
        submit(desk, form, REASON)
    assert [(one.field, one.rule) for one in refused.value.findings] == [("lots.0.deposit", "R13")]
    assert recorded(desk, form) == []


def test_where_it_warns_a_reason_is_asked_for_and_leaves_a_finding(desk: Any, switch: Any) -> None:
    switch("R13", "warn")
    form = beyond(desk)
    assert desk.get(form)["needs_reason"] == ["R13"]
    for blank in ((), ({"rule_id": "R15", "reason": "别的规则"},)):
        with pytest.raises(Problem) as refused:
            submit(desk, form, *blank)
        (finding,) = refused.value.findings
        assert (finding.field, finding.rule) == ("overrides.0.reason", "R13")
        assert finding.basis == "政府采购法实施条例第三十三条"
    sent = submit(desk, form, REASON)
    assert "R13" in [one["rule"] for one in sent["warnings"]]
    assert recorded(desk, form) == [("R13", "overridden", "clerk-a")]
    seen = desk.get(form, desk.reviewer)
    assert seen["needs_reason"] == []
    assert [(one["rule_id"], one["reason"]) for one in seen["overrides"]] == [
        ("R13", REASON["reason"])
    ]
    assert approve(desk, sent)["state"] == "approved"
    assert len(recorded(desk, form)) == 1


def test_a_reviewer_gives_the_reason_that_the_agency_was_not_asked_for(
    desk: Any, switch: Any
) -> None:
    switch("R13", "off")
    form = beyond(desk)
    sent = submit(desk, form)
    assert "R13" not in [one["rule"] for one in desk.get(form)["checks"]]
    switch("R13", "warn")
    assert desk.get(form, desk.reviewer)["needs_reason"] == ["R13"]
    with pytest.raises(Problem, match=r"overrides\.0\.reason"):
        approve(desk, sent)
    assert approve(desk, sent, REASON)["state"] == "approved"
    assert recorded(desk, form) == [("R13", "overridden", "reviewer")]


def test_where_it_only_informs_it_is_told_and_passes(desk: Any, switch: Any) -> None:
    switch("R13", "info")
    sent = submit(desk, beyond(desk))
    assert "R13" in [one["rule"] for one in sent["warnings"]]
    assert recorded(desk, sent) == []


def test_works_by_open_tender_pass_with_a_reason(desk: Any) -> None:
    lots = [dict(one, catalogue_code="B01010000") for one in desk.form()["lots"]]
    form = desk.create(lots=lots)
    with pytest.raises(Problem, match="R41"):
        submit(desk, form)
    assert submit(desk, form, {**REASON, "rule_id": "R41"})["state"] == "pending"


def test_a_step_of_the_history_tells_how_one_had_logged_in_and_what_the_form_said(
    desk: Any,
) -> None:
    done = desk.approved()
    assert {one["auth"] for one in done["history"]} == {"password"}
    assert all(len(one["content_sha256"]) == 64 for one in done["history"])
    assert {one["ca_serial"] for one in done["history"]} == {None}


def test_what_another_service_let_pass_stands_in_the_register(desk: Any) -> None:
    project, form_id = desk.create(), uuid4()
    told = {
        "rule_id": "R17",
        "form_type": "tender_document",
        "form_id": form_id,
        "project_id": UUID(project["id"]),
        "by_user": "5b6f",
        "by_name": "王敏",
        "reason": "定制设备",
    }
    event = Envelope(
        event_id=str(uuid4()),
        type="legal.rule_overridden",
        version=1,
        seq=1,
        occurred_at=datetime.now(UTC),
        source="documents",
        trace_id="test",
        actor={},
        aggregate={},
        data=told,
    )
    desk.run(findings.rule_overridden, event)
    assert recorded(desk, {"id": str(form_id)}) == [("R17", "overridden", "王敏")]
    mine = desk.ask(findings.list_findings, contracts.list_findings, desk.clerk, {})["items"]
    assert [one["reason"] for one in mine if one["subject_id"] == str(form_id)] == ["定制设备"]
