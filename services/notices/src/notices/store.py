"""The only place where notices asks its database."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from tenderhall_contracts.errors import Problem

from notices.kinds import KINDS
from notices.kinds.tender import TENDER
from notices.models import Announcement, Award, AwardLetter, Notice, NoticeNumber, Publication

Row = TypeVar("Row")
LIST_LOCK = "notices.public_list"


def get(session: Session, notice_id: UUID) -> Notice:
    """取公告.

    Raises:
        Problem: NOT_FOUND.
    """
    return _found(session.get(Notice, notice_id))


def find(session: Session, notice_id: UUID) -> Notice | None:
    """公告, where the id is of one."""
    return session.get(Notice, notice_id)


def lock(session: Session, notice_id: UUID) -> Notice:
    """锁定公告 for a change; approve and withdraw meet here, and one of them comes second.

    Raises:
        Problem: NOT_FOUND.
    """
    return _found(session.get(Notice, notice_id, with_for_update=True, populate_existing=True))


def page(
    session: Session, asked: Mapping[str, Any], *, agency_id: UUID | None
) -> tuple[int, list[Notice]]:
    """公告列表 newest first; of one agency, or (None) all that left their agency's hands."""
    chosen = select(Notice).where(Notice.state != "deleted")
    if agency_id:
        chosen = chosen.where(Notice.agency_id == agency_id)
    else:
        chosen = chosen.where(Notice.state != "draft")
    if asked.get("kind"):
        chosen = chosen.where(Notice.kind == asked["kind"])
    if asked.get("project_id"):
        chosen = chosen.where(Notice.project_id == asked["project_id"])
    if asked.get("about_id"):
        chosen = chosen.where(Notice.about_id == asked["about_id"])
    if asked.get("clarification_id"):
        linked = {"clarification_ids": [str(asked["clarification_id"])]}
        chosen = chosen.where(Notice.entered.contains(linked))
    if asked.get("state"):
        chosen = chosen.where(Notice.state == asked["state"])
    if asked.get("q"):
        chosen = chosen.where(_says(Notice, asked["q"]))
    return _paged(session, chosen.order_by(Notice.created_at.desc(), Notice.id), asked)


def unsent(session: Session, lot_ids: Sequence[UUID]) -> list[UUID]:
    """编辑中的公告 of these lots: drafts, and those sent back; not those that follow a form."""
    of_lots, unsent = Notice.lot_ids.overlap(list(lot_ids)), Notice.state.in_(("draft", "rejected"))
    own = Notice.kind.not_in([one.name for one in KINDS.values() if one.of_form])
    return list(session.scalars(select(Notice.id).where(of_lots, unsent, own).order_by(Notice.id)))


def undecided(session: Session, lot_id: UUID) -> list[Notice]:
    """未办结的公告 of this lot, locked: drafts, those in review, those sent back."""
    chosen = select(Notice).where(
        Notice.lot_ids.contains([lot_id]), Notice.state.in_(("draft", "pending", "rejected"))
    )
    locked = chosen.order_by(Notice.id).with_for_update()
    return list(session.scalars(locked.execution_options(populate_existing=True)))


def tendering(session: Session, lot_id: UUID) -> list[Notice]:
    """已发布的招标公告 of this lot that is not marked 已终止, locked."""
    chosen = select(Notice).where(
        Notice.kind == TENDER.name,
        Notice.lot_ids.contains([lot_id]),
        Notice.publish_state.in_(("published", "changed")),
    )
    locked = chosen.order_by(Notice.id).with_for_update()
    return list(session.scalars(locked.execution_options(populate_existing=True)))


def unfinished(session: Session, before: datetime) -> list[UUID]:
    """未完成发布的公告 approved before that time and not published yet, oldest first."""
    chosen = select(Notice.id).where(Notice.state == "approved", Notice.published_at.is_(None))
    waiting = chosen.where(Notice.updated_at < before).order_by(Notice.updated_at).limit(20)
    return list(session.scalars(waiting))


def published(session: Session, no: str) -> Publication:
    """已发布公告 by its number.

    Raises:
        Problem: NOT_FOUND.
    """
    return _found(session.scalar(select(Publication).where(Publication.no == no)))


def publication(session: Session, notice_id: UUID) -> Publication | None:
    """The publication of a notice, once there is one."""
    return session.get(Publication, notice_id)


def amendments(session: Session, notice_id: UUID) -> Sequence[Publication]:
    """变更情况 what was published about this notice, the earliest first."""
    chosen = select(Publication).where(Publication.about_id == notice_id)
    return session.scalars(chosen.order_by(Publication.published_at, Publication.no)).all()


def published_page(session: Session, asked: Mapping[str, Any]) -> tuple[int, list[Publication]]:
    """已发布公告列表 newest first."""
    chosen = select(Publication)
    if asked.get("q"):
        chosen = chosen.where(_says(Publication, asked["q"]))
    return _paged(session, chosen.order_by(Publication.published_at.desc(), Publication.no), asked)


