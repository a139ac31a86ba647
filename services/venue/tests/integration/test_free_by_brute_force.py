"""Next free slots and free rooms against one who tries every minute that could matter.

Worlds are weeks of their own in one database: two days, three rooms with hours and with minutes
that are kept free around meetings, and claims at any minute, so that gaps of one minute occur. Each
world is asked many questions.
"""

import os
import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session
from tenderhall_kit.clock import SHANGHAI
from venue.store import rooms, slots

SEED = int(os.environ.get("FREE_SEED", "20261123"))
QUESTIONS = 10
"""Of each world."""
ROOMS = {1: 60, 2: 40, 3: 20}
OPENS, CLOSES = 8 * 60 + 30, 17 * 60 + 30
MONDAY = date(2026, 7, 6)
DAY = 24 * 60
MINE, OTHER = uuid4(), uuid4()

Busy = dict[int, list[tuple[int, int, UUID]]]
"""By room: from, until (minutes since the world's Monday, all included), whose."""


@dataclass(frozen=True)
class World:
    """A week of its own; minutes before and ``after`` a meeting are those of each room."""

    number: int
    before: dict[int, int]
    after: dict[int, int]

    @property
    def days(self) -> list[date]:
        first = MONDAY + timedelta(weeks=self.number)
        return [first, first + timedelta(days=1)]

    @property
    def zero(self) -> datetime:
        return datetime.combine(self.days[0], time(), SHANGHAI)

    def at(self, minute: int) -> datetime:
        return self.zero + timedelta(minutes=minute)

    def minute(self, moment: datetime) -> int:
        return int((moment - self.zero).total_seconds()) // 60


def claims(world: World, chance: random.Random) -> list[dict[str, Any]]:
    """What somebody tries to hold; the constraint lets in what does not overlap."""
    made = []
    for _ in range(chance.randrange(24)):
        room, grain = chance.choice(list(ROOMS)), chance.choice((1, 5, 15, 15))
        begins = chance.randrange(2) * DAY + chance.randrange(7 * 60, 19 * 60, grain)
        lasts = chance.choice((1, 15, 45, 60, 60, 120, chance.randrange(1, 400)))
        during = {"begins": world.at(begins), "ends": world.at(begins + lasts)}
        owner = chance.choice((MINE, OTHER, OTHER))
        around = {
            "before": chance.choice((0, 0, world.before[room], chance.randrange(60))),
            "after": chance.choice((0, 0, world.after[room], chance.randrange(60))),
        }
        made.append({"room": room, "owner": owner, **around, **during})
    return made


def questions(world: World, chance: random.Random) -> list[dict[str, Any]]:
    return [
        {
            "minutes": chance.randrange(15, 181, 15),
            "capacity": chance.choice((0, 20, 21, 50, 70)),
            "since": chance.randrange(6 * 60, DAY + 18 * 60),
            "whose": chance.choice((MINE, slots.NOBODY)),
            "room": chance.choice((None, None, 1, 2, 3)),
            "limit": chance.randrange(1, 7),
        }
        for _ in range(QUESTIONS)
    ]


def brute_slots(world: World, busy: Busy, asked: dict[str, Any]) -> list[tuple[int, int]]:
    """Every quarter of an hour; each free stretch is filled from its left."""
    found = []
    for room in _fitting(asked):
        if asked["room"] in (None, room):
            for day in (0, DAY):
                until = 0
                for begins in range(day + OPENS, day + CLOSES - asked["minutes"] + 1, 15):
                    ends = begins + asked["minutes"]
                    if begins >= max(until, asked["since"]) and _free(
                        world, busy, room, begins, ends, asked["whose"]
                    ):
                        found.append((begins, ROOMS[room], room))
                        until = ends
    return [(room, begins) for begins, _, room in sorted(found)][: asked["limit"]]


def brute_rooms(world: World, busy: Busy, asked: dict[str, Any]) -> list[int]:
    """Open from first to last, on one day, and nobody else there."""
    begins, ends = asked["since"], asked["since"] + asked["minutes"]
    opened = begins % DAY >= OPENS and begins % DAY + asked["minutes"] <= CLOSES
    free = [
        (ROOMS[room], room)
        for room in _fitting(asked)
        if opened and _free(world, busy, room, begins, ends, asked["whose"])
    ]
    return [room for _, room in sorted(free)]


def _fitting(asked: dict[str, Any]) -> list[int]:
    return [room for room, places in ROOMS.items() if places >= asked["capacity"]]


