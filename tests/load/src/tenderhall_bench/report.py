"""报告 results for the person at the terminal."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from tenderhall_bench.line import NAMES, Result

_MARKS = {True: "✔", False: "✘", None: "·"}


def number(value: float) -> str:
    """数字 three digits that say something: 0.952, 7.03, 41.2, 1 234."""
    if value == 0:
        return "0"
    size = abs(value)
    digits = 3 if size < 1 else 2 if size < 10 else 1 if size < 100 else 0
    return f"{value:,.{digits}f}".replace(",", " ")


def bar(row: Result) -> str:
    """标准 the bar with its direction, or a dot where there is none."""
    if row.bar is None:
        return "·"
    return f"{'≥' if row.better == 'higher' else '≤'} {row.bar:g}"


def mark(row: Result) -> str:
    """达标标记."""
    return _MARKS[row.ok]


def peers(row: Result) -> str:
    """各方数值 each way's own figure."""
    return " · ".join(f"{name} {number(value)}" for name, value in row.peers.items())


def brief(row: Result) -> str:
    """一行 a result while the others still run."""
    limit = f" ({bar(row)})" if row.bar is not None else ""
    return f"{mark(row)} {row.line} {number(row.value)} {row.unit}{limit}   {peers(row)}"


def show(found: Mapping[str, Sequence[Result]]) -> None:
    """显示表格 all results, in the order of the lines."""
    table = Table("", "项 line", "值 value", "标准 bar", "各方 peers", "规模 sizes", "秒 s")
    for name in NAMES:
        for row in found.get(name, []):
            value = f"{number(row.value)} {row.unit}"
            sizes = " ".join(f"{key}={size}" for key, size in row.sizes.items())
            cells = (bar(row), peers(row), sizes, f"{row.seconds:.0f}")
            table.add_row(mark(row), row.line, value, *cells)
    Console(highlight=False).print(table)
