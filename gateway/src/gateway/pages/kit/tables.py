"""列表 the filter and the page of a list, read from the query string and written into links."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

SIZE = 20
"""Rows on a page."""

_WHOLE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Listing:
    """列表状态 what is asked for; ``payload`` is what the services' ``Page`` takes.

    ``others`` are the filters that one list has beside text and state.
    """

    q: str
    state: str
    page: int
    others: Mapping[str, str] = field(default_factory=dict)

    @property
    def payload(self) -> dict[str, Any]:
        """入参 filter, limit and offset."""
        told: dict[str, Any] = {"limit": SIZE, "offset": (self.page - 1) * SIZE}
        if self.q:
            told["q"] = self.q
        if self.state:
            told["state"] = self.state
        return {**told, **self.others}

    @property
    def filtered(self) -> bool:
        """已筛选 whether an empty list may only mean that nothing matches."""
        return bool(self.q or self.state or self.others)

    def pages(self, total: int) -> int:
        """页数 at least one."""
        return max(1, -(-total // SIZE))

    def link(self, page: int) -> str:
        """链接 to a page of the same list."""
        return self._query({"page": page if page > 1 else ""})

    def without(self, name: str) -> str:
        """链接 to the first page of the list with one filter less."""
        return self._query({name: ""})

    def _query(self, changes: Mapping[str, object]) -> str:
        told = {"q": self.q, "state": self.state, **self.others, **changes}
        return f"?{urlencode({name: value for name, value in told.items() if value})}"


def listing(request: Request, *others: str) -> Listing:
    """读列表状态 anything that is no page number is page 1; ``others``: filters of this list."""
    asked = request.query_params
    page = asked.get("page", "1")
    sane = page.isdecimal() and len(page) <= _WHOLE_DIGITS and int(page) > 0
    return Listing(
        asked.get("q", "").strip()[:100],
        asked.get("state", ""),
        int(page) if sane else 1,
        {name: asked[name].strip() for name in others if asked.get(name, "").strip()},
    )
