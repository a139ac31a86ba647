"""项目列表 a page of the list, and what is done with the projects that are ticked in it."""

from typing import Any

from tenderhall_contracts.errors import Problem
from tenderhall_kit.work import Work

from registry.store import project_lists as lists
from registry.store import projects as store
from registry.usecases import projects, shown


def list_projects(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """项目列表 newest first."""
    total, more, rows = lists.page(work.session, work.actor, payload)
    items = [shown.project_row(one, work.actor) for one in rows]
    return {"total": total, "more": more, "items": items}


def delete_projects(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """批量删除 each by itself: one that may not be deleted keeps no other (manual 3.1.7)."""
    asked = payload["items"]
    in_order = {one["id"]: one for one in sorted(asked, key=lambda one: str(one["id"]))}
    done = {identity: _delete(work, one) for identity, one in in_order.items()}
    return {"items": [done[one["id"]] for one in asked]}


def _delete(work: Work, item: dict[str, Any]) -> dict[str, Any]:
    """A refusal comes before anything is changed: nothing has to be taken back."""
    seen = store.project(work.session, work.actor, item["id"])
    told = {"id": item["id"], "no": seen.no if seen else None}
    try:
        projects.delete_project(work, item)
    except Problem as problem:
        return told | {"ok": False, **_why(problem)}
    return told | {"ok": True}


def _why(problem: Problem) -> dict[str, Any]:
    blockers = problem.extra.get("blockers") or [{}]
    return {
        "code": problem.code,
        "message_zh": blockers[0].get("message_zh", problem.text.zh),
        "message_en": blockers[0].get("message_en", problem.text.en),
        "findings": [shown.finding(one) for one in problem.findings],
    }
