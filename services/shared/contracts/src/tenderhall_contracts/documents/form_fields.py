"""表单项 what the forms of documents ask for at this centre: data, not code (domain §6 C27)."""

from marshmallow import fields, validate

from tenderhall_contracts.core import PEOPLE, QUERY, Gives, Takes
from tenderhall_contracts.documents.promise import documents


class AskFormFields(Takes):
    """查询 one form's fields."""

    form_type = fields.String(
        required=True, validate=validate.OneOf(("tender_document", "clarification"))
    )


class DocumentField(Gives):
    """表单项 ``fixed`` where no centre may do without it.

    Else the policy ``required.<form_type>.<path>`` says whether it carries a *.
    """

    path = fields.String(required=True)
    label_zh = fields.String(required=True)
    label_en = fields.String(required=True)
    required = fields.Boolean(required=True)
    fixed = fields.Boolean(required=True)


class FormFieldsOut(Gives):
    """表单项."""

    fields_ = fields.List(
        fields.Nested(DocumentField), required=True, attribute="fields", data_key="fields"
    )


form_fields = documents.rpc(
    "form_fields",
    title="招标文件、答疑文件表单要求",
    kind=QUERY,
    takes=AskFormFields,
    gives=FormFieldsOut,
    roles=PEOPLE,
)
