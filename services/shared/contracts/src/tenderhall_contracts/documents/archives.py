"""档案与保存 how long a project is kept, legal holds, and its archive as one ZIP (R35)."""

from marshmallow import fields, validate

from tenderhall_contracts.archiving import OfProject
from tenderhall_contracts.common import ById, ObjectRef, Page
from tenderhall_contracts.core import CENTRE, COMMAND, QUERY, Gives, Role
from tenderhall_contracts.documents.promise import documents
from tenderhall_contracts.documents.uploads import DownloadOut
from tenderhall_contracts.fields import Instant, text

EXPORT_STATES = ("queued", "building", "ready", "failed")
KEPT_STATES = ("open", "ended", "held")
"""保存状态 the end is unknown; the end is known; under a legal hold."""


class ArchiveOut(Gives):
    """档案导出 a job; ``done`` of ``total`` files are in it. ``file`` once it is ready."""

    id = fields.UUID(required=True)
    project_id = fields.UUID(required=True)
    state = fields.String(required=True, validate=validate.OneOf(EXPORT_STATES))
    done = fields.Integer(required=True)
    total = fields.Integer(required=True)
    file = fields.Nested(ObjectRef, allow_none=True)
    error = fields.String(allow_none=True)
    asked_by_name = fields.String(required=True)
    asked_at = Instant(required=True)
    finished_at = Instant(allow_none=True)


class RetentionOut(Gives):
    """项目保存 until ``retain_until``; for as long as its end is unknown, and while it is held."""

    project_id = fields.UUID(required=True)
    project_no = fields.String(required=True)
    project_name = fields.String(required=True)
    agency_name = fields.String(required=True)
    ended_on = fields.Date(allow_none=True)
    retain_until = fields.Date(allow_none=True)
    held = fields.Boolean(required=True)
    hold_reason = fields.String(allow_none=True)
    hold_by = fields.String(allow_none=True)
    hold_at = Instant(allow_none=True)
    changed_at = Instant(required=True)
    archives = fields.List(fields.Nested(ArchiveOut))


class ListRetentions(Page):
    """项目保存列表; ``state`` is one of ``KEPT_STATES``."""

    state = fields.String(validate=validate.OneOf(KEPT_STATES))


class RetentionList(Gives):
    """项目保存列表; ``lockable`` is whether the store itself refuses removals, None unknown.

    ``objects`` files are stored, ``locked`` of them by the store's Object Lock.
    """

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(RetentionOut), required=True)
    lockable = fields.Boolean(required=True, allow_none=True)
    objects = fields.Integer(required=True)
    locked = fields.Integer(required=True)


class WithHoldReason(OfProject):
    """保全、解除保全 with the reason."""

    reason = text(500, required=True)


class RetentionFacts(Gives):
    """保存变化事件内容 ``what``: end, hold, release."""

    project_id = fields.UUID(required=True)
    project_no = fields.String(required=True)
    what = fields.String(required=True, validate=validate.OneOf(["end", "hold", "release"]))
    ended_on = fields.Date(allow_none=True)
    retain_until = fields.Date(allow_none=True)
    held = fields.Boolean(required=True)


class ArchiveFacts(Gives):
    """档案已导出事件内容 which ZIP; nothing of what is in it."""

    project_id = fields.UUID(required=True)
    project_no = fields.String(required=True)
    archive_id = fields.UUID(required=True)
    sha256 = fields.String(required=True)
    size = fields.Integer(required=True)


list_retentions = documents.rpc(
    "list_retentions",
    title="项目保存列表",
    kind=QUERY,
    takes=ListRetentions,
    gives=RetentionList,
    roles=CENTRE,
)
get_retention = documents.rpc(
    "get_retention",
    title="查看项目保存",
    kind=QUERY,
    takes=OfProject,
    gives=RetentionOut,
    roles=CENTRE,
    refuses=("NOT_FOUND",),
)
set_legal_hold = documents.rpc(
    "set_legal_hold",
    title="设置法律保全",
    kind=COMMAND,
    takes=WithHoldReason,
    gives=RetentionOut,
    roles={Role.ADMIN},
    refuses=("VALIDATION_FAILED", "NOT_FOUND", "STATE_CONFLICT"),
)
release_legal_hold = documents.rpc(
    "release_legal_hold",
    title="解除法律保全",
    kind=COMMAND,
    takes=WithHoldReason,
    gives=RetentionOut,
    roles={Role.ADMIN},
    refuses=("VALIDATION_FAILED", "NOT_FOUND", "STATE_CONFLICT"),
)
request_archive = documents.rpc(
    "request_archive",
    title="申请导出档案",
    kind=COMMAND,
    takes=OfProject,
    gives=ArchiveOut,
    roles={Role.REVIEWER, Role.ADMIN},
    refuses=("NOT_FOUND",),
)
download_archive = documents.rpc(
    "download_archive",
    title="下载档案",
    kind=QUERY,
    takes=ById,
    gives=DownloadOut,
    roles=CENTRE,
    refuses=("NOT_FOUND", "STATE_CONFLICT"),
)

retention_changed = documents.event(
    "retention.changed", version=1, carries=RetentionFacts, title="保存期限变化"
)
archive_ready = documents.event(
    "archive.ready", version=1, carries=ArchiveFacts, title="档案已导出"
)
