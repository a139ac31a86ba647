"""服务账号 other platforms' services: a key, a broker user, scopes (architecture §6)."""

from base64 import b64decode
from typing import Any

from marshmallow import ValidationError, fields, validate

from tenderhall_contracts.common import ById, Page
from tenderhall_contracts.core import COMMAND, QUERY, Gives, Role, Takes
from tenderhall_contracts.fields import Instant, text
from tenderhall_contracts.registry.promise import registry

ISSUER_PREFIX = "platform:"
"""The issuer and the subject of an account's tokens is this and the account's name."""

BROKER_PREFIX = "platform-"
"""The broker's user is this and the account's name."""

_KEY_LENGTH = 32


class PublicKey(fields.String):
    """公钥 a raw Ed25519 public key (RFC 8032), base64."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        told = str(super()._deserialize(value, attr, data, **kwargs)).strip()
        try:
            sound = len(b64decode(told, validate=True)) == _KEY_LENGTH
        except ValueError:
            sound = False
        if not sound:
            raise ValidationError("须为Base64编码的32字节Ed25519公钥")
        return told


def _scopes() -> fields.List[Any]:
    scope = fields.String(validate=validate.Regexp(r"^[a-z_]+\.[a-z_]+\Z", error="格式不正确"))
    return fields.List(scope, required=True, validate=validate.Length(max=100))


class AccountTold(Gives):
    """服务账号要点 what every service is told of an active account (``ReferenceOut``)."""

    name = fields.String(required=True)
    public_key = fields.String(required=True)
    scopes = fields.List(fields.String(), required=True)


class CreateServiceAccount(Takes):
    """新建服务账号; the private key stays with the other team, which sends its public key.

    A scope is an RPC (``registry.get_project``) or the type of an event: an inbound one that the
    account may send (``evaluation.ended``), or one of ours that it may listen to.
    """

    name = fields.String(
        required=True,
        validate=validate.Regexp(r"^[a-z][a-z0-9-]{1,30}\Z", error="2至31位小写字母、数字或连字符"),
    )
    title = text(100, required=True)
    organisation = text(100, required=True)
    public_key = PublicKey(required=True)
    scopes = _scopes()


class UpdateServiceAccount(Takes):
    """变更授权范围 the scopes, or also the key, take the place of the old ones at once."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True, strict=True)
    scopes = _scopes()
    public_key = PublicKey(allow_none=True, load_default=None)


class RevokeServiceAccount(Takes):
    """吊销服务账号 for ever; its tokens and its events are refused from then on."""

    id = fields.UUID(required=True)
    reason = text(200, required=True)


class ServiceAccountOut(Gives):
    """服务账号."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    title = fields.String(required=True)
    organisation = fields.String(required=True)
    broker_user = fields.String(required=True)
    public_key = fields.String(required=True)
    scopes = fields.List(fields.String(), required=True)
    active = fields.Boolean(required=True)
    created_at = Instant(required=True)
    revoked_at = Instant(allow_none=True)
    revoked_reason = fields.String(allow_none=True)


class ServiceAccountList(Gives):
    """服务账号列表; ``scopes`` are all that there are to give."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(ServiceAccountOut), required=True)
    scopes = fields.List(fields.String(), required=True)


create_service_account = registry.rpc(
    "create_service_account",
    title="新建服务账号",
    kind=COMMAND,
    takes=CreateServiceAccount,
    gives=ServiceAccountOut,
    roles={Role.ADMIN},
    refuses=("STATE_CONFLICT",),
)
update_service_account = registry.rpc(
    "update_service_account",
    title="变更服务账号授权",
    kind=COMMAND,
    takes=UpdateServiceAccount,
    gives=ServiceAccountOut,
    roles={Role.ADMIN},
    refuses=("NOT_FOUND", "STATE_CONFLICT", "VERSION_CONFLICT"),
)
revoke_service_account = registry.rpc(
    "revoke_service_account",
    title="吊销服务账号",
    kind=COMMAND,
    takes=RevokeServiceAccount,
    gives=ServiceAccountOut,
    roles={Role.ADMIN},
    refuses=("NOT_FOUND",),
)
get_service_account = registry.rpc(
    "get_service_account",
    title="查看服务账号",
    kind=QUERY,
    takes=ById,
    gives=ServiceAccountOut,
    roles={Role.ADMIN},
    refuses=("NOT_FOUND",),
)
list_service_accounts = registry.rpc(
    "list_service_accounts",
    title="服务账号列表",
    kind=QUERY,
    takes=Page,
    gives=ServiceAccountList,
    roles={Role.ADMIN},
)
