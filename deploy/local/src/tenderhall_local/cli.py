"""`python -m tenderhall_local …`: the commands behind the Makefile's."""

import argparse
import os
from pathlib import Path

from tenderhall_local import infra
from tenderhall_local.say import Trouble, complain, line


def parser() -> argparse.ArgumentParser:
    """命令行 the commands and their options."""
    top = argparse.ArgumentParser(prog="python -m tenderhall_local")
    commands = top.add_subparsers(dest="command", required=True)
    infra_command = commands.add_parser("infra", help="RabbitMQ, PostgreSQL, S3, CA and tokens")
    infra_command.add_argument("action", choices=["up", "down", "status"])
    _common(infra_command)
    return top


def _common(command: argparse.ArgumentParser) -> None:
    base = int(os.environ.get("TENDERHALL_PORT_BASE", infra.DEFAULT_PORT_BASE))
    command.add_argument("--root", type=Path, default=Path(".local/run"))
    command.add_argument("--port-base", type=int, default=base)


def run_infra(words: argparse.Namespace) -> int:
    """基础设施命令 up, down or status; the exit code."""
    if words.action == "up":
        infra.up(words.root, words.port_base)
    elif words.action == "down":
        infra.down(words.root)
    else:
        return show(infra.status(words.root))
    return 0


def show(states: dict[str, str]) -> int:
    """显示状态 one line per program; 1 when something is down."""
    if not states:
        line("未运行 not running")
        return 1
    for name, state in sorted(states.items()):
        line(f"{'✔' if state == 'RUNNING' else '✘'} {name:16} {state}")
    return 0 if set(states.values()) == {"RUNNING"} else 1


def main() -> int:
    """入口 parse, do, and turn trouble into a message and exit code 1."""
    words = parser().parse_args()
    try:
        return {"infra": run_infra}[words.command](words)
    except Trouble as trouble:
        complain(trouble)
        return 1
