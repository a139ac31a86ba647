"""班组 the workers' processes, and what they did together."""

import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Self

from tenderhall_bench.lines.booking.worker import HANDS, Tally, Task, work

_LEAD = 0.02
"""Seconds until all have heard of a task."""

_PATIENCE = 60.0


class Crew:
    """班组 a context manager of so many processes."""

    def __init__(self, urls: Mapping[int, str]) -> None:
        """Start them; each connects when first told to."""
        self._left = ExitStack()
        self._pipes: list[Any] = []
        spawn = get_context("spawn")
        for number in range(HANDS):
            here, there = spawn.Pipe()
            process = spawn.Process(target=work, args=(there, dict(urls), number), daemon=True)
            process.start()
            there.close()
            self._left.callback(process.join, _PATIENCE)
            self._pipes.append(here)

    def __enter__(self) -> Self:
        """Started already."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """Tell them to end, and wait."""
        for pipe in self._pipes:
            pipe.send(None)
        self._left.close()

    def do(self, task: Task, hands: int) -> Tally:
        """共同完成 a task; booked, refused and repeated are sums, seconds the longest.

        Raises:
            AssertionError: a worker died, or does not come back.
        """
        told = replace(task, begin=time.time() + _LEAD)
        for pipe in self._pipes[:hands]:
            pipe.send(told)
        tallies = [self._hear(pipe, task) for pipe in self._pipes[:hands]]
        return Tally(
            sum(one.booked for one in tallies),
            sum(one.refused for one in tallies),
            sum(one.again for one in tallies),
            max(one.seconds for one in tallies),
        )

    @staticmethod
    def _hear(pipe: Any, task: Task) -> Tally:
        if not pipe.poll(_PATIENCE):
            raise AssertionError(f"no answer to {task}")
        try:
            tally: Tally = pipe.recv()
        except EOFError:
            raise AssertionError(f"a worker died of {task}; its traceback stands above") from None
        return tally
