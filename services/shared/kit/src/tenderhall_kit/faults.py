"""崩溃点 named points where a test kills the process, to show that nothing is lost or doubled.

Armed by ``TENDERHALL_CRASH=<point>@<file>``: at that point the process kills itself with SIGKILL if
the file exists, after removing it, so that it dies once. With ``*`` for the point, the file's text
names it: a test then chooses the point while the process runs.
"""

import os
import signal
from pathlib import Path

POINTS = ("before_commit", "after_commit", "after_publish", "after_effect")
"""Before a commit; after it and before the relay; after the broker's confirm and before the mark;
after an effect and before its message is acknowledged."""

ANY = "*"


def point(name: str) -> None:
    """崩溃点 die here if armed."""
    armed, _, file = os.environ.get("TENDERHALL_CRASH", "").partition("@")
    if armed not in {name, ANY} or not file:
        return
    try:
        if armed == ANY and Path(file).read_text() != name:
            return
        Path(file).unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
