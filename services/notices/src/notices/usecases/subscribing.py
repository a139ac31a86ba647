"""订阅 asked for, confirmed, shown, sent once more, ended: by whoever holds its token.

The audit log says that there was a subscription and what was done with it, never whose it is.
"""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tenderhall_contracts.errors import Finding, Problem
from tenderhall_kit.mail import Mailer
from tenderhall_kit.plain import plain
from tenderhall_kit.work import Work

from notices import guard, shelf
from notices import subscription_store as store
from notices.models import Subscription
from notices.outbound import UnreachableError
from notices.rules import subscriptions as rules

_SHOWN = 20
_NEAR = timedelta(days=1)
"""A notice may be entered into the catalogue this long after its publication, and is still news."""

_FIELDS = (
    *("id", "channel", "address", "filter", "state", "cursor", "created_at", "attempts"),
    *("next_at", "last_error"),
)

Asked = Mapping[str, Any]


def by_mail(work: Work, asked: Asked) -> dict[str, Any]:
    """邮件订阅 the same answer whatever is known of the address: nobody learns whose it is.

    Raises:
        Problem: PRECONDITION_FAILED where this platform sends no mail.
    """
    if Mailer.configured() is None:
        zh, en = (
            "本平台未配置邮件发送，请使用 Atom 订阅源",
            "No mail is sent here: use the Atom feed",
        )
        raise Problem("PRECONDITION_FAILED", [Finding("email", "NO_MAIL", zh, en)])
    told = plain(asked["filter"])
    known = store.of_address(work.session, rules.MAIL, asked["email"])
    same = next((one for one in known if one.filter == told), None)
    if same is None and len(known) < rules.MOST_OF_AN_ADDRESS:
        _make(work, rules.MAIL, asked["email"], told)
    elif same is not None and same.state == rules.UNCONFIRMED:
        _ask_again(work, same)
    return {}


def _ask_again(work: Work, one: Subscription) -> None:
    """The mail may have been lost; not more often than every ten minutes."""
    if one.asked_at and work.real_now - one.asked_at > rules.ASK_AGAIN:
        one.asked_at, one.next_at = None, work.real_now


def webhook(work: Work, asked: Asked) -> dict[str, Any]:
    """登记推送 its secret is shown this once; nothing is sent before its challenge is answered.

    Raises:
        Problem: VALIDATION_FAILED where the address may not be connected to, or has too many.
    """
    known = store.of_address(work.session, rules.WEBHOOK, asked["url"])
    if len(known) >= rules.MOST_OF_AN_ADDRESS:
        raise _refused("该网址的订阅已达上限", "This address has too many subscriptions")
    row = _make(work, rules.WEBHOOK, asked["url"], plain(asked["filter"]))
    work.session.flush()
    return {"token": row.token, "secret": row.secret, "subscription": _told(work, row)}


def ensure_allowed(url: str) -> None:
    """须可推送 judged before anything is written, and again at every delivery.

    Raises:
        Problem: VALIDATION_FAILED.
    """
    try:
        guard.judged(url)
    except guard.ForbiddenError:
        raise _refused(
            "网址须为公网可达的 https:// 地址", "It must be a public address, by https"
        ) from None
    except UnreachableError:
        raise _refused("无法解析该网址的域名", "Its name is not known") from None


def _refused(zh: str, en: str) -> Problem:
    return Problem("VALIDATION_FAILED", [Finding("url", "WEBHOOK", zh, en)])


def _make(work: Work, channel: str, address: str, told: dict[str, Any]) -> Subscription:
    row = Subscription(
        id=uuid4(),
        channel=channel,
        address=address,
        filter=told,
        token=secrets.token_urlsafe(32),
        secret=secrets.token_urlsafe(32),
        state=rules.UNCONFIRMED,
        cursor=shelf.last_seq(work.session),
        since_at=work.now - _NEAR,
        attempts=0,
        next_at=work.real_now,
        created_at=work.real_now,
    )
    work.session.add(row)
    _record(work, row, "subscription.ask")
    return row


def shown(work: Work, asked: Asked) -> dict[str, Any]:
    """查看订阅.

    Raises:
        Problem: NOT_FOUND.
    """
    return _told(work, store.of_token(work.session, asked["token"]))


def confirm(work: Work, asked: Asked) -> dict[str, Any]:
    """确认邮件订阅, or resume one that was paused; a second time changes nothing.

    Raises:
        Problem: NOT_FOUND; STATE_CONFLICT for a webhook that has not answered its challenge.
    """
    row = store.of_token(work.session, asked["token"], lock=True)
    if row.state == rules.UNCONFIRMED and row.channel == rules.WEBHOOK:
        raise Problem("STATE_CONFLICT", state=row.state)
    if row.state != rules.ACTIVE:
        activate(work, row)
    return _told(work, row)


def activate(work: Work, row: Subscription) -> None:
    """生效."""
    row.state, row.attempts, row.last_error = rules.ACTIVE, 0, None
    row.next_at = work.real_now
    _record(work, row, "subscription.activate")


def replay(work: Work, asked: Asked) -> dict[str, Any]:
    """补发 from a cursor of the change feed, under the same delivery ids as before.

    Raises:
        Problem: NOT_FOUND; STATE_CONFLICT before it is confirmed.
    """
    row = store.of_token(work.session, asked["token"], lock=True)
    if row.state == rules.UNCONFIRMED:
        raise Problem("STATE_CONFLICT", state=row.state)
    row.cursor = min(asked["since"], shelf.last_seq(work.session))
    row.since_at = store.published_since(work.session, asked["since"]) or row.since_at
    store.forget_after(work.session, row.id, asked["since"])
    activate(work, row)
    return _told(work, row)


def end(work: Work, asked: Asked) -> dict[str, Any]:
    """退订 the address is deleted; who has ended it before is told the same."""
    ended = store.end(work.session, asked["token"])
    if ended:
        work.record("subscription.end", subject=("subscription", ended))
    return {}


def tidy(work: Work) -> None:
    """清理 what was never confirmed."""
    for one in store.forget_unconfirmed(work.session, work.real_now - rules.UNCONFIRMED_FOR):
        work.record("subscription.forget", subject=("subscription", one))


def _told(work: Work, row: Subscription) -> dict[str, Any]:
    fields = ("id", "seq", "no", "state", "at", "error")
    found = store.last(work.session, row.id, _SHOWN)
    return {
        **{field: getattr(row, field) for field in _FIELDS},
        "state_zh": rules.STATE_ZH[row.state],
        "deliveries": [{field: getattr(one, field) for field in fields} for one in found],
    }


def _record(work: Work, row: Subscription, action: str) -> None:
    after = {"channel": row.channel, "state": row.state}
    work.record(action, subject=("subscription", row.id), after=after)
