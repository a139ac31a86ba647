"""招标公告 what is entered in a tender notice (domain §5.7)."""

from marshmallow import fields, validate

from tenderhall_contracts.core import COMMAND, Role, Takes
from tenderhall_contracts.fields import Money, text
from tenderhall_contracts.notices.common import FORM_REFUSES, NoticeOut
from tenderhall_contracts.notices.promise import notices


class TenderNoticeIn(Takes):
    """招标公告 what is entered here; the rest comes from project, lots, booking and document."""

    project_id = fields.UUID(required=True)
    lot_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=200))
    title = text(200)
    planned_publish_on = fields.Date(allow_none=True, load_default=None)
    obtain_from = fields.Date(allow_none=True, load_default=None)
    obtain_until = fields.Date(allow_none=True, load_default=None)
    daily_hours = text(200)
    obtain_place = text(300)
    obtain_method = text(500)
    price = Money(allow_none=True, load_default=None)
    policy_qualification = text(4000)
    special_qualification = text(4000)
    performance_period = text(300)
    other = text(8000)
    media = fields.List(fields.String(validate=validate.Length(max=100)), load_default=list)


class SaveTenderNotice(TenderNoticeIn):
    """修改保存; any change after sealing voids the seal."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True, strict=True)


create_tender_notice = notices.rpc(
    "create_tender_notice",
    title="新增交易公告",
    kind=COMMAND,
    takes=TenderNoticeIn,
    gives=NoticeOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED", "PRECONDITION_FAILED"),
    timeout=20.0,
)
save_tender_notice = notices.rpc(
    "save_tender_notice",
    title="修改保存招标公告",
    kind=COMMAND,
    takes=SaveTenderNotice,
    gives=NoticeOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED", "PRECONDITION_FAILED", *FORM_REFUSES),
)
