"""投递订阅 from the change feed's cursor on: leased, sent outside of any transaction, written down.

The cursor moves only with what was sent, so nothing can be missed; whoever dies in between sends
the same again under the same ids.
"""

import json
import secrets
import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from tenderhall_contracts.notices import SubscriptionFilter
from tenderhall_kit.call import Call
from tenderhall_kit.clock import real_now
from tenderhall_kit.mail import Mailer
from tenderhall_kit.plain import plain
from tenderhall_kit.work import Work

from notices import guard, shelf
from notices import subscription_store as store
from notices.models import Subscription
from notices.outbound import UnreachableError
from notices.rules import subscriptions as rules
from notices.usecases import browsing, subscribing
from notices.usecases.entering import PUBLIC_URL

_LEASE = timedelta(minutes=3)
"""Longer than one try takes; each delivery of a batch renews it."""

_AT_A_TIME = 50
_BATCH = {rules.MAIL: 20, rules.WEBHOOK: 50}
_OK, _MULTIPLE = 200, 300

Job = Mapping[str, Any]
Outcome = tuple[str, str]
"""What came of a try, and why it failed."""


def unkept(call: Call) -> Call:
    """不留存 the call without its key: what tells an address or a secret is kept for no repeat.

    Each of these commands has its effect once by the subscription's own state.
    """
    return replace(call, claim=None)


def forward(call: Call) -> None:
    """投递 to every subscription that has news or is to be asked."""
    mailer = Mailer.configured()
    for subscription_id in call.read(due):
        one(call, subscription_id, mailer)


def register(call: Call, asked: Mapping[str, Any]) -> dict[str, Any]:
    """登记推送 judged, written, and challenged at once; where that fails, again by the timer.

    Raises:
        Problem: VALIDATION_FAILED.
    """
    own = unkept(call)
    subscribing.ensure_allowed(asked["url"])
    made: dict[str, Any] = own.run(subscribing.webhook, asked)
    one(own, UUID(made["subscription"]["id"]), None)
    shown = own.read(subscribing.shown, {"token": made["token"]})
    return made | {"subscription": shown}


def due(work: Work) -> list[UUID]:
    """待办订阅."""
    return list(store.due(work.session, work.real_now, _AT_A_TIME))


def one(call: Call, subscription_id: UUID, mailer: Mailer | None) -> None:
    """一次投递 of one subscription."""
    own = unkept(call)
    job = own.run(lease, subscription_id)
    if not job:
        return
    if job["state"] == rules.UNCONFIRMED:
        asked = _challenged(job) if job["channel"] == rules.WEBHOOK else _asked(mailer, job)
        own.run(asked_for, subscription_id, *asked)
    elif job["channel"] == rules.MAIL:
        own.run(settle, job, job["items"], *_mailed(mailer, job))
    else:
        _push(own, job)


def lease(work: Work, subscription_id: UUID) -> dict[str, Any] | None:
    """认领 for some minutes, with what is to be sent; None where nothing is."""
    row = store.lease(work.session, subscription_id, work.real_now)
    if row is None:
        return None
    items, upto = _news(work, row) if row.state == rules.ACTIVE else ([], 0)
    if row.state == rules.ACTIVE and not items:
        row.cursor = upto
        return None
    row.next_at = work.real_now + _LEASE
    fields = ("id", "channel", "address", "filter", "token", "secret", "state")
    told = {field: getattr(row, field) for field in fields}
    site = work.settings.extra.get(PUBLIC_URL, "")
    return {**told, "items": items, "upto": upto, "site": site}


def _news(work: Work, row: Subscription) -> tuple[list[dict[str, Any]], int]:
    """What matches next, and how far the feed is then read."""
    last, most = shelf.last_seq(work.session), _BATCH[row.channel]
    if row.cursor > last:  # the catalogue was made anew: what was sent is known by its number
        row.cursor = 0
    asked = SubscriptionFilter().load(row.filter)
    found = store.news(work.session, row, asked, most)
    upto = found[-1].seq if len(found) == most else last
    return [plain(browsing.row(each)) for each in found], upto


def settle(
    work: Work, job: Job, items: Sequence[Mapping[str, Any]], outcome: str, error: str = ""
) -> None:
    """记录结果 the cursor goes on with what was sent; too many failures in a row pause it."""
    row = store.locked(work.session, UUID(str(job["id"])))
    if row is None:
        return
    _keep(work, row, items, outcome, error)
    if outcome == rules.SENT:
        ended = items[-1] is job["items"][-1]
        row.cursor = job["upto"] if ended else items[-1]["seq"]
        row.attempts, row.last_error = 0, None
        row.next_at = work.real_now + (_LEASE if not ended else timedelta(0))
        return
    row.attempts += 1
    row.last_error, row.next_at = error, work.real_now + rules.backoff(row.attempts)
    if rules.given_up(row.channel, outcome, row.attempts):
        row.state = rules.PAUSED
        work.record("subscription.pause", subject=("subscription", row.id))


