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
    Done,
    Gives,
    Role,
    Takes,
)
from tenderhall_contracts.documents.promise import documents
from tenderhall_contracts.fields import Instant, Sha256, text
from tenderhall_contracts.vocab import AttachmentKind


class CreateUpload(Takes):
    """登记上传 the hash comes first; the answer is a URL for exactly these bytes.

    ``document_id`` where the upload is a new version of a document. ``parts`` where the caller can
    send a large file in parts (from ``PARTS_FROM`` bytes on): they can be sent again one by one.
    """

    name = text(255, required=True)
    size = fields.Integer(required=True, strict=True, validate=validate.Range(1, 5 * 1024**3))
    sha256 = Sha256(required=True)
    mime = fields.String(required=True, validate=validate.Length(max=120))
    kind = fields.Enum(AttachmentKind, by_value=True, required=True)
    document_id = fields.UUID(allow_none=True, load_default=None)
    parts = fields.Boolean(load_default=False)


class UploadOut(Gives):
    """上传登记 PUT the bytes to ``url`` with exactly these headers, then complete.

    ``present`` is true where the store has the bytes already: complete at once. Where ``part_size``
    (bytes) is told, the file is sent in parts of that size: ask ``upload_parts`` for their URLs.
    """

    upload_id = fields.UUID(required=True)
    present = fields.Boolean(required=True)
    url = fields.String(allow_none=True)
    headers = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    expires_at = Instant(required=True)
    part_size = fields.Integer(allow_none=True)


class PartIn(Takes):
    """待传分片 its number (from 1) and the SHA-256 of its bytes."""

    number = fields.Integer(required=True, strict=True, validate=validate.Range(1, 10_000))
    sha256 = Sha256(required=True)


class UploadParts(Takes):
    """分片上传 the parts that are to be sent next; none, only to learn what has come."""

    id = fields.UUID(required=True)
    parts = fields.List(fields.Nested(PartIn), load_default=list, validate=validate.Length(max=100))


class PartOut(Gives):
    """分片许可 PUT the part to ``url`` with exactly these headers."""

    number = fields.Integer(required=True)
    url = fields.String(required=True)
    headers = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class PartsOut(Gives):
    """分片进度 ``received`` are the numbers of the parts that the store has, whole."""

    part_size = fields.Integer(required=True)
    received = fields.List(fields.Integer(), required=True)
    parts = fields.List(fields.Nested(PartOut), required=True)
    expires_at = Instant(required=True)


class UploadTarget(Takes):
    """转传 where the gateway sends the bytes of an upload of this organisation, or of one part."""

    id = fields.UUID(required=True)
    org_id = fields.UUID(required=True)
    part = fields.Nested(PartIn, allow_none=True, load_default=None)


class TargetOut(Gives):
    """转传地址 PUT ``size`` bytes to ``url`` (the store as services reach it), with ``headers``."""

    url = fields.String(required=True)
    headers = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    size = fields.Integer(required=True)


class VersionOut(Gives):
    """文件版本 immutable; ``receipt`` is what other services accept it by.

    ``scan`` is UNSCANNED where the centre runs no virus scanner; ``by`` is who uploaded it.
    """

    document_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    file = fields.Nested(ObjectRef, required=True)
    kind = fields.Enum(AttachmentKind, by_value=True, required=True)
    receipt = fields.String(required=True)
    at = Instant(required=True)
    scan = fields.String(validate=validate.OneOf(["UNSCANNED", "CLEAN"]))
    by = fields.String()


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
upload_parts = documents.rpc(
    "upload_parts",
    title="分片上传",
    kind=QUERY,
    takes=UploadParts,
    gives=PartsOut,
    roles=HANDLERS,
    refuses=("UPLOAD_MISMATCH", "NOT_FOUND", "STATE_CONFLICT", "VALIDATION_FAILED"),
)
cancel_upload = documents.rpc(
    "cancel_upload",
    title="取消上传",
    kind=COMMAND,
    takes=ById,
    gives=Done,
    roles=HANDLERS,
    refuses=("NOT_FOUND",),
)
upload_target = documents.rpc(
    "upload_target",
    title="转传地址",
    kind=QUERY,
    takes=UploadTarget,
    gives=TargetOut,
    roles={Role.SERVICE},
    refuses=("UPLOAD_MISMATCH", "NOT_FOUND", "STATE_CONFLICT", "VALIDATION_FAILED"),
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
