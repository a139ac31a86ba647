"""排版进度 how many pages have been laid out, as WeasyPrint's own log tells it."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

EVERY = 5
"""Pages between two words of it."""

_PAGE = "Step 5 - Creating layout - Page %d"
_log = logging.getLogger("weasyprint.progress")


class _Pages(logging.Handler):
    """Tells every few pages; the pages of a second layout (page numbers moved) count on."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        super().__init__()
        self._tell, self._laid = tell, 0

    def emit(self, record: logging.LogRecord) -> None:
        """Count one page."""
        if record.msg == _PAGE:
            self._laid += 1
            if self._laid % EVERY == 0:
                self._tell(self._laid)


@contextmanager
def told(job: Mapping[str, Any], tell: Callable[[int], None]) -> Iterator[None]:
    """告知进度 while a job runs that wants it (``progress``)."""
    if not job.get("progress"):
        yield
        return
    pages = _Pages(tell)
    _log.setLevel(logging.INFO)
    _log.propagate = False
    _log.addHandler(pages)
    try:
        yield
    finally:
        _log.removeHandler(pages)
        _log.setLevel(logging.ERROR)
