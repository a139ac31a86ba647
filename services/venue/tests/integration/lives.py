"""The random doings of one process in the life-cycle test, and what must be true at any moment."""

import random
import time
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from tenderhall_contracts.errors import Problem
from venue import usecases

from .conftest import BENCH, CONTENT, OPENING_ROOM, SECOND_BENCH, SECOND_ROOM, THIRD_ROOM

INVARIANTS = {
    "no two projects hold one room at one time": """
        SELECT count(*) FROM venue_claim a JOIN venue_claim b
          ON a.room_id = b.room_id AND a.id < b.id AND a.blocked && b.blocked
         AND a.project_id <> b.project_id WHERE a.holding AND b.holding""",
    "a live booking holds exactly its rooms": """
        SELECT count(*) FROM venue_booking b WHERE state IN ('pending', 'approved') AND
          (SELECT count(*) FROM venue_claim c WHERE c.booking_id = b.id AND c.holding)
          <> 1 + (evaluation_room_id IS NOT NULL)::int""",
    "a booking that is not live holds no room": """
        SELECT count(*) FROM venue_booking b JOIN venue_claim c ON c.booking_id = b.id AND c.holding
         WHERE b.state NOT IN ('pending', 'approved')""",
    "a lot has at most one live booking of a purpose": """
        SELECT count(*) FROM (SELECT lot_id, b.purpose FROM booking_lot l JOIN venue_booking b
            ON b.id = l.booking_id WHERE NOT l.released AND NOT b.awaiting_notice
             AND (b.state = 'approved' OR (b.state = 'pending' AND b.kind = 'original'))
          GROUP BY lot_id, b.purpose HAVING count(*) > 1) twice""",
    "a closure holds its rooms until it ends, all or none": """
        SELECT count(*) FROM venue_closure x WHERE id > 1 AND
          (SELECT count(*) FROM venue_claim c WHERE c.closure_id = x.id AND c.holding)
          <> CASE WHEN ended_at IS NULL THEN 2 ELSE 0 END""",
    "an open change has an approved base": """
        SELECT count(*) FROM venue_booking c JOIN venue_booking b ON b.id = c.base_id
         WHERE (c.state = 'pending' OR c.awaiting_notice) AND b.state <> 'approved'""",
}
"""The five of the rooms' life cycle, and what a closure adds."""

MARKS = {
    "the marks that the unique indexes look at tell the truth": """
        SELECT count(*) FROM booking_lot l JOIN venue_booking b ON b.id = l.booking_id
         WHERE l.changing <> (b.kind = 'change' AND NOT l.released
                              AND (b.state = 'pending' OR b.awaiting_notice))
            OR l.live <> (NOT l.released AND NOT b.awaiting_notice
              AND (b.state = 'approved' OR (b.state = 'pending' AND b.kind = 'original')))""",
    "each step of a form is told once": """
        SELECT count(*) FROM (SELECT routing_key, envelope->'aggregate'->>'id',
            envelope->'aggregate'->'version' FROM kit_outbox
          GROUP BY 1, 2, 3 HAVING count(*) > 1) twice""",
}

SHOWN = text(
    "SELECT * FROM venue_booking WHERE project_id = :project AND state IN ('pending', 'approved')"
)
ROOMS, BENCHES = (OPENING_ROOM, SECOND_ROOM, THIRD_ROOM), (BENCH, SECOND_BENCH)


