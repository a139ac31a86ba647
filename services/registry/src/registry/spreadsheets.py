"""电子表格 rows of an XLSX as texts by column name; nothing of it is ever computed."""

import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from typing import Any

from openpyxl import load_workbook
from tenderhall_contracts.errors import Problem
from tenderhall_kit.spreadsheets import Row, of_csv, read, refused

__all__ = ["LARGEST", "UNPACKED", "Row", "of_csv", "of_xlsx"]

LARGEST = 10 * 1024 * 1024
"""Bytes of an XLSX."""

UNPACKED = 100 * 1024 * 1024
"""Bytes of all its parts: a small file must not grow into the memory of the process."""


def of_xlsx(data: bytes, columns: Mapping[str, str], most: int) -> list[Row]:
    """读取XLSX the first sheet; ``columns``: heading → field; at most so many rows.

    Raises:
        Problem: VALIDATION_FAILED where it is no XLSX, too large, or lacks a column.
    """
    _ensure_small(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        lines = book.worksheets[0].iter_rows(values_only=True)
        return read(([_text(one) for one in line] for line in lines), columns, most)
    except Problem:
        raise
    except Exception as fault:  # whatever a broken file makes the library stumble over
        raise refused("NOT_XLSX", "不是有效的XLSX文件", "Not an XLSX file") from fault


def _ensure_small(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            unpacked = sum(one.file_size for one in parts.infolist())
    except zipfile.BadZipFile as fault:
        raise refused("NOT_XLSX", "不是有效的XLSX文件", "Not an XLSX file") from fault
    if len(data) > LARGEST or unpacked > UNPACKED:
        raise refused("TOO_LARGE", "文件过大", "The file is too large")


def _text(cell: Any) -> str:
    """What a person sees in the cell; a code of digits that was typed as a number stays whole."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.date().isoformat() if isinstance(cell, dt.datetime) else str(cell)
