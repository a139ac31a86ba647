"""What a tender document says: typed values, what is missing, what disagrees, how it is scored."""

from datetime import date
from typing import Any

import pytest
from documents import patterns
from documents.patterns import Entry
from documents.rules import lawful, scoring, typed, written
from tenderhall_kit.law import Calculator

PATTERN = patterns.choose("goods-comprehensive", date(2026, 11, 23))
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("kind", "told", "kept"),
    [
        ("money", "1,234.5", "1234.50"),
        ("money", "0", "0.00"),
        ("number", "30.00", "30"),
        ("number", "2.50", "2.5"),
        ("number", "100", "100"),
        ("whole", "90", "90"),
        ("date", "2026-12-01", "2026-12-01"),
        ("moment", "2026-12-22T09:30", "2026-12-22T09:30+08:00"),
        ("moment", "2026-12-22T01:30:00+00:00", "2026-12-22T09:30+08:00"),
        ("yes_no", "false", "false"),
        ("choice", "court", "court"),
        ("text", "  甲 ", "甲"),
        ("money", "", ""),
    ],
)
def test_equal_values_are_kept_alike(kind: str, told: str, kept: str) -> None:
    entry = Entry("it", "它", kind=kind, options={"court": "法院"})
    assert typed.kept(entry, told) == kept
    assert typed.kept(entry, kept) == kept


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        *(("money", one) for one in ("甲", "1.234", "-1", "NaN", "Infinity", "1e99")),
        *(("whole", one) for one in ("1.5", "-1", "x")),
        *(("number", "x"), ("date", "2026-13-01"), ("moment", "明天"), ("yes_no", "是")),
        ("choice", "arbitration"),
    ],
)
def test_what_is_nothing_of_its_kind_is_refused(kind: str, told: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 — any of them
        typed.kept(Entry("it", "它", kind=kind, options={"court": "法院"}), told)


def test_a_value_is_shown_as_people_read_it() -> None:
    assert typed.shown(Entry("a", "", kind="money"), "1234567.80") == "1,234,567.80"
    told = "2026-12-22T09:30+08:00"
    assert typed.shown(Entry("a", "", kind="moment"), told) == "2026年12月22日 09:30"
    assert typed.shown(Entry("a", "", kind="yes_no"), "false") == "否"


def facts(**changed: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "project": {"name": "服务器采购", "no": "HYZC-1", "budget": "100.00", "consortium": False}
        | {"imports": False, "category": "A", "performance_period": "60日"},
        "purchaser": {"name": "市一中", "address": "司前街", "contact": "王", "phone": "1"},
        "agency": {"name": "诚信", "address": "解放路", "contact": "李", "phone": "2"},
        "lots": [{"no": "HYZC-1-01", "name": "第1包", "budget": "100.00", "deposit": "2.00"}],
        "booking": {"opening_at": "2026-12-22T09:30:00+08:00", "place": "五楼501"},
        "document": {"bid_validity_days": 90, "price_weight": "30.00", "price": "0.00"}
        | {"obtaining": "网上下载"},
    }
    return told | changed


def content(**changed: Any) -> dict[str, Any]:
    """Everything filled in, as the facts have it."""
    told = facts()
    values, tables = {}, {}
    for chapter in PATTERN.chapters:
        for one in chapter.entries.values():
            source = written.at(told, one.source) if one.source else None
            values[one.name] = typed.first(one, source) or ("甲" if one.required else "")
        for table in chapter.tables.values():
            tables[table.name] = [
                {one.name: typed.first(one, row.get(one.source)) for one in table.columns}
                for row in told["lots"]
            ]
    tables["items"] = [{"lot_no": "1", "name": "a", "spec": "b", "quantity": "1", "unit": "台"}]
    tables["scoring"] = scores()
    made = {"values": values, "texts": {"technical": "<p>甲</p>"}, "tables": tables}
    return made | changed


def scores(*rows: tuple[str, str, str, str]) -> list[dict[str, str]]:
    usual = (
        ("price", "报价", "低价优先", "30"),
        ("technical", "性能", "每满足1项得5分，最多50分", "50"),
        ("business", "售后", "2小时到场得20分", "20"),
    )
    names = ("part", "factor", "standard", "points")
    return [dict(zip(names, one, strict=True)) for one in rows or usual]


def broken(made: dict[str, Any], told: dict[str, Any]) -> dict[str, str]:
    found = written.checks(PATTERN, made, told)
    return {one.check.finding.field: one.check.finding.rule for one in found if not one.check.ok}


def test_what_is_complete_and_agrees_has_nothing_open() -> None:
    assert broken(content(), facts()) == {}


def test_what_is_missing_is_told_with_the_item_of_the_law() -> None:
    made = content()
    made["values"]["agency_fee"] = ""
    made["texts"]["technical"] = ""
    made["tables"]["items"][0]["unit"] = ""
    assert broken(made, facts()) == {
        "values.agency_fee": "CONTENT_REQUIRED",
        "texts.technical": "CONTENT_REQUIRED",
        "tables.items.0.unit": "CONTENT_REQUIRED",
    }
    (fee,) = [
        one
        for one in written.checks(PATTERN, made, facts())
        if one.check.finding.field == "values.agency_fee" and not one.check.ok
    ]
    assert fee.check.finding.basis == "87号令 §20（十四）"
    assert fee.chapter == "schedule"


def test_the_opening_is_the_bookings() -> None:
    """R08: time and place of the document are those of the booking, or it is not built."""
    moved = {"opening_at": "2026-12-23T09:30:00+08:00", "place": "四楼401"}
    assert broken(content(), facts(booking=moved)) == {
        "values.opening_at": "CONTENT_DIFFERS",
        "values.opening_place": "CONTENT_DIFFERS",
    }
    assert set(broken(content(), facts(booking=None)).values()) == {"CONTENT_NO_BOOKING"}


def test_project_lots_and_form_are_agreed_with() -> None:
    told = facts()
    told["project"]["budget"] = "99.00"
    told["lots"][0]["deposit"] = "1.00"
    told["document"]["bid_validity_days"] = 60
    assert broken(content(), told) == {
        "values.budget": "CONTENT_DIFFERS",
        "tables.lots.0.deposit": "CONTENT_DIFFERS",
        "values.validity_days": "CONTENT_DIFFERS",
    }
    told["lots"].append(told["lots"][0])
    assert broken(content(), told)["tables.lots"] == "CONTENT_DIFFERS"


# ── 评分 scoring ────────────────────────────────────────────────────────────────────────────────
def law(severity: str = "block") -> Calculator:
    rules = [_rule("R17", 30, severity), _rule("R17.services", 10, severity)]
    return Calculator(rules, {}, set())


def _rule(rule_id: str, value: int, severity: str) -> dict[str, Any]:
    told = {"rule_id": rule_id, "text_zh": "价格分值", "basis": "87-55", "severity": severity}
    return (
        told
        | {"value": value, "unit": "percent", "effective_from": "2017-10-01"}
        | {"effective_to": None}
    )


def scored(made: dict[str, Any], severity: str = "block", category: str = "A") -> dict[str, str]:
    found = scoring.checks(PATTERN, made, category, law(severity), TODAY)
    return {
        one.check.finding.rule: "amber" if one.check.amber else "refused"
        for one in found
        if one.check.amber or not one.check.ok
    }


def test_the_usual_table_is_lawful() -> None:
    assert scored(content()) == {}


def test_the_points_add_up_to_a_hundred_and_the_price_has_its_own() -> None:
    made = content()
    made["tables"]["scoring"][1]["points"] = "49.5"
    assert scored(made) == {"SCORING_TOTAL": "refused"}
    made["tables"]["scoring"] = scores(
        ("price", "报价", "低价优先", "20"), ("technical", "性能", "1项得80分", "80")
    )
    assert scored(made) == {"SCORING_PRICE": "refused"}


def test_the_price_weighs_enough_and_the_severity_is_obeyed() -> None:
    """R17: at least 30 for goods, 10 for services."""
    made = content()
    made["values"]["price_weight"] = "20"
    made["tables"]["scoring"] = scores(
        ("price", "报价", "低价优先", "20"), ("technical", "性能", "1项得80分", "80")
    )
    assert scored(made) == {"R17": "refused"}
    assert scored(made, severity="warn") == {"R17": "amber"}
    assert scored(made, severity="off") == {}
    assert scored(made, category="C") == {}


@pytest.mark.parametrize("words", ["注册资本500万以上得5分", "具有营业执照得5分"])
def test_a_condition_of_qualification_is_not_scored(words: str) -> None:
    made = content()
    made["tables"]["scoring"][2]["standard"] = words
    assert scored(made) == {"SCORING_QUALIFICATION": "refused"}


def test_a_standard_without_figures_is_told() -> None:
    made = content()
    made["tables"]["scoring"][1]["standard"] = "优秀得满分"
    assert scored(made) == {"SCORING_QUANTIFIED": "amber"}


def test_the_lowest_price_has_no_scoring() -> None:
    lowest = patterns.choose("goods-lowest_price", TODAY)
    assert list(scoring.checks(lowest, content(), "A", law(), TODAY)) == []


# ── 法定内容 the 16 contents of 87号令 §20 ──────────────────────────────────────────────────────
def test_each_of_the_sixteen_contents_is_told_with_where_it_stands_and_what_is_open() -> None:
    written_ = content()
    written_["values"] |= {"agency_fee": "", "validity_days": "60"}
    refused = [one for one in written.checks(PATTERN, written_, facts()) if not one.check.ok]
    told = {one["item"]: one for one in lawful.contents(PATTERN, refused)}
    assert list(told) == list(range(1, 17))
    assert {item for item, one in told.items() if one["open"]} == {12, 14}
    assert [one["id"] for one in told[14]["chapters"]] == ["schedule"]
    assert all(one["chapters"] for one in told.values())
    chapters = {one["id"]: one["open"] for one in lawful.chapters(PATTERN, refused)}
    assert {name for name, open_ in chapters.items() if open_} == {"schedule"}
    assert chapters["schedule"] == 2


def test_an_open_cell_of_a_table_counts_for_the_item_of_its_table() -> None:
    written_ = content()
    written_["tables"]["lots"][0]["budget"] = "1.00"
    refused = [one for one in written.checks(PATTERN, written_, facts()) if not one.check.ok]
    told = {one["item"]: one["open"] for one in lawful.contents(PATTERN, refused)}
    assert {item for item, open_ in told.items() if open_} == {6}
