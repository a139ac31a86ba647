"""坏文件集 a corpus of files that lie, hide or harm: each is refused, and nothing of it is left.

And one honest file of every type, in every way that a file may be large or strange: all pass.
"""

import io
import random
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from documents.scanning import scanner
from marshmallow import ValidationError
from tenderhall_kit.storage import cas_key

from .conftest import EICAR, Desk, pdf, put, sha, zipped
from .test_uploads import ask, refused

PAGE = b"<html><script>alert(1)</script></html>"
MB = 1024 * 1024


@dataclass(frozen=True)
class File:
    """A file of the corpus; ``lies`` are what its registration says otherwise."""

    what: str
    data: bytes
    rule: str = ""
    name: str = "文件.pdf"
    mime: str = "application/pdf"
    lies: dict[str, Any] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        return {"name": self.name, "mime": self.mime, "kind": "other", **self.lies}


def own() -> bytes:
    """What no other file has."""
    return uuid4().hex.encode()


def real_pdf(**more: Any) -> bytes:
    """A PDF as programs write it."""
    made, told = io.BytesIO(), pikepdf.new()
    told.add_blank_page()
    told.docinfo["/Title"] = own().decode()
    told.save(made, **more)
    return made.getvalue()


def encrypted(level: int, **more: Any) -> bytes:
    modern = level > 3
    how = pikepdf.Encryption(owner="o", user="", R=level, metadata=modern, aes=modern)
    return real_pdf(encryption=how, **more)


def escaped() -> bytes:
    """``Encrypt`` with a letter written as its number."""
    return pdf().replace(b"trailer << >>", b"trailer << /#45ncrypt 5 0 R >>")


def far_trailer() -> bytes:
    """The trailer far from the end, where ``startxref`` leads."""
    stream = b"9 0 obj << /Type /XRef /Encrypt 5 0 R >> stream\nendstream\n" + own()
    filler = random.Random(7).randbytes(2 * MB)
    return b"%PDF-1.7\n" + stream + filler + b"\nstartxref\n9\n%%EOF\n"


def zip_and_pdf() -> bytes:
    """A PDF whose last bytes are an archive's directory, with ``%%EOF`` as its comment."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("evil.exe", own())
        archive.comment = b"%%EOF"
    return pdf() + made.getvalue()


def overlapping() -> bytes:
    """A bomb whose members all unpack the same bytes: each entry of the directory says so."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", own() * 3000)
    data = made.getvalue()
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entries, count = data[start:end], 200
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, count * len(entries), start, 0)
    return data[:start] + entries * count + tail


def zipped_encrypted() -> bytes:
    """The flag of the first member says: a password is needed."""
    data = bytearray(zipped(a=own()))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


DOCX = {
    "name": "文件.docx",
    "mime": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
XLSX = {
    "name": "文件.xlsx",
    "mime": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
OFD = {"name": "文件.ofd", "mime": "application/ofd"}
ZIP = {"name": "文件.zip", "mime": "application/zip"}
PNG = {"name": "图.png", "mime": "image/png"}
JPG = {"name": "图.jpg", "mime": "image/jpeg"}
DOC = {"name": "文件.doc", "mime": "application/msword"}
XLS = {"name": "文件.xls", "mime": "application/vnd.ms-excel"}
PNG_HEAD = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
)
JPG_HEAD = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)

