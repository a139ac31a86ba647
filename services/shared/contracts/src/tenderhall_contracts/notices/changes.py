"""变更公告 what is typed in a change notice; the rest is computed (domain §5.8, manual 3.8)."""

from marshmallow import fields, validate

from tenderhall_contracts.core import COMMAND, Role, Takes
from tenderhall_contracts.fields import text
from tenderhall_contracts.notices.common import FORM_REFUSES, NoticeOut
from tenderhall_contracts.notices.promise import notices
from tenderhall_contracts.vocab import CorrectionMatter

MOST_CLARIFICATIONS = 50
"""Most clarifications that one change notice announces."""


class ChangeNoticeIn(Takes):
    """变更公告 of the published tender notice ``about_id``; only what may be changed is here (R06).

    What is empty stays as it is. ``extends_obtaining`` (延长提供期限, R40): the document is given
    out for longer, as fewer than three had obtained it.
    """

    about_id = fields.UUID(required=True)
    title = text(200)
    matters = fields.List(fields.Enum(CorrectionMatter, by_value=True), load_default=list)
    has_clarifications = fields.Boolean(allow_none=True, load_default=None)
    clarification_ids = fields.List(
        fields.UUID(), load_default=list, validate=validate.Length(max=MOST_CLARIFICATIONS)
    )
    affects_bids = fields.Boolean(allow_none=True, load_default=None)
    extends_obtaining = fields.Boolean(allow_none=True, load_default=None)
    obtain_until = fields.Date(allow_none=True, load_default=None)
    daily_hours = text(200)
    obtain_place = text(300)
    obtain_method = text(500)
    other = text(8000)
    reason = text(2000)
    media = fields.List(fields.String(validate=validate.Length(max=100)), load_default=list)


class NewChangeNotice(ChangeNoticeIn):
    """新增变更公告 ``lot_ids`` are the lots of the notice that it is about.

    Without them those that are 招标中; where none is, those that are suspended, to resume them.
    """

    lot_ids = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=200))


class SaveChangeNotice(ChangeNoticeIn):
    """修改保存; any change after sealing voids the seal."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True, strict=True)


create_change_notice = notices.rpc(
    "create_change_notice",
    title="新增变更公告",
    kind=COMMAND,
    takes=NewChangeNotice,
    gives=NoticeOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED", "PRECONDITION_FAILED", "NOT_FOUND"),
    timeout=20.0,
)
save_change_notice = notices.rpc(
    "save_change_notice",
    title="修改保存变更公告",
    kind=COMMAND,
    takes=SaveChangeNotice,
    gives=NoticeOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED", "PRECONDITION_FAILED", *FORM_REFUSES),
)
