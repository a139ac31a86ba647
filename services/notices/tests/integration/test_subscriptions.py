"""订阅 by mail and webhook: confirmed, as the search finds, signed, retried, replayed, ended."""

import hmac
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from notices import shelf
from notices import subscription_store as store
from notices.models import PublicEntry, Subscription
from notices.rules import subscriptions as rules
from notices.usecases import entering, forwarding, subscribing
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.notices import RegisterWebhook, SubscribeByMail, WebhookRegistered
from tenderhall_contracts.notices.portal import SearchPublic
from tenderhall_kit.plain import plain
from tenderhall_kit.tables import Audit
from tenderhall_kit.testprocess import until

from .outside import Asked, Outside, listening
from .test_public_search import announcement, project

Data = dict[str, Any]
READER = "reader@example.org"


@pytest.fixture(autouse=True)
def alone(world: Any) -> None:
    """No subscription and no entry of another test."""
    with Session(world.kit.engine) as session, session.begin():
        session.execute(delete(Subscription))
        session.execute(delete(PublicEntry))


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    """A receiver that answers challenges, and takes what comes."""
    monkeypatch.setenv("WEBHOOK_LOCAL", "yes")
    with listening() as outside:
        outside.answers = [takes]
        yield outside


def takes(asked: Asked) -> tuple[int, Data]:
    return 200, {"challenge": asked.json.get("challenge")}


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A mail server of its own process that keeps what it gets in files."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c"]
    words += ["aiosmtpd.handlers.Mailbox", str(tmp_path / "box")]
    started = subprocess.Popen([sys.executable, *words], env=os.environ)  # noqa: S603 — our own words
    monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{port}")
    monkeypatch.setenv("MAIL_FROM", "hall@example.org")
    until(lambda: _answers(port))
    yield tmp_path / "box" / "new"
    started.terminate()
    started.wait(10)


