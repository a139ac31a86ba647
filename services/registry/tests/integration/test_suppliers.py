"""供应商库 found by name, pinyin and code; imported with a report; debarred; frozen for awards."""

import hashlib
import io
import json
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import Workbook
from registry import spreadsheets
from registry.store import suppliers as store
from registry.usecases import supplier_import, suppliers
from sqlalchemy import text
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.fields import uscc_ok
from tenderhall_contracts.registry.suppliers import COLUMNS
from tenderhall_kit.plain import canonical

from .test_inbound import EARLIER, message, sender, tell  # noqa: F401 — sender is a fixture

_A = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def code(number: int | None = None) -> str:
    """A valid USCC that no other test has."""
    tail = f"{uuid4().int % 10**6 if number is None else number:06}"
    base = f"91430400MA4{tail}"
    return next(base + last for last in _A if uscc_ok(base + last))


def save(desk: Any, name: str, **more: Any) -> Any:
    asked = {"uscc": code(), "name": name} | more
    return desk.ask(suppliers.save_supplier, contracts.save_supplier, desk.admin, asked)


def search(desk: Any, q: str, **more: Any) -> list[str]:
    rpc = contracts.search_suppliers
    told = desk.ask(suppliers.search_suppliers, rpc, desk.clerk, {"q": q} | more)
    return [one["name"] for one in told["items"]]


def get(desk: Any, uscc: str, **more: Any) -> Any:
    asked = {"uscc": uscc} | more
    return desk.ask(suppliers.get_supplier, contracts.get_supplier, desk.clerk, asked)


def debar(desk: Any, uscc: str, **more: Any) -> Any:
    asked = {"uscc": uscc, "debarred_from": "2026-01-01", "doc_no": "财罚1", "reason": "围标"}
    rpc = contracts.debar_supplier
    return desk.ask(suppliers.debar_supplier, rpc, desk.admin, asked | more)


def load(desk: Any, *lines: str) -> Any:
    told = "\n".join([",".join(COLUMNS), *lines])
    return take(desk, spreadsheets.of_csv(told, COLUMNS, 100))


def take(desk: Any, rows: list[spreadsheets.Row]) -> Any:
    call = desk.call_for("registry", desk.admin)
    return call.run(supplier_import.import_suppliers, rows, "财政厅名录")


def xlsx(*lines: list[Any]) -> bytes:
    book = Workbook()
    for line in (list(COLUMNS), *lines):
        book.worksheets[0].append(line)
    told = io.BytesIO()
    book.save(told)
    return told.getvalue()


@pytest.mark.parametrize(
    "q", ["雁峰智造", "智造科技", "造科", "（湖南）", "(湖南)", "hyyfzz", "hengyangyan", "HYYF"]
)
def test_a_supplier_is_found_by_part_of_its_name_its_pinyin_and_its_initials(
    desk: Any, q: str
) -> None:
    name = "衡阳雁峰智造科技（湖南）有限公司"
    if not search(desk, name):
        save(desk, name)
    assert search(desk, q) == [name]


def test_a_supplier_is_found_by_its_code_and_another_is_not(desk: Any) -> None:
    made = save(desk, "石鼓书院印务有限公司")
    assert search(desk, made["uscc"]) == [made["name"]]
    assert search(desk, made["uscc"][:14].lower()) == [made["name"]]
    assert search(desk, "石鼓印务") == []
    assert search(desk, "100%") == []


def test_names_that_begin_with_it_come_first(desk: Any) -> None:
    save(desk, "耒水安宝乐器厂")
    save(desk, "宝乐器行")
    assert search(desk, "宝乐器")[0] == "宝乐器行"


