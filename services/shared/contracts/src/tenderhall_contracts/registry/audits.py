"""审计总览 of every service: the newest signed head, and what the last verification found."""

from marshmallow import fields, validate

from tenderhall_contracts.audit import AuditFault, HeadOut
from tenderhall_contracts.core import COMMAND, QUERY, Gives, Nothing, Role, Takes
from tenderhall_contracts.fields import Instant
from tenderhall_contracts.registry.promise import registry

AUDITED = ("registry", "venue", "documents", "notices", "signing")
_LOOKERS = {Role.ADMIN, Role.SUPERVISOR}


class AuditCheckOut(Gives):
    """核验记录 what a verification found: ``total`` faults, the first hundred are told.

    ``waiting`` rows were not linked yet: what becomes of them no chain shows.
    """

    service = fields.String(required=True)
    at = Instant(required=True)
    by_name = fields.String(required=True)
    ok = fields.Boolean(required=True)
    rows = fields.Integer(required=True)
    waiting = fields.Integer(load_default=0)
    total = fields.Integer(required=True)
    faults = fields.List(fields.Nested(AuditFault), required=True)


class AuditedService(Gives):
    """服务审计 ``head`` is registry's own copy of the newest; ``copies`` is how many it keeps."""

    service = fields.String(required=True)
    title = fields.String(required=True)
    head = fields.Nested(HeadOut, allow_none=True)
    copies = fields.Integer(required=True)
    check = fields.Nested(AuditCheckOut, allow_none=True)


class AuditList(Gives):
    """审计总览."""

    items = fields.List(fields.Nested(AuditedService), required=True)


class CheckAudit(Takes):
    """立即核验 one service."""

    service = fields.String(required=True, validate=validate.OneOf(AUDITED))


list_audits = registry.rpc(
    "list_audits",
    title="审计总览",
    kind=QUERY,
    takes=Nothing,
    gives=AuditList,
    roles=_LOOKERS,
)
check_audit = registry.rpc(
    "check_audit",
    title="立即核验",
    kind=COMMAND,
    takes=CheckAudit,
    gives=AuditCheckOut,
    roles=_LOOKERS,
    timeout=130.0,
)
