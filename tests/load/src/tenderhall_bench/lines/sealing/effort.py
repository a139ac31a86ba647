"""处理器时间 what all processes of a stack have used of the processor: less noisy than a clock."""

import os
import time
from contextlib import suppress
from pathlib import Path

__all__ = ["effort"]

TICK = os.sysconf("SC_CLK_TCK")


def effort(root: Path) -> float:
    """处理器时间 seconds so far: this process, and every process that knows the stack's folder."""
    return time.process_time() + sum(
        _seconds(one) for one in Path("/proc").glob("[0-9]*") if _belongs(one, os.fsencode(root))
    )


def _belongs(process: Path, root: bytes) -> bool:
    if int(process.name) == os.getpid():
        return False
    with suppress(OSError):
        told = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        return root in told or os.fsencode((process / "cwd").readlink()).startswith(root)
    return False


def _seconds(process: Path) -> float:
    """User and system time (proc(5), fields 14 and 15)."""
    with suppress(OSError):
        told = (process / "stat").read_text().rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / TICK
    return 0.0
