"""Rules of a booking (domain §5.3, manual 3.3.3): pure, over plain values.

Times are aware; days and hours are those of Asia/Shanghai; lengths are minutes. A rule that is
broken gives a ``Finding``; what is lawful but worth a second look gives one as a warning.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.vocab import LABELS, LotState, RoomKind
from tenderhall_kit.law import SHANGHAI, Calculator, day_of

QUARTER = 15
"""Minutes: bookings begin and last in quarters of an hour."""

WIDEST = timedelta(days=31)
"""The longest window of 场地使用信息."""

REVIEW_DAYS = 1
"""Working days that the centre's review is expected to take (policy ``review.sla_days``)."""

BOOKABLE = frozenset({LotState.PREPARING, LotState.SUSPENDED})
"""States of a lot in which rooms may be booked (domain §5.1; suspended: to resume)."""

FREED = frozenset({LotState.SUSPENDED, LotState.CANCELLED, LotState.FAILED, LotState.REGISTERED})
"""States of a lot that give its rooms back (manual 3.9.4.1: after a suspension book anew)."""

_SATURDAY = 5
_MANUAL = "操作手册3.3.3"


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """场地事实 what the rules need of a room."""

    name: str
    kind: str
    capacity: int
    opens: time
    closes: time
    enabled: bool


@dataclass(frozen=True, slots=True)
class Meeting:
    """一场 one use of one room; ``field`` is the prefix of its fields in the form."""

    field: str
    kind: RoomKind
    room: RoomFacts
    begins: datetime
    minutes: int

    @property
    def ends(self) -> datetime:
        """The moment from which the room is free again: half open."""
        return self.begins + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Plan:
    """预约内容 the opening and, where asked for, the evaluation after it."""

    opening: Meeting
    evaluation: Meeting | None
    attendees: int

    @property
    def meetings(self) -> list[Meeting]:
        """The opening first."""
        return [self.opening] + ([self.evaluation] if self.evaluation else [])


def broken(plan: Plan, now: datetime, law: Calculator) -> list[Finding]:
    """检查预约 every rule that the plan breaks now; the same at submit and at approval."""
    found = [*_times(plan, now), *_attendance(plan)]
    for meeting in plan.meetings:
        found += [*_quarters(meeting), *_room(meeting), *_hours(meeting), *_day(meeting, law)]
    return found


def warnings(plan: Plan, now: datetime, law: Calculator, review_days: int) -> list[Finding]:
    """提示 what does not forbid the booking: R01 in prospect, and days not yet confirmed."""
    told = _prospect(plan.opening, day_of(now), law, review_days)
    for meeting in plan.meetings:
        day = day_of(meeting.begins)
        if not law.is_official(day):
            told.append(
                Finding(
                    f"{meeting.field}_at",
                    "CALENDAR_PROVISIONAL",
                    f"{day.year}年工作日安排尚未公布，{day}按暂定工作日处理，公布后将复核",
                    f"The working days of {day.year} are not confirmed yet; {day} is provisional",
                    "全国年节及纪念日放假办法",
                )
            )
    return told


def works_on(day: date, law: Calculator) -> bool:
    """是否工作日 in a year not yet confirmed Monday to Friday count, provisionally (暂定)."""
    if law.is_official(day):
        return law.is_workday(day)
    return day.weekday() < _SATURDAY


def working_days(first: date, count: int, law: Calculator) -> list[date]:
    """工作日 the working days among the ``count`` calendar days from ``first`` on."""
    days = [first + timedelta(days=step) for step in range(count)]
    return [day for day in days if works_on(day, law)]


def ensure_bookable(lots: Sequence[tuple[str, str]]) -> None:
    """分包可预约 each lot, as (number, state), is in a state that allows a booking.

    Raises:
        Problem: PRECONDITION_FAILED with a blocker for each lot that is not.
    """
    blockers = [
        {
            "kind": "lot_state",
            "lot_no": no,
            "state": state,
            "message_zh": f"{no} 为“{LABELS[LotState(state)]}”，不可预约场地",
            "message_en": f"Lot {no} is {state}: no booking",
        }
        for no, state in lots
        if LotState(state) not in BOOKABLE
    ]
    if blockers:
        raise Problem("PRECONDITION_FAILED", blockers=blockers)


def ensure_window(begins: datetime, ends: datetime) -> None:
    """查询区间 of the usage view: forward, at most 31 days.

    Raises:
        Problem: VALIDATION_FAILED.
    """
    if not timedelta(0) < ends - begins <= WIDEST:
        zh, en = "起止时间须先后有序且不超过31天", "The window must be forward and at most 31 days"
        raise Problem("VALIDATION_FAILED", [Finding("ends", "USAGE_WINDOW", zh, en)])


def unknown_room(field: str) -> Finding:
    """场地不存在."""
    return Finding(field, "ROOM_UNKNOWN", "所选场地不存在", "There is no such room")


def evaluation_complete(told: Sequence[object]) -> bool:
    """评标室要么不预约，要么时间、时长、评标室三项齐全."""
    return len({one is None for one in told}) == 1


