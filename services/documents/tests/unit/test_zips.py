"""A zip is judged by its directory, never unpacked."""

import io
import struct
import zipfile
from collections.abc import Mapping

import pytest
from documents.rules.zips import (
    MOST_MEMBERS,
    BrokenZipError,
    Member,
    check_zip,
    read_directory,
)


def make(members: Mapping[str, bytes], comment: bytes = b"") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.comment = comment
    return made.getvalue()


def rules(members: list[Member], wanted: str | None = None) -> list[str]:
    return [one.rule for one in check_zip(members, wanted)]


def test_the_directory_tells_names_and_sizes() -> None:
    data = make({"OFD.xml": b"<x/>", "Doc_0/Document.xml": b"y" * 1000}, b"a comment")
    told = read_directory(data, len(data))
    assert [(one.name, one.unpacked) for one in told] == [
        ("OFD.xml", 4),
        ("Doc_0/Document.xml", 1000),
    ]
    assert rules(told, "OFD.xml") == []


def test_the_directory_is_read_from_the_end_alone() -> None:
    data = make({"a.bin": bytes(range(256)) * 64})
    assert [one.name for one in read_directory(data[-200:], len(data))] == ["a.bin"]


def test_a_chinese_member_name_is_read() -> None:
    data = make({"采购需求.docx": b"x"})
    assert read_directory(data, len(data))[0].name == "采购需求.docx"


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"junk" + data,
        lambda data: data + b"junk",
        lambda data: data[:-30],
        lambda data: data[:30],
        lambda data: data.replace(b"PK\x01\x02", b"PK\x01\x03"),
    ],
    ids=["junk before", "junk behind", "end cut", "directory cut off", "entry broken"],
)
def test_a_zip_that_cannot_be_judged_is_refused(change) -> None:  # noqa: ANN001 — a lambda
    data = change(make({"a.txt": b"text"}))
    with pytest.raises(BrokenZipError):
        read_directory(data, len(data))


def _end(data: bytes, place: int, value: int, form: str) -> bytes:
    at = data.rfind(b"PK\x05\x06") + place
    return data[:at] + struct.pack(form, value) + data[at + struct.calcsize(form) :]


@pytest.mark.parametrize(
    ("place", "value", "form"),
    [
        (10, 0xFFFF, "<H"),
        (16, 0xFFFFFFFF, "<L"),
        (8, 2, "<H"),
        (4, 1, "<H"),
        (12, 1, "<L"),
    ],
    ids=["zip64 count", "zip64 offset", "several disks", "another disk", "short directory"],
)
def test_a_directory_that_lies_is_refused(place: int, value: int, form: str) -> None:
    data = _end(make({"a.txt": b"text"}), place, value, form)
    with pytest.raises(BrokenZipError):
        read_directory(data, len(data))


def test_a_count_beyond_the_entries_is_refused() -> None:
    data = _end(_end(make({"a.txt": b"text"}), 8, 9, "<H"), 10, 9, "<H")
    with pytest.raises(BrokenZipError, match="cut"):
        read_directory(data, len(data))


def test_more_members_than_the_bound_are_refused_unread() -> None:
    count = MOST_MEMBERS + 1
    data = _end(_end(make({"a.txt": b"text"}), 8, count, "<H"), 10, count, "<H")
    with pytest.raises(BrokenZipError, match="too many"):
        read_directory(data, len(data))


def test_ten_thousand_small_members_are_read() -> None:
    data = make({f"{number}.txt": b"" for number in range(MOST_MEMBERS)})
    assert len(read_directory(data, len(data))) == MOST_MEMBERS


def test_a_bomb_by_size_is_refused() -> None:
    assert rules([Member("a", 10**9, 5 * 1024**3, encrypted=False)]) == ["FILE_ZIP_BOMB"]


def test_a_bomb_by_ratio_is_refused() -> None:
    data = make({"zeros": bytes(30 * 1024**2)})
    assert rules(read_directory(data, len(data))) == ["FILE_ZIP_BOMB"]


def test_a_small_file_may_compress_well() -> None:
    data = make({"zeros": bytes(1024**2)})
    assert rules(read_directory(data, len(data))) == []


def test_an_encrypted_member_is_refused() -> None:
    assert rules([Member("a", 1, 1, encrypted=True)]) == ["FILE_ZIP_ENCRYPTED"]


@pytest.mark.parametrize("name", ["/etc/passwd", "../a", "a/../../b", "..\\a", "C:\\a", "a\0b"])
def test_a_member_that_escapes_is_refused(name: str) -> None:
    assert rules([Member(name, 1, 1, encrypted=False)]) == ["FILE_ZIP_PATH"]


def test_an_archive_in_an_archive_is_refused() -> None:
    assert rules([Member("in.ZIP", 1, 1, encrypted=False)]) == ["FILE_ZIP_NESTED"]


def test_a_container_without_its_own_member_is_refused() -> None:
    assert rules([Member("a.xml", 1, 1, encrypted=False)], "OFD.xml") == ["FILE_CONTENT"]
