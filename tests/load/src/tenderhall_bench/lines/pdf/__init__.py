"""公告排版 a notice to PDF/A-3b in the service's warm workers, beside bare WeasyPrint in a loop."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from notices.rendering import NOTICE, RenderPool, TemplateVersion, choose
from tenderhall_press.fonts import FontFolder, build

from tenderhall_bench.child import Child, child
from tenderhall_bench.line import Line, Result
from tenderhall_bench.lines.pdf.view import view
from tenderhall_bench.stage import Stage
from tenderhall_bench.timing import interleave

__all__ = ["LINE"]

RATIO, STALL_MS = 1.15, 100.0
WARM, CROWD = 3, 4
GROWTH, IN_A_ROW, SETTLED, WORKERS = 1.1, 1000, 100, 2
"""Notices printed one after the other; after a hundred of them the workers have all they need."""
HEAD = '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"></head><body>'
FOOT = "</body></html>"


@dataclass(frozen=True)
class Size:
    """规格 a notice of so many lots, with so many lines of requirements each; and rounds."""

    lots: int
    lines: int
    rounds: int


SIZES = (Size(1, 0, 20), Size(8, 6, 10), Size(27, 6, 6))
"""4 pages are the shortest lawful notice in this format; then about 8 and 20."""


@dataclass
class Race:
    """比赛 one notice, made by both ways; what was made must have as many pages."""

    ours: Child
    theirs: Child
    idle: Child
    job: dict[str, Any]
    plain: dict[str, str]
    pages: set[int] = field(default_factory=set)
    stalls: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)
    noise: list[float] = field(default_factory=list)

    def tenderhall(self, at_once: int = 1) -> float:
        """服务排版 milliseconds."""
        self.idle.ask("begin")
        made = self.ours.ask(self.job | {"at_once": at_once})
        self.noise.append(self.idle.ask("end"))
        self.stalls.append(made["own"] * 1000)
        self.clock.append(made["stall"] * 1000)
        return self._made(made)

    def weasyprint(self) -> float:
        """裸排版 milliseconds."""
        return self._made(self.theirs.ask(self.plain))

    def _made(self, made: dict[str, float]) -> float:
        self.pages.add(int(made["pages"]))
        if len(self.pages) != 1:
            raise AssertionError(f"not the same document: {self.pages} pages")
        return made["seconds"] * 1000


def run(stage: Stage) -> Iterator[Result]:
    """测量 each size: the time beside WeasyPrint's own, and the worst beat of the heart."""
    fonts = build(stage.root.parent / "fonts")
    template = choose("tender", "430400", date(2026, 11, 23))
    served = ("-m", "tenderhall_bench.lines.pdf.served")
    bare = ("-m", "tenderhall_bench.lines.pdf.bare")
    raced: list[Race] = []
    with (
        child("-m", "tenderhall_bench.lines.pdf.idle") as idle,
        child(*served, TENDERHALL_FONT_DIR=str(fonts.path)) as ours,
        child(*bare, FONTCONFIG_FILE=str(fonts.config)) as theirs,
    ):
        for size, body in zip(SIZES, _bodies(fonts, template), strict=True):
            race = Race(ours, theirs, idle, _job(template, size), _plain(template, body))
            yield _run(race, size)
            raced.append(race)
        yield _memory(raced[0])
    yield _stall(raced)


def _bodies(fonts: FontFolder, template: TemplateVersion) -> list[str]:
    """The HTML of each size, made by the service's own template: both ways get the same."""
    pool = RenderPool(NOTICE, fonts).start()
    made = [pool.body(template, view(size.lots, size.lines)) for size in SIZES]
    pool.stop()
    return made


def _job(template: TemplateVersion, size: Size) -> dict[str, Any]:
    told = view(size.lots, size.lines)
    return {
        "template": template.template_id,
        "version": template.version,
        "view": told,
        "attached": json.dumps(told, ensure_ascii=False),
    }


def _plain(template: TemplateVersion, body: str) -> dict[str, str]:
    return {"html": HEAD + body + FOOT, "css": str(template.folder / "print.css")}


def _run(race: Race, size: Size) -> Result:
    began = time.monotonic()
    ways = {"tenderhall": race.tenderhall, "weasyprint": race.weasyprint}
    interleave(ways, WARM)
    race.tenderhall(at_once=CROWD)
    found = interleave(ways, size.rounds)
    (pages,) = race.pages
    return Result(
        line=f"pdf.{pages}p",
        value=found.least("tenderhall", "weasyprint"),
        unit="×",
        bar=RATIO,
        better="lower",
        peers={name: min(each) for name, each in found.figures.items()},
        sizes={"pages": pages, "lots": size.lots, "rounds": size.rounds},
        seconds=time.monotonic() - began,
        note="毫秒 milliseconds, quickest round",
    )


def _memory(race: Race) -> Result:
    """连续排版 the most that the workers hold among the last hundred and among the second."""
    began, held = time.monotonic(), dict[int, float]()
    for done in range(WORKERS, IN_A_ROW + 1, WORKERS):
        held[done] = race.ours.ask(race.job | {"at_once": WORKERS})["memory"]
    most = {
        count: max(one for done, one in held.items() if count - SETTLED < done <= count)
        for count in (2 * SETTLED, IN_A_ROW)
    }
    return Result(
        line="pdf.memory",
        value=most[IN_A_ROW] / most[2 * SETTLED],
        unit="×",
        bar=GROWTH,
        better="lower",
        peers={f"until {count}": each for count, each in most.items()},
        sizes={"notices": IN_A_ROW, "workers": WORKERS},
        seconds=time.monotonic() - began,
        note="排版进程内存 MiB, the most of a hundred notices",
    )


def _stall(raced: list[Race]) -> Result:
    stalls, clock, noise = (
        [one for race in raced for one in getattr(race, name)]
        for name in ("stalls", "clock", "noise")
    )
    return Result(
        line="pdf.stall",
        value=max(stalls),
        unit="ms",
        bar=STALL_MS,
        better="lower",
        peers={"by the clock": max(clock), "idle process": max(noise)},
        sizes={"renders": len(stalls), "at once": CROWD},
        seconds=0,
        note="两次心跳之间循环自身的最长用时 the loop's own longest time between two beats",
    )


LINE = Line("pdf", "公告排版 PDF/A · a notice to PDF/A", "nothing", run)