def test_the_search_goes_by_its_indexes(desk: Any) -> None:
    many = text(
        "INSERT INTO supplier (uscc, version, name, name_key, pinyin, initials, grams, source,"
        " updated_at) SELECT 'X' || n, 1, n, n, 'p' || n, 'i' || n, ARRAY[n], '试', now()"
        " FROM (SELECT 'k' || generate_series(1, 20000) AS n) AS numbers"
    )
    with desk.session() as session:
        session.execute(many)
        session.execute(text("ANALYZE supplier"))
        for q in ("智造", "hengyang", "91430400"):
            asked = store.matching(q).compile(session.get_bind(), compile_kwargs={
                "literal_binds": True})  # fmt: skip
            plan = "\n".join(session.scalars(text(f"EXPLAIN {asked}".replace(":", r"\:"))))
            assert "supplier_by_grams" in plan
            assert "Seq Scan" not in plan
        session.rollback()


def test_a_change_is_a_new_version_and_an_old_page_is_told_to_refresh(desk: Any) -> None:
    made = save(desk, "珠晖乙公司", address="旧址", size="small")
    same = save(desk, "珠晖乙公司", uscc=made["uscc"], version=1, address="旧址", size="small")
    assert same["version"] == 1
    moved = save(desk, "珠晖乙公司", uscc=made["uscc"], version=1, address="新址", size="small")
    assert (moved["version"], moved["address"], moved["size_zh"]) == (2, "新址", "小型企业")
    for version in (1, None):
        with pytest.raises(Problem, match="VERSION_CONFLICT"):
            save(desk, "珠晖乙公司", uscc=made["uscc"], version=version)
    with pytest.raises(Problem, match="NOT_FOUND"):
        save(desk, "谁", version=1)


def test_an_import_says_of_each_row_what_became_of_it(desk: Any) -> None:
    there = save(desk, "祁东丙公司")
    new, wrong = code(), "91430400MA4L12345X"
    lines = (
        f"{there['uscc']},祁东丙公司,新址,,,,中型",
        f"{new},祁东丁公司,,,,,",
        f"{wrong},戊,,,,,",
    )
    told = load(desk, *lines, f"{new},祁东丁公司,,,,,")
    assert [one["outcome"] for one in told["rows"]] == ["changed", "new", "refused", "refused"]
    assert [one["findings"][0]["rule"] for one in told["rows"][2:]] == ["USCC", "REPEATED"]
    assert (told["new"], told["changed"], told["refused"]) == (1, 1, 2)
    assert get(desk, there["uscc"])["source"] == "财政厅名录"
    again = load(desk, *lines)
    assert [one["outcome"] for one in again["rows"]] == ["unchanged", "unchanged", "refused"]
    assert get(desk, there["uscc"])["version"] == 2


def test_an_xlsx_is_imported_as_a_csv_is_with_its_own_row_numbers(desk: Any) -> None:
    there, first, wrong = save(desk, "耒阳寅公司"), code(), "91430400MA4L12345X"
    book = xlsx(
        [first, "耒阳卯公司", "五一路1号", "王某", "李某", 13800000001, "小型"],
        [None] * len(COLUMNS),
        [there["uscc"].lower(), "耒阳寅公司", None, None, None, None, "微型企业"],
        [wrong, None, None, None, None, None, "巨型"],
    )
    told = take(desk, spreadsheets.of_xlsx(book, COLUMNS, 100))
    outcomes = [(one["row"], one["outcome"]) for one in told["rows"]]
    assert outcomes == [(2, "new"), (4, "changed"), (5, "refused")]
    broken = [(one["field"], one["rule"]) for one in told["rows"][2]["findings"]]
    assert broken == [("uscc", "USCC"), ("name", "REQUIRED"), ("size", "SIZE")]
    seen = get(desk, first)
    assert (seen["contact_phone"], seen["size"]) == ("13800000001", "small")
    assert get(desk, there["uscc"])["size"] == "micro"
    again = take(desk, spreadsheets.of_xlsx(book, COLUMNS, 100))
    assert (again["unchanged"], again["refused"], again["new"]) == (2, 1, 0)


