"""电子件类型政策 what each kind of attachment may be: file types and the largest size."""

from collections.abc import Mapping
from dataclasses import dataclass

from tenderhall_contracts import uploads
from tenderhall_contracts.errors import Finding
from tenderhall_contracts.uploads import MB, UPLOAD_RULES, UploadType
from tenderhall_contracts.vocab import LABELS, AttachmentKind

__all__ = ["MB", "POLICIES", "FileType", "Policy", "check_declared"]


@dataclass(frozen=True, slots=True)
class FileType:
    """文件类型 how a type is recognised: by name, by its own first bytes, by libmagic.

    ``sniffed`` are libmagic's names for it; ``member`` is what its zip container must hold.
    """

    told: UploadType
    magic: bytes
    sniffed: frozenset[str]
    member: str | None = None
    zipped: bool = False
    tail: bytes = b""

    @property
    def mime(self) -> str:
        """Its media type."""
        return self.told.mime

    @property
    def label(self) -> str:
        """Its name for people."""
        return self.told.label

    @property
    def extensions(self) -> tuple[str, ...]:
        """How a file's name may end."""
        return self.told.extensions


_ZIP_NAMES = frozenset({"application/zip", "application/octet-stream"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_NAMES = frozenset({"application/x-ole-storage", "application/CDFV2"})


def _zipped(told: UploadType, member: str | None) -> FileType:
    return FileType(told, b"PK\x03\x04", _ZIP_NAMES | {told.mime}, member=member, zipped=True)


def _plain(told: UploadType, magic: bytes) -> FileType:
    return FileType(told, magic, frozenset({told.mime}))


PDF = FileType(uploads.PDF, b"%PDF-", frozenset({uploads.PDF.mime}), tail=b"%%EOF")
OFD = _zipped(uploads.OFD, "OFD.xml")
DOCX = _zipped(uploads.DOCX, "word/document.xml")
XLSX = _zipped(uploads.XLSX, "xl/workbook.xml")
ZIP = _zipped(uploads.ZIP, None)
DOC = FileType(uploads.DOC, _OLE, _OLE_NAMES | {uploads.DOC.mime})
XLS = FileType(uploads.XLS, _OLE, _OLE_NAMES | {uploads.XLS.mime})
JPEG = _plain(uploads.JPEG, b"\xff\xd8\xff")
PNG = _plain(uploads.PNG, b"\x89PNG\r\n\x1a\n")

_KNOWN = {each.told: each for each in (PDF, OFD, DOCX, XLSX, ZIP, DOC, XLS, JPEG, PNG)}


@dataclass(frozen=True, slots=True)
class Policy:
    """类型政策 the types a kind may have, and its largest size in bytes."""

    types: tuple[FileType, ...]
    largest: int

    def find(self, mime: str) -> FileType | None:
        """The allowed type of that media type, or None."""
        return next((one for one in self.types if one.mime == mime), None)

    @property
    def labels(self) -> str:
        """The allowed types as a person reads them."""
        return "、".join(one.label for one in self.types)


POLICIES: Mapping[AttachmentKind, Policy] = {
    kind: Policy(tuple(_KNOWN[each] for each in rule.types), rule.largest)
    for kind, rule in UPLOAD_RULES.items()
}


def check_declared(kind: AttachmentKind, name: str, size: int, mime: str) -> list[Finding]:
    """登记检查 what is told of a file before its bytes are here: type, extension, size."""
    policy = POLICIES[kind]
    found = policy.find(mime)
    if found is None:
        return [
            Finding(
                "mime",
                "FILE_TYPE_NOT_ALLOWED",
                f"{LABELS[kind]}只接受{policy.labels}",
                f"This kind takes {policy.labels} only",
            )
        ]
    return [*_extension(found, name), *_size(kind, policy, size)]


def _extension(found: FileType, name: str) -> list[Finding]:
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension in found.extensions:
        return []
    wanted = "、".join(f".{one}" for one in sorted(found.extensions))
    return [
        Finding(
            "name",
            "FILE_EXTENSION",
            f"{found.label}文件的扩展名应为{wanted}",
            f"The name of a {found.label} file ends in {wanted}",
        )
    ]


def _size(kind: AttachmentKind, policy: Policy, size: int) -> list[Finding]:
    if size <= policy.largest:
        return []
    limit = policy.largest // MB
    return [
        Finding(
            "size",
            "FILE_TOO_LARGE",
            f"{LABELS[kind]}不得超过{limit} MB",
            f"At most {limit} MB",
        )
    ]
