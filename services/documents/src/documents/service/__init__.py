"""Wiring of documents: entry points to use cases, nothing else; a module for each part."""

from tenderhall_press.provider import FONT_DIR

from documents.service.archives import Archives
from documents.service.clarifications import Clarifications
from documents.service.integrity import Integrity
from documents.service.tender import TenderDocuments
from documents.service.uploads import Uploads
from documents.service.writing import Writing


class DocumentsService(Uploads, Integrity, TenderDocuments, Writing, Clarifications, Archives):
    """文件服务 uploads, versions, receipts, tender documents, clarifications."""

    name = "documents"
    needs = (FONT_DIR,)


SERVICE = DocumentsService
