"""法定期限起算 the law counts from the designated medium's day, not from the portal's (§1.2)."""

from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Problem
from tenderhall_kit.law import Judgement, day_of
from tenderhall_kit.work import Work

from notices import media_store, store
from notices.kinds.tender import TENDER
from notices.models import Publication
from notices.rules import media as rules
from notices.usecases import amending


def confirmed_on(work: Work, publication: Publication) -> date | None:
    """确认的起算日 the designated medium's own day; None until it has told it."""
    rows = media_store.of(work.session, publication.notice_id)
    told = [one.published_at for one in rows if one.designated and one.published_at]
    return day_of(told[0]) if told else None


def of_notice(work: Work, notice_id: UUID) -> date | None:
    """确认的起算日 of a notice by its id, for a notice that changes it."""
    publication = store.publication(work.session, notice_id)
    return confirmed_on(work, publication) if publication else None


def starts_on(work: Work, publication: Publication) -> date:
    """起算日 until the medium has confirmed, the day by which it must publish (R34).

    Raises:
        Problem: CALENDAR_UNAVAILABLE.
    """
    told = confirmed_on(work, publication)
    return told or work.law.planned_publication(day_of(publication.published_at))


def period_ends_on(work: Work, publication: Publication, begun: date) -> date:
    """公告期限届满日; the day itself where the law sets no period.

    Raises:
        Problem: CALENDAR_UNAVAILABLE.
    """
    days = publication.period_days
    return work.law.working_days_after(begun, days) if days else begun


def broken(work: Work, publication: Publication, begun: date) -> list[tuple[str, Judgement]]:
    """不足的期限 of a tender notice as it stands after its changes (R01, R02).

    Raises:
        Problem: CALENDAR_UNAVAILABLE.
    """
    if publication.kind != TENDER.name:
        return []
    opening_at, until = amending.terms(work, publication)
    return rules.too_short(work.law, begun, opening_at, until)


def told(work: Work, publication: Publication) -> dict[str, Any] | None:
    """法定期限 as people are told it; nothing where the calendar does not reach."""
    with suppress(Problem):
        begun = starts_on(work, publication)
        found = broken(work, publication, begun)
        return {
            "starts_on": begun,
            "confirmed": confirmed_on(work, publication) is not None,
            "period_ends_on": period_ends_on(work, publication, begun),
            "broken": [one.finding(field) for field, one in found],
        }
    return None
