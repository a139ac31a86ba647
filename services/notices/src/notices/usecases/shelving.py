"""上架 what was published comes into the public's catalogue; what stands around it is renewed."""

import logging
from dataclasses import replace
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Problem
from tenderhall_kit.call import Call

from notices.usecases import entering

_log = logging.getLogger(__name__)


def enter(call: Call, registry: Any, no: str, project_id: UUID | str) -> None:
    """登记 ask registry for the project as it is known, then enter."""
    project = registry.get_project(call, {"id": project_id})
    call.run(entering.enter, no, project, step="enter")


def catch_up(call: Call, registry: Any) -> None:
    """补登 what no event has brought in; each by itself, so that one fault holds up no other."""
    for no, project_id in call.read(entering.missed):
        try:
            enter(replace(call, claim=None), registry, no, project_id)
        except Problem as problem:
            _log.warning("notice %s is still not in the catalogue: %s", no, problem.code)
