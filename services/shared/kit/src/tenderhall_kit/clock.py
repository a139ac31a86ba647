"""时钟 business time (registry's epoch and rate) and real time, both aware, Asia/Shanghai.

Only legal periods, openings, publication and reminders follow business time; security and signing
always use real time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class ClockRefusedError(RuntimeError):
    """时钟被拒 production runs at rate 1, whatever the reference data say."""


def real_now() -> datetime:
    """真实时间 the machine's time."""
    return datetime.now(SHANGHAI)


@dataclass(frozen=True, slots=True)
class Clock:
    """业务时钟 it was ``business`` when the machine showed ``real``; it runs at ``rate``."""

    real: datetime
    business: datetime
    rate: float = 1.0

    @classmethod
    def plain(cls) -> "Clock":
        """Business time that is the real time."""
        now = real_now()
        return cls(now, now)

    @classmethod
    def from_reference(cls, told: Mapping[str, Any], *, production: bool) -> "Clock":
        """The clock that registry tells (``contracts.registry.ClockOut``, loaded).

        Raises:
            ClockRefusedError: in production, at any rate but 1.
        """
        if production and told["rate"] != 1:
            raise ClockRefusedError(f"production refuses a clock at rate {told['rate']}")
        return cls(told["real_epoch"], told["business_epoch"], told["rate"])

    def business_now(self) -> datetime:
        """业务时间 what the law's periods are counted by."""
        return self.business_at(real_now())

    def business_at(self, real: datetime) -> datetime:
        """Business time at a given real time."""
        return (self.business + (real - self.real) * self.rate).astimezone(SHANGHAI)
