"""What venue tells of its rows, as the contracts' fields; times in Asia/Shanghai."""

from collections.abc import Mapping, Sequence
from typing import Any

from tenderhall_contracts.checks import Check, unavailable
from tenderhall_contracts.checks import broken as refused
from tenderhall_contracts.core import Takes
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.venue import BookingChangeIn, BookingIn, ReEvaluationIn
from tenderhall_contracts.vocab import (
    LABELS,
    AttachmentKind,
    ClosureKind,
    LotState,
    ReEvaluationCase,
    ReEvaluationKind,
    RoomKind,
)
from tenderhall_contracts.workflow import BOOKING, STATE_ZH, State, allowed
from tenderhall_kit.changes import since_submitted
from tenderhall_kit.law import SHANGHAI
from tenderhall_kit.work import Work

from venue.models import Booking, Claim, Closure, Project, Room
from venue.rules import bookings as rules
from venue.rules import changes, countdown, re_evaluations
from venue.store.claims import Want
from venue.store.uses import Use

LIVE = frozenset({State.PENDING, State.APPROVED})
"""States in which a booking holds its rooms (domain §6 C9: pending bookings hold the slot)."""

FIELDS = (
    *("opening_at", "opening_minutes", "opening_room_id", "evaluation_at", "evaluation_minutes"),
    *("evaluation_room_id", "attendees", "services", "contact", "phone", "remark"),
)
"""The fields that the agency fills in."""

CHANGE_FIELDS = ("reason", "affects_documents")
"""Those that a change has besides."""

RE_EVALUATION_FIELDS = ("re_evaluation_kind", "legal_case", "statement")
"""Those that a re-evaluation has besides."""

RE_EVALUATION = "re_evaluation"

TAKEN = "已占用"
_TITLES = {
    ("opening", "original"): "开评标场地预约",
    ("opening", "change"): "开评标场地变更",
    (RE_EVALUATION, "original"): "项目复评场地预约",
}
_EDITABLE = frozenset({State.DRAFT, State.REJECTED})
_SAME = (
    *("id", "version", "project_id", "agency_id", "opening_minutes", "evaluation_minutes"),
    *("attendees", "services", "contact", "phone", "remark", "opening_at", "evaluation_at"),
    *("updated_at", "kind", "purpose", "reason", "affects_documents", "awaiting_notice"),
    "change_notice_id",
)


def room(row: Room) -> dict[str, Any]:
    """场地."""
    same = ("id", "version", "name", "kind", "floor", "capacity", "equipment", "enabled", "note")
    return {
        **{name: getattr(row, name) for name in same},
        "opens": f"{row.opens:%H:%M}",
        "closes": f"{row.closes:%H:%M}",
        "buffer_minutes": row.buffer_min,
        "buffer_before_minutes": row.before_min,
    }


def booking(work: Work, row: Booking) -> dict[str, Any]:
    """预约 as one row of a list."""
    state = State(row.state)
    return {
        **{name: getattr(row, name) for name in _SAME},
        "state": state,
        "state_zh": STATE_ZH[state],
        "allowed": allowed(BOOKING, state, work.actor.role),
        "project_no": row.project.no,
        "project_name": row.project.name,
        "lot_ids": [one.lot_id for one in row.standing],
        "lot_nos": [one.lot.no for one in row.standing],
        "opening_room": room(row.opening_room),
        "evaluation_room": room(row.evaluation_room) if row.evaluation_room else None,
        "holding": state in LIVE,
        "base": base(row.base) if row.base else None,
        **_countdown(work, row),
        "re_evaluation": re_evaluation(row),
    }


def re_evaluation(row: Booking) -> dict[str, Any] | None:
    """复评 on what grounds; None for another booking."""
    if row.re_evaluation_kind is None or row.legal_case is None:
        return None
    kind, case = ReEvaluationKind(row.re_evaluation_kind), ReEvaluationCase(row.legal_case)
    return {
        "re_evaluation_kind": kind,
        "kind_zh": LABELS[kind],
        "legal_case": case,
        "legal_case_zh": LABELS[case],
        "statement": row.statement,
        "attachments": attachments(row),
    }


