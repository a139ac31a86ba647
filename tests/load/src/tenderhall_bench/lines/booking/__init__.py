"""场地预约 conflict-checked booking, beside the unprotected insert and what peers do."""

import time
from collections.abc import Iterator, Mapping
from functools import partial

from tenderhall_local.say import step

from tenderhall_bench.line import Curve, Line, Result
from tenderhall_bench.lines.booking import seed
from tenderhall_bench.lines.booking.crew import Crew
from tenderhall_bench.lines.booking.ways import CORRECT, MEASURED, WAYS
from tenderhall_bench.lines.booking.worker import HANDS, Task
from tenderhall_bench.stage import ROLE, Stage
from tenderhall_bench.timing import Rounds, interleave

SIZES = {"1e4": 10**4, "1e5": 10**5, "1e6": 10**6}
ROUNDS, SECONDS, WARM_UP = 15, 0.25, 0.3
BARS = {1: 0.95, HANDS: 1.0}
"""Of the best correct peer: level with it on one connection, ahead of it at eight."""

GROWTH = 1.3
SLOTS, RUSHES = 25, 4


def run(stage: Stage) -> Iterator[Result]:
    """测量 three databases, each with a crew's connections; then the rush for one room."""
    urls = {}
    for name, count in SIZES.items():
        with step(f"  {count:,} 个既有预约 · existing bookings"):
            urls[count] = stage.database("venue", f"venue_{name}")
            seed.fill(stage.superuser(urls[count]), ROLE, count)
    addresses = {count: stage.superuser(url) for count, url in urls.items()}
    with Crew(urls) as crew:
        for hands in BARS:
            yield from _measured(crew, hands, addresses)
        yield _rush(crew, addresses[SIZES["1e4"]])


def _measured(crew: Crew, hands: int, addresses: Mapping[int, str]) -> Iterator[Result]:
    began = time.monotonic()

    def speed(size: int, way: str, seconds: float) -> float:
        tally = crew.do(Task(size, way, 0, seconds), hands)
        return tally.booked / tally.seconds

    cells = {f"{name} {way}": (size, way) for name, size in SIZES.items() for way in MEASURED}
    for size, way in cells.values():
        speed(size, way, WARM_UP)
    done = interleave(
        {cell: partial(speed, *asked, SECONDS) for cell, asked in cells.items()}, ROUNDS
    )
    for size, address in addresses.items():
        _ensure_no_doubles(address, size)
    seconds = time.monotonic() - began
    for name, size in SIZES.items():
        yield _compared(done, hands, name, size, seconds / len(SIZES))
    yield _growth(done, hands, seconds)


def _compared(done: Rounds, hands: int, name: str, size: int, seconds: float) -> Result:
    best = done.best(f"{name} {way}" for way in CORRECT)
    peers = {way: done.median(f"{name} {way}") for way in MEASURED}
    limit = done.ratio(f"{name} ours", f"{name} unprotected")
    return Result(
        f"booking.{hands}c.{name}",
        done.ratio(f"{name} ours", best),
        *("×", BARS[hands], "higher", peers, {"bookings": size, "connections": hands}, seconds),
        note=f"bookings/s; × of {best.partition(' ')[2]}; {limit:.2f} of the unprotected",
    )


def _growth(done: Rounds, hands: int, seconds: float) -> Result:
    first, *_, last = SIZES
    costs = {name: 1e3 * hands / done.median(f"{name} ours") for name in SIZES}
    return Result(
        f"booking.{hands}c.growth",
        done.ratio(f"{first} ours", f"{last} ours"),
        *("×", GROWTH, "lower", costs, {"from": SIZES[first], "to": SIZES[last]}, seconds),
        note="ms a booking",
    )


def _ensure_no_doubles(address: str, size: int) -> None:
    """No way but the unprotected one may have given a room twice."""
    for at, way in enumerate(WAYS):
        if way in ("ours", *CORRECT) and (found := _doubles(address, size, way, at)):
            raise AssertionError(f"{way}: {found} double bookings at {size}")


def _doubles(address: str, size: int, way: str, at: int) -> int:
    table = "venue_claim" if way == "ours" else seed.PEER
    return seed.doubles(address, table, size, at, len(WAYS))


def _rush(crew: Crew, address: str) -> Result:
    """All ask for the same slots in the same order: each slot must have exactly one winner."""
    began, first = time.monotonic(), seed.CELLS
    wins: dict[str, int] = dict.fromkeys(WAYS, 0)

    def speed(way: str) -> float:
        nonlocal first
        task = Task(SIZES["1e4"], way, 0, slots=SLOTS, first=first)
        first += SLOTS
        tally = crew.do(task, HANDS)
        wins[way] += tally.booked
        return (tally.booked + tally.refused) / tally.seconds

    ways = [way for way in WAYS if way != "unprotected"]
    done = interleave({way: partial(speed, way) for way in ways}, RUSHES)
    for way in ("ours", *CORRECT):
        if wins[way] != SLOTS * RUSHES:
            raise AssertionError(f"{way}: {wins[way]} winners of {SLOTS * RUSHES} slots")
    doubles = wins["check then insert"] - SLOTS * RUSHES
    best = done.best(CORRECT)
    return Result(
        f"booking.{HANDS}c.rush",
        done.ratio("ours", best),
        *("×", 1.0, "higher", done.medians(), {"slots": SLOTS * RUSHES, "connections": HANDS}),
        time.monotonic() - began,
        note=f"tries/s; × of {best}; double bookings: 0, check then insert {doubles}",
    )


LINE = Line(
    "booking",
    "场地预约 · conflict-checked booking",
    "infra",
    run,
    tuple(
        Curve(
            f"booking-{hands}c",
            f"场地预约，{hands} 个连接 · bookings, {hands} connection{'s' * (hands > 1)}",
            f"booking.{hands}c.1e",
            "bookings",
            "bookings/s",
        )
        for hands in BARS
    ),
)
