"""办理进度与选择分包 as the clerk's and the centre's pages ask for them (domain §5.1, §5.7)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from registry.usecases import forms, progress
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_kit.actors import Actor
from tenderhall_kit.envelope import Envelope

STEPS = ("project", "booking", "tender_document", "tender_notice", "publication")
Shown = dict[str, Any]


class Progress:
    """The two questions, and what other services tell meanwhile."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk
        self._seq = 0

    def of(self, project: Shown, who: Actor | None = None) -> Shown:
        asked = {"id": project["id"]}
        told = self.desk.ask(
            progress.project_progress, contracts.project_progress, who or self.desk.clerk, asked
        )
        return dict(told)

    def steps(self, project: Shown, place: int = 0, who: Actor | None = None) -> dict[str, Shown]:
        return {one["step"]: one for one in self.of(project, who)["lots"][place]["steps"]}

    def statuses(self, project: Shown, place: int = 0, who: Actor | None = None) -> str:
        steps = self.steps(project, place, who)
        return " ".join(steps[one]["status"] for one in STEPS)

    def choices(self, activity: str, who: Actor | None = None, **more: Any) -> Shown:
        asked = {"activity": activity} | more
        who = who or self.desk.clerk
        return dict(self.desk.ask(progress.lots_for, contracts.lots_for, who, asked))

    def choice(self, activity: str, project: Shown, **more: Any) -> list[Shown]:
        return list(self.choices(activity, project_id=project["id"], **more)["items"])

    def tell(
        self,
        project: Shown,
        form_type: str,
        state: str,
        *,
        form_id: str | None = None,
        lots: slice = slice(None),
    ) -> str:
        """A form's event, newest of all; gives the form's id."""
        self._seq += 1
        form_id = form_id or str(uuid4())
        chosen = project["lots"][lots]
        told = {
            "form_type": form_type,
            "form_id": UUID(form_id),
            "form_version": self._seq,
            "title": form_type,
            "state": state,
            "project_id": UUID(project["id"]),
            "project_no": project["no"],
            "lot_ids": [UUID(one["id"]) for one in chosen],
            "lot_nos": [one["no"] for one in chosen],
            "agency_id": UUID(project["agency_id"]),
            "agency_name": "甲",
        }
        event = Envelope(
            event_id=str(uuid4()),
            type=f"{form_type}.told",
            version=1,
            seq=self._seq,
            occurred_at=datetime.now(UTC),
            source="test",
            trace_id="test",
            actor={},
            aggregate={},
            data=told,
        )
        self.desk.run(forms.follow_form, event)
        return form_id

    def ready(self) -> Shown:
        """An approved project whose lots have booking and tender document."""
        project = dict(self.desk.approved())
        for form_type in ("booking", "tender_document"):
            self.tell(project, form_type, "approved")
        return project


@pytest.fixture
def asked(desk: Any) -> Progress:
    return Progress(desk)


def rules_of(told: Shown) -> list[str]:
    return [one["rule"] for one in told["blockers"]]


def test_a_draft_is_the_current_step_and_all_others_wait_for_it(desk: Any, asked: Progress) -> None:
    project = desk.create()
    assert asked.statuses(project) == "current blocked blocked blocked blocked"
    step = asked.steps(project)["project"]
    assert (step["form_id"], step["form_state_zh"]) == (project["id"], "编辑中")
    sent = desk.submit(project)
    assert asked.steps(sent)["project"]["form_state"] == "pending"


def test_every_lot_of_an_approved_project_may_be_booked_and_documented(
    desk: Any, asked: Progress
) -> None:
    project = desk.approved()
    told = asked.of(project)
    assert [one["lot_no"] for one in told["lots"]] == [one["no"] for one in project["lots"]]
    assert {asked.statuses(project, place) for place in (0, 1)} == {
        "done open open blocked blocked"
    }
    missing = asked.steps(project, 1)["tender_notice"]["blockers"]
    assert [one["message_zh"] for one in missing] == [
        "分包02没有审核通过的场地预约",
        "分包02没有审核通过的招标文件",
    ]


