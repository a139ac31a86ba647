"""成员规则 who may be what where, and what may never happen to the last administrator."""

from collections.abc import Iterable
from datetime import timedelta

from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_contracts.registry import ORG_ROLES, OrgKind

LINK_LIVES = timedelta(days=7)

LAST_ADMIN = Finding(
    "",
    "LAST_ADMIN",
    "系统须至少有一名在岗的中心管理员",
    "There must always be an active administrator of the centre",
)
USCC_TAKEN = Finding(
    "uscc", "USCC_TAKEN", "该统一社会信用代码的单位已存在", "There is an organisation of this code"
)
LOGIN_TAKEN = Finding(
    "login",
    "LOGIN_TAKEN",
    "该用户名已有人使用；已有账户的人员请在其页面授予角色",
    "The user name is taken; grant a role to a user who exists on the user's page",
)
OTHER_CODE = Finding(
    "uscc",
    "CA_USCC",
    "证书中的统一社会信用代码与单位不一致",
    "The code in the certificate is not the organisation's",
)


def ensure_role_fits(kind: str, role: Role) -> None:
    """要求 the role is one that people of such an organisation may hold.

    Raises:
        Problem: VALIDATION_FAILED.
    """
    if role not in ORG_ROLES[OrgKind(kind)]:
        zh, en = "该类单位的人员不能担任此角色", "Not a role of people of such an organisation"
        invalid([Finding("role", "ORG_ROLE", zh, en)])


def ensure_open(active: bool, what: str) -> None:  # noqa: FBT001 — the row's own word
    """要求 nobody is invited into, granted or bound to what is deactivated.

    Raises:
        Problem: STATE_CONFLICT.
    """
    if not active:
        raise Problem("STATE_CONFLICT", state="inactive", what=what)


def ensure_admin_left(left: Iterable[object]) -> None:
    """要求 an administrator stays.

    Raises:
        Problem: PRECONDITION_FAILED.
    """
    if not any(True for _ in left):
        raise Problem("PRECONDITION_FAILED", [LAST_ADMIN])
