"""采购异常的公告 which forms need one, and whether it is sealed (domain §5.0, form and notice).

The notice itself is kept by notices, under the form's own id. A seal is of one content of the form:
once the form says something else, that content is gone for good, and the seal with it.
"""

from typing import Any

from tenderhall_contracts.errors import Finding
from tenderhall_contracts.vocab import ExceptionKind, LotState
from tenderhall_contracts.workflow import State
from tenderhall_kit.work import Work

from registry.models import Lot, LotException
from registry.rules import exceptions as rules
from registry.store import reference

_UNDECIDED = frozenset({State.DRAFT, State.PENDING, State.REJECTED})


def about(work: Work, row: LotException) -> dict[str, Any]:
    """公告情况 of the form, under the names of ``ExceptionOut``."""
    needed = notice_needed(row)
    return {
        "content_version": row.content_version,
        "notice_needed": needed,
        "seal_needed": needed and _policy(work, row),
        "sealed": sealed(row),
    }


def notice_needed(row: LotException) -> bool:
    """须发布公告 what was announced is taken back, or taken up again, in public.

    A lot that was never tendered was announced to nobody; an order of the supervisor is told by
    the system.
    """
    if row.order_id is not None:
        return False
    if row.state not in _UNDECIDED:
        return sealed(row)
    return any(_announced(row, part.lot) for part in row.parts)


def sealed(row: LotException) -> bool:
    """已签章 over what the form says now."""
    return row.sealed_version == row.content_version


def unsealed(work: Work, row: LotException) -> list[Finding]:
    """未签章 what a submission is refused for, where the policy wants the seal."""
    if sealed(row) or not (notice_needed(row) and _policy(work, row)):
        return []
    zh = "公告尚未签章，或签章正在登记：请先签章；刚完成签章的，请稍候再提交（政策 seal.required）"
    en = "The notice is not sealed, or its seal is still on its way (policy seal.required)"
    return [Finding("sealed", "R36", zh, en, "电子签名法第十三条、第十四条")]


def _policy(work: Work, row: LotException) -> bool:
    told = reference.policies(work.session).get("seal.required", "")
    return rules.SEALED_AS[ExceptionKind(row.kind)] in told.split(",")


def _announced(row: LotException, lot: Lot) -> bool:
    if row.kind == ExceptionKind.RESUMPTION:
        before = LotState(lot.suspended_in) if lot.suspended_in else None
        return before not in (None, LotState.PREPARING, LotState.TENDERING)
    return lot.opens_at is not None