def incomplete_evaluation() -> Finding:
    """评标室三项不齐."""
    return Finding(
        "evaluation_at",
        "EVALUATION_COMPLETE",
        "预约评标室须同时填写评标开始时间、时长和评标室",
        "An evaluation needs its start, length and room",
    )


def _times(plan: Plan, now: datetime) -> Iterator[Finding]:
    if plan.opening.begins <= now:
        yield Finding(
            "opening_at",
            "OPENING_IN_FUTURE",
            "开标时间必须晚于当前时间",
            "The opening must be later than now",
            f"{_MANUAL}①",
        )
    if plan.evaluation and plan.evaluation.begins < plan.opening.begins:
        yield Finding(
            "evaluation_at",
            "EVALUATION_AFTER_OPENING",
            "评标开始时间不得早于开标时间",
            "The evaluation may not begin before the opening",
        )


def _attendance(plan: Plan) -> Iterator[Finding]:
    room = plan.opening.room
    if plan.attendees > room.capacity:
        yield Finding(
            "attendees",
            "ROOM_CAPACITY",
            f"参会{plan.attendees}人，{room.name}仅容纳{room.capacity}人",
            f"{plan.attendees} people, {room.capacity} places in {room.name}",
        )


def _quarters(meeting: Meeting) -> Iterator[Finding]:
    begins = meeting.begins
    if begins.minute % QUARTER or begins.second or begins.microsecond:
        zh, en = "开始时间须为整刻钟", "Begins at a quarter of an hour"
        yield Finding(f"{meeting.field}_at", "QUARTER_HOURS", zh, en)
    if meeting.minutes % QUARTER:
        zh, en = "时长须为15分钟的整数倍", "Lasts a multiple of 15 minutes"
        yield Finding(f"{meeting.field}_minutes", "QUARTER_HOURS", zh, en)


def _room(meeting: Meeting) -> Iterator[Finding]:
    field, room = f"{meeting.field}_room_id", meeting.room
    if room.kind != meeting.kind:
        zh = f"{room.name}不是{LABELS[meeting.kind]}"
        yield Finding(field, "ROOM_KIND", zh, f"{room.name} is no {meeting.kind} room")
    if not room.enabled:
        yield Finding(field, "ROOM_ENABLED", f"{room.name}已停用", f"{room.name} is out of use")


def _hours(meeting: Meeting) -> Iterator[Finding]:
    begins, ends = meeting.begins.astimezone(SHANGHAI), meeting.ends.astimezone(SHANGHAI)
    room = meeting.room
    same_day = begins.date() == ends.date()
    if not (same_day and room.opens <= begins.time() and ends.time() <= room.closes):
        hours = f"{room.opens:%H:%M}-{room.closes:%H:%M}"
        yield Finding(
            f"{meeting.field}_at",
            "ROOM_HOURS",
            f"须在{room.name}开放时间{hours}之内",
            f"Outside the hours of {room.name}: {hours}",
        )


def _day(meeting: Meeting, law: Calculator) -> Iterator[Finding]:
    day = day_of(meeting.begins)
    if not works_on(day, law):
        zh = f"{day}不是工作日" + ("" if law.is_official(day) else "（暂定）")
        en = f"{day} is no working day" + ("" if law.is_official(day) else " (provisional)")
        yield Finding(f"{meeting.field}_at", "WORKING_DAY", zh, en, "全国年节及纪念日放假办法")


def _prospect(opening: Meeting, today: date, law: Calculator, review: int) -> list[Finding]:
    """R01 in prospect: the notice is not published yet, so this warns and does not refuse."""
    published = _publication(today, law, review)
    try:
        judged = law.judge_deadline(published, day_of(opening.begins))
    except Problem:  # the deadline's year is not confirmed: days are not rolled past days off
        return _plain_prospect(opening, published, law)
    if judged.ok and not judged.amber:
        return []
    return [_expected(judged.finding("opening_at"), published)]


def _publication(today: date, law: Calculator, review: int) -> date:
    """By when a notice submitted today would be published: review, then R34."""
    try:
        return law.planned_publication(law.working_days_after(today, review))
    except Problem:
        return today + timedelta(days=review + 1)


def _plain_prospect(opening: Meeting, published: date, law: Calculator) -> list[Finding]:
    rule = law.rule("R01", published)
    earliest = published + timedelta(days=rule.number)
    if day_of(opening.begins) > earliest:
        return []
    zh = f"宜晚于{earliest}（规定不少于{rule.number}日）"
    en = f"Should be after {earliest}: {rule.number} days are required"
    return [_expected(rule.finding("opening_at", zh, en), published)]


def _expected(found: Finding, published: date) -> Finding:
    """Say what the warning assumes."""
    return Finding(
        found.field,
        found.rule,
        f"按预计{published}发布招标公告计算：{found.message_zh}",
        f"If the notice is published on {published}: {found.message_en}",
        found.basis,
    )
