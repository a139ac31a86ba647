"""邀请 a person gets a link that works once and sets the password: at first, or anew."""

from marshmallow import fields, validate

from tenderhall_contracts.common import ById
from tenderhall_contracts.core import COMMAND, QUERY, Done, Gives, Role, Takes
from tenderhall_contracts.fields import Instant, text
from tenderhall_contracts.registry.organisations import InvitationOut
from tenderhall_contracts.registry.promise import registry
from tenderhall_contracts.registry.sessions import ANONYMOUS


class InviteUser(Takes):
    """邀请人员 a new user of an organisation."""

    org_id = fields.UUID(required=True)
    login = fields.String(
        required=True,
        validate=validate.Regexp(
            r"^[a-z][a-z0-9._-]{2,31}\Z",
            error="3至32位小写字母、数字或 . _ -，以字母开头",
        ),
    )
    name = text(64, required=True)
    email = fields.String(
        allow_none=True,
        validate=validate.Regexp(r"^[^@\s]{1,64}@[^@\s]{1,180}\Z", error="电子邮箱格式不正确"),
    )
    role = fields.Enum(Role, by_value=True, required=True)


class ResetPassword(Takes):
    """重置密码 a link for a user who exists; the old password works until it is used."""

    user_id = fields.UUID(required=True)


class LinkToken(Takes):
    """一次性链接."""

    token = text(100, required=True)


class AcceptInvitation(LinkToken):
    """设置密码 by the link."""

    password = text(200, required=True)


class RuleText(Gives):
    """密码规则 one rule in words; ``rule`` is what a finding calls it."""

    rule = fields.String()
    zh = fields.String(required=True)
    en = fields.String(required=True)


class PasswordRules(Gives):
    """密码规则 told before they bite."""

    items = fields.List(fields.Nested(RuleText), required=True)


class InvitationShown(Gives):
    """邀请内容 what the link is for, to whoever holds it; ``purpose``: invite or reset."""

    purpose = fields.String(required=True)
    login = fields.String(required=True)
    name = fields.String(required=True)
    org_name = fields.String(allow_none=True)
    role_zh = fields.String(allow_none=True)
    expires_at = Instant(required=True)
    invited_by = fields.String()
    rules = fields.List(fields.Nested(RuleText), required=True)


class InvitationFacts(Gives):
    """邀请变更 ``change``: issued, withdrawn, accepted; never the link."""

    invitation_id = fields.UUID(required=True)
    purpose = fields.String(required=True)
    org_id = fields.UUID(allow_none=True)
    user_id = fields.UUID(allow_none=True)
    change = fields.String(required=True)


invite_user = registry.rpc(
    "invite_user",
    title="邀请人员",
    kind=COMMAND,
    takes=InviteUser,
    gives=InvitationOut,
    roles={Role.ADMIN},
    refuses=("NOT_FOUND", "VALIDATION_FAILED"),
)
reset_password = registry.rpc(
    "reset_password",
    title="重置密码",
    kind=COMMAND,
    takes=ResetPassword,
    gives=InvitationOut,
    roles={Role.ADMIN},
    refuses=("NOT_FOUND", "STATE_CONFLICT"),
)
withdraw_invitation = registry.rpc(
    "withdraw_invitation",
    title="撤销邀请",
    kind=COMMAND,
    takes=ById,
    gives=Done,
    roles={Role.ADMIN},
    refuses=("NOT_FOUND",),
)
show_invitation = registry.rpc(
    "show_invitation",
    title="查看邀请",
    kind=QUERY,
    takes=LinkToken,
    gives=InvitationShown,
    roles=ANONYMOUS,
    refuses=("NOT_FOUND",),
)
accept_invitation = registry.rpc(
    "accept_invitation",
    title="设置密码",
    kind=COMMAND,
    takes=AcceptInvitation,
    gives=Done,
    roles=ANONYMOUS,
    refuses=("NOT_FOUND", "VALIDATION_FAILED"),
)
invitation_changed = registry.event(
    "invitation.changed", version=1, carries=InvitationFacts, title="邀请变更"
)
