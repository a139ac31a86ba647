"""登录 lockout, pre-authentication, sessions (domain §5.14); all by real time."""

from datetime import datetime, timedelta

from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem

FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
PRE_AUTH = timedelta(minutes=5)
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)

FORGOTTEN_AFTER = timedelta(days=1)
"""What is kept of a user name that is nobody's, after its last failure."""


def after_failure(failures: int, now: datetime) -> tuple[int, datetime | None]:
    """登录失败 the new count, and until when the account is locked."""
    failures += 1
    return (0, now + LOCKED_FOR) if failures >= FAILURES else (failures, None)


def ensure_unlocked(locked_until: datetime | None, now: datetime) -> None:
    """要求 the account is not locked.

    Raises:
        Problem: RATE_LIMITED with ``retry_after`` in seconds.
    """
    if locked_until and locked_until > now:
        raise Problem("RATE_LIMITED", retry_after=int((locked_until - now).total_seconds()) + 1)


def ca_required(role: Role, auth: str, *, bound: bool) -> bool:
    """CA登录 True where the organisation has a CA bound and its agency user came by password."""
    return bound and role.of_agency and auth != "ca"


def session_ends(begun: datetime, seen: datetime) -> datetime:
    """会话到期 the earlier of idle and absolute expiry."""
    return min(begun + ABSOLUTE, seen + IDLE)
