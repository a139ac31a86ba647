"""订阅规则 how deliveries are signed, how long to wait, when to give up, what a mail says. Pure."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from tenderhall_kit.law import SHANGHAI

MAIL, WEBHOOK = "mail", "webhook"
UNCONFIRMED, ACTIVE, PAUSED = "unconfirmed", "active", "paused"
SENT, FAILED, REFUSED = "sent", "failed", "refused"
"""What came of a try; ``failed`` of a mail is the server's own, and never the reader's, fault."""

STATE_ZH: Mapping[str, str] = {UNCONFIRMED: "待确认", ACTIVE: "已生效", PAUSED: "已暂停"}
GIVE_UP = 12
"""Tries in a row, about six hours: then the subscription is paused until its holder resumes it."""

UNCONFIRMED_FOR = timedelta(hours=48)
ASK_AGAIN = timedelta(minutes=10)
MOST_OF_AN_ADDRESS = 20

_FIRST, _LONGEST = timedelta(seconds=30), timedelta(hours=1)

Values = Mapping[str, Any]


def backoff(attempts: int) -> timedelta:
    """重试间隔 half a minute, twice as long each time, an hour at most."""
    return min(_FIRST * (1 << min(max(attempts - 1, 0), 10)), _LONGEST)


def given_up(channel: str, outcome: str, attempts: int) -> bool:
    """放弃 a mail server that is away is waited for; a reader's server is not for ever."""
    return attempts >= GIVE_UP and (channel == WEBHOOK or outcome == REFUSED)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """签名 HMAC-SHA256 over the time and the body, so that neither can be another's."""
    signed = hmac.digest(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1={signed.hex()}"


def delivery_id(subscription_id: UUID, no: str) -> UUID:
    """投递编号 the same at every try of the same notice, so that its receiver takes it once."""
    return uuid5(subscription_id, no)


def message_id(subscription_id: UUID, nos: Sequence[str]) -> str:
    """邮件编号 the same for the same notices."""
    return str(uuid5(subscription_id, "\n".join(nos)))


def asking(site: str, token: str, told: Values) -> tuple[str, str]:
    """确认邮件 subject and text: nobody is sent notices who has not asked for them."""
    lines = [
        "有人（可能是您）用本邮箱订阅政府采购公告。如确需订阅，请在48小时内打开以下链接确认：",
        f"{site}/subscriptions/{token}",
        f"订阅条件：{conditions(told)}",
        "如非本人操作，无需处理：不确认就不会再收到邮件，邮箱将在48小时后删除。",
        "",
        "Somebody, perhaps you, has asked for procurement notices to be mailed to this address.",
        "Open the link within 48 hours to confirm; otherwise do nothing, and it is forgotten.",
    ]
    return "请确认订阅政府采购公告 · Please confirm", "\n".join(lines)


def circular(site: str, token: str, told: Values, items: Sequence[Values]) -> tuple[str, str]:
    """公告邮件 subject and text; each mail says why it came and how to end it."""
    count = len(items)
    lines = [
        f"符合订阅条件（{conditions(told)}）的新公告{count}条：",
        "",
        *(line for one in items for line in _item(site, one)),
        "退订或查看订阅（Unsubscribe, manage）：",
        f"{site}/subscriptions/{token}",
    ]
    subject = f"政府采购新公告{count}条" if count > 1 else f"新公告：{items[0]['title']}"
    return f"{subject[:150]} · Tenderhall", "\n".join(lines)


def conditions(told: Values) -> str:
    """条件 as the search's own names; none: everything."""
    return "，".join(f"{name}={value}" for name, value in sorted(told.items())) or "全部公告"


def _item(site: str, one: Values) -> list[str]:
    published = datetime.fromisoformat(one["published_at"]).astimezone(SHANGHAI)
    facts = [f"项目编号：{one['project_no']}", f"采购人：{one['purchaser']}"]
    if one.get("opening_at"):
        at = datetime.fromisoformat(one["opening_at"]).astimezone(SHANGHAI)
        facts.append(f"开标时间：{at:%Y-%m-%d %H:%M}")
    return [
        f"{one['title']}（{one['no']}，{published:%Y-%m-%d %H:%M}）",
        "；".join(facts),
        f"{site}{one['url']}",
        "",
    ]
