"""A change notice from draft to portal, on a real database and store (domain §5.8, manual 3.8)."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from notices.models import Publication
from notices.rendering import choose
from notices.usecases import amending, drafting, flows, publiclist, reading
from sqlalchemy.orm import Session
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.notices import NewChangeNotice, NoticeOut, SaveChangeNotice
from tenderhall_kit.plain import plain

Data = dict[str, Any]
LATER = "2026-10-27T09:30:00+08:00"
OPENING = "2026-10-20T09:30:00+08:00"


def publish(world: Any, notice: Data) -> None:
    flows.publish(world.as_service(), world.partners, UUID(notice["id"]))


def refusal(make: Any) -> Problem:
    with pytest.raises(Problem) as refused:
        make()
    return refused.value


@pytest.fixture
def tendering(world: Any, approved: Data) -> Data:
    return tendered(world, approved)


def tendered(world: Any, approved: Data) -> Data:
    """A published tender notice, a week old; its neighbours tell what they tell then."""
    publish(world, approved)
    world.set_clock("2026-09-14T10:00:00+08:00")
    told, partners = world.told, world.partners
    for lot in told["project"]["lots"]:
        lot["opening_at"] = OPENING
    told["clarifications"] = []

    def moved(asked: Data) -> Data:
        already = all(one["opening_at"] == asked["opening_at"] for one in told["project"]["lots"])
        for lot in told["project"]["lots"]:
            lot["opening_at"] = asked["opening_at"]
        return {"lots": told["project"]["lots"], "already": already}

    def applied(asked: Data) -> Data:
        told["bookings"] = [one for one in told["bookings"] if one.get("kind") == "change"]
        told["bookings"][0] |= {"awaiting_notice": False, "id": asked["id"]}
        return dict(told["bookings"][0])

    partners.registry.answers["move_deadline"] = moved
    partners.venue.answers["apply_booking_change"] = applied
    partners.documents.answers["list_clarifications"] = lambda _: {
        "total": len(told["clarifications"]),
        "items": told["clarifications"],
    }
    return world.get(approved)  # type: ignore[no-any-return]


def change_place(world: Any) -> None:
    """An approved 场地变更 that awaits its notice."""
    (booking,) = world.told["bookings"]
    room = {**booking["opening_room"], "id": 2, "name": "四楼402开标室"}
    change = {**booking, "id": str(uuid4()), "kind": "change", "opening_room": room}
    world.told["bookings"].append({**change, "opening_at": LATER, "awaiting_notice": True})


def form(about: Data, **more: Any) -> Data:
    told = {
        "about_id": about["id"],
        "matters": ["notice"],
        "has_clarifications": False,
        "affects_bids": False,
        "reason": "场地调整",
        "obtain_until": "2026-09-25",
    }
    return dict(NewChangeNotice().load({**told, **more}))


def draft(world: Any, about: Data, **more: Any) -> Data:
    return flows.create_change(world.as_clerk(), world.partners, form(about, **more))  # type: ignore[no-any-return]


def test_lots_of_one_notice_may_go_different_ways(world: Any, tendering: Data) -> None:
    suspended, going = world.told["project"]["lots"]
    suspended["state"] = "suspended"
    of_going = plain(draft(world, tendering))
    assert (of_going["lot_ids"], of_going["change"]["resumes"]) == ([going["id"]], False)
    again = plain(draft(world, tendering, lot_ids=[suspended["id"]]))
    assert (again["lot_ids"], again["change"]["resumes"]) == ([suspended["id"]], True)
    problem = refusal(lambda: draft(world, tendering, lot_ids=[str(uuid4())]))
    assert [(one.field, one.rule) for one in problem.findings] == [("lot_ids", "LOT_OF_NOTICE")]


def test_a_change_notice_is_filed_published_and_takes_effect_at_once(
    world: Any, tendering: Data
) -> None:
    """C7, C8, C24: filed without review, number and 第1次 at publication, both places switch."""
    change_place(world)
    made = draft(world, tendering)
    assert NoticeOut().load(plain(made))["change"]["about_no"] == tendering["no"]
    sealed = world.seal(made)
    filed = world.submit(sealed)
    assert (filed["state"], filed["publish_state"]) == ("approved", "publishing")
    assert [one["action"] for one in filed["history"]][-2:] == ["submit", "auto_approve"]
    publish(world, filed)
    out = world.get(filed)
    assert (out["publish_state"], out["nth"]) == ("published", 1)
    assert out["no"] == f"{world.told['project']['no']}-BG-01"
    asked = dict(world.partners.registry.asked)["move_deadline"]
    assert datetime.fromisoformat(asked["opening_at"]) == datetime.fromisoformat(LATER)
    assert world.partners.venue.count("apply_booking_change") == 1
    original = world.get(tendering)
    assert original["publish_state"] == "changed"
    assert [one["no"] for one in original["amendments"]] == [out["no"]]
    standing = world.as_clerk().read(amending.standing, UUID(tendering["id"]))
    assert (standing["obtain_until"], standing["place"][-6:]) == ("2026-09-25", "402开标室")
    record = world.as_service().read(publiclist.record, tendering["no"])
    assert [one["no"] for one in record["related"]] == [out["no"]]
    assert out["no"] in {
        one["no"] for one in world.as_service().read(publiclist.record, out["no"])["related"]
    } | {out["no"]}


def test_publication_goes_on_where_it_stopped_between_its_effects(
    world: Any, tendering: Data
) -> None:
    change_place(world)
    filed = world.submit(world.seal(draft(world, tendering)))
    apply = world.partners.venue.answers["apply_booking_change"]
    world.partners.venue.answers["apply_booking_change"] = Problem("UNAVAILABLE")
    assert refusal(lambda: publish(world, filed)).code == "UNAVAILABLE"
    world.partners.venue.answers["apply_booking_change"] = apply
    publish(world, filed)
    publish(world, filed)
    assert world.get(filed)["publish_state"] == "published"
    with Session(world.kit.engine) as session:
        assert session.get_one(Publication, UUID(filed["id"])).serial == 1


def test_a_second_change_starts_from_the_first(world: Any, tendering: Data) -> None:
    first = world.submit(world.seal(draft(world, tendering)))
    publish(world, first)
    second = draft(world, tendering, obtain_until="2026-09-28")
    (row,) = second["change"]["rows"]
    assert (row["before"], row["after"]) == ("2026年09月25日", "2026年09月28日")
    publish(world, world.submit(world.seal(second)))
    assert world.get(second)["nth"] == 2
    assert [one["nth"] for one in world.get(tendering)["amendments"]] == [1, 2]


def test_policy_may_want_the_centre_to_review_change_notices(world: Any, tendering: Data) -> None:
    world.told["reference"]["policies"] = {"review.change_notice": "manual"}
    world.set_clock("2026-09-14T11:00:00+08:00")
    pending = world.submit(world.seal(draft(world, tendering)))
    assert pending["state"] == "pending"
    publish(world, world.approve(pending))
    assert world.get(pending)["publish_state"] == "published"


def test_r05_less_than_fifteen_days_is_refused_with_the_earliest_deadline(
    world: Any, tendering: Data
) -> None:
    world.set_clock("2026-10-10T10:00:00+08:00")
    made = draft(world, tendering, affects_bids=True)
    problem = refusal(lambda: world.start_seal(made))
    assert (problem.code, problem.extra["rule_id"]) == ("LEGAL_PERIOD", "R05")
    assert problem.extra["earliest_ok"] > "2026-10-20"
    assert problem.findings[0].basis
    change_place(world)
    world.set_clock("2026-10-08T10:00:00+08:00")
    again = {"about_id": tendering["id"], "affects_bids": True, "id": made["id"], "version": 1}
    told = {name: one for name, one in plain(form(tendering)).items() if name != "lot_ids"}
    asked = SaveChangeNotice().load({**told, **again})
    saved = flows.save(world.as_clerk(), world.partners, asked)
    assert world.seal(saved)["sealed"]


def test_what_was_published_of_another_agency_or_not_at_all_has_no_change_notice(
    world: Any, tendering: Data, entered: Data
) -> None:
    assert refusal(lambda: draft(world, {"id": str(uuid4())})).code == "NOT_FOUND"
    stranger = world.call("notices", world.reviewer)
    assert (
        refusal(lambda: flows.create_change(stranger, world.partners, form(tendering))).code
        == "NOT_FOUND"
    )
    for lot in world.told["project"]["lots"]:
        lot["state"] = "preparing"
    unpublished = world.draft(entered)
    assert refusal(lambda: draft(world, unpublished)).code == "PRECONDITION_FAILED"


def test_c14_a_change_notice_resumes_suspended_lots(world: Any, tendering: Data) -> None:
    for lot in world.told["project"]["lots"]:
        lot |= {"state": "suspended", "state_zh": "已暂停"}
    world.told["bookings"][0]["opening_at"] = LATER
    made = draft(world, tendering, obtain_until=None)
    assert made["change"]["resumes"]
    publish(world, world.submit(world.seal(made)))
    moved = [one for name, one in world.partners.registry.asked if name == "move_lots"][-1]
    assert (moved["effect"], moved["facts"]["opening_at"]) == ("resumed", LATER)
    assert world.get(made)["publish_state"] == "published"


def test_lists_find_change_notices_by_kind_notice_and_clarification(
    world: Any, tendering: Data
) -> None:
    linked = str(uuid4())
    made = draft(world, tendering, has_clarifications=True, clarification_ids=[linked])

    def found(**asked: Any) -> list[str]:
        told = {"limit": 20, "offset": 0, **asked}
        page = world.as_clerk().read(reading.page, told)
        return [str(one["id"]) for one in page["items"]]

    assert found(about_id=UUID(tendering["id"]), kind="change") == [made["id"]]
    assert found(clarification_id=UUID(linked)) == [made["id"]]
    assert found(clarification_id=uuid4()) == []
    world.as_clerk().run(drafting.delete, {"id": UUID(made["id"]), "version": made["version"]})
    assert found(clarification_id=UUID(linked)) == []


def test_the_format_of_a_change_notice_is_the_national_one() -> None:
    chosen = choose("change", "430400", datetime(2026, 11, 23).date())  # noqa: DTZ001 — a date
    assert (chosen.template_id, chosen.version) == ("GB50-CORRECTION", "1")
    body = (chosen.folder / "body.html").read_text(encoding="utf-8")
    heads = ["一、项目基本情况", "二、更正信息", "三、其他补充事宜", "四、凡对本次公告内容提出询问"]
    places = [body.index(one) for one in heads]
    assert places == sorted(places)
