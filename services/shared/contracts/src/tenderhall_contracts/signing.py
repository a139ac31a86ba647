"""signing 签章服务: hosts and their tokens, seal jobs, what a signature is worth."""

from marshmallow import fields, validate

from tenderhall_contracts import audit
from tenderhall_contracts.common import ById, ObjectRef
from tenderhall_contracts.core import (
    COMMAND,
    PEOPLE,
    QUERY,
    SEALERS,
    Gives,
    Nothing,
    Role,
    Service,
    Takes,
)
from tenderhall_contracts.fields import Instant, Sha256, text

signing = Service("signing", "签章服务")
verify_audit, audit_head_published = audit.promise(signing)


class SealOut(Gives):
    """印章 a seal record that the caller's organisation may use, and where its token is."""

    seal_id = fields.UUID(required=True)
    name = fields.String(required=True)
    org_id = fields.UUID(required=True)
    org_name = fields.String(required=True)
    token_serial = fields.String(allow_none=True)
    host = fields.String(allow_none=True)
    online = fields.Boolean(required=True)
    certificate_subject = fields.String(allow_none=True)
    certificate_sha256 = fields.String(allow_none=True)
    valid_from = Instant(required=True)
    valid_until = Instant(required=True)


class SealList(Gives):
    """可用印章."""

    items = fields.List(fields.Nested(SealOut), required=True)


class Position(Takes):
    """坐标 lower left corner in points from the page's lower left; page from 1."""

    page = fields.Integer(required=True, validate=validate.Range(1, 10000))
    x = fields.Float(required=True)
    y = fields.Float(required=True)
    width = fields.Float(load_default=120.0, validate=validate.Range(20, 400))


class OpenSealJob(Takes):
    """发起签章 the PDF (in the store, by hash), the seal and where it goes.

    Called by the owner of the document; ``field`` names an empty signature field, else
    ``position`` says where. ``owner`` and ``owner_id`` come back in the event. ``hold``: the token
    shall stay logged in for this session after the PIN, as long as the centre's policy allows.
    """

    owner = fields.String(required=True, validate=validate.OneOf(["notices", "documents"]))
    owner_id = fields.UUID(required=True)
    purpose = text(200, required=True)
    user_id = fields.UUID(required=True)
    org_id = fields.UUID(required=True)
    session_id = fields.UUID(required=True)
    seal_id = fields.UUID(required=True)
    pdf = fields.Nested(ObjectRef, required=True)
    field = fields.String(allow_none=True, load_default=None)
    position = fields.Nested(Position, allow_none=True, load_default=None)
    hold = fields.Boolean(load_default=False)


class SealJobOut(Gives):
    """签章任务 what the browser needs to seal the PIN to the host (RFC 9180).

    ``pin_key`` is the host's one-time public key (P-256, uncompressed point, base64),
    ``pin_info`` the bytes that bind it (base64), ``pin_key_signature`` the host's Ed25519
    signature over info and key (base64).
    """

    job_id = fields.UUID(required=True)
    state = fields.String(
        required=True, validate=validate.OneOf(["open", "signing", "done", "failed", "expired"])
    )
    owner = fields.String(required=True)
    owner_id = fields.UUID(required=True)
    seal = fields.Nested(SealOut, required=True)
    pdf = fields.Nested(ObjectRef, required=True)
    host = fields.String(allow_none=True)
    pin_key = fields.String(allow_none=True)
    pin_info = fields.String(allow_none=True)
    pin_key_signature = fields.String(allow_none=True)
    expires_at = Instant(required=True)
    sealed = fields.Nested(ObjectRef, allow_none=True)
    failure_code = fields.String(allow_none=True)
    failure_zh = fields.String(allow_none=True)


class ApplySeal(Takes):
    """电子签章 the PIN, sealed to the host (base64 of enc ‖ ciphertext); used once.

    None where the token is still logged in for this session (``OpenSealJob.hold``).
    """

    id = fields.UUID(required=True)
    sealed_pin = fields.String(
        allow_none=True, load_default=None, validate=validate.Length(max=2000)
    )


class VerifyPdf(Takes):
    """验章 a PDF in the store."""

    pdf = fields.Nested(ObjectRef, required=True)


