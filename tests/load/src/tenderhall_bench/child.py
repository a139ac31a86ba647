"""子进程 a program beside the bench that does one thing when told: a line in, a line out, JSON."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tenderhall_kit.testprocess import environment

__all__ = ["Child", "child"]


class Child:
    """子进程 asked by a line of JSON, answers with one."""

    def __init__(self, words: tuple[str, ...], env: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, *words],
            env=environment(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, question: Any) -> Any:
        """问 and wait for the answer.

        Raises:
            RuntimeError: the child has ended; its own words are on the standard error.
        """
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("no pipes")
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args!r} ended: {self._process.wait()}")
        return json.loads(line)

    def end(self) -> None:
        """结束 it leaves when its input closes."""
        self._process.communicate()


@contextmanager
def child(*words: str, **env: str) -> Iterator[Child]:
    """子进程 ``with child("-m", "some.module", KEY="value") as one``."""
    made = Child(words, env)
    try:
        yield made
    finally:
        made.end()


def serve(answer: Any) -> int:
    """应答 the child's side: ``answer(question)`` for each line, until the input ends."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()
    return 0
