"""列表 the filter and the page of a list, read from the query string and written into links."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

SIZE = 20
"""Rows on a page."""

_WHOLE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Listing:
    """列表状态 what is asked for; ``payload`` is what the services' ``Page`` takes."""

    q: str
    state: str
    page: int

    @property
    def payload(self) -> dict[str, Any]:
        """入参 filter, limit and offset."""
        told: dict[str, Any] = {"limit": SIZE, "offset": (self.page - 1) * SIZE}
        if self.q:
            told["q"] = self.q
        if self.state:
            told["state"] = self.state
        return told

    @property
    def filtered(self) -> bool:
        """已筛选 whether an empty list may only mean that nothing matches."""
        return bool(self.q or self.state)

    def pages(self, total: int) -> int:
        """页数 at least one."""
        return max(1, -(-total // SIZE))

    def link(self, page: int) -> str:
        """链接 to a page of the same list."""
        told = {"q": self.q, "state": self.state, "page": page if page > 1 else ""}
        return f"?{urlencode({name: value for name, value in told.items() if value})}"


def listing(request: Request) -> Listing:
    """读列表状态 anything that is no page number is page 1."""
    asked = request.query_params
    page = asked.get("page", "1")
    sane = page.isdecimal() and len(page) <= _WHOLE_DIGITS and int(page) > 0
    return Listing(
        asked.get("q", "").strip()[:100], asked.get("state", ""), int(page) if sane else 1
    )
