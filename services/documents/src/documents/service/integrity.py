"""完整性检查 the entry point, and the rounds."""

import logging
from typing import Any

from tenderhall_contracts import documents as promises
from tenderhall_contracts.errors import Problem
from tenderhall_kit.entrypoints import Call, every, serves

from documents.probing import STORE
from documents.usecases import integrity

_ROUND = 3600
"""Seconds between two rounds."""

_SOON = 60
"""Seconds between two looks for new objects."""

_log = logging.getLogger(__name__)


class Integrity:
    """完整性检查 the store is read outside of any transaction."""

    @serves(promises.integrity)
    def integrity(self, call: Call, payload: dict[str, Any]) -> Any:
        """完整性总览."""
        return call.read(integrity.integrity) | {"store": STORE.found}

    @every(_ROUND)
    def check_integrity(self, call: Call) -> None:
        """每小时检查 what is longest unread; where the store is away the next round goes on."""
        _check(call, call.read(integrity.due))

    @every(_SOON)
    def check_fresh(self, call: Call) -> None:
        """每分钟检查 what has just come and was not read whole when it was completed."""
        _check(call, call.read(integrity.fresh))


def _check(call: Call, objects: list[dict[str, Any]]) -> None:
    for one in objects:
        try:
            outcome = integrity.look(call.storage, one["sha256"])
        except Problem as problem:
            _log.warning("integrity: the store does not answer (%s)", problem.code)
            return
        if outcome != "sound":
            _log.error("integrity: the bytes of %s are %s", one["sha256"], outcome)
        call.run(integrity.note, one["sha256"], outcome)
