"""操作日志 what was asked of this host and what came of it, forced to disk before it is told.

A PIN must never be tried twice because a message came twice: an operation is written down before it
begins; a repeat gets the first result; one that was cut off is "lost" and never begun again.
"""

import json
import os
import threading
import time
from pathlib import Path
from typing import Any

__all__ = ["Journal"]

KEPT_SECONDS = 30 * 86400
BEGUN = {"state": "lost", "code": "LOST", "message": "begun, and cut off before a result"}


class Journal:
    """操作日志 JSON lines, each appended and fsynced; small enough to be kept in memory too."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._entries = _read(path, time.time() - KEPT_SECONDS)
        self._rewrite()
        self._running: dict[str, threading.Event] = {}

    def begin(self, operation: str) -> bool:
        """登记 True when this caller is to do the work; False when it was begun before."""
        with self._lock:
            if operation in self._entries:
                return False
            self._append(operation, BEGUN)
            self._running[operation] = threading.Event()
            return True

    def finish(self, operation: str, outcome: dict[str, Any]) -> None:
        """记录结果 then wake who waits for it."""
        with self._lock:
            self._append(operation, outcome)
            done = self._running.pop(operation, None)
        if done is not None:
            done.set()

    def outcome(self, operation: str) -> dict[str, Any]:
        """查询结果 at once; ``running`` while this process is at it."""
        with self._lock:
            if operation in self._running:
                return {"state": "running"}
            entry = self._entries.get(operation)
            return {"state": "unknown"} if entry is None else entry["outcome"]

    def wait(self, operation: str, seconds: float) -> dict[str, Any]:
        """等待结果 of an operation another caller has begun."""
        running = self._running.get(operation)
        if running is not None:
            running.wait(seconds)
        return self.outcome(operation)

    def _append(self, operation: str, outcome: dict[str, Any]) -> None:
        entry = {"operation": operation, "at": time.time(), "outcome": outcome}
        with self._path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(entry, ensure_ascii=False) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        self._entries[operation] = entry

    def _rewrite(self) -> None:
        """Drop what is older than 30 days and a torn last line, in one step."""
        draft = self._path.with_suffix(".new")
        with draft.open("w", encoding="utf-8") as stream:
            for entry in self._entries.values():
                stream.write(json.dumps(entry, ensure_ascii=False) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        draft.chmod(0o600)
        draft.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def _read(path: Path, since: float) -> dict[str, dict[str, Any]]:
    if not path.exists():
        return {}
    entries: dict[str, dict[str, Any]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue  # torn by a power cut: its operation was not told to anybody
        if entry["at"] >= since:
            entries[entry["operation"]] = entry
    return entries
