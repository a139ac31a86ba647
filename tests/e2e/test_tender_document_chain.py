"""A tender document between documents and registry, both as they run, killed where it hurts.

Uploads with real receipts, a registered project, approval by policy, the worklist's view of the
form, and what registry lets the agency do meanwhile.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from registry import seed
from registry.seed.people import fixed_id
from tenderhall_contracts import documents, registry
from tenderhall_contracts.core import Role, Rpc
from tenderhall_contracts.errors import Problem
from tenderhall_kit.actors import Actor, service_actor
from tenderhall_kit.call import Call
from tenderhall_kit.testbus import Bus
from tenderhall_kit.testprocess import until
from tenderhall_local.demo.papers import paper
from tenderhall_local.demo.registration import ATTACHMENTS, project_form


def person(login: str, role: Role, org: str) -> Actor:
    return Actor(str(fixed_id(login)), role, org_id=str(fixed_id(org)), name=login)


CLERK = person("clerk-a", Role.CLERK, "agency-a")
REVIEWER = person("reviewer", Role.REVIEWER, "centre")


@pytest.fixture(scope="module")
def registered(kit_for: Callable[[str], Any], running: Callable[..., Any]) -> Iterator[None]:
    """registry, seeded and serving."""
    Call(kit_for("registry"), service_actor("registry"), "seed").run(seed.run)
    with running("registry"):
        yield


class Agency:
    """What the clerk does, over the bus."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus

    def ask(self, rpc: Rpc, payload: dict[str, Any], who: Actor = CLERK, **more: Any) -> Any:
        return self.bus.call(rpc, payload, who, **more)

    def upload(self, kind: str, name: str) -> dict[str, str]:
        file = paper(name, [uuid4().hex])
        form = {"name": file.name, "size": len(file.body), "sha256": file.sha256}
        form |= {"mime": file.mime, "kind": kind}
        told = self.ask(documents.create_upload, form)
        sent = httpx.put(told["url"], content=file.body, headers=told["headers"])
        assert sent.status_code == 200
        done = self.ask(documents.complete_upload, {"id": str(told["upload_id"])})
        return {"kind": kind, "receipt": done["receipt"]}

    def step(self, rpc: Rpc, row: dict[str, Any], who: Actor = CLERK, **more: Any) -> Any:
        payload = {"id": str(row["id"]), "version": row["version"]} | more
        return self.ask(rpc, payload, who)

    def project(self) -> Any:
        files = [self.upload(kind, name) for kind, name in ATTACHMENTS.items()]
        form = project_form("招标文件联调项目", f"{uuid4().int % 10**6:06}", files)
        made = self.ask(registry.create_project, form)
        sent = self.step(registry.submit_project, made)
        return self.step(registry.approve_project, sent, REVIEWER, opinion="同意进场")

    def draft(self, project: dict[str, Any]) -> Any:
        form = {
            "project_id": str(project["id"]),
            "lot_ids": [str(one["id"]) for one in project["lots"]],
            "template": "goods-comprehensive",
            "title": "招标文件",
            "bid_validity_days": 90,
            "evaluation": "comprehensive",
            "price_weight": "30",
            "price": "0",
            "obtaining": "登录平台免费下载",
            "file": self.upload("tender_document", "招标文件.pdf"),
        }
        return self.ask(documents.create_tender_document, form)

    def submit(self, row: dict[str, Any], **more: Any) -> Any:
        payload = {"id": str(row["id"]), "version": row["version"], "opinion": "同意发出"}
        return self.ask(documents.submit_tender_document, payload, **more)

    def waiting(self, project: dict[str, Any]) -> list[tuple[str, str]]:
        """The agency's 待办 of this project: kind and state of each form."""
        told = self.ask(registry.my_work, {"q": project["no"]})
        return [(one["form_type"], one["state"]) for one in told["items"]]

    def withdraw_project(self, project: dict[str, Any]) -> str:
        """Empty where registry lets the project go, else the code of its refusal."""
        try:
            self.step(registry.withdraw_project, project)
        except Problem as problem:
            return problem.code
        return ""


@pytest.fixture
def agency(bus: Bus, registered: None, running: Callable[..., Any]) -> Iterator[Agency]:
    with running("documents"):
        yield Agency(bus)


def test_an_effective_document_holds_its_project_until_it_is_withdrawn(agency: Agency) -> None:
    project = agency.project()
    done = agency.submit(agency.draft(project))
    assert (done["state"], done["approved_by_policy"]) == ("approved", "review.tender_doc=auto")
    assert [one["no"] for one in project["lots"]] == done["lot_nos"]
    assert agency.withdraw_project(project) == "PRECONDITION_FAILED"
    back = agency.step(documents.withdraw_tender_document, done)
    assert back["state"] == "draft"
    until(lambda: agency.withdraw_project(project) == "")


def test_a_document_that_was_withdrawn_can_be_submitted_again(agency: Agency) -> None:
    project = agency.project()
    back = agency.step(documents.withdraw_tender_document, agency.submit(agency.draft(project)))
    assert agency.submit(back)["state"] == "approved"
    assert agency.withdraw_project(project) == "PRECONDITION_FAILED"


def test_a_draft_is_on_its_agencys_worklist_until_it_is_deleted(agency: Agency) -> None:
    project = agency.project()
    row = agency.draft(project)
    until(lambda: agency.waiting(project) == [("tender_document", "draft")])
    agency.step(documents.delete_tender_document, row)
    until(lambda: agency.waiting(project) == [])


def test_a_second_document_for_the_lots_is_refused(agency: Agency) -> None:
    project = agency.project()
    first, second = agency.draft(project), agency.draft(project)
    agency.submit(first)
    with pytest.raises(Problem) as caught:
        agency.submit(second)
    assert caught.value.code == "PRECONDITION_FAILED"


@pytest.mark.parametrize("point", ["before_commit", "after_commit", "after_publish"])
def test_a_kill_at_submission_loses_and_doubles_nothing(
    *,
    registered: None,
    bus: Bus,
    running: Callable[..., Any],
    probe: Callable[[str], Any],
    tmp_path: Path,
    point: str,
) -> None:
    agency, armed, key = Agency(bus), tmp_path / "armed", str(uuid4())
    heard = probe("documents")
    with running("documents", TENDERHALL_CRASH=f"{point}@{armed}") as crashing:
        project = agency.project()
        row = agency.draft(project)
        armed.touch()
        try:
            agency.submit(row, key=key, timeout=3)
        except Problem as problem:
            assert problem.code == "DEADLINE"  # noqa: PT017 — it may have answered before
        assert crashing.wait_exit() == -9
    with running("documents"):
        done = agency.submit(row, key=key)
        assert done["state"] == "approved"
        assert agency.submit(row, key=key) == done
        approved = heard.wait("tender_document.approved")
        assert len({one["event_id"] for one in approved}) == 1
        assert agency.withdraw_project(project) == "PRECONDITION_FAILED"
