"""公告生效 what the publication of a notice does at other services, by its kind.

Each effect is asked for under the notice's id and has no more effect when it is asked for again:
publication goes on after a crash by doing all of it once more.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from tenderhall_contracts.lots import Effect
from tenderhall_kit.call import Call
from tenderhall_kit.plain import plain

from notices.kinds.award import AWARD
from notices.kinds.award.change import CHANGED_AWARD
from notices.kinds.change import CHANGE
from notices.kinds.exception import OF_EXCEPTIONS
from notices.kinds.tender import TENDER
from notices.usecases import awards
from notices.usecases.facts import Sources

Asked = Mapping[str, Any]


def take(call: Call, partners: Sources, notice_id: UUID, due: Asked, facts: Asked) -> None:
    """生效 all that must stand before the notice has its number."""
    _EFFECTS[due["kind"]](call, partners, notice_id, due, facts)


def move_lots(
    call: Call, partners: Sources, notice_id: UUID, effect: Effect, due: Asked, **told: Any
) -> None:
    """分包流转 registry moves the notice's lots as its publication asks."""
    asked = {"lot_ids": due["lot_ids"], "form_id": notice_id, "effect": effect.value}
    partners.registry.move_lots(call, {**asked, "facts": told})


def _tender(call: Call, partners: Sources, notice_id: UUID, due: Asked, _facts: Asked) -> None:
    opening_at = plain(due["opening_at"])
    effect = Effect.TENDER_NOTICE_PUBLISHED
    move_lots(call, partners, notice_id, effect, due, opening_at=opening_at)


def _change(call: Call, partners: Sources, notice_id: UUID, due: Asked, _facts: Asked) -> None:
    """变更生效 by what was sealed: registry's deadline, then venue's place; or the lots go on."""
    view, opening_at = due["view"], plain(due["opening_at"])
    if view["resumes"]:
        move_lots(call, partners, notice_id, Effect.RESUMED, due, opening_at=opening_at)
    elif view["moves"]:
        asked = {"lot_ids": due["lot_ids"], "form_id": notice_id, "opening_at": due["opening_at"]}
        partners.registry.move_deadline(call, {**asked, "reason": view["reason"]})
        moved = {"id": due["kept"]["moved"]["id"], "change_notice_id": notice_id}
        partners.venue.apply_booking_change(call, {**moved, "opening_at": due["opening_at"]})


def _award(call: Call, partners: Sources, notice_id: UUID, due: Asked, _facts: Asked) -> None:
    """Its winners as the directory has them now, for good; then the lots are 已中标."""
    awards.fix_winners(call, partners, notice_id, due)
    move_lots(call, partners, notice_id, Effect.AWARD_PUBLISHED, due)


def _award_change(
    call: Call, partners: Sources, notice_id: UUID, due: Asked, _facts: Asked
) -> None:
    """Its winners for good; the lots stay 已中标."""
    awards.fix_winners(call, partners, notice_id, due)


def _exception(call: Call, partners: Sources, notice_id: UUID, due: Asked, _facts: Asked) -> None:
    """Its form has moved the lots in the transaction that approved it: nothing is left to do."""


_EFFECTS: Mapping[str, Callable[[Call, Sources, UUID, Asked, Asked], None]] = {
    TENDER.name: _tender,
    CHANGE.name: _change,
    AWARD.name: _award,
    CHANGED_AWARD.name: _award_change,
    **{kind.name: _exception for kind in OF_EXCEPTIONS},
}
