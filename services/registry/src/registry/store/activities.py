"""业务登记 queries about the forms that are open on lots."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from tenderhall_contracts.vocab import Activity

from registry.models import Lot, LotActivity, LotEffect
from registry.rules.lots import OpenForm

CLOSED = "closed"


def open_forms(session: Session, lot_ids: Sequence[UUID]) -> list[OpenForm]:
    """进行中的业务 the forms open on these lots, in lot order."""
    asked = (
        select(LotActivity.form_id, LotActivity.activity, Lot.no)
        .join(Lot, Lot.id == LotActivity.lot_id)
        .where(LotActivity.lot_id.in_(lot_ids), LotActivity.state != CLOSED)
        .order_by(Lot.no, LotActivity.activity)
    )
    return [
        OpenForm(str(form_id), Activity(activity), no)
        for form_id, activity, no in session.execute(asked)
    ]


def on_lots(session: Session, lot_ids: Sequence[UUID]) -> Sequence[LotActivity]:
    """分包的全部登记 those that have ended too: they still tell what kind a form is."""
    return session.scalars(select(LotActivity).where(LotActivity.lot_id.in_(lot_ids))).all()


def lots_of_form(session: Session, form_id: UUID) -> list[UUID]:
    """一份表单的分包 to be locked before its registration is: everybody locks in this order."""
    return list(session.scalars(select(LotActivity.lot_id).where(LotActivity.form_id == form_id)))


def of_form(session: Session, form_id: UUID) -> list[LotActivity]:
    """一份表单的登记 one row for each of its lots, locked."""
    return list(
        session.scalars(
            select(LotActivity)
            .where(LotActivity.form_id == form_id)
            .order_by(LotActivity.lot_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def ever_used(session: Session, lot_id: UUID) -> bool:
    """是否曾办理业务 such a lot is not removed from its project any more."""
    found = select(LotActivity.form_id).where(LotActivity.lot_id == lot_id)
    return session.scalar(found.limit(1)) is not None


def put(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """登记 a form on its lots; a form that comes again is leased again, even where it is live.

    Word of its earlier life may still be on the way, and must not end what was registered after it.
    """
    told = insert(LotActivity).values(list(rows))
    session.execute(
        told.on_conflict_do_update(
            index_elements=[LotActivity.form_id, LotActivity.lot_id],
            set_={
                "state": "leased",
                "lease_until": told.excluded.lease_until,
                "form_version": func.greatest(LotActivity.form_version, told.excluded.form_version),
            },
        )
    )


def close_other_lots(session: Session, form_id: UUID, lot_ids: Sequence[UUID]) -> None:
    """注销 the lots that the form has given up since it was last registered."""
    session.execute(
        update(LotActivity)
        .where(LotActivity.form_id == form_id, LotActivity.lot_id.not_in(lot_ids))
        .values(state=CLOSED)
    )


def settle(session: Session, form_id: UUID, state: str) -> None:
    """确认或注销 the registration of all its lots."""
    session.execute(update(LotActivity).where(LotActivity.form_id == form_id).values(state=state))


def follow(session: Session, form_id: UUID, state: str, seq: int, lot_ids: Sequence[UUID]) -> None:
    """跟进 the newest word about the form: it stands for these lots, and for no others any more."""
    here = case((LotActivity.lot_id.in_(lot_ids), state), else_=CLOSED)
    session.execute(
        update(LotActivity).where(LotActivity.form_id == form_id).values(state=here, seq=seq)
    )


def settle_leased(session: Session, form_id: UUID, state: str) -> None:
    """落实登记 of the lots that are waiting for it; one that was given up stays so."""
    waiting = LotActivity.form_id == form_id, LotActivity.state == "leased"
    session.execute(update(LotActivity).where(*waiting).values(state=state))


def become(session: Session, form_id: UUID, activity: Activity) -> None:
    """改登记为 another kind of business; the form stays the same."""
    session.execute(
        update(LotActivity).where(LotActivity.form_id == form_id).values(activity=activity.value)
    )


def due_leases(session: Session, now: datetime, limit: int = 50) -> list[tuple[UUID, str]]:
    """到期的登记 (form, owner) whose lease has run out without a confirmation."""
    asked = (
        select(LotActivity.form_id, func.min(LotActivity.owner))
        .where(LotActivity.state == "leased", LotActivity.lease_until <= now)
        .group_by(LotActivity.form_id)
        .order_by(func.min(LotActivity.lease_until))
        .limit(limit)
    )
    return [(form_id, owner) for form_id, owner in session.execute(asked)]


def effect_of(session: Session, form_id: UUID, effect: str) -> LotEffect | None:
    """流转记录 of this form and effect."""
    return session.get(LotEffect, (form_id, effect))


def put_effect(
    session: Session, form_id: UUID, effect: str, lot_ids: Sequence[UUID], facts: dict[str, Any]
) -> None:
    """记录流转."""
    ids = [str(one) for one in lot_ids]
    session.add(LotEffect(form_id=form_id, effect=effect, lot_ids=ids, facts=facts))
