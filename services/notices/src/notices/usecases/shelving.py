"""上架 what was published comes into the public's catalogue; what stands around it is renewed."""

import logging
from dataclasses import replace
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Problem
from tenderhall_kit.call import Call
from tenderhall_kit.plain import plain
from tenderhall_kit.storage import Storage
from tenderhall_kit.work import Work

from notices import portal, shelf
from notices.rules import chains
from notices.usecases import browsing, entering

_log = logging.getLogger(__name__)


def enter(call: Call, registry: Any, no: str, project_id: UUID | str) -> None:
    """登记 ask registry for the project as it is known, then enter."""
    project = registry.get_project(call, {"id": project_id})
    told = call.run(entering.enter, no, project, step="enter")
    call.run(renew, call.storage, told["project_no"], step=f"renew-{no}")


def renew(work: Work, storage: Storage, project_no: str) -> None:
    """更新项目文件 the project's page, data, calendar and OCDS files, under the project's lock."""
    shelf.lock_project(work.session, project_no)
    entries = shelf.chain(work.session, project_no)
    told = plain(chains.project([browsing.known(one) for one in entries]))
    site = work.settings.extra.get(entering.PUBLIC_URL, "")
    portal.put_project(storage, told)
    portal.put_releases(storage, [one.release for one in entries], site)


def catch_up(call: Call, registry: Any) -> None:
    """补登 what no event has brought in, until nothing is left: also a catalogue that was emptied.

    Each by itself, so that one fault holds up no other; what failed waits for the next round.
    """
    tried: set[str] = set()
    while found := call.read(entering.missed, tried):
        tried.update(no for no, _ in found)
        for no, project_id in found:
            try:
                enter(replace(call, claim=None), registry, no, project_id)
            except Problem as problem:
                _log.warning("notice %s is still not in the catalogue: %s", no, problem.code)
