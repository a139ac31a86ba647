"""What each kind of attachment may be."""

import pytest
from documents.rules.kinds import MB, POLICIES, check_declared
from tenderhall_contracts.vocab import AttachmentKind as Kind


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_a_policy_that_takes_pdf(kind: Kind) -> None:
    assert check_declared(kind, "文件.PDF", POLICIES[kind].largest, "application/pdf") == []


@pytest.mark.parametrize(
    ("kind", "name", "size", "mime", "field", "rule"),
    [
        (Kind.TENDER_DOCUMENT, "a.html", 1, "text/html", "mime", "FILE_TYPE_NOT_ALLOWED"),
        (Kind.TENDER_DOCUMENT, "a.zip", 1, "application/zip", "mime", "FILE_TYPE_NOT_ALLOWED"),
        (Kind.OTHER, "a.exe", 1, "application/pdf", "name", "FILE_EXTENSION"),
        (Kind.OTHER, "a.pdf.exe", 1, "application/pdf", "name", "FILE_EXTENSION"),
        (Kind.OTHER, "pdf", 1, "application/pdf", "name", "FILE_EXTENSION"),
        (Kind.PLAN_FILING, "a.pdf", 50 * MB + 1, "application/pdf", "size", "FILE_TOO_LARGE"),
    ],
)
def test_a_file_of_another_type_name_or_size_is_refused(
    *, kind: Kind, name: str, size: int, mime: str, field: str, rule: str
) -> None:
    (finding,) = check_declared(kind, name, size, mime)
    assert (finding.field, finding.rule) == (field, rule)


def test_both_a_wrong_extension_and_a_wrong_size_are_told() -> None:
    found = check_declared(Kind.PLAN_FILING, "a.exe", 51 * MB, "application/pdf")
    assert [one.rule for one in found] == ["FILE_EXTENSION", "FILE_TOO_LARGE"]
