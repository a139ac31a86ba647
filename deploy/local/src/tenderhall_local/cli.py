"""`python -m tenderhall_local …`: the commands behind the Makefile's."""

import argparse
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tenderhall_local import infra
from tenderhall_local.layout import Layout
from tenderhall_local.say import Trouble, complain, line
from tenderhall_local.stack import Stack
from tenderhall_local.supervise import UP, Supervisor

if TYPE_CHECKING:
    from tenderhall_local.platform import Platform

ROOT, DEMO = Path(".local/run"), Path(".local/demo")


def parser() -> argparse.ArgumentParser:
    """命令行 the commands and their options."""
    top = argparse.ArgumentParser(prog="python -m tenderhall_local")
    commands = top.add_subparsers(dest="command", required=True)
    infra_command = commands.add_parser("infra", help="RabbitMQ, PostgreSQL, S3, CA and tokens")
    infra_command.add_argument("action", choices=["up", "down", "status"])
    infra_command.add_argument("--for-tests", action="store_true", help="the browser too")
    helps = {
        "run": "start everything, run one procurement, stay up",
        "up": "start everything, without the procurement",
        "demo": "start what does not run, run one procurement, stop what was started",
        "stop": "end everything that was started",
        "status": "what runs",
        "reset": "end everything and remove its data",
    }
    for name, text in helps.items():
        commands.add_parser(name, help=text)
    for command in commands.choices.values():
        _common(command)
    return top


def _common(command: argparse.ArgumentParser) -> None:
    base = int(os.environ.get("TENDERHALL_PORT_BASE", infra.DEFAULT_PORT_BASE))
    command.add_argument("--root", type=Path, default=ROOT)
    command.add_argument("--port-base", type=int, default=base)
    command.add_argument("--demo-folder", type=Path, default=DEMO)
    command.add_argument("--kills", type=int, default=0, help="kill -9 so many programs meanwhile")


def run_infra(words: argparse.Namespace) -> int:
    """基础设施命令 up, down or status; the exit code."""
    if words.action == "up":
        infra.up(words.root, words.port_base, for_tests=words.for_tests)
    elif words.action == "down":
        infra.down(words.root)
    else:
        return show(words)
    return 0


def run(words: argparse.Namespace) -> int:
    """启动并演示 everything up, one procurement, stays up; 1 where a step failed."""
    from tenderhall_local.demo.play import play  # noqa: PLC0415 — infra must not wait for pyHanko

    began = time.monotonic()
    platform = _start(words)
    good = play(platform, words.demo_folder, words.kills)
    line(f"{'✔' if good else '✘'} {time.monotonic() - began:.0f} s · make status · make stop")
    return 0 if good else 1


def start(words: argparse.Namespace) -> int:
    """启动 everything, no procurement."""
    line(f"✔ {_start(words).public_url}")
    return 0


def demo(words: argparse.Namespace) -> int:
    """演示 and leave running exactly what ran before."""
    from tenderhall_local.demo.life.driver import LIFE  # noqa: PLC0415 — as in run
    from tenderhall_local.demo.play import play  # noqa: PLC0415 — as in run

    before = infra.status(words.root)
    try:
        return 0 if play(_start(words), words.demo_folder, words.kills, LIFE) else 1
    finally:
        _stop_new(words, before)


def _start(words: argparse.Namespace) -> "Platform":
    from tenderhall_local import platform  # noqa: PLC0415 — as in run

    return platform.up(infra.up(words.root, words.port_base))


def _stop_new(words: argparse.Namespace, before: dict[str, str]) -> None:
    if not before:
        line("▸ 停止 · stopping what was started")
        infra.down(words.root)
        return
    supervisor = Supervisor(Layout(words.root.resolve()))
    ran = {name for name, state in before.items() if state in UP}
    for name in supervisor.pids().keys() - ran:
        supervisor.call("supervisor.stopProcess", name)


def stop(words: argparse.Namespace) -> int:
    """停止 everything that was started."""
    infra.down(words.root)
    line("✔ 已停止 stopped")
    return 0


def reset(words: argparse.Namespace) -> int:
    """清除 everything that was started, and all its data: databases, files, keys, tokens."""
    infra.destroy(words.root)
    line(f"✔ 已清除 removed {words.root}")
    return 0


def show(words: argparse.Namespace) -> int:
    """显示状态 one line per program; 1 when something is down."""
    states = infra.status(words.root)
    if not states:
        line("未运行 not running")
        return 1
    for name, state in sorted(states.items()):
        line(f"{'✔' if state == 'RUNNING' else '✘'} {name:16} {state}")
    if "gateway" in states:
        line(f"  http://127.0.0.1:{Stack.load(words.root).ports.gateway}")
    return 0 if set(states.values()) == {"RUNNING"} else 1


def main() -> int:
    """入口 parse, do, and turn trouble into a message and exit code 1."""
    words = parser().parse_args()
    commands = {
        "infra": run_infra,
        "run": run,
        "up": start,
        "demo": demo,
        "stop": stop,
        "status": show,
        "reset": reset,
    }
    try:
        return commands[words.command](words)
    except Trouble as trouble:
        complain(trouble)
        return 1
