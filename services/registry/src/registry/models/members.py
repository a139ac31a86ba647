"""成员 organisations, users, their roles, CA bindings and sessions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.models.base import Base


class Organisation(Base):
    """单位 an agency, a purchaser, the centre, or who supervises them."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('agency', 'purchaser', 'centre', 'supervisor')", name="organisation_kind"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    uscc: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    address: Mapped[str] = mapped_column(server_default="")
    contact: Mapped[str] = mapped_column(server_default="")
    phone: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default="1")
    active: Mapped[bool] = mapped_column(server_default=text("true"))


class User(Base):
    """用户 a person; ``password_hash`` is argon2id (RFC 9106)."""

    __tablename__ = "app_user"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")
    password_hash: Mapped[str]
    failures: Mapped[int] = mapped_column(server_default="0")
    locked_until: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    email: Mapped[str | None]


class Membership(Base):
    """任职 a user's role in an organisation."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint(
            "role IN ('agency_operator', 'agency_seal_holder', 'centre_reviewer', 'centre_admin',"
            " 'supervisor')",
            name="membership_role",
        ),
        UniqueConstraint("user_id", "org_id", "role", name="membership_once"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[str]
    active: Mapped[bool] = mapped_column(server_default=text("true"))

    user: Mapped[User] = relationship(lazy="joined")
    organisation: Mapped[Organisation] = relationship(lazy="joined")


class CaBinding(Base):
    """CA绑定 an organisation's certificate; while active, its agency users need it to log in."""

    __tablename__ = "ca_binding"

    serial: Mapped[str] = mapped_column(primary_key=True)
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    subject: Mapped[str]
    bound_at: Mapped[datetime] = mapped_column(server_default=func.now())
    revoked_at: Mapped[datetime | None]
    reason: Mapped[str | None]


class Invitation(Base):
    """邀请 a link that sets a password once; the token is kept as its SHA-256 only."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("purpose IN ('invite', 'reset')", name="invitation_purpose"),
        Index("invitation_open", "login", unique=True, postgresql_where=text("ended_at IS NULL")),
        Index("invitation_of", "org_id", postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    login: Mapped[str]
    name: Mapped[str]
    email: Mapped[str | None]
    org_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[str | None]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    invited_by: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    accepted: Mapped[bool] = mapped_column(server_default=text("false"))

    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    user: Mapped[User | None] = relationship(lazy="joined")


class LoginFailures(Base):
    """失败的用户名 that is nobody's: counted like a user's, and as its SHA-256."""

    __tablename__ = "login_failures"

    login_hash: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(server_default="0")
    locked_until: Mapped[datetime | None]
    at: Mapped[datetime] = mapped_column(index=True)


class PreAuth(Base):
    """待选角色 a token that only chooses a role; kept as its SHA-256, used once."""

    __tablename__ = "pre_auth"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    auth: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined")


class UserSession(Base):
    """会话 the bearer token is kept as its SHA-256; the row outlives the session as evidence."""

    __tablename__ = "user_session"
    __table_args__ = (
        Index("user_session_live", "user_id", postgresql_where=text("revoked_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("membership.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    auth: Mapped[str]
    ip: Mapped[str | None]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    membership: Mapped[Membership] = relationship(lazy="joined")
