"""Words for the person at the terminal: what is done, what failed and where to look."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Trouble(Exception):  # noqa: N818 — it names what a person meets, not a Python fault
    """失败 something a person has to know: what failed, why, and which log tells more."""

    def __init__(self, what: str, *, log: Path | None = None) -> None:
        super().__init__(what)
        self.log = log

    def __str__(self) -> str:
        """Both halves, so that a traceback in a test shows the log too."""
        return f"{self.args[0]}" + (f"\n  日志 log: {self.log}" if self.log else "")


def line(text: str) -> None:
    """进度 print one line at once, also when output goes to a file."""
    print(text, flush=True)


def complain(trouble: BaseException) -> None:
    """报错 print what failed to standard error."""
    print(f"✘ {trouble}", file=sys.stderr, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """步骤 announce a step, then say how many seconds it took."""
    line(f"▸ {text}")
    began = time.monotonic()
    yield
    line(f"✔ {text} ({time.monotonic() - began:.1f} s)")
