"""What R25 keeps secret is nowhere but at its owners: looked for everywhere, by planted names.

One procurement on real services, one of its lots awarded and the other failed. The committees,
the candidates and who paid a deposit bear names that stand nowhere else. Before the notices are
published no public file, feed, answer or page, no event, no log, no other agency and no other
service's database has any of them; afterwards experts and winner are public, and those who have
not won still are not.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

import httpx
import pytest
from minio import Minio
from sqlalchemy import NullPool, create_engine, inspect, text
from tenderhall_contracts import documents, notices, registry, signing, venue
from tenderhall_contracts.core import QUERY, Role, Service
from tenderhall_local.accounts import SERVICES
from tenderhall_local.demo import notice as notice_steps
from tenderhall_local.demo.client import Refused
from tenderhall_local.demo.journey import Journey
from tenderhall_local.demo.papers import paper
from tenderhall_local.demo.registration import upload
from tenderhall_local.platform import Platform

from browsing import award
from browsing.award import Bidder
from browsing.ground import Form, Ground, seen

pytestmark = pytest.mark.timeout(600)

MARK = uuid4().hex[:8]
EXPERTS = tuple(f"Zeisig-{MARK}-{number}" for number in range(4))
JUDGES = tuple(f"Stieglitz-{MARK}-{number}" for number in range(3))
"""Of the lot that fails."""
COMMITTEE = f"Committee-{MARK}"
WINNER = Bidder.called(f"Winner {MARK} Ltd", "450000.00")
LOSER = Bidder.called(f"Loser {MARK} Ltd", "460000.00")
PAYER = Bidder.called(f"Payer {MARK} Ltd", "0.00")
DIRECTORY = ("supplier", "supplier.updated")
"""供应商库 its tables and events: who stands there has not thereby tendered."""

CANDIDATES = (WINNER.name, WINNER.uscc, LOSER.name, LOSER.uscc)
OWNERS: dict[str, frozenset[str]] = {
    **dict.fromkeys(EXPERTS, frozenset({"notices"})),
    **dict.fromkeys((COMMITTEE, PAYER.uscc), frozenset({"registry"})),
    **dict.fromkeys((*CANDIDATES, *JUDGES), frozenset({"registry", "notices"})),
}
"""Who may keep it: notices writes it, registry takes in what agencies and platforms tell."""

PUBLIC_PAGES = (
    *("/", "/notices/feed.atom", "/notices/index.json", "/open-data", "/changes", "/guide"),
    *("/api/v1/notices/public_changes", "/api/v1/notices/search_public"),
)
SEARCHES = ("/", "/notices/feed.atom")


@dataclass
class Life:
    """The procurement so far."""

    ground: Ground
    project: Form
    journey: Journey
    notice: Form
    failure: Form


@pytest.fixture(scope="module")
def ground(platform: Platform) -> Ground:
    return Ground(platform)


@pytest.fixture(scope="module")
def pending(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Life:
    """An award notice and a failure that wait for the centre."""
    journey = ground.procurement(tmp_path_factory.mktemp("secret"))
    project = award.tendered(ground, journey)
    paid = {"amount": "1000.00", "at": "2026-01-05T10:00:00+08:00", "uscc": PAYER.uscc}
    award.told(ground, "deposit.paid", project["lots"][0]["no"], **paid)
    award.known(ground, WINNER)
    award.opened(ground, project)
    award.evaluated(ground, project, [WINNER, LOSER], bidders=5, committee=COMMITTEE)
    first, second = project["lots"]
    draft = award.drafted(ground, project, WINNER, EXPERTS, [first])
    notice = award.submitted(ground, journey, draft)
    return Life(ground, project, journey, notice, failing(ground, journey, second))


def failing(ground: Ground, journey: Journey, lot: Form) -> Form:
    """废标 of this lot by its committee, its notice sealed, submitted."""
    clerk, kind = ground.api("clerk-a"), "committee_conclusion"
    file = upload(clerk, kind, paper("评委会结论.pdf", lot["no"]))
    wanted = {"kind": "failure", "project_id": journey.ids["project"]["id"], "lot_ids": [lot["id"]]}
    wanted |= {"ground": "too_few", "bidder_count": 2, "follow_up": "retender"}
    wanted |= {"statement": "实质响应的供应商不足三家。", "experts": "、".join(JUDGES)}
    wanted["attachments"] = [{"kind": kind, "receipt": file["receipt"]}]
    made = clerk.call("registry", "create_exception", wanted)
    clerk.call("notices", "prepare_form_notice", {"id": made["id"]})
    journey.ids["notice"] = {"id": made["id"]}
    notice_steps.seal(journey)

    def kept() -> Form:
        told: Form = clerk.call("registry", "get_exception", {"id": made["id"]})
        return told

    ground.until(lambda: kept()["sealed"])
    sent: Form = clerk.call("registry", "submit_exception", {**seen(kept()), "opinion": "同意"})
    return sent


def found(secrets: Any, said: str) -> set[str]:
    return {one for one in secrets if one in said or one.encode().hex() in said}


# ── where one looks ─────────────────────────────────────────────────────────────────────────────
def portal_files(platform: Platform) -> Iterator[tuple[str, str]]:
    s3 = platform.stack.s3
    store = Minio(
        urlsplit(s3.endpoint).netloc,
        s3.access_key,
        s3.secret_key,
        secure=False,
        region=s3.region,
    )
    for one in store.list_objects(s3.bucket, prefix="public/", recursive=True):
        answer = store.get_object(s3.bucket, str(one.object_name))
        yield f"store {one.object_name}", answer.data.decode(errors="replace")
        answer.release_conn()


def pages(platform: Platform, project: Form) -> Iterator[tuple[str, str]]:
    """What anybody can open: also what a search for each of the secrets finds."""
    searched = [(f"{path}?q={quote(one)}", one) for path in SEARCHES for one in OWNERS]
    with httpx.Client(base_url=platform.public_url, timeout=30, trust_env=False) as visitor:
        for path in (*PUBLIC_PAGES, f"/projects/{project['no']}"):
            yield path, visitor.get(path, follow_redirects=True).raise_for_status().text
        for path, asked in searched:
            answer = visitor.get(path, follow_redirects=True).raise_for_status()
            said = answer.text.replace(asked, "").replace(quote(asked), "")
            yield path, said  # a page repeats what it was asked for


def answers(life: Life, login: str | None) -> Iterator[tuple[str, str]]:
    """Every list and public question that this person may ask; nobody where None."""
    role = {None: Role.ANONYMOUS, "clerk-b": Role.CLERK}[login]
    for service in (registry, venue, documents, notices, signing):
        promised: Service = getattr(service, service.__name__.rpartition(".")[2])
        for rpc in promised:
            if rpc.kind is QUERY and role in rpc.roles:
                for asked in _asked(life, rpc):
                    yield f"{login} {rpc.owner}.{rpc.name} {asked}", _told(life, login, rpc, asked)


def _asked(life: Life, rpc: Any) -> Iterator[dict[str, Any]]:
    """With what one could try: the project, its lot, its notice, a secret to search for."""
    names = rpc.takes().fields
    lot = life.project["lots"][0]
    known = {"project_id": life.project["id"], "project_no": life.project["no"]}
    known |= {"lot_id": lot["id"], "lot_no": lot["no"], "lot_ids": [lot["id"]]}
    base = {name: value for name, value in known.items() if name in names}
    ours = (life.project, life.notice, life.failure, lot)
    ids = [one["id"] for one in ours] if "id" in names else [None]
    for identity in ids:
        more = {"id": identity} if identity else {}
        yield {**base, **more}
    if "q" in names:
        yield from ({**base, "q": one} for one in OWNERS)


def _told(life: Life, login: str | None, rpc: Any, asked: dict[str, Any]) -> str:
    address = f"/api/v1/{rpc.owner}/{rpc.name}"
    if login is None:
        base = life.ground.platform.public_url
        return httpx.post(base + address, json=asked, timeout=30, trust_env=False).text
    try:
        return json.dumps(life.ground.call(login, rpc.owner, rpc.name, **asked))
    except Refused as refused:
        return json.dumps(refused.problem)


def logs(platform: Platform) -> Iterator[tuple[str, str]]:
    for file in sorted(Path(platform.stack.layout.logs).rglob("*")):
        if file.is_file():
            yield f"log {file.name}", file.read_text(errors="replace")


def rows(platform: Platform) -> Iterator[tuple[str, str, str]]:
    """Service, table and text of every row of every database."""
    for service in SERVICES:
        engine = create_engine(platform.stack.database_url(service), poolclass=NullPool)
        with engine.connect() as connection:
            for table in inspect(connection).get_table_names():
                for (row,) in connection.execute(text(f'SELECT t::text FROM "{table}" t')):  # noqa: S608 — a table's own name
                    yield service, table, row


# ── what is found there ─────────────────────────────────────────────────────────────────────────
def leaks(places: Iterator[tuple[str, str]], secrets: Any) -> dict[str, set[str]]:
    told = {place: found(secrets, said) for place, said in places}
    return {place: those for place, those in told.items() if those}


def kept_elsewhere(
    platform: Platform, owners: dict[str, frozenset[str]]
) -> set[tuple[str, str, str]]:
    """Secrets in a database that is not their owner's, or on their way out of one that is."""
    told = set()
    for service, table, row in rows(platform):
        for secret in found(owners, row):
            leaving = table == "kit_outbox"
            listed = table.startswith(DIRECTORY[0]) or DIRECTORY[1] in row
            if (service not in owners[secret] or leaving) and not listed:
                told.add((service, table, secret))
    return told


