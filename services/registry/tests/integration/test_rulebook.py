"""法规、政策、日历 an administrator corrects data, never the past in silence (deliverable 6)."""

from datetime import date, timedelta
from typing import Any

import pytest
from registry.usecases import calendar, findings, reference, rulebook
from sqlalchemy import text
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem
from tenderhall_kit.law import day_of
from tenderhall_kit.work import Work

MASTER = [f"R{number:02}" for number in range(1, 43)]


@pytest.fixture
def today(desk: Any) -> date:
    return day_of(desk.kit.references.clock.business_now())


def rules(desk: Any, **asked: Any) -> dict[str, list[dict[str, Any]]]:
    told = desk.ask(rulebook.list_rules, contracts.list_rules, desk.clerk, asked)
    found: dict[str, list[dict[str, Any]]] = {}
    for one in told["items"]:
        found.setdefault(one["rule_id"], []).append(one)
    return found


def put(desk: Any, **told: Any) -> Any:
    row = {
        "rule_id": "R13",
        "severity": "block",
        "value": 3,
        "unit": "percent",
        "basis": "政府采购法实施条例第三十三条",
        "text_zh": "投标保证金不得超过采购项目预算金额的3%",
        "reason": "条例修订",
    }
    done = desk.ask(rulebook.put_rule, contracts.put_rule, desk.admin, row | told)
    desk.kit.references.forget()
    return done


def switch(desk: Any, rule_id: str, severity: str) -> None:
    told = {"rule_id": rule_id, "severity": severity, "reason": "试点"}
    desk.ask(rulebook.switch_rule, contracts.switch_rule, desk.admin, told)
    desk.kit.references.forget()


def set_policy(desk: Any, name: str, value: str) -> Any:
    told = {"name": name, "value": value, "reason": "中心决定"}
    return desk.ask(rulebook.set_policy, contracts.set_policy, desk.admin, told)


def year(desk: Any, number: int) -> Any:
    return desk.ask(calendar.get_year, contracts.get_year, desk.clerk, {"year": number})


def do_import(desk: Any, number: int, **more: str) -> Any:
    told = {"year": number, "source": "国务院办公厅通知"} | more
    done = desk.ask(calendar.import_year, contracts.import_year, desk.admin, told)
    desk.kit.references.forget()
    return done


def set_day(desk: Any, day: str, kind: str, **more: str) -> Any:
    told = {"date": day, "kind": kind} | more
    return desk.ask(calendar.set_day, contracts.set_day, desk.admin, told)


def problem_of(refused: Any) -> Any:
    return refused.value.code, [one.field for one in refused.value.findings]


def test_every_rule_of_the_master_table_is_a_row_with_article_and_severity(desk: Any) -> None:
    found = rules(desk, on="2026-11-23")
    assert sorted({one.partition(".")[0] for one in found}) == MASTER
    for rows in found.values():
        (row,) = [one for one in rows if one["status"] == "in_force"]
        assert row["basis"]
        assert row["text_zh"]
        assert row["severity"] in contracts.SEVERITIES
        assert (row["value"] is None) == (row["unit"] is None)


def test_the_rules_are_found_by_number_article_and_words(desk: Any) -> None:
    assert list(rules(desk, q="r31")) == ["R31"]
    assert "R13" in rules(desk, q="保证金")
    assert {"R29", "R29.reply"} <= rules(desk, q="政府采购法第五十").keys()


def test_a_new_row_counts_from_its_day_on_and_the_old_one_before(desk: Any, today: date) -> None:
    begins = today + timedelta(days=30)
    version = put(desk, effective_from=begins.isoformat())["version"]
    assert [one["status"] for one in rules(desk)["R13"]] == ["in_force", "upcoming"]
    later = rules(desk, on=begins.isoformat())["R13"]
    assert [one["status"] for one in later] == ["superseded", "in_force"]
    law = desk.kit.references.law
    assert [law.rule("R13", day).value for day in (today, begins)] == [2, 3]
    with desk.session() as session:
        told = text("SELECT routing_key FROM kit_outbox ORDER BY id DESC LIMIT 2")
        assert set(session.scalars(told)) == {"rules.updated", "reference.updated"}
        audit = text("SELECT opinion, after->>'value' FROM kit_audit ORDER BY id DESC LIMIT 1")
        assert tuple(session.execute(audit).one()) == ("条例修订", "3")
    assert reference_version(desk) == version


def reference_version(desk: Any) -> int:
    return int(desk.run(lambda work: reference.get_reference(work)["version"]))


def test_the_past_is_not_rewritten(desk: Any, today: date) -> None:
    with pytest.raises(Problem) as refused:
        put(desk, effective_from=(today - timedelta(days=1)).isoformat())
    assert problem_of(refused) == ("VALIDATION_FAILED", ["effective_from"])


