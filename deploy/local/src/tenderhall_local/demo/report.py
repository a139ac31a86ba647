"""Put what the driver did and what the verifier saw into one table and `report.json`."""

import json
import re
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tenderhall_local.layout import Layout, write_private

OVERALL = "总体 overall"
RPC_PATH = re.compile(r"/api/v1/(?P<service>\w+)/")


def merge(
    steps: list[dict[str, Any]], verdicts: dict[str, Any], layout: Layout
) -> list[dict[str, Any]]:
    """合并 a step is ✔ only where the verifier has looked and every check held.

    One that is not ✔ names the log to read, and the request to look for in it.
    """
    merged = [_judged(step, verdicts) for step in steps]
    for step, told in zip(steps, merged, strict=True):
        if not told["ok"]:
            told["log"] = str(log_of(step.get("error", ""), layout))
            told["request_id"] = step.get("request_id", "")
    if OVERALL in verdicts:
        merged.append(_overall(verdicts[OVERALL]))
    return merged


def log_of(error: str, layout: Layout) -> Path:
    """日志 of the service whose RPC the error names; the folder where it names none."""
    asked = RPC_PATH.search(error)
    if asked and (log := layout.log(asked["service"])).exists():
        return log
    return layout.logs


def _judged(step: dict[str, Any], verdicts: dict[str, Any]) -> dict[str, Any]:
    verdict = verdicts.get(step["name"], {"ok": False, "checks": []})
    why = step.get("error") or _failed(verdict)
    return {
        "name": step["name"],
        "ok": bool(step["done"] and verdict["ok"] and verdict["checks"]),
        "seconds": step["seconds"],
        "checks": verdict["checks"],
        "why": why or ("" if verdict["ok"] else "未核对 not looked at"),
    }


def _overall(verdict: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": OVERALL,
        "ok": verdict["ok"],
        "seconds": 0.0,
        "checks": verdict["checks"],
        "why": _failed(verdict),
    }


def _failed(verdict: dict[str, Any]) -> str:
    return "; ".join(
        f"{each['text']}: {each['detail']}" for each in verdict["checks"] if not each["ok"]
    )


def write(path: Path, report: dict[str, Any]) -> None:
    """写入 `report.json`; private, it names the logins."""
    write_private(path, json.dumps(report, ensure_ascii=False, indent=1))


def show(console: Console, report: dict[str, Any], wanted: int) -> None:
    """显示 the table of steps, then addresses and logins."""
    table = Table(title="演示 demo", title_justify="left", min_width=64)
    table.add_column("步骤 step")
    table.add_column("用时 s", justify="right")
    table.add_column("核对 checks", justify="right")
    table.add_column("")
    for step in report["steps"]:
        held = sum(1 for each in step["checks"] if each["ok"])
        sign = "[green]✔[/green]" if step["ok"] else "[red]✘[/red]"
        counts = f"{held}/{len(step['checks'])}"
        table.add_row(step["name"], f"{step['seconds']:.1f}", counts, sign)
    console.print(table)
    for step in report["steps"]:
        if not step["ok"]:
            _show_fault(console, step)
    missing = wanted - sum(1 for step in report["steps"] if step["name"] != OVERALL)
    if missing:
        console.print(f"[red]✘[/red] 有 {missing} 步未执行 · {missing} steps were not reached")
    show_addresses(console, report)


def _show_fault(console: Console, step: dict[str, Any]) -> None:
    console.print(f"✘ {step['name']}: {step['why'][:2000]}", markup=False, soft_wrap=True)
    if log := step.get("log"):
        asked = f" · 请求编号 request_id: {step['request_id']}" if step["request_id"] else ""
        console.print(f"  日志 log: {log}{asked}", markup=False, highlight=False, soft_wrap=True)


def show_addresses(console: Console, report: dict[str, Any]) -> None:
    """显示地址与登录 where to look, and as whom."""
    for name, url in report["urls"].items():
        console.print(f"  {name:24} {url}", highlight=False, soft_wrap=True)
    for login, password in report["logins"].items():
        console.print(f"  登录 {login:12} 口令 {password}", highlight=False)
