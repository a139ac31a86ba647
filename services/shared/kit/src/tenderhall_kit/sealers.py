"""签章人 who may put an agency's seal on: its seal holder, and its clerk unless policy says no."""

from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem

from tenderhall_kit.work import Work

POLICY = "seal.by_holder_only"


def may_seal(work: Work) -> bool:
    """可否签章 False for a clerk where only seal holders seal."""
    by_holder_only = work.reference.policies.get(POLICY, "false") == "true"
    return not (by_holder_only and work.actor.role is Role.CLERK)


def ensure_may_seal(work: Work) -> None:
    """要求可以签章.

    Raises:
        Problem: FORBIDDEN_ROLE where only the agency's seal holder may.
    """
    if not may_seal(work):
        raise Problem("FORBIDDEN_ROLE", role=work.actor.role.value, needs=Role.SEAL_HOLDER.value)
