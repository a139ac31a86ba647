"""历史版本 look at what a project was, and at how two of its versions differ."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry import ProjectIn
from tenderhall_kit import changes
from tenderhall_kit.work import Work

from registry.models import Project
from registry.store import projects
from registry.store import versions as store


def project_versions(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """历史版本 the newest first.

    Raises:
        Problem: NOT_FOUND, also where it is another agency's, or was never submitted.
    """
    row, rows = _known(work, payload)
    return {"id": row.id, "no": row.no, "name": row.name, "items": [_told(one) for one in rows]}


def project_version(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """查看历史版本 what was filled in.

    Raises:
        Problem: NOT_FOUND.
    """
    _, rows = _known(work, payload)
    found = rows[_place(rows, payload["version"])]
    content = store.content(work.session, found.id)
    empty = {"lots": [{"id": one.get("id")} for one in content.get("lots", ())]}
    values = changes.told(ProjectIn, empty, content)
    named = ("field", "label_zh", "label_en")
    told = [{name: one[name] for name in named} | {"value": one["after"]} for one in values]
    return {"version": _told(found), "values": [one for one in told if one["value"]]}


def compare_projects(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """比较版本 any two; by itself with the one before it.

    Raises:
        Problem: NOT_FOUND.
    """
    _, rows = _known(work, payload)
    place = _place(rows, payload["after"])
    other = _place(rows, payload["before"]) if "before" in payload else place + 1
    before = rows[other] if other < len(rows) else None
    contents = [store.content(work.session, one.id) if one else {} for one in (before, rows[place])]
    return {
        "before": _told(before) if before else None,
        "after": _told(rows[place]),
        "changes": changes.told(ProjectIn, *contents),
    }


def _known(work: Work, payload: dict[str, Any]) -> tuple[Project, Sequence[Row[Any]]]:
    """The project and those of its versions that the asker may see."""
    row = projects.project(work.session, work.actor, payload["id"])
    if row is None:
        raise Problem("NOT_FOUND")
    return row, store.of_project(work.session, row.id, drafts=work.actor.role.of_agency)


def _place(rows: Sequence[Row[Any]], version: int) -> int:
    found = [place for place, one in enumerate(rows) if one.version == version]
    if not found:
        raise Problem("NOT_FOUND")
    return found[0]


def _told(row: Row[Any]) -> dict[str, Any]:
    return {
        "version": row.version,
        "action": row.action.rpartition(".")[2],
        "at": row.at,
        "actor_name": row.actor.get("name") or "",
        "submitted": row.submitted,
    }
