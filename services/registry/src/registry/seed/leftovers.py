"""演示残留 what a demo leaves in a database: production must not begin on it."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from tenderhall_kit.settings import SettingsError

from registry.models import User
from registry.seed.people import PEOPLE
from registry.store import reference as store

__all__ = ["refuse"]


def refuse(session: Session) -> None:
    """拒绝演示残留.

    Raises:
        SettingsError: naming the policy, clock, calendar and members that a demo has left.
    """
    if left := _left(session):
        told = ", ".join(left)
        raise SettingsError(f"registry refuses production · 数据库中有演示数据 · {told}")


def _left(session: Session) -> list[str]:
    left = []
    if store.policies(session).get("seal.auth") == "pin_only":
        left.append("policy seal.auth = pin_only")
    clock = store.clock(session)
    if clock is not None and clock.rate != 1:
        left.append(f"clock rate {clock.rate:g}")
    if clock is not None and clock.business_epoch != clock.real_epoch:
        left.append(f"clock moved by {clock.business_epoch - clock.real_epoch}")
    left += [f"calendar {year}" for year in store.demo_years(session)]
    demo = select(User.login).where(User.login.in_([one.login for one in PEOPLE]))
    return left + [f"user {login}" for login in sorted(session.scalars(demo))]