def test_before_the_award_is_published_nobody_else_has_any_of_it(
    platform: Platform, pending: Life
) -> None:
    directory = {WINNER.name, WINNER.uscc}
    hidden = set(OWNERS) - directory
    assert leaks(portal_files(platform), OWNERS) == {}
    assert leaks(pages(platform, pending.project), OWNERS) == {}
    assert leaks(answers(pending, None), OWNERS) == {}
    assert leaks(answers(pending, "clerk-b"), hidden) == {}
    assert leaks(logs(platform), hidden) == {}
    assert kept_elsewhere(platform, OWNERS) == set()
    # and that the search would have found something: at the owners it does
    at_home = {
        (service, secret) for service, _, row in rows(platform) for secret in found(OWNERS, row)
    }
    assert {(one, secret) for secret, owners in OWNERS.items() for one in owners} <= at_home


def test_afterwards_experts_and_winner_are_public_and_the_others_still_are_not(
    platform: Platform, pending: Life
) -> None:
    pending.ground.approve("registry", "exception", pending.failure)
    notice_steps.published(pending.journey)
    pending.journey.ids["notice"] = {"id": pending.notice["id"]}
    award.published(pending.ground, pending.journey, pending.notice)
    pending.ground.until(
        lambda: leaks(portal_files(platform), EXPERTS)  # the project's files follow by an event
    )
    public = {*EXPERTS, *JUDGES, WINNER.name, WINNER.uscc}
    told = leaks(portal_files(platform), OWNERS)
    assert set().union(*told.values()) == public
    still = set(OWNERS) - public
    assert leaks(pages(platform, pending.project), still) == {}
    assert leaks(answers(pending, None), still) == {}
    assert leaks(answers(pending, "clerk-b"), still) == {}
    assert leaks(logs(platform), still) == {}
    assert kept_elsewhere(platform, {one: OWNERS[one] for one in still}) == set()
