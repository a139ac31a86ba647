"""kill -9 of those who bring out the notice of a form: it is published once, nothing is lost."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from tenderhall_local.demo import notice, registration
from tenderhall_local.demo.client import waits
from tenderhall_local.demo.journey import Journey
from tenderhall_local.demo.papers import paper
from tenderhall_local.demo.registration import upload
from tenderhall_local.soundness import Books, settle

COUNTED = """
SELECT count(*) FROM kit_outbox WHERE routing_key = 'notice.published'
   AND envelope->'data'->>'form_id' = :form
"""
KILLS = (("registry", "before_commit"), ("notices", "after_effect"))
"""While the form is approved: before its lots have moved, and after its notice came out."""


def suspension(journey: Journey) -> dict[str, Any]:
    """A draft of all lots, and its notice."""
    clerk, project = journey.api["clerk-a"], journey.ids["project"]
    kind = "purchaser_decision"
    file = upload(clerk, kind, paper("暂停决定.pdf", "Decision to suspend", journey.mark))
    wanted = {
        "kind": "suspension",
        "project_id": project["id"],
        "lot_ids": [one["id"] for one in project["lots"]],
        "reason": "purchaser_request",
        "statement": "采购需求须调整。",
        "suspended_from": "2026-12-01",
        "attachments": [{"kind": kind, "receipt": file["receipt"]}],
    }
    made: dict[str, Any] = clerk.call("registry", "create_exception", wanted)
    clerk.call("notices", "prepare_form_notice", {"id": made["id"]})
    journey.ids["notice"] = {"id": made["id"]}
    return made


def kept(journey: Journey, made: dict[str, Any], who: str = "clerk-a") -> dict[str, Any]:
    told: dict[str, Any] = journey.api[who].call("registry", "get_exception", {"id": made["id"]})
    return told


def registered(journey: Journey, made: dict[str, Any]) -> None:
    """登记 wait until registry has heard of the seal."""
    for wait in waits():
        if kept(journey, made)["sealed"]:
            return
        time.sleep(wait)
    raise TimeoutError("registry has not heard of the seal")


def command(form: dict[str, Any]) -> dict[str, Any]:
    return {"id": form["id"], "version": form["version"], "opinion": "同意"}


@pytest.mark.timeout(400)
def test_the_notice_of_a_form_is_published_once_whoever_dies(
    platform: Any,
    arm: Callable[[str, str], None],
    drive: Callable[[Any, Callable[[str], None]], Any],
) -> None:
    done = drive(platform, lambda _: None)
    journey: Journey = done.journey
    registration.log_in(journey)
    made = suspension(journey)
    arm("notices", "after_commit")
    notice.seal(journey)
    registered(journey, made)
    journey.api["clerk-a"].call("registry", "submit_exception", command(kept(journey, made)))
    for service, point in KILLS:
        arm(service, point)
    sent = command(kept(journey, made, "reviewer"))
    journey.api["reviewer"].call("registry", "approve_exception", sent)
    notice.published(journey)

    assert [one for one, _ in KILLS if platform.crash_file(one).exists()] == []
    assert settle(platform.stack, Books.of(platform.stack, done.began)) == []
    with Books.of(platform.stack) as books:
        assert books.rows("notices", COUNTED, form=made["id"]) == [(1,)]
    lots = kept(journey, made)["lots"]
    assert {one["state"] for one in lots} == {"suspended"}
