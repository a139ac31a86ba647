"""我的账户 one's own password and sessions; an administrator sees those of an organisation."""

from marshmallow import fields

from tenderhall_contracts.common import ById
from tenderhall_contracts.core import COMMAND, PEOPLE, QUERY, Done, Gives, Nothing, Role, Takes
from tenderhall_contracts.fields import Instant, text
from tenderhall_contracts.registry.invitations import PasswordRules
from tenderhall_contracts.registry.organisations import CaBindingOut, MembershipOut
from tenderhall_contracts.registry.promise import registry


class ChangePassword(Takes):
    """修改密码; every other session of the user ends."""

    old = text(200, required=True)
    password = text(200, required=True)


class AccountOut(Gives):
    """我的账户 who one is, the roles one holds, the certificates of the organisation one is in."""

    login = fields.String(required=True)
    name = fields.String(required=True)
    email = fields.String(allow_none=True)
    memberships = fields.List(fields.Nested(MembershipOut), required=True)
    ca_bindings = fields.List(fields.Nested(CaBindingOut), required=True)


class SessionsOf(Takes):
    """会话筛选 of an organisation or of a user."""

    org_id = fields.UUID()
    user_id = fields.UUID()


class OpenSession(Gives):
    """会话 that is open now; ``current``: the one that asks."""

    id = fields.UUID(required=True)
    user_id = fields.UUID(required=True)
    user_name = fields.String(required=True)
    org_name = fields.String(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    role_zh = fields.String(required=True)
    auth = fields.String(required=True)
    ip = fields.String(allow_none=True)
    created_at = Instant(required=True)
    seen_at = Instant(required=True)
    expires_at = Instant(required=True)
    current = fields.Boolean(required=True)


class SessionList(Gives):
    """会话列表 the newest first."""

    items = fields.List(fields.Nested(OpenSession), required=True)


class SessionFacts(Gives):
    """会话撤销."""

    session_id = fields.UUID(required=True)
    user_id = fields.UUID(required=True)


password_rules = registry.rpc(
    "password_rules",
    title="密码规则",
    kind=QUERY,
    takes=Nothing,
    gives=PasswordRules,
    roles={Role.ANONYMOUS, *PEOPLE, Role.SERVICE},
)
change_password = registry.rpc(
    "change_password",
    title="修改密码",
    kind=COMMAND,
    takes=ChangePassword,
    gives=Done,
    roles=PEOPLE,
    refuses=("VALIDATION_FAILED", "RATE_LIMITED"),
)
my_account = registry.rpc(
    "my_account", title="我的账户", kind=QUERY, takes=Nothing, gives=AccountOut, roles=PEOPLE
)
my_sessions = registry.rpc(
    "my_sessions", title="我的会话", kind=QUERY, takes=Nothing, gives=SessionList, roles=PEOPLE
)
list_sessions = registry.rpc(
    "list_sessions",
    title="会话列表",
    kind=QUERY,
    takes=SessionsOf,
    gives=SessionList,
    roles={Role.ADMIN},
    refuses=("VALIDATION_FAILED",),
)
revoke_session = registry.rpc(
    "revoke_session",
    title="退出此会话",
    kind=COMMAND,
    takes=ById,
    gives=Done,
    roles=PEOPLE,
    refuses=("NOT_FOUND",),
)
revoke_other_sessions = registry.rpc(
    "revoke_other_sessions",
    title="退出其他会话",
    kind=COMMAND,
    takes=Nothing,
    gives=Done,
    roles=PEOPLE,
)
session_revoked = registry.event(
    "session.revoked", version=1, carries=SessionFacts, title="会话已撤销"
)
