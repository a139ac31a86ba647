"""供应商库 the directory of suppliers: searched, imported, debarred, frozen for awards (§7.1)."""

from collections.abc import Mapping

from marshmallow import fields, validate

from tenderhall_contracts.common import ChangeOut, FindingOut
from tenderhall_contracts.core import COMMAND, PEOPLE, QUERY, Gives, Role, Takes
from tenderhall_contracts.fields import Instant, Sha256, Uscc, text
from tenderhall_contracts.registry.promise import registry
from tenderhall_contracts.vocab import ImportOutcome, SupplierSize, SupplierStatus

ROWS = 5000
"""Most rows of one import."""

COLUMNS: Mapping[str, str] = {
    "统一社会信用代码": "uscc",
    "名称": "name",
    "地址": "address",
    "法定代表人": "legal_representative",
    "联系人": "contact",
    "联系电话": "contact_phone",
    "规模": "size",
}
"""Heading of an import's column → field."""


class SupplierIn(Takes):
    """供应商 as an administrator types it."""

    uscc = Uscc(required=True)
    name = text(200, required=True)
    address = text(300)
    legal_representative = text(100)
    contact = text(100)
    contact_phone = text(50)
    size = fields.Enum(SupplierSize, by_value=True, allow_none=True)
    source = text(200)


class SaveSupplier(SupplierIn):
    """保存供应商; ``version`` is null where it is new."""

    version = fields.Integer(strict=True, allow_none=True, load_default=None)


class SupplierAsked(Takes):
    """查看供应商; the status is that of ``on``, today where it is absent."""

    uscc = Uscc(required=True)
    on = fields.Date(allow_none=True, load_default=None)


class SearchSuppliers(Takes):
    """检索供应商 by part of the name, the beginning of its pinyin or initials, or of its USCC.

    All of them where nothing is asked for; ``status`` is that of ``on``, today where it is absent.
    """

    q = fields.String(load_default="", validate=validate.Length(max=100))
    status = fields.Enum(SupplierStatus, by_value=True, allow_none=True, load_default=None)
    on = fields.Date(allow_none=True, load_default=None)
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, 10_000))


class DebarSupplier(Takes):
    """登记禁止参加 both days count; the same document again corrects its period."""

    uscc = Uscc(required=True)
    debarred_from = fields.Date(required=True)
    debarred_until = fields.Date(allow_none=True, load_default=None)
    doc_no = text(100, required=True)
    reason = text(500, required=True)


class ImportSuppliers(Takes):
    """导入供应商 an XLSX by its receipt, or a CSV as text; the first row names the columns."""

    receipt = fields.String(allow_none=True, load_default=None)
    csv = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=500_000))
    source = text(200, required=True)


class DebarmentOut(Gives):
    """禁止参加 one period; without an end it has none yet."""

    debarred_from = fields.Date(required=True)
    debarred_until = fields.Date(allow_none=True)
    doc_no = fields.String(required=True)
    reason = fields.String(required=True)
    source = fields.String(required=True)


class SupplierRow(Gives):
    """供应商列表行 its status on the day that was asked about."""

    uscc = fields.String(required=True)
    name = fields.String(required=True)
    address = fields.String(allow_none=True)
    size = fields.Enum(SupplierSize, by_value=True, allow_none=True)
    size_zh = fields.String(allow_none=True)
    status = fields.Enum(SupplierStatus, by_value=True, required=True)
    status_zh = fields.String(required=True)
    version = fields.Integer(required=True)


class SupplierStep(Gives):
    """供应商变更记录 one change; ``by`` is a person, or the platform that told it."""

    action = fields.String(required=True, validate=validate.OneOf(["save", "debar"]))
    by = fields.String(required=True)
    at = Instant(required=True)
    changes = fields.List(fields.Nested(ChangeOut), required=True)


class SupplierOut(SupplierRow):
    """供应商; ``history``, the newest first, is told to the centre and its supervisor."""

    legal_representative = fields.String(allow_none=True)
    contact = fields.String(allow_none=True)
    contact_phone = fields.String(allow_none=True)
    source = fields.String(required=True)
    updated_at = Instant(required=True)
    debarments = fields.List(fields.Nested(DebarmentOut), required=True)
    history = fields.List(fields.Nested(SupplierStep))


class SupplierList(Gives):
    """检索结果; of many only the first pages are told, so ``total`` ends at 10 000."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(SupplierRow), required=True)


class ImportedRow(Gives):
    """导入的一行 ``row`` as the spreadsheet counts it, the heading being 1."""

    row = fields.Integer(required=True)
    uscc = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    outcome = fields.Enum(ImportOutcome, by_value=True, required=True)
    outcome_zh = fields.String(required=True)
    findings = fields.List(fields.Nested(FindingOut), required=True)


class ImportReport(Gives):
    """导入报告 the good rows are there, the refused ones say why."""

    new = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    refused = fields.Integer(required=True)
    rows = fields.List(fields.Nested(ImportedRow), required=True)


class SupplierSnapshot(Gives):
    """供应商快照 what an award keeps of its winner; ``sha256`` of the canonical content."""

    id = fields.UUID(required=True)
    uscc = fields.String(required=True)
    content = fields.Dict(keys=fields.String(), required=True)
    sha256 = Sha256(required=True)
    taken_at = Instant(required=True)


class SupplierFacts(Gives):
    """供应商事件内容."""

    uscc = fields.String(required=True)
    name = fields.String(required=True)
    version = fields.Integer(required=True)


class DebarmentFacts(Gives):
    """禁止参加事件内容."""

    uscc = fields.String(required=True)
    debarred_from = fields.Date(required=True)
    debarred_until = fields.Date(allow_none=True)
    doc_no = fields.String(required=True)


search_suppliers = registry.rpc(
    "search_suppliers",
    title="检索供应商",
    kind=QUERY,
    takes=SearchSuppliers,
    gives=SupplierList,
    roles={*PEOPLE, Role.SERVICE},
)
get_supplier = registry.rpc(
    "get_supplier",
    title="查看供应商",
    kind=QUERY,
    takes=SupplierAsked,
    gives=SupplierOut,
    roles={*PEOPLE, Role.SERVICE},
    refuses=("NOT_FOUND",),
)
save_supplier = registry.rpc(
    "save_supplier",
    title="保存供应商",
    kind=COMMAND,
    takes=SaveSupplier,
    gives=SupplierOut,
    roles={Role.ADMIN},
    refuses=("NOT_FOUND", "VERSION_CONFLICT"),
)
import_suppliers = registry.rpc(
    "import_suppliers",
    title="导入供应商",
    kind=COMMAND,
    takes=ImportSuppliers,
    gives=ImportReport,
    roles={Role.ADMIN},
    timeout=60.0,
)
debar_supplier = registry.rpc(
    "debar_supplier",
    title="登记禁止参加政府采购活动",
    kind=COMMAND,
    takes=DebarSupplier,
    gives=SupplierOut,
    roles={Role.ADMIN},
    refuses=("NOT_FOUND",),
)
supplier_snapshot = registry.rpc(
    "supplier_snapshot",
    title="固定供应商快照",
    kind=COMMAND,
    takes=SupplierAsked,
    gives=SupplierSnapshot,
    roles={Role.SERVICE},
    refuses=("NOT_FOUND",),
)

supplier_updated = registry.event(
    "supplier.updated", version=1, carries=SupplierFacts, title="供应商信息变更"
)
supplier_debarred = registry.event(
    "supplier.debarred", version=1, carries=DebarmentFacts, title="供应商禁止参加采购活动"
)
