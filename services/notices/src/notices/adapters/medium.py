"""媒体 what an adapter must be able to do; it decides nothing and keeps nothing."""

from collections.abc import Mapping
from typing import Any, Protocol

from notices.rules.media import Word

Parcel = Mapping[str, Any]
"""交送内容 ``id`` (the key), ``notice`` as it is handed over: text, address, digests, periods."""


class Medium(Protocol):
    """媒体 handing over twice under one id is handing over once: the medium sees to that.

    A fault of the line is ``Word("failed")``; whatever is raised is taken for one.
    """

    def hand_over(self, parcel: Parcel) -> Word:
        """交送 the notice."""

    def ask(self, parcel_id: str) -> Word:
        """查询 what has become of it."""
