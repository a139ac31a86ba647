"""字段名称 every field of a form has a name for people, in both languages."""

import pytest
from marshmallow import Schema
from tenderhall_contracts.documents import SaveTenderDocument, TenderDocumentIn
from tenderhall_contracts.labels import FIELDS, TEMPLATES, Label, full_label, label, spoken
from tenderhall_contracts.notices import NoticeOut, TenderNoticeIn
from tenderhall_contracts.registry import ProjectIn, SaveProject
from tenderhall_contracts.venue import BookingIn

FORMS = [one for one in FIELDS if one is not NoticeOut]


@pytest.mark.parametrize("schema", FORMS, ids=lambda one: one.__name__)
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


def test_a_notice_names_what_it_takes_from_others_too() -> None:
    assert set(FIELDS[TenderNoticeIn]) < set(FIELDS[NoticeOut]) < set(NoticeOut().fields)
    assert label(NoticeOut, "opening_at").zh == "投标截止（开标）时间"


def test_every_template_that_the_contract_takes_has_a_name() -> None:
    takes = TenderDocumentIn().fields["template"].validate
    for template in TEMPLATES:
        takes(template)
    assert len(TEMPLATES) == 6


@pytest.mark.parametrize(
    ("schema", "path", "value", "told"),
    [
        (ProjectIn, "lots.0.deposit", "14000.00", "14000.00元"),
        (ProjectIn, "lots.0.evaluation", "comprehensive", "综合评分法"),
        (ProjectIn, "lots.0.quantity", "20.000", "20.000"),
        (ProjectIn, "consortium", False, "否"),
        (ProjectIn, "electronic", True, "是"),
        (ProjectIn, "name", "", None),
        (ProjectIn, "ceiling", None, None),
        (ProjectIn, "agreement_date", "2026-01-05", "2026-01-05"),
        (ProjectIn, "lots.1", {"id": "1", "name": "二包"}, "二包"),
        (ProjectIn, "lots.1", {"id": "1"}, "未命名"),
        (
            ProjectIn,
            "attachments.0",
            {"kind": "requirements", "receipt": {"name": "需求.pdf", "sha256": "0"}},
            "采购需求：需求.pdf",
        ),
        (ProjectIn, "attachments.0.receipt", {"name": "需求.pdf", "sha256": "0"}, "需求.pdf"),
        (BookingIn, "opening_at", "2026-12-18T01:30:00+00:00", "2026-12-18 09:30"),
        (BookingIn, "opening_room_id", "开标一室", "开标一室"),
        (BookingIn, "opening_minutes", 60, "60"),
        (BookingIn, "lot_ids", ["X-01", "X-02"], "X-01、X-02"),
        (TenderDocumentIn, "template", "goods-comprehensive", "货物 · 综合评分法"),
        (TenderDocumentIn, "title", "goods-comprehensive", "goods-comprehensive"),
        (NoticeOut, "opening_place", "开标一室", "开标一室"),
    ],
)
def test_a_value_is_told_as_people_say_it(
    schema: type[Schema], path: str, value: object, told: str | None
) -> None:
    assert spoken(schema, path, value) == told


def test_a_schema_that_is_no_form_has_no_labels() -> None:
    with pytest.raises(KeyError):
        label(Label, "zh")
