"""中标公告的依据与记录 what an award is written from, and every version of what was awarded."""

from collections.abc import Mapping
from typing import Any

from tenderhall_contracts.errors import Problem
from tenderhall_kit.call import Call
from tenderhall_kit.work import Work

from notices import store
from notices.kinds.award.change import CHANGED_AWARD
from notices.kinds.award.content import AWARD, lots_of
from notices.models import Award
from notices.usecases import amending, flows
from notices.usecases.facts import Sources, gather

Asked = Mapping[str, Any]


def basis(call: Call, sources: Sources, asked: Asked) -> dict[str, Any]:
    """中标公告的依据 the evaluations of the agency's own lots.

    Raises:
        Problem: NOT_FOUND where project or lots are another agency's.
    """
    known = gather(call, sources, {"about_id": None, **asked, "kind": AWARD, "entered": {}})
    ours = known["project"]["agency_id"] == call.actor.org_id
    if not ours or {one["id"] for one in known["lots"]} != {str(one) for one in asked["lot_ids"]}:
        raise Problem("NOT_FOUND")
    tender = known["tender"] or {}
    return {
        "lots": lots_of(known),
        "tender_no": tender.get("no"),
        "tender_published_on": tender.get("published_on"),
    }


def create_change(call: Call, partners: flows.Partners, asked: Asked) -> Any:
    """新增中标变更公告 about a published award notice, of its lots."""
    base = call.read(amending.base, asked["about_id"], AWARD)
    return flows.create(call, partners, CHANGED_AWARD, {**asked, **base})


def with_lots(call: Call, asked: Asked) -> dict[str, Any]:
    """原公告的分包 a change is of the lots of the notice that it changes."""
    return {**asked, **call.read(amending.base, asked["about_id"], AWARD)}


def history(work: Work, asked: Asked) -> dict[str, Any]:
    """中标记录 of a project: the agency sees its own, the centre all.

    Raises:
        Problem: NOT_FOUND where it is another agency's.
    """
    found = store.awards_of(work.session, asked["id"])
    own = {str(store.get(work.session, one.notice_id).agency_id) for one in found}
    if work.actor.role.of_agency and own - {work.actor.org_id}:
        raise Problem("NOT_FOUND")
    return {"items": [_version(one) for one in found]}


def _version(row: Award) -> dict[str, Any]:
    fields = ("award_id", "version", "status", "lot_no", "notice_no", "amount", "rate", "rank")
    told = {field: getattr(row, field) for field in (*fields, "replaces")}
    return {**told, "at": row.published_at, "uscc": row.winner["uscc"], "name": row.winner["name"]}
