"""The life of a lot as people read it in ``lot_truth.txt``: what should happen, without asking.

Nothing of Tenderhall is imported here: this is what the program is held against.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

STATES = (
    *("registered", "preparing", "tendering", "opening", "evaluated"),
    *("re_evaluating", "awarded", "suspended", "cancelled", "failed"),
)
AFTER_DEADLINE = ("opening", "evaluated", "re_evaluating", "awarded", "failed")
TERMINAL = ("cancelled", "failed")
SEVERAL = ("clarification",)


@dataclass
class Lot:
    """分包 all that the rules of a lot look at."""

    id: str
    project: str
    state: str = "registered"
    before: str | None = None
    due: bool = False
    contract: bool = False
    award: bool = False
    ground: int | None = None
    again: bool = False
    evaluation: int = 1
    lost_booking: bool = False
    open: dict[str, str] = field(default_factory=dict)
    """Forms that are open on it: id → kind."""

    @property
    def passed(self) -> bool:
        if self.state == "tendering":
            return self.due
        return (self.before or self.state) in AFTER_DEADLINE


def _read(part: str) -> list[list[str]]:
    text = Path(__file__).with_name("lot_truth.txt").read_text(encoding="utf-8")
    body = text.partition(f"[{part}]\n")[2].partition("\n[")[0]
    return [line.split() for line in body.splitlines() if line and not line.startswith("#")]


ACTIVITIES = {name: dict(zip(STATES, cells, strict=True)) for name, *cells in _read("activities")}
MOVES = {(at, by): (to, where) for at, by, to, where in _read("moves")}


def holds(cell: str, lot: Lot, *, decided: bool) -> bool:
    """Every letter of the cell."""
    facts = {
        "Y": True,
        "-": False,
        "B": not lot.passed,
        "A": lot.passed,
        "T": lot.before == "tendering",
        "O": lot.before != "tendering",
        "C": not lot.contract,
        "D": decided,
        "W": decided or lot.before != "awarded",
        "4": lot.ground in (1, 2, 3) and not lot.again,
    }
    return all(facts[one] for one in cell)


def may_begin(kind: str, lots: Iterable[Lot], *, decided: bool = True, form: str = "") -> bool:
    """A form of this kind may be begun on all of these lots."""
    return all(
        holds(ACTIVITIES[kind][one.state], one, decided=decided)
        and (kind in SEVERAL or all(of != kind or at == form for at, of in one.open.items()))
        for one in lots
    )


def may_move(effect: str, lots: Iterable[Lot], *, decided: bool = False) -> bool:
    return all(_end(effect, one, decided=decided) is not None for one in lots)


def move(effect: str, lot: Lot, *, decided: bool = False) -> None:
    """What the effect does to the lot; a deadline that is due comes first."""
    _reach_deadline(lot)
    to = _end(effect, lot, decided=decided)
    assert to, f"{lot.state} {effect}"
    lot.before = lot.state if to == "suspended" else None
    if effect == "re_evaluation_approved":
        lot.evaluation += 1
    lot.award = lot.award or effect == "award_published"
    lot.state = to


def reach_deadline(lot: Lot) -> None:
    """The timer: only a lot that is 招标中 has a clock that runs."""
    _reach_deadline(lot)


def _reach_deadline(lot: Lot) -> None:
    if lot.state == "tendering" and lot.due:
        lot.state = "opening"


def _end(effect: str, lot: Lot, *, decided: bool) -> str | None:
    at = "opening" if lot.state == "tendering" and lot.due else lot.state
    to, where = MOVES.get((at, effect), ("", "-"))
    if not holds(where, lot, decided=decided):
        return None
    standing = "awarded" if lot.award else "evaluated"
    special = {"*previous": lot.before, "*standing": standing, "*new_round": at}
    return special.get(to, to)
