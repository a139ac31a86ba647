"""登录与会话 log in, choose a role, sessions (domain §5.14)."""

from marshmallow import fields

from tenderhall_contracts.core import (
    COMMAND,
    PEOPLE,
    QUERY,
    Done,
    Gives,
    Nothing,
    Role,
    Takes,
)
from tenderhall_contracts.fields import Instant, text
from tenderhall_contracts.registry.promise import registry


class LogIn(Takes):
    """用户登录 by user name and password."""

    login = text(64, required=True)
    password = text(200, required=True)


class RoleChoice(Gives):
    """可选角色 one active membership of the user."""

    membership_id = fields.UUID(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    role_zh = fields.String(required=True)
    org_id = fields.UUID(required=True)
    org_name = fields.String(required=True)


class PreAuth(Gives):
    """待选角色 a token of five minutes that only chooses a role or logs out."""

    pre_auth = fields.String(required=True)
    expires_at = Instant(required=True)
    user_name = fields.String(required=True)
    roles = fields.List(fields.Nested(RoleChoice), required=True)


class ChooseRole(Takes):
    """选择角色."""

    pre_auth = fields.String(required=True)
    membership_id = fields.UUID(required=True)


class AbandonLogin(Takes):
    """退回登录."""

    pre_auth = fields.String(required=True)


class SessionOut(Gives):
    """会话 a bearer token for the HTTP API; told once, kept as a hash."""

    token = fields.String(required=True)
    expires_at = Instant(required=True)
    user_id = fields.UUID(required=True)
    user_name = fields.String(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    org_id = fields.UUID(required=True)
    org_name = fields.String(required=True)


class ResolveSession(Takes):
    """验证会话 for the gateway; ``passive``: a page merely stays open, which is no activity."""

    token = fields.String(required=True)
    passive = fields.Boolean(load_default=False)


class Who(Gives):
    """当前用户 what the gateway writes into the actor token."""

    session_id = fields.UUID(required=True)
    user_id = fields.UUID(required=True)
    user_name = fields.String(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    org_id = fields.UUID(required=True)
    org_name = fields.String(required=True)
    auth = fields.String(required=True)
    expires_at = Instant(required=True)


ANONYMOUS = {Role.ANONYMOUS, *PEOPLE, Role.SERVICE}

log_in = registry.rpc(
    "log_in",
    title="用户登录",
    kind=COMMAND,
    takes=LogIn,
    gives=PreAuth,
    roles=ANONYMOUS,
    refuses=("LOGIN_FAILED", "RATE_LIMITED", "CA_REQUIRED"),
)
choose_role = registry.rpc(
    "choose_role",
    title="选择角色",
    kind=COMMAND,
    takes=ChooseRole,
    gives=SessionOut,
    roles=ANONYMOUS,
    refuses=("SESSION_EXPIRED", "CA_REQUIRED"),
)
abandon_login = registry.rpc(
    "abandon_login",
    title="退回登录",
    kind=COMMAND,
    takes=AbandonLogin,
    gives=Done,
    roles=ANONYMOUS,
)
resolve_session = registry.rpc(
    "resolve_session",
    title="验证会话",
    kind=QUERY,
    takes=ResolveSession,
    gives=Who,
    roles={Role.SERVICE},
    refuses=("SESSION_EXPIRED",),
)
log_out = registry.rpc(
    "log_out", title="退出登录", kind=COMMAND, takes=Nothing, gives=Done, roles=PEOPLE
)
