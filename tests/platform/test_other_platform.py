"""Another team's program on the real bus: its account, its events, its questions, its limits.

The program in ``evaluation_centre`` knows nothing of our code; what it does is what
``docs/how-to/integrate.md`` shows.
"""

import base64
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import NullPool, create_engine, text
from tenderhall_kit.testprocess import until
from tenderhall_local import people
from tenderhall_local.demo import registration
from tenderhall_local.demo.client import Api
from tenderhall_local.demo.papers import paper
from tenderhall_local.platform import VHOST, Platform

HERE = Path(__file__).parent
SCOPES = [
    "registry.get_project",
    "registry.inbound_outcome",
    "opening.completed",
    "evaluation.ended",
]
Program = Callable[..., Any]


@pytest.fixture(scope="module")
def api(platform: Platform) -> Callable[[str], Api]:
    word, known = people.demo_password(platform.stack), {}

    def of(login: str) -> Api:
        if login not in known:
            known[login] = Api(platform.public_url).log_in(login, word)
        return known[login]

    return of


@pytest.fixture(scope="module")
def identity() -> dict[str, str]:
    """What the other team keeps to itself."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return {"EVALUATION_NAME": f"evaluation-{uuid4().hex[:6]}", "EVALUATION_KEY": key}


def run(identity: dict[str, str], *words: str, uri: str = "") -> Any:
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(HERE), "AMQP_URI": uri, **identity}
    asked = [sys.executable, "-m", "evaluation_centre", *words]
    done = subprocess.run(asked, env=env, capture_output=True, text=True, check=False)  # noqa: S603 — our own words
    assert done.returncode in (0, 1), done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def account(api: Callable[[str], Api], identity: dict[str, str]) -> dict[str, Any]:
    """Step 1 to 3: the key is theirs, the account the administrator's."""
    form = {
        "name": identity["EVALUATION_NAME"],
        "title": "电子评标系统",
        "organisation": "湖南评标科技有限公司",
        "public_key": run(identity, "public-key"),
        "scopes": SCOPES,
    }
    return dict(api("admin").call("registry", "create_service_account", form))


@pytest.fixture(scope="module")
def program(platform: Platform, identity: dict[str, str], account: dict[str, Any]) -> Program:
    """Step 4: the operator gives the user; then ``program("opened", …)``."""
    root, name = platform.stack.root, account["name"]
    words = ["-m", "tenderhall_local.partner", "give", name, *SCOPES, "--root", str(root)]
    subprocess.run([sys.executable, *words], check=True, capture_output=True)  # noqa: S603 — our own words
    uri = platform.stack.amqp_uri(VHOST, account["broker_user"])
    return lambda *told: json.loads(run(identity, *told, uri=uri))


def at_opening(api: Callable[[str], Api], platform: Platform) -> dict[str, Any]:
    """An approved project whose tender deadline has come; the days until then are skipped."""
    clerk, mark = api("clerk-a"), f"{uuid4().int % 10**6:06}"
    receipts = [
        {
            "kind": kind,
            "receipt": registration.upload(clerk, kind, paper(file, kind, mark))["receipt"],
        }
        for kind, file in registration.ATTACHMENTS.items()
    ]
    form = registration.project_form("评标系统对接", mark, receipts)
    made = clerk.call("registry", "create_project", form)
    sent = clerk.call("registry", "submit_project", {"id": made["id"], "version": made["version"]})
    seen = {"id": sent["id"], "version": sent["version"], "opinion": "同意"}
    project = api("reviewer").call("registry", "approve_project", seen)
    engine = create_engine(platform.stack.database_url("registry"), poolclass=NullPool)
    with engine.begin() as connection:
        passed = "UPDATE lot SET state = 'tendering', opens_at = now() WHERE project_id = :id"
        connection.execute(text(passed), {"id": project["id"]})
    return dict(project)


def came_of(program: Program, event_id: str) -> dict[str, Any]:
    """What registry has made of it, once it has it."""
    told: dict[str, Any] = {}

    def known() -> bool:
        told.update(program("outcome", event_id))
        return "status" in told

    until(known)
    return told


def test_an_evaluation_platform_takes_a_lot_from_its_opening_to_its_end(
    api: Callable[[str], Api], platform: Platform, program: Program, tmp_path: Path
) -> None:
    report = tmp_path / "report.pdf"
    report.write_bytes(b"%PDF-1.7 the committee's report")
    project = at_opening(api, platform)
    lot = project["lots"][0]
    assert program("project", project["id"])["no"] == project["no"]

    told = came_of(program, program("opened", lot["no"], "2"))
    assert (told["status"], told["findings"][0]["rule"]) == ("applied", "R09")
    assert came_of(program, program("ended", lot["no"], str(report), "4"))["status"] == "applied"
    seen = program("project", project["id"])
    assert seen["lots"][0]["state"] == "evaluated"
    listed = api("clerk-a").call("registry", "list_inbound", {"lot_id": lot["id"]})
    assert {one["type"] for one in listed["items"]} == {"opening.completed", "evaluation.ended"}
    assert all(one["restricted"] is None for one in listed["items"])


def test_what_it_may_not_do_is_refused_by_the_service_and_by_the_broker(
    api: Callable[[str], Api], program: Program, account: dict[str, Any]
) -> None:
    fewer = [one for one in SCOPES if one != "registry.get_project"]
    change = {"id": account["id"], "version": account["version"], "scopes": fewer}
    changed = api("admin").call("registry", "update_service_account", change)
    until(lambda: program("project", str(uuid4()))["code"] == "FORBIDDEN_SCOPE")
    back = change | {"version": changed["version"], "scopes": [*SCOPES, "contract.signed"]}
    account |= api("admin").call("registry", "update_service_account", back)
    until(lambda: program("project", str(uuid4()))["code"] == "NOT_FOUND")
    # the service would now let it sign contracts; the broker's user was not given that
    assert program("signed", "X-01")["code"] == "ACCESS_REFUSED"
