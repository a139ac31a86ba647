"""历史版本 every saved and submitted version of a project, and how two of them differ."""

from marshmallow import fields

from tenderhall_contracts.common import ById, ChangeOut
from tenderhall_contracts.core import PEOPLE, QUERY, Gives
from tenderhall_contracts.fields import Instant
from tenderhall_contracts.registry.promise import registry


class VersionRow(Gives):
    """版本 what a step left; ``submitted`` where it was sent to the centre."""

    version = fields.Integer(required=True)
    action = fields.String(required=True)
    at = Instant(required=True)
    actor_name = fields.String()
    submitted = fields.Boolean(required=True)


class ProjectVersions(Gives):
    """历史版本 the newest first; the centre sees those that were submitted."""

    id = fields.UUID(required=True)
    no = fields.String(required=True)
    name = fields.String(required=True)
    items = fields.List(fields.Nested(VersionRow), required=True)


class AskVersion(ById):
    """某一版本."""

    version = fields.Integer(required=True, strict=True)


class ValueOut(Gives):
    """内容 one field as people say it."""

    field = fields.String(required=True)
    label_zh = fields.String(required=True)
    label_en = fields.String(required=True)
    value = fields.String(required=True)


class ProjectVersion(Gives):
    """历史版本内容 the fields that were filled in, in the order of the form."""

    version = fields.Nested(VersionRow, required=True)
    values = fields.List(fields.Nested(ValueOut), required=True)


class CompareProjects(ById):
    """比较 ``before`` and ``after`` are versions; the one before ``after`` where none is named."""

    before = fields.Integer(strict=True)
    after = fields.Integer(required=True, strict=True)


class ProjectChanges(Gives):
    """版本差异 ``before`` is None where ``after`` is the first version."""

    before = fields.Nested(VersionRow, allow_none=True, required=True)
    after = fields.Nested(VersionRow, required=True)
    changes = fields.List(fields.Nested(ChangeOut), required=True)


project_versions = registry.rpc(
    "project_versions",
    title="历史版本",
    kind=QUERY,
    takes=ById,
    gives=ProjectVersions,
    roles=PEOPLE,
    refuses=("NOT_FOUND",),
)
project_version = registry.rpc(
    "project_version",
    title="查看历史版本",
    kind=QUERY,
    takes=AskVersion,
    gives=ProjectVersion,
    roles=PEOPLE,
    refuses=("NOT_FOUND",),
)
compare_projects = registry.rpc(
    "compare_projects",
    title="比较历史版本",
    kind=QUERY,
    takes=CompareProjects,
    gives=ProjectChanges,
    roles=PEOPLE,
    refuses=("NOT_FOUND",),
)
