"""供应商 how names are found, when a supplier may take part, which rows an import takes."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from registry import spelling, spreadsheets
from registry.rules.suppliers import Period, row_findings, row_values, status_on
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry.suppliers import COLUMNS

GOOD = {
    "uscc": "91430400MA4L12345R",
    "name": "衡阳甲公司",
    "address": "",
    "legal_representative": "张三",
    "contact": "",
    "contact_phone": "",
    "size": "小型",
}


def test_a_name_is_spelt_in_full_and_by_its_initials() -> None:
    assert spelling.pinyin("衡阳市蒸湘区A科技（集团）有限公司") == (
        "hengyangshizhengxiangquakejijituanyouxiangongsi"
    )
    assert spelling.initials("长沙重型机械厂") == "cszxjxc"


def test_a_name_is_found_in_whichever_width_it_is_typed() -> None:
    assert spelling.key("湖南（\uff21\uff22） 公司") == "湖南(ab)公司"


def test_every_part_of_a_name_is_among_its_grams() -> None:
    name = "衡阳中科AI(湖南)公司"
    held = set(spelling.grams(name))
    told = spelling.key(name)
    for begin in range(len(told)):
        for end in range(begin + 1, len(told) + 1):
            assert set(spelling.wanted(told[begin:end])) <= held


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2025, 12, 31), "normal"),
        (date(2026, 1, 1), "debarred"),
        (date(2026, 6, 30), "debarred"),
        (date(2026, 7, 1), "normal"),
        (date(2028, 1, 1), "debarred"),
        (date(2099, 1, 1), "debarred"),
    ],
)
def test_a_supplier_is_debarred_from_day_to_day(day: date, status: str) -> None:
    periods = [Period(date(2026, 1, 1), date(2026, 6, 30)), Period(date(2028, 1, 1), None)]
    assert status_on(periods, day).value == status


def test_a_good_row_is_taken_as_it_stands() -> None:
    assert row_findings(GOOD, set()) == []
    values = row_values(GOOD | {"uscc": GOOD["uscc"].lower()})
    assert (values["uscc"], values["size"], values["address"]) == (GOOD["uscc"], "small", None)


@pytest.mark.parametrize(
    "code", ["91110000600037341L", "12430400MB0000001W", "91430400MA4L12345R", "N2430400MB00000017"]
)
def test_the_codes_of_the_standard_are_taken(code: str) -> None:
    assert row_findings(GOOD | {"uscc": code}, set()) == []
    for place in range(len(code)):
        other = "2" if code[place] != "2" else "3"
        wrong = code[:place] + other + code[place + 1 :]
        assert [one.rule for one in row_findings(GOOD | {"uscc": wrong}, set())] == ["USCC"]


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        ({"name": ""}, "name", "REQUIRED"),
        ({"name": "甲" * 201}, "name", "LENGTH"),
        ({"contact_phone": "1" * 51}, "contact_phone", "LENGTH"),
        ({"size": "巨型"}, "size", "SIZE"),
    ],
)
def test_a_bad_row_says_which_field_and_which_rule(
    change: dict[str, str], field: str, rule: str
) -> None:
    (found,) = row_findings(GOOD | change, set())
    assert (found.field, found.rule) == (field, rule)


def test_a_code_that_stands_above_is_refused() -> None:
    assert [one.rule for one in row_findings(GOOD, {GOOD["uscc"]})] == ["REPEATED"]


# ── files ───────────────────────────────────────────────────────────────────────────────────────
def xlsx(*lines: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for line in (list(COLUMNS), *lines):
        book.active.append(line)
    told = io.BytesIO()
    book.save(told)
    return told.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(Problem) as caught:
        spreadsheets.of_xlsx(data, COLUMNS, 3)
    return caught.value.findings[0].rule


def test_an_xlsx_is_read_by_the_names_of_its_columns() -> None:
    line = [GOOD["uscc"], "衡阳甲公司", None, "张三", "李四", 7348000001, "小型"]
    rows = spreadsheets.of_xlsx(xlsx(line, [None] * 7, line), COLUMNS, 3)
    assert [one.number for one in rows] == [2, 4]
    assert rows[0].cells["contact_phone"] == "7348000001"
    assert rows[0].cells["address"] == ""


def test_a_csv_is_read_with_or_without_its_mark() -> None:
    text = ",".join(COLUMNS) + "\n" + GOOD["uscc"] + ',"甲,乙公司",,,,,\n'
    for told in (text, f"\ufeff{text}"):
        (row,) = spreadsheets.of_csv(told, COLUMNS, 3)
        assert row.cells["name"] == "甲,乙公司"


def test_a_line_that_ends_early_has_empty_cells() -> None:
    (row,) = spreadsheets.of_csv(f"{','.join(COLUMNS)}\n{GOOD['uscc']},甲公司\n", COLUMNS, 3)
    assert set(row.cells) == set(COLUMNS.values())
    assert row_findings(row.cells, set()) == []


def test_what_is_no_spreadsheet_is_refused() -> None:
    assert refused(b"%PDF-1.7") == "NOT_XLSX"
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w") as parts:
        parts.writestr("[Content_Types].xml", "<broken")
    assert refused(told.getvalue()) == "NOT_XLSX"


def test_a_small_file_that_unpacks_to_a_large_one_is_refused() -> None:
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/sharedStrings.xml", b"0" * (spreadsheets.UNPACKED + 1))
    assert len(told.getvalue()) < spreadsheets.LARGEST
    assert refused(told.getvalue()) == "TOO_LARGE"


def test_a_missing_column_and_too_many_rows_are_named() -> None:
    with pytest.raises(Problem) as caught:
        spreadsheets.of_csv("名称\n甲公司\n", COLUMNS, 3)
    assert "统一社会信用代码" in caught.value.findings[0].message_zh
    assert refused(xlsx(*([[GOOD["uscc"], "甲"]] * 4))) == "TOO_MANY"
