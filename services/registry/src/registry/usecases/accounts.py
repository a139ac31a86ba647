"""服务账号 other platforms' services: an administrator gives and takes their rights."""

from typing import Any
from uuid import uuid4

from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_contracts.registry import BROKER_PREFIX
from tenderhall_contracts.scopes import SCOPES
from tenderhall_kit.work import Work

from registry.models import ServiceAccount
from registry.store import accounts as store
from registry.usecases import reference

_SHOWN = (
    *("id", "version", "name", "title", "organisation", "broker_user", "public_key", "scopes"),
    *("active", "created_at", "revoked_at", "revoked_reason"),
)


def create_service_account(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """新建服务账号 told to every service; the private key never comes here.

    Raises:
        Problem: VALIDATION_FAILED where the name was ever used, or a scope does not exist.
    """
    invalid([*_taken(work, payload["name"]), *_unknown(payload["scopes"])])
    row = ServiceAccount(
        id=uuid4(),
        version=1,
        broker_user=f"{BROKER_PREFIX}{payload['name']}",
        active=True,
        created_by=work.actor.user_id,
        created_at=work.real_now,
        **payload | {"scopes": sorted(set(payload["scopes"]))},
    )
    work.session.add(row)
    return _changed(work, row, "create", None)


def update_service_account(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """变更授权范围 and, where one is sent, the key.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT where it is revoked, VERSION_CONFLICT,
            VALIDATION_FAILED.
    """
    row = _locked(work, payload)
    if not row.active:
        raise Problem("STATE_CONFLICT", state="revoked")
    if row.version != payload["version"]:
        raise Problem("VERSION_CONFLICT", version=row.version)
    invalid(_unknown(payload["scopes"]))
    before = _rights(row)
    row.scopes = sorted(set(payload["scopes"]))
    row.public_key = payload["public_key"] or row.public_key
    return _changed(work, row, "update", before)


def revoke_service_account(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """吊销服务账号; a second time changes nothing.

    Raises:
        Problem: NOT_FOUND.
    """
    row = _locked(work, payload)
    if not row.active:
        return _shown(row)
    before = _rights(row)
    row.active, row.revoked_at, row.revoked_reason = False, work.real_now, payload["reason"]
    return _changed(work, row, "revoke", before, opinion=payload["reason"])


def get_service_account(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """查看服务账号.

    Raises:
        Problem: NOT_FOUND.
    """
    row = work.session.get(ServiceAccount, payload["id"])
    if row is None:
        raise Problem("NOT_FOUND")
    return _shown(row)


def list_service_accounts(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """服务账号列表."""
    total, rows = store.page(
        work.session,
        q=payload.get("q"),
        state=payload.get("state"),
        limit=payload["limit"],
        offset=payload["offset"],
    )
    return {"total": total, "items": [_shown(one) for one in rows], "scopes": sorted(SCOPES)}


def _locked(work: Work, payload: dict[str, Any]) -> ServiceAccount:
    row = store.lock(work.session, payload["id"])
    if row is None:
        raise Problem("NOT_FOUND")
    return row


def _changed(
    work: Work,
    row: ServiceAccount,
    action: str,
    before: dict[str, Any] | None,
    opinion: str | None = None,
) -> dict[str, Any]:
    row.version += bool(before)
    work.session.flush()
    work.record(
        f"service_account.{action}",
        subject=("service_account", row.id),
        before=before,
        after=_rights(row),
        opinion=opinion,
    )
    reference.tell(work)
    return _shown(row)


def _rights(row: ServiceAccount) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("name", "active", "scopes", "public_key")}


def _shown(row: ServiceAccount) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _SHOWN}


def _taken(work: Work, name: str) -> list[Finding]:
    if store.named(work.session, name) is None:
        return []
    return [Finding("name", "TAKEN", "该名称已被使用", "This name has been used")]


def _unknown(scopes: list[str]) -> list[Finding]:
    return [
        Finding("scopes", "SCOPE", f"没有此项授权：{one}", f"There is no such scope: {one}")
        for one in sorted(set(scopes) - SCOPES)
    ]
