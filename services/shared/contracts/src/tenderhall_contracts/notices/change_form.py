"""变更公告内容 what a change notice says of the notice that it changes (domain §5.8)."""

from marshmallow import fields

from tenderhall_contracts.core import Gives
from tenderhall_contracts.fields import Instant
from tenderhall_contracts.vocab import ClarificationKind, CorrectionMatter


class CorrectionRow(Gives):
    """更正明细 one line of 更正前 and 更正后, computed from what was published."""

    item = fields.String(required=True)
    before = fields.String(allow_none=True)
    after = fields.String(allow_none=True)


class LinkedClarification(Gives):
    """所附答疑文件 a clarification or supplement that the notice announces."""

    id = fields.UUID(required=True)
    kind = fields.Enum(ClarificationKind, by_value=True, required=True)
    title = fields.String(required=True)
    issued_at = Instant(allow_none=True)


class ChangeNoticeShown(Gives):
    """变更公告内容; ``resumes``: the lots were suspended while 招标中, and go on with it.

    ``rows`` are computed; opening and place are those of the approved 场地变更 (or, to resume, of
    the new booking), never typed.
    """

    about_id = fields.UUID(required=True)
    about_no = fields.String(required=True)
    about_title = fields.String(required=True)
    first_published_on = fields.Date(required=True)
    resumes = fields.Boolean(required=True)
    matters = fields.List(fields.Enum(CorrectionMatter, by_value=True))
    has_clarifications = fields.Boolean(allow_none=True)
    clarification_ids = fields.List(fields.UUID())
    clarifications = fields.List(fields.Nested(LinkedClarification))
    affects_bids = fields.Boolean(allow_none=True)
    extends_obtaining = fields.Boolean(allow_none=True)
    obtain_until = fields.Date(allow_none=True)
    daily_hours = fields.String(allow_none=True)
    obtain_place = fields.String(allow_none=True)
    obtain_method = fields.String(allow_none=True)
    other = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    rows = fields.List(fields.Nested(CorrectionRow))


class Amendment(Gives):
    """变更情况 a published notice that changed this one."""

    id = fields.UUID(required=True)
    no = fields.String(required=True)
    kind = fields.String(required=True)
    nth = fields.Integer(allow_none=True)
    title = fields.String(required=True)
    url = fields.String(required=True)
    published_at = Instant(required=True)
