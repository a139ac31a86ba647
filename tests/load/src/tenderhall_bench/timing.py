"""计时 interleaved rounds: whatever disturbs this machine meanwhile, hits all ways alike."""

import math
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Way = Callable[[], float]
"""One short round of one way; gives its figure."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """多轮结果 way → its figures, one for each round."""

    figures: Mapping[str, Sequence[float]]

    def median(self, way: str) -> float:
        """中位数 of a way's rounds."""
        return statistics.median(self.figures[way])

    def medians(self) -> dict[str, float]:
        """Every way's median."""
        return {way: self.median(way) for way in self.figures}

    def ratio(self, way: str, against: str) -> float:
        """比值 median of the ratios of the same rounds: less noisy than a ratio of medians."""
        pairs = zip(self.figures[way], self.figures[against], strict=True)
        return statistics.median(ours / theirs for ours, theirs in pairs)

    def least(self, way: str, against: str) -> float:
        """最短用时之比 of work that always takes as much of the processor; the rest is noise."""
        return min(self.figures[way]) / min(self.figures[against])

    def most(self, way: str, against: str) -> float:
        """最高速率之比 as ``least``, where the figures are rates."""
        return max(self.figures[way]) / max(self.figures[against])

    def best(self, ways: Iterable[str]) -> str:
        """最佳 the way with the highest median."""
        return max(ways, key=self.median)


def interleave(ways: Mapping[str, Way], rounds: int) -> Rounds:
    """交替进行 A B C, B C A, C A B …: each way goes first, and last, equally often."""
    names = list(ways)
    figures: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds):
        start = turn % len(names)
        for name in names[start:] + names[:start]:
            figures[name].append(ways[name]())
    return Rounds(figures)


def rate(work: Callable[[], object], seconds: float) -> float:
    """速率 how often a second ``work`` is done, one after another."""
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        work()
        done += 1
    return done / (time.perf_counter() - began)


def took(work: Callable[[], object]) -> float:
    """用时 seconds of one piece of work."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def percentile(values: Sequence[float], percent: float) -> float:
    """百分位数 by nearest rank: a value that really occurred.

    Raises:
        ValueError: where there are no values.
    """
    if not values:
        raise ValueError("no values")
    rank = math.ceil(percent / 100 * len(values))
    return sorted(values)[max(rank, 1) - 1]
