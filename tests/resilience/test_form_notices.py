"""Two lots come to their ends by 采购异常, under kill -9: each notice comes out once, sealed."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine, text
from tenderhall_kit.testprocess import until
from tenderhall_local.demo import notice, registration
from tenderhall_local.demo.client import Refused, waits
from tenderhall_local.demo.journey import Journey
from tenderhall_local.demo.papers import paper
from tenderhall_local.demo.registration import upload
from tenderhall_local.soundness import Books, settle

Form = dict[str, Any]
SAID: dict[str, tuple[str, Form]] = {
    "cancellation": ("purchaser_decision", {"reason": "major_change"}),
    "suspension": (
        "purchaser_decision",
        {"reason": "purchaser_request", "suspended_from": "2026-12-01"},
    ),
    "resumption": ("purchaser_decision", {"reason": "cause_removed"}),
    "failure": (
        "committee_conclusion",
        {"ground": "too_few", "bidder_count": 2, "follow_up": "retender"},
    ),
}
"""What each form says, and the file that proves it."""

KILLS = {
    "cancellation": {"registry": "before_commit", "notices": "after_effect"},
    "suspension": {"registry": "after_publish", "notices": "before_commit"},
    "resumption": {"notices": "after_commit"},
    "failure": {"notices": "after_publish", "registry": "after_effect"},
}
"""Who dies where while the form is approved and its notice published."""

PASSED = "UPDATE lot SET opens_at = now() - interval '1 minute' WHERE id = :id"
PUBLISHED = """
SELECT envelope->'data'->>'kind', count(*) FROM kit_outbox
 WHERE routing_key = 'notice.published' AND envelope->'data'->>'project_id' = :project
 GROUP BY 1 ORDER BY 1
"""


@dataclass
class Office:
    """The agency and the centre, about the lots of one tendered project."""

    journey: Journey

    def ask(self, rpc: str, asked: Form, who: str = "clerk-a") -> Form:
        told: Form = self.journey.api[who].call("registry", rpc, asked)
        return told

    def draft(self, kind: str, lot_id: str) -> Form:
        """As soon as registry has heard that no other form is open on the lot."""
        proof, said = SAID[kind]
        file = upload(self.journey.api["clerk-a"], proof, paper("依据.pdf", kind, lot_id))
        wanted = {"kind": kind, "project_id": self.journey.ids["project"]["id"], **said}
        wanted |= {"lot_ids": [lot_id], "statement": "情况说明。"}
        wanted["attachments"] = [{"kind": proof, "receipt": file["receipt"]}]
        for wait in waits():
            try:
                return self.ask("create_exception", wanted)
            except Refused:
                time.sleep(wait)
        raise TimeoutError(f"{kind} is never allowed")

    def seal(self, form: Form) -> Form:
        self.journey.api["clerk-a"].call("notices", "prepare_form_notice", {"id": form["id"]})
        self.journey.ids["notice"] = {"id": form["id"]}
        notice.seal(self.journey)
        until(lambda: self.kept(form)["sealed"], lambda: "registry has not heard of the seal")
        return self.kept(form)

    def kept(self, form: Form, who: str = "clerk-a") -> Form:
        return self.ask("get_exception", {"id": form["id"]}, who)

    def states(self) -> list[str]:
        told = self.ask("get_project", {"id": self.journey.ids["project"]["id"]})
        return [one["state"] for one in told["lots"]]


def command(form: Form) -> Form:
    return {"id": form["id"], "version": form["version"], "opinion": "同意"}


@pytest.fixture
def office(
    platform: Any, drive: Callable[[Any, Callable[[str], None]], Any]
) -> Iterator[tuple[Office, Any]]:
    done = drive(platform, lambda _: None)
    registration.log_in(done.journey)
    yield Office(done.journey), done
    for api in done.journey.api.values():
        api.http.close()


def pass_deadline(platform: Any, lot_id: str) -> None:
    """The lot's published opening has come, without a month of waiting."""
    address = platform.stack.superuser_dsn("registry")
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg2://"))
    with engine.begin() as connection:
        connection.execute(text(PASSED), {"id": lot_id})
    engine.dispose()


@pytest.mark.timeout(600)
def test_the_notice_of_each_form_is_published_once_whoever_dies(
    platform: Any, arm: Callable[[str, str], None], office: tuple[Office, Any]
) -> None:
    desk, done = office
    tender, project = desk.journey.ids["notice"]["id"], desk.journey.ids["project"]
    first, second = (one["id"] for one in project["lots"])

    def bring_out(kind: str, lot_id: str) -> None:
        form = desk.seal(desk.draft(kind, lot_id))
        desk.ask("submit_exception", command(form))
        for service, point in KILLS[kind].items():
            arm(service, point)
        desk.ask("approve_exception", command(desk.kept(form, "reviewer")), "reviewer")
        notice.published(desk.journey)
        files = [platform.crash_file(one) for one in KILLS[kind]]
        until(lambda: not any(one.exists() for one in files), lambda: f"spared: {kind}")

    bring_out("cancellation", second)
    pass_deadline(platform, first)
    until(lambda: desk.states() == ["opening", "cancelled"])
    for kind in ("suspension", "resumption", "failure"):
        bring_out(kind, first)

    assert settle(platform.stack, Books.of(platform.stack, done.began)) == []
    with Books.of(platform.stack) as books:
        told = dict(books.rows("notices", PUBLISHED, project=project["id"]))
    assert told == dict.fromkeys([*SAID, "tender"], 1)
    published = desk.journey.api["clerk-a"].call("notices", "get_notice", {"id": tender})
    assert (published["publish_state"], desk.states()) == ("terminated", ["failed", "cancelled"])
    page = f"{platform.public_url}/projects/{project['no']}/project.json"
    shown = httpx.get(page, trust_env=False).json()
    assert [one["standing"] for one in shown["lots"]] == ["failed", "cancelled"]
    assert all(one["sealed"] for one in shown["chain"])
