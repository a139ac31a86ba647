"""电子件类型政策 what each kind of attachment may be: file types and the largest size."""

from collections.abc import Mapping
from dataclasses import dataclass

from tenderhall_contracts.errors import Finding
from tenderhall_contracts.vocab import LABELS, AttachmentKind

MB = 1024 * 1024
_OOXML = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class FileType:
    """文件类型 how a type is recognised: by name, by its own first bytes, by libmagic.

    ``sniffed`` are libmagic's names for it; ``member`` is what its zip container must hold.
    """

    mime: str
    label: str
    extensions: frozenset[str]
    magic: bytes
    sniffed: frozenset[str]
    member: str | None = None
    zipped: bool = False
    tail: bytes = b""


_ZIP_NAMES = frozenset({"application/zip", "application/octet-stream"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_NAMES = frozenset({"application/x-ole-storage", "application/CDFV2"})


def _zipped(mime: str, label: str, extension: str, member: str | None) -> FileType:
    return FileType(
        mime=mime,
        label=label,
        extensions=frozenset({extension}),
        magic=b"PK\x03\x04",
        sniffed=_ZIP_NAMES | {mime},
        member=member,
        zipped=True,
    )


def _plain(mime: str, label: str, extensions: set[str], magic: bytes) -> FileType:
    return FileType(mime, label, frozenset(extensions), magic, frozenset({mime}))


PDF = FileType(
    "application/pdf",
    "PDF",
    frozenset({"pdf"}),
    b"%PDF-",
    frozenset({"application/pdf"}),
    tail=b"%%EOF",
)
OFD = _zipped("application/ofd", "OFD", "ofd", "OFD.xml")  # GB/T 33190-2016
DOCX = _zipped(f"{_OOXML}.wordprocessingml.document", "DOCX", "docx", "word/document.xml")
XLSX = _zipped(f"{_OOXML}.spreadsheetml.sheet", "XLSX", "xlsx", "xl/workbook.xml")
ZIP = _zipped("application/zip", "ZIP", "zip", None)
DOC = FileType(
    "application/msword",
    "DOC",
    frozenset({"doc"}),
    _OLE,
    _OLE_NAMES | {"application/msword"},
)
XLS = FileType(
    "application/vnd.ms-excel",
    "XLS",
    frozenset({"xls"}),
    _OLE,
    _OLE_NAMES | {"application/vnd.ms-excel"},
)
JPEG = _plain("image/jpeg", "JPG", {"jpg", "jpeg"}, b"\xff\xd8\xff")
PNG = _plain("image/png", "PNG", {"png"}, b"\x89PNG\r\n\x1a\n")


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


_SCANS = (PDF, OFD, JPEG, PNG)
_OFFICE = (PDF, OFD, DOCX, XLSX, DOC, XLS)

POLICIES: Mapping[AttachmentKind, Policy] = {
    AttachmentKind.AGENCY_AGREEMENT: Policy(_SCANS, 50 * MB),
    AttachmentKind.PLAN_FILING: Policy(_SCANS, 50 * MB),
    AttachmentKind.REQUIREMENTS: Policy(_OFFICE, 100 * MB),
    AttachmentKind.ENTRY_APPLICATION: Policy((*_SCANS, DOCX, DOC), 50 * MB),
    AttachmentKind.TENDER_DOCUMENT: Policy((PDF, OFD), 200 * MB),
    AttachmentKind.OTHER: Policy((*_OFFICE, JPEG, PNG, ZIP), 200 * MB),
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
