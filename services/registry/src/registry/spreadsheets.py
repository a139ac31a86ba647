"""电子表格 rows of an XLSX or CSV as texts by column name; nothing of it is ever computed."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from openpyxl import load_workbook
from tenderhall_contracts.errors import Finding, Problem

LARGEST = 10 * 1024 * 1024
"""Bytes of an XLSX."""

UNPACKED = 100 * 1024 * 1024
"""Bytes of all its parts: a small file must not grow into the memory of the process."""


class Row(NamedTuple):
    """一行 ``number`` as the spreadsheet counts, the heading being 1."""

    number: int
    cells: Mapping[str, str]


def of_xlsx(data: bytes, columns: Mapping[str, str], most: int) -> list[Row]:
    """读取XLSX the first sheet; ``columns``: heading → field; at most so many rows.

    Raises:
        Problem: VALIDATION_FAILED where it is no XLSX, too large, or lacks a column.
    """
    _ensure_small(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        lines = book.worksheets[0].iter_rows(values_only=True)
        return _read(([_text(one) for one in line] for line in lines), columns, most)
    except Problem:
        raise
    except Exception as fault:  # whatever a broken file makes the library stumble over
        raise _refused("NOT_XLSX", "不是有效的XLSX文件", "Not an XLSX file") from fault


def of_csv(text: str, columns: Mapping[str, str], most: int) -> list[Row]:
    """读取CSV separated by commas (RFC 4180).

    Raises:
        Problem: VALIDATION_FAILED where it is no CSV, or lacks a column.
    """
    try:
        return _read(csv.reader(io.StringIO(text.removeprefix("\ufeff"))), columns, most)
    except csv.Error as fault:
        raise _refused("NOT_CSV", "不是有效的CSV内容", "Not a CSV") from fault


def _ensure_small(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            unpacked = sum(one.file_size for one in parts.infolist())
    except zipfile.BadZipFile as fault:
        raise _refused("NOT_XLSX", "不是有效的XLSX文件", "Not an XLSX file") from fault
    if len(data) > LARGEST or unpacked > UNPACKED:
        raise _refused("TOO_LARGE", "文件过大", "The file is too large")


def _read(lines: Iterable[list[str]], columns: Mapping[str, str], most: int) -> list[Row]:
    rows = iter(lines)
    heads = [columns.get(one.strip()) for one in next(rows, [])]
    if missing := sorted(set(columns.values()) - set(heads)):
        told = "、".join(head for head, name in columns.items() if name in missing)
        raise _refused("COLUMNS", f"缺少列：{told}", f"Columns are missing: {', '.join(missing)}")
    found = list(islice(_filled(rows, heads), most + 1))
    if len(found) > most:
        raise _refused("TOO_MANY", f"超过{most}行，请分批导入", f"More than {most} rows")
    return found


def _filled(rows: Iterator[list[str]], heads: list[str | None]) -> Iterator[Row]:
    for number, line in enumerate(rows, start=2):
        told = {head: cell.strip() for head, cell in zip(heads, line, strict=False) if head}
        if any(told.values()):
            yield Row(number, dict.fromkeys(filter(None, heads), "") | told)


def _text(cell: Any) -> str:
    """What a person sees in the cell; a code of digits that was typed as a number stays whole."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.date().isoformat() if isinstance(cell, dt.datetime) else str(cell)


def _refused(rule: str, zh: str, en: str) -> Problem:
    return Problem("VALIDATION_FAILED", [Finding("file", rule, zh, en)])
