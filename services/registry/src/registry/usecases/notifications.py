"""通知 what people are told of their own forms and tasks, once each."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from tenderhall_contracts.core import AGENCY, Role
from tenderhall_kit.envelope import Envelope
from tenderhall_kit.work import Work

from registry.models import Lot, Project, Reminder, User, WorkItem
from registry.rules import notifications as rules
from registry.rules.duties import SUSPENSION_ENDS
from registry.rules.forms import FORM_ZH
from registry.store import notifications as store

_ALARMED = frozenset({Role.REVIEWER, Role.ADMIN})
"""Who watches over suspensions that were ordered, and over changes that nobody announces."""

_AUDITORS = frozenset({Role.ADMIN, Role.SUPERVISOR})
"""Who is told that the rooms are not guarded any more."""


def of_form(work: Work, form: Mapping[str, Any], before: str | None) -> None:
    """表单的办理结果 told to its agency where the centre or the system has decided."""
    kind = form["form_type"]
    said = rules.of_form(FORM_ZH.get(kind, kind), form, before)
    if said:
        cause = f"{kind}:{form['form_id']}:{form['version']}:{form['state']}"
        readers = store.people_of(work.session, form["agency_id"], AGENCY)
        _tell(work, readers, cause, said, (kind, form["form_id"]))


def of_reminder(work: Work, row: Reminder, lot: Lot) -> None:
    """法定任务到期 told to the agency; the end of an ordered suspension to the centre as well."""
    said = rules.of_reminder(row.task_zh, row.task_en, lot.no, row.due_on, row.stage)
    readers = store.people_of(work.session, row.agency_id, AGENCY)
    about, cause = ("project", lot.project_id), f"reminder:{row.id}:{row.stage}"
    _tell(work, readers, cause, said, about)
    if row.rule_id == SUSPENSION_ENDS.rule_id:
        alarm = rules.of_suspension(lot.no, row.due_on, row.stage)
        _tell(work, store.people_in(work.session, _ALARMED), cause, alarm, about)


def of_lot(work: Work, lot: Lot, cause: str, said: rules.Said) -> None:
    """分包的消息 of what others have decided about it, told to its agency."""
    project = work.session.get_one(Project, lot.project_id)
    readers = store.people_of(work.session, project.agency_id, AGENCY)
    _tell(work, readers, cause, said, ("project", lot.project_id))


def of_change(work: Work, event: Envelope) -> None:
    """待发变更公告 told to the agency; the alarm to the centre as well."""
    told, alarm = event.data, event.data["stage"] == "alarm"
    said = rules.of_change(told["lot_nos"], told["old_opening_at"], told["stage"])
    readers = [*store.people_of(work.session, told["agency_id"], AGENCY)]
    readers += store.people_in(work.session, _ALARMED) if alarm else []
    cause = f"change_notice:{told['form_id']}:{told['stage']}"
    _tell(work, readers, cause, said, (told["form_type"], told["form_id"]))


def of_swap(work: Work, event: Envelope) -> None:
    """场地互换 told to the agency that was asked, unless it is the same that proposed it."""
    told = event.data
    if told["other_agency_id"] == told["agency_id"]:
        return
    said = rules.of_swap(told["other_lot_nos"], told["state"])
    readers = store.people_of(work.session, told["other_agency_id"], AGENCY)
    cause = f"swap:{told['form_id']}:{told['state']}"
    _tell(work, readers, cause, said, ("swap", told["form_id"]))


def slot_offered(work: Work, event: Envelope) -> None:
    """候补时段空出 told to the agency that waits for it."""
    told = event.data
    said = rules.of_offer(told["project_no"], told["slots"])
    readers = store.people_of(work.session, told["agency_id"], {Role.CLERK})
    _tell(work, readers, f"offer:{event.event_id}", said, ("booking", told["booking_id"]))


def of_self_test(work: Work, event: Envelope) -> None:
    """场地约束自检未通过 told to administrators and supervisors."""
    said = rules.of_self_test(event.data["overlaps"], guarded=event.data["guarded"])
    readers = store.people_in(work.session, _AUDITORS)
    about = ("self_test", UUID(event.event_id))
    _tell(work, readers, f"self_test:{event.event_id}", said, about)


def of_transfer(work: Work, item: WorkItem, user_id: UUID) -> None:
    """转交的审核 told to who has it now."""
    said = rules.of_transfer(FORM_ZH.get(item.form_type, item.form_type), item.title)
    cause = f"transfer:{item.form_type}:{item.form_id}:{item.version}:{work.request_id}"
    _tell(work, [work.session.get_one(User, user_id)], cause, said, (item.form_type, item.form_id))


def my_notifications(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """我的通知 the newest first."""
    total, unread, rows = store.page(
        work.session, UUID(work.actor.user_id), limit=payload["limit"], offset=payload["offset"]
    )
    items = [
        {
            **{name: getattr(one, name) for name in _TOLD},
            "read": one.read_at is not None,
        }
        for one in rows
    ]
    email = store.email_of(work.session, UUID(work.actor.user_id))
    return {"total": total, "unread": unread, "items": items, "email": email}


_TOLD = ("id", "text_zh", "text_en", "form_type", "form_id", "at")


def set_email(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """邮件提醒 one's own address; none ends it."""
    store.set_email(work.session, UUID(work.actor.user_id), payload["email"])
    subject = ("user", work.actor.user_id)
    work.record("set_email", subject=subject, after={"mailed": bool(payload["email"])})
    return {}


FRESH = timedelta(days=1)
TRIES = 5
"""A mail that the server refuses so often is given up; the notification stays."""


def to_be_mailed(work: Work) -> list[tuple[UUID, str, str]]:
    """待发邮件 of the last day: a server that is named later is not flooded with old news."""
    return store.to_be_mailed(work.session, work.now - FRESH)


def mailed(work: Work, notification_id: UUID, *, sent: bool) -> None:
    """发送结果."""
    store.mailed(work.session, notification_id, sent=sent, tries=TRIES)


def read_notifications(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """标为已读 one's own only."""
    store.read(work.session, UUID(work.actor.user_id), payload["ids"], work.real_now)
    return {}


def _tell(
    work: Work, readers: Sequence[User], cause: str, said: rules.Said, about: tuple[str, UUID]
) -> None:
    rows = [
        {
            "id": uuid4(),
            "user_id": one.id,
            "cause": cause,
            "text_zh": said.zh,
            "text_en": said.en,
            "form_type": about[0],
            "form_id": about[1],
            "at": work.now,
            "mail": "waiting" if one.email else "none",
        }
        for one in readers
    ]
    store.put(work.session, rows)
