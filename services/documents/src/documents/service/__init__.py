"""Wiring of documents: entry points to use cases, nothing else; a module for each part."""

from documents.service.clarifications import Clarifications
from documents.service.integrity import Integrity
from documents.service.tender import TenderDocuments
from documents.service.uploads import Uploads


class DocumentsService(Uploads, Integrity, TenderDocuments, Clarifications):
    """文件服务 uploads, versions, receipts, tender documents, clarifications."""

    name = "documents"


SERVICE = DocumentsService
