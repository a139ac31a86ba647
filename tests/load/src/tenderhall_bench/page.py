"""文档 the figures and curves of ``docs/reference/bench.md``; what people wrote there stays."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from tenderhall_bench import curve, machine, report
from tenderhall_bench.line import Line, Result


def renew(
    page: Path, lines: Sequence[Line], found: Mapping[str, Sequence[Result]], known: dict[str, str]
) -> None:
    """更新 the figures of these lines and their curves.

    Raises:
        ValueError: where the page has no place for a line.
    """
    text = page.read_text()
    for line in lines:
        for one in line.curves:
            drawn = page.with_suffix("") / f"{one.name}.svg"
            drawn.parent.mkdir(exist_ok=True)
            drawn.write_text(curve.draw(one, found[line.name]))
        text = put(text, line.name, figures(line, found[line.name], known))
    page.write_text(text)


def put(text: str, name: str, told: str) -> str:
    """替换 what stands between the line's markers.

    Raises:
        ValueError: there are no such markers.
    """
    begin, end = f"<!-- figures {name} -->", f"<!-- /figures {name} -->"
    place = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not place.search(text):
        raise ValueError(f"文档中没有标记 · no markers in the page for {name}: {begin} … {end}")
    return place.sub(lambda _: f"{begin}\n{told}\n{end}", text)


def figures(line: Line, rows: Sequence[Result], known: dict[str, str]) -> str:
    """数值表 a table, the curves, and what it was measured on."""
    head = ["| | line | value | bar | each way's own figure | sizes |", "|---|---|---|---|---|---|"]
    shown = [f"![{one.title}](bench/{one.name}.svg)" for one in line.curves]
    on = f"<sub>{machine.told(known)}</sub>"
    return "\n".join([*head, *map(_row, rows), "", *shown, "", on])


def _row(row: Result) -> str:
    sizes = ", ".join(f"{key} {size}" for key, size in row.sizes.items())
    own = f"{report.peers(row)}{f' ({row.note})' if row.note else ''}"
    value = f"{report.number(row.value)} {row.unit}"
    return f"| {report.mark(row)} | {row.line} | {value} | {report.bar(row)} | {own} | {sizes} |"
