"""我的账户 one's own password and sessions; an administrator ends anybody's session."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_contracts.registry import ROLE_ZH
from tenderhall_kit.work import Work

from registry.models import UserSession
from registry.rules import login, passwords
from registry.store import organisations
from registry.store import people as store
from registry.usecases import people, sessions, told

WRONG = Finding("old", "PASSWORD_OLD", "原密码不正确", "The present password is wrong")
SAME = Finding("password", "PASSWORD_SAME", "新密码不得与原密码相同", "It is the present password")


def own_hash(work: Work) -> str:
    """口令摘要 of who asks.

    Raises:
        Problem: RATE_LIMITED while the account is locked.
    """
    user = people.found(work, _me(work))
    login.ensure_unlocked(user.locked_until, work.real_now)
    return user.password_hash


def ensure_fit(work: Work, payload: dict[str, Any]) -> None:
    """核对新密码 before it is hashed, which is slow.

    Raises:
        Problem: VALIDATION_FAILED with every rule that it breaks.
    """
    user = people.found(work, _me(work))
    faults = passwords.faults(payload["password"], user.login, user.name)
    invalid([*faults, *([SAME] if payload["old"] == payload["password"] else [])])


def refuse_password(work: Work) -> None:
    """原密码错误 counted like a wrong password at the login."""
    sessions.count_failure(work, people.found(work, _me(work), lock=True))


def change_password(work: Work, password_hash: str) -> dict[str, Any]:
    """修改密码 every other session of the user ends."""
    user = people.found(work, _me(work), lock=True)
    user.password_hash, user.failures = password_hash, 0
    _end_others(work)
    people.tell(work, user, "password_changed")
    return {}


def my_account(work: Work) -> dict[str, Any]:
    """我的账户 the roles that still hold, the certificates that are still bound."""
    user = people.found(work, _me(work))
    held = store.all_memberships(work.session, [user.id])
    org = work.actor.org_id
    bound = organisations.bindings(work.session, UUID(org)) if org else ()
    return {
        **{name: getattr(user, name) for name in ("login", "name", "email")},
        "memberships": [told.membership(one) for one in held if one.active],
        "ca_bindings": [told.binding(one) for one in bound if one.revoked_at is None],
    }


def my_sessions(work: Work) -> dict[str, Any]:
    """我的会话."""
    return {"items": _open(work, store.of_user(_me(work)))}


def list_sessions(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """会话列表 of an organisation, or of a user.

    Raises:
        Problem: VALIDATION_FAILED where neither is named.
    """
    wanted = [store.of_user(one) for one in (payload.get("user_id"),) if one]
    wanted += [store.of_organisation(one) for one in (payload.get("org_id"),) if one]
    if not wanted:
        zh, en = "请指定单位或人员", "Name an organisation or a user"
        invalid([Finding("org_id", "REQUIRED", zh, en)])
    return {"items": _open(work, *wanted)}


def revoke_session(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """退出此会话 one's own, or by an administrator anybody's; a second time changes nothing.

    Raises:
        Problem: NOT_FOUND, also where it is another's.
    """
    row = store.find_session(work.session, payload["id"])
    if row is None or not (row.user_id == _me(work) or work.actor.role is Role.ADMIN):
        raise Problem("NOT_FOUND")
    if row.revoked_at is None:
        row.revoked_at = work.real_now
        work.session.flush()
        work.record("session.revoked", subject=("session", row.id), after={"user_id": row.user_id})
        work.emit(
            contracts.session_revoked,
            {"session_id": row.id, "user_id": row.user_id},
            aggregate=("session", row.id, 2),
            visibility="restricted",
        )
    return {}


def revoke_other_sessions(work: Work) -> dict[str, Any]:
    """退出其他会话 all of one's own but the one that asks."""
    ended = _end_others(work)
    if ended:
        subject = ("user", work.actor.user_id)
        work.record("session.others_revoked", subject=subject, after={"sessions": ended})
    return {}


def _end_others(work: Work) -> int:
    others = store.but(work.actor.session_id)
    return store.end_sessions(work.session, store.of_user(_me(work)), others, now=work.real_now)


def _me(work: Work) -> UUID:
    return UUID(work.actor.user_id)


def _open(work: Work, *where: ColumnElement[bool]) -> list[dict[str, Any]]:
    limits = store.window(work.real_now, login.ABSOLUTE, login.IDLE)
    found = store.open_sessions(work.session, *where, **limits)
    return [_told(one, str(one.id) == work.actor.session_id) for one in found]


def _told(one: UserSession, current: bool) -> dict[str, Any]:  # noqa: FBT001 — a fact of the row
    held = one.membership
    return {
        **{name: getattr(one, name) for name in ("id", "user_id", "auth", "ip")},
        "user_name": held.user.name,
        "org_name": held.organisation.name,
        "role": held.role,
        "role_zh": ROLE_ZH[Role(held.role)],
        "created_at": one.created_at,
        "seen_at": one.seen_at,
        "expires_at": login.session_ends(one.created_at, one.seen_at),
        "current": current,
    }
