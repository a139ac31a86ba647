"""提醒与通知 duties that the law sets dates for, and what people are told."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base


class Reminder(Base):
    """法定提醒 a task of an agency and the day that the law sets for it.

    ``cause`` is what it follows from, so that the same event sets no task twice. ``stage`` is what
    has been told of it: nothing, that it is due, that it is overdue. No ``due_on`` where it falls
    into a year whose working days are not known yet: it is counted when they are.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("rule_id", "lot_id", "cause", name="reminder_once"),
        CheckConstraint("stage IN ('set', 'due', 'overdue')", name="reminder_stage"),
        Index("reminder_open", "agency_id", "due_on", postgresql_where=text("closed_at IS NULL")),
        Index("reminder_due", "due_on", postgresql_where=text("closed_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    rule_id: Mapped[str]
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"))
    cause: Mapped[str]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    task_zh: Mapped[str]
    task_en: Mapped[str]
    basis: Mapped[str]
    begun_on: Mapped[date]
    due_on: Mapped[date | None]
    stage: Mapped[str] = mapped_column(server_default="set")
    opened_at: Mapped[datetime] = mapped_column(server_default=func.now())
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    remark: Mapped[str | None]


class Notification(Base):
    """通知 one message to one person; mailed as well where the person has an address."""

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("user_id", "cause", name="notification_once"),
        Index("notification_of", "user_id", "at"),
        Index("notification_unread", "user_id", postgresql_where=text("read_at IS NULL")),
        Index("notification_unsent", "at", postgresql_where=text("mail = 'waiting'")),
        CheckConstraint(
            "mail IN ('none', 'waiting', 'sent', 'failed')", name="notification_mail"
        ),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    cause: Mapped[str]
    text_zh: Mapped[str]
    text_en: Mapped[str]
    form_type: Mapped[str | None]
    form_id: Mapped[UUID | None]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mail: Mapped[str] = mapped_column(server_default="none")
    tries: Mapped[int] = mapped_column(server_default="0")
