"""`python -m tenderhall_bench …`: run lines, show the table, write the files."""

import argparse
import json
import time
import traceback
from pathlib import Path

from tenderhall_local.say import Trouble, complain, line

from tenderhall_bench import machine, page, report
from tenderhall_bench.line import NAMES, Line, Result, find
from tenderhall_bench.stage import DEFAULT_PORT_BASE, DEFAULT_ROOT, Stage

PAGE = Path("docs/reference/bench.md")


def parser() -> argparse.ArgumentParser:
    """命令行 the options."""
    made = argparse.ArgumentParser(prog="python -m tenderhall_bench")
    made.add_argument("lines", nargs="*", help=f"of: {' '.join(NAMES)}; all where none is named")
    made.add_argument("--root", type=Path, default=DEFAULT_ROOT)
    made.add_argument("--port-base", type=int, default=DEFAULT_PORT_BASE)
    made.add_argument("--write", action="store_true", help=f"renew the figures in {PAGE}, too")
    return made


def main() -> int:
    """入口 1 where a bar was missed or a line failed."""
    words = parser().parse_args()
    try:
        lines = find(words.lines)
        known = machine.facts()
        line(machine.told(known))
        with Stage(words.root, words.port_base) as stage:
            results = {one.name: measure(one, stage) for one in lines}
    except (Trouble, ValueError) as trouble:
        complain(trouble)
        return 1
    return _conclude(words, lines, results, known)


def _conclude(
    words: argparse.Namespace,
    lines: list[Line],
    results: dict[str, list[Result] | None],
    known: dict[str, str],
) -> int:
    found = {name: rows for name, rows in results.items() if rows is not None}
    report.show(found)
    rows = [one.told() for name in NAMES for one in found.get(name, [])]
    written = words.root / "bench.json"
    written.parent.mkdir(parents=True, exist_ok=True)
    written.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    line(f"▸ {written}")
    if words.write:
        page.renew(PAGE, [one for one in lines if one.name in found], found, known)
        line(f"▸ {PAGE}")
    failed = [name for name, rows in results.items() if rows is None]
    missed = [one.line for rows in found.values() for one in rows if one.ok is False]
    line(f"{'✘' if failed or missed else '✔'} 失败 failed: {failed}  未达标 missed: {missed}")
    return 1 if failed or missed else 0


def measure(one: Line, stage: Stage) -> list[Result] | None:
    """测一项 its results; None where it failed, which ends no other line."""
    line(f"▸ {one.name}: {one.title}")
    began, rows = time.monotonic(), []
    try:
        for row in one.run(stage):
            rows.append(row)
            line(f"  {report.brief(row)}")
    except Exception as fault:  # noqa: BLE001 — the other lines are measured all the same
        traceback.print_exc()
        complain(fault)
        return None
    line(f"✔ {one.name} ({time.monotonic() - began:.0f} s)")
    return rows