def test_a_correction_of_the_past_leaves_a_finding(desk: Any) -> None:
    put(
        desk,
        rule_id="R20",
        effective_from="2017-10-01",
        correction=True,
        value=2,
        unit="working_day",
        reason="录入有误，依法更正",
    )
    (found,) = listed(desk, desk.admin, rule_id="R20")["items"]
    assert (found["kind"], found["reason"], found["state"]) == (
        "corrected",
        "录入有误，依法更正",
        "open",
    )
    assert [one["value"] for one in rules(desk)["R20"]] == [2]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"value": None}, "value"),
        ({"unit": None}, "unit"),
        ({"unit": "day"}, "unit"),
        ({"effective_to": "2026-01-01"}, "effective_to"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused(
    desk: Any, today: date, told: dict[str, Any], field: str
) -> None:
    with pytest.raises(Problem) as refused:
        put(desk, effective_from=today.isoformat(), **told)
    assert problem_of(refused) == ("VALIDATION_FAILED", [field])


def test_a_rule_that_is_not_in_the_table_is_not_found(desk: Any, today: date) -> None:
    with pytest.raises(Problem, match="NOT_FOUND"):
        put(desk, rule_id="R99", effective_from=today.isoformat())
    with pytest.raises(Problem, match="NOT_FOUND"):
        switch(desk, "R99", "off")


def test_a_switch_counts_from_today_and_can_be_taken_back(desk: Any, today: date) -> None:
    switch(desk, "R01", "warn")
    soon = today + timedelta(days=3)
    judged = desk.kit.references.law.judge_deadline(today, soon)
    assert (judged.kept, judged.ok, judged.amber) == (False, True, True)
    switch(desk, "R01", "off")
    judged = desk.kit.references.law.judge_deadline(today, soon)
    assert (judged.ok, judged.amber) == (True, False)
    switch(desk, "R01", "block")
    assert not desk.kit.references.law.judge_deadline(today, soon).ok
    yesterday = today - timedelta(days=1)
    assert desk.kit.references.law.rule("R01", yesterday).severity == "block"


def test_policies_are_told_with_what_they_may_be(desk: Any) -> None:
    told = desk.ask(
        lambda work, _: rulebook.list_policies(work), contracts.list_policies, desk.reviewer, {}
    )
    found = {one["name"]: one for one in told["items"]}
    assert found["legal.roll"]["allowed"] == ["nonworking", "statutory"]
    assert all(one["text_zh"] and one["text_en"] for one in found.values())
    with desk.session() as session:
        assert set(session.scalars(text("SELECT name FROM policy"))) == found.keys()


def test_a_policy_is_set_and_told(desk: Any) -> None:
    set_policy(desk, "review.sla_days", "2")
    desk.kit.references.forget()
    assert desk.kit.references.policies["review.sla_days"] == "2"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("legal.roll", "never"),
        ("review.sla_days", "0"),
        ("review.sla_days", "x"),
        ("seal.required", "tender_notice,nothing"),
        ("project.plan_no", "["),
    ],
)
def test_a_value_that_a_policy_cannot_have_is_refused(desk: Any, name: str, value: str) -> None:
    with pytest.raises(Problem) as refused:
        set_policy(desk, name, value)
    assert problem_of(refused) == ("VALIDATION_FAILED", ["value"])


def test_an_unknown_policy_is_not_found(desk: Any) -> None:
    with pytest.raises(Problem, match="NOT_FOUND"):
        set_policy(desk, "nothing", "x")


def test_a_missing_year_is_refused_with_the_page_to_go_to(desk: Any) -> None:
    assert year(desk, 2050)["status"] == "missing"
    with pytest.raises(Problem) as refused:
        desk.kit.references.law.period_end("R03", date(2050, 3, 1))
    assert refused.value.code == "CALENDAR_UNAVAILABLE"
    told = refused.value.extra
    assert (told["year"], told["page"]) == (2050, "/desk/admin/calendar?year=2050")
    assert told["page"] in refused.value.findings[0].message_zh


def test_an_imported_year_is_provisional_until_it_is_confirmed(desk: Any) -> None:
    lines = "date,kind\n2051-01-01,statutory\n2051-01-02,放假\n2051-01-07,makeup\n"
    fixed = "".join(f"2051-{day},法定节假日\n" for day in ("05-01", "10-01", "10-02", "10-03"))
    do_import(desk, 2051, csv=lines + fixed)
    told = year(desk, 2051)
    kinds = {one["date"]: one["kind"] for one in told["days"]}
    assert (told["status"], len(kinds)) == ("provisional", 365)
    assert [kinds[f"2051-01-{day}"] for day in ("01", "02", "07")] == [
        "statutory",
        "dayoff",
        "makeup",
    ]
    with pytest.raises(Problem, match="CALENDAR_UNAVAILABLE"):
        desk.kit.references.law.is_workday(date(2051, 1, 3))
    set_day(desk, "2051-01-03", "dayoff")
    confirm = {"year": 2051, "source": "国务院办公厅通知"}
    desk.ask(calendar.confirm_year, contracts.confirm_year, desk.admin, confirm)
    desk.kit.references.forget()
    assert year(desk, 2051)["status"] == "official"
    assert not desk.kit.references.law.is_workday(date(2051, 1, 3))