def _keep(
    work: Work, row: Subscription, items: Sequence[Mapping[str, Any]], outcome: str, error: str
) -> None:
    state = rules.SENT if outcome == rules.SENT else rules.FAILED
    told = {"subscription_id": row.id, "state": state, "at": work.real_now, "error": error or None}
    ids = [rules.delivery_id(row.id, each["no"]) for each in items]
    rows = [
        {**told, "id": own, "seq": each["seq"], "no": each["no"]}
        for own, each in zip(ids, items, strict=True)
    ]
    store.keep(work.session, rows)


def asked_for(work: Work, subscription_id: UUID, outcome: str, error: str = "") -> None:
    """询问结果 a webhook that has answered is active; a mail waits for its reader."""
    row = store.locked(work.session, subscription_id)
    if row is None or row.state != rules.UNCONFIRMED:
        return
    if outcome != rules.SENT:
        row.attempts += 1
        row.last_error, row.next_at = error, work.real_now + rules.backoff(row.attempts)
    elif row.channel == rules.WEBHOOK:
        subscribing.activate(work, row)
    else:
        row.asked_at, row.attempts, row.last_error = work.real_now, 0, None


def _asked(mailer: Mailer | None, job: Job) -> Outcome:
    subject, body = rules.asking(job["site"], job["token"], job["filter"])
    return _send(mailer, job, subject, body, secrets.token_hex(16))


def _mailed(mailer: Mailer | None, job: Job) -> Outcome:
    told = job["site"], job["token"], job["filter"], job["items"]
    subject, body = rules.circular(*told)
    nos = [each["no"] for each in job["items"]]
    return _send(mailer, job, subject, body, rules.message_id(UUID(job["id"]), nos))


def _send(mailer: Mailer | None, job: Job, subject: str, body: str, message_id: str) -> Outcome:
    if mailer is None:
        return rules.FAILED, "no mail server"
    leave = f"{job['site']}/subscriptions/{job['token']}/unsubscribe"
    try:
        mailer.send(job["address"], subject, body, message_id, leave)
    except smtplib.SMTPRecipientsRefused:
        return rules.REFUSED, "the address was refused"
    except OSError as fault:
        return rules.FAILED, type(fault).__name__
    return rules.SENT, ""


def _push(call: Call, job: Job) -> None:
    """推送 one after the other in the feed's order; the first that fails holds up the rest."""
    for item in job["items"]:
        told = {"type": "notice", "item": _linked(job["site"], item)}
        outcome = _posted(job, told, rules.delivery_id(UUID(job["id"]), item["no"]))
        call.run(settle, job, [item], *outcome)
        if outcome[0] != rules.SENT:
            return


def _linked(site: str, item: Mapping[str, Any]) -> dict[str, Any]:
    return {**item, "url": f"{site}{item['url']}"}


def _challenged(job: Job) -> Outcome:
    """询问 whether its owner wants this: only who reads the body can answer it."""
    word = secrets.token_urlsafe(24)
    return _posted(job, {"type": "challenge", "challenge": word}, UUID(job["id"]), word)


def _posted(job: Job, told: Mapping[str, Any], delivery: UUID, wanted: str = "") -> Outcome:
    given = {**told, "delivery_id": str(delivery), "subscription_id": str(job["id"])}
    body = json.dumps(given, ensure_ascii=False, sort_keys=True).encode()
    timestamp = str(int(real_now().timestamp()))
    headers = {
        "content-type": "application/json; charset=utf-8",
        "tenderhall-delivery": str(delivery),
        "tenderhall-timestamp": timestamp,
        "tenderhall-signature": rules.signature(job["secret"], timestamp, body),
    }
    try:
        answer = guard.post(job["address"], headers, body)
    except guard.ForbiddenError as fault:
        return rules.REFUSED, str(fault)
    except UnreachableError as fault:
        return rules.FAILED, str(fault)
    if not _OK <= answer.status < _MULTIPLE:
        return rules.FAILED, f"HTTP {answer.status}"
    if wanted and _said(answer.body) != wanted:
        return rules.FAILED, "the challenge was not answered"
    return rules.SENT, ""


def _said(body: bytes) -> Any:
    try:
        told = json.loads(body)
    except ValueError:
        return None
    return told.get("challenge") if isinstance(told, dict) else None
