"""The only place where documents asks its database."""

from documents.store.tender import (
    effective_tenders,
    find_tender,
    list_tenders,
    note_notice,
    open_tenders,
    waiting_notices,
)
from documents.store.uploads import (
    count_versions,
    expire_uploads,
    find_document,
    find_upload,
    get_version,
    has_bytes,
    is_awaited,
    is_direct_open,
    is_proven,
    keep_proof,
    known_parts,
    lock_hash,
    next_uncleared,
)
from documents.store.writing import (
    find_build,
    find_content,
    last_build,
    note_pages,
)

__all__ = [
    "count_versions",
    "effective_tenders",
    "expire_uploads",
    "find_build",
    "find_content",
    "find_document",
    "find_tender",
    "find_upload",
    "get_version",
    "has_bytes",
    "is_awaited",
    "is_direct_open",
    "is_proven",
    "keep_proof",
    "known_parts",
    "last_build",
    "list_tenders",
    "lock_hash",
    "next_uncleared",
    "note_notice",
    "note_pages",
    "open_tenders",
    "waiting_notices",
]
