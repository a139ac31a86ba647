"""采购异常公告的业务信息 the form as registry keeps it, its project, what was announced before."""

from collections.abc import Mapping
from typing import Any

from tenderhall_kit.call import Call
from tenderhall_kit.law import day_of
from tenderhall_kit.plain import plain
from tenderhall_kit.work import Work

from notices import store
from notices.kinds.tender import TENDER

PROJECT = ("id", "no", "name", "plan_no", "region", "method")
PEOPLE = ("purchaser", "agency", "agency_id", "agency_leader", "agency_phone")
LOT = ("id", "no", "name", "budget", "opening_at")
FORM = (
    *("kind", "content_version", "reason", "statement", "finance_no", "suspended_from"),
    *("expected_resume", "ground", "experts", "follow_up"),
)
STANDING = ("state", "version", "notice_needed", "submitted_at", "findings")


def of_exception(call: Call, sources: Any, whose: Mapping[str, Any]) -> dict[str, Any]:
    """采购异常公告的业务信息; the notice has its form's id.

    Raises:
        Problem: NOT_FOUND where the form was deleted.
    """
    form = plain(sources.registry.get_exception(call, {"id": whose["id"]}))
    project = plain(sources.registry.get_project(call, {"id": form["project_id"]}))
    return assemble(form, project, call.read(first_published_on, form))


def assemble(
    form: Mapping[str, Any], project: Mapping[str, Any], first_published_on: str | None
) -> dict[str, Any]:
    """整理 what the notice says, and apart from it (``standing``) where the form stands."""
    chosen = {one["id"] for one in form["lots"]}
    lots = [one for one in project["lots"] if one["id"] in chosen]
    return {
        "project": {key: project.get(key) for key in (*PROJECT, *PEOPLE)},
        "lots": [{key: one.get(key) for key in LOT} for one in lots],
        "form": {
            **{key: form.get(key) for key in FORM},
            "proof": sorted({one["kind"] for one in form["attachments"]}),
        },
        "first_published_on": first_published_on,
        "standing": {key: form.get(key) for key in STANDING},
    }


def first_published_on(work: Work, form: Mapping[str, Any]) -> str | None:
    """首次公告日期 of the first tender notice of any of these lots."""
    nos = [one["no"] for one in form["lots"]]
    found = store.published_of(work.session, form["project_id"], nos)
    days = [day_of(one.published_at) for one in found if one.kind == TENDER.name]
    return days[0].isoformat() if days else None