class Life:
    """One process's random doings on the projects that all share."""

    def __init__(self, desk: Any, projects: list[Any], re_evaluation: Any, seed: int) -> None:
        """``re_evaluation`` drafts one for a project."""
        self.desk, self.projects, self.re_evaluation = desk, projects, re_evaluation
        self.chance = random.Random(seed)
        self.done: Counter[str] = Counter()
        self.faults: list[str] = []

    def run(self, end: float) -> None:
        """Act until then; a refusal is an answer, anything else is a fault and kept."""
        while time.monotonic() < end:
            mine = self.chance.choice(self.projects)
            act, *about = self._turn(mine)
            try:
                act(mine, *about)
                self.done[act.__name__] += 1
            except Problem:
                continue
            except SQLAlchemyError as fault:
                self.faults.append(str(fault).partition("\n")[0])

    def _turn(self, mine: Any) -> tuple[Any, ...]:
        """One of the acts that the project's bookings seem to allow just now."""
        acts: list[tuple[Any, ...]] = [(self.book,)] * 2 + [(self.evaluate_again,), (self.close,)]
        for form in self._live(mine):
            if form["state"] == "pending":
                acts += [(self.decide, form)] * 6 + [(self.withdraw, form)]
            elif form["awaiting_notice"]:
                acts += [(self.apply, form)] * 3 + [(self.lose_or_lapse,)]
            elif form["purpose"] == "opening":
                acts += (
                    [(self.change, form)] * 6 + [(self.swap, form)] * 2 + [(self.lose_or_lapse,)]
                )
        return self.chance.choice(acts)

    def book(self, mine: Any) -> None:
        """A booking for one lot or both, half of them with an evaluation room."""
        lots = self.chance.sample(mine.lots, self.chance.randint(1, len(mine.lots)))
        self.desk.book(mine, lot_ids=lots, **self._meetings())

    def change(self, mine: Any, base: Any) -> None:
        """A change of an approved booking; some lots are 招标中 by now."""
        state = self._lots_state()
        draft = self.desk.change(mine, base, **self._meetings())
        self.desk.submit(mine, draft, state)

    def decide(self, mine: Any, form: Any) -> None:
        """Approve or reject what waits."""
        state = "evaluated" if form["purpose"] == "re_evaluation" else "preparing"
        if form["kind"] == "change":
            state = self._lots_state()
        if self.chance.random() < 0.7:
            self.desk.approve(mine, form, state)
        else:
            self.desk.reject(form)

    def apply(self, _: Any, change: Any) -> None:
        """The notice of a change is published."""
        self.desk.apply(change, opening_at=change["opening_at"])

    def withdraw(self, mine: Any, form: Any) -> None:
        """Back to 编辑中."""
        self.desk.withdraw(mine, form)

    def swap(self, mine: Any, one: Any) -> None:
        """Proposed, agreed to and decided without a pause, while the others go on."""
        theirs = self.chance.choice(self.projects)
        others = [form for form in self._live(theirs) if self._can_swap(one, form)]
        if not others:
            raise Problem("NOT_FOUND")
        other = self.chance.choice(others)
        slot = {"room_id": other["opening_room_id"], "begins": other["opening_at"], "reason": "换"}
        swap = self.desk.act(usecases.propose_swap, mine.agency, one, **slot)
        told = {"agree": True, "opinion": ""}
        if swap["state"] == "proposed":
            swap = self.desk.act(usecases.decide_swap, theirs.agency, swap, [], **told)
        projects = [one.told() for one in (mine, theirs)]
        self.desk.act(usecases.decide_swap, self.desk.reviewer, swap, projects, **told)

    def _can_swap(self, one: Any, other: Any) -> bool:
        alike = bool(one["evaluation_room_id"]) == bool(other["evaluation_room_id"])
        opening = other["purpose"] == "opening" and other["state"] == "approved"
        return alike and opening and one["id"] != other["id"]

    def lose_or_lapse(self, mine: Any) -> None:
        """A lot is suspended, and at once ready to be booked anew; or its opening comes."""
        self.desk.seq = time.monotonic_ns()
        state = self.chance.choice(["suspended", "opening"])
        self.desk.lot_moves(mine, self.chance.choice(mine.lots), state)

    def evaluate_again(self, mine: Any) -> None:
        """A re-evaluation of all lots."""
        room, at = self.chance.choice(BENCHES), self._time()
        draft = self.re_evaluation(mine, opening_at=at, opening_room_id=room, state="evaluated")
        self.desk.submit(mine, draft, "evaluated")

    def close(self, _: Any) -> None:
        """A room or two are closed for half an hour, or one of the closures ends."""
        call = self.desk.call(self.desk.admin)
        page = {"past": False, "limit": 20, "offset": 0}
        running = call.read(usecases.list_closures, page)["items"]
        if running and self.chance.random() < 0.6:
            one = self.chance.choice(running)
            call.run(usecases.end_closure, {"id": one["id"], "version": one["version"]})
            return
        begins, rooms = self._time(), self.chance.sample([*ROOMS, *BENCHES], 2)
        times = {"begins": begins, "ends": begins + timedelta(minutes=30)}
        told = {"room_ids": rooms, "kind": "maintenance", "reason": "检修", **times}
        call.run(usecases.create_closure, told)

    def _lots_state(self) -> str:
        return "tendering" if self.chance.random() < 0.3 else "preparing"

    def _time(self) -> datetime:
        begins: datetime = CONTENT["opening_at"]
        return begins + timedelta(minutes=30 * self.chance.randrange(14))

    def _meetings(self) -> dict[str, Any]:
        begins = self._time()
        told = {"opening_at": begins, "opening_room_id": self.chance.choice(ROOMS)}
        if self.chance.random() < 0.3:
            told |= {"evaluation_at": begins, "evaluation_minutes": 60}
            told["evaluation_room_id"] = self.chance.choice(BENCHES)
        return told

    def _live(self, mine: Any) -> list[dict[str, Any]]:
        """What a page would show of the project's live bookings; stale by the time it is used."""
        with self.desk.kit.engine.connect() as connection:
            rows = connection.execute(SHOWN, {"project": mine.id}).mappings().all()
        return [{**row, "id": str(row["id"])} for row in rows]


def broken(connection: Any) -> list[str]:
    """Which rules this snapshot breaks."""
    return [
        rule
        for rule, question in (INVARIANTS | MARKS).items()
        if connection.execute(text(question)).scalar_one()
    ]
