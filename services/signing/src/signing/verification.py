"""中心验章 fetches a PDF from the store and has it judged in the process beside the service."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from tenderhall_contracts.errors import Finding, Problem
from tenderhall_kit.storage import Storage

from signing.host.settings import SYSTEM
from signing.pipe import Refused, Worker, WorkerLost

__all__ = ["judged"]

SIZE_LIMIT = 512 * 2**20


@cache
def _worker() -> Worker:
    passed = (*SYSTEM, "TRUST_ROOTS")
    env = {name: os.environ[name] for name in passed if name in os.environ}
    return Worker([sys.executable, "-m", "signing.verifier"], env)


@contextmanager
def judged(storage: Storage, place: Any) -> Iterator[tuple[dict[str, Any], Path]]:
    """验章 an object by reference or key: the verdict, and the very bytes it is about.

    Raises:
        Problem: NOT_FOUND, VALIDATION_FAILED (too large), UNAVAILABLE.
    """
    with tempfile.NamedTemporaryFile(suffix=".pdf") as copy:
        size = 0
        with storage.open(place) as pieces:
            for piece in pieces:
                size += len(piece)
                if size > SIZE_LIMIT:
                    raise Problem("VALIDATION_FAILED", [_too_large()])
                copy.write(piece)
        copy.flush()
        yield _judged(Path(copy.name)), Path(copy.name)


def _judged(path: Path) -> dict[str, Any]:
    try:
        return _worker().call("verify", path=str(path))
    except (WorkerLost, Refused) as failed:  # a bomb, say: it took the process, not the service
        raise Problem("UNAVAILABLE", reason="VERIFIER") from failed


def _too_large() -> Finding:
    return Finding("pdf", "size", "文件超过512MB，无法验章", "Larger than 512 MB")
