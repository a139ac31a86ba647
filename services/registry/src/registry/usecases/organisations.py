"""单位 created, changed, deactivated, bound to a CA; every change recorded and told."""

import hashlib
from typing import Any
from uuid import UUID, uuid4

from tenderhall_contracts import registry as contracts
from tenderhall_contracts.core import Event
from tenderhall_contracts.errors import Problem, invalid
from tenderhall_kit.work import Work

from registry.models import CaBinding, Organisation
from registry.rules import members as rules
from registry.store import invitations, people
from registry.store import organisations as store
from registry.usecases import told

_PLAIN = ("name", "uscc", "address", "contact", "phone")


def list_organisations(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """单位列表."""
    total, found = store.page(work.session, payload)
    return {"total": total, "items": told.rows(work, found)}


def get_organisation(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """查看单位.

    Raises:
        Problem: NOT_FOUND.
    """
    return told.organisation(work, found(work, payload["id"]))


def create_organisation(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """新建单位.

    Raises:
        Problem: VALIDATION_FAILED where its code is another's.
    """
    _ensure_code_free(work, payload["uscc"], None)
    row = Organisation(
        id=uuid4(), kind=payload["kind"].value, active=True, version=1, **_filled(payload)
    )
    work.session.add(row)
    return _changed(work, row, "created", None)


def save_organisation(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """修改单位.

    Raises:
        Problem: NOT_FOUND, VERSION_CONFLICT, VALIDATION_FAILED where its code is another's.
    """
    row = _locked(work, payload)
    _ensure_code_free(work, payload["uscc"], row.id)
    before = _facts(row)
    for name, value in _filled(payload).items():
        setattr(row, name, value)
    return _changed(work, row, "saved", before)


def deactivate_organisation(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """停用单位 its people's sessions end at once, and its open invitations.

    Raises:
        Problem: NOT_FOUND, VERSION_CONFLICT, STATE_CONFLICT where it is so already,
            PRECONDITION_FAILED where the last administrator would be gone.
    """
    left = people.lock_administrators(work.session)
    row = _locked(work, payload)
    _ensure_active(row, active=True)
    rules.ensure_admin_left(one for one in left if one.org_id != row.id)
    before, row.active = _facts(row), False
    people.end_sessions(work.session, people.of_organisation(row.id), now=work.real_now)
    invitations.end_of_organisation(work.session, row.id, work.real_now)
    return _changed(work, row, "deactivated", before, payload["reason"])


def reactivate_organisation(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """恢复单位.

    Raises:
        Problem: NOT_FOUND, VERSION_CONFLICT, STATE_CONFLICT where it is so already.
    """
    row = _locked(work, payload)
    _ensure_active(row, active=False)
    before, row.active = _facts(row), True
    return _changed(work, row, "reactivated", before, payload["reason"])


def bind_ca(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """办理CA绑定 from now on a password is not enough for the agency's people (domain §5.14).

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT where the certificate is bound already,
            VALIDATION_FAILED where the certificate is another organisation's.
    """
    row = found(work, payload["org_id"])
    rules.ensure_open(row.active, "organisation")
    invalid([rules.OTHER_CODE] if payload["uscc"] != row.uscc else [])
    bound = _binding(work, payload["serial"].lower(), row.id)
    bound.org_id, bound.subject = row.id, payload["subject"]
    bound.bound_at, bound.revoked_at, bound.reason = work.real_now, None, None
    _tell_ca(work, row, bound, contracts.ca_bound, "ca.bound")
    return told.binding(bound)


def revoke_ca(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """解除CA绑定; a second time changes nothing.

    Raises:
        Problem: NOT_FOUND.
    """
    bound = store.binding(work.session, payload["serial"].lower())
    if bound is None:
        raise Problem("NOT_FOUND")
    if bound.revoked_at is None:
        bound.revoked_at, bound.reason = work.real_now, payload["reason"]
        row = found(work, bound.org_id)
        _tell_ca(work, row, bound, contracts.ca_revoked, "ca.revoked", payload["reason"])
    return {}


def found(work: Work, org_id: UUID) -> Organisation:
    """单位.

    Raises:
        Problem: NOT_FOUND.
    """
    row = store.find(work.session, org_id)
    if row is None:
        raise Problem("NOT_FOUND")
    return row


def _locked(work: Work, payload: dict[str, Any]) -> Organisation:
    row = store.find(work.session, payload["id"], lock=True)
    if row is None:
        raise Problem("NOT_FOUND")
    if row.version != payload["version"]:
        raise Problem("VERSION_CONFLICT", version=row.version)
    return row


def _ensure_active(row: Organisation, *, active: bool) -> None:
    if row.active is not active:
        raise Problem("STATE_CONFLICT", state="active" if row.active else "inactive")


def _ensure_code_free(work: Work, uscc: str, but: UUID | None) -> None:
    other = store.with_code(work.session, uscc)
    invalid([rules.USCC_TAKEN] if other and other.id != but else [])


def _filled(payload: dict[str, Any]) -> dict[str, str]:
    return {name: (payload.get(name) or "").strip() for name in _PLAIN}


def _facts(row: Organisation) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*_PLAIN, "kind", "active")}


def _changed(
    work: Work,
    row: Organisation,
    change: str,
    before: dict[str, Any] | None,
    reason: str | None = None,
) -> dict[str, Any]:
    """Version, audit row and event, together."""
    row.version += bool(before)
    work.session.flush()
    subject, after = ("organisation", row.id), _facts(row)
    work.record(
        f"organisation.{change}", subject=subject, before=before, after=after, opinion=reason
    )
    facts = {name: after[name] for name in ("name", "uscc", "kind", "active")}
    work.emit(
        contracts.organisation_changed,
        {"org_id": row.id, "change": change, **facts},
        aggregate=(*subject, row.version),
        visibility="restricted",
    )
    return told.organisation(work, row)


def _binding(work: Work, serial: str, org_id: UUID) -> CaBinding:
    """The row of that certificate: a new one, or one whose binding was revoked."""
    bound = store.binding(work.session, serial)
    if bound is None:
        bound = CaBinding(serial=serial, org_id=org_id)
        work.session.add(bound)
    elif bound.revoked_at is None:
        raise Problem("STATE_CONFLICT", state="bound")
    return bound


def _tell_ca(  # noqa: PLR0917 — what one binding's audit row and event need
    work: Work,
    row: Organisation,
    bound: CaBinding,
    event: Event,
    action: str,
    reason: str | None = None,
) -> None:
    work.session.flush()
    digest = hashlib.sha256(bound.serial.encode()).hexdigest()
    after = {"org_id": row.id, "subject": bound.subject, "active": bound.revoked_at is None}
    work.record(action, subject=("ca_binding", bound.serial), after=after, opinion=reason)
    work.emit(
        event,
        {"org_id": row.id, "org_name": row.name, "serial_hash": digest},
        aggregate=("ca_binding", digest, 1),
        visibility="restricted",
    )
