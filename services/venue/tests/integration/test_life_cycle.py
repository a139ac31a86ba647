"""Clerks, a reviewer and registry's events act at random while an observer looks on.

The observer's snapshots are REPEATABLE READ: at no moment may a rule be broken. Such a test found a
race (suspension against booking) that the constraint does not prevent and the lot lock does.
"""

import os
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import text
from tenderhall_contracts.errors import Problem

from .conftest import CONTENT

SECONDS = float(os.environ.get("LIFE_CYCLE_SECONDS", "20"))
ACTORS, LOTS = 6, 6
RULES = {
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
    "a lot has at most one live booking": """
        SELECT count(*) FROM (SELECT lot_id FROM booking_lot l JOIN venue_booking b
            ON b.id = l.booking_id WHERE b.state IN ('pending', 'approved') AND NOT l.released
          GROUP BY lot_id HAVING count(*) > 1) twice""",
    "the marks that the unique indexes look at tell the truth": """
        SELECT count(*) FROM booking_lot l JOIN venue_booking b ON b.id = l.booking_id
         WHERE l.live <> (b.state IN ('pending', 'approved') AND NOT l.released)""",
    "each step of a form is told once": """
        SELECT count(*) FROM (SELECT envelope->'aggregate'->>'id', envelope->'aggregate'->'version'
          FROM kit_outbox GROUP BY 1, 2 HAVING count(*) > 1) twice""",
}


class _Life:
    """One actor's random doings on the projects that all share."""

    def __init__(self, desk: Any, projects: list[Any], end: float, seed: int) -> None:
        self.desk, self.projects, self.end = desk, projects, end
        self.chance = random.Random(seed)
        self.done: dict[str, int] = {}

    def run(self) -> dict[str, int]:
        while time.monotonic() < self.end:
            act = self.chance.choice([self.book, self.book, self.decide, self.withdraw, self.lose])
            with suppress(Problem):
                act(self.chance.choice(self.projects))
                self.done[act.__name__] = self.done.get(act.__name__, 0) + 1
        return self.done

    def book(self, mine: Any) -> None:
        begins = CONTENT["opening_at"] + timedelta(minutes=30 * self.chance.randrange(6))
        lots = self.chance.sample(mine.lots, self.chance.randint(1, len(mine.lots)))
        content = {"opening_at": begins, "opening_room_id": self.chance.choice([1, 2])}
        if self.chance.random() < 0.5:
            content |= {"evaluation_at": begins, "evaluation_minutes": 60}
            content["evaluation_room_id"] = 4
        mine.forms.append(self.desk.book(mine, lot_ids=lots, **content))

    def decide(self, mine: Any) -> None:
        form = self._latest(mine)
        if self.chance.random() < 0.6:
            self.desk.approve(mine, form)
        else:
            self.desk.reject(form)

    def withdraw(self, mine: Any) -> None:
        self.desk.withdraw(mine, self._latest(mine))

    def lose(self, mine: Any) -> None:
        """A lot is suspended, and at once ready to be booked anew."""
        self.desk.lot_moves(mine, self.chance.choice(mine.lots), "suspended")

    def _latest(self, mine: Any) -> Any:
        if not mine.forms:
            raise Problem("NOT_FOUND")
        return self.desk.get(mine.agency, self.chance.choice(mine.forms[-3:]))


def _observe(desk: Any, end: float) -> tuple[int, list[str]]:
    snapshots, broken = 0, []
    engine = desk.kit.engine.execution_options(isolation_level="REPEATABLE READ")
    while time.monotonic() < end:
        with engine.connect() as connection:
            for rule, question in RULES.items():
                if connection.execute(text(question)).scalar_one():
                    broken.append(rule)
        snapshots += 1
        time.sleep(0.05)
    return snapshots, broken


def test_at_no_moment_of_a_random_life_is_a_rule_broken(
    desk: Any, project: Callable[..., Any]
) -> None:
    projects = [project() for _ in range(LOTS // 2)]
    for one in projects:
        one.forms = []
    end = time.monotonic() + SECONDS
    lives = [_Life(desk, projects, end, seed) for seed in range(ACTORS)]
    with ThreadPoolExecutor(ACTORS + 1) as pool:
        observer = pool.submit(_observe, desk, end)
        doings = [pool.submit(life.run) for life in lives]
        snapshots, broken = observer.result()
        done = [one.result() for one in doings]
    acts = {name: sum(one.get(name, 0) for one in done) for one in done for name in one}
    assert broken == []
    assert snapshots > SECONDS
    assert set(acts) == {"book", "decide", "withdraw", "lose"}, acts
