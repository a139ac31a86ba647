"""供应商库 the entry points of the directory of suppliers."""

from eventlet import tpool
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.registry.suppliers import COLUMNS, ROWS
from tenderhall_kit import receipts
from tenderhall_kit.entrypoints import Call, serves

from registry import spreadsheets
from registry.service.answers import Answer, Payload
from registry.usecases import supplier_import, suppliers


class Suppliers:
    """供应商库 looked up by everybody who writes an award, kept by the administrator."""

    @serves(contracts.search_suppliers)
    def search_suppliers(self, call: Call, payload: Payload) -> Answer:
        """检索供应商."""
        return call.read(suppliers.search_suppliers, payload)

    @serves(contracts.get_supplier)
    def get_supplier(self, call: Call, payload: Payload) -> Answer:
        """查看供应商."""
        return call.read(suppliers.get_supplier, payload)

    @serves(contracts.save_supplier)
    def save_supplier(self, call: Call, payload: Payload) -> Answer:
        """保存供应商."""
        return call.run(suppliers.save_supplier, payload)

    @serves(contracts.import_suppliers)
    def import_suppliers(self, call: Call, payload: Payload) -> Answer:
        """导入供应商 the file is read off the hub, and before the transaction."""
        if payload["receipt"]:
            file = _file(call, payload)
            rows = tpool.execute(spreadsheets.of_xlsx, file, COLUMNS, ROWS)
        else:
            rows = spreadsheets.of_csv(payload["csv"] or "", COLUMNS, ROWS)
        return call.run(supplier_import.import_suppliers, rows, payload["source"])

    @serves(contracts.debar_supplier)
    def debar_supplier(self, call: Call, payload: Payload) -> Answer:
        """登记禁止参加政府采购活动."""
        return call.run(suppliers.debar_supplier, payload)

    @serves(contracts.supplier_snapshot)
    def supplier_snapshot(self, call: Call, payload: Payload) -> Answer:
        """固定供应商快照."""
        return call.run(suppliers.supplier_snapshot, payload)


def _file(call: Call, payload: Payload) -> bytes:
    """The XLSX that the receipt speaks of; one too large is not even fetched."""
    told = receipts.read(call.settings, payload["receipt"], call.actor.org_id)
    if told.size > spreadsheets.LARGEST:
        zh, en = "文件过大", "The file is too large"
        raise Problem("VALIDATION_FAILED", [Finding("receipt", "TOO_LARGE", zh, en)])
    return call.kit.storage.get({"sha256": told.sha256, "size": told.size, "mime": told.mime})
