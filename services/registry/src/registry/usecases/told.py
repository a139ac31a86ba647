"""成员展示 organisations, people, links and bindings as the contracts say them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from tenderhall_contracts.core import Role
from tenderhall_contracts.registry import ORG_KIND_ZH, ORG_ROLES, ROLE_ZH, OrgKind
from tenderhall_kit.work import Work

from registry.models import CaBinding, Invitation, Membership, Organisation, User
from registry.store import invitations, people
from registry.store import organisations as store


def rows(work: Work, found: Sequence[Organisation]) -> list[dict[str, Any]]:
    """单位列表行."""
    ids = [one.id for one in found]
    counts, bound = store.members(work.session, ids), store.bound(work.session, ids)
    return [
        {
            **{name: getattr(one, name) for name in ("id", "version", "name", "uscc", "active")},
            "kind": one.kind,
            "kind_zh": ORG_KIND_ZH[OrgKind(one.kind)],
            "members": counts.get(one.id, 0),
            "ca_bound": one.id in bound,
        }
        for one in found
    ]


def organisation(work: Work, row: Organisation) -> dict[str, Any]:
    """单位 with its people, open invitations and bindings."""
    (told,) = rows(work, [row])
    links = invitations.open_of(work.session, row.id, work.real_now)
    return told | {
        **{name: getattr(row, name) for name in ("address", "contact", "phone")},
        "roles": list(ORG_ROLES[OrgKind(row.kind)]),
        "memberships": [membership(one) for one in store.memberships(work.session, row.id)],
        "invitations": [invitation(one) for one in links],
        "ca_bindings": [binding(one) for one in store.bindings(work.session, row.id)],
    }


def membership(one: Membership) -> dict[str, Any]:
    """任职."""
    return {
        "membership_id": one.id,
        "user_id": one.user_id,
        "user_name": one.user.name,
        "login": one.user.login,
        "user_active": one.user.active,
        "org_id": one.org_id,
        "org_name": one.organisation.name,
        "role": one.role,
        "role_zh": ROLE_ZH[Role(one.role)],
        "active": one.active,
    }


def invitation(one: Invitation) -> dict[str, Any]:
    """邀请 without its link."""
    return {
        **{name: getattr(one, name) for name in ("id", "purpose", "login", "name", "role")},
        "state": _state(one),
        "role_zh": ROLE_ZH[Role(one.role)] if one.role else None,
        "invited_by": one.invited_by,
        "expires_at": one.expires_at,
    }


def _state(one: Invitation) -> str:
    if one.accepted:
        return "accepted"
    return "withdrawn" if one.ended_at else "open"


def binding(one: CaBinding) -> dict[str, Any]:
    """CA绑定."""
    told = ("serial", "org_id", "subject", "bound_at", "revoked_at", "reason")
    return {name: getattr(one, name) for name in told}


def users(work: Work, found: Sequence[User]) -> list[dict[str, Any]]:
    """人员 with all memberships."""
    held = defaultdict(list)
    for one in people.all_memberships(work.session, [one.id for one in found]):
        held[one.user_id].append(membership(one))
    return [_user(work, one) | {"memberships": held[one.id]} for one in found]


def _user(work: Work, one: User) -> dict[str, Any]:
    locked = one.locked_until if one.locked_until and one.locked_until > work.real_now else None
    told = {name: getattr(one, name) for name in ("id", "version", "login", "name", "active")}
    return told | {"locked_until": locked}
