"""变更涉及的分包 which lots of the tender notice a change notice is about (domain §5.8, §5.9)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from tenderhall_contracts.lots import TERMINAL
from tenderhall_contracts.vocab import LotState


def concerned(lots: Sequence[Mapping[str, Any]], chosen: Collection[str]) -> list[str]:
    """涉及分包 those chosen, else those 招标中, else those suspended, else all: ids in their order.

    One that has ended is in nobody's way; where all have, the rules refuse them by name.
    """
    going = [one for one in lots if one["state"] not in TERMINAL] or list(lots)
    states = (LotState.TENDERING, LotState.SUSPENDED)
    wanted = [[one for one in going if one["state"] == state] for state in states]
    found = [one for one in lots if one["id"] in chosen] or next(filter(None, wanted), going)
    return [str(one["id"]) for one in found]


def strange(lots: Sequence[Mapping[str, Any]], chosen: Collection[str]) -> list[str]:
    """不属于原公告的分包 ids that were chosen and are none of the notice."""
    return sorted(set(chosen) - {str(one["id"]) for one in lots})
