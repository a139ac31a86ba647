"""Attachments as pages show them."""

import base64
import json

import pytest
from gateway.pages.kit import attached, forms
from tenderhall_contracts.uploads import GB, MB
from tenderhall_contracts.vocab import AttachmentKind

CLAIMS = {"doc": "d1", "ver": 2, "size": 1234, "name": "协议.pdf", "sha256": "ab"}
GIVEN = {
    "kind": "plan_filing",
    "document_id": "d1",
    "version": 2,
    "file": {"name": "协议.pdf", "size": 1234},
}


def receipt(claims: dict[str, object]) -> str:
    middle = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"head.{middle}.signature"


def test_what_was_sent_with_a_form_is_shown_again_by_its_receipts() -> None:
    sheet = forms.Sheet(
        {"attachments.0.kind": ["other"], "attachments.0.receipt": [receipt(CLAIMS)]}
    )
    (row,) = attached.rows("attachments", sheet)
    assert (row["place"], row["kind"], row["name"]) == ("attachments.0", "other", "协议.pdf")
    assert (row["size"], row["document_id"], row["version"]) == (1234, "d1", 2)


def test_a_single_file_has_no_number() -> None:
    sheet = forms.Sheet({"file.kind": ["tender_document"], "file.receipt": [receipt(CLAIMS)]})
    assert [row["place"] for row in attached.rows("file", sheet)] == ["file"]


@pytest.mark.parametrize(
    "bad", ["", "x", "a.b.c", "a.e30.c", receipt({**CLAIMS, "size": None}), "a.bnVsbA.c"]
)
def test_what_is_no_receipt_is_no_row(bad: str) -> None:
    sheet = forms.Sheet({"attachments.0.kind": ["other"], "attachments.0.receipt": [bad]})
    assert attached.rows("attachments", sheet) == []


def test_what_a_service_gave_is_shown_whether_one_or_many_or_none() -> None:
    assert attached.rows("file", None) == []
    assert attached.rows("file", GIVEN)[0]["place"] == "file"
    assert attached.rows("attachments", [GIVEN, GIVEN])[1]["place"] == "attachments.1"


@pytest.mark.parametrize("kind", list(AttachmentKind))
def test_every_kind_tells_its_types_and_its_limit(kind: AttachmentKind) -> None:
    rule = attached.rule(kind.value)
    assert rule["limit"].endswith((" MB", " GB"))
    assert all(one["extensions"] for one in rule["types"])


def test_a_limit_is_told_in_whole_gigabytes_or_in_megabytes() -> None:
    told = [attached.limit(size) for size in (2 * GB, 500 * MB, GB + MB)]
    assert told == ["2 GB", "500 MB", "1025 MB"]
