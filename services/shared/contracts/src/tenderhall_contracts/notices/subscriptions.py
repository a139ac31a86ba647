"""订阅 whatever a saved search finds anew, by e-mail or to a webhook; for anybody.

A subscription is held by a token that only its holder knows: it stands in every mail, and a program
gets it at registration.
"""

from marshmallow import fields, validate

from tenderhall_contracts.core import COMMAND, QUERY, Done, Gives, Role, Takes
from tenderhall_contracts.fields import Instant
from tenderhall_contracts.notices.portal import SearchPublic
from tenderhall_contracts.notices.promise import notices

STRANGERS = frozenset({Role.ANONYMOUS})
"""Who asks is nobody to us, also where somebody is logged in: only the token counts."""

_TOKEN = [validate.Length(20, 100), validate.Regexp(r"[A-Za-z0-9_-]+$", error="链接无效")]


class SubscriptionFilter(SearchPublic):
    """订阅条件 those of a search; days and pages are none."""

    class Meta(SearchPublic.Meta):
        """As strict as the search."""

        exclude = ("limit", "offset", "since", "until")


class SubscribeByMail(Takes):
    """邮件订阅 nothing is sent to the address but one mail that asks whether it is wanted."""

    email = fields.String(
        required=True,
        validate=[
            validate.Length(max=200),
            validate.Regexp(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s.<>,;]+$", error="邮箱地址格式不正确"),
        ],
    )
    filter = fields.Nested(SubscriptionFilter, load_default=dict)


class RegisterWebhook(Takes):
    """登记推送 the address has to answer a challenge before anything is sent to it."""

    url = fields.String(
        required=True,
        validate=[
            validate.Length(max=500),
            validate.Regexp(r"https?://[^\s<>\"\\]+$", error="网址须以 https:// 开头"),
        ],
        metadata={"example": "https://example.org/hooks/notices"},
    )
    filter = fields.Nested(SubscriptionFilter, load_default=dict)


class OfSubscription(Takes):
    """订阅 by its holder's token."""

    token = fields.String(required=True, validate=_TOKEN, metadata={"example": "0" * 43})


class ReplaySubscription(OfSubscription):
    """补发 everything that matches after this number of the change feed, once more."""

    since = fields.Integer(required=True, validate=validate.Range(min=0))


class SubscriptionDelivery(Gives):
    """投递 of one notice; ``state``: sent, failed."""

    id = fields.UUID(required=True)
    seq = fields.Integer(required=True)
    no = fields.String(required=True)
    state = fields.String(required=True)
    at = Instant(required=True)
    error = fields.String(allow_none=True)


class SubscriptionOut(Gives):
    """订阅; ``state``: unconfirmed, active, paused; ``cursor``: how far it has come in the feed."""

    id = fields.UUID(required=True)
    channel = fields.String(required=True)
    address = fields.String(required=True)
    filter = fields.Dict(keys=fields.String(), required=True)
    state = fields.String(required=True)
    state_zh = fields.String(required=True)
    cursor = fields.Integer(required=True)
    created_at = Instant(required=True)
    attempts = fields.Integer(required=True)
    next_at = Instant(allow_none=True)
    last_error = fields.String(allow_none=True)
    deliveries = fields.List(fields.Nested(SubscriptionDelivery), required=True)


class WebhookRegistered(Gives):
    """推送已登记 ``secret`` signs every delivery, and is shown this once; ``token`` manages it."""

    token = fields.String(required=True)
    secret = fields.String(required=True)
    subscription = fields.Nested(SubscriptionOut, required=True)


subscribe_by_mail = notices.rpc(
    "subscribe_by_mail",
    title="邮件订阅公告",
    kind=COMMAND,
    takes=SubscribeByMail,
    gives=Done,
    roles=STRANGERS,
    refuses=("PRECONDITION_FAILED", "VALIDATION_FAILED"),
)
register_webhook = notices.rpc(
    "register_webhook",
    title="登记公告推送",
    kind=COMMAND,
    takes=RegisterWebhook,
    gives=WebhookRegistered,
    roles=STRANGERS,
    refuses=("VALIDATION_FAILED",),
    timeout=30.0,
)
show_subscription = notices.rpc(
    "show_subscription",
    title="查看订阅",
    kind=QUERY,
    takes=OfSubscription,
    gives=SubscriptionOut,
    roles=STRANGERS,
    refuses=("NOT_FOUND",),
)
confirm_subscription = notices.rpc(
    "confirm_subscription",
    title="确认或恢复订阅",
    kind=COMMAND,
    takes=OfSubscription,
    gives=SubscriptionOut,
    roles=STRANGERS,
    refuses=("NOT_FOUND", "STATE_CONFLICT"),
    timeout=30.0,
)
replay_subscription = notices.rpc(
    "replay_subscription",
    title="补发订阅",
    kind=COMMAND,
    takes=ReplaySubscription,
    gives=SubscriptionOut,
    roles=STRANGERS,
    refuses=("NOT_FOUND", "STATE_CONFLICT"),
)
end_subscription = notices.rpc(
    "end_subscription",
    title="退订",
    kind=COMMAND,
    takes=OfSubscription,
    gives=Done,
    roles=STRANGERS,
)
