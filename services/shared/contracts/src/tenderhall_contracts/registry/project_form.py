"""项目表单 what the form asks for at this centre: data, not code (domain §5.2, §6 C27)."""

from marshmallow import fields

from tenderhall_contracts.common import ById
from tenderhall_contracts.core import COMMAND, PEOPLE, QUERY, Gives, Role, Takes
from tenderhall_contracts.registry.projects import ProjectOut
from tenderhall_contracts.registry.promise import registry


class FormField(Gives):
    """表单项 ``path`` as in the form, without row numbers: ``lots.deposit``.

    ``fixed`` where no centre may do without it; else the policy ``required.project.<path>`` says.
    """

    path = fields.String(required=True)
    label_zh = fields.String(required=True)
    label_en = fields.String(required=True)
    required = fields.Boolean(required=True)
    fixed = fields.Boolean(required=True)


class MethodOut(Gives):
    """采购方式 one that is not enabled is kept in the list and refused at submit."""

    method = fields.String(required=True)
    label_zh = fields.String(required=True)
    enabled = fields.Boolean(required=True)


class ProjectForm(Gives):
    """项目表单要求."""

    fields_ = fields.List(
        fields.Nested(FormField), required=True, attribute="fields", data_key="fields"
    )
    methods = fields.List(fields.Nested(MethodOut), required=True)


class AskForm(Takes):
    """查询 nothing is asked."""


project_form = registry.rpc(
    "project_form",
    title="项目表单要求",
    kind=QUERY,
    takes=AskForm,
    gives=ProjectForm,
    roles=PEOPLE,
)
copy_project = registry.rpc(
    "copy_project",
    title="复制项目",
    kind=COMMAND,
    takes=ById,
    gives=ProjectOut,
    roles={Role.CLERK},
    refuses=("NOT_FOUND",),
)
