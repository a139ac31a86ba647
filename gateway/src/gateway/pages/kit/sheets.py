"""表格文件 CSV and XLSX as rows of text, and CSV to fill in; what the cells mean, services say."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from starlette.responses import Response
from tenderhall_contracts.errors import Finding, Problem

from gateway.pages.kit.forms import Upload

MOST = 20_000
"""Rows that are read; columns are cut at ``_WIDEST``."""

_WIDEST = 50
_ENCODINGS = ("utf-8-sig", "gb18030")
"""As programs write CSV in China: Excel's own is GB 18030."""

_UNREADABLE = (ValueError, KeyError, OSError, zipfile.BadZipFile, InvalidFileException, csv.Error)

Rows = list[list[str]]


def read(upload: Upload | None, field: str = "file") -> Rows:
    """读表格 all rows that say something, each cell as text.

    Raises:
        Problem: VALIDATION_FAILED where there is no file, or none that can be read.
    """
    return [row for row in _lines(upload, field) if any(row)]


def as_csv(upload: Upload | None, field: str = "file") -> str:
    """转为CSV every row at its own place, so that a service can tell the number of each.

    Raises:
        Problem: VALIDATION_FAILED where there is no file, or none that can be read.
    """
    told = io.StringIO()
    csv.writer(told).writerows(_lines(upload, field))
    return told.getvalue()


def _lines(upload: Upload | None, field: str) -> Rows:
    if upload is None:
        raise _refused(field, "REQUIRED", "请选择文件", "Choose a file")
    try:
        rows = _xlsx(upload.content) if _is_xlsx(upload) else _csv(upload.content)
        found = list(islice(rows, MOST + 1))
    except _UNREADABLE:
        zh = "文件无法读取，须为CSV或XLSX"
        raise _refused(field, "SHEET", zh, "Neither CSV nor XLSX") from None
    while found and not any(found[-1]):
        found.pop()
    if len(found) > MOST:
        raise _refused(field, "SHEET", f"超过{MOST}行", f"More than {MOST} rows")
    return found


def template(name: str, rows: Iterable[Sequence[str]]) -> Response:
    """模板 a CSV that Excel opens as it is."""
    told = io.StringIO()
    csv.writer(told).writerows(rows)
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(told.getvalue().encode("utf-8-sig"), 200, headers, "text/csv; charset=utf-8")


def _is_xlsx(upload: Upload) -> bool:
    return upload.content.startswith(b"PK") or upload.name.lower().endswith((".xlsx", ".xlsm"))


def _xlsx(content: bytes) -> Iterator[list[str]]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(max_col=_WIDEST, values_only=True):
            yield [_text(cell) for cell in row]
    finally:
        book.close()


def _csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    for row in csv.reader(io.StringIO(text, newline="")):
        yield [cell.strip() for cell in row[:_WIDEST]]


def _decoded(content: bytes) -> str:
    for one in _ENCODINGS:
        try:
            return content.decode(one)
        except UnicodeDecodeError:
            continue
    raise ValueError(content[:1])


def _text(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "是" if cell else "否"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() | date():
            return cell.isoformat()[:10]
    return str(cell).strip()


def _refused(field: str, rule: str, zh: str, en: str) -> Problem:
    return Problem("VALIDATION_FAILED", [Finding(field, rule, zh, en)])
