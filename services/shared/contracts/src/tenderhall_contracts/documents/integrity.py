"""完整性检查 whether the bytes in the store are still what they were."""

from marshmallow import fields, validate

from tenderhall_contracts.core import CENTRE, QUERY, Gives, Nothing
from tenderhall_contracts.documents.promise import documents
from tenderhall_contracts.fields import Instant, Sha256

OUTCOMES = ("sound", "changed", "lost")


class IntegrityFault(Gives):
    """文件异常 bytes that are changed or lost ``since`` then; ``names`` as they were uploaded."""

    sha256 = Sha256(required=True)
    size = fields.Integer(required=True)
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    since = Instant(required=True)
    at = Instant(required=True)
    names = fields.List(fields.String(), required=True)


class StoreOut(Gives):
    """存储保证 which of the conditions of an upload the store itself enforces.

    ``once`` that stored bytes are never overwritten, ``checksum`` their SHA-256, ``parts`` that of
    each part, ``length`` their length. What it does not is checked when an upload is completed.
    """

    once = fields.Boolean(required=True)
    checksum = fields.Boolean(required=True)
    parts = fields.Boolean(required=True)
    length = fields.Boolean(required=True)


class IntegrityOut(Gives):
    """完整性总览 each object is read again within ``again_days``; ``due`` are still to be read.

    ``store`` is None until the store could be asked.
    """

    objects = fields.Integer(required=True)
    bytes = fields.Integer(required=True)
    due = fields.Integer(required=True)
    oldest_at = Instant(allow_none=True)
    again_days = fields.Integer(required=True)
    faults = fields.List(fields.Nested(IntegrityFault), required=True)
    store = fields.Nested(StoreOut, allow_none=True)


class IntegrityFacts(Gives):
    """文件异常事件内容 which bytes, and which documents have them."""

    sha256 = Sha256(required=True)
    outcome = fields.String(required=True)
    document_ids = fields.List(fields.UUID(), required=True)


integrity = documents.rpc(
    "integrity", title="文件完整性", kind=QUERY, takes=Nothing, gives=IntegrityOut, roles=CENTRE
)

integrity_failed = documents.event(
    "document.integrity_failed", version=1, carries=IntegrityFacts, title="文件完整性异常"
)
