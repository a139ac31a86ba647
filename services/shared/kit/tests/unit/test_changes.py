"""变更 what differs between two contents of a form, told to a person."""

from typing import Any

import pytest
from tenderhall_contracts.documents import TenderDocumentIn
from tenderhall_contracts.registry import ProjectIn
from tenderhall_contracts.venue import BookingIn
from tenderhall_kit.changes import Change, between, told

LOT = {"id": "1", "name": "一包", "deposit": "100.00"}
OTHER = {"id": "2", "name": "二包", "deposit": "0.00"}
PAPER = {"name": "需求.pdf", "sha256": "a" * 64}


def attached(document: str, kind: str = "requirements", **file: str) -> dict[str, Any]:
    return {"id": document, "kind": kind, "receipt": PAPER | file}


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    return [(one.field, one.before, one.after) for one in between(before, after)]


def words(
    before: dict[str, Any], after: dict[str, Any]
) -> list[tuple[str, str | None, str | None]]:
    found = told(ProjectIn, before, after)
    return [(one["label_zh"], one["before"], one["after"]) for one in found]


def test_equal_contents_differ_in_nothing() -> None:
    content = {"name": "项目", "purchaser": {"name": "一中"}, "lots": [LOT], "consortium": False}
    assert changes(content, dict(content)) == []


@pytest.mark.parametrize(("before", "after"), [(None, ""), ("", None), (None, []), ({}, None)])
def test_empty_is_empty_however_it_is_written(before: Any, after: Any) -> None:
    assert changes({"remark": before}, {"remark": after}) == []


def test_false_and_nothing_at_all_are_answers() -> None:
    assert changes({"consortium": None}, {"consortium": False}) == [("consortium", None, False)]
    assert changes({"attendees": 0}, {"attendees": None}) == [("attendees", 0, None)]


def test_a_group_is_told_field_by_field_also_where_it_is_new() -> None:
    assert changes({"purchaser": {"name": "一中"}}, {"purchaser": {"name": "二中"}}) == [
        ("purchaser.name", "一中", "二中")
    ]
    assert changes({"purchaser": None}, {"purchaser": {"name": "二中"}}) == [
        ("purchaser.name", None, "二中")
    ]
    assert changes({"purchaser": {"name": "一中"}}, {}) == [("purchaser.name", "一中", None)]


def test_a_row_is_followed_by_its_id_wherever_it_stands() -> None:
    assert changes({"lots": [LOT, OTHER]}, {"lots": [OTHER, LOT | {"deposit": "99.00"}]}) == [
        ("lots.1.deposit", "100.00", "99.00")
    ]


def test_a_row_that_is_new_or_gone_is_one_change() -> None:
    assert changes({"lots": [LOT]}, {"lots": [LOT, OTHER]}) == [("lots.1", None, OTHER)]
    assert changes({"lots": [LOT, OTHER]}, {"lots": [OTHER]}) == [("lots", LOT, None)]
    assert changes({"lots": [LOT]}, {"lots": []}) == [("lots", LOT, None)]


def test_a_row_typed_anew_is_the_same_where_its_name_is() -> None:
    again = LOT | {"id": "9", "deposit": "50.00"}
    assert changes({"lots": [LOT]}, {"lots": [again]}) == [("lots.0.deposit", "100.00", "50.00")]


def test_a_file_put_in_place_of_another_of_its_kind_is_one_change() -> None:
    before, after = attached("1"), attached("2", name="需求（修订）.pdf", sha256="b" * 64)
    assert words({"attachments": [before]}, {"attachments": [after]}) == [
        ("电子件1 · 文件", "需求.pdf", "需求（修订）.pdf")
    ]


def test_files_of_one_name_are_told_apart() -> None:
    after = attached("1", sha256="b" * 64)
    assert words({"attachments": [attached("1")]}, {"attachments": [after]}) == [
        ("电子件1 · 文件", "需求.pdf（SHA-256 aaaaaaaa…）", "需求.pdf（SHA-256 bbbbbbbb…）")
    ]


def test_moments_that_read_alike_are_told_all_the_same() -> None:
    before, after = "2026-12-18T09:30:00+08:00", "2026-12-18T09:30:30+08:00"
    (one,) = told(BookingIn, {"opening_at": before}, {"opening_at": after})
    assert (one["before"], one["after"]) == ("2026-12-18 09:30", "2026-12-18 09:30")


def test_changes_come_in_the_order_of_the_form_and_in_words() -> None:
    before = {"lots": [LOT, OTHER], "electronic": False, "name": "旧", "method": "inquiry"}
    after = {"lots": [LOT], "electronic": True, "name": "新", "method": "open_tender"}
    assert words(before, after) == [
        ("项目名称", "旧", "新"),
        ("采购方式", "询价", "公开招标"),
        ("是否全流程电子化", "否", "是"),
        ("分包", "二包", None),
    ]


def test_a_file_alone_is_told_by_its_name() -> None:
    (one,) = told(TenderDocumentIn, {"file": None}, {"file": PAPER})
    assert (one["label_zh"], one["before"], one["after"]) == ("招标文件电子件", None, "需求.pdf")


def test_a_change_holds_what_was_and_what_is() -> None:
    assert list(between({"name": "旧"}, {"name": "新"})) == [Change("name", "旧", "新")]
