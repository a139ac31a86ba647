"""查询条件 what a reader looks for in the list of notices, read from the query string."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from tenderhall_contracts.notices.portal import FILED_AS_CHANGE, MOST
from tenderhall_contracts.vocab import REGIONS, Method

SIZE = 20
"""Notices on a page."""

KINDS = frozenset(
    {
        *("tender", "change", "award", "award_change", "clarification", "supplement"),
        *("suspension", "resumption", "cancellation", "failure"),
    }
)
"""公告类型 as the list names them; the page has the words for them."""

ASKED = ("q", "kind", "region", "method", "catalogue", "purchaser", "agency")
TYPED = ("from", "until", "amount_from", "amount_to")

_CHINA = ZoneInfo("Asia/Shanghai")
_LONGEST = 100
_DIGITS = 6
_RICHEST = 10**15
_SOUGHT = ("title", "no", "project_no")
_NO_DAY, _EARLIER, _NO_MONEY, _LESS = "no_day", "earlier", "no_money", "less"
_FROM_FILE = {"q", "kind", "from", "until", "page"}


@dataclass(frozen=True, slots=True)
class Found:
    """查询结果 one page of what matches, and how many match; ``more`` where even more do."""

    rows: Sequence[Mapping[str, Any]]
    total: int
    page: int
    pages: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """查询 dates are days of publication in China, both included; as typed in ``typed``.

    ``faults`` are the fields that cannot be read, each with what is wrong with it.
    """

    words: str = ""
    kind: str = ""
    region: str = ""
    method: str = ""
    catalogue: str = ""
    purchaser: str = ""
    agency: str = ""
    since: date | None = None
    until: date | None = None
    page: int = 1
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Search":
        """读取 whatever the address says; what no vocabulary knows is none, no number is page 1."""
        typed = {name: asked.get(name, "").strip()[:_LONGEST] for name in TYPED}
        text = {name: asked.get(name, "").strip()[:_LONGEST] for name in ASKED}
        return cls(
            words=text["q"],
            kind=text["kind"] if text["kind"] in KINDS else "",
            region=text["region"] if text["region"] in REGIONS else "",
            method=text["method"] if text["method"] in set(Method) else "",
            catalogue=_catalogue(text["catalogue"]),
            purchaser=text["purchaser"],
            agency=text["agency"],
            since=_day(typed["from"]),
            until=_day(typed["until"]),
            page=_page(asked.get("page", "1")),
            typed=typed,
            faults=_faults(typed),
        )

    @property
    def plain(self) -> bool:
        """无条件 the whole list, from its first page or a later one."""
        return not self.narrowed and not self.faults

    @property
    def narrowed(self) -> bool:
        """有条件 whether an empty answer may only mean that nothing matches."""
        return any(self.told.values())

    @property
    def detailed(self) -> bool:
        """更多条件 whether any is set that stands behind 更多条件 on the page."""
        return any(value for name, value in self.told.items() if name not in _FROM_FILE)

    @property
    def told(self) -> dict[str, str]:
        """条件 by the names of the address."""
        names = (("q", self.words), ("kind", self.kind), ("region", self.region))
        more = (("method", self.method), ("catalogue", self.catalogue))
        parties = (("purchaser", self.purchaser), ("agency", self.agency))
        return {**dict(names), **dict(more), **dict(parties), **self.typed}

    @property
    def subscribed(self) -> dict[str, str]:
        """订阅条件 those that are set; days of publication are none."""
        days = {"from", "until"}
        return {name: value for name, value in self.told.items() if value and name not in days}

    @property
    def payload(self) -> dict[str, Any]:
        """检索参数 of ``notices.search_public``; only what is set."""
        days = {"since": self.typed.get("from"), "until": self.typed.get("until")}
        money = {name: self.typed.get(name) for name in ("amount_from", "amount_to")}
        told = {name: value for name, value in self.told.items() if name not in TYPED}
        asked = {name: value for name, value in (told | days | money).items() if value}
        return asked | {"limit": SIZE, "offset": min(self.page - 1, MOST // SIZE) * SIZE}

    def among(self, rows: Sequence[Mapping[str, Any]]) -> Found:
        """查找 the page asked for; the last one where there are fewer pages."""
        matching = [] if self.faults else [row for row in rows if self._matches(row)]
        pages = max(1, -(-len(matching) // SIZE))
        page = min(self.page, pages)
        return Found(matching[(page - 1) * SIZE : page * SIZE], len(matching), page, pages)

    def found(self, answer: Mapping[str, Any]) -> Found:
        """检索结果 as the service told it."""
        pages = max(1, -(-answer["total"] // SIZE))
        page = min(self.page, pages)
        return Found(answer["items"], answer["total"], page, pages, answer["more"])

    def _matches(self, row: Mapping[str, Any]) -> bool:
        day = datetime.fromisoformat(row["published_at"]).astimezone(_CHINA).date()
        text = " ".join(str(row.get(name, "")) for name in _SOUGHT).casefold()
        return (
            all(word in text for word in self.words.casefold().split())
            and self.kind in {"", *_filed_under(row.get("kind", ""))}
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
        )

    def link(self, page: int, path: str = "/") -> str:
        """链接 to another page of the same answer, or to another form of it."""
        told = {**self.told, "page": page if page > 1 else ""}
        query = urlencode({name: value for name, value in told.items() if value})
        return f"{path}?{query}" if query else path


def _filed_under(kind: str) -> tuple[str, ...]:
    """What a notice is found as, by the file as by the service."""
    return (kind, "change") if kind in FILED_AS_CHANGE else (kind,)


def _faults(typed: Mapping[str, str]) -> dict[str, str]:
    since, until = _day(typed["from"]), _day(typed["until"])
    least, most = _money(typed["amount_from"]), _money(typed["amount_to"])
    read = {"from": since, "until": until, "amount_from": least, "amount_to": most}
    wrong = {"from": _NO_DAY, "until": _NO_DAY, "amount_from": _NO_MONEY, "amount_to": _NO_MONEY}
    faults = {name: wrong[name] for name in TYPED if typed[name] and read[name] is None}
    if since and until and until < since:
        faults["until"] = _EARLIER
    if least is not None and most is not None and most < least:
        faults["amount_to"] = _LESS
    return faults


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _money(text: str) -> Decimal | None:
    """Yuan with at most two places, as the contracts take it."""
    try:
        value = Decimal(text)
        sane = value.is_finite() and 0 <= value <= _RICHEST
        return value if sane and value == round(value, 2) else None
    except InvalidOperation:
        return None


def _catalogue(text: str) -> str:
    code = text.upper()
    sane = code[:1] in {"A", "B", "C"} and code.isascii() and (code[1:] or "0").isdecimal()
    return code if sane and len(code) <= 9 else ""  # noqa: PLR2004 — a letter and eight digits


def _page(text: str) -> int:
    sane = text.isascii() and text.isdecimal() and len(text) <= _DIGITS and int(text) > 0
    return int(text) if sane else 1