def attachments(row: Booking) -> list[dict[str, Any]]:
    """电子件 as their contract tells them."""
    return [one | {"kind": AttachmentKind(one["kind"])} for one in row.attachments]


def base(row: Booking) -> dict[str, Any]:
    """原预约 when and where, as a change tells it."""
    same = ("id", "opening_at", "opening_minutes", "evaluation_at", "evaluation_minutes")
    return {
        **{name: getattr(row, name) for name in same},
        "opening_room": room(row.opening_room),
        "evaluation_room": room(row.evaluation_room) if row.evaluation_room else None,
    }


def form(work: Work, row: Booking) -> dict[str, Any]:
    """预约 in full, with what to look at twice and what was done with it."""
    return {
        **booking(work, row),
        "attachments": attachments(row),
        "warnings": warnings(work, row),
        "history": work.history(("booking", row.id)),
    }


def _countdown(work: Work, row: Booking) -> dict[str, Any]:
    """最迟公告发布日 of an approved booking whose notice is still to come."""
    waits = any(one.lot.state in rules.BOOKABLE for one in row.standing)
    if State(row.state) is not State.APPROVED or not waits or work.reference.missing:
        return {}
    until = countdown.publish_by(row.opening_at, work.law)
    return {"publish_by": until, "publish_days_left": countdown.days_left(until, work.now)}


def warnings(work: Work, row: Booking) -> list[dict[str, str]]:
    """提示 for a form still to be decided; in a draft also what submit would refuse."""
    state = State(row.state)
    if state not in _EDITABLE | {State.PENDING} or work.reference.missing:
        return []
    told = broken(work, row) if state in _EDITABLE else []
    told = [*told, *rules.warnings(plan_of(row), work.now, work.law, _review_days(work, row))]
    names = ("field", "rule", "message_zh", "message_en", "basis")
    return [{name: getattr(one, name) for name in names} for one in told]


def broken(work: Work, row: Booking) -> list[Finding]:
    """不符合的规则 what submit and approval refuse, now."""
    found = rules.broken(plan_of(row), work.now, work.law)
    return [*found, *refused(_of_its_kind(work, row))]


def for_review(work: Work, row: Booking) -> dict[str, Any]:
    """审核所见 what a reviewer must see beside the form: what changed, the rules with figures."""
    subject, state = ("booking", row.id), State(row.state)
    sent = since_submitted(work.session, subject, _taken_by(row), submitted(row), state)
    return {"changes": sent, "checks": [one.told() for one in _checks(work, row)]}


def _taken_by(row: Booking) -> type[Takes]:
    if row.purpose == RE_EVALUATION:
        return ReEvaluationIn
    return BookingChangeIn if row.base_id else BookingIn


def submitted(row: Booking) -> dict[str, Any]:
    """提交内容 under the names of ``BookingIn``; lots by number and rooms by name, as of then."""
    return {
        **{name: getattr(row, name) for name in fields_of(row)},
        **({} if row.base_id else {"lot_ids": [one.lot.no for one in row.standing]}),
        "opening_room_id": row.opening_room.name,
        "evaluation_room_id": row.evaluation_room.name if row.evaluation_room else None,
        "attachments": [_attached(one) for one in row.attachments],
    }


def _attached(kept: Mapping[str, Any]) -> dict[str, Any]:
    file = {name: kept["file"].get(name) for name in ("name", "sha256")}
    return {"id": kept["document_id"], "kind": kept["kind"], "receipt": file}


