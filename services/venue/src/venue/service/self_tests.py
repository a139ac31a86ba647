"""场地约束自检 the entry point, and the daily look."""

import logging
from typing import Any

from tenderhall_contracts import venue
from tenderhall_kit.entrypoints import Call, every, serves

from venue import usecases

_log = logging.getLogger(__name__)


class SelfTests:
    """自检 of the constraint that decides conflicts."""

    @serves(venue.self_test)
    def self_test(self, call: Call, payload: dict[str, Any]) -> Any:
        """场地约束自检."""
        return call.read(usecases.self_test)

    @every(3600, eager=True)
    def test_daily(self, call: Call) -> None:
        """每日自检 is written down; where it fails it is logged and told as well."""
        found = call.run(usecases.keep_self_test) if call.read(usecases.due) else None
        if found and not found["ok"]:
            _log.error(
                "the rooms are not guarded: constraint %s, %s overlaps",
                found["constraint"]["definition"],
                found["overlaps"],
            )
