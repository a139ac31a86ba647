"""限流 how often one address may try what costs much: log in, use a link, verify a PDF.

Per process and in memory: registry's own lockout (5 in 15 min per account) is what protects
accounts; this keeps one machine from occupying the password hasher.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from tenderhall_contracts.errors import Problem

_MOST = 10_000
_MINUTE = 60.0


class Limiter:
    """令牌桶 ``rate`` uses a minute for each caller, that many at once."""

    def __init__(self, rate: int, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` tells seconds."""
        self._rate = rate
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def use(self, caller: str) -> None:
        """用一次 take one use.

        Raises:
            Problem: RATE_LIMITED with ``retry_after`` in seconds.
        """
        now = self._clock()
        left, seen = self._left.pop(caller, (float(self._rate), now))
        left = min(float(self._rate), left + (now - seen) * self._rate / _MINUTE)
        allowed = left >= 1
        self._left[caller] = (left - 1 if allowed else left, now)
        if len(self._left) > _MOST:
            self._left.popitem(last=False)
        if not allowed:
            wait = math.ceil((1 - left) * _MINUTE / self._rate)
            raise Problem("RATE_LIMITED", retry_after=wait)