def test_a_form_counts_for_its_own_lots_only(desk: Any, asked: Progress) -> None:
    project = desk.approved()
    asked.tell(project, "booking", "approved", lots=slice(0, 1))
    assert asked.statuses(project, 0) == "done done open blocked blocked"
    assert asked.statuses(project, 1) == "done open open blocked blocked"


def test_a_form_is_followed_through_its_review(desk: Any, asked: Progress) -> None:
    project = desk.approved()
    form_id = asked.tell(project, "booking", "pending")
    step = asked.steps(project)["booking"]
    assert (step["status"], step["form_type"], step["form_id"]) == ("current", "booking", form_id)
    assert step["form_state_zh"] == "待审核"
    asked.tell(project, "booking", "rejected", form_id=form_id)
    step = asked.steps(project)["booking"]
    assert (step["status"], step["form_state"]) == ("current", "rejected")
    asked.tell(project, "booking", "deleted", form_id=form_id)
    step = asked.steps(project)["booking"]
    assert step["status"] == "open"
    assert "form_id" not in step


def test_a_released_booking_counts_as_none(desk: Any, asked: Progress) -> None:
    project = asked.ready()
    form_id = asked.tell(project, "booking", "pending")
    asked.tell(project, "booking", "released", form_id=form_id)
    assert asked.statuses(project) == "done done done open blocked"


def test_a_form_whose_first_event_is_still_on_its_way_has_begun(desk: Any, asked: Progress) -> None:
    project = desk.approved()
    opened = desk.open(project)
    step = asked.steps(project)["booking"]
    assert (step["status"], step["form_id"]) == ("current", opened["form_id"])
    assert step["form_state"] is None
    desk.close(opened)
    assert asked.steps(project)["booking"]["status"] == "open"


def test_the_notice_leads_to_publication_and_publication_ends_all_steps(
    desk: Any, asked: Progress
) -> None:
    project = asked.ready()
    assert asked.statuses(project) == "done done done open blocked"
    opened = desk.open(project, activity="tender_notice", owner=desk.notices)
    asked.tell(project, "notice", "pending", form_id=opened["form_id"])
    assert asked.statuses(project) == "done done done current blocked"
    asked.tell(project, "notice", "approved", form_id=opened["form_id"])
    assert asked.statuses(project) == "done done done done current"
    desk.publish(opened)
    assert asked.statuses(project) == "done done done done done"
    assert asked.steps(project)["publication"]["form_id"] == opened["form_id"]
    assert asked.of(project)["lots"][0]["state_zh"] == "招标中"


def test_a_notice_of_another_kind_is_not_taken_for_the_tender_notice(
    desk: Any, asked: Progress
) -> None:
    project = asked.ready()
    opened = desk.open(project, activity="tender_notice", owner=desk.notices)
    desk.publish(opened)
    change = desk.open(project, activity="change_notice", owner=desk.notices)
    asked.tell(project, "notice", "draft", form_id=change["form_id"])
    assert asked.steps(project)["tender_notice"]["form_id"] == opened["form_id"]


def test_another_agency_finds_no_progress_and_the_centre_what_was_submitted(
    desk: Any, asked: Progress
) -> None:
    project = desk.create()
    for who in (desk.rival, desk.reviewer, desk.admin):
        with pytest.raises(Problem, match="NOT_FOUND"):
            asked.of(project, who)
    desk.submit(project)
    for who in (desk.reviewer, desk.admin):
        assert asked.of(project, who)["project_id"] == project["id"]
    with pytest.raises(Problem, match="NOT_FOUND"):
        asked.of(project, desk.rival)


def test_the_centre_is_not_told_of_what_the_agency_is_still_writing(
    desk: Any, asked: Progress
) -> None:
    project = desk.approved()
    form_id = asked.tell(project, "tender_document", "draft")
    desk.open(project)
    assert asked.statuses(project) == "done current current blocked blocked"
    assert asked.statuses(project, who=desk.reviewer) == "done open open blocked blocked"
    asked.tell(project, "tender_document", "approved", form_id=form_id)
    assert asked.statuses(project, who=desk.reviewer) == "done open done blocked blocked"


