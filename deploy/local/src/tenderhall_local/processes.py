"""Find and end exactly the processes that one stack started, also when its supervisord was killed.

Every process of a stack carries `TENDERHALL_STACK=<root>` in its environment, which children
inherit and which /proc shows. PostgreSQL overwrites that area with its titles; it is known by
the pid file in its data folder instead (see postgres.py).
"""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

MARK = "TENDERHALL_STACK"


def mark(root: Path) -> dict[str, str]:
    """标记 what goes into the environment of every process of this stack."""
    return {MARK: str(root)}


def belongs(pid: int, root: Path) -> bool:
    """归属 whether the process was started by this stack."""
    try:
        found = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False
    return f"{MARK}={root}".encode() in found


def members(root: Path) -> list[int]:
    """本套进程 the live processes of this stack, zombies not counted."""
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if pid != os.getpid() and belongs(pid, root) and alive(pid)]


def alive(pid: int) -> bool:
    """存活 whether the process runs; a zombie that nobody has reaped does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def send(pids: list[int], number: signal.Signals) -> None:
    """发信号 signal each process; one that has just gone is no fault."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def until(true: Callable[[], bool], seconds: float) -> bool:
    """等待 poll ten times a second; the answer at the end."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.1)
    return true()


def end_members(root: Path, patience: float = 15) -> list[int]:
    """清理残留 end what is left of this stack: TERM, then KILL after `patience` seconds."""
    left = members(root)
    if not left:
        return []
    send(left, signal.SIGTERM)
    if not until(lambda: not members(root), patience):
        send(members(root), signal.SIGKILL)
        until(lambda: not members(root), 5)
    return left
