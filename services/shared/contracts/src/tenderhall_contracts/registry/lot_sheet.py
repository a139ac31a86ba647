"""导入分包 the rows of a spreadsheet as lots of a draft; kept is what the form then saves."""

from marshmallow import fields, validate

from tenderhall_contracts.core import QUERY, Gives, Role, Takes
from tenderhall_contracts.registry.catalogue import RowFinding
from tenderhall_contracts.registry.promise import registry


class SheetRow(Takes):
    """表格行 its cells as text; ``line`` as the file counts."""

    line = fields.Integer(required=True, strict=True)
    cells = fields.List(
        fields.String(validate=validate.Length(max=5000)),
        required=True,
        validate=validate.Length(max=50),
    )


class ReadLots(Takes):
    """读取分包表 ``head`` names the columns, in the words of the form or of the contract."""

    head = fields.List(
        fields.String(validate=validate.Length(max=100)),
        required=True,
        validate=validate.Length(min=1, max=50),
    )
    rows = fields.List(
        fields.Nested(SheetRow), required=True, validate=validate.Length(min=1, max=200)
    )
    electronic = fields.Boolean(allow_none=True)


class LotRead(Gives):
    """读出的分包 values as the form has them, also those that are wrong."""

    line = fields.Integer(required=True)
    values = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class LotsRead(Gives):
    """读取结果 what is wrong is told by line and field; ``skipped`` are columns not understood."""

    lots = fields.List(fields.Nested(LotRead), required=True)
    findings = fields.List(fields.Nested(RowFinding), required=True)
    skipped = fields.List(fields.String(), required=True)


class LotColumn(Gives):
    """列 of the template."""

    name = fields.String(required=True)
    label_zh = fields.String(required=True)
    example = fields.String(required=True)


class LotColumns(Gives):
    """分包表模板."""

    columns = fields.List(fields.Nested(LotColumn), required=True)


class AskColumns(Takes):
    """查询 nothing is asked."""


read_lots = registry.rpc(
    "read_lots",
    title="读取分包表",
    kind=QUERY,
    takes=ReadLots,
    gives=LotsRead,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED",),
)
lot_columns = registry.rpc(
    "lot_columns",
    title="分包表模板",
    kind=QUERY,
    takes=AskColumns,
    gives=LotColumns,
    roles={Role.CLERK},
)
