"""The shipped catalogue, and what a file must be to become another."""

from typing import Any

import pytest
from registry import catalogue as shipped
from registry.pinyin import spoken
from registry.rules import catalogue as rules

Row = dict[str, Any]


def row(code: str, name: str = "名称", parent: str = "", level: str = "", line: int = 2) -> Row:
    return {"line": line, "code": code, "name": name, "parent": parent, "level": level}


SOUND = [row("A", "货物"), row("A02000000", "设备"), row("A02010000", "信息化设备")]


def told(*rows: Row) -> list[tuple[int, str, str]]:
    return [(line, one.field, one.rule) for line, one in rules.findings([*SOUND, *rows])]


def test_the_shipped_catalogue_is_sound_and_an_entry_tells_where_it_stands() -> None:
    entries = {one.code: one for one in shipped.entries()}
    assert len(entries) == 4272
    assert entries["A02020800"].name == "触控一体机"
    assert entries["A02010104"].path == ("货物", "设备", "信息化设备", "计算机")
    assert all(one.parent in entries for one in entries.values() if one.level)


def test_no_shipped_name_is_a_piece_of_a_description_where_the_right_one_is_known() -> None:
    entries = {one.code: one.name for one in shipped.entries()}
    assert entries["C23130700"] == "机械设备、五金产品和电子产品批发服务"
    assert entries["C01029900"] == "其他自然科学的研究和试验开发服务"


def test_a_level_that_the_catalogue_leaves_out_is_stepped_over() -> None:
    assert rules.above("A07050201") == ["A07050200", "A07050000", "A07000000", "A"]
    assert rules.parent_of("A07050201", {"A07050000", "A"}) == "A07050000"
    assert [rules.level_of(one) for one in ("A", "A07000000", "A07050201")] == [0, 1, 4]


def test_a_sound_file_has_nothing_to_tell_and_may_come_in_any_order() -> None:
    assert told() == []
    assert [one.code for one in rules.entries(SOUND[::-1])] == ["A", "A02000000", "A02010000"]


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        (row("X1", line=9), (9, "code", "CATALOGUE_CODE")),
        (row("A02", line=9), (9, "code", "CATALOGUE_CODE")),
        (row("A02020000", "", line=9), (9, "name", "CATALOGUE_NAME")),
        (row("A02020000", "长" * 61, line=9), (9, "name", "CATALOGUE_NAME")),
        (row("A02020000", level="3", line=9), (9, "level", "CATALOGUE_LEVEL")),
        (row("A02020000", parent="A03000000", line=9), (9, "parent", "CATALOGUE_PARENT")),
        (row("B01010000", line=9), (9, "parent", "CATALOGUE_PARENT")),
    ],
)
def test_a_wrong_row_is_told_by_line_field_and_rule(
    wrong: Row, found: tuple[int, str, str]
) -> None:
    assert told(wrong) == [found]


def test_a_code_that_stands_twice_is_told_at_both_lines() -> None:
    twice = [row("A02020000", line=7), row("A02020000", line=8)]
    assert told(*twice) == [(7, "code", "CATALOGUE_TWICE"), (8, "code", "CATALOGUE_TWICE")]


def test_a_name_is_found_by_its_pinyin_and_its_initials() -> None:
    assert spoken("服务器") == "fuwuqi fwq"
    assert spoken("KVM 设备") == "kvm shebei ksb"