def fields_of(row: Booking) -> tuple[str, ...]:
    """填写项 those of its kind and purpose."""
    if row.purpose == RE_EVALUATION:
        return (*FIELDS, *RE_EVALUATION_FIELDS)
    return (*FIELDS, *CHANGE_FIELDS) if row.base_id else FIELDS


def _checks(work: Work, row: Booking) -> Sequence[Check]:
    """While it is still to be decided; afterwards its rules are no question of today."""
    if State(row.state) not in _EDITABLE | {State.PENDING}:
        return []
    if work.reference.missing:
        return [unavailable(Finding("opening_at", "R01", ""), Problem("UNAVAILABLE"))]
    found = rules.checks(plan_of(row), work.now, work.law, _review_days(work, row))
    return [*_of_its_kind(work, row), *found]


def _of_its_kind(work: Work, row: Booking) -> Sequence[Check]:
    """What is asked of a change or a re-evaluation besides the rules of every booking."""
    if row.re_evaluation_kind and row.legal_case:
        proofs = [one["kind"] for one in row.attachments]
        grounds = row.re_evaluation_kind, row.legal_case, row.statement, proofs
        return list(re_evaluations.checks(*grounds))
    if row.base is None:
        return []
    told = row.reason, row.affects_documents
    change = changes.Change(plan_of(row.base), plan_of(row), *told, tendering=tendering(row))
    return list(changes.checks(change, work.now))


def tendering(row: Booking) -> bool:
    """是否已发布招标公告 of one of its lots."""
    return any(one.lot.state == LotState.TENDERING for one in row.standing)


def _review_days(work: Work, row: Booking) -> int | None:
    """Once the notice is published the 20 days are no prospect any more."""
    over = tendering(row) or row.purpose == RE_EVALUATION
    return None if over else review_days(work)


def review_days(work: Work) -> int:
    """审核工作日 that the centre's review is expected to take (policy)."""
    return int(work.reference.policies.get("review.sla_days", rules.REVIEW_DAYS))


def facts(row: Booking, before: str | None, opinion: str | None) -> dict[str, Any]:
    """事件内容 what an event tells of a booking."""
    return {
        "form_type": "booking",
        "form_id": row.id,
        "form_version": row.version,
        "title": f"{row.project.name} · {_TITLES[row.purpose, row.kind]}",
        "state": row.state,
        "from_state": before,
        "project_id": row.project_id,
        "project_no": row.project.no,
        "lot_ids": [one.lot_id for one in row.standing],
        "lot_nos": [one.lot.no for one in row.standing],
        "agency_id": row.agency_id,
        "agency_name": row.project.agency_name,
        "opinion": opinion,
        "opening_at": row.opening_at,
        "opening_minutes": row.opening_minutes,
        "opening_room_id": row.opening_room_id,
        "opening_room_name": row.opening_room.name,
        "evaluation_at": row.evaluation_at,
        "evaluation_room_id": row.evaluation_room_id,
        "kind": row.kind,
        "purpose": row.purpose,
    }


def place(row: Booking) -> dict[str, Any]:
    """时间地点 of its opening, for the events of a change."""
    opening = plan_of(row).opening
    return {
        "room_id": row.opening_room_id,
        "room_name": row.opening_room.name,
        "begins": opening.begins,
        "ends": opening.ends,
    }


def taken(
    work: Work, claim: Claim, place: Room, holder: Project | None, closure: Closure | None = None
) -> dict[str, Any]:
    """占用 who holds it is told to its own agency and to the centre; to others only that it is.

    Why the centre has closed a room is told to everybody.
    """
    own = holder is not None and str(holder.agency_id) == str(work.actor.org_id)
    return {
        "room_id": place.id,
        "room_name": place.name,
        "begins": claim.during.lower.astimezone(SHANGHAI) if claim.during.lower else None,
        "ends": claim.during.upper.astimezone(SHANGHAI) if claim.during.upper else None,
        "blocked_from": claim.blocked.lower.astimezone(SHANGHAI) if claim.blocked.lower else None,
        "blocked_until": claim.blocked.upper.astimezone(SHANGHAI) if claim.blocked.upper else None,
        "label": _label(holder, closure, named=own or work.actor.role.of_centre),
        "own": own,
        "closed": closure is not None,
    }


