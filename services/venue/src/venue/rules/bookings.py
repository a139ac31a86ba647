"""Rules of a booking (domain §5.3, manual 3.3.3): pure, over plain values.

Times are aware; days and hours are those of Asia/Shanghai; lengths are minutes. A rule that is
broken gives a ``Finding``; what is lawful but worth a second look gives one as a warning.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from tenderhall_contracts.checks import Check, unavailable
from tenderhall_contracts.checks import broken as refused
from tenderhall_contracts.checks import warnings as amber
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
_HOLIDAYS = "全国年节及纪念日放假办法"


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
    title: tuple[str, str] = ("开标", "The opening")

    @property
    def meetings(self) -> list[Meeting]:
        """The opening first."""
        return [self.opening] + ([self.evaluation] if self.evaluation else [])


def checks(plan: Plan, now: datetime, law: Calculator, review_days: int | None) -> list[Check]:
    """核对 every rule as computed for this plan now, whether it holds or not.

    ``review_days`` None: its notice is published, R01 is no prospect any more.
    """
    return [*_refusing(plan, now, law), *_warning(plan, now, law, review_days)]


def broken(plan: Plan, now: datetime, law: Calculator) -> list[Finding]:
    """检查预约 every rule that the plan breaks now; the same at submit and at approval."""
    return refused(_refusing(plan, now, law))


def warnings(plan: Plan, now: datetime, law: Calculator, review_days: int | None) -> list[Finding]:
    """提示 what does not forbid the booking: R01 in prospect, and days not yet confirmed."""
    return amber(_warning(plan, now, law, review_days))


def _refusing(plan: Plan, now: datetime, law: Calculator) -> Iterator[Check]:
    yield from _times(plan, now)
    yield _attendance(plan)
    for meeting in plan.meetings:
        yield from _quarters(meeting)
        yield from _room(meeting)
        yield _hours(meeting)
        yield _day(meeting, law)


def _warning(
    plan: Plan, now: datetime, law: Calculator, review_days: int | None
) -> Iterator[Check]:
    rule = law.find("R01", day_of(now))
    if review_days is not None and (rule is None or rule.severity != "off"):
        yield _prospect(plan.opening, day_of(now), law, review_days)
    for meeting in plan.meetings:
        day = day_of(meeting.begins)
        if not law.is_official(day):
            found = Finding(
                f"{meeting.field}_at",
                "CALENDAR_PROVISIONAL",
                f"{day.year}年工作日安排尚未公布，{day}按暂定工作日处理，公布后将复核",
                f"The working days of {day.year} are not confirmed yet; {day} is provisional",
                _HOLIDAYS,
            )
            yield Check(found, ok=False, amber=True)


def room_faults(plan: Plan) -> list[Finding]:
    """场地不符 what the rooms themselves do not give the plan: kind, places, hours, use."""
    found = [each for one in plan.meetings for each in (*_room(one), _hours(one))]
    return refused([_attendance(plan), *found])


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


def _times(plan: Plan, now: datetime) -> Iterator[Check]:
    opening, (zh, en) = plan.opening.begins, plan.title
    yield Check(
        Finding(
            "opening_at",
            "OPENING_IN_FUTURE",
            f"{zh}时间必须晚于当前时间",
            f"{en} must be later than now",
            f"{_MANUAL}①",
        ),
        ok=opening > now,
        zh=f"{zh}时间晚于当前时间",
        en=f"{en} is later than now",
        required=f"> {minute(now)}",
        actual=minute(opening),
    )
    if plan.evaluation:
        yield Check(
            Finding(
                "evaluation_at",
                "EVALUATION_AFTER_OPENING",
                "评标开始时间不得早于开标时间",
                "The evaluation may not begin before the opening",
            ),
            ok=plan.evaluation.begins >= opening,
            zh="评标开始时间不早于开标时间",
            en="The evaluation does not begin before the opening",
            required=f"≥ {minute(opening)}",
            actual=minute(plan.evaluation.begins),
        )


def _attendance(plan: Plan) -> Check:
    room = plan.opening.room
    return Check(
        Finding(
            "attendees",
            "ROOM_CAPACITY",
            f"参会{plan.attendees}人，{room.name}仅容纳{room.capacity}人",
            f"{plan.attendees} people, {room.capacity} places in {room.name}",
        ),
        ok=plan.attendees <= room.capacity,
        zh=f"{room.name}可容纳参会人数",
        en=f"{room.name} has enough places",
        required=f"≤ {room.capacity}人",
        actual=f"{plan.attendees}人",
    )


def _quarters(meeting: Meeting) -> Iterator[Check]:
    begins = meeting.begins
    zh, en = "开始时间须为整刻钟", "Begins at a quarter of an hour"
    yield Check(
        Finding(f"{meeting.field}_at", "QUARTER_HOURS", zh, en),
        ok=not (begins.minute % QUARTER or begins.second or begins.microsecond),
        zh="开始时间为整刻钟",
        en=en,
        actual=f"{begins.astimezone(SHANGHAI):%H:%M}",
    )
    zh, en = "时长须为15分钟的整数倍", "Lasts a multiple of 15 minutes"
    yield Check(
        Finding(f"{meeting.field}_minutes", "QUARTER_HOURS", zh, en),
        ok=not meeting.minutes % QUARTER,
        zh="时长为15分钟的整数倍",
        en=en,
        actual=f"{meeting.minutes}分钟",
    )


def _room(meeting: Meeting) -> Iterator[Check]:
    field, room, label = f"{meeting.field}_room_id", meeting.room, LABELS[meeting.kind]
    zh, en = f"{room.name}不是{label}", f"{room.name} is no {meeting.kind} room"
    yield Check(
        Finding(field, "ROOM_KIND", zh, en),
        ok=room.kind == meeting.kind,
        zh=f"{room.name}是{label}",
        en=f"{room.name} is for the {meeting.kind}",
        required=label,
        actual=LABELS[RoomKind(room.kind)],
    )
    zh, en = f"{room.name}已停用", f"{room.name} is out of use"
    yield Check(
        Finding(field, "ROOM_ENABLED", zh, en),
        ok=room.enabled,
        zh=f"{room.name}已启用",
        en=f"{room.name} is in use",
    )


def _hours(meeting: Meeting) -> Check:
    begins, ends = meeting.begins.astimezone(SHANGHAI), meeting.ends.astimezone(SHANGHAI)
    room = meeting.room
    hours = f"{room.opens:%H:%M}-{room.closes:%H:%M}"
    same_day = begins.date() == ends.date()
    return Check(
        Finding(
            f"{meeting.field}_at",
            "ROOM_HOURS",
            f"须在{room.name}开放时间{hours}之内",
            f"Outside the hours of {room.name}: {hours}",
        ),
        ok=same_day and room.opens <= begins.time() and ends.time() <= room.closes,
        zh=f"在{room.name}开放时间之内",
        en=f"Within the hours of {room.name}",
        required=hours,
        actual=f"{begins:%H:%M}-{ends:%H:%M}",
    )


def _day(meeting: Meeting, law: Calculator) -> Check:
    day = day_of(meeting.begins)
    official = law.is_official(day)
    zh, en = ("", "") if official else ("（暂定）", " (provisional)")
    return Check(
        Finding(
            f"{meeting.field}_at",
            "WORKING_DAY",
            f"{day}不是工作日{zh}",
            f"{day} is no working day{en}",
            _HOLIDAYS,
        ),
        ok=works_on(day, law),
        zh=f"{day}是工作日{zh}",
        en=f"{day} is a working day{en}",
        required="工作日",
        actual=f"{day}",
    )


def _prospect(opening: Meeting, today: date, law: Calculator, review: int) -> Check:
    """R01 in prospect: the notice is not published yet, so this warns and does not refuse."""
    published = publication(today, law, review)
    try:
        judged = law.judge_deadline(published, day_of(opening.begins))
    except Problem as problem:  # the deadline's year is not confirmed: no rolling past days off
        return _plain_prospect(opening, published, law, problem)
    zh, en = _assumed(published)
    told = judged.check("opening_at", basis_zh=zh, basis_en=en)
    expected = _expected(told.finding, published)
    return replace(told, finding=expected, amber=judged.amber or not judged.ok)


def publication(today: date, law: Calculator, review: int) -> date:
    """预计发布日 by when a notice submitted today would be published: review, then R34."""
    try:
        return law.planned_publication(law.working_days_after(today, review))
    except Problem:
        return today + timedelta(days=review + 1)


def _plain_prospect(opening: Meeting, published: date, law: Calculator, problem: Problem) -> Check:
    rule = law.rule("R01", published)
    earliest, day = published + timedelta(days=rule.number), day_of(opening.begins)
    zh = f"宜晚于{earliest}（规定不少于{rule.number}日）"
    en = f"Should be after {earliest}: {rule.number} days are required"
    found = _expected(rule.finding("opening_at", zh, en), published)
    if day > earliest:
        return unavailable(found, problem)
    return Check(
        found,
        ok=False,
        amber=True,
        required=f"≥ {rule.number}日",
        actual=f"{(day - published).days}日",
    )


def _expected(found: Finding, published: date) -> Finding:
    """Say what the warning assumes."""
    zh, en = _assumed(published)
    told = f"{zh}{found.message_zh}", f"{en}{found.message_en}"
    return Finding(found.field, found.rule, *told, found.basis)


def _assumed(published: date) -> tuple[str, str]:
    zh = f"按预计{published}发布招标公告计算："
    return zh, f"If the notice is published on {published}: "


def minute(moment: datetime) -> str:
    """时间文字 in Shanghai, to the minute."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
