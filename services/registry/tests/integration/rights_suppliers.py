"""The directory of suppliers, as the rights matrix asks about it."""

from typing import Any

from tenderhall_contracts import registry as contracts
from tenderhall_contracts.registry.suppliers import COLUMNS

from .rights import Payload, asks
from .test_suppliers import code, save


@asks(contracts.search_suppliers)
def part_of_a_name(desk: Any) -> Payload:
    del desk
    return {"q": "公司"}


@asks(contracts.save_supplier)
def a_new_supplier(desk: Any) -> Payload:
    del desk
    return {"uscc": code(), "name": "衡山壬公司"}


@asks(contracts.import_suppliers)
def a_list(desk: Any) -> Payload:
    del desk
    return {"csv": f"{','.join(COLUMNS)}\n{code()},衡山癸公司,,,,,\n", "source": "试"}


@asks(contracts.get_supplier, contracts.supplier_snapshot, service="notices")
def a_supplier(desk: Any) -> Payload:
    return {"uscc": save(desk, "衡山子公司")["uscc"]}


@asks(contracts.debar_supplier)
def a_period(desk: Any) -> Payload:
    told = {"debarred_from": "2026-01-01", "doc_no": "财罚9", "reason": "围标"}
    return a_supplier(desk) | told
