"""排版进程池 two render workers, started beforehand; a third caller waits for one of them.

Measured against rendering in the service (documents.md §3.3): the event loop stalls 25 ms instead
of 2,160 ms, and the jobs finish sooner.
"""

import base64
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tenderhall_press import frames
from tenderhall_press.fonts import FontFolder
from tenderhall_press.product import Product
from tenderhall_press.templates import TemplateVersion

WORKERS = 2
JOBS_PER_WORKER = 200
SECONDS_PER_JOB = 60.0

Laid = Callable[[int], None]
"""Is told how many pages have been laid out."""


def _nobody(_: int) -> None:
    """Wants to know nothing of pages."""


class RenderError(RuntimeError):
    """排版失败 a worker was lost or a template broke; ``reason`` is a word for programs."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class Printed:
    """排版结果 the fragment shared by page and PDF, the PDF/A-3b, and the place for a seal."""

    body: str
    pdf: bytes
    pages: int
    seal: dict[str, float] | None


class _Worker:
    """One child process and how much it has done."""

    def __init__(self, product: Product, fonts: FontFolder, popen: Callable[..., Any]) -> None:
        self.done = 0
        # Nothing of the service's environment: its secrets are no business of a template.
        settings = {
            "PATH": os.environ.get("PATH", ""),
            "LANG": "C.UTF-8",
            "FONTCONFIG_FILE": str(fonts.config),
        }
        self.process = popen(
            [sys.executable, "-m", "tenderhall_press.worker", product.to_word()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=settings,
        )

    def greet(self) -> "_Worker":
        """Wait until it is ready to render.

        Raises:
            RenderError: ``unfit`` names what is missing.
        """
        hello = frames.receive(self.process.stdout) or {}
        if not hello.get("ready"):
            self.end()
            raise RenderError("unfit", hello.get("unfit", "排版进程未能启动 no render worker"))
        return self

    def ask(self, job: dict[str, Any], seconds: float, laid: Laid) -> dict[str, Any]:
        """Send a job and wait; past the limit the worker is killed and the job fails."""
        self.done += 1
        clock = threading.Timer(seconds, self.process.kill)
        clock.daemon = True
        clock.start()
        try:
            frames.send(self.process.stdin, job)
            while (told := frames.receive(self.process.stdout)) and "laid" in told:
                laid(told["laid"])
        except OSError:
            told = None
        finally:
            clock.cancel()
        return told or {"lost": True}

    def end(self) -> None:
        """Kill and reap."""
        with suppress(OSError):
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                pipe.close()


class RenderPool:
    """排版进程池 safe to call from many greenlets or threads at once.

    Args:
        product: What is printed.
        fonts: The private font folder.
        popen: ``subprocess.Popen``, or eventlet's green one inside a nameko service.
        seconds: Longest time for one job; then its worker is killed.
        workers: How many processes.
    """

    def __init__(
        self,
        product: Product,
        fonts: FontFolder,
        *,
        popen: Callable[..., Any] = subprocess.Popen,
        seconds: float = SECONDS_PER_JOB,
        workers: int = WORKERS,
    ) -> None:
        self.product, self.fonts = product, fonts
        self._popen, self._seconds, self._workers = popen, seconds, workers
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()

    def start(self) -> "RenderPool":
        """启动 start the workers: a missing library is told now, not at the first job.

        Raises:
            RenderError: ``unfit`` names what is missing.
        """
        for worker in [self._worker() for _ in range(self._workers)]:
            self._idle.put(worker.greet())
        return self

    def start_later(self) -> "RenderPool":
        """随用随启 start each worker at its first job: for a service that seldom prints."""
        for _ in range(self._workers):
            self._idle.put(None)
        return self

    def _worker(self) -> _Worker:
        return _Worker(self.product, self.fonts, self._popen)

    def stop(self) -> None:
        """停止 end every worker that is not at work."""
        while not self._idle.empty():
            worker = self._idle.get()
            if worker:
                worker.end()

    def body(self, template: TemplateVersion, data: dict[str, Any]) -> str:
        """正文 the HTML fragment only, for a preview."""
        told = self._ask({**_named(template), "want": "body", "data": data})
        return str(told["body"])

    def print(
        self,
        template: TemplateVersion,
        data: dict[str, Any],
        attached: str,
        at: datetime,
        laid: Laid | None = None,
    ) -> Printed:
        """排版 as PDF/A-3b with its data embedded; see ``engine.render``.

        Args:
            template: The version to use.
            data: The view that the template reads.
            attached: The data to embed, canonical JSON.
            at: The moment written as the embedded file's date.
            laid: Is told every few pages how many have been laid out.

        Raises:
            RenderError: ``missing_glyph``, ``too_large`` or ``template`` where it cannot be
                rendered; ``lost`` where the worker died or took too long.
        """
        job = {**_named(template), "want": "pdf", "data": data, "attached": attached}
        told = self._ask(
            {**job, "at": at.isoformat(), "progress": laid is not None}, laid or _nobody
        )
        pdf = base64.b64decode(told["pdf"])
        return Printed(told["body"], pdf, told["pages"], told["seal"])

    def _ask(self, job: dict[str, Any], laid: Laid = _nobody) -> dict[str, Any]:
        worker = self._idle.get()
        try:
            worker = worker or self._worker().greet()
            told = worker.ask(job, self._seconds, laid)
            if "lost" in told or worker.done >= JOBS_PER_WORKER:
                worker.end()
                worker = None
        except BaseException:
            if worker:
                worker.end()
                worker = None
            raise
        finally:
            self._idle.put(worker)
        if "lost" in told:
            raise RenderError("lost", "排版进程中断或超时 the render worker was lost")
        if "refused" in told:
            raise RenderError(told["refused"], told["message"])
        return told


def _named(template: TemplateVersion) -> dict[str, str]:
    return {"template": template.template_id, "version": template.version}
