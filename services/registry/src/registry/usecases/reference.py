"""参考数据 legal rules, calendar, policies and clock: told whole with each change."""

from typing import Any

from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry import ReferenceOut, reference_updated
from tenderhall_kit import reference
from tenderhall_kit.work import Work

from registry.store import accounts
from registry.store import reference as store


def get_reference(work: Work) -> dict[str, Any]:
    """读取参考数据 as it stands.

    Raises:
        Problem: UNAVAILABLE before the seed has run.
    """
    clock = store.clock(work.session)
    if clock is None:
        raise Problem("UNAVAILABLE", missing="clock")
    return {
        "version": store.version(work.session),
        "rules": store.rules(work.session),
        "days": store.days(work.session),
        "official_years": store.official_years(work.session),
        "policies": store.policies(work.session),
        "clock": {
            "real_epoch": clock.real_epoch,
            "business_epoch": clock.business_epoch,
            "rate": clock.rate,
        },
        "service_accounts": accounts.active(work.session),
    }


def tell(work: Work) -> dict[str, Any]:
    """通知 a new version of the reference data, kept for this service and told to the others."""
    row = store.lock_version(work.session)
    row.version += 1
    work.session.flush()
    reference.store(work.session, ReferenceOut().dump(get_reference(work)))
    told = {"version": row.version}
    work.emit(reference_updated, told, aggregate=("reference", "registry", row.version))
    return told
