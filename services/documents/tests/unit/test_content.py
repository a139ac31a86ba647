"""Bytes are what they claim, or they are refused."""

import hashlib
import io
import zipfile
from dataclasses import replace

import magic
import pytest
from documents.rules.content import HEAD, Claimed, Seen, check_identity, check_type
from documents.rules.kinds import DOC, DOCX, JPEG, OFD, PDF, PNG, XLSX, ZIP
from tenderhall_contracts.vocab import AttachmentKind as Kind

PAGE = b"<html><script>alert(1)</script></html>"
PDF_BYTES = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << >>\n%%EOF\n"
PNG_BYTES = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
)
JPEG_BYTES = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
OLE_BYTES = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def zipped(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return made.getvalue()


def seen(data: bytes) -> Seen:
    sniffed = magic.from_buffer(data[:HEAD], mime=True)
    return Seen(len(data), hashlib.sha256(data).hexdigest(), sniffed, data[:HEAD], data)


def claimed(mime: str, data: bytes = b"", kind: Kind = Kind.OTHER) -> Claimed:
    return Claimed(kind, len(data), hashlib.sha256(data).hexdigest(), mime)


def rules(mime: str, data: bytes, kind: Kind = Kind.OTHER) -> list[str]:
    return [one.rule for one in check_type(claimed(mime, data, kind), seen(data))]


@pytest.mark.parametrize(
    ("mime", "data"),
    [
        (PDF.mime, PDF_BYTES),
        (PNG.mime, PNG_BYTES),
        (JPEG.mime, JPEG_BYTES),
        (DOC.mime, OLE_BYTES),
        (OFD.mime, zipped("OFD.xml", "Doc_0/Document.xml")),
        (DOCX.mime, zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml")),
        (XLSX.mime, zipped("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")),
        (ZIP.mime, zipped("说明.txt")),
    ],
)
def test_honest_bytes_pass(mime: str, data: bytes) -> None:
    assert rules(mime, data) == []


@pytest.mark.parametrize(
    ("mime", "data", "rule"),
    [
        (PDF.mime, PAGE + PDF_BYTES, "FILE_CONTENT"),
        (PDF.mime, b"junk\n" + PDF_BYTES, "FILE_CONTENT"),
        (PDF.mime, PAGE, "FILE_CONTENT"),
        (PDF.mime, b"MZ" + bytes(200), "FILE_CONTENT"),
        (PDF.mime, PDF_BYTES[:9] + PAGE + PDF_BYTES[9:], "FILE_POLYGLOT"),
        (PDF.mime, PDF_BYTES[:40], "FILE_CUT"),
        (PNG.mime, JPEG_BYTES, "FILE_CONTENT"),
        (OFD.mime, zipped("[Content_Types].xml", "word/document.xml"), "FILE_CONTENT"),
        (DOCX.mime, zipped("evil.txt"), "FILE_CONTENT"),
        (ZIP.mime, zipped("a.txt")[:-5], "FILE_ZIP_BROKEN"),
        (ZIP.mime, zipped("../a.txt"), "FILE_ZIP_PATH"),
    ],
)
def test_bytes_that_are_not_what_they_claim_are_refused(mime: str, data: bytes, rule: str) -> None:
    assert rules(mime, data) == [rule]


def test_a_type_that_the_kind_no_longer_takes_is_refused() -> None:
    assert rules(ZIP.mime, zipped("a.txt"), Kind.TENDER_DOCUMENT) == ["FILE_CONTENT"]


def test_registered_bytes_are_recognised() -> None:
    assert check_identity(claimed(PDF.mime, PDF_BYTES), seen(PDF_BYTES)) == []


@pytest.mark.parametrize(
    ("data", "field", "rule"),
    [
        (b"", "size", "FILE_EMPTY"),
        (PDF_BYTES + b"x", "size", "FILE_LENGTH"),
        (PDF_BYTES[:-1] + b"x", "sha256", "FILE_HASH"),
    ],
)
def test_other_bytes_are_refused(data: bytes, field: str, rule: str) -> None:
    (finding,) = check_identity(claimed(PDF.mime, PDF_BYTES), seen(data))
    assert (finding.field, finding.rule) == (field, rule)


def test_libmagic_alone_is_not_believed() -> None:
    fooled = replace(seen(b"\n\n" + PDF_BYTES), sniffed="application/pdf")
    assert check_type(claimed(PDF.mime), fooled)
