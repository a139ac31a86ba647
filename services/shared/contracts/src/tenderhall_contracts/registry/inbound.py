"""平台事件 what other platforms told of lots and suppliers (domain §7.4), and what came of it."""

from typing import Any

from marshmallow import RAISE, ValidationError, fields, validate, validates_schema

from tenderhall_contracts.common import ById, FindingOut, Page
from tenderhall_contracts.core import COMMAND, PEOPLE, QUERY, Gives, Role, Takes
from tenderhall_contracts.fields import Instant, text
from tenderhall_contracts.platform import OF_REGISTRY, platform
from tenderhall_contracts.registry.promise import registry
from tenderhall_contracts.vocab import InboundStatus

TYPES = sorted(one.name for one in OF_REGISTRY)

_CHALLENGE = {
    "lot_no": "HYZC-2026-G-0012-01",
    "challenge_no": "ZY-2026-7",
    "accepted_at": "2026-11-23T09:30:00+08:00",
}
"""Data of the first of them, as documentation shows it."""


class ListInbound(Page):
    """平台事件列表; ``state`` is an ``InboundStatus``."""

    state = fields.String(validate=validate.OneOf([one.value for one in InboundStatus]))
    type = fields.String(validate=validate.OneOf(TYPES))
    project_id = fields.UUID()
    lot_id = fields.UUID()


class EnterInbound(Takes):
    """补录平台事件 where no platform sends it (C25): its file's receipt, and why by hand.

    ``data`` is what the event would carry; its lot, its round and so on are checked alike.
    """

    type = fields.String(required=True, validate=validate.OneOf(TYPES))
    data = fields.Dict(keys=fields.String(), required=True, metadata={"example": _CHALLENGE})
    occurred_at = Instant(required=True)
    receipt = fields.String(required=True)
    reason = text(500, required=True)

    @validates_schema(skip_on_field_errors=False)
    def _of_its_type(self, data: Any, **_: Any) -> None:
        """What is wrong with the data is told together with what is wrong with the rest."""
        event, told = platform.events.get(data.get("type", "")), data.get("data")
        if event is None or not isinstance(told, dict):
            return
        faults = event.carries(unknown=RAISE).validate(told)
        if faults:
            raise ValidationError({"data": faults})


class InboundFile(Gives):
    """依据文件 of an event that was entered by hand."""

    document_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    sha256 = fields.String(required=True)


class InboundOut(Gives):
    """平台事件; ``restricted`` is what R25 keeps secret, null for who may not see it.

    ``findings`` are what the event gives reason to, as 废标 where too few have tendered.
    """

    id = fields.UUID(required=True)
    event_id = fields.UUID(required=True)
    type = fields.String(required=True)
    title = fields.String(required=True)
    source = fields.String(required=True)
    status = fields.Enum(InboundStatus, by_value=True, required=True)
    status_zh = fields.String(required=True)
    reason = fields.String(allow_none=True)
    reason_zh = fields.String(allow_none=True)
    reason_en = fields.String(allow_none=True)
    project_id = fields.UUID(allow_none=True)
    project_no = fields.String(allow_none=True)
    lot_id = fields.UUID(allow_none=True)
    lot_no = fields.String(allow_none=True)
    occurred_at = Instant(required=True)
    received_at = Instant(required=True)
    applied_at = Instant(allow_none=True)
    data = fields.Dict(keys=fields.String(), required=True)
    restricted = fields.Dict(keys=fields.String(), allow_none=True)
    findings = fields.List(fields.Nested(FindingOut), required=True)
    entered_by = fields.String(allow_none=True)
    entered_by_name = fields.String(allow_none=True)
    entered_reason = fields.String(allow_none=True)
    file = fields.Nested(InboundFile, allow_none=True)


class InboundList(Gives):
    """平台事件列表 the newest first."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(InboundOut), required=True)


class InboundOfSender(Takes):
    """本方发送的事件 by the id that the sender gave it."""

    event_id = fields.UUID(required=True)


class InboundOutcome(Gives):
    """事件处理结果 as its sender may know it; the newest of several with that id."""

    event_id = fields.UUID(required=True)
    type = fields.String(required=True)
    status = fields.Enum(InboundStatus, by_value=True, required=True)
    reason = fields.String(allow_none=True)
    reason_zh = fields.String(allow_none=True)
    reason_en = fields.String(allow_none=True)
    findings = fields.List(fields.Nested(FindingOut), required=True)


list_inbound = registry.rpc(
    "list_inbound",
    title="平台事件列表",
    kind=QUERY,
    takes=ListInbound,
    gives=InboundList,
    roles=PEOPLE,
)
get_inbound = registry.rpc(
    "get_inbound",
    title="查看平台事件",
    kind=QUERY,
    takes=ById,
    gives=InboundOut,
    roles=PEOPLE,
    refuses=("NOT_FOUND",),
)
enter_inbound = registry.rpc(
    "enter_inbound",
    title="补录平台事件",
    kind=COMMAND,
    takes=EnterInbound,
    gives=InboundOut,
    roles={Role.ADMIN},
)
inbound_outcome = registry.rpc(
    "inbound_outcome",
    title="查询本方事件的处理结果",
    kind=QUERY,
    takes=InboundOfSender,
    gives=InboundOutcome,
    roles={Role.PLATFORM},
    refuses=("NOT_FOUND",),
)
