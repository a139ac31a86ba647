"""人员 deactivated, given roles, relieved of them; the last administrator stays."""

from typing import Any
from uuid import UUID, uuid4

from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem
from tenderhall_kit.work import Work

from registry.models import Membership, User
from registry.rules import members as rules
from registry.store import people as store
from registry.usecases import organisations, told


def list_users(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """人员列表."""
    total, found = store.page(work.session, payload, work.real_now)
    return {"total": total, "items": told.users(work, found)}


def get_user(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """查看人员.

    Raises:
        Problem: NOT_FOUND.
    """
    return _told(work, found(work, payload["id"]))


def deactivate_user(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """停用人员 all sessions end at once.

    Raises:
        Problem: NOT_FOUND, VERSION_CONFLICT, STATE_CONFLICT where it is so already,
            PRECONDITION_FAILED where the last administrator would be gone.
    """
    left = store.lock_administrators(work.session)
    row = _locked(work, payload, active=True)
    rules.ensure_admin_left(one for one in left if one.user_id != row.id)
    row.active = False
    store.end_sessions(work.session, store.of_user(row.id), now=work.real_now)
    return _switched(work, row, "deactivated", payload["reason"])


def reactivate_user(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """恢复人员.

    Raises:
        Problem: NOT_FOUND, VERSION_CONFLICT, STATE_CONFLICT where it is so already.
    """
    row = _locked(work, payload, active=False)
    row.active = True
    return _switched(work, row, "reactivated", payload["reason"])


def unlock_user(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """解除锁定 before it ends by itself; a second time changes nothing.

    Raises:
        Problem: NOT_FOUND.
    """
    row = found(work, payload["id"], lock=True)
    if row.locked_until or row.failures:
        row.locked_until, row.failures = None, 0
        row.version += 1
        tell(work, row, "unlocked")
    return _told(work, row)


def grant_membership(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """授予角色; a role that was ended is held again, one that is held stays.

    Raises:
        Problem: NOT_FOUND, VALIDATION_FAILED where the organisation has no such role,
            STATE_CONFLICT where user or organisation is deactivated.
    """
    row = found(work, payload["user_id"], lock=True)
    rules.ensure_open(row.active, "user")
    give_role(work, row, payload["org_id"], payload["role"])
    return _told(work, row)


def give_role(work: Work, user: User, org_id: UUID, role: Any) -> None:
    """任职 as ``grant_membership``, for a user at hand."""
    org = organisations.found(work, org_id)
    rules.ensure_open(org.active, "organisation")
    rules.ensure_role_fits(org.kind, role)
    held = store.held(work.session, user.id, org.id, role.value)
    if held is not None and held.active:
        return
    if held is None:
        held = Membership(id=uuid4(), user=user, organisation=org, role=role.value)
        work.session.add(held)
    held.active = True
    _tell_membership(work, held, "granted")


def end_membership(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """终止角色 its sessions end at once; a second time changes nothing.

    Raises:
        Problem: NOT_FOUND, PRECONDITION_FAILED where it is the last administrator's.
    """
    left = store.lock_administrators(work.session)
    held = store.membership(work.session, payload["membership_id"])
    if held is None:
        raise Problem("NOT_FOUND")
    if held.active:
        rules.ensure_admin_left(one for one in left if one.id != held.id)
        held.active = False
        store.end_sessions(work.session, store.of_membership(held.id), now=work.real_now)
        _tell_membership(work, held, "ended", payload["reason"])
    return _told(work, held.user)


def found(work: Work, user_id: UUID, *, lock: bool = False) -> User:
    """人员.

    Raises:
        Problem: NOT_FOUND.
    """
    row = store.find(work.session, user_id, lock=lock)
    if row is None:
        raise Problem("NOT_FOUND")
    return row


def tell(work: Work, row: User, change: str, reason: str | None = None) -> None:
    """人员变更 audit row and event; neither knows any password."""
    work.session.flush()
    subject, after = ("user", row.id), {"active": row.active}
    work.record(f"user.{change}", subject=subject, after=after, opinion=reason)
    work.emit(
        contracts.user_changed,
        {"user_id": row.id, "active": row.active, "change": change},
        aggregate=(*subject, row.version),
        visibility="restricted",
    )


def _told(work: Work, row: User) -> dict[str, Any]:
    (one,) = told.users(work, [row])
    return one


def _locked(work: Work, payload: dict[str, Any], *, active: bool) -> User:
    row = found(work, payload["id"], lock=True)
    if row.version != payload["version"]:
        raise Problem("VERSION_CONFLICT", version=row.version)
    if row.active is not active:
        raise Problem("STATE_CONFLICT", state="active" if row.active else "inactive")
    return row


def _switched(work: Work, row: User, change: str, reason: str) -> dict[str, Any]:
    row.version += 1
    tell(work, row, change, reason)
    return _told(work, row)


def _tell_membership(work: Work, held: Membership, change: str, reason: str | None = None) -> None:
    work.session.flush()
    facts = {"user_id": held.user_id, "org_id": held.org_id, "role": held.role}
    subject = ("membership", held.id)
    after = {**facts, "active": held.active}
    work.record(f"membership.{change}", subject=subject, after=after, opinion=reason)
    work.emit(
        contracts.membership_changed,
        {"membership_id": held.id, "change": change, **facts},
        aggregate=(*subject, 1),
        visibility="restricted",
    )
