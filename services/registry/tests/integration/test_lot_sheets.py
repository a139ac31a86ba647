"""导入分包 a spreadsheet of lots, read and held against the rules of registration."""

from typing import Any

import pytest
from registry.usecases import lot_sheet
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem

HEAD = [
    "标段（包）名称*",
    "采购目录",
    "分包预算（元）",
    "保证金",
    "资审方式",
    "评标办法",
    "简要技术需求",
    "备注栏",
]
SOUND = [
    "一包",
    "A02020800 触控一体机",
    "700,000.00",
    "14000",
    "资格后审",
    "综合评分法",
    "含安装",
    "x",
]


def read(desk: Any, *rows: list[str], head: list[str] = HEAD, **more: Any) -> Any:
    told = {
        "head": head,
        "rows": [{"line": line, "cells": row} for line, row in enumerate(rows, 2)],
        **more,
    }
    return desk.ask(lot_sheet.read_lots, contracts.read_lots, desk.clerk, told)


def test_c20_the_manuals_words_for_a_lot_are_understood(desk: Any) -> None:
    """domain §6 C20: 分包, 标段（包）, 标段 and 包 are one thing."""
    for word in ("分包名称", "标段（包）名称", "标段名称", "包名称", "name"):
        told = read(desk, ["一包"], head=[word])
        assert told["lots"][0]["values"] == {"name": "一包"}


def test_a_sound_row_becomes_the_values_of_the_form(desk: Any) -> None:
    told = read(desk, SOUND)
    assert told["findings"] == []
    assert told["skipped"] == ["备注栏"]
    assert told["lots"] == [
        {
            "line": 2,
            "values": {
                "name": "一包",
                "catalogue_code": "A02020800",
                "budget": "700000.00",
                "deposit": "14000",
                "qualification": "post",
                "evaluation": "comprehensive",
                "requirement": "含安装",
            },
        }
    ]


def test_what_is_wrong_is_told_by_line_field_rule_and_article(desk: Any) -> None:
    dear = [*SOUND[:3], "14000.01", *SOUND[4:]]
    early = ["三包", "A99999999", "不详", "", "资格预审", "抽签", "", ""]
    told = read(desk, SOUND, dear, early, electronic=True)
    found = [(one["row"], one["field"], one["rule"]) for one in told["findings"]]
    assert (3, "deposit", "R13") in found
    assert (3, "name", "LOT_NAME") in found
    assert {(4, "budget", "schema"), (4, "evaluation", "schema")} <= set(found)
    assert {(4, "catalogue_code", "CATALOGUE"), (4, "deposit", "REQUIRED")} <= set(found)
    assert (4, "qualification", "PREQUAL_NOT_ELECTRONIC") in found
    assert not [one for one in found if one[0] == 2]
    basis = {one["rule"]: one["basis"] for one in told["findings"]}
    assert basis["R13"] == "政府采购法实施条例第三十三条"
    assert told["lots"][2]["values"]["budget"] == "不详"


def test_a_file_without_names_of_columns_is_refused(desk: Any) -> None:
    with pytest.raises(Problem) as refused:
        read(desk, SOUND, head=["甲", "乙"])
    assert refused.value.findings[0].field == "file"


def test_the_template_is_read_as_it_is_given(desk: Any) -> None:
    told = desk.ask(lot_sheet.lot_columns, contracts.lot_columns, desk.clerk, {})["columns"]
    row = [one["example"] for one in told]
    assert read(desk, row, head=[one["label_zh"] for one in told])["findings"] == []