def test_a_confirmed_year_is_not_imported_over_and_a_day_of_it_needs_a_reason(desk: Any) -> None:
    with pytest.raises(Problem, match="STATE_CONFLICT"):
        do_import(desk, 2026)
    with pytest.raises(Problem) as refused:
        set_day(desk, "2026-03-04", "dayoff")
    assert problem_of(refused) == ("VALIDATION_FAILED", ["reason"])
    set_day(desk, "2026-03-04", "dayoff", reason="临时放假通知")
    desk.kit.references.forget()
    assert not desk.kit.references.law.is_workday(date(2026, 3, 4))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2052-13-01,workday", "第1行"),
        ("2052-01-05,holiday", "类型"),
        ("2052-01-05", "类型"),
        ("2052-01-05,makeup\n2052-01-05,makeup", "重复"),
    ],
)
def test_a_bad_line_of_a_list_is_named(desk: Any, line: str, said: str) -> None:
    with pytest.raises(Problem) as refused:
        do_import(desk, 2052, csv=line)
    assert refused.value.findings[0].field == "csv"
    assert said in refused.value.findings[0].message_zh


def test_a_day_of_a_year_that_is_not_there_cannot_be_set(desk: Any) -> None:
    with pytest.raises(Problem, match="NOT_FOUND"):
        set_day(desk, "2060-01-04", "dayoff")


def test_the_years_to_come_are_listed_even_where_they_are_missing(desk: Any, today: date) -> None:
    told = desk.ask(lambda work, _: calendar.list_years(work), contracts.list_years, desk.clerk, {})
    found = {one["year"]: one for one in told["items"]}
    assert found[today.year + 2]["status"] == "missing"
    assert found[2026]["known"]
    assert found[2026]["workdays"] > 240


# ── compliance findings ─────────────────────────────────────────────────────────────────────────
def listed(desk: Any, who: Any, **asked: Any) -> Any:
    return desk.ask(findings.list_findings, contracts.list_findings, who, asked)


def record(desk: Any, project: Any) -> Any:
    told = {
        "rule_id": "R19",
        "kind": "late",
        "subject_type": "notice",
        "subject_id": "n-1",
        "lot_id": project["lots"][0]["id"],
        "due": "2026-10-09",
        "actual": "2026-10-12",
        "reason": "中标公告迟发",
    }
    return desk.ask(findings.record_finding, contracts.record_finding, desk.notices, told)


def test_a_finding_is_seen_by_the_centre_and_by_its_own_agency(desk: Any) -> None:
    project = desk.create()
    made = record(desk, project)
    for who in (desk.clerk, desk.reviewer, desk.admin):
        (found,) = listed(desk, who, q=project["no"])["items"]
        assert (found["id"], found["project_no"]) == (made["id"], project["no"])
        assert found["basis"] == "政府采购法实施条例第四十三条"
    assert listed(desk, desk.rival, q=project["no"]) == {"total": 0, "items": []}
    with desk.session() as session:
        told = session.execute(
            text("SELECT envelope->'data' FROM kit_outbox WHERE routing_key = :key "
                 "ORDER BY id DESC LIMIT 1"),
            {"key": "legal.violation_recorded"},
        ).scalar_one()  # fmt: skip
    assert (told["rule_id"], told["due"], told["actual"]) == ("R19", "2026-10-09", "2026-10-12")


def test_a_finding_is_dealt_with_once(desk: Any) -> None:
    made = record(desk, desk.create())
    told = {"id": made["id"], "resolution": "已约谈代理机构"}
    desk.ask(findings.resolve_finding, contracts.resolve_finding, desk.reviewer, told)
    with pytest.raises(Problem, match="STATE_CONFLICT"):
        desk.ask(findings.resolve_finding, contracts.resolve_finding, desk.admin, told)
    assert made["id"] not in [one["id"] for one in listed(desk, desk.admin, state="open")["items"]]


def test_a_finding_against_no_rule_is_refused(desk: Any) -> None:
    def against_nothing(work: Work) -> None:
        findings.record(work, "R99", ("notice", "n-1"))

    with pytest.raises(Problem, match="NOT_FOUND"):
        desk.run(against_nothing)
