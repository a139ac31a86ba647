"""审计核验 ``python -m tenderhall_local.audit``: the audit logs of all services of a running stack.

Each service's log is read by the kit's own command with that service's settings; nothing is
changed. The exit code is 1 where a log does not hold or could not be read.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tenderhall_local.accounts import SERVICES
from tenderhall_local.platform import Platform
from tenderhall_local.say import Trouble, complain, line
from tenderhall_local.stack import Stack
from tenderhall_local.supervise import base_env

WORDS = ("-m", "tenderhall_kit.audit", "verify")


def verify(platform: Platform, services: Sequence[str] = SERVICES) -> list[str]:
    """核验 one service after the other, each told at once; the names of those that do not hold."""
    return list(_failing(platform, services))


def _failing(platform: Platform, services: Sequence[str]) -> Iterator[str]:
    for name in services:
        words, env = [sys.executable, *WORDS, name], base_env() | platform.service(name)
        done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
        told = done.stdout.strip() or _last(done.stderr)
        good = done.returncode == 0
        line(f"{'✔' if good else '✘'} {told or name}")
        if not good:
            yield name


def _last(text: str) -> str:
    """What a program said last, where it could not even begin."""
    return "\n".join(text.strip().splitlines()[-3:])


def main() -> int:
    """执行; 1 where something does not hold."""
    words = argparse.ArgumentParser(prog="python -m tenderhall_local.audit", description=__doc__)
    words.add_argument("--root", type=Path, default=Path(".local/run"))
    try:
        failing = verify(Platform(Stack.load(words.parse_args().root)))
    except Trouble as trouble:
        complain(trouble)
        return 1
    if failing:
        line(f"✘ 审计不完整 not whole: {', '.join(failing)} · docs/how-to/audit.md")
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main())
