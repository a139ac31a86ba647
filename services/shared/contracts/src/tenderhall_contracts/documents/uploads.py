"""上传 uploads: intent → PUT → complete; immutable versions with receipts (documents.md §2)."""

from marshmallow import fields, validate

from tenderhall_contracts.common import (
    ById,
    ObjectRef,
)
from tenderhall_contracts.core import (
    COMMAND,
    HANDLERS,
    PEOPLE,
    QUERY,
    Gives,
    Role,
    Takes,
)
from tenderhall_contracts.documents.promise import documents
from tenderhall_contracts.fields import Instant, Sha256, text
from tenderhall_contracts.vocab import AttachmentKind


class CreateUpload(Takes):
    """登记上传 the hash comes first; the answer is a URL for exactly these bytes.

    ``document_id`` where the upload is a new version of a document.
    """

    name = text(255, required=True)
    size = fields.Integer(required=True, strict=True, validate=validate.Range(1, 5 * 1024**3))
    sha256 = Sha256(required=True)
    mime = fields.String(required=True, validate=validate.Length(max=120))
    kind = fields.Enum(AttachmentKind, by_value=True, required=True)
    document_id = fields.UUID(allow_none=True, load_default=None)


class UploadOut(Gives):
    """上传登记 PUT the bytes to ``url`` with exactly these headers, then complete.

    ``present`` is true where the store has the bytes already: complete at once.
    """

    upload_id = fields.UUID(required=True)
    present = fields.Boolean(required=True)
    url = fields.String(allow_none=True)
    headers = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    expires_at = Instant(required=True)


class VersionOut(Gives):
    """文件版本 immutable; ``receipt`` is what other services accept it by.

    ``scan`` is UNSCANNED where the centre runs no virus scanner.
    """

    document_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    file = fields.Nested(ObjectRef, required=True)
    kind = fields.Enum(AttachmentKind, by_value=True, required=True)
    receipt = fields.String(required=True)
    at = Instant(required=True)
    scan = fields.String(validate=validate.OneOf(["UNSCANNED", "CLEAN"]))


class DocumentOut(Gives):
    """文件 with its versions, newest first."""

    document_id = fields.UUID(required=True)
    kind = fields.Enum(AttachmentKind, by_value=True, required=True)
    versions = fields.List(fields.Nested(VersionOut), required=True)


class Download(Takes):
    """下载 a version of a document (the newest where none is named).

    ``inline`` asks for it to be shown by the browser; types that are not ``PREVIEWED`` are saved
    all the same.
    """

    document_id = fields.UUID(required=True)
    version = fields.Integer()
    inline = fields.Boolean(load_default=False)


class DownloadOut(Gives):
    """下载地址 a URL of at most five minutes."""

    url = fields.String(required=True)
    file = fields.Nested(ObjectRef, required=True)
    expires_at = Instant(required=True)


create_upload = documents.rpc(
    "create_upload",
    title="登记上传",
    kind=COMMAND,
    takes=CreateUpload,
    gives=UploadOut,
    roles=HANDLERS,
    refuses=("VALIDATION_FAILED", "NOT_FOUND"),
)
complete_upload = documents.rpc(
    "complete_upload",
    title="完成上传",
    kind=COMMAND,
    takes=ById,
    gives=VersionOut,
    roles=HANDLERS,
    refuses=("UPLOAD_MISMATCH", "NOT_FOUND", "STATE_CONFLICT", "VALIDATION_FAILED"),
    timeout=60.0,
)
get_document = documents.rpc(
    "get_document",
    title="查看文件",
    kind=QUERY,
    takes=ById,
    gives=DocumentOut,
    roles={*PEOPLE, Role.SERVICE},
    refuses=("NOT_FOUND",),
)
download = documents.rpc(
    "download",
    title="下载文件",
    kind=QUERY,
    takes=Download,
    gives=DownloadOut,
    roles=PEOPLE,
    refuses=("NOT_FOUND",),
)
