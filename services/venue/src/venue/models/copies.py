"""Tables that copy what registry tells of projects and lots."""

from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from venue.models.base import Base


class Project(Base):
    """项目 what registry told of a project: a copy, for names and row rights."""

    __tablename__ = "venue_project"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    no: Mapped[str]
    name: Mapped[str]
    agency_id: Mapped[UUID]
    agency_name: Mapped[str]


class Lot(Base):
    """分包 a copy of registry's lot, and the row that every change of its bookings locks first."""

    __tablename__ = "venue_lot"

    id: Mapped[UUID] = mapped_column("lot_id", primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("venue_project.id"), index=True)
    no: Mapped[str]
    position: Mapped[int]
    state: Mapped[str]
    told_seq: Mapped[int] = mapped_column(BigInteger, server_default="0")