BAD = [
    File("a page before a PDF", PAGE + pdf(), "FILE_CONTENT"),
    File("junk before a PDF", own() + pdf(), "FILE_CONTENT"),
    File("a page within a PDF", pdf().replace(b"1 0 obj", PAGE), "FILE_POLYGLOT"),
    File("a page as a PDF", PAGE + own(), "FILE_CONTENT"),
    File("a program as a PDF", b"MZ" + own() * 20, "FILE_CONTENT"),
    File("a cut PDF", pdf()[:-7], "FILE_CUT"),
    File("a PDF that is an archive too", zip_and_pdf(), "FILE_POLYGLOT"),
    File("a picture that is an archive too", PNG_HEAD + zipped(a=own()), "FILE_POLYGLOT", **PNG),
    File("a picture of another type", JPG_HEAD + own(), "FILE_CONTENT", **PNG),
    File("a picture as a page", PAGE + own(), "FILE_CONTENT", **JPG),
    File("an encrypted PDF, RC4", encrypted(3), "FILE_ENCRYPTED"),
    File("an encrypted PDF, AES-256", encrypted(6), "FILE_ENCRYPTED"),
    File(
        "an encrypted PDF with object streams",
        encrypted(6, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "FILE_ENCRYPTED",
    ),
    File("an encrypted PDF for the web", encrypted(6, linearize=True), "FILE_ENCRYPTED"),
    File("an encrypted PDF that hides it", escaped(), "FILE_ENCRYPTED"),
    File("an encrypted PDF with a far trailer", far_trailer(), "FILE_ENCRYPTED"),
    File("a zip bomb", zipped(zeros=bytes(40 * MB)), "FILE_ZIP_BOMB", **ZIP),
    File(
        "a zip bomb in Word",
        zipped(**{"word/document.xml": bytes(40 * MB)}),
        "FILE_ZIP_BOMB",
        **DOCX,
    ),
    File("a bomb of one kernel", overlapping(), "FILE_ZIP_BROKEN", **ZIP),
    File("an archive in an archive", zipped(**{"a.zip": own()}), "FILE_ZIP_NESTED", **ZIP),
    File(
        "another archive in an archive", zipped(**{"x/a.TAR.XZ": own()}), "FILE_ZIP_NESTED", **ZIP
    ),
    File("an archive with a path", zipped(**{"../../etc/x": own()}), "FILE_ZIP_PATH", **ZIP),
    File("an archive with a drive", zipped(**{"C:\\x": own()}), "FILE_ZIP_PATH", **ZIP),
    File("an encrypted archive", zipped_encrypted(), "FILE_ZIP_ENCRYPTED", **ZIP),
    File("a cut archive", zipped(a=own())[:-4], "FILE_ZIP_BROKEN", **ZIP),
    File("an archive with junk behind", zipped(a=own()) + b"junk", "FILE_ZIP_BROKEN", **ZIP),
    File("Word as OFD", zipped(**{"word/document.xml": own()}), "FILE_CONTENT", **OFD),
    File("an archive as Word", zipped(a=own()), "FILE_CONTENT", **DOCX),
    File(
        "Excel with macros",
        zipped(**{"xl/workbook.xml": own(), "xl/vbaProject.bin": b"x"}),
        "FILE_MACRO",
        **XLSX,
    ),
    File("a PDF as Word of old", pdf(), "FILE_CONTENT", **DOC),
    File("a virus", pdf().replace(b"%%EOF", EICAR + b"%%EOF"), "FILE_INFECTED"),
]

UNTOLD = [
    File("no bytes", b"", "size", lies={"size": 0}),
    File("a path", pdf(), "FILE_NAME_PATH", name="../../a.pdf"),
    File("a path of Windows", pdf(), "FILE_NAME_PATH", name="..\\a.pdf"),
    File("an encoded path", pdf(), "FILE_NAME_PATH", name="%2e%2e%2fa.pdf"),
    File("a hidden name", pdf(), "FILE_NAME_PATH", name=".pdf"),
    File("a name that turns round", pdf(), "FILE_NAME_HIDDEN", name="a\u202efdp.exe.pdf"),
    File("a name with a line", pdf(), "FILE_NAME_HIDDEN", name="a\nb.pdf"),
    File("a device", pdf(), "FILE_NAME_RESERVED", name="NUL.pdf"),
    File("a name of 256 bytes", pdf(), "FILE_NAME_LONG", name="长" * 84 + ".pdf"),
    File("a program's ending", pdf(), "FILE_EXTENSION", name="a.pdf.exe"),
    File("a type that is not taken", PAGE, "FILE_TYPE_NOT_ALLOWED", mime="text/html"),
    File("a type of another ending", pdf(), "FILE_EXTENSION", name="a.png"),
    File("too many bytes", pdf(), "FILE_TOO_LARGE", lies={"size": 3 * 1024 * MB}),
]

GOOD = [
    File("a PDF", real_pdf()),
    File(
        "a PDF with object streams", real_pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate)
    ),
    File("a PDF for the web", real_pdf(linearize=True)),
    File("a PDF that speaks of encryption", pdf("/Encrypt")),
    File("a PDF of 3 MB", b"%PDF-1.7\n" + own() * 100_000 + b"\n%%EOF\n"),
    File("a name of 255 bytes", pdf(), name="长" * 83 + "ab.pdf"),
    File("a name in capitals", pdf(), name="A.PDF"),
    File("OFD", zipped(**{"OFD.xml": own(), "Doc_0/Document.xml": b"<x/>"}), **OFD),
    File("Word", zipped(**{"[Content_Types].xml": own(), "word/document.xml": b"<x/>"}), **DOCX),
    File("Excel", zipped(**{"[Content_Types].xml": own(), "xl/workbook.xml": b"<x/>"}), **XLSX),
    File("Word of old", OLE + own(), **DOC),
    File("Excel of old", OLE + own(), **XLS),
    File("an archive", zipped(**{"图纸/一层.dwg": own()}), **ZIP),
    File("an archive of 5 MB", zipped(a=random.Random(9).randbytes(5 * MB)), **ZIP),
    File("a PNG", PNG_HEAD + own(), **PNG),
    File("a JPEG", JPG_HEAD + own(), **JPG),
]


def named(files: list[File]) -> Any:
    return pytest.mark.parametrize("file", [pytest.param(one, id=one.what) for one in files])


@pytest.mark.parametrize("trusting", [True, False], ids=["the store checks", "it does not"])
@named(BAD)
def test_a_bad_file_is_refused_and_nothing_of_it_is_left(
    clerk: Desk, clamd: Callable[..., None], file: File, *, trusting: bool
) -> None:
    clamd(None)
    clerk.scan, clerk.trusting = scanner(), trusting
    invitation = clerk.announce(file.data, **file.told())
    assert put(invitation, file.data) == 200
    assert refused(clerk.complete, invitation) == ("UPLOAD_MISMATCH", [file.rule])
    assert not clerk.call().storage.exists(cas_key(sha(file.data)))
    assert ask(clerk, "SELECT 1 FROM document WHERE org_id = :it", it=clerk.who.org_id) == []


@named(UNTOLD)
def test_what_is_wrong_before_its_bytes_come_is_refused_at_once(clerk: Desk, file: File) -> None:
    try:
        told = refused(clerk.announce, file.data, **file.told())
    except ValidationError as fault:
        told = ("VALIDATION_FAILED", list(fault.messages))
    assert told == ("VALIDATION_FAILED", [file.rule])
    assert ask(clerk, "SELECT 1 FROM upload WHERE org_id = :it", it=clerk.who.org_id) == []


@pytest.mark.parametrize("trusting", [True, False], ids=["the store checks", "it does not"])
@named(GOOD)
def test_an_honest_file_passes(clerk: Desk, file: File, *, trusting: bool) -> None:
    clerk.trusting = trusting
    version = clerk.upload(file.data, **file.told())
    assert version["file"]["sha256"] == sha(file.data)
