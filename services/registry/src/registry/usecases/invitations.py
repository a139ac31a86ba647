"""邀请 links that set a password once: for a new person, or for one who has lost it.

The token is random, told once to the administrator who asked, and kept as its SHA-256. A second
link for the same user name ends the first.
"""

import hashlib
import secrets
from typing import Any
from uuid import uuid4

from tenderhall_contracts import registry as contracts
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem, invalid
from tenderhall_contracts.registry import ROLE_ZH
from tenderhall_kit.work import Work

from registry.models import Invitation, User
from registry.rules import members as rules
from registry.rules import passwords
from registry.store import invitations as store
from registry.store import members, people
from registry.usecases import organisations, told
from registry.usecases import people as users


def invite_user(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """邀请人员 into an organisation.

    Raises:
        Problem: NOT_FOUND; STATE_CONFLICT where the organisation is deactivated;
            VALIDATION_FAILED where the user name is taken or the role does not fit.
    """
    org = organisations.found(work, payload["org_id"])
    rules.ensure_open(org.active, "organisation")
    rules.ensure_role_fits(org.kind, payload["role"])
    taken = members.user_by_login(work.session, payload["login"]) is not None
    invalid([rules.LOGIN_TAKEN] if taken else [])
    return _issue(
        work,
        purpose="invite",
        login=payload["login"],
        name=payload["name"].strip(),
        email=payload.get("email"),
        org_id=org.id,
        role=payload["role"].value,
    )


def reset_password(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """重置密码 the old one works until the link is used.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT where the user is deactivated.
    """
    user = users.found(work, payload["user_id"], lock=True)
    rules.ensure_open(user.active, "user")
    return _issue(work, purpose="reset", login=user.login, name=user.name, user_id=user.id)


def withdraw_invitation(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """撤销邀请; a second time changes nothing.

    Raises:
        Problem: NOT_FOUND.
    """
    row = store.find(work.session, payload["id"])
    if row is None:
        raise Problem("NOT_FOUND")
    if row.ended_at is None:
        row.ended_at = work.real_now
        _tell(work, row, "withdrawn")
    return {}


def show_invitation(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """查看邀请 by who holds the link.

    Raises:
        Problem: NOT_FOUND where it is unknown, used, withdrawn or expired.
    """
    row = _usable(work, payload["token"])
    return {
        **{name: getattr(row, name) for name in _SHOWN},
        "org_name": row.organisation.name if row.organisation else None,
        "role_zh": ROLE_ZH[Role(row.role)] if row.role else None,
        "rules": rules_in_words(),
    }


def ensure_fit(work: Work, payload: dict[str, Any]) -> None:
    """核对新密码 before it is hashed, which is slow.

    Raises:
        Problem: NOT_FOUND as above, VALIDATION_FAILED with every rule that it breaks.
    """
    row = _usable(work, payload["token"])
    invalid(passwords.faults(payload["password"], row.login, row.name))


def accept_invitation(work: Work, token: str, password_hash: str) -> dict[str, Any]:
    """设置密码 the link is used up; a new person becomes a user, an old one's sessions end.

    Raises:
        Problem: NOT_FOUND as above; VALIDATION_FAILED where the user name was taken meanwhile.
    """
    row = _usable(work, token, lock=True)
    row.ended_at, row.accepted = work.real_now, True
    user = row.user or _new_user(work, row)
    user.password_hash, user.failures, user.locked_until = password_hash, 0, None
    people.end_sessions(work.session, people.of_user(user.id), now=work.real_now)
    if row.org_id and row.role:
        users.give_role(work, user, row.org_id, Role(row.role))
    users.tell(work, user, "created" if row.purpose == "invite" else "password_set")
    row.user_id = user.id
    _tell(work, row, "accepted")
    return {}


def rules_in_words() -> list[dict[str, str]]:
    """密码规则 as they stand beside the field."""
    named = enumerate(passwords.RULES, 1)
    return [{"rule": passwords.name_of(place), "zh": zh, "en": en} for place, (zh, en) in named]


def _new_user(work: Work, row: Invitation) -> User:
    if members.user_by_login(work.session, row.login) is not None:
        invalid([rules.LOGIN_TAKEN])
    user = User(id=uuid4(), login=row.login, name=row.name, version=1, active=True)
    user.password_hash, user.email = "", row.email
    work.session.add(user)
    work.session.flush()
    return user


def _usable(work: Work, token: str, *, lock: bool = False) -> Invitation:
    row = store.with_token(work.session, _hash(token), lock=lock)
    if row is None or row.ended_at or row.expires_at <= work.real_now or not _alive(row):
        raise Problem("NOT_FOUND")
    return row


def _alive(row: Invitation) -> bool:
    """Whom it is for has not been deactivated meanwhile."""
    user, org = row.user, row.organisation
    return (user is None or user.active) and (org is None or org.active)


def _issue(work: Work, **values: Any) -> dict[str, Any]:
    token = secrets.token_urlsafe(32)
    store.end_for(work.session, values["login"], work.real_now)
    row = Invitation(
        id=uuid4(),
        token_hash=_hash(token),
        invited_by=work.actor.name or work.actor.user_id,
        created_at=work.real_now,
        expires_at=work.real_now + rules.LINK_LIVES,
        accepted=False,
        **values,
    )
    work.session.add(row)
    _tell(work, row, "issued")
    return told.invitation(row) | {"token": token}


def _tell(work: Work, row: Invitation, change: str) -> None:
    """Audit row and event; neither knows the link."""
    work.session.flush()
    facts = {name: getattr(row, name) for name in ("purpose", "org_id", "user_id")}
    subject = ("invitation", row.id)
    after = {**facts, "login": row.login, "role": row.role}
    work.record(f"invitation.{change}", subject=subject, after=after)
    work.emit(
        contracts.invitation_changed,
        {"invitation_id": row.id, "change": change, **facts},
        aggregate=(*subject, _VERSION[change]),
        visibility="restricted",
    )


_SHOWN = ("purpose", "login", "name", "expires_at", "invited_by")
_VERSION = {"issued": 1, "withdrawn": 2, "accepted": 2}


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
