"""项目列表 the list of projects with its filters, and what is done with several at once."""

from marshmallow import fields, validate

from tenderhall_contracts.common import FindingOut, FormCommand, FormOut, Page
from tenderhall_contracts.core import COMMAND, PEOPLE, QUERY, Gives, Role, Takes
from tenderhall_contracts.fields import Instant
from tenderhall_contracts.registry.promise import registry
from tenderhall_contracts.vocab import Category, Method

STAGES = ("active", "suspended", "complete", "cancelled", "failed")
"""项目进展 what an approved project's lots make of it (domain §5.1)."""


class ListProjects(Page):
    """项目列表条件 all of them hold together; every word of ``q`` is looked for.

    ``stage`` narrows approved projects by their lots; ``since`` and ``until`` are days of
    registration, both included.
    """

    stage = fields.String(validate=validate.OneOf(STAGES))
    agency_id = fields.UUID()
    region = fields.String(validate=validate.Regexp(r"\d{6}$"))
    method = fields.Enum(Method, by_value=True)
    category = fields.Enum(Category, by_value=True)
    since = fields.Date()
    until = fields.Date()


class ProjectRow(FormOut):
    """项目列表行."""

    no = fields.String(required=True)
    name = fields.String(required=True)
    purchaser_name = fields.String(allow_none=True)
    lots = fields.Integer(required=True)
    submitted_at = Instant(allow_none=True)
    stage = fields.String()
    stage_zh = fields.String()
    agency_id = fields.UUID()
    agency_name = fields.String()
    region = fields.String()
    method = fields.Enum(Method, by_value=True, allow_none=True)
    category = fields.Enum(Category, by_value=True, allow_none=True)
    created_at = Instant()


class ProjectList(Gives):
    """项目列表 ``more`` where there are more than ``total``: counting stops there."""

    total = fields.Integer(required=True)
    more = fields.Boolean()
    items = fields.List(fields.Nested(ProjectRow), required=True)


class DeleteProjects(Takes):
    """批量删除 the projects that are ticked, each in the version that was seen."""

    items = fields.List(
        fields.Nested(FormCommand), required=True, validate=validate.Length(min=1, max=100)
    )


class Outcome(Gives):
    """逐项结果 what became of one of them; ``code`` and the rest tell why it was refused."""

    id = fields.UUID(required=True)
    no = fields.String(allow_none=True)
    ok = fields.Boolean(required=True)
    code = fields.String(allow_none=True)
    message_zh = fields.String(allow_none=True)
    message_en = fields.String(allow_none=True)
    findings = fields.List(fields.Nested(FindingOut))


class Outcomes(Gives):
    """逐项结果 in the order in which they were asked for."""

    items = fields.List(fields.Nested(Outcome), required=True)


list_projects = registry.rpc(
    "list_projects",
    title="项目列表",
    kind=QUERY,
    takes=ListProjects,
    gives=ProjectList,
    roles=PEOPLE,
)
delete_projects = registry.rpc(
    "delete_projects",
    title="批量删除项目",
    kind=COMMAND,
    takes=DeleteProjects,
    gives=Outcomes,
    roles={Role.CLERK},
)