def test_all_are_listed_where_nothing_is_asked_for_and_the_debarred_by_themselves(
    desk: Any,
) -> None:
    free, held = save(desk, "衡东甲午厂"), save(desk, "衡东甲未厂")
    debar(desk, held["uscc"], debarred_until="2026-12-31")
    assert search(desk, "", limit=1)
    on = {"on": "2026-06-01"}
    assert search(desk, "衡东甲", status="debarred", **on) == [held["name"]]
    assert search(desk, "衡东甲", status="normal", **on) == [free["name"]]
    assert search(desk, "衡东甲", status="debarred", on="2027-01-01") == []


def test_the_centre_sees_who_changed_what_and_an_agency_does_not(desk: Any) -> None:
    made = save(desk, "常宁乙酉公司", address="旧址")
    save(desk, "常宁乙酉公司", uscc=made["uscc"], version=1, address="新址", size="small")
    debar(desk, made["uscc"])
    asked, rpc = {"uscc": made["uscc"]}, contracts.get_supplier
    seen = desk.ask(suppliers.get_supplier, rpc, desk.supervisor, asked)
    assert [one["action"] for one in seen["history"]] == ["debar", "save", "save"]
    changed = {
        one["label_zh"]: (one["before"], one["after"]) for one in seen["history"][1]["changes"]
    }
    assert changed == {"地址": ("旧址", "新址"), "企业规模": (None, "小型企业")}
    assert {one["by"] for one in seen["history"]} == {"admin"}
    assert get(desk, made["uscc"])["history"] == []


def test_a_supplier_is_debarred_for_a_time_and_the_document_may_be_corrected(desk: Any) -> None:
    made = save(desk, "常宁己公司")
    debar(desk, made["uscc"], debarred_until="2026-12-31")
    assert get(desk, made["uscc"], on="2026-12-31")["status"] == "debarred"
    assert get(desk, made["uscc"], on="2027-01-01")["status"] == "normal"
    corrected = debar(desk, made["uscc"], debarred_until="2027-12-31")
    assert len(corrected["debarments"]) == 1
    assert get(desk, made["uscc"], on="2027-01-01")["status"] == "debarred"
    with pytest.raises(Problem, match="VALIDATION_FAILED"):
        debar(desk, made["uscc"], debarred_until="2025-12-31")


def test_a_snapshot_stays_as_it_was_and_proves_itself(desk: Any) -> None:
    made = save(desk, "南岳庚公司", address="旧址")

    def freeze() -> Any:
        asked = {"uscc": made["uscc"], "on": "2026-06-01"}
        rpc = contracts.supplier_snapshot
        return desk.ask(suppliers.supplier_snapshot, rpc, desk.notices, asked)

    first = freeze()
    assert freeze()["id"] == first["id"]
    save(desk, "南岳庚公司", uscc=made["uscc"], version=1, address="新址")
    later = freeze()
    assert (first["content"]["address"], later["content"]["address"]) == ("旧址", "新址")
    with desk.session() as session:
        kept = text("SELECT content FROM supplier_snapshot WHERE id = :id")
        content = session.scalar(kept, {"id": first["id"]})
    assert hashlib.sha256(canonical(content)).hexdigest() == first["sha256"]


def test_another_platform_tells_of_suppliers(desk: Any, sender: str) -> None:  # noqa: F811
    uscc = code()
    update = {"uscc": uscc, "name": "衡东辛公司", "size": "micro"}
    assert tell(desk, message("supplier.updated", update, sender))["status"] == "applied"
    held = {"uscc": uscc, "debarred_from": "2026-01-01", "doc_no": "财罚2", "reason": "行贿"}
    assert tell(desk, message("supplier.debarred", held, sender))["status"] == "applied"
    seen = get(desk, uscc, on="2026-01-05")
    assert (seen["name"], seen["status"], seen["source"]) == ("衡东辛公司", "debarred", sender)
    backwards = held | {"debarred_until": "2025-01-01"}
    row = tell(desk, message("supplier.debarred", backwards, sender, occurred_at=EARLIER))
    assert (row["status"], row["reason"]) == ("refused", "VALIDATION_FAILED")
    assert json.dumps(row["data"]) == "{}"
