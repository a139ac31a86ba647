"""检索 what the public looks for, over 100 000 notices: exact recall against LIKE, then the time.

``BENCH_SEARCH_ROWS=1000000`` measures the growth point instead.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from notices import shelf
from notices.models import PublicEntry
from notices.rules import words
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from tenderhall_contracts.notices.portal import SearchPublic
from tenderhall_kit import database
from tenderhall_kit.settings import Settings
from tenderhall_local.say import step

from tenderhall_bench.line import Line, Result
from tenderhall_bench.lines.search import fill
from tenderhall_bench.noted import start
from tenderhall_bench.stage import Stage
from tenderhall_bench.timing import percentile, took

ROWS = int(os.environ.get("BENCH_SEARCH_ROWS", "100000"))
ROUNDS, WARM = 20, 3
BAR = 30.0
"""Milliseconds, p95 of all questions together, in the database (issue 8)."""

ASKED: Mapping[str, Mapping[str, Any]] = {
    "2 characters, common": {"q": "医院"},
    "2 characters, rare": {"q": "防汛"},
    "4 characters": {"q": "污水处理"},
    "a name": {"q": "南岳区人民医院"},
    "two words": {"q": "南岳区 CT设备"},
    "a number": {"q": "(4711号)"},
    "part of a number": {"q": "HYZC-2023-G-07"},
    "in every notice": {"q": "采购"},
    "a phrase in every notice": {"q": "衡阳市"},
    "found nowhere": {"q": "航天飞机"},
    "purchaser": {"purchaser": "衡山县图书馆"},
    "no words, filters": {"kind": "award", "region": "430412", "catalogue": "A02"},
    "words, kind, amount": {"q": "物业服务", "kind": "tender", "amount_from": "8000000"},
    "words of a month": {"q": "教育局", "since": "2024-03-01", "until": "2024-03-31"},
    "page 24": {"q": "照明", "offset": 460},
}


def run(stage: Stage) -> Iterator[Result]:
    """测量 every question by turns, after its answer has been held against LIKE."""
    began = time.monotonic()
    url = stage.database("notices")
    address = stage.superuser(url)
    with step(f"填充 {ROWS} 条公告 · filling the catalogue"):
        fill.fill(address, ROWS)
    public = Ed25519PrivateKey.from_private_bytes(start.SEED).public_key().public_bytes_raw()
    engine = database.engine(Settings("notices", "test", "", url, {"gateway": public}, start.SEED))
    with Session(engine) as session, session.begin():
        asked = {name: SearchPublic().load(dict(one)) for name, one in ASKED.items()}
        found = {name: _proved(session, one) for name, one in asked.items()}
        figures: dict[str, list[float]] = {name: [] for name in asked}
        for turn in range(WARM + ROUNDS):
            for name, one in asked.items():
                spent = took(_way(session, one)) * 1000
                if turn >= WARM:
                    figures[name].append(spent)
    engine.dispose()
    sizes = {"notices": ROWS, **fill.sizes(address)}
    spent = time.monotonic() - began
    every = [one for row in figures.values() for one in row]
    yield _result("all", every, BAR, sizes, spent)
    for name, row in figures.items():
        yield _result(name, row, None, {"found": found[name]}, spent)


def _way(session: Session, asked: Mapping[str, Any]) -> Callable[[], object]:
    def ask() -> object:
        session.expunge_all()
        return shelf.search(session, asked)

    return ask


def _proved(session: Session, asked: Mapping[str, Any]) -> int:
    """How many there are; the index must find what LIKE finds, neither more nor less."""
    plain = [PublicEntry.said.contains(one, autoescape=True) for one in _terms(asked)]
    others = {name: one for name, one in asked.items() if name != "q"}
    like = (
        select(func.count())
        .select_from(PublicEntry)
        .where(*plain, *shelf.conditions(others, by_words=False))
    )
    ours = select(func.count()).select_from(PublicEntry).where(*shelf.conditions(asked))
    both = ours.where(*plain)
    counts = [int(session.scalar(one) or 0) for one in (like, ours, both)]
    if len(set(counts)) > 1:
        raise AssertionError(f"{asked}: LIKE finds {counts[0]}, search {counts[1]}")
    return counts[0]


def _terms(asked: Mapping[str, Any]) -> list[str]:
    return words.terms(asked.get("q") or "")


def _result(
    name: str, row: list[float], bar: float | None, sizes: Mapping[str, int], spent: float
) -> Result:
    peers = {"p50": percentile(row, 50), "p95": percentile(row, 95), "most": max(row)}
    told = {**sizes, "calls": len(row)}
    return Result(f"search.{name}", peers["p95"], "ms", bar, "lower", peers, told, spent, "ms")


LINE = Line("search", "检索 · what the public looks for among published notices", "infra", run)