def test_only_the_agencys_own_approved_projects_are_offered(desk: Any, asked: Progress) -> None:
    project, waiting = desk.approved(), desk.submit(desk.create())
    assert [one["lot"]["no"] for one in asked.choice("booking", project)] == [
        one["no"] for one in project["lots"]
    ]
    assert asked.choice("booking", waiting) == []
    assert asked.choices("booking", desk.rival, project_id=project["id"])["total"] == 0
    assert contracts.lots_for.roles == {Role.CLERK}


def test_a_choice_tells_its_lot_and_project(desk: Any, asked: Progress) -> None:
    project = desk.approved()
    first = asked.choice("tender_document", project)[0]
    assert (first["allowed"], first["blockers"]) == (True, [])
    assert first["lot"]["state_zh"] == "筹备中"
    assert (first["project_no"], first["project_name"]) == (project["no"], project["name"])
    assert "opening_at" not in first


def test_the_published_opening_is_told_with_the_lot(desk: Any, asked: Progress) -> None:
    project = desk.approved()
    opened = desk.open(project, activity="tender_notice", owner=desk.notices)
    desk.publish(opened, "2030-05-06T09:30:00+08:00")
    first = asked.choice("booking_change", project)[0]
    assert (first["opening_at"], first["allowed"]) == ("2030-05-06T09:30:00+08:00", True)


def test_a_notice_may_choose_lots_with_booking_and_document_only(
    desk: Any, asked: Progress
) -> None:
    bare, ready = desk.approved(), asked.ready()
    assert {one["allowed"] for one in asked.choice("tender_notice", ready)} == {True}
    for one in asked.choice("tender_notice", bare):
        assert not one["allowed"]
        assert rules_of(one) == ["BOOKING_APPROVED", "DOCUMENT_APPROVED"]


def test_a_live_form_of_the_kind_is_in_the_way_but_not_of_itself(
    desk: Any, asked: Progress
) -> None:
    project = desk.approved()
    opened = desk.open(project)
    asked.tell(project, "booking", "pending", form_id=opened["form_id"])
    for one in asked.choice("booking", project):
        assert rules_of(one) == ["ONE_LIVE"]
        assert "待审核" in one["blockers"][0]["message_zh"]
    own = asked.choice("booking", project, form_id=opened["form_id"])
    assert {one["allowed"] for one in own} == {True}
    desk.close(opened)
    assert {one["allowed"] for one in asked.choice("booking", project)} == {True}


def test_a_lot_in_the_wrong_state_says_which(desk: Any, asked: Progress) -> None:
    project = asked.ready()
    desk.publish(desk.open(project, activity="tender_notice", owner=desk.notices))
    told = asked.choice("tender_document", project)
    assert {one["blockers"][0]["message_zh"][4:] for one in told} == {
        "为“招标中”，不可办理招标文件"
    }


def test_what_may_be_chosen_comes_first_and_of_that_the_newest_project(
    desk: Any, asked: Progress
) -> None:
    name = f"排序{uuid4().hex[:8]}"
    older, newer, taken = (desk.approve(desk.submit(desk.create(name=name))) for _ in range(3))
    desk.open(taken)
    told = asked.choices("booking", q=name)
    assert told["total"] == 6
    assert [one["project_no"] for one in told["items"]] == [
        one["no"] for one in (newer, newer, older, older, taken, taken)
    ]
    assert [one["allowed"] for one in told["items"]] == [True] * 4 + [False] * 2
    positions = [one["lot"]["position"] for one in told["items"]]
    assert positions == [1, 2] * 3
    page = asked.choices("booking", q=name, limit=3, offset=3)
    assert (page["total"], page["items"]) == (6, told["items"][3:])


def test_the_search_looks_in_numbers_and_names(desk: Any, asked: Progress) -> None:
    project = desk.approved()
    for q in (project["no"], project["lots"][1]["no"]):
        assert {one["project_id"] for one in asked.choices("booking", q=q)["items"]} == {
            project["id"]
        }
    only = asked.choice("booking", project, q="录播")
    assert [one["lot"]["name"] for one in only] == ["录播设备"]
    assert asked.choice("booking", project, q="智慧校园")
    assert asked.choice("booking", project, q="%") == []