def _free(world: World, busy: Busy, room: int, begins: int, ends: int, whose: UUID) -> bool:
    first, last = begins - world.before[room], ends + world.after[room]
    return not any(
        first < upper and lower < last for lower, upper, owner in busy[room] if owner != whose
    )


class Database:
    """The worlds in venue's own tables, in a transaction that is never committed."""

    def __init__(self, session: Session) -> None:
        self.session = session
        for owner in (MINE, OTHER):
            session.execute(
                text(
                    "INSERT INTO venue_project (id, no, name, agency_id, agency_name)"
                    " VALUES (:id, 'HY', '', :id, '');"
                    "INSERT INTO venue_booking (id, project_id, agency_id, opening_at,"
                    " opening_minutes, opening_room_id, contact, phone)"
                    " VALUES (:id, :id, :id, now(), 60, 1, '', '')"
                ),
                {"id": owner},
            )

    def keep_apart(self, world: World) -> None:
        asked = text(
            "UPDATE venue_room SET before_min = :before, buffer_min = :after WHERE id = :room"
        )
        for room in ROOMS:
            told = {"before": world.before[room], "after": world.after[room], "room": room}
            self.session.execute(asked, told)

    def hold(self, wanted: list[dict[str, Any]]) -> None:
        insert = text(
            "INSERT INTO venue_claim (booking_id, project_id, room_id, during, before_min,"
            " after_min, holding) VALUES (:owner, :owner, :room,"
            " tstzrange(:begins, :ends, '[)'), :before, :after, true)"
            " ON CONFLICT DO NOTHING"
        )
        self.session.execute(insert, wanted)

    def busy(self, world: World) -> Busy:
        """What the constraint has let in."""
        asked = text(
            "SELECT room_id, lower(blocked), upper(blocked), project_id FROM venue_claim"
            " WHERE holding AND blocked && tstzrange(:zero, :zero + interval '3 days')"
        )
        found: Busy = {room: [] for room in ROOMS}
        for room, lower, upper, owner in self.session.execute(asked, {"zero": world.zero}):
            found[room].append((world.minute(lower), world.minute(upper), owner))
        return found

    def slots(self, world: World, asked: dict[str, Any]) -> list[tuple[int, int]]:
        gap = slots.Gap(
            "opening",
            asked["minutes"],
            asked["capacity"],
            world.at(asked["since"]),
            asked["whose"],
            world.days,
            asked["limit"],
            asked["room"],
        )
        found = slots.free_slots(self.session, gap)
        return [(one["room_id"], world.minute(one["begins"])) for one in found]

    def rooms(self, world: World, asked: dict[str, Any]) -> list[int]:
        begins = world.at(asked["since"])
        ends = begins + timedelta(minutes=asked["minutes"])
        if begins.date() != ends.date():
            return []
        during = Range(begins, ends, bounds="[)")
        found = rooms.free(self.session, "opening", asked["capacity"], during, asked["whose"])
        return [one.id for one in found]


def compare(desk: Any, cases: int) -> None:
    """Fifty worlds share what is kept free around meetings, a property of the rooms."""
    chance = random.Random(SEED)
    told = {"slots": 0, "rooms": 0}
    with Session(desk.kit.engine) as session:
        database = Database(session)
        for first in range(0, cases // QUESTIONS, 50):
            before = {room: chance.choice((0, 0, 10, 30)) for room in ROOMS}
            after = {room: chance.choice((0, 0, 15, 20, 45)) for room in ROOMS}
            worlds = [World(first + number, before, after) for number in range(50)]
            database.keep_apart(worlds[0])
            database.hold([one for world in worlds for one in claims(world, chance)])
            for world in worlds:
                busy = database.busy(world)
                for asked in questions(world, chance):
                    found = database.slots(world, asked), database.rooms(world, asked)
                    brute = brute_slots(world, busy, asked), brute_rooms(world, busy, asked)
                    assert found == brute, f"seed {SEED}, {world}, {asked}"
                    told["slots"] += bool(found[0])
                    told["rooms"] += bool(found[1])
        session.rollback()
    assert min(told.values()) > cases // 10, f"the cases say too little: {told}"


def test_free_slots_and_rooms_are_what_trying_everything_finds(desk: Any) -> None:
    compare(desk, 500)


@pytest.mark.long
def test_free_slots_and_rooms_are_what_trying_everything_finds_ten_thousand_times(
    desk: Any,
) -> None:
    compare(desk, 10_000)