def used(work: Work, one: Use) -> dict[str, Any]:
    """场地使用 as ``taken``, of what is or was held."""
    times = ("begins", "ends", "blocked_from", "blocked_until")
    return {
        "room_id": one.room_id,
        "room_name": one.room_name,
        **{name: getattr(one, name) for name in times},
        "label": used_by(one, named=one.own or work.actor.role.of_centre),
        "own": one.own,
        "closed": one.closure_kind is not None,
    }


def used_by(one: Use, *, named: bool) -> str:
    """占用者 the project where it may be named; why the centre has closed a room, to everybody."""
    if one.closure_kind:
        return f"{LABELS[ClosureKind(one.closure_kind)]}：{one.reason}"
    return f"{one.project_no} {one.project_name}" if named else TAKEN


def _label(holder: Project | None, closure: Closure | None, *, named: bool) -> str:
    if closure:
        return f"{LABELS[ClosureKind(closure.kind)]}：{closure.reason}"
    return f"{holder.no} {holder.name}" if holder and named else TAKEN


def kept_by(row: Booking) -> dict[str, Any]:
    """在用预约 whom the centre asks before a room can be closed or changed; JSON values."""
    state = State(row.state)
    return {
        "id": str(row.id),
        "project_no": row.project.no,
        "project_name": row.project.name,
        "lot_nos": [one.lot.no for one in row.standing],
        "agency_name": row.project.agency_name,
        "opening_at": row.opening_at.astimezone(SHANGHAI).isoformat(),
        "contact": row.contact,
        "phone": row.phone,
        "state": state.value,
        "state_zh": STATE_ZH[state],
    }


def plan_of(row: Booking) -> rules.Plan:
    """预约内容 as the rules see it."""
    if row.purpose == RE_EVALUATION:
        again = _meeting("opening", row, row.opening_room, RoomKind.EVALUATION)
        return rules.Plan(again, None, row.attendees, ("复评", "The re-evaluation"))
    opening = _meeting("opening", row, row.opening_room, RoomKind.OPENING)
    place = row.evaluation_room
    evaluation = _meeting("evaluation", row, place, RoomKind.EVALUATION) if place else None
    return rules.Plan(opening, evaluation, row.attendees)


def wants_of(row: Booking) -> Sequence[Want]:
    """所需场地 the rooms to hold, with their preparation and clean-up."""
    wants = [_want(row.opening_room, plan_of(row).opening)]
    evaluation = plan_of(row).evaluation
    if row.evaluation_room and evaluation:
        wants.append(_want(row.evaluation_room, evaluation))
    return wants


def slots_of(row: Booking) -> list[dict[str, Any]]:
    """所需时段 the rooms and times of a booking, as slots are told."""
    names = {one.id: one.name for one in (row.opening_room, row.evaluation_room) if one}
    return [
        {
            "room_id": one.room_id,
            "room_name": names[one.room_id],
            "begins": one.begins.astimezone(SHANGHAI),
            "ends": one.ends.astimezone(SHANGHAI),
        }
        for one in wants_of(row)
    ]


def _want(place: Room, meeting: rules.Meeting) -> Want:
    return Want(place.id, meeting.begins, meeting.ends, place.buffer_min, place.before_min)


def _meeting(field: str, row: Booking, place: Room, kind: RoomKind) -> rules.Meeting:
    told = rules.RoomFacts(
        place.name, place.kind, place.capacity, place.opens, place.closes, place.enabled
    )
    begins, minutes = getattr(row, f"{field}_at"), getattr(row, f"{field}_minutes")
    return rules.Meeting(field, kind, told, begins, minutes)