def published_of(
    session: Session, project_id: UUID, lot_nos: Sequence[str]
) -> Sequence[Publication]:
    """已发布公告 of any of these lots, oldest first."""
    chosen = select(Publication).where(
        Publication.project_id == project_id, Publication.lot_nos.overlap(list(lot_nos))
    )
    return session.scalars(chosen.order_by(Publication.published_at)).all()


def announcement(session: Session, form_id: UUID, kind: str) -> Announcement | None:
    """情况公告 of this form, once there is one."""
    return session.get(Announcement, (form_id, kind))


def announced(session: Session, no: str) -> Announcement:
    """情况公告 by its number.

    Raises:
        Problem: NOT_FOUND.
    """
    return _found(session.scalar(select(Announcement).where(Announcement.no == no)))


def announced_of(
    session: Session, project_id: UUID, lot_nos: Sequence[str]
) -> Sequence[Announcement]:
    """情况公告 about any of these lots, oldest first."""
    chosen = select(Announcement).where(
        Announcement.project_id == project_id, Announcement.lot_nos.overlap(list(lot_nos))
    )
    return session.scalars(chosen.order_by(Announcement.published_at, Announcement.no)).all()


def latest_announced(session: Session, limit: int) -> Sequence[Announcement]:
    """情况公告 newest first."""
    chosen = select(Announcement).order_by(Announcement.published_at.desc(), Announcement.no)
    return session.scalars(chosen.limit(limit)).all()


def award(session: Session, award_id: UUID, version: int) -> Award:
    """中标记录 one version.

    Raises:
        Problem: NOT_FOUND.
    """
    return _found(session.get(Award, (award_id, version)))


def awards_of(session: Session, project_id: UUID) -> Sequence[Award]:
    """中标记录 of a project, every version, oldest first."""
    chosen = select(Award).where(Award.project_id == project_id)
    return session.scalars(
        chosen.order_by(Award.published_at, Award.lot_no, Award.award_id, Award.version)
    ).all()


def letter(session: Session, letter_id: UUID) -> AwardLetter | None:
    """中标通知书, where the id is of one."""
    return session.get(AwardLetter, letter_id)


def lock_letter(session: Session, letter_id: UUID) -> AwardLetter:
    """锁定中标通知书.

    Raises:
        Problem: NOT_FOUND.
    """
    found = session.get(AwardLetter, letter_id, with_for_update=True, populate_existing=True)
    return _found(found)


def letters_of_award(session: Session, award_id: UUID) -> Sequence[AwardLetter]:
    """中标通知书 of every version of an award, locked."""
    chosen = select(AwardLetter).where(AwardLetter.award_id == award_id).with_for_update()
    return session.scalars(chosen).all()


def letters_of(session: Session, notice_id: UUID) -> list[tuple[AwardLetter, Award]]:
    """中标通知书 of a notice, each with its award, by lot."""
    chosen = (
        select(AwardLetter, Award)
        .join(
            Award,
            (Award.award_id == AwardLetter.award_id) & (Award.version == AwardLetter.award_version),
        )
        .where(AwardLetter.notice_id == notice_id)
    )
    return [(one, of) for one, of in session.execute(chosen.order_by(Award.lot_no, Award.rank))]


def lock_project(session: Session, project_id: UUID) -> None:
    """锁定项目 the events of a form's lots come side by side, and one of them announces."""
    words = {"name": f"notices.announce:{project_id}"}
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), words)


def lock_public_list(session: Session) -> None:
    """锁定公开列表 one writer of the list file at a time, so that no older list comes last."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": LIST_LOCK})


def next_number(session: Session, project_id: UUID, kind: str) -> int:
    """下一个编号 of a kind of notice in a project, from 1; gap-free, as the row is locked."""
    given = session.scalar(
        insert(NoticeNumber)
        .values(project_id=project_id, kind=kind, last=1)
        .on_conflict_do_update(
            index_elements=[NoticeNumber.project_id, NoticeNumber.kind],
            set_={"last": NoticeNumber.last + 1},
        )
        .returning(NoticeNumber.last)
    )
    return int(given or 0)


def _found(row: Row | None) -> Row:
    if row is None:
        raise Problem("NOT_FOUND")
    return row


def _says(table: type[Notice | Publication], words: str) -> Any:
    """The words stand in the title or in the project's number."""
    return or_(
        table.title.contains(words, autoescape=True),
        table.project_no.contains(words, autoescape=True),
    )


def _paged(
    session: Session, chosen: Select[Any], asked: Mapping[str, Any]
) -> tuple[int, list[Any]]:
    total = session.scalar(select(func.count()).select_from(chosen.order_by(None).subquery()))
    rows = session.scalars(chosen.limit(asked["limit"]).offset(asked["offset"])).all()
    return int(total or 0), list(rows)
