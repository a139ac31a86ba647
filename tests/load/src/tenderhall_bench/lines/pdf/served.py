"""服务排版 ``python -m tenderhall_bench.lines.pdf.served``: as the notices service does it.

Under eventlet, with the service's own pool of warm workers (``Renderer``'s), and with a heart that
beats every 5 ms: how late it beats is how long the service would have kept its broker waiting.
"""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402 — everything else is imported patched
import time  # noqa: E402
from datetime import datetime  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from eventlet.green import subprocess  # noqa: E402
from notices.rendering import NOTICE, RenderPool, named  # noqa: E402
from tenderhall_press.fonts import open_folder  # noqa: E402

from tenderhall_bench.child import serve  # noqa: E402

BEAT = 0.005
AT = datetime.fromisoformat("2026-11-23T10:00:00+08:00")


class Heart:
    """心跳 the longest time between two beats, beyond the one that was meant.

    ``worst`` is what a clock says; ``own`` the processor time that the loop's thread spent between
    two beats: a loop that waits for a core is late, but does not stall.
    """

    def __init__(self) -> None:
        self.worst = self.own = 0.0
        self.stopped = False

    def beat(self) -> None:
        """跳动 until it is stopped."""
        last, spent = time.perf_counter(), time.thread_time()
        while not self.stopped:
            eventlet.sleep(BEAT)
            now, since = time.perf_counter(), time.thread_time()
            self.worst = max(self.worst, now - last - BEAT)
            self.own = max(self.own, since - spent)
            last, spent = now, since


class Printer:
    """排版 one notice at a time, or as many at once as are asked for."""

    def __init__(self) -> None:
        folder = open_folder(Path(os.environ["TENDERHALL_FONT_DIR"]))
        self.pool = RenderPool(NOTICE, folder, popen=subprocess.Popen).start()

    def __call__(self, job: dict[str, Any]) -> dict[str, float]:
        """排版 ``{view, attached, at_once}``: seconds, pages, bytes, worst beat, workers' MiB."""
        heart = Heart()
        beating = eventlet.spawn(heart.beat)
        eventlet.sleep(0)
        began = time.perf_counter()
        waiting = [eventlet.spawn(self._print, job) for _ in range(job["at_once"])]
        made, *_ = [one.wait() for one in waiting]
        seconds = time.perf_counter() - began
        heart.stopped = True
        beating.wait()
        told = {"pages": made.pages, "bytes": len(made.pdf), "stall": heart.worst, "own": heart.own}
        return told | {"seconds": seconds, "memory": _workers_memory()}

    def _print(self, job: dict[str, Any]) -> Any:
        template = named(job["template"], job["version"])
        return self.pool.print(template, job["view"], job["attached"], AT)


def _workers_memory() -> float:
    """内存 MiB that the render workers, our only children, hold in RAM."""
    me = os.getpid()
    children = Path(f"/proc/{me}/task/{me}/children").read_text().split()
    pages = [int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in children]
    return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    raise SystemExit(serve(Printer()))
