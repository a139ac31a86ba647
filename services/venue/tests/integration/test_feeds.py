"""Calendars that are read from outside: whose they are, what they tell, how they end."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import icalendar
import pytest
from sqlalchemy import text
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_kit.actors import Actor
from tenderhall_kit.clock import SHANGHAI
from venue import usecases

Make = Callable[..., Any]
NOBODY = Actor("anonymous", Role.ANONYMOUS, auth="none")
EVALUATION = {
    "evaluation_at": datetime(2026, 7, 1, 10, 30, tzinfo=SHANGHAI),
    "evaluation_minutes": 120,
    "evaluation_room_id": 4,
}


@pytest.fixture(autouse=True)
def _no_feeds(desk: Any) -> Any:
    yield
    with desk.kit.engine.begin() as connection:
        connection.execute(text("DELETE FROM venue_feed"))


def opened(desk: Any, who: Any, room: int | None = None) -> dict[str, Any]:
    desk.call(who).run(usecases.open_feed, {"room_id": room})
    found = desk.call(who).read(usecases.list_feeds, {})["items"]
    made: dict[str, Any] = next(one for one in found if one["own"] and one["room_id"] == room)
    return made


def read(desk: Any, token: str) -> Any:
    return desk.call(NOBODY).read(usecases.read_feed, {"token": token})


def events(desk: Any, feed: dict[str, Any]) -> list[Any]:
    told = icalendar.Calendar.from_ical(read(desk, feed["token"])["calendar"])
    return list(told.walk("VEVENT"))


def lost(act: Callable[[], Any]) -> None:
    with pytest.raises(Problem) as caught:
        act()
    assert caught.value.code == "NOT_FOUND"


def test_an_agencys_calendar_has_its_own_bookings_and_evaluation_rooms_tell_nothing(
    desk: Any, project: Make
) -> None:
    mine = project()
    form = desk.book(mine, **EVALUATION)
    desk.book(project(), opening_room_id=2)
    opening, evaluation = events(desk, opened(desk, mine.agency))
    assert str(opening["summary"]) == f"{mine.no} 办公设备采购"
    assert str(evaluation["summary"]) == "已占用"
    assert [str(one["location"]) for one in (opening, evaluation)] == ["开标一室", "评标一室"]
    assert opening.decoded("dtstart") == datetime.fromisoformat(form["opening_at"])
    assert str(opening["dtstart"].params["TZID"]) == "Asia/Shanghai"
    assert (str(opening["status"]), int(opening["sequence"])) == ("TENTATIVE", form["version"])
    approved = desk.approve(mine, form)
    opening, _ = events(desk, opened(desk, mine.agency))
    assert (str(opening["status"]), int(opening["sequence"])) == ("CONFIRMED", approved["version"])


def test_a_rooms_calendar_masks_other_agencies_and_names_all_to_the_centre(
    desk: Any, project: Make
) -> None:
    mine = project()
    desk.book(mine)
    for who, said in (
        (mine.agency, f"{mine.no} 办公设备采购"),
        (desk.person(), "已占用"),
        (desk.reviewer, f"{mine.no} 办公设备采购"),
    ):
        (one,) = events(desk, opened(desk, who, 1))
        assert str(one["summary"]) == said


def test_what_was_given_back_is_cancelled_under_the_same_uid(desk: Any, project: Make) -> None:
    mine = project()
    form = desk.book(mine)
    feed = opened(desk, mine.agency)
    first = read(desk, feed["token"])
    (held,) = events(desk, feed)
    desk.withdraw(mine, form)
    (freed,) = events(desk, feed)
    assert (str(freed["uid"]), str(freed["status"])) == (str(held["uid"]), "CANCELLED")
    assert int(freed["sequence"]) > int(held["sequence"])
    assert read(desk, feed["token"])["etag"] != first["etag"]


def test_the_same_calendar_is_the_same_text_with_its_time_zone(desk: Any, project: Make) -> None:
    mine = project()
    desk.book(mine)
    feed = opened(desk, mine.agency)
    assert read(desk, feed["token"]) == read(desk, feed["token"])
    told = read(desk, feed["token"])["calendar"]
    for line in ("BEGIN:VTIMEZONE", "TZID:Asia/Shanghai", "REFRESH-INTERVAL;VALUE=DURATION:PT1H"):
        assert line in told


def test_only_the_secret_opens_a_calendar_and_only_until_it_is_revoked(
    desk: Any, project: Make
) -> None:
    who = desk.person()
    feed = opened(desk, who)
    assert opened(desk, who)["id"] == feed["id"], "once is enough"
    for token in ("", "x", str(uuid4()), feed["token"][:-2] + "AA", feed["token"] * 2, "ä" * 43):
        lost(lambda token=token: read(desk, token))
    stranger, admin = desk.person(), desk.person(Role.ADMIN)
    key = {"id": UUID(str(feed["id"]))}
    lost(lambda: desk.call(stranger).run(usecases.revoke_feed, key))
    (seen,) = desk.call(admin).read(usecases.list_feeds, {})["items"]
    assert seen["token"] is None, "its secret is its owner's"
    desk.call(admin).run(usecases.revoke_feed, key)
    lost(lambda: read(desk, feed["token"]))
    assert opened(desk, who)["token"] != feed["token"]


def test_free_and_busy_times_are_merged_and_name_nobody(desk: Any, project: Make) -> None:
    mine = project()
    begins = datetime(2026, 7, 1, 9, 30, tzinfo=SHANGHAI)
    desk.book(mine, lot_ids=mine.lots[:1])
    desk.book(mine, lot_ids=mine.lots[1:], opening_at=begins + timedelta(minutes=30))
    asked = {"begins": begins, "ends": begins + timedelta(hours=1), "room_ids": [1, 2]}
    first, second = desk.call(desk.person()).read(usecases.free_busy, asked)["rooms"]
    assert first["room_name"] == "开标一室"
    assert first["busy"] == [{"begins": begins, "ends": begins + timedelta(hours=1)}]
    assert second["busy"] == []
