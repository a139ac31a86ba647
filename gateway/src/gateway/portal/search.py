"""查询条件 what a reader looks for in the list of notices, read from the query string."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

SIZE = 20
"""Notices on a page."""

KINDS = frozenset(
    {
        *("tender", "clarification", "supplement"),
        *("suspension", "resumption", "cancellation", "failure"),
    }
)
"""公告类型 as the list names them; the page has the words for them."""

_CHINA = ZoneInfo("Asia/Shanghai")
_LONGEST = 100
_DIGITS = 6
_SOUGHT = ("title", "no", "project_no")
_NO_DAY, _EARLIER = "no_day", "earlier"


@dataclass(frozen=True, slots=True)
class Found:
    """查询结果 one page of what matches, and how many match."""

    rows: Sequence[Mapping[str, Any]]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Search:
    """查询 dates are days of publication in China, both included; as typed in ``typed``.

    ``faults`` are the fields that cannot be read, each with what is wrong with it.
    """

    words: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    page: int = 1
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Search":
        """读取 whatever the address says; an unknown kind is none, no page number is page 1."""
        typed = {name: asked.get(name, "").strip()[:_LONGEST] for name in ("from", "until")}
        since, until = _day(typed["from"]), _day(typed["until"])
        faults = {
            name: _NO_DAY
            for name, day in (("from", since), ("until", until))
            if typed[name] and day is None
        }
        if since and until and until < since:
            faults["until"] = _EARLIER
        kind = asked.get("kind", "")
        return cls(
            words=asked.get("q", "").strip()[:_LONGEST],
            kind=kind if kind in KINDS else "",
            since=since,
            until=until,
            page=_page(asked.get("page", "1")),
            typed=typed,
            faults=faults,
        )

    @property
    def plain(self) -> bool:
        """无条件 the whole list, from its first page or a later one."""
        return not self.narrowed and not self.faults

    @property
    def narrowed(self) -> bool:
        """有条件 whether an empty answer may only mean that nothing matches."""
        return bool(self.words or self.kind or any(self.typed.values()))

    def among(self, rows: Sequence[Mapping[str, Any]]) -> Found:
        """查找 the page asked for; the last one where there are fewer pages."""
        matching = [] if self.faults else [row for row in rows if self._matches(row)]
        pages = max(1, -(-len(matching) // SIZE))
        page = min(self.page, pages)
        return Found(matching[(page - 1) * SIZE : page * SIZE], len(matching), page, pages)

    def _matches(self, row: Mapping[str, Any]) -> bool:
        day = datetime.fromisoformat(row["published_at"]).astimezone(_CHINA).date()
        text = " ".join(str(row.get(name, "")) for name in _SOUGHT).casefold()
        return (
            all(word in text for word in self.words.casefold().split())
            and self.kind in {"", row.get("kind")}
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
        )

    def link(self, page: int) -> str:
        """链接 to another page of the same answer."""
        told = {"q": self.words, "kind": self.kind, **self.typed, "page": page if page > 1 else ""}
        query = urlencode({name: value for name, value in told.items() if value})
        return f"/?{query}" if query else "/"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _page(text: str) -> int:
    sane = text.isascii() and text.isdecimal() and len(text) <= _DIGITS and int(text) > 0
    return int(text) if sane else 1
