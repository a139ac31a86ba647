"""登录与会话 log in, choose a role, resolve, log out (domain §5.14). All by real time."""

import hashlib
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry import ROLE_ZH, login_failed_burst
from tenderhall_kit.work import Work

from registry.models import Membership, PreAuth, User, UserSession
from registry.rules import login as rules
from registry.store import invitations as failures
from registry.store import members as store


def password_hash(work: Work, login: str) -> str | None:
    """口令摘要 of an active user that is not locked; None for anybody else.

    Raises:
        Problem: RATE_LIMITED while the account is locked.
    """
    user = store.user_by_login(work.session, login)
    if user is None or not user.active:
        known = failures.failures_of(work.session, _hash(login))
        rules.ensure_unlocked(known.locked_until if known else None, work.real_now)
        return None
    rules.ensure_unlocked(user.locked_until, work.real_now)
    return user.password_hash


def log_in(work: Work, login: str, *, right: bool) -> dict[str, Any]:
    """用户登录 what the password was worth; a wrong one is counted, so nothing is raised here.

    The answer holds ``refused`` (a problem's code) or what ``PreAuth`` says.

    Raises:
        Problem: RATE_LIMITED where the account has been locked meanwhile.
    """
    user = store.lock_user(work.session, login)
    if user is None or not user.active:
        _count_unknown(work, login)
        return {"refused": "LOGIN_FAILED"}
    rules.ensure_unlocked(user.locked_until, work.real_now)
    if not right:
        count_failure(work, user)
        return {"refused": "LOGIN_FAILED"}
    user.failures, user.locked_until = 0, None
    roles = store.memberships(work.session, user.id)
    open_roles = [one for one in roles if not _needs_ca(work, one, "password")]
    if roles and not open_roles:
        return {"refused": "CA_REQUIRED"}
    work.record("log_in", subject=("user", user.id))
    return _pre_auth(work, user, open_roles)


def choose_role(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """选择角色 the pre-authentication is used up for a session with a new token.

    Raises:
        Problem: SESSION_EXPIRED; NOT_FOUND where the membership is not the user's; CA_REQUIRED.
    """
    now = work.real_now
    waiting = store.lock_pre_auth(work.session, _hash(payload["pre_auth"]))
    if waiting is None or waiting.used_at or waiting.expires_at <= now or not waiting.user.active:
        raise Problem("SESSION_EXPIRED")
    roles = {one.id: one for one in store.memberships(work.session, waiting.user_id)}
    chosen = roles.get(payload["membership_id"])
    if chosen is None:
        raise Problem("NOT_FOUND")
    if _needs_ca(work, chosen, waiting.auth):
        raise Problem("CA_REQUIRED")
    waiting.used_at = now
    token = secrets.token_urlsafe(32)
    opened = _open_session(work, chosen, waiting.auth, token, now)
    work.record("choose_role", subject=("session", opened.id), after={"role": chosen.role})
    return {"token": token, **_who(opened)}


def abandon_login(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """退回登录 the pre-authentication chooses no role any more; a second time changes nothing."""
    waiting = store.lock_pre_auth(work.session, _hash(payload["pre_auth"]))
    if waiting is not None and not waiting.used_at:
        work.session.delete(waiting)
        work.record("abandon_login", subject=("user", waiting.user_id))
    return {}


def resolve_session(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """验证会话 who the token stands for, as long as nothing behind it was revoked.

    Raises:
        Problem: SESSION_EXPIRED.
    """
    found = store.session_by_hash(work.session, _hash(payload["token"]))
    if found is None or found.revoked_at or not _still_member(found.membership):
        raise Problem("SESSION_EXPIRED")
    if rules.session_ends(found.created_at, found.seen_at) <= work.real_now:
        raise Problem("SESSION_EXPIRED")
    return _who(found) | {"idle_for": (work.real_now - found.seen_at).total_seconds()}


def touch(work: Work, session_id: UUID) -> None:
    """会话活动 push its idle expiry on."""
    store.touch_session(work.session, session_id, work.real_now)


def log_out(work: Work) -> dict[str, Any]:
    """退出登录 the session of the asker ends now; a second time changes nothing."""
    sid = work.actor.session_id
    if sid and store.revoke_session(work.session, UUID(sid), work.real_now):
        work.record("log_out", subject=("session", sid))
    return {}


def prune(work: Work) -> None:
    """清理 pre-authentications that have expired, and failures that are long over."""
    store.prune_pre_auths(work.session, work.real_now)
    failures.prune_failures(work.session, work.real_now - rules.FORGOTTEN_AFTER)


def count_failure(work: Work, user: User) -> None:
    """密码错误 of a user whose row is locked; the fifth locks the account."""
    user.failures, locked = rules.after_failure(user.failures, work.real_now)
    if locked:
        user.locked_until = locked
        _tell_burst(work, user.login, user.id, locked)
    work.record("log_in_failed", subject=("user", user.id), after={"locked": locked is not None})


def _count_unknown(work: Work, login: str) -> None:
    """A user name that is nobody's is locked like any other: the answers tell no difference."""
    row = failures.lock_failures(work.session, _hash(login), work.real_now)
    rules.ensure_unlocked(row.locked_until, work.real_now)
    row.failures, locked = rules.after_failure(row.failures, work.real_now)
    row.at = work.real_now
    if locked:
        row.locked_until = locked
        _tell_burst(work, login, None, locked)


def _tell_burst(work: Work, login: str, user_id: UUID | None, until: datetime) -> None:
    digest = _hash(login)
    work.emit(
        login_failed_burst,
        {
            "login_hash": digest,
            "user_id": user_id,
            "failures": rules.FAILURES,
            "locked_until": until,
        },
        aggregate=("login", digest, 1),
        visibility="restricted",
    )


def _pre_auth(work: Work, user: User, roles: list[Membership]) -> dict[str, Any]:
    token = secrets.token_urlsafe(32)
    expires = work.real_now + rules.PRE_AUTH
    work.session.add(
        PreAuth(token_hash=_hash(token), user_id=user.id, auth="password", expires_at=expires)
    )
    return {
        "pre_auth": token,
        "expires_at": expires,
        "user_name": user.name,
        "roles": [_choice(one) for one in roles],
    }


def _choice(one: Membership) -> dict[str, Any]:
    return {
        "membership_id": one.id,
        "role": one.role,
        "role_zh": ROLE_ZH[Role(one.role)],
        "org_id": one.org_id,
        "org_name": one.organisation.name,
    }


def _open_session(
    work: Work, chosen: Membership, auth: str, token: str, now: datetime
) -> UserSession:
    opened = UserSession(
        id=uuid4(),
        token_hash=_hash(token),
        user_id=chosen.user_id,
        membership=chosen,
        auth=auth,
        ip=work.actor.ip,
        created_at=now,
        seen_at=now,
    )
    work.session.add(opened)
    return opened


def _needs_ca(work: Work, one: Membership, auth: str) -> bool:
    bound = store.ca_bound(work.session, one.org_id)
    return rules.ca_required(Role(one.role), auth, bound=bound)


def _still_member(one: Membership) -> bool:
    return one.active and one.user.active and one.organisation.active


def _who(found: UserSession) -> dict[str, Any]:
    one = found.membership
    return {
        "session_id": found.id,
        "user_id": found.user_id,
        "user_name": one.user.name,
        "role": one.role,
        "org_id": one.org_id,
        "org_name": one.organisation.name,
        "auth": found.auth,
        "expires_at": rules.session_ends(found.created_at, found.seen_at),
    }


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
