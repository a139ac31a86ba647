"""上传规则 what each kind of attachment may be: file types and the largest size.

Told here so that a page can refuse a file before it is read; documents enforces it, on the bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tenderhall_contracts.vocab import AttachmentKind

MB = 1024 * 1024
GB = 1024 * MB

PARTS_FROM = 64 * MB
"""Bytes above which a file is sent in parts, where its sender can."""

PART = 16 * MB
"""Bytes of a part: what is lost at most when a line breaks."""

_OOXML = "application/vnd.openxmlformats-officedocument"


PREVIEWED = {"application/pdf": ("pdf",), "image/png": ("png",), "image/jpeg": ("jpg", "jpeg")}
"""可预览的类型 what a browser shows by itself and safely, with the endings of their names."""


@dataclass(frozen=True, slots=True)
class UploadType:
    """文件类型 its media type, its name for people, and how a file's name may end (no dot)."""

    mime: str
    label: str
    extensions: tuple[str, ...]


PDF = UploadType("application/pdf", "PDF", ("pdf",))
OFD = UploadType("application/ofd", "OFD", ("ofd",))  # GB/T 33190-2016
DOCX = UploadType(f"{_OOXML}.wordprocessingml.document", "DOCX", ("docx",))
XLSX = UploadType(f"{_OOXML}.spreadsheetml.sheet", "XLSX", ("xlsx",))
DOC = UploadType("application/msword", "DOC", ("doc",))
XLS = UploadType("application/vnd.ms-excel", "XLS", ("xls",))
ZIP = UploadType("application/zip", "ZIP", ("zip",))
JPEG = UploadType("image/jpeg", "JPG", ("jpg", "jpeg"))
PNG = UploadType("image/png", "PNG", ("png",))


@dataclass(frozen=True, slots=True)
class UploadRule:
    """类型政策 the types a kind may have, and its largest size in bytes."""

    types: tuple[UploadType, ...]
    largest: int


_SCANS = (PDF, OFD, JPEG, PNG)
_OFFICE = (PDF, OFD, DOCX, XLSX, DOC, XLS)

UPLOAD_RULES: Mapping[AttachmentKind, UploadRule] = {
    AttachmentKind.AGENCY_AGREEMENT: UploadRule(_SCANS, 50 * MB),
    AttachmentKind.PLAN_FILING: UploadRule(_SCANS, 50 * MB),
    AttachmentKind.REQUIREMENTS: UploadRule(_OFFICE, 500 * MB),
    AttachmentKind.ENTRY_APPLICATION: UploadRule((*_SCANS, DOCX, DOC), 50 * MB),
    AttachmentKind.TENDER_DOCUMENT: UploadRule((PDF, OFD), 2 * GB),
    AttachmentKind.PURCHASER_DECISION: UploadRule(_SCANS, 50 * MB),
    AttachmentKind.FINANCE_NOTICE: UploadRule(_SCANS, 50 * MB),
    AttachmentKind.COMMITTEE_CONCLUSION: UploadRule(_SCANS, 50 * MB),
    AttachmentKind.OPENING_RECORD: UploadRule(_SCANS, 50 * MB),
    AttachmentKind.SUPERVISOR_DECISION: UploadRule(_SCANS, 50 * MB),
    AttachmentKind.RESUME_NOTICE: UploadRule(_SCANS, 50 * MB),
    AttachmentKind.RE_EVALUATION_REQUEST: UploadRule(_SCANS, 50 * MB),
    AttachmentKind.RE_EVALUATION_APPROVAL: UploadRule(_SCANS, 50 * MB),
    AttachmentKind.CLARIFICATION: UploadRule((PDF, OFD), 200 * MB),
    AttachmentKind.WINNER_CONFIRMATION: UploadRule(_SCANS, 50 * MB),
    AttachmentKind.SME_DECLARATION: UploadRule(_SCANS, 50 * MB),
    AttachmentKind.DISABLED_DECLARATION: UploadRule(_SCANS, 50 * MB),
    AttachmentKind.AWARD_BASIS: UploadRule(_SCANS, 50 * MB),
    AttachmentKind.OTHER: UploadRule((*_OFFICE, JPEG, PNG, ZIP), 2 * GB),
}
