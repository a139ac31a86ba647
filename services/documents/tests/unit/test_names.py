"""What a file may be called."""

import pytest
from documents.rules.names import check_name


@pytest.mark.parametrize(
    "name",
    [
        "招标文件.pdf",
        "采购需求（第2版）.docx",
        "长" * 83 + "ab.pdf",
        "a.pdf",
        "COMMON.pdf",
        "2026-11 预算 表.xlsx",
    ],
)
def test_an_ordinary_name_is_accepted(name: str) -> None:
    assert check_name(name) == []


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("../../etc/passwd", "FILE_NAME_PATH"),
        ("..\\windows.pdf", "FILE_NAME_PATH"),
        ("/a.pdf", "FILE_NAME_PATH"),
        ("C:a.pdf", "FILE_NAME_PATH"),
        (".bashrc", "FILE_NAME_PATH"),
        ("a..pdf", "FILE_NAME_PATH"),
        ("a%2fb.pdf", "FILE_NAME_PATH"),
        ('a"b.pdf', "FILE_NAME_PATH"),
        ("a\x00.pdf", "FILE_NAME_HIDDEN"),
        ("a\r\nX-Header: 1.pdf", "FILE_NAME_PATH"),
        ("a\nb.pdf", "FILE_NAME_HIDDEN"),
        ("invoice\u202efdp.exe", "FILE_NAME_HIDDEN"),
        ("a\u200b.pdf", "FILE_NAME_HIDDEN"),
        (" a.pdf", "FILE_NAME_RESERVED"),
        ("a.pdf.", "FILE_NAME_RESERVED"),
        ("NUL", "FILE_NAME_RESERVED"),
        ("com1.pdf", "FILE_NAME_RESERVED"),
        ("长" * 84 + ".pdf", "FILE_NAME_LONG"),
    ],
)
def test_a_name_that_is_more_than_a_name_is_refused(name: str, rule: str) -> None:
    (finding,) = check_name(name)
    assert (finding.field, finding.rule) == ("name", rule)
    assert finding.message_zh
