"""电子表格 rows of a CSV as texts by column name; nothing of it is ever computed."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from tenderhall_contracts.errors import Finding, Problem


class Row(NamedTuple):
    """一行 ``number`` as the spreadsheet counts, the heading being 1."""

    number: int
    cells: Mapping[str, str]


def of_csv(text: str, columns: Mapping[str, str], most: int) -> list[Row]:
    """读取CSV separated by commas (RFC 4180); ``columns``: heading → field; at most so many rows.

    Raises:
        Problem: VALIDATION_FAILED where it is no CSV, or lacks a column.
    """
    try:
        return read(csv.reader(io.StringIO(text.removeprefix("\ufeff"))), columns, most)
    except csv.Error as fault:
        raise refused("NOT_CSV", "不是有效的CSV内容", "Not a CSV") from fault


def read(lines: Iterable[list[str]], columns: Mapping[str, str], most: int) -> list[Row]:
    """读取行 below their heading; those without any text are left out.

    Raises:
        Problem: VALIDATION_FAILED where a column is missing, or there are too many rows.
    """
    rows = iter(lines)
    heads = [columns.get(one.strip()) for one in next(rows, [])]
    if missing := sorted(set(columns.values()) - set(heads)):
        told = "、".join(head for head, name in columns.items() if name in missing)
        raise refused("COLUMNS", f"缺少列：{told}", f"Columns are missing: {', '.join(missing)}")
    found = list(islice(_filled(rows, heads), most + 1))
    if len(found) > most:
        raise refused("TOO_MANY", f"超过{most}行，请分批导入", f"More than {most} rows")
    return found


def refused(rule: str, zh: str, en: str) -> Problem:
    """文件有误."""
    return Problem("VALIDATION_FAILED", [Finding("file", rule, zh, en)])


def _filled(rows: Iterator[list[str]], heads: list[str | None]) -> Iterator[Row]:
    for number, line in enumerate(rows, start=2):
        told = {head: cell.strip() for head, cell in zip(heads, line, strict=False) if head}
        if any(told.values()):
            yield Row(number, dict.fromkeys(filter(None, heads), "") | told)