class SignatureVerdict(Gives):
    """签名结论 of one signature."""

    field = fields.String(required=True)
    intact = fields.Boolean(required=True)
    covers_whole_file = fields.Boolean(required=True)
    trusted = fields.Boolean(required=True)
    revoked = fields.Boolean(required=True)
    signer = fields.String(required=True)
    certificate_sha256 = Sha256(required=True)
    signed_at = Instant(allow_none=True)
    timestamped = fields.Boolean(required=True)
    level = fields.String()
    original_sha256 = Sha256(allow_none=True)
    seal_id = fields.UUID(allow_none=True)
    problems = fields.List(fields.String())


class Verdict(Gives):
    """验章结论; ``ok`` only where every signature is intact, trusted and covers the file."""

    ok = fields.Boolean(required=True)
    sha256 = Sha256(required=True)
    checked_at = Instant(required=True)
    summary_zh = fields.String(required=True)
    signatures = fields.List(fields.Nested(SignatureVerdict), required=True)


list_seals = signing.rpc(
    "list_seals",
    title="可用印章",
    kind=QUERY,
    takes=Nothing,
    gives=SealList,
    roles={*PEOPLE, Role.SERVICE},
)
open_job = signing.rpc(
    "open_job",
    title="发起签章",
    kind=COMMAND,
    takes=OpenSealJob,
    gives=SealJobOut,
    roles={Role.SERVICE},
    refuses=("NOT_FOUND", "HOST_AWAY", "SEAL_INVALID", "CA_REQUIRED", "STATE_CONFLICT"),
    timeout=20.0,
)
apply_seal = signing.rpc(
    "apply_seal",
    title="电子签章",
    kind=COMMAND,
    takes=ApplySeal,
    gives=SealJobOut,
    roles=SEALERS,
    refuses=(
        "NOT_FOUND",
        "CA_REQUIRED",
        "STATE_CONFLICT",
        "PIN_INCORRECT",
        "PIN_LOCKED",
        "HOST_AWAY",
        "SEAL_INVALID",
    ),
    timeout=60.0,
)
get_job = signing.rpc(
    "get_job",
    title="签章任务",
    kind=QUERY,
    takes=ById,
    gives=SealJobOut,
    roles={*PEOPLE, Role.SERVICE},
    refuses=("NOT_FOUND",),
)
verify_pdf = signing.rpc(
    "verify_pdf",
    title="验章",
    kind=QUERY,
    takes=VerifyPdf,
    gives=Verdict,
    roles={Role.SERVICE, *PEOPLE, Role.ANONYMOUS},
    refuses=("NOT_FOUND", "VALIDATION_FAILED"),
    timeout=30.0,
)


class HostList(Gives):
    """签章主机 who is present."""

    items = fields.List(fields.Dict(keys=fields.String()), required=True)


list_hosts = signing.rpc(
    "list_hosts",
    title="签章主机",
    kind=QUERY,
    takes=Nothing,
    gives=HostList,
    roles={Role.ADMIN, Role.SERVICE},
)


class SealApplied(Gives):
    """签章完成 the sealed PDF, verified again at the centre."""

    job_id = fields.UUID(required=True)
    owner = fields.String(required=True)
    owner_id = fields.UUID(required=True)
    seal_id = fields.UUID(required=True)
    pdf = fields.Nested(ObjectRef, required=True)
    sealed = fields.Nested(ObjectRef, required=True)
    signer = fields.String(required=True)
    certificate_sha256 = Sha256(required=True)


class SealFailed(Gives):
    """签章失败."""

    job_id = fields.UUID(required=True)
    owner = fields.String(required=True)
    owner_id = fields.UUID(required=True)
    failure_code = fields.String(required=True)


class TokenPresent(Gives):
    """在线介质 a token as its host sees it, without a PIN."""

    serial = fields.String(required=True)
    label = fields.String(required=True)
    subject = fields.String(allow_none=True)
    certificate_sha256 = fields.String(allow_none=True)
    not_after = Instant(allow_none=True)
    flags = fields.List(fields.String(), required=True)


class HostPresent(Gives):
    """签章主机在线 every 10 s and at each change; no news for 30 s means away.

    ``host_public_key`` is raw Ed25519, base64.
    """

    host = fields.String(required=True)
    host_public_key = fields.String(required=True)
    version = fields.String(required=True)
    at = Instant(required=True)
    tokens = fields.List(fields.Nested(TokenPresent), required=True)


presence = signing.event("presence", version=1, carries=HostPresent)
seal_applied = signing.event("seal.applied", version=1, carries=SealApplied)
seal_failed = signing.event("seal.failed", version=1, carries=SealFailed)
