"""一项测量 what a line of the bench is and gives; the registry of all lines."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from tenderhall_bench.stage import Stage

NAMES = (
    "registry",
    "venue",
    "booking",
    "rpc",
    "gateway",
    "relay",
    "sealing",
    "pdf",
    "upload",
    "search",
    "portal",
)
"""The lines in the order of the report: modules of ``tenderhall_bench.lines``."""

_ORDER = {"nothing": 0, "infra": 1, "platform": 2}


@dataclass(frozen=True, slots=True)
class Result:
    """结果 one figure; ``value`` is the ratio where there is a bar, else the figure itself.

    ``peers`` has every way's own figure, ours too, in its natural unit, which ``note`` names;
    ``sizes`` says how much was done; ``bar`` is None where the figure is only reported.
    """

    line: str
    value: float
    unit: str
    bar: float | None
    better: Literal["higher", "lower"]
    peers: Mapping[str, float]
    sizes: Mapping[str, int | str]
    seconds: float
    note: str = ""

    @property
    def ok(self) -> bool | None:
        """达标 None where there is no bar."""
        if self.bar is None:
            return None
        return self.value >= self.bar if self.better == "higher" else self.value <= self.bar

    def told(self) -> dict[str, Any]:
        """The result as ``bench.json`` has it."""
        return asdict(self) | {"ok": self.ok}


@dataclass(frozen=True, slots=True)
class Curve:
    """增长曲线 a drawing of the results whose names begin with ``of``: all peers over one size."""

    name: str
    title: str
    of: str
    x: str
    unit: str


@dataclass(frozen=True, slots=True)
class Line:
    """一项测量 ``run`` yields its results as they come; wrong work raises, and gives no figure."""

    name: str
    title: str
    needs: Literal["nothing", "infra", "platform"]
    run: Callable[["Stage"], Iterable[Result]]
    curves: Sequence[Curve] = ()


def find(names: Sequence[str] = ()) -> list[Line]:
    """测量项 these lines, or all; in the order in which they are run: idle parts disturb least.

    Raises:
        ValueError: naming a line that there is not.
    """
    unknown = set(names) - set(NAMES)
    if unknown:
        raise ValueError(f"没有此项 · no such line: {', '.join(sorted(unknown))}; {NAMES}")
    wanted = [one for one in NAMES if one in names or not names]
    found: list[Line] = [import_module(f"tenderhall_bench.lines.{one}").LINE for one in wanted]
    return sorted(found, key=lambda one: _ORDER[one.needs])
