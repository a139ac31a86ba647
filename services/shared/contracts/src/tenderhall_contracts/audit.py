"""审计核验 what every service promises alike: its signed head, and a verdict on its chain.

A head is the number and hash of the last audit row, signed once a day. Kept elsewhere, it shows a
tail that was cut off and a chain that was hashed anew.
"""

from collections.abc import Mapping

from marshmallow import fields, validate

from tenderhall_contracts.core import QUERY, Event, Gives, Role, Rpc, Service, Takes
from tenderhall_contracts.fields import Instant, Sha256

HEAD_PUBLISHED = "audit.head_published"

FAULTS: Mapping[str, str] = {
    "changed": "内容被改动",
    "deleted": "记录被删除",
    "relinked": "链接被改动",
    "rehashed": "整链被重算，与已签发链首不符",
    "cut_tail": "末尾被截断",
    "forged_head": "链首签名无效",
    "missing_head": "本地缺少已签发的链首",
}
"""审计异常 what a verification can find."""


class HeadOut(Gives):
    """链首 ``signature`` is the service's own, over service, day, seq and hash (base64)."""

    service = fields.String(required=True)
    day = fields.Date(required=True)
    seq = fields.Integer(required=True)
    hash = Sha256(required=True)
    signature = fields.String(required=True)


class HeadIn(Takes):
    """链首副本 as it was kept elsewhere."""

    service = fields.String(required=True)
    day = fields.Date(required=True)
    seq = fields.Integer(required=True)
    hash = Sha256(required=True)
    signature = fields.String(required=True, validate=validate.Length(max=200))


class VerifyAudit(Takes):
    """核验审计 against the service's own heads and the copies that others keep."""

    heads = fields.List(fields.Nested(HeadIn), load_default=list)


class AuditFault(Gives):
    """审计异常 ``kind`` is one of ``FAULTS``; rows ``first`` to ``last`` are meant."""

    kind = fields.String(required=True)
    first = fields.Integer(required=True)
    last = fields.Integer(required=True)
    day = fields.Date(allow_none=True)
    text_zh = fields.String(required=True)
    text_en = fields.String(required=True)


class AuditVerdict(Gives):
    """核验结果 ``total`` faults were found, the first hundred are told."""

    service = fields.String(required=True)
    ok = fields.Boolean(required=True)
    at = Instant(required=True)
    rows = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    heads = fields.Integer(required=True)
    head = fields.Nested(HeadOut, allow_none=True)
    total = fields.Integer(required=True)
    faults = fields.List(fields.Nested(AuditFault), required=True)


def promise(service: Service) -> tuple[Rpc, Event]:
    """审计承诺 what this service promises of its audit log; the kit keeps it."""
    verify = service.rpc(
        "verify_audit",
        title="核验审计",
        kind=QUERY,
        takes=VerifyAudit,
        gives=AuditVerdict,
        roles={Role.SERVICE},
        timeout=120.0,
    )
    head = service.event(HEAD_PUBLISHED, version=1, carries=HeadOut, title="审计链首已签发")
    return verify, head
