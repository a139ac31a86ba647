"""内容检查 whether bytes are what they claim: length, hash, first bytes, libmagic, container.

Measured (15 samples): libmagic alone calls an HTML+PDF polyglot a PDF and misses a PDF behind
junk; so the type's own first bytes must stand at offset 0 as well.
"""

from dataclasses import dataclass

from tenderhall_contracts.errors import Finding
from tenderhall_contracts.vocab import AttachmentKind

from documents.rules.kinds import PDF, POLICIES, FileType
from documents.rules.pdfs import WINDOW, is_encrypted
from documents.rules.zips import BrokenZipError, check_zip, is_zip, read_directory

HEAD = 8192
"""Bytes at the start that are kept to recognise the type."""

_SNIFFED_BY_BROWSERS = 1445  # WHATWG MIME Sniffing §3: the resource header
_MARKUP = (b"<!doctype html", b"<html", b"<script", b"<svg", b"<iframe", b"<body")
_TRAILER = 2048


@dataclass(frozen=True, slots=True)
class Claimed:
    """登记内容 what was said of the bytes before they came."""

    kind: AttachmentKind
    size: int
    sha256: str
    mime: str


@dataclass(frozen=True, slots=True)
class Seen:
    """实测内容 what the bytes are: ``head`` and ``tail`` of them, and libmagic's name.

    ``xref`` is a PDF's cross-reference section where it is not in the tail. ``whole`` where all
    bytes were read; else the store has compared them with the hash, and only ends were read.
    """

    size: int
    sha256: str
    sniffed: str
    head: bytes
    tail: bytes
    xref: bytes = b""
    whole: bool = True


def check_identity(claimed: Claimed, seen: Seen) -> list[Finding]:
    """长度与摘要 these are the bytes that were registered, and there are some."""
    if not seen.size:
        return [_refuse("size", "FILE_EMPTY", "文件为空", "The file is empty")]
    if seen.size != claimed.size:
        return [
            _refuse(
                "size",
                "FILE_LENGTH",
                f"实际{seen.size}字节，登记{claimed.size}字节",
                f"{seen.size} bytes came, {claimed.size} were registered",
            )
        ]
    if seen.sha256 != claimed.sha256:
        return [_refuse("sha256", "FILE_HASH", "文件摘要与登记不一致", "The SHA-256 differs")]
    return []


def check_type(claimed: Claimed, seen: Seen) -> list[Finding]:
    """类型 own first bytes, libmagic, no hidden page in it, and a sound container."""
    wanted = POLICIES[claimed.kind].find(claimed.mime)
    if wanted is None or not _looks_right(wanted, seen):
        label = wanted.label if wanted else claimed.mime
        return [
            _refuse(
                "file",
                "FILE_CONTENT",
                f"文件内容不是{label}（识别为{seen.sniffed}）",
                f"The bytes are not {label} (recognised: {seen.sniffed})",
            )
        ]
    if _hides_markup(seen.head):
        return [_refuse("file", "FILE_POLYGLOT", "文件中夹带网页脚本", "It hides a web page")]
    if wanted.tail and wanted.tail not in seen.tail[-_TRAILER:]:
        return [_refuse("file", "FILE_CUT", "文件不完整", "The file is cut short")]
    return _container(wanted, seen) if wanted.zipped else _plain(wanted, seen)


def _plain(wanted: FileType, seen: Seen) -> list[Finding]:
    """Of a type that is no container: it is no archive as well, and opens without a password."""
    if is_zip(seen.tail):
        return [_refuse("file", "FILE_POLYGLOT", "文件中夹带压缩包", "It is an archive as well")]
    if wanted is PDF and is_encrypted(seen.tail[-WINDOW:], seen.xref):
        zh, en = "PDF已加密，请去除口令后上传", "The PDF is encrypted; upload it without a password"
        return [_refuse("file", "FILE_ENCRYPTED", zh, en)]
    return []


def _looks_right(wanted: FileType, seen: Seen) -> bool:
    return seen.head.startswith(wanted.magic) and seen.sniffed in wanted.sniffed


def _hides_markup(head: bytes) -> bool:
    start = head[:_SNIFFED_BY_BROWSERS].lower()
    return any(mark in start for mark in _MARKUP)


def _container(wanted: FileType, seen: Seen) -> list[Finding]:
    try:
        return check_zip(read_directory(seen.tail, seen.size), wanted.member)
    except BrokenZipError as fault:
        return [_refuse("file", "FILE_ZIP_BROKEN", "压缩包损坏或过大", f"Broken zip: {fault}")]


def _refuse(field: str, rule: str, zh: str, en: str) -> Finding:
    return Finding(field, rule, zh, en)
