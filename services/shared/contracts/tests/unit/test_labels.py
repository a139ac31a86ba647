"""字段名称 every field of a form has a name for people, in both languages."""

import pytest
from marshmallow import Schema
from tenderhall_contracts.documents import SaveTenderDocument
from tenderhall_contracts.labels import FIELDS, Label, full_label, label
from tenderhall_contracts.notices import TenderNoticeIn
from tenderhall_contracts.registry import ProjectIn, SaveProject


@pytest.mark.parametrize("schema", FIELDS, ids=lambda one: one.__name__)
def test_every_field_has_a_label_and_no_label_is_left_over(schema: type[Schema]) -> None:
    assert set(FIELDS[schema]) == set(schema().fields)
    assert all(one.zh.strip() and one.en.strip() for one in FIELDS[schema].values())


@pytest.mark.parametrize("schema", FIELDS, ids=lambda one: one.__name__)
def test_no_two_fields_of_a_form_share_a_label(schema: type[Schema]) -> None:
    told = [one.zh for one in FIELDS[schema].values()]
    assert len(set(told)) == len(told)


def test_a_path_leads_into_rows_and_parties() -> None:
    assert label(ProjectIn, "lots.0.deposit").zh == "保证金金额"
    assert label(ProjectIn, "purchaser.uscc").zh == "采购人统一社会信用代码"
    assert label(ProjectIn, "attachments.2.receipt").zh == "文件"
    assert label(SaveProject, "budget").en == "Budget"
    assert label(SaveTenderDocument, "file").zh == "招标文件电子件"


def test_a_full_label_says_which_row() -> None:
    assert full_label(ProjectIn, "lots.1.deposit") == Label(
        "分包2 · 保证金金额", "Lot 2 · Tender deposit"
    )
    assert full_label(ProjectIn, "lots.1") == Label("分包2", "Lot 2")
    assert full_label(ProjectIn, "budget") == Label("预算金额", "Budget")
    assert full_label(TenderNoticeIn, "media.0") == Label("发布媒体1", "Publication media 1")


@pytest.mark.parametrize("path", ["nothing", "", "0", "budget.0.name", "lots.0.nothing"])
def test_a_path_to_no_field_is_an_error(path: str) -> None:
    with pytest.raises(KeyError):
        label(ProjectIn, path)


def test_a_schema_that_is_no_form_has_no_labels() -> None:
    with pytest.raises(KeyError):
        label(Label, "zh")
