"""Two clerks, two gateways, three venue replicas, one room and one time: exactly one gets it."""

import datetime as dt
import threading
from pathlib import Path
from typing import Any

import pytest
from tenderhall_local.demo import registration
from tenderhall_local.demo.client import Api, Refused
from tenderhall_local.demo.journey import Journey, Setting
from tenderhall_local.people import demo_password
from tenderhall_local.platform import Platform, ready_url

ROUNDS = 200


class Clerk:
    """经办人 one agency's clerk at a gateway of their own, with an approved project."""

    def __init__(self, api: Api, project: dict[str, Any], form: dict[str, Any]) -> None:
        self.api = api
        self.form = form | {
            "project_id": project["id"],
            "lot_ids": [each["id"] for each in project["lots"]],
        }
        self.booking = api.call("venue", "create_booking", self.form)

    def submit(self) -> Refused | None:
        command = {"id": self.booking["id"], "version": self.booking["version"]}
        try:
            self.booking = self.api.call("venue", "submit_booking", command)
        except Refused as refused:
            return refused
        return None

    def withdraw(self) -> None:
        command = {"id": self.booking["id"], "version": self.booking["version"]}
        self.booking = self.api.call("venue", "withdraw_booking", command)


@pytest.fixture
def clerks(platform: Platform, tmp_path: Path) -> list[Clerk]:
    journey = Journey(Setting(platform.public_url, demo_password(platform.stack), "", "", tmp_path))
    registration.log_in(journey)
    registration.confirm_calendar(journey)
    registration.register(journey)
    registration.approve(journey)
    registration.register_rival(journey)
    slot = _free_slot(journey)
    form = {
        "opening_at": slot["begins"],
        "opening_minutes": 60,
        "opening_room_id": slot["room_id"],
        "contact": "张三",
        "phone": "0734-8000000",
    }
    second = Api(ready_url(platform.gateway_program(1)).removesuffix("/readyz"))
    second.log_in("clerk-b", demo_password(platform.stack))
    return [
        Clerk(journey.api["clerk-a"], journey.ids["project"], form),
        Clerk(second, journey.ids["rival"], form),
    ]


def _free_slot(journey: Journey) -> dict[str, Any]:
    """Ten weeks ahead, where no other test books."""
    later = dt.datetime.now(registration.SHANGHAI) + dt.timedelta(days=70)
    asked = {"minutes": 60, "not_before": later.isoformat(), "limit": 1}
    slots = journey.api["clerk-a"].call("venue", "free_slots", asked)["items"]
    found: dict[str, Any] = slots[0]
    return found


def race(clerks: list[Clerk]) -> list[Refused | None]:
    """Both submit at the same moment; what each was answered."""
    gate = threading.Barrier(len(clerks))
    answers: list[Refused | None] = [None] * len(clerks)

    def run(place: int) -> None:
        gate.wait()
        answers[place] = clerks[place].submit()

    runners = [threading.Thread(target=run, args=[place]) for place in range(len(clerks))]
    for each in runners:
        each.start()
    for each in runners:
        each.join()
    return answers


@pytest.mark.timeout(600)
def test_one_room_and_time_goes_to_exactly_one_of_two_agencies(clerks: list[Clerk]) -> None:
    wins = [0, 0]
    for _ in range(ROUNDS):
        answers = race(clerks)
        refused = [each for each in answers if each]
        assert len(refused) == 1, answers
        assert (refused[0].status, refused[0].code) == (409, "ROOM_CONFLICT")
        assert refused[0].problem["clashes"]
        assert refused[0].problem["alternatives"]
        winner = answers.index(None)
        wins[winner] += 1
        clerks[winner].withdraw()
    assert sum(wins) == ROUNDS
