"""崩溃点 named points where a test kills the process, to show that nothing is lost or doubled.

Armed by ``TENDERHALL_CRASH=<point>@<file>``: at that point the process kills itself with SIGKILL if
the file exists, after removing it, so that it dies once. With ``*`` for the point, the file's text
names it: a test then chooses the point while the process runs. Where the text names several, the
process dies once at each, in their order.
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
        left = _left(Path(file), name) if armed == ANY else ""
        _rearm(Path(file), left)
    except (FileNotFoundError, LookupError):
        return
    os.kill(os.getpid(), signal.SIGKILL)


def _left(file: Path, name: str) -> str:
    """The points after this one; LookupError where another is to come first."""
    first, _, left = file.read_text().partition(" ")
    if first != name:
        raise LookupError(first)
    return left


def _rearm(file: Path, left: str) -> None:
    if not left:
        file.unlink()
        return
    draft = file.with_suffix(".draft")  # its replica may look at any moment
    draft.write_text(left)
    draft.replace(file)
