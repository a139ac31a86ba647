"""当日场地 the rooms of one day along quarters of an hour: pure, over what venue tells.

A day is a table of rooms; each row is cut where something begins or ends, so that a cell stands for
one stretch in which nothing changes. Times are those of Asia/Shanghai.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
QUARTER = 15
HOUR = 4
"""Quarters of an hour in an hour."""

_DAY = 24 * HOUR
_YEARS = range(2000, 2100)
"""Years that a page takes: whatever is added to them is still a time."""
_OFFICE = (8 * HOUR, 18 * HOUR)
"""The axis where no room is known."""


@dataclass(frozen=True, slots=True)
class Want:
    """拟预约 the room and time that the form asks for; ``project`` may share what it holds."""

    room_id: str
    begins: datetime
    minutes: int
    people: int = 0
    project: str = ""

    @property
    def ends(self) -> datetime:
        """Half open: from here on the room is free again."""
        return self.begins + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Stretch:
    """时段 of one room: free, closed, taken, own, wanted or clash; ``labels`` are its holders."""

    look: str
    begins: str
    ends: str
    quarters: int
    labels: tuple[str, ...]


Quarter = tuple[str, Sequence["_Held"]]
"""一刻钟 how it looks, and what holds it."""


@dataclass(frozen=True, slots=True)
class Row:
    """场地 one room with its day, and what speaks against what is wanted of it."""

    room: Mapping[str, Any]
    stretches: Sequence[Stretch]
    wanted: bool
    against: Sequence[str]


@dataclass(frozen=True, slots=True)
class Day:
    """一天 the rooms along hours; ``hours`` are the numbers above the columns."""

    day: date
    hours: Sequence[int]
    rows: Sequence[Row]

    @property
    def quarters(self) -> int:
        """Columns of the table."""
        return len(self.hours) * HOUR

    @property
    def before(self) -> date:
        """前一天."""
        return self.day - timedelta(days=1)

    @property
    def after(self) -> date:
        """后一天."""
        return self.day + timedelta(days=1)

    @property
    def chosen(self) -> Row | None:
        """所选场地 the row that something is wanted of on this day."""
        return next((one for one in self.rows if one.wanted), None)


@dataclass(frozen=True, slots=True)
class _Held:
    """占用 in quarters of this day; clean-up after it is held as well. No two are the same."""

    begins: int
    ends: int
    label: str
    own: bool
    closed: bool


def of(
    day: date,
    rooms: Sequence[Mapping[str, Any]],
    usage: Sequence[Mapping[str, Any]],
    want: Want | None = None,
) -> Day:
    """排列 the rooms of the day; ``usage`` and ``rooms`` as venue's RPCs give them."""
    wanted = want if want and on(day, want.begins) else None
    held = {one["id"]: _held(day, one, usage) for one in rooms}
    meetings = [two for one in held.values() for two in one if not two.closed]
    first, last = _axis(day, rooms, meetings, wanted)
    rows = [_row(day, one, held[one["id"]], wanted, (first, last)) for one in rooms]
    return Day(day, range(first // HOUR, last // HOUR), rows)


def met(
    usage: Sequence[Mapping[str, Any]], rooms: Sequence[Mapping[str, Any]], want: Want | None
) -> Sequence[Mapping[str, Any]]:
    """冲突占用 what other projects hold of the wanted room at the wanted time, earliest first."""
    room = next((one for one in rooms if want and str(one["id"]) == want.room_id), None)
    if want is None or room is None:
        return []
    strangers = [one for one in usage if one["label"] != want.project]
    found = [one for one in strangers if one["room_id"] == room["id"] and _meets(one, want, room)]
    return sorted(found, key=lambda one: str(one["begins"]))


def _meets(held: Mapping[str, Any], want: Want, room: Mapping[str, Any]) -> bool:
    """Half open, each with its preparation and clean-up."""
    begins, ends = _blocked(held, room)
    first, last = want.begins - _before(room), want.ends + _after(room)
    return bool(begins and ends and begins < last and first < ends)


def _blocked(
    held: Mapping[str, Any], room: Mapping[str, Any]
) -> tuple[datetime | None, datetime | None]:
    """占用起止 as the constraint sees it; of the room's own where venue does not tell it."""
    begins, ends = moment(held["begins"]), moment(held["ends"])
    first = moment(held.get("blocked_from") or "") or (begins and begins - _before(room))
    last = moment(held.get("blocked_until") or "") or (ends and ends + _after(room))
    return first, last


def _before(room: Mapping[str, Any]) -> timedelta:
    return timedelta(minutes=room.get("buffer_before_minutes") or 0)


def _after(room: Mapping[str, Any]) -> timedelta:
    return timedelta(minutes=room["buffer_minutes"])


def on(day: date, moment: datetime) -> bool:
    """是否当日."""
    return moment.astimezone(SHANGHAI).date() == day


def moment(text: str) -> datetime | None:
    """读时刻 with its offset, or as a form holds it, which is Shanghai's; None for neither."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    if read.year not in _YEARS:
        return None
    return read if read.tzinfo else read.replace(tzinfo=SHANGHAI)


def clock(text: str) -> str:
    """北京时间 ``2026-12-21T09:30`` of a time as the contracts write it."""
    return datetime.fromisoformat(text).astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")


def day_of(text: str) -> date | None:
    """读日期 None where it is no day that anybody would book."""
    try:
        read = date.fromisoformat(text)
    except ValueError:
        return None
    return read if read.year in _YEARS else None


def midnight(day: date) -> datetime:
    """零时 at which the day begins in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


def _axis(
    day: date, rooms: Sequence[Mapping[str, Any]], held: Sequence[_Held], want: Want | None
) -> tuple[int, int]:
    """Whole hours that hold every meeting; a closure may last through the night, unseen."""
    spans = [_hours(one) for one in rooms] + [(one.begins, one.ends) for one in held]
    if want:
        spans.append(_span(day, want.begins, want.ends))
    first = min((one for one, _ in spans), default=_OFFICE[0])
    last = max((two for _, two in spans), default=_OFFICE[1])
    return first // HOUR * HOUR, -(-last // HOUR) * HOUR


def _row(
    day: date,
    room: Mapping[str, Any],
    held: Sequence[_Held],
    want: Want | None,
    axis: tuple[int, int],
) -> Row:
    mine = want if want and str(room["id"]) == want.room_id else None
    span = _span(day, mine.begins, mine.ends) if mine else None
    looks = [_look(place, room, held, span, mine) for place in range(*axis)]
    against = tuple(_against(room, held, mine, span)) if mine and span else ()
    return Row(room, list(_cut(looks, axis[0])), mine is not None, against)


def _look(
    place: int,
    room: Mapping[str, Any],
    held: Sequence[_Held],
    span: tuple[int, int] | None,
    want: Want | None,
) -> Quarter:
    """What one quarter of an hour of a room is."""
    here = [one for one in held if one.begins <= place < one.ends]
    if span and want and span[0] <= place < span[1]:
        strangers = [one for one in here if one.label != want.project]
        return ("clash" if strangers else "wanted"), here
    if here:
        return ("own" if all(one.own for one in here) else "taken"), here
    opens, closes = _hours(room)
    return ("free" if opens <= place < closes else "closed"), here


def _cut(looks: Sequence[Quarter], first: int) -> Iterator[Stretch]:
    """Neighbours of one look and holder become one stretch."""
    place = first
    for (look, held), group in groupby(looks):
        count = len(list(group))
        labels = tuple(dict.fromkeys(one.label for one in held))
        yield Stretch(look, _clock(place), _clock(place + count), count, labels)
        place += count


def _against(
    room: Mapping[str, Any], held: Sequence[_Held], want: Want | None, span: tuple[int, int] | None
) -> Iterator[str]:
    """What venue would refuse, as far as it can be seen from here."""
    if want is None or span is None:
        return
    opens, closes = _hours(room)
    if span[0] < opens or span[1] > closes:
        yield "hours"
    if want.people > room["capacity"]:
        yield "capacity"
    first = span[0] - _quarters(_before(room) // timedelta(minutes=1))
    last = span[1] + _quarters(room["buffer_minutes"])
    if any(one.label != want.project and one.begins < last and first < one.ends for one in held):
        yield "taken"
    if not room["enabled"]:
        yield "closed"


def _held(
    day: date, room: Mapping[str, Any], usage: Sequence[Mapping[str, Any]]
) -> Sequence[_Held]:
    """What holds this room on this day, with its preparation and clean-up."""
    found = []
    for one in usage:
        begins, ends = _blocked(one, room)
        if one["room_id"] == room["id"] and begins and ends:
            span = _span(day, begins, ends)
            closed = bool(one.get("closed"))
            found.append(_Held(*span, one["label"], one["own"], closed))
    return [one for one in found if one.begins < one.ends]


def _span(day: date, begins: datetime, ends: datetime) -> tuple[int, int]:
    """In quarters since midnight, cut to the day; what is begun counts."""
    zero, quarter = midnight(day), timedelta(minutes=QUARTER)
    first, last = (begins - zero) // quarter, -((zero - ends) // quarter)
    return max(0, min(first, _DAY)), max(0, min(last, _DAY))


def _hours(room: Mapping[str, Any]) -> tuple[int, int]:
    """开放时间 of a room, in quarters since midnight."""
    opens, closes = time.fromisoformat(room["opens"]), time.fromisoformat(room["closes"])
    first, last = opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute
    return _quarters(first), last // QUARTER


def _quarters(minutes: int) -> int:
    return -(-minutes // QUARTER)


def _clock(place: int) -> str:
    return f"{place // HOUR:02}:{place % HOUR * QUARTER:02}"
