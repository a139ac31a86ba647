"""What nobody looks at while clicking: the console, the security policy, where requests go."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    WebError,
)

_TELL = """
document.addEventListener("securitypolicyviolation", (event) =>
  window.tenderhallViolated(
    `${event.effectiveDirective} ${event.blockedURI} ${event.sample} in ${event.documentURI}`));
"""
_SILENT = {"data", "blob", "about", "chrome", "chrome-extension", "chrome-untrusted", "devtools"}
_PARTS = {"stylesheet", "script", "image", "font", "manifest"}
_LEFT = "net::ERR_ABORTED"
"""A request that its own page gave up: by leaving, or as a download."""

_KNOWN = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")
"""Echoes in the console: of an answer that is judged by itself, and of what its page gave up."""


@dataclass
class Watch:
    """Over all pages of one browser context."""

    own: str
    store: str
    faults: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    _of: ClassVar[WeakKeyDictionary[BrowserContext, "Watch"]] = WeakKeyDictionary()

    @classmethod
    def over(cls, context: BrowserContext, *, own: str, store: str) -> "Watch":
        """Begin to watch; ``own`` and ``store`` are the two origins that may be asked."""
        made = cls(own, store)
        cls._of[context] = made
        context.expose_binding("tenderhallViolated", lambda _, told: made.note("CSP", told))
        context.add_init_script(_TELL)
        context.on("console", made.on_console)
        context.on("weberror", made.on_error)
        context.on("request", made.on_request)
        context.on("response", made.on_response)
        context.on("requestfailed", made.on_failure)
        context.on("page", _keep_file_choosers)
        return made

    @classmethod
    def of(cls, page: Page) -> "Watch":
        """The one that watches this page."""
        return cls._of[page.context]

    def note(self, kind: str, text: str) -> None:
        """Write down what went wrong."""
        self.faults.append(f"{kind}: {text}")

    def judge(self) -> None:
        """Fail with everything noted so far, once."""
        faults, self.faults = self.faults, []
        assert not faults, "the page did what no page may:\n" + "\n".join(faults)

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_KNOWN):
            self.note("console", f"{message.text} ({message.location.get('url')})")

    def on_error(self, error: WebError) -> None:
        self.note("uncaught", str(error.error))

    def on_request(self, request: Request) -> None:
        if not self._silent(request.url) and not self._ours(request.url):
            self.note("foreign origin", request.url)

    def on_response(self, response: Response) -> None:
        status = response.status
        broken = status >= 500 or (status >= 400 and response.request.resource_type in _PARTS)
        if broken and status not in self.expected:
            self.note("answer", f"{status} {response.request.method} {response.url}")

    def on_failure(self, request: Request) -> None:
        if self._ours(request.url) and request.failure != _LEFT and not self.expected:
            self.note("no answer", f"{request.failure} {request.method} {request.url}")

    def _ours(self, url: str) -> bool:
        asked = urlsplit(url)
        return f"{asked.scheme}://{asked.netloc}" in {self.own, self.store}

    @staticmethod
    def _silent(url: str) -> bool:
        return urlsplit(url).scheme in _SILENT


def _keep_file_choosers(page: Page) -> None:
    """Without a listener, Chromium is asked to hand the next one over while it opens already."""
    page.on("filechooser", lambda _: None)


@contextmanager
def expecting(page: Page, *statuses: int) -> Iterator[None]:
    """Failures that the test provokes: these statuses (of 500 and more) are no fault meanwhile."""
    watch = Watch.of(page)
    watch.expected |= set(statuses)
    try:
        yield
    finally:
        watch.expected -= set(statuses)
