"""采购品目 searched, browsed, and replaced by a new edition without losing the old (domain §3)."""

from typing import Any

import pytest
from registry.usecases import catalogue
from sqlalchemy import text
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem

ROWS = [
    {"line": 2, "code": "A", "name": "货物"},
    {"line": 3, "code": "A02000000", "name": "设备"},
    {"line": 4, "code": "A02020000", "name": "办公设备"},
    {"line": 5, "code": "A02999999", "name": "全新品目"},
]


def search(desk: Any, q: str) -> list[str]:
    asked = (catalogue.search_catalogue, contracts.search_catalogue, desk.clerk)
    return [one["code"] for one in desk.ask(*asked, {"q": q, "limit": 50})["items"]]


def browse(desk: Any, parent: str | None = None) -> Any:
    asked = (catalogue.browse_catalogue, contracts.browse_catalogue, desk.clerk)
    return desk.ask(*asked, {"parent": parent} if parent else {})


def load(desk: Any, rows: list[dict[str, Any]] = ROWS, **more: Any) -> Any:
    told = {"name": "试验版", "effective_from": "2026-01-01", "rows": rows} | more
    asked = (catalogue.import_catalogue, contracts.import_catalogue, desk.admin)
    return desk.ask(*asked, told)


def test_an_entry_is_found_by_code_name_pinyin_and_initials(desk: Any) -> None:
    for q in ("a0201010", "服务器", "fuwuqi", "FWQ", "计算机 服务器"):
        assert "A02010104" in search(desk, q), q
    assert search(desk, "没有这样的品目") == []
    assert "A01000000" not in search(desk, "A01")
    assert search(desk, "%") == []


def test_the_levels_are_walked_down_from_the_letters(desk: Any) -> None:
    assert [one["code"] for one in browse(desk)["items"]] == ["A", "B", "C"]
    told = browse(desk, "A02010000")
    assert [one["code"] for one in told["above"]] == ["A", "A02000000", "A02010000"]
    first = told["items"][0]
    assert (first["code"], first["leaf"], first["usable"]) == ("A02010100", False, True)
    assert all(one["leaf"] for one in browse(desk, "A02010100")["items"])
    with pytest.raises(Problem, match="NOT_FOUND"):
        browse(desk, "A99999999")


def test_a_wrong_file_is_told_row_by_row_and_nothing_is_kept(desk: Any) -> None:
    wrong = [*ROWS, {"line": 6, "code": "A0299", "name": "短"}, {"line": 7, "code": "C16010000"}]
    told = load(desk, wrong)
    assert told["edition"] is None
    assert [(one["row"], one["rule"]) for one in told["findings"]] == [
        (6, "CATALOGUE_CODE"),
        (7, "CATALOGUE_NAME"),
        (7, "CATALOGUE_PARENT"),
    ]
    assert search(desk, "全新品目") == []


def test_a_check_keeps_nothing_and_tells_what_would_change(desk: Any) -> None:
    told = load(desk, check=True)
    assert (told["edition"], told["rows"], told["added"], told["renamed"]) == (None, 4, 1, 0)
    assert told["removed"] == 4272 - 3
    assert search(desk, "全新品目") == []


def test_a_new_edition_takes_over_and_old_projects_keep_their_names(desk: Any) -> None:
    made = desk.create()
    before = desk.get(made)["lots"][0]["catalogue_name"]
    load(desk, effective_from="2199-01-01")
    assert search(desk, "全新品目") == []  # not in force yet
    told = load(desk)
    try:
        assert search(desk, "全新品目") == ["A02999999"]
        assert desk.get(made)["lots"][0]["catalogue_name"] == before
        with pytest.raises(Problem) as refused:
            desk.submit(made)
        assert {one.rule for one in refused.value.findings} == {"CATALOGUE"}
    finally:
        drop(desk, told["edition"])
    listed = desk.ask(catalogue.list_catalogues, contracts.list_catalogues, desk.admin, {})
    assert [one["in_force"] for one in listed["items"]] == [False, True]


def drop(desk: Any, edition: int) -> None:
    """Editions are kept for ever; the other tests of this database want the shipped one."""
    with desk.session() as session, session.begin():
        for table in ("entry WHERE edition_id", "edition WHERE id"):
            session.execute(text(f"DELETE FROM catalogue_{table} = :id"), {"id": edition})  # noqa: S608 — no value
