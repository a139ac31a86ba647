"""发布媒体 how a published notice reaches its other media, and from when the law counts (R33, R34).

A medium takes the notice by an adapter, tells of it by ``media.published``, or is entered by hand.
"""

from marshmallow import fields, validate

from tenderhall_contracts.common import ById, FindingOut, Page
from tenderhall_contracts.core import CENTRE, COMMAND, PEOPLE, QUERY, Gives, Role, Takes
from tenderhall_contracts.fields import Instant, Sha256, text
from tenderhall_contracts.notices.common import NoticeFacts
from tenderhall_contracts.notices.promise import notices

CENTRE_HANDS = frozenset({Role.REVIEWER, Role.ADMIN})
DELIVERY_STATES = ("waiting", "handed_over", "refused", "by_hand", "acknowledged")
URL = r"https?://[^\s<>\"]+$"
"""What a medium may give as the address of the notice there."""


class MediumOut(Gives):
    """媒体发布情况 of one medium; ``fault``: what it told that cannot be so, as another hash.

    ``via``: answer, poll, event, hand: how its word came. ``reached``: by an adapter.
    """

    id = fields.UUID(required=True)
    medium = fields.String(required=True)
    designated = fields.Boolean(required=True)
    state = fields.String(required=True)
    state_zh = fields.String(required=True)
    attempts = fields.Integer(required=True)
    next_at = Instant(allow_none=True)
    handed_at = Instant(allow_none=True)
    last_error = fields.String(allow_none=True)
    fault = fields.String(allow_none=True)
    external_url = fields.String(allow_none=True)
    published_at = Instant(allow_none=True)
    via = fields.String(allow_none=True)
    acknowledged_by = fields.String(allow_none=True)
    reached = fields.Boolean(required=True)


class LegalClock(Gives):
    """法定期限起算 the designated medium's day once it has confirmed, else the planned one.

    ``broken`` are the periods that this day leaves too short: a change notice has to mend them.
    """

    starts_on = fields.Date(required=True)
    confirmed = fields.Boolean(required=True)
    period_ends_on = fields.Date(allow_none=True)
    broken = fields.List(fields.Nested(FindingOut), required=True)


class NoticeMedia(Gives):
    """公告的媒体发布情况; nothing while it is not published."""

    items = fields.List(fields.Nested(MediumOut), required=True)
    clock = fields.Nested(LegalClock, allow_none=True)


class ListMedia(Page):
    """媒体发布列表 ``state`` of a delivery; ``q`` is in the notice's number or title."""

    state = fields.String(validate=validate.OneOf(DELIVERY_STATES))


class MediaRow(MediumOut):
    """媒体发布列表行 with its notice."""

    notice_id = fields.UUID(required=True)
    no = fields.String(required=True)
    title = fields.String(required=True)
    notice_published_at = Instant(required=True)


class MediaList(Gives):
    """媒体发布列表 what waits comes first, the longest waiting on top."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(MediaRow), required=True)


class MediaEntry(Takes):
    """录入媒体发布情况 by hand, of a medium that no adapter reaches, with where it was seen."""

    id = fields.UUID(required=True)
    url = fields.String(
        required=True,
        validate=[
            validate.Length(max=500),
            validate.Regexp(URL, error="网址须以 http:// 或 https:// 开头"),
        ],
        metadata={"example": "https://www.ccgp-hunan.gov.cn/notice/1"},
    )
    published_at = Instant(required=True)
    reason = text(500, required=True)


class PublishRequested(Gives):
    """公告待交送媒体."""

    delivery_id = fields.UUID(required=True)
    notice_id = fields.UUID(required=True)
    no = fields.String(required=True)
    kind = fields.String(required=True)
    medium = fields.String(required=True)
    url = fields.String(required=True)
    content_sha256 = Sha256(required=True)
    pdf_sha256 = Sha256(required=True)


class BrokenPeriod(Gives):
    """不足的法定期限 ``due``: by when the medium was to publish; ``actual``: when it did."""

    rule_id = fields.String(required=True)
    due = fields.Date(required=True)
    actual = fields.Date(required=True)
    message_zh = fields.String(required=True)
    message_en = fields.String(required=True)


class MediaAcknowledged(NoticeFacts):
    """媒体已发布 from the designated medium's day the law counts; ``broken``: it was too late."""

    delivery_id = fields.UUID(required=True)
    no = fields.String(required=True)
    medium = fields.String(required=True)
    designated = fields.Boolean(required=True)
    url = fields.String(required=True)
    published_at = Instant(required=True)
    period_days = fields.Integer(required=True)
    period_unit = fields.String(required=True)
    period_ends_on = fields.Date(required=True)
    broken = fields.List(fields.Nested(BrokenPeriod), required=True)


notice_media = notices.rpc(
    "notice_media",
    title="公告的媒体发布情况",
    kind=QUERY,
    takes=ById,
    gives=NoticeMedia,
    roles=PEOPLE,
    refuses=("NOT_FOUND",),
)
list_media = notices.rpc(
    "list_media",
    title="媒体发布列表",
    kind=QUERY,
    takes=ListMedia,
    gives=MediaList,
    roles=CENTRE,
)
enter_media = notices.rpc(
    "enter_media",
    title="录入媒体发布情况",
    kind=COMMAND,
    takes=MediaEntry,
    gives=NoticeMedia,
    roles=CENTRE_HANDS,
    refuses=("NOT_FOUND", "STATE_CONFLICT", "VALIDATION_FAILED", "CALENDAR_UNAVAILABLE"),
)
hand_over_again = notices.rpc(
    "hand_over_again",
    title="重新交送媒体",
    kind=COMMAND,
    takes=ById,
    gives=NoticeMedia,
    roles=CENTRE_HANDS,
    refuses=("NOT_FOUND", "STATE_CONFLICT"),
)
publish_requested = notices.event(
    "notice.publish_requested", version=1, carries=PublishRequested, title="公告待交送媒体"
)
media_acknowledged = notices.event(
    "notice.media_acknowledged", version=1, carries=MediaAcknowledged, title="媒体已发布公告"
)