def _answers(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def publish(world: Any, *rows: tuple[str, Data]) -> list[str]:
    """Enter announcements of these titles and projects; gives their numbers."""
    made = []
    with Session(world.kit.engine) as session, session.begin():
        shelf.lock_feed(session)
        for title, known in rows:
            entry = entering.entry_of(announcement(title), project(**known))
            entry.seq, entry.release = shelf.next_seq(session), {}
            session.add(entry)
            session.flush()
            made.append(entry.no)
    return made


def forward(world: Any) -> None:
    """One tick of the timer, whenever the next try would come."""
    with Session(world.kit.engine) as session, session.begin():
        session.execute(text("UPDATE subscription SET next_at = now() - interval '1 second'"))
    forwarding.forward(world.as_service())


def register(world: Any, hook: Outside, **filters: Any) -> Data:
    asked = RegisterWebhook().load({"url": f"{hook.url}/hook?a=1", "filter": filters})
    told = plain(forwarding.register(world.as_service(), asked))
    return dict(WebhookRegistered().dump(WebhookRegistered().load(told)))


def said(world: Any, *asked: Any) -> Any:
    """One command, as the entry point runs it."""
    return forwarding.unkept(world.as_service()).run(*asked)


def shown(world: Any, made: Data) -> Data:
    return plain(world.as_service().read(subscribing.shown, {"token": made["token"]}))  # type: ignore[no-any-return]


def got(hook: Outside) -> list[str]:
    """Titles of the notices that arrived, in their order."""
    told = [each.json for each in hook.asked]
    return [each["item"]["title"] for each in told if each["type"] == "notice"]


def mails(box: Path) -> list[Any]:
    files = sorted(box.iterdir(), key=lambda one: one.stat().st_mtime_ns) if box.exists() else []
    return [message_from_bytes(one.read_bytes(), policy=policy.default) for one in files]


def test_a_webhook_gets_what_the_search_finds_signed_and_in_order(
    world: Any, hook: Outside
) -> None:
    publish(world, ("先前", {}))
    made = register(world, hook, q="服务器", amount_from="50000")
    assert made["subscription"]["state"] == "active"
    publish(world, ("服务器一", {}), ("汽车", {"lots": []}), ("服务器二", {}))
    forward(world)
    forward(world)
    assert got(hook) == ["服务器一", "服务器二"]  # the lot's catalogue says 服务器; 汽车 has no lot
    for asked in hook.asked:
        stamp, secret = asked.headers["tenderhall-timestamp"], made["secret"].encode()
        signed = hmac.digest(secret, f"{stamp}.".encode() + asked.body, "sha256").hex()
        assert asked.headers["tenderhall-signature"] == f"v1={signed}"
        assert asked.json["delivery_id"] == asked.headers["tenderhall-delivery"]
        assert asked.path == "/hook?a=1"
    assert hook.asked[1].json["item"]["url"].startswith("http")
    assert {each["state"] for each in shown(world, made)["deliveries"]} == {"sent"}
    assert made["secret"] not in json.dumps(shown(world, made))


def test_every_filter_is_the_searchs_own(world: Any, hook: Outside) -> None:
    """Whatever is asked for, the news are exactly what the search finds among them."""
    hospital = {"purchaser": {"name": "南岳区人民医院", "uscc": "", "address": "", "contact": ""}}
    hospital["purchaser"]["phone"] = ""
    publish(
        world, ("一", {}), ("二 智慧医院", {**hospital, "region": "430412"}), ("三", {"lots": []})
    )
    for filters in (
        {},
        {"q": "医院"},
        {"q": "南岳 医院", "region": "430400"},
        {"region": "430405"},
        {"catalogue": "A02"},
        {"catalogue": "C"},
        {"purchaser": "人民医院", "kind": "suspension"},
        {"agency": "明正", "amount_to": "100000"},
        {"method": "open_tender", "amount_from": "100000.01"},
        {"project_no": "P"},
    ):
        one = Subscription(id=rules.delivery_id(rules.UUID(int=0), "x"), cursor=0, since_at=None)
        with Session(world.kit.engine) as session:
            asked = SearchPublic().load({**filters, "limit": 100})
            wanted = {each.no for each in shelf.search(session, asked).rows}
            news = store.news(session, one, forwarding.SubscriptionFilter().load(filters), 100)
            assert {each.no for each in news} == wanted, filters


def test_what_fails_is_tried_again_under_its_id_and_paused_in_the_end(
    world: Any, hook: Outside
) -> None:
    made = register(world, hook)
    publish(world, ("一", {}), ("二", {}))
    hook.answers = [(500, {}), takes]
    forward(world)
    told = shown(world, made)
    assert (told["attempts"], told["last_error"], got(hook)) == (1, "HTTP 500", ["一"])
    forward(world)
    assert got(hook) == ["一", "一", "二"]
    assert len({each.json["delivery_id"] for each in hook.asked[1:3]}) == 1
    publish(world, ("三", {}))
    hook.answers = [(503, {})]
    for _ in range(rules.GIVE_UP + 1):
        forward(world)
    told = shown(world, made)
    assert (told["state"], told["attempts"]) == ("paused", rules.GIVE_UP)
    hook.answers = [takes]
    said(world, subscribing.confirm, {"token": made["token"]})
    forward(world)
    assert got(hook)[-1] == "三"  # nothing was missed meanwhile


def test_a_receiver_that_died_asks_for_everything_since_its_cursor(
    world: Any, hook: Outside
) -> None:
    publish(world, ("旧", {}))
    made = register(world, hook)
    publish(world, ("一", {}), ("二", {}))
    forward(world)
    ids = [each.json["delivery_id"] for each in hook.asked[1:]]
    hook.asked.clear()
    said(world, subscribing.replay, {"token": made["token"], "since": 0})
    forward(world)
    forward(world)
    assert got(hook) == ["旧", "一", "二"]
    assert [each.json["delivery_id"] for each in hook.asked][1:] == ids


def test_a_catalogue_made_anew_sends_nothing_twice_and_misses_nothing(
    world: Any, hook: Outside
) -> None:
    register(world, hook)
    publish(world, ("一", {}), ("二", {}))
    forward(world)
    with Session(world.kit.engine) as session, session.begin():
        session.execute(text("UPDATE public_entry SET seq = seq - 1 WHERE seq = 1"))
        session.execute(text("DELETE FROM public_entry WHERE seq > 1"))
    publish(world, ("三", {}))
    forward(world)
    assert got(hook) == ["一", "二", "三"]


def test_nobody_is_sent_anything_who_does_not_answer_the_challenge(
    world: Any, hook: Outside
) -> None:
    hook.answers = [(200, {"challenge": "guessed"})]
    made = register(world, hook)
    assert (made["subscription"]["state"], len(hook.asked)) == ("unconfirmed", 1)
    publish(world, ("一", {}))
    forward(world)
    assert got(hook) == []
    with pytest.raises(Problem, match="STATE_CONFLICT"):
        said(world, subscribing.confirm, {"token": made["token"]})
    hook.answers = [takes]
    forward(world)
    forward(world)
    assert (shown(world, made)["state"], got(hook)) == ("active", ["一"])


def test_an_address_inside_is_refused_before_anything_is_written(world: Any) -> None:
    asked = RegisterWebhook().load({"url": "https://127.0.0.1/x", "filter": {}})
    with pytest.raises(Problem) as refused:
        forwarding.register(world.as_service(), asked)
    assert [one.field for one in refused.value.findings] == ["url"]


def test_an_address_is_mailed_only_after_its_owner_has_said_so(world: Any, box: Path) -> None:
    asked = SubscribeByMail().load({"email": READER, "filter": {"q": "服务器"}})
    for _ in range(2):
        assert said(world, subscribing.by_mail, asked) == {}
    publish(world, ("服务器一", {}))
    for _ in range(3):
        forward(world)
    (asking,) = mails(box)
    token = re.search(r"/subscriptions/([\w-]{43})", asking.get_content())[1]  # type: ignore[index]
    assert (asking["To"], "服务器一" in asking.get_content()) == (READER, False)
    for _ in range(2):
        told = said(world, subscribing.confirm, {"token": token})
    assert told["state"] == "active"
    publish(world, ("服务器二", {}))
    for _ in range(2):
        forward(world)
    _, news = mails(box)
    body = news.get_content()
    assert "服务器一" in body
    assert "服务器二" in body
    assert f"/subscriptions/{token}" in body
    assert news["List-Unsubscribe"].endswith(f"/subscriptions/{token}/unsubscribe>")
    assert news["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for _ in range(2):
        said(world, subscribing.end, {"token": token})
    nothing_is_left_of(world, READER)


def nothing_is_left_of(world: Any, address: str) -> None:
    with Session(world.kit.engine) as session:
        assert (
            session.scalars(select(Subscription).where(Subscription.address == address)).all() == []
        )
        told = session.scalars(select(Audit).where(Audit.subject_type == "subscription")).all()
        assert address not in json.dumps([plain(one.after) for one in told])
        kept = session.execute(text("SELECT result FROM kit_idempotency")).scalars()
        assert address not in json.dumps(list(kept))


def test_what_is_never_confirmed_is_forgotten_and_a_lost_mail_is_sent_again(
    world: Any, box: Path
) -> None:
    asked = SubscribeByMail().load({"email": READER, "filter": {}})
    said(world, subscribing.by_mail, asked)
    forward(world)
    aged(world, asked_at=rules.ASK_AGAIN + timedelta(seconds=1))
    said(world, subscribing.by_mail, asked)
    forward(world)
    assert len(mails(box)) == 2
    aged(world, created_at=rules.UNCONFIRMED_FOR + timedelta(seconds=1))
    said(world, subscribing.tidy)
    nothing_is_left_of(world, READER)


def aged(world: Any, **by: timedelta) -> None:
    with Session(world.kit.engine) as session, session.begin():
        for one in session.scalars(select(Subscription)):
            for name, age in by.items():
                setattr(one, name, getattr(one, name) - age)


def test_a_mail_server_that_is_away_pauses_nobody(
    world: Any, box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = SubscribeByMail().load({"email": READER, "filter": {}})
    said(world, subscribing.by_mail, asked)
    forward(world)
    with Session(world.kit.engine) as session:
        token = session.scalar(select(Subscription.token))
    said(world, subscribing.confirm, {"token": token})
    publish(world, ("一", {}))
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:1")
    for _ in range(rules.GIVE_UP + 1):
        forward(world)
    told = shown(world, {"token": token})
    assert (told["state"], told["last_error"]) == ("active", "ConnectionRefusedError")
    monkeypatch.delenv("SMTP_URL")
    with pytest.raises(Problem, match="PRECONDITION_FAILED"):
        said(world, subscribing.by_mail, asked)
