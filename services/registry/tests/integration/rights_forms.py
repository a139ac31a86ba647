"""Projects, lots and the worklist, as the rights matrix asks about them."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from registry.models import Lot
from registry.rules.duties import Since
from registry.seed.people import fixed_id
from registry.usecases import reminders
from tenderhall_contracts import registry as contracts

from .rights import Payload, asks


def seen(form: Any) -> Payload:
    return {"id": form["id"], "version": form["version"]}


@asks(contracts.create_project)
def a_new_project(desk: Any) -> Payload:
    return {"name": "办公家具采购"}


@asks(contracts.save_project)
def a_draft_to_save(desk: Any) -> Payload:
    return seen(desk.create()) | {"name": "办公家具采购"}


@asks(contracts.submit_project, contracts.delete_project)
def a_draft(desk: Any) -> Payload:
    return seen(desk.create())


@asks(contracts.withdraw_project, contracts.approve_project)
def a_submitted_project(desk: Any) -> Payload:
    return seen(desk.submit(desk.create()))


@asks(contracts.reject_project)
def a_refusal(desk: Any) -> Payload:
    return a_submitted_project(desk) | {"opinion": "预算依据不足"}


@asks(contracts.get_project, contracts.project_progress)
def an_approved_project(desk: Any) -> Payload:
    return {"id": desk.approved()["id"]}


@asks(contracts.archive_part)
def a_projects_records(desk: Any) -> Payload:
    return {"project_id": desk.approved()["id"]}


@asks(contracts.lots_for)
def an_activity(desk: Any) -> Payload:
    return {"activity": "booking"}


@asks(contracts.open_activity)
def a_booking(desk: Any) -> Payload:
    lots = [one["id"] for one in desk.approved()["lots"]]
    told = {"lot_ids": lots, "activity": "booking", "form_id": str(uuid4())}
    return told | {"owner": "venue", "org_id": str(desk.agency)}


@asks(contracts.close_activity)
def an_open_booking(desk: Any) -> Payload:
    opened = desk.open(desk.approved())
    return {"form_id": opened["form_id"], "activity": opened["activity"]}


@asks(contracts.move_lots, service="notices")
def a_published_notice(desk: Any) -> Payload:
    opened = desk.open(desk.approved(), "tender_notice", desk.notices)
    told = {"lot_ids": opened["lot_ids"], "form_id": opened["form_id"]}
    return told | {"effect": "tender_notice_published"}


@asks(contracts.move_deadline, service="notices")
def a_published_change(desk: Any) -> Payload:
    project = desk.approved()
    desk.publish(desk.open(project, "tender_notice", desk.notices), _in(60))
    opened = desk.open(project, "change_notice", desk.notices)
    told = {"lot_ids": opened["lot_ids"], "form_id": opened["form_id"]}
    return told | {"opening_at": _in(90)}


def _in(minutes: int) -> str:
    return (dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)).isoformat()


@asks(contracts.take_work, contracts.release_work)
def a_waiting_form(desk: Any) -> Payload:
    return {"form_type": "project", "form_id": desk.submit(desk.create())["id"]}


@asks(contracts.transfer_work)
def a_transfer(desk: Any) -> Payload:
    return a_waiting_form(desk) | {"user_id": str(fixed_id("reviewer"))}


@asks(contracts.finish_reminder)
def a_task(desk: Any) -> Payload:
    project = desk.approved()

    def follow(work: Any) -> Any:
        lot = work.session.get_one(Lot, UUID(project["lots"][0]["id"]))
        reminders.follow(work, Since.EVALUATION_ENDED, lot, dt.date(2026, 3, 2), str(uuid4()))
        return {}

    desk.run(follow)
    found = desk.ask(reminders.my_reminders, contracts.my_reminders, desk.clerk, {"limit": 100})
    open_now = next(one for one in found["items"] if one["project_id"] == project["id"])
    return {"id": open_now["id"], "remark": "已办理"}
