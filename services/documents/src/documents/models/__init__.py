"""Tables of documents: uploads and immutable versions; tender documents; notices as heard of."""

from documents.models.archives import ArchiveExport, ObjectLock, ProjectFile, ProjectKept
from documents.models.base import Base
from documents.models.clarifications import (
    Clarification,
    ClarificationLot,
    ClarificationNumber,
)
from documents.models.integrity import IntegrityCheck
from documents.models.tender import NoticeSeen, TenderDocument, TenderLot
from documents.models.uploads import Document, StoredObject, Upload, Version
from documents.models.writing import TenderBuild, TenderContent

__all__ = [
    "ArchiveExport",
    "Base",
    "Clarification",
    "ClarificationLot",
    "ClarificationNumber",
    "Document",
    "IntegrityCheck",
    "NoticeSeen",
    "ObjectLock",
    "ProjectFile",
    "ProjectKept",
    "StoredObject",
    "TenderBuild",
    "TenderContent",
    "TenderDocument",
    "TenderLot",
    "Upload",
    "Version",
]
