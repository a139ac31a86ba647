"""签章主机 what a signing host promises to pooled signing, under the name ``signing-<host>``.

Not in the catalogue: nobody but pooled signing may call it. A host has one exclusive queue, which
vanishes with its connection, so a caller learns at once that it is away.
"""

from marshmallow import fields, validate

from tenderhall_contracts.common import ObjectRef
from tenderhall_contracts.core import COMMAND, QUERY, Gives, Role, Service, Takes
from tenderhall_contracts.fields import Instant, Sha256, text
from tenderhall_contracts.signing import Verdict

signing_host = Service("signing", "签章主机")


class Hold(Takes):
    """保持登录 whose session a token may serve without a PIN, and how long, after it had one."""

    owner = text(200, required=True)
    seconds = fields.Integer(required=True, strict=True, validate=validate.Range(1, 3600))
    signatures = fields.Integer(required=True, strict=True, validate=validate.Range(1, 1000))


class OneTimeKeyWanted(Takes):
    """申请一次性公钥 what the PIN will be bound to; ``operation`` is new for every attempt."""

    operation = fields.UUID(required=True)
    user_id = fields.UUID(required=True)
    token_serial = fields.String(required=True)
    document_sha256 = Sha256(required=True)
    expires_at = Instant(required=True)
    hold = fields.Nested(Hold, allow_none=True, load_default=None)


class OneTimeKey(Gives):
    """一次性公钥 base64: P-256 point (65 bytes), info, Ed25519 signature over info ‖ key."""

    pin_key = fields.String(required=True)
    pin_info = fields.String(required=True)
    pin_key_signature = fields.String(required=True)


class SealRecord(Takes):
    """印章记录 who may use which picture with which certificates (after GB/T 38540)."""

    seal_id = fields.UUID(required=True)
    org_id = fields.UUID(required=True)
    org_name = fields.String(required=True)
    name = fields.String(required=True)
    image_sha256 = Sha256(required=True)
    certificates = fields.List(Sha256(), required=True)
    valid_from = Instant(required=True)
    valid_until = Instant(required=True)


class Upload(Takes):
    """上传许可 a presigned PUT: these headers must be sent with it."""

    url = fields.String(required=True)
    headers = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class SealOrder(Takes):
    """签章指令 everything a host needs for one seal; URLs are presigned and short-lived.

    ``signature`` is the centre's Ed25519 signature over the record (base64): a host checks it.
    ``sealed_pin`` is base64 of enc ‖ ciphertext, for the one-time key of ``operation``; None where
    the token is still logged in for ``owner``.
    """

    operation = fields.UUID(required=True)
    token_serial = fields.String(required=True)
    document = fields.Nested(ObjectRef, required=True)
    document_url = fields.String(required=True)
    picture = fields.Nested(ObjectRef, required=True)
    picture_url = fields.String(required=True)
    placement = fields.Dict(keys=fields.String(), required=True)
    level = fields.String(required=True, validate=validate.OneOf(["B-B", "B-T", "B-LT"]))
    reason = text(200)
    record = fields.Nested(SealRecord, required=True)
    signature = fields.String(required=True)
    upload = fields.Nested(Upload, required=True)
    sealed_pin = fields.String(allow_none=True, load_default=None)
    owner = text(200)


class ByOperation(Takes):
    """按操作编号."""

    operation = fields.UUID(required=True)


class Outcome(Gives):
    """签章结果 kept in the host's journal: the same question gives the same answer.

    ``unknown``: the host has never heard of the operation. ``lost``: it was begun and cut off; the
    PIN may have been tried, so it is never tried again.
    """

    state = fields.String(
        required=True,
        validate=validate.OneOf(["unknown", "running", "done", "refused", "lost"]),
    )
    code = fields.String(allow_none=True, load_default=None)
    message = fields.String(allow_none=True, load_default=None)
    facts = fields.Dict(keys=fields.String(), load_default=dict)
    sealed = fields.Nested(ObjectRef, allow_none=True, load_default=None)
    verdict = fields.Nested(Verdict, allow_none=True, load_default=None)


one_time_key = signing_host.rpc(
    "one_time_key",
    title="一次性公钥",
    kind=QUERY,
    takes=OneTimeKeyWanted,
    gives=OneTimeKey,
    roles={Role.SERVICE},
    refuses=("HOST_AWAY",),
    timeout=5.0,
)
seal_document = signing_host.rpc(
    "seal_document",
    title="签章",
    kind=COMMAND,
    takes=SealOrder,
    gives=Outcome,
    roles={Role.SERVICE},
    timeout=45.0,
)
outcome = signing_host.rpc(
    "outcome",
    title="签章结果",
    kind=QUERY,
    takes=ByOperation,
    gives=Outcome,
    roles={Role.SERVICE},
    timeout=5.0,
)
