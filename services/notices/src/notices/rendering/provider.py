"""排版依赖 gives a nameko service its render workers, started with it and ended with it."""

from pathlib import Path
from typing import Any

from eventlet.green import subprocess
from nameko.extensions import DependencyProvider

from notices.fonts import open_folder
from notices.rendering.pool import RenderPool

FONT_DIR = "TENDERHALL_FONT_DIR"
"""The setting that names the font folder (``python -m notices.fonts build``)."""


class Renderer(DependencyProvider):
    """排版进程池 as a dependency; a missing font or library keeps the service from starting."""

    def setup(self) -> None:
        """Start the workers before the first request is taken."""
        folder = open_folder(Path(self.container.config["kit"].settings[FONT_DIR]))
        self.pool = RenderPool(folder, popen=subprocess.Popen).start()

    def stop(self) -> None:
        """End them."""
        self.pool.stop()

    def get_dependency(self, worker_ctx: Any) -> RenderPool:  # noqa: ARG002 — nameko's own signature
        """The pool, shared by all workers of the service."""
        return self.pool
