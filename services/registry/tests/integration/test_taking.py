"""领取、退回、转交 who of the centre has a form in hand, and what the queue tells of it."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from registry.models import Membership, Project, User
from registry.seed.people import fixed_id
from registry.usecases import notifications, taking, worklist
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_kit.actors import Actor


@pytest.fixture
def colleague(desk: Any) -> Actor:
    """A second reviewer of the centre."""
    user_id = uuid4()
    with desk.session() as session:
        session.add(User(id=user_id, login=f"r-{user_id}", name="赵复核", password_hash="-"))
        session.flush()
        told = {"user_id": user_id, "org_id": fixed_id("centre"), "role": Role.REVIEWER.value}
        session.add(Membership(id=uuid4(), **told))
        session.commit()
    return Actor(str(user_id), Role.REVIEWER, org_id=str(fixed_id("centre")), name="赵复核")


def of(project: Any) -> dict[str, Any]:
    return {"form_type": "project", "form_id": project["id"]}


def take(desk: Any, project: Any, who: Actor) -> Any:
    return desk.ask(taking.take_work, contracts.take_work, who, of(project))


def release(desk: Any, project: Any, who: Actor) -> Any:
    return desk.ask(taking.release_work, contracts.release_work, who, of(project))


def transfer(desk: Any, project: Any, who: Actor, to: Actor) -> Any:
    told = of(project) | {"user_id": to.user_id}
    return desk.ask(taking.transfer_work, contracts.transfer_work, who, told)


def queue(desk: Any, who: Actor, **asked: Any) -> list[Any]:
    wanted = {"limit": 100, **asked}
    found = desk.ask(worklist.review_queue, contracts.review_queue, who, wanted)
    return list(found["items"])


def test_a_form_is_taken_by_one_reviewer_and_stays_his(desk: Any, colleague: Actor) -> None:
    sent = desk.submit(desk.create())
    assert take(desk, sent, desk.reviewer)["assignee_id"] == desk.reviewer.user_id
    assert take(desk, sent, desk.reviewer)["assignee_id"] == desk.reviewer.user_id
    with pytest.raises(Problem) as refused:
        take(desk, sent, colleague)
    assert refused.value.code == "STATE_CONFLICT"
    assert refused.value.extra["assignee"] == "reviewer"
    mine = {"mine": True, "form_id": sent["id"]}
    assert len(queue(desk, desk.reviewer, **mine)) == 1
    assert not queue(desk, colleague, **mine)


def test_only_who_has_it_or_the_administrator_gives_it_back(desk: Any, colleague: Actor) -> None:
    sent = desk.submit(desk.create())
    take(desk, sent, desk.reviewer)
    with pytest.raises(Problem, match="STATE_CONFLICT"):
        release(desk, sent, colleague)
    assert release(desk, sent, desk.admin)["assignee_id"] is None
    assert take(desk, sent, colleague)["assignee_name"] == "赵复核"


def test_it_is_passed_on_to_a_reviewer_who_is_told(desk: Any, colleague: Actor) -> None:
    sent = desk.submit(desk.create(name="转交的项目"))
    with pytest.raises(Problem) as refused:
        transfer(desk, sent, desk.reviewer, desk.clerk)
    assert refused.value.findings[0].field == "user_id"
    assert transfer(desk, sent, desk.reviewer, colleague)["assignee_name"] == "赵复核"
    asked = {"limit": 10}
    told = desk.ask(notifications.my_notifications, contracts.my_notifications, colleague, asked)
    assert "“转交的项目”已转交您审核" in told["items"][0]["text_zh"]
    names = desk.call_for("registry", desk.admin).read(taking.list_reviewers)
    assert {"王审核", "赵复核"} <= {one["name"] for one in names["items"]}


def test_what_is_withdrawn_is_in_nobodys_hands(desk: Any) -> None:
    sent = desk.submit(desk.create())
    take(desk, sent, desk.reviewer)
    back = desk.withdraw(sent)
    with pytest.raises(Problem, match="STATE_CONFLICT"):
        take(desk, sent, desk.reviewer)
    again = desk.submit(back)
    assert queue(desk, desk.reviewer, form_id=again["id"])[0]["assignee_id"] is None


def test_the_queue_tells_plain_forms_from_those_to_be_looked_at_twice(desk: Any) -> None:
    plain = desk.submit(desk.create())
    odd = desk.submit(desk.create(plan_no="计划2026-1"))
    (flagged,) = queue(desk, desk.reviewer, form_id=odd["id"], flagged=True)
    assert [one["field"] for one in flagged["flags"]] == ["plan_no"]
    assert not queue(desk, desk.reviewer, form_id=odd["id"], flagged=False)
    assert len(queue(desk, desk.reviewer, form_id=plain["id"], flagged=False)) == 1


def test_a_form_is_overdue_once_its_time_is_up(desk: Any) -> None:
    sent = desk.submit(desk.create())
    (item,) = queue(desk, desk.reviewer, form_id=sent["id"])
    assert not item["overdue"]

    def late(work: Any) -> Any:
        row = work.session.get_one(Project, UUID(sent["id"]))
        work._now = row.submitted_at.replace(year=row.submitted_at.year + 1)
        return worklist.review_queue(work, {"form_id": row.id, "limit": 1, "offset": 0})

    assert desk.call_for("registry", desk.reviewer).read(late)["items"][0]["overdue"]
