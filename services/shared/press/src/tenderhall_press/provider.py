"""排版依赖 gives a nameko service its render workers, started with it and ended with it."""

from pathlib import Path
from typing import Any

from eventlet.green import subprocess
from nameko.extensions import DependencyProvider

from tenderhall_press.fonts import open_folder
from tenderhall_press.pool import SECONDS_PER_JOB, WORKERS, RenderPool
from tenderhall_press.product import Product

FONT_DIR = "TENDERHALL_FONT_DIR"
"""The setting that names the font folder (``python -m tenderhall_press.fonts build``)."""


class Renderer(DependencyProvider):
    """排版进程池 as a dependency; a missing font keeps the service from starting.

    So does a missing library, unless the workers start ``later``: at their first job.
    """

    def __init__(
        self,
        product: Product,
        *,
        seconds: float = SECONDS_PER_JOB,
        workers: int = WORKERS,
        later: bool = False,
    ) -> None:
        """Print this product."""
        self.product, self.later = product, later
        self.limits: dict[str, Any] = {"seconds": seconds, "workers": workers}
        super().__init__()

    def setup(self) -> None:
        """Start the workers before the first request is taken."""
        folder = open_folder(Path(self.container.config["kit"].settings[FONT_DIR]))
        pool = RenderPool(self.product, folder, popen=subprocess.Popen, **self.limits)
        self.pool = pool.start_later() if self.later else pool.start()

    def stop(self) -> None:
        """End them."""
        self.pool.stop()

    def get_dependency(self, worker_ctx: Any) -> RenderPool:  # noqa: ARG002 — nameko's own signature
        """The pool, shared by all workers of the service."""
        return self.pool
