"""Between a browser's names and a contract's schema."""

import pytest
from gateway.pages.kit import forms
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.registry import ConfirmYear, ProjectIn
from tenderhall_contracts.venue import BookingIn


def posted(*pairs: tuple[str, str]) -> forms.Posted:
    own = {name: text for name, text in pairs if name.startswith("_")}
    return forms.Posted(forms.tree(pairs), own)


def test_dotted_names_become_nested_values_and_gaps_of_removed_rows_close() -> None:
    told = posted(
        ("name", "项目"),
        ("purchaser.name", "学校"),
        ("lots.0.name", "一"),
        ("lots.7.name", "三"),
        ("lots.7.budget", "1,200.00"),
        ("lots.10.name", "四"),
    ).payload(ProjectIn)
    assert told["purchaser"] == {"name": "学校"}
    lots = [{"name": "一"}, {"name": "三", "budget": "1200.00"}, {"name": "四"}]
    assert told["lots"] == lots


def test_an_empty_field_is_left_out_or_none_or_refused_by_the_service() -> None:
    told = posted(("name", ""), ("budget", ""), ("ceiling", ""), ("plan_no", "")).payload(ProjectIn)
    assert told == {"name": "", "ceiling": None}


def test_booleans_numbers_and_local_moments_take_the_contracts_form() -> None:
    assert posted(("electronic", "true"), ("imports", "false")).payload(ProjectIn) == {
        "electronic": True,
        "imports": False,
    }
    told = posted(
        ("opening_at", "2026-12-22T09:30"),
        ("opening_minutes", "60"),
        ("lot_ids", "a"),
        ("lot_ids", "b"),
    ).payload(BookingIn)
    assert told == {
        "opening_at": "2026-12-22T09:30+08:00",
        "opening_minutes": 60,
        "lot_ids": ["a", "b"],
    }


@pytest.mark.parametrize("typed", ["abc", "1e9", "六十"])
def test_what_is_no_number_reaches_the_service_as_typed(typed: str) -> None:
    assert posted(("opening_minutes", typed)).payload(BookingIn)["opening_minutes"] == typed


def test_a_refused_form_shows_again_all_that_was_typed_with_its_findings() -> None:
    finding = Finding("lots.0.deposit", "R13", "保证金超过2%")
    told = posted(
        ("lots.3.deposit", "不是数字"), ("_action", "submit"), ("_opinion_submit", " 同意 ")
    )
    sheet = told.sheet(Problem("VALIDATION_FAILED", [finding]))
    assert sheet.get("lots.0.deposit") == "不是数字"
    assert sheet.errors("lots.0.deposit") == [finding]
    assert sheet.rows("lots") == [0]
    assert (sheet.action, sheet.opinion) == ("submit", "同意")


def test_what_a_service_gave_fills_the_form() -> None:
    sheet = forms.of({"name": "项目", "imports": False, "lots": [{"no": "01"}, {"no": "02"}]})
    assert (sheet.get("name"), sheet.get("imports")) == ("项目", "false")
    assert [sheet.get(f"lots.{n}.no") for n in sheet.rows("lots")] == ["01", "02"]


def test_names_that_contradict_each_other_break_nothing() -> None:
    assert posted(("lots", "x"), ("lots.0.name", "y")).payload(ProjectIn) == {"lots": [{}]}


def test_a_version_is_a_number_whatever_is_sent() -> None:
    assert posted(("version", "7")).version == 7
    assert posted(("version.x", "7")).version == 0
    assert posted().version == 0


def test_only_the_reasons_that_were_written_are_sent() -> None:
    told = posted(
        *(("overrides.0.rule_id", "R13"), ("overrides.0.reason", " ")),
        *(("overrides.1.rule_id", "R41"), ("overrides.1.reason", "已核实 ")),
    )
    assert told.overrides == [{"rule_id": "R41", "reason": "已核实"}]
    assert posted(("overrides", "x")).overrides == []


def test_one_form_of_several_is_read_and_told_by_itself() -> None:
    told = posted(("day.date", "2041-08-09"), ("confirm.source", "通知"))
    assert told.part("confirm").payload(ConfirmYear) == {"source": "通知"}
    assert told.part("nothing").payload(ConfirmYear) == {}
    found = Problem("VALIDATION_FAILED", [Finding("csv", "CSV", "错"), Finding("", "X", "错")])
    moved = forms.inside(found, "import", {"csv": "file"})
    assert [one.field for one in moved.findings] == ["import.file", ""]
