"""人员 users, their roles in organisations, and the certificates that organisations log in by."""

from marshmallow import fields, validate

from tenderhall_contracts.common import ById
from tenderhall_contracts.core import COMMAND, QUERY, Done, Gives, Role, Takes
from tenderhall_contracts.fields import Instant, Sha256, Uscc, text
from tenderhall_contracts.registry.organisations import (
    LOOKS,
    CaBindingOut,
    MembershipOut,
    WithReason,
)
from tenderhall_contracts.registry.promise import registry


class ListUsers(Takes):
    """人员筛选 ``state``: active, inactive or locked; ``q`` looks in name and user name."""

    q = text(100)
    org_id = fields.UUID()
    role = fields.Enum(Role, by_value=True)
    state = fields.String(validate=validate.OneOf(["active", "inactive", "locked"]))
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))
    offset = fields.Integer(load_default=0, validate=validate.Range(min=0))


class UserOut(Gives):
    """人员 with all memberships, ended ones too; ``locked_until`` after five wrong passwords."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    login = fields.String(required=True)
    name = fields.String(required=True)
    active = fields.Boolean(required=True)
    locked_until = Instant(allow_none=True)
    memberships = fields.List(fields.Nested(MembershipOut), required=True)


class UserList(Gives):
    """人员列表 by name."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(UserOut), required=True)


class GrantMembership(Takes):
    """授予角色 to a user who exists."""

    user_id = fields.UUID(required=True)
    org_id = fields.UUID(required=True)
    role = fields.Enum(Role, by_value=True, required=True)


class EndMembership(Takes):
    """终止角色."""

    membership_id = fields.UUID(required=True)
    reason = text(500, required=True)


class BindCa(Takes):
    """办理CA绑定 a certificate by its serial (hexadecimal), its subject and the code in it."""

    org_id = fields.UUID(required=True)
    serial = fields.String(
        required=True,
        validate=validate.Regexp(r"^[0-9A-Fa-f]{1,64}\Z", error="须为十六进制证书序列号"),
    )
    subject = text(500, required=True)
    uscc = Uscc(required=True)


class RevokeCa(Takes):
    """解除CA绑定."""

    serial = text(64, required=True)
    reason = text(500, required=True)


class UserFacts(Gives):
    """人员变更 what happened to the account.

    ``change``: created, deactivated, reactivated, unlocked, password_set, password_changed.
    """

    user_id = fields.UUID(required=True)
    active = fields.Boolean(required=True)
    change = fields.String(required=True)


class MembershipFacts(Gives):
    """任职变更 ``change``: granted, ended."""

    membership_id = fields.UUID(required=True)
    user_id = fields.UUID(required=True)
    org_id = fields.UUID(required=True)
    role = fields.String(required=True)
    change = fields.String(required=True)


class CaFacts(Gives):
    """CA绑定变更 the serial as its SHA-256 (domain §7.3)."""

    org_id = fields.UUID(required=True)
    org_name = fields.String(required=True)
    serial_hash = Sha256(required=True)


class LoginFailedBurst(Gives):
    """连续登录失败 a user name was locked; it is told as its SHA-256, for it may be a password."""

    login_hash = Sha256(required=True)
    user_id = fields.UUID(allow_none=True)
    failures = fields.Integer(required=True)
    locked_until = Instant(required=True)


_CHANGES = ("NOT_FOUND", "VERSION_CONFLICT", "STATE_CONFLICT")

list_users = registry.rpc(
    "list_users", title="人员列表", kind=QUERY, takes=ListUsers, gives=UserList, roles=LOOKS
)
get_user = registry.rpc(
    "get_user",
    title="查看人员",
    kind=QUERY,
    takes=ById,
    gives=UserOut,
    roles=LOOKS,
    refuses=("NOT_FOUND",),
)
deactivate_user = registry.rpc(
    "deactivate_user",
    title="停用人员",
    kind=COMMAND,
    takes=WithReason,
    gives=UserOut,
    roles={Role.ADMIN},
    refuses=(*_CHANGES, "PRECONDITION_FAILED"),
)
reactivate_user = registry.rpc(
    "reactivate_user",
    title="恢复人员",
    kind=COMMAND,
    takes=WithReason,
    gives=UserOut,
    roles={Role.ADMIN},
    refuses=_CHANGES,
)
unlock_user = registry.rpc(
    "unlock_user",
    title="解除锁定",
    kind=COMMAND,
    takes=ById,
    gives=UserOut,
    roles={Role.ADMIN},
    refuses=("NOT_FOUND",),
)
grant_membership = registry.rpc(
    "grant_membership",
    title="授予角色",
    kind=COMMAND,
    takes=GrantMembership,
    gives=UserOut,
    roles={Role.ADMIN},
    refuses=("NOT_FOUND", "VALIDATION_FAILED"),
)
end_membership = registry.rpc(
    "end_membership",
    title="终止角色",
    kind=COMMAND,
    takes=EndMembership,
    gives=UserOut,
    roles={Role.ADMIN},
    refuses=("NOT_FOUND", "PRECONDITION_FAILED"),
)
bind_ca = registry.rpc(
    "bind_ca",
    title="办理CA绑定",
    kind=COMMAND,
    takes=BindCa,
    gives=CaBindingOut,
    roles={Role.ADMIN},
    refuses=("NOT_FOUND", "STATE_CONFLICT", "VALIDATION_FAILED"),
)
revoke_ca = registry.rpc(
    "revoke_ca",
    title="解除CA绑定",
    kind=COMMAND,
    takes=RevokeCa,
    gives=Done,
    roles={Role.ADMIN},
    refuses=("NOT_FOUND",),
)
user_changed = registry.event("user.changed", version=1, carries=UserFacts, title="人员变更")
membership_changed = registry.event(
    "membership.changed", version=1, carries=MembershipFacts, title="任职变更"
)
ca_bound = registry.event("auth.ca_bound", version=1, carries=CaFacts, title="CA绑定已办理")
ca_revoked = registry.event("auth.ca_revoked", version=1, carries=CaFacts, title="CA绑定已解除")
login_failed_burst = registry.event(
    "auth.login_failed_burst", version=1, carries=LoginFailedBurst, title="连续登录失败"
)
