"""签章 documents sealed over the bus, from the job to the verified PDF, beside the bare token."""

import os
import statistics
import time
from collections.abc import Iterator

from tenderhall_contracts import signing as contract
from tenderhall_kit.testbus import Bus
from tenderhall_kit.testprocess import until

from tenderhall_bench.child import Child, child
from tenderhall_bench.line import Line, Result
from tenderhall_bench.lines.sealing.big import big_document
from tenderhall_bench.lines.sealing.clerks import Clerk, Sealed
from tenderhall_bench.lines.sealing.effort import effort
from tenderhall_bench.lines.sealing.papers import papers
from tenderhall_bench.lines.sealing.place import HOST, LATENCY_MS, SealingPlace, sealing_place
from tenderhall_bench.stage import Stage
from tenderhall_bench.timing import interleave, percentile

__all__ = ["LINE"]

LEVELS = ("B-B", "B-T")
AT_ONCE = 6
DOCUMENTS, ROUNDS = 24, 3
RATIO, SIGNATURES, CALLS = 0.90, 1.0, 3.0
PROBES = {"GetSlotList", "GetSlotInfo", "GetTokenInfo"}
"""What the host asks the driver every two seconds to know which tokens are plugged in."""


def run(stage: Stage) -> Iterator[Result]:
    """测量 each level: the rate beside the token's, and what a document asks of the token."""
    with sealing_place(stage) as place:
        until(lambda: _online(place))
        words = ("-m", "tenderhall_bench.lines.sealing.raw", place.token.serial)
        with child(*words, BENCH_PIN=place.token.pin, **place.driver("raw")) as token:
            for number, level in enumerate(LEVELS, start=1):
                place.set_level(level, number)
                time.sleep(1)  # a service looks at its policies every half second
                yield from _level(place, token, level)
        yield big_document(place)


def _level(place: SealingPlace, token: Child, level: str) -> Iterator[Result]:
    began, clerk = time.monotonic(), Clerk(place)
    clerk.log_in(papers(place, 1)[0])
    clerk.seal(papers(place, AT_ONCE), AT_ONCE)
    before, made = place.calls(), list[Sealed]()

    root, spent = place.site.stack.root, list[float]()

    def ours() -> float:
        documents, before = papers(place, DOCUMENTS), effort(root)
        made.append(clerk.seal(documents, AT_ONCE))
        spent.append((effort(root) - before) * 1000 / DOCUMENTS)
        return made[-1].rate

    ways = {"tenderhall": ours, "C_Sign": lambda: DOCUMENTS / token.ask(DOCUMENTS)}
    found = interleave(ways, ROUNDS)
    used = place.calls() - before
    _ensure_right(place, made, level)
    count = DOCUMENTS * ROUNDS
    times = [second for one in made for second in one.seconds]
    yield Result(
        line=f"sealing.{level}",
        value=found.ratio("tenderhall", "C_Sign"),
        unit="×",
        bar=RATIO,
        better="higher",
        peers=found.medians() | {"p50 s": percentile(times, 50), "p99 s": percentile(times, 99)},
        sizes={"documents": count, "at once": AT_ONCE, "token ms": LATENCY_MS},
        seconds=time.monotonic() - began,
        note="份/秒 documents a second",
    )
    yield _effort(level, statistics.median(spent), count)
    calls = sum(number for name, number in used.items() if name not in PROBES)
    yield _count(f"sealing.{level}.signatures", used["Sign"] / count, SIGNATURES, count)
    yield _count(f"sealing.{level}.calls", calls / count, CALLS, count)


def _effort(level: str, spent: float, documents: int) -> Result:
    budget = (os.cpu_count() or 1) * LATENCY_MS / RATIO
    return Result(
        line=f"sealing.{level}.cpu",
        value=spent,
        unit="ms",
        bar=None,
        better="lower",
        peers={"all processes": spent, "this machine at 0.90": budget},
        sizes={"documents": documents},
        seconds=0,
        note="每份的处理器时间 processor time a document, and the most that would do",
    )


def _count(line: str, value: float, bar: float, documents: int) -> Result:
    return Result(
        line=line,
        value=value,
        unit="",
        bar=bar,
        better="lower",
        peers={"tenderhall": value},
        sizes={"documents": documents},
        seconds=0,
        note="每份 a document",
    )


def _ensure_right(place: SealingPlace, made: list[Sealed], level: str) -> None:
    """Each document became a file of its own; the last of each round is judged once more."""
    files = [one["sha256"] for each in made for one in each.files]
    if len(set(files)) != DOCUMENTS * ROUNDS:
        raise AssertionError(f"{len(set(files))} sealed files")
    with Bus(place.site.uri, place.site.seeds["gateway"]) as bus:
        for each in made:
            verdict = bus.call(contract.verify_pdf, {"pdf": each.files[-1]})
            if not verdict["ok"] or verdict["signatures"][0]["level"] != level:
                raise AssertionError(f"not a good {level} signature: {verdict['summary_zh']}")


def _online(place: SealingPlace) -> bool:
    with Bus(place.site.uri, place.site.seeds["gateway"]) as bus:
        items = bus.call(contract.list_seals, {}, Clerk(place).actor)["items"]
    return bool(items and items[0]["online"] and items[0]["host"] == HOST)


LINE = Line("sealing", "签章（100毫秒介质）· sealing on a 100 ms token", "infra", run)
